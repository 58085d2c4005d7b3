"""The values of the calendar: days and hours, events, and what people were told of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Self
from zoneinfo import ZoneInfo

MORNING = time(9)
"""When a day without an hour begins for people: what is told of it is told then."""
_PARTS = 3


class EventKind(StrEnum):
    """What kind of event it is."""

    RELEASE = "release"
    ANNOUNCEMENT = "announcement"
    FILMING = "filming"
    AWARD = "award"
    BOOK = "book"
    EVENT = "event"


class Origin(StrEnum):
    """Whose date it is."""

    PACK = "pack"
    CHANGED = "changed"
    """The pack's event with a date of the server's moderators."""
    SERVER = "server"


@dataclass(frozen=True, slots=True)
class When:
    """A day, and where it is known the hour by the clocks of ``zone`` (an IANA name)."""

    day: date
    clock: time | None = None
    zone: str | None = None

    def __str__(self) -> str:
        """``2026-12-24`` or ``2026-12-24 08:00 Europe/London``, as the database keeps it."""
        if self.clock is None:
            return self.day.isoformat()
        return f"{self.day.isoformat()} {self.clock:%H:%M} {self.zone}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """What ``str`` wrote. Raises ``ValueError`` for anything else."""
        parts = text.split(" ")
        day = date.fromisoformat(parts[0])
        if len(parts) == 1:
            return cls(day)
        if len(parts) != _PARTS:
            raise ValueError(f"{text!r} is neither a day nor a day with hour and zone")
        return cls(day, time.fromisoformat(parts[1]), parts[2])

    def moment(self, zone: str) -> datetime:
        """The hour, or the morning of the day by the clocks of ``zone``; aware UTC."""
        if self.clock is None or self.zone is None:
            return at(self.day, MORNING, zone)
        return at(self.day, self.clock, self.zone)

    def local_day(self, zone: str) -> date:
        """The day on which it is for people in ``zone``."""
        return self.day if self.clock is None else day_of(self.moment(zone), zone)

    def over_at(self, zone: str) -> datetime:
        """From when it lies in the past: the hour, or the end of the day in ``zone``."""
        if self.clock is None:
            return at(self.day + timedelta(days=1), time(), zone)
        return self.moment(zone)

    def differs(self, other: When) -> bool:
        """Whether it is another date. The same day, with its hour known by now, is not."""
        if self.clock is None or other.clock is None:
            return self.day != other.day
        return self.moment("UTC") != other.moment("UTC")


def at(day: date, clock: time, zone: str) -> datetime:
    """The moment at which clocks in ``zone`` show ``clock``, in UTC.

    An hour that is skipped when clocks go forward comes as much later as they were moved; one that
    comes twice counts the first time.
    """
    return datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC)


def day_of(moment: datetime, zone: str) -> date:
    """The day that people in ``zone`` have at a moment."""
    return moment.astimezone(ZoneInfo(zone)).date()


@dataclass(frozen=True, slots=True)
class Event:
    """Something of the calendar. ``when`` is None where it is announced and the day not known.

    ``spoils`` is the earliest season whose viewers it does not spoil, ``season`` the one that it is
    about. ``changed_at`` is when moderators of the server wrote its date.
    """

    key: str
    title: str
    kind: EventKind
    source: str
    when: When | None = None
    season: int | None = None
    spoils: int = 0
    origin: Origin = Origin.PACK
    changed_at: datetime | None = None

    @property
    def is_own(self) -> bool:
        """Whether the server's moderators added it."""
        return self.origin is Origin.SERVER


@dataclass(frozen=True, slots=True)
class Subscription:
    """Where a server is reminded, whom it pings, and since when."""

    guild_id: int
    channel_id: int
    role_id: int | None
    since: datetime


@dataclass(frozen=True, slots=True)
class Watch:
    """A member who wants to be reminded of an event in private, and what they saw of it then."""

    user_id: int
    guild_id: int
    event_key: str
    title: str
    source: str
    told: When | None
    created_at: datetime


class NoticeKind(StrEnum):
    """Why something is told."""

    REMINDER = "reminder"
    CHANGE = "change"


class NoticeState(StrEnum):
    """How far a notice is.

    An intended one surely was not sent; of one that is under way nobody knows until an answer is
    recorded.
    """

    INTENDED = "intended"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"
    """It was no longer true when it could have been sent."""


EVERYBODY = 0
"""Stands in ``user_id`` for the server's channel, where a notice is for no one member."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to tell a server's channel, or one member in private.

    ``days`` is how many days before the event it is told, 0 at the hour, None for a change of the
    date. ``told`` is the date that it tells, ``was`` the one told before, None where it is open.
    """

    id: int
    guild_id: int
    user_id: int
    channel_id: int | None
    role_id: int | None
    event_key: str
    title: str
    source: str
    kind: NoticeKind
    days: int | None
    told: When | None
    was: When | None
    state: NoticeState
    attempts: int
    created_at: datetime
    expires_at: datetime
    tried_at: datetime | None = None
    message_id: int | None = None
    detail: str | None = None

    @property
    def is_private(self) -> bool:
        """Whether it goes to one member."""
        return self.user_id != EVERYBODY
