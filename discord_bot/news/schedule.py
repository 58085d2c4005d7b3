"""A feed's timetable: when it is asked next, and what its moderators are told of that.

A feed is asked as often as it has news, never below a floor of politeness, and at least once a day
for as long as somebody follows it, however long it has failed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

FLOOR = timedelta(minutes=10)
"""No feed is asked again sooner, whatever it says of itself. Its first reading is at once."""
BEGIN = timedelta(minutes=30)
LONGEST = timedelta(hours=6)
"""The longest interval of a feed that is alive, and as far as its own wishes are granted."""
DAILY = timedelta(days=1)
"""Every feed is asked at least so often: quiet ones, gone ones, and those that want to be left
alone for longer."""
QUIET = timedelta(days=30)
"""From then on a feed without news is told to be quiet, and is asked less and less."""
PATIENCE = 3
"""Tries in a row that fail before moderators are told: a single hiccup is nobody's concern."""

_BUSIER, _CALMER = 0.5, 1.25
_SPREAD = 0.1
"""The share by which intervals differ by chance, so that feeds do not stay in step."""
_MOST_DOUBLINGS = 16
_HOUR = timedelta(hours=1)


class Failure(StrEnum):
    """What kind of failure it was, as far as the timetable is concerned."""

    PASSING = "passing"
    """It may be over the next time."""
    LASTING = "lasting"
    """Nothing but a moderator mends it: told at once."""
    GONE = "gone"
    """Told at once, and asked once a day: some servers say so by mistake."""


@dataclass(frozen=True, slots=True)
class Timetable:
    """The state of one feed's timetable.

    ``began_at`` is when it was first (or again) followed, ``news_at`` when it last said something
    new. ``told`` are the servers that were told of the failure it is in; ``is_quiet``: they were
    told that it is quiet. ``ttl`` and ``skip_hours`` (UTC) are what the feed wished when it was
    last read: to be left alone for so long, and in those hours.
    """

    next_at: datetime
    began_at: datetime
    interval: timedelta = BEGIN
    failures: int = 0
    failing_as: Failure | None = None
    news_at: datetime | None = None
    is_quiet: bool = False
    told: frozenset[int] = frozenset()
    ttl: timedelta = timedelta(0)
    skip_hours: frozenset[int] = frozenset()

    @property
    def is_tellable(self) -> bool:
        """Whether moderators should know that it fails."""
        if self.failing_as is None:
            return False
        return self.failing_as is not Failure.PASSING or self.failures >= PATIENCE

    def quiet_since(self, now: datetime) -> datetime | None:
        """Since when it has had no news, if that is long ago; it works, and is not dead."""
        is_long = self.news_at is not None and now - self.news_at >= QUIET
        return self.news_at if is_long else None


def first(now: datetime) -> Timetable:
    """The timetable of a feed that is followed from now on: it is read at once."""
    return Timetable(next_at=now, began_at=now)


def due(table: Timetable, now: datetime) -> bool:
    """Whether the feed's time has come."""
    return table.next_at <= now


# --- what follows -------------------------------------------------------------------------------


def read(
    table: Timetable,
    now: datetime,
    *,
    new: int,
    newest: datetime | None,
    fresh_for: timedelta,
    chance: float,
) -> Timetable:
    """What follows when a feed was read, with ``new`` entries that it never had before.

    ``newest`` is the time of its newest entry: what tells at the first reading how long it has been
    quiet. ``fresh_for`` is how long the server says that its answer holds. ``chance`` in [0, 1)
    spreads the times.
    """
    if table.news_at is None:
        news_at = min(newest or now, now)
        begun = replace(table, news_at=news_at)
        # Moderators have just been shown what it has: that it is quiet is no news to them.
        table = replace(begun, is_quiet=begun.quiet_since(now) is not None)
        return _answered(table, now, table.interval, fresh_for, chance)
    if not new:
        return unchanged(table, now, fresh_for=fresh_for, chance=chance)
    table = replace(table, news_at=now, is_quiet=False)
    return _answered(table, now, min(table.interval, LONGEST) * _BUSIER, fresh_for, chance)


def unchanged(table: Timetable, now: datetime, *, fresh_for: timedelta, chance: float) -> Timetable:
    """What follows when a feed answered and had nothing new."""
    is_quiet = table.quiet_since(now) is not None
    interval = min(table.interval * _CALMER, DAILY if is_quiet else LONGEST)
    return _answered(replace(table, is_quiet=is_quiet), now, interval, fresh_for, chance)


