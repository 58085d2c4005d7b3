"""Counts what happens too often to be written down each time, in memory and then all at once."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from discord_bot.errors import StorageError
from discord_bot.operations.figures import Bucket, Figure, local_day, start_of
from discord_bot.operations.figures_store import CountStore
from discord_bot.storage.database import Database
from discord_bot.storage.transactions import finish

FLUSH_SECONDS = 60.0
"""How long a count waits to be written down; so much of them is lost when the process is killed."""

_log = logging.getLogger(__name__)


class _Day(NamedTuple):
    """A day of a time zone, kept at hand: it is the same for all messages of a day."""

    date: date
    begins: datetime
    ends: datetime


def _day_at(moment: datetime, zone: ZoneInfo) -> _Day:
    day = local_day(moment, zone)
    return _Day(day, start_of(day, zone), start_of(day + timedelta(days=1), zone))


class CountService:
    """Daily counts of servers. ``zone_of`` gives the IANA name of a server's time zone."""

    def __init__(self, database: Database, zone_of: Callable[[int], str]) -> None:
        self._database = database
        self._zone_of = zone_of
        self._counts: Counter[Bucket] = Counter()
        self._days: dict[str, _Day] = {}
        #: Called when there is something to write down and there was nothing.
        self.listeners: list[Callable[[], None]] = []

    def count(self, guild_id: int, figure: Figure, now: datetime) -> None:
        """Something happened. In memory alone: this is called for every message."""
        zone = self._zone_of(guild_id)
        day = self._days.get(zone)
        if day is None or not day.begins <= now < day.ends:
            day = self._days[zone] = _day_at(now, ZoneInfo(zone))
        self.add(guild_id, figure, day.date, 1)

    def add(self, guild_id: int, figure: Figure, day: date, total: int) -> None:
        """Something happened so many times on a day of the server's."""
        was_empty = not self._counts
        self._counts[Bucket(guild_id, day, figure)] += total
        if was_empty:
            for listener in self.listeners:
                listener()

    async def flush(self) -> None:
        """Write down what was counted since the last time, in one transaction.

        Raises ``StorageError`` where that fails; the counts are kept for the next time. Who is
        cancelled meanwhile is so once it is known which of the two it was, so that nothing is
        counted twice.
        """
        if self._counts:
            await finish(self._write())

    async def close(self) -> None:
        """Write down the rest. Where that fails, it is lost, and the log says so."""
        try:
            await self.flush()
        except StorageError:
            _log.exception("counts of the last minute could not be written down")

    async def _write(self) -> None:
        taken, self._counts = self._counts, Counter()
        try:
            async with self._database.transaction() as connection:
                await CountStore.add(connection, taken)
        except BaseException:
            self._counts.update(taken)
            raise

    @property
    def waiting(self) -> Mapping[Bucket, int]:
        """What was not written down yet."""
        return dict(self._counts)

    def forget_guild(self, guild_id: int) -> None:
        """Drop what memory holds of a server whose rows were deleted."""
        for bucket in [bucket for bucket in self._counts if bucket.guild_id == guild_id]:
            del self._counts[bucket]
