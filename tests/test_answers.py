"""What is read from Discord's refusals."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

import aiohttp
import discord
import pytest

from cogs._answers import retry_after


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