def _answered(
    table: Timetable, now: datetime, interval: timedelta, fresh_for: timedelta, chance: float
) -> Timetable:
    interval = _between(interval, FLOOR, DAILY)
    wait = max(interval * _around(chance), min(max(table.ttl, fresh_for), LONGEST))
    return replace(
        table,
        interval=interval,
        next_at=_outside(table.skip_hours, now, now + _between(wait, FLOOR, DAILY)),
        failures=0,
        failing_as=None,
        told=frozenset(),
    )


def failed(
    table: Timetable,
    now: datetime,
    failure: Failure,
    *,
    chance: float,
    retry_after: timedelta | None = None,
) -> Timetable:
    """What follows when a feed could not be read: growing gaps, up to a day.

    What the server asks for by ``retry_after`` is kept, up to a day, too.
    """
    if failure is Failure.GONE:
        pause = DAILY
    else:
        pause = min(FLOOR * (1 << min(table.failures, _MOST_DOUBLINGS)), DAILY)
    pause *= _around(chance)
    if retry_after is not None:
        # Later by chance, and never sooner than it asked for.
        pause = max(pause, retry_after * (1 + chance * _SPREAD))
    return replace(
        table,
        next_at=now + _between(pause, FLOOR, DAILY),
        failures=table.failures + 1,
        failing_as=failure,
    )


def postponed(table: Timetable, now: datetime, wait: timedelta, *, chance: float) -> Timetable:
    """What follows when a feed was not asked, since its server wants or needs to be left alone."""
    pause = max(wait, FLOOR) * (1 + chance * _SPREAD)
    return replace(table, next_at=now + _between(pause, FLOOR, DAILY))


def _around(chance: float) -> float:
    return 1 + (2 * chance - 1) * _SPREAD


def _between(span: timedelta, shortest: timedelta, longest: timedelta) -> timedelta:
    return min(max(span, shortest), longest)


def _outside(hours: frozenset[int], now: datetime, wanted: datetime) -> datetime:
    """The first moment from ``wanted`` on that is in none of ``hours`` (UTC).

    Where that were more than a day from ``now`` it is the last one before; a feed that skips every
    hour, or all but those before the floor, has no such wish.
    """
    earliest, latest = now + FLOOR, now + DAILY
    later = wanted
    while later.astimezone(UTC).hour in hours and later <= latest:
        later = _full_hour(later) + _HOUR
    if later <= latest:
        return later
    sooner = wanted
    while sooner.astimezone(UTC).hour in hours and sooner >= earliest:
        sooner = _full_hour(sooner) - timedelta(seconds=1)
    return sooner if sooner >= earliest else wanted


def _full_hour(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


# --- how it is kept -----------------------------------------------------------------------------


def dump(table: Timetable) -> str:
    """A timetable as JSON; times are whole epoch seconds."""
    return json.dumps(
        {
            "next": _epoch(table.next_at),
            "began": _epoch(table.began_at),
            "interval": int(table.interval.total_seconds()),
            "failures": table.failures,
            "failing": table.failing_as,
            "news": None if table.news_at is None else _epoch(table.news_at),
            "quiet": table.is_quiet,
            "told": sorted(table.told),
            "ttl": int(table.ttl.total_seconds()),
            "skip": sorted(table.skip_hours),
        }
    )


def load(text: str, now: datetime) -> Timetable:
    """What ``dump`` wrote, in this version or another: what is missing or strange is as at first.

    A number out of bounds is brought within them.
    """
    try:
        found = json.loads(text)
    except ValueError:
        found = {}
    kept: dict[str, Any] = found if isinstance(found, dict) else {}
    begun = first(now)
    began_at = _moment(kept.get("began")) or begun.began_at
    interval = timedelta(seconds=_number(kept.get("interval"), int(BEGIN.total_seconds())))
    failing = kept.get("failing")
    return Timetable(
        next_at=_moment(kept.get("next")) or begun.next_at,
        began_at=began_at,
        interval=_between(interval, FLOOR, DAILY),
        failures=_number(kept.get("failures"), 0),
        failing_as=Failure(failing) if failing in _FAILURES else None,
        news_at=_moment(kept.get("news")),
        is_quiet=kept.get("quiet") is True,
        told=_numbers(kept.get("told")),
        ttl=timedelta(seconds=_number(kept.get("ttl"), 0)),
        skip_hours=_numbers(kept.get("skip")),
    )


_FAILURES = tuple(Failure)
_LAST_SECOND = 253_402_300_799
"""The end of the year 9999, which is as far as times go here."""


def _epoch(moment: datetime) -> int:
    return int(moment.timestamp())


def _moment(value: object) -> datetime | None:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _LAST_SECOND:
        return None
    return datetime.fromtimestamp(value, UTC)


def _numbers(value: object) -> frozenset[int]:
    items = value if isinstance(value, list) else []
    return frozenset(item for item in items if isinstance(item, int))


def _number(value: object, otherwise: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _LAST_SECOND:
        return otherwise
    return value
