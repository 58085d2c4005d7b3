"""Keeps memory up to date with what other processes change, and wakes who waits for it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias

from discord_bot.errors import StorageError
from discord_bot.sharding import Change

#: Reads what changed of a server, or of any for None.
Refresh: TypeAlias = Callable[[int | None], Awaitable[None]]

RETRY_PAUSE = 1.0
"""Seconds before the database is asked again after it failed."""

_log = logging.getLogger(__name__)


class Changes:
    """What PostgreSQL told of other processes. Alone, nothing is ever told."""

    def __init__(self, refreshes: Mapping[str, tuple[Refresh, ...]]) -> None:
        self._refreshes = refreshes
        self._waiting: dict[tuple[str, int | None], None] = {}
        self._something = asyncio.Event()
        #: Called with the table that was changed, once memory has what it says.
        self.listeners: list[Callable[[str], None]] = []

    def heard(self, change: Change | None) -> None:
        """Something changed; None says that any number of changes may have been missed."""
        if change is None:
            self._waiting = dict.fromkeys((table, None) for table in self._refreshes)
        elif (change.table, None) not in self._waiting:
            self._waiting[change.table, change.guild_id] = None
        self._something.set()

    async def follow(self) -> None:
        """Read what changed, for as long as the task lives."""
        while True:
            await self._something.wait()
            self._something.clear()
            while self._waiting:
                table, guild_id = next(iter(self._waiting))
                del self._waiting[table, guild_id]
                await self._follow(table, guild_id)

    async def _follow(self, table: str, guild_id: int | None) -> None:
        try:
            for refresh in self._refreshes.get(table, ()):
                await refresh(guild_id)
        except StorageError:
            _log.warning(
                "what another process changed could not be read; it is tried again",
                extra={"code": table, "guild_id": guild_id},
                exc_info=True,
            )
            self._waiting[table, guild_id] = None
            await asyncio.sleep(RETRY_PAUSE)
            return
        except Exception:  # noqa: BLE001 - a loop's body: what follows must be read all the same
            _log.exception(
                "what another process changed can't be used",
                extra={"code": table, "guild_id": guild_id},
            )
        for listener in self.listeners:
            listener(table)
