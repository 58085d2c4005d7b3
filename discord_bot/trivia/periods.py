"""Days and longer spans as a server's clock on the wall sees them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class Period(StrEnum):
    """The span that a leaderboard covers. A season is a quarter of the year."""

    TODAY = "today"
    WEEK = "week"
    MONTH = "month"
    SEASON = "season"
    ALL = "all"


def local_day(now: datetime, zone: ZoneInfo) -> date:
    """The date in ``zone`` at ``now``."""
    return now.astimezone(zone).date()


def first_day(period: Period, day: date) -> date:
    """The first day of the period that ``day`` is in. Weeks begin on Monday."""
    if period is Period.TODAY:
        return day
    if period is Period.WEEK:
        return day - timedelta(days=day.weekday())
    if period is Period.MONTH:
        return day.replace(day=1)
    if period is Period.SEASON:
        return day.replace(month=3 * ((day.month - 1) // 3) + 1, day=1)
    return date.min


def start_of(period: Period, now: datetime, zone: ZoneInfo) -> datetime:
    """When the running period began, in UTC; for ``ALL`` the beginning of time.

    Midnight is the zone's own: on the day of a clock change the span is an hour shorter or longer.
    """
    if period is Period.ALL:
        return datetime.fromtimestamp(0, UTC)
    day = first_day(period, local_day(now, zone))
    return datetime.combine(day, time(), zone).astimezone(UTC)


def next_occurrence(after: datetime, clock_time: time, zone: ZoneInfo) -> datetime:
    """The next moment after ``after`` at which the wall clock in ``zone`` shows ``clock_time``."""
    day = local_day(after, zone)
    moment = datetime.combine(day, clock_time, zone).astimezone(UTC)
    if moment <= after:
        moment = datetime.combine(day + timedelta(days=1), clock_time, zone).astimezone(UTC)
    return moment
