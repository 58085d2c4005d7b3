"""What there is to look at after a time in which the bot heard nothing.

Discord sends again what was missed for a moment; after a new session or a start it does not. What
was written meanwhile is then read in the channels themselves, a day back at most.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

LONGEST = timedelta(days=1)
"""How far is looked back; what is older was answered by the people there long ago."""
UNNOTICED = timedelta(minutes=2)
"""For how long a connection may be dead before discord.py gives it up.

It does so when no heartbeat was answered for 60 seconds, and it asks each 41.25 seconds or so.
"""
ON_THE_WAY = timedelta(seconds=10)
"""For how long something written may be on its way to a bot that stops."""
OLD = timedelta(minutes=10)
"""From which age on a message belongs to a conversation that is over."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A time in which a shard heard nothing."""

    since: datetime
    until: datetime

    @property
    def is_too_long(self) -> bool:
        """Whether not all of it is looked at."""
        return self.until - self.since > LONGEST


class Presence:
    """Knows since when each shard hears nothing. ``heard_until`` is what the last run wrote down.

    Its own figure for the next run goes no further than what was looked at.
    """

    def __init__(self, heard_until: datetime | None) -> None:
        self._heard_until = heard_until
        self._known: set[int] = set()
        self._lost: dict[int, datetime] = {}
        self._looking: list[Gap] = []

    def lost(self, shard_id: int, now: datetime) -> None:
        """A shard's connection is gone; of several tries to get it back, the first counts."""
        if shard_id in self._known:
            self._lost.setdefault(shard_id, now - UNNOTICED)

    def resumed(self, shard_id: int) -> None:
        """It is back, and Discord sends all that was missed."""
        self._lost.pop(shard_id, None)

    def back(self, shard_id: int, now: datetime) -> Gap | None:
        """It is there with a new session; returns what was missed, or None at the first start."""
        since = self._lost.pop(shard_id, None if shard_id in self._known else self._heard_until)
        self._known.add(shard_id)
        if since is None or since >= now:
            return None
        gap = Gap(since, now)
        self._looking.append(gap)
        return gap

    def looked(self) -> None:
        """All gaps were looked at."""
        self._looking.clear()

    def heard_until(self, now: datetime) -> datetime:
        """Until when everything was heard or looked at."""
        open_ = (*self._lost.values(), *(gap.since for gap in self._looking))
        return min((now - ON_THE_WAY, *open_))


def begin(
    gap: Gap, now: datetime, joined_at: datetime | None, changed_at: Iterable[datetime]
) -> datetime:
    """From when on a server's messages are looked at.

    Nothing is judged that was written before the bot came, or under other settings, as while the
    filter was off or paused: ``changed_at`` is when they changed.
    """
    known = (moment for moment in (joined_at, *changed_at) if moment is not None and moment <= now)
    return max((gap.since, now - LONGEST, *known))


def is_old(written_at: datetime | None, now: datetime) -> bool:
    """Whether what was written is nothing that people are just talking about."""
    return written_at is not None and now - written_at > OLD
