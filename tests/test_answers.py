"""What is read from Discord's refusals."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

import aiohttp
import discord
import pytest

from cogs._answers import NO_ANSWER, Unanswered, is_away, is_uncertain, retry_after, why


@dataclass(frozen=True)
class Refusal:
    """An answer as aiohttp gives it, as far as discord.py looks at it."""

    status: int = 429
    reason: str = "Too Many Requests"
    headers: dict[str, str] = field(default_factory=dict)


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [
        ("30", 30.0),
        ("0.65", 0.65),
        ("Wed, 21 Oct 2026 07:28:00 GMT", None),
        ("-1", None),
        ("1.2.3", None),
        ("", None),
    ],
)
def test_how_long_discord_asks_to_wait_and_what_else_may_stand_there(
    asked: str, seconds: float | None
) -> None:
    answer = cast("aiohttp.ClientResponse", Refusal(headers={"Retry-After": asked}))
    assert retry_after(discord.HTTPException(answer, "slow down")) == seconds


def http_error(status: int) -> discord.HTTPException:
    return discord.HTTPException(cast("aiohttp.ClientResponse", Refusal(status)), "so it is")


@pytest.mark.parametrize(
    ("error", "away", "uncertain"),
    [
        (http_error(400), False, False),
        (http_error(403), False, False),
        (http_error(429), True, False),
        (http_error(500), True, True),
        (aiohttp.ServerDisconnectedError(), True, True),
        (TimeoutError(), True, True),
        (ConnectionResetError(), True, True),
    ],
)
def test_what_is_tried_again_and_of_what_nobody_knows_the_end(
    error: Unanswered, away: bool, uncertain: bool
) -> None:
    assert isinstance(error, NO_ANSWER)
    assert (is_away(error), is_uncertain(error)) == (away, uncertain)


def test_members_read_a_reason_and_never_nothing() -> None:
    assert why(http_error(400)) == "so it is"
    silent = discord.HTTPException(cast("aiohttp.ClientResponse", Refusal(502)), "")
    assert why(silent) == "502"
    assert why(TimeoutError()) == "TimeoutError"
