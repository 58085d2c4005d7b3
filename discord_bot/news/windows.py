"""When a server reads: the times of its digests, and the hours in which it is left in peace.

Everything is in the server's zone, whose clocks are put forward and back twice a year.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)
_LOOKED_AT = 10
"""Days looked at for the next time: a week, and what a zone that skips a day takes."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours without posts, each day from ``start`` to ``end`` (``HH:MM``), over midnight or not."""

    start: str
    end: str


def next_time(now: datetime, zone: str, at: str, weekday: int | None = None) -> datetime:
    """The first moment after ``now`` at which a clock in ``zone`` shows ``at``, in UTC.

    ``weekday`` asks for one day of the week, 0 being Monday. A time that is skipped when clocks go
    forward comes as much later as they were moved; one that comes twice counts the first time.
    """
    return _next(now, zone, at, weekday, folds=(0,))


def quiet_until(now: datetime, zone: str, quiet: Quiet | None) -> datetime | None:
    """When the quiet hours that ``now`` lies in are over, in UTC; None where it lies in none."""
    if quiet is None or not is_quiet(now, zone, quiet):
        return None
    end = now
    while is_quiet(end, zone, quiet):
        end = _next(end, zone, quiet.end, None, folds=(0, 1))
    return end


def is_quiet(now: datetime, zone: str, quiet: Quiet) -> bool:
    """Whether a clock in ``zone`` shows a time within the quiet hours; their end is not."""
    shown = now.astimezone(ZoneInfo(zone)).time()
    start, end = time.fromisoformat(quiet.start), time.fromisoformat(quiet.end)
    if start <= end:
        return start <= shown < end
    return shown >= start or shown < end


def _next(
    now: datetime, zone: str, at: str, weekday: int | None, folds: tuple[int, ...]
) -> datetime:
    place, shown = ZoneInfo(zone), time.fromisoformat(at)
    today = now.astimezone(place).date()
    found = [
        moment
        # From yesterday on: a time that clocks skipped may come on the day after its own.
        for day in (today + _DAY * number for number in range(-1, _LOOKED_AT))
        if weekday is None or day.weekday() == weekday
        for fold in folds
        if (moment := _in_utc(datetime.combine(day, shown), place, fold)) > now
    ]
    return min(found)


def _in_utc(local: datetime, place: ZoneInfo, fold: int) -> datetime:
    return local.replace(tzinfo=place, fold=fold).astimezone(UTC)
