"""Keeps house once a day: what was left goes, details go, and a copy is made."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from discord_bot.duties import Duty
from discord_bot.housekeeping.store import DepartureStore, DetailStore
from discord_bot.sharding import ALL, Shards
from discord_bot.storage.database import Connection, Database

GRACE = timedelta(days=30)
"""How long what belongs to a server is kept after the bot left it: a kick may be a mistake."""
DETAILS = timedelta(days=90)
"""How long the rounds and answers of a game, the posts of news, and a day's counts are kept after
their end. The longest that anything looks back at them is a quarter, by the leaderboards' own
table."""

PIECE = 200
"""Games or other details deleted in one transaction: others write meanwhile, and wait for each."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kept:
    """What one round of housekeeping did."""

    guilds: int = 0
    games: int = 0
    deliveries: int = 0
    entries: int = 0
    counts: int = 0


class HousekeepingService:
    """Departures and retention. ``caches`` are told which server's memory to drop."""

    def __init__(
        self,
        database: Database,
        caches: Iterable[Callable[[int], None]] = (),
        shards: Shards = ALL,
        duty: Duty | None = None,
    ) -> None:
        self._database = database
        self._caches = tuple(caches)
        self._shards = shards
        self._duty = duty or Duty(database, "housekeeping")

    async def left(self, guild_id: int, now: datetime) -> None:
        """The bot was removed from a server; its clock starts."""
        async with self._database.transaction() as connection:
            await DepartureStore.note(connection, guild_id, now)

    async def joined(self, guild_id: int) -> None:
        """The bot is in a server (again); nothing is deleted."""
        async with self._database.transaction() as connection:
            await DepartureStore.strike(connection, guild_id)

    async def reconcile(self, present: Iterable[int], now: datetime) -> None:
        """Note what happened while nobody looked. ``present`` are all servers the bot is in.

        Call it only when that list is whole: a server of this process's shards that is missing in
        it counts as left.
        """
        here = set(present)
        async with self._database.transaction() as connection:
            gone = await DepartureStore.all(connection)
            for guild_id in here & gone.keys():
                await DepartureStore.strike(connection, guild_id)
            missing = await DepartureStore.known(connection) - here - gone.keys()
            for guild_id in filter(self._shards.serves, missing):
                await DepartureStore.note(connection, guild_id, now)

    async def tidy(self, now: datetime) -> Kept:
        """Delete what is due, piece by piece, so that nobody waits for long.

        Details of all servers are one process's to delete. What is left when it is cut off, the
        next day deletes.
        """
        async with self._database.reading() as connection:
            gone = await DepartureStore.all(connection)
        over = [guild_id for guild_id, left_at in gone.items() if now - left_at >= GRACE]
        due = [guild_id for guild_id in over if self._shards.serves(guild_id)]
        for guild_id in due:
            await self._delete(guild_id)
        if not await self._duty.is_mine():
            return Kept(len(due))
        before = now - DETAILS
        return Kept(
            guilds=len(due),
            games=await self._all(DetailStore.delete_games, before),
            entries=await self._all(DetailStore.delete_entries, before),
            deliveries=await self._all(DetailStore.delete_deliveries, before),
            counts=await self._all(DetailStore.delete_counts, before),
        )

    async def _all(
        self, delete: Callable[[Connection, datetime, int], Awaitable[int]], before: datetime
    ) -> int:
        """Delete until there is no more, or the duty is another process's."""
        total, count = 0, PIECE
        while count == PIECE:
            async with self._database.transaction() as connection:
                if not await self._duty.holds(connection):
                    break
                count = await delete(connection, before, PIECE)
            total += count
        return total

    async def _delete(self, guild_id: int) -> None:
        async with self._database.transaction() as connection:
            if guild_id not in await DepartureStore.all(connection):
                return  # it came back a moment ago
            await DepartureStore.delete(connection, guild_id)
        for drop in self._caches:
            drop(guild_id)
        _log.info("deleted everything of a server that was left", extra={"guild_id": guild_id})
