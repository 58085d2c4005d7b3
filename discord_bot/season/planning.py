"""What follows for somebody from a date as it is now and from what they were told of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from discord_bot.season import rules
from discord_bot.season.model import Notice, NoticeKind, NoticeState, When

CHANGE_LASTS = timedelta(days=7)
"""How long it is tried to tell of a change."""


@dataclass(frozen=True, slots=True)
class Change:
    """A date that they were told is another one now; None is a day that is not known."""

    was: When | None
    now: When | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What to write down: notices that are outdated before they were sent, and one that is due."""

    drop: tuple[int, ...] = ()
    change: Change | None = None
    stage: int | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not self.drop and self.change is None and self.stage is None


@dataclass(frozen=True, slots=True)
class Known:
    """What somebody knows of an event, and since when they listen.

    ``asked`` says that they asked about it in private, when ``first`` was its date.
    """

    since: datetime
    log: Sequence[Notice] = ()
    asked: bool = False
    first: When | None = None


def plan(known: Known, when: When | None, now: datetime, zone: str) -> Plan:
    """What is to be told to somebody of an event whose date is ``when`` now.

    Whoever was told a date that is another one now is told of that, once, and of nothing else at
    that moment. What waits to be sent and is not true any more is dropped.
    """
    drop = tuple(item.id for item in known.log if _is_outdated(item, when))
    log = [
        item for item in known.log if item.id not in drop and item.state is not NoticeState.DROPPED
    ]
    told = [item for item in log if item.state is not NoticeState.FAILED]
    last = told[-1].told if told else known.first
    if (told or known.asked) and _is_news(last, when, now, zone):
        return Plan(drop, change=Change(last, when))
    if when is None:
        return Plan(drop)
    since = max([known.since, *(item.created_at for item in log)])
    return Plan(drop, stage=rules.due_stage(when, now, zone, since, _stages(log, when)))


def expires_at(notice: Plan, when: When | None, now: datetime, zone: str) -> datetime:
    """Until when what was planned may be sent."""
    if notice.stage is None or when is None:
        return now + CHANGE_LASTS
    return rules.stale_at(when, notice.stage, zone)


def _is_outdated(item: Notice, when: When | None) -> bool:
    """Whether it surely was not sent, and tells a date that is none any more."""
    return item.state is NoticeState.INTENDED and _differ(item.told, when)


def _differ(one: When | None, other: When | None) -> bool:
    if one is None or other is None:
        return one is not other
    return one.differs(other)


def _is_news(last: When | None, when: When | None, now: datetime, zone: str) -> bool:
    """Whether the date is another one, and one of the two lies ahead."""
    if not _differ(last, when):
        return False
    return any(item is not None and now < item.over_at(zone) for item in (last, when))


def _stages(log: Sequence[Notice], when: When) -> list[int]:
    """The days of reminders of this same date, since it was told last that it changed."""
    found: list[int] = []
    for item in log:
        if item.kind is NoticeKind.CHANGE:
            found = []
        elif item.days is not None and not _differ(item.told, when):
            found.append(item.days)
    return found
