"""When a member should pause: enough upheld cases, recent enough, and not paid for already."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from discord_bot.moderation.policy import Escalation
from discord_bot.moderation.standing import escalation_due

NOW = datetime(2026, 5, 4, tzinfo=UTC)
THREE = Escalation(count=3, days=30, minutes=90)


def ago(*days: float) -> list[datetime]:
    return [NOW - timedelta(days=number) for number in days]


@pytest.mark.parametrize(
    ("upheld", "last_time_out", "is_due"),
    [
        (ago(1, 2), None, False),
        (ago(0, 1, 2), None, True),
        (ago(0, 1, 31), None, False),
        (ago(0, 1, 2), ago(1.5)[0], False),
        (ago(0, 0.5, 1, 2), ago(1.5)[0], True),
        (ago(0, 1, 2), ago(40)[0], True),
    ],
)
def test_a_pause_is_due(
    upheld: list[datetime], last_time_out: datetime | None, is_due: bool
) -> None:
    span = escalation_due(THREE, upheld, last_time_out, NOW)
    assert span == (timedelta(minutes=90) if is_due else None)


def test_without_the_setting_nobody_pauses() -> None:
    assert escalation_due(None, ago(0, 0, 0, 0), None, NOW) is None
