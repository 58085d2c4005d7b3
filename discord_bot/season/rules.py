"""What of the calendar is next, over or hidden, and when one is reminded of it.

A server's zone decides when a day begins; where an hour is known it is that hour everywhere.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from discord_bot.season.model import MORNING, Event, When, at, day_of

STAGES = (30, 7, 1, 0)
"""Days before an event at which one is reminded; 0 is the hour itself."""
AWAKE = (time(7), time(22))
"""From when to when people may be told something days before at the event's own hour."""
LATE = timedelta(hours=12)
"""How late one may still be told that the hour has come."""
_MIDNIGHT = time()
_DAY = timedelta(days=1)


# --- what is there ----------------------------------------------------------------------------


def visible(events: Iterable[Event], ceiling: int) -> tuple[Event, ...]:
    """What spoils nothing for a server with this spoiler ceiling."""
    return tuple(event for event in events if event.spoils <= ceiling)


def upcoming(events: Iterable[Event], now: datetime, zone: str) -> tuple[Event, ...]:
    """What has a date that is not over, soonest first."""
    found = [
        (event.when.moment(zone), event.key, event)
        for event in events
        if event.when is not None and now < event.when.over_at(zone)
    ]
    return tuple(event for _, _, event in sorted(found, key=lambda item: item[:2]))


def past(events: Iterable[Event], now: datetime, zone: str) -> tuple[Event, ...]:
    """What is over, newest first."""
    found = [
        (event.when.moment(zone), event.key, event)
        for event in events
        if event.when is not None and now >= event.when.over_at(zone)
    ]
    newest = sorted(found, key=lambda item: item[:2], reverse=True)
    return tuple(event for _, _, event in newest)


def announced(events: Iterable[Event]) -> tuple[Event, ...]:
    """What is to come on a day that is not known."""
    return tuple(event for event in events if event.when is None)


def next_event(events: Iterable[Event], now: datetime, ceiling: int, zone: str) -> Event | None:
    """The soonest event that is not over and spoils nothing, or None."""
    return next(iter(upcoming(visible(events, ceiling), now, zone)), None)


def days_left(when: When, now: datetime, zone: str) -> int:
    """Days from today to the day of the event, as people in ``zone`` count; negative after it."""
    return (when.local_day(zone) - day_of(now, zone)).days


# --- when one is reminded ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Due:
    """An event of which one is to be reminded now, ``days`` before it."""

    event: Event
    days: int


def due_at(when: When, days: int, zone: str) -> datetime:
    """When one is reminded ``days`` before an event, in UTC.

    At the hour for 0. Before, at the event's own hour by the clocks of ``zone``, or in the morning
    where that hour would be at night.
    """
    moment = when.moment(zone)
    if days == 0:
        return moment
    local = moment.astimezone(ZoneInfo(zone))
    clock = local.time()
    if not AWAKE[0] <= clock < AWAKE[1]:
        clock = MORNING
    return at(local.date() - _DAY * days, clock, zone)


def stale_at(when: When, days: int, zone: str) -> datetime:
    """From when a reminder would not be true any more, in UTC: its day is over.

    That the hour has come may be said for ``LATE`` after it.
    """
    if days == 0 and when.clock is not None:
        return when.moment(zone) + LATE
    return at(when.local_day(zone) - _DAY * (days - 1), _MIDNIGHT, zone)


def fresh_stage(when: When, now: datetime, zone: str) -> int | None:
    """The days of the newest reminder that is due and still true; None where there is none."""
    fresh = (
        days for days in STAGES if due_at(when, days, zone) <= now < stale_at(when, days, zone)
    )
    return min(fresh, default=None)


def due_stage(
    when: When, now: datetime, zone: str, since: datetime, sent: Collection[int] = ()
) -> int | None:
    """The days of the reminder that is to be sent now; None where there is none.

    ``since`` is the last word that they were told of the event, or when they asked to be: what fell
    due before it is not sent. ``sent`` are the days of reminders of this date that they had.
    """
    stage = fresh_stage(when, now, zone)
    if stage is None or due_at(when, stage, zone) <= since:
        return None
    return stage if all(stage < days for days in sent) else None


def reminders_due(
    events: Iterable[Event],
    sent: Collection[tuple[str, int]],
    now: datetime,
    zone: str,
    since: datetime,
) -> tuple[Due, ...]:
    """Of which events one is to be reminded now; ``sent`` are keys of events, with days."""
    found = []
    for event in upcoming_or_just_now(events, now, zone):
        assert event.when is not None, "what is upcoming has a date"
        had = [days for key, days in sent if key == event.key]
        stage = due_stage(event.when, now, zone, since, had)
        if stage is not None:
            found.append(Due(event, stage))
    return tuple(found)


def upcoming_or_just_now(events: Iterable[Event], now: datetime, zone: str) -> tuple[Event, ...]:
    """What has a date of which one may still be reminded, soonest first."""
    found = [
        (event.when.moment(zone), event.key, event)
        for event in events
        if event.when is not None and now < stale_at(event.when, 0, zone)
    ]
    return tuple(event for _, _, event in sorted(found, key=lambda item: item[:2]))


def next_due(events: Iterable[Event], now: datetime, zone: str) -> datetime | None:
    """When the next reminder of any of these falls due, in UTC; None where none will."""
    moments = (
        due
        for event in upcoming_or_just_now(events, now, zone)
        if event.when is not None
        for days in STAGES
        if (due := due_at(event.when, days, zone)) > now
    )
    return min(moments, default=None)


def steps(when: When, now: datetime, zone: str) -> Sequence[tuple[int, bool]]:
    """The days of the reminders, and whether each lies behind."""
    return [(days, due_at(when, days, zone) <= now) for days in STAGES]
