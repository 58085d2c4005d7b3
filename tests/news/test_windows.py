"""Digests come once a day by the server's clock, whatever is done to that clock."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discord_bot.news.windows import Quiet, is_quiet, next_time, quiet_until

ZONES = (
    "UTC",
    "Europe/London",
    "America/New_York",
    "Australia/Lord_Howe",  # moves its clocks by half an hour
    "Africa/Casablanca",
    "America/St_Johns",
    "Pacific/Apia",  # left out 30 December 2011
    "Asia/Kolkata",
)
moments = st.integers(
    int(datetime(2011, 1, 1, tzinfo=UTC).timestamp()),
    int(datetime(2030, 1, 1, tzinfo=UTC).timestamp()),
).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
zones = st.sampled_from(ZONES)
clock_times = st.times().map(lambda moment: moment.strftime("%H:%M"))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "at", "expected", "why"),
    [
        ("2026-03-28 20:00", "18:00", "2026-03-29 17:00", "clocks go forward in the night"),
        ("2026-10-24 20:00", "18:00", "2026-10-25 18:00", "clocks go back in the night"),
        ("2026-03-28 20:00", "01:30", "2026-03-29 01:30", "01:30 does not exist: shown 02:30"),
        ("2026-10-24 20:00", "01:30", "2026-10-25 00:30", "01:30 comes twice: the first counts"),
        ("2026-10-25 00:30", "01:30", "2026-10-26 01:30", "… and not the second"),
        ("2026-05-04 17:00", "18:00", "2026-05-05 17:00", "now is not after now"),
    ],
)
def test_the_next_digest_in_london(now: str, at: str, expected: str, why: str) -> None:
    assert next_time(utc(now), "Europe/London", at) == utc(expected), why


def test_a_weekly_digest_keeps_its_day() -> None:
    friday = next_time(utc("2026-05-04 12:00"), "Asia/Tokyo", "18:00", weekday=4)
    assert friday == utc("2026-05-08 09:00")
    assert next_time(friday, "Asia/Tokyo", "18:00", weekday=4) == friday + timedelta(days=7)


@given(moments, zones, clock_times)
def test_every_day_of_the_servers_calendar_has_one_digest(
    now: datetime, zone: str, at: str
) -> None:
    place, found = ZoneInfo(zone), [now]
    for _ in range(5):
        found.append(next_time(found[-1], zone, at))
    days = [moment.astimezone(place).date() for moment in found[1:]]
    for earlier, later in itertools.pairwise(found[1:]):
        assert timedelta(hours=22) <= later - earlier <= timedelta(hours=26)
    assert len(set(days)) == 5
    assert now < found[1] <= now + timedelta(hours=26)
    for moment in found[1:]:
        shown = moment.astimezone(place).replace(tzinfo=None)
        wanted = datetime.combine(shown.date(), time.fromisoformat(at))
        # Only a time that the clocks skipped is shown differently, by as much as they were moved.
        there = wanted.replace(tzinfo=place).astimezone(UTC).astimezone(place)
        assert shown == wanted or there.replace(tzinfo=None) != wanted


@given(moments, zones, clock_times, clock_times)
def test_quiet_hours_end_and_are_over_then(now: datetime, zone: str, start: str, end: str) -> None:
    quiet = Quiet(start, end)
    until = quiet_until(now, zone, quiet)
    if until is None:
        assert not is_quiet(now, zone, quiet)
        return
    assert now < until <= now + timedelta(hours=50)
    assert not is_quiet(until, zone, quiet)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-05-04 20:30", None),
        ("2026-05-04 21:00", "2026-05-05 06:00"),
        ("2026-05-05 05:59", "2026-05-05 06:00"),
        ("2026-05-05 06:00", None),
        ("2026-10-25 01:10", "2026-10-25 07:00"),
    ],
)
def test_quiet_over_midnight(now: str, expected: str | None) -> None:
    until = quiet_until(utc(now), "Europe/London", Quiet("22:00", "07:00"))
    assert until == (None if expected is None else utc(expected))


def test_no_quiet_hours_are_never_quiet() -> None:
    assert quiet_until(utc("2026-05-04 20:30"), "UTC", None) is None
    assert quiet_until(utc("2026-05-04 20:30"), "UTC", Quiet("08:00", "08:00")) is None


def test_quiet_hours_that_end_in_the_hour_that_comes_twice() -> None:
    second_time_round = utc("2026-10-25 01:10")
    assert quiet_until(second_time_round, "Europe/London", Quiet("22:00", "01:30")) == utc(
        "2026-10-25 01:30"
    )
