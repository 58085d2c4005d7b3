"""Days and spans by a server's own clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discord_bot.trivia.periods import Period, first_day, local_day, next_occurrence, start_of

ZONES = [ZoneInfo(name) for name in ("UTC", "Europe/London", "America/Sao_Paulo", "Asia/Kolkata")]
MOMENTS = st.datetimes(datetime(2022, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        (Period.TODAY, date(2026, 11, 25)),
        (Period.WEEK, date(2026, 11, 23)),
        (Period.MONTH, date(2026, 11, 1)),
        (Period.SEASON, date(2026, 10, 1)),
    ],
)
def test_first_days(period: Period, expected: date) -> None:
    assert first_day(period, date(2026, 11, 25)) == expected


@given(MOMENTS, st.sampled_from(ZONES), st.sampled_from(list(Period)))
def test_a_period_began_in_the_past_at_the_zones_midnight(
    now: datetime, zone: ZoneInfo, period: Period
) -> None:
    start = start_of(period, now, zone)
    assert start <= now
    if period is not Period.ALL:
        assert start.astimezone(zone).date() == first_day(period, local_day(now, zone))


@given(
    MOMENTS, st.sampled_from(ZONES), st.times().map(lambda t: t.replace(second=0, microsecond=0))
)
def test_the_next_occurrence_is_ahead_and_within_a_day_and_a_clock_change(
    now: datetime, zone: ZoneInfo, clock_time: time
) -> None:
    moment = next_occurrence(now, clock_time, zone)
    assert now < moment <= now + timedelta(hours=26)


def test_a_day_in_sao_paulo_is_not_the_day_in_utc() -> None:
    now = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
    assert local_day(now, ZoneInfo("America/Sao_Paulo")) == date(2026, 3, 1)


@pytest.mark.parametrize("month", [3, 10])
def test_half_past_two_comes_once_a_day_also_where_clocks_change(month: int) -> None:
    """On 29 March there is no such time in Berlin, and on 25 October there are two."""
    begin = datetime(2026, month, {3: 27, 10: 23}[month], 12, tzinfo=UTC)
    minutes = (begin + timedelta(minutes=minute) for minute in range(4 * 24 * 60))
    berlin = ZoneInfo("Europe/Berlin")
    moments = {next_occurrence(now, time(2, 30), berlin) for now in minutes}
    days = [local_day(moment, berlin) for moment in sorted(moments)]
    assert days == [begin.date() + timedelta(days=number) for number in range(1, 6)]
