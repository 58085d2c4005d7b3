"""A database that tells how long its blocks take."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from discord_bot.operations.metrics import Metrics
from discord_bot.storage.database import Connection, Database, Dialect, Health


class TimedDatabase:
    """The ``Database`` that it was given, with each block measured."""

    def __init__(self, database: Database, metrics: Metrics) -> None:
        self._database = database
        self._metrics = metrics

    @property
    def dialect(self) -> Dialect:
        """Which database this is."""
        return self._database.dialect

    @property
    def path(self) -> Path | None:
        """The database's file, or None where a server keeps it."""
        return self._database.path

    @asynccontextmanager
    async def transaction(self, *, own: bool = False) -> AsyncIterator[Connection]:
        """A write transaction, from asking for its turn to its commit."""
        with self._metrics.database("transaction"):
            async with self._database.transaction(own=own) as connection:
                yield connection

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Connection]:
        """A reading block."""
        with self._metrics.database("reading"):
            async with self._database.reading() as connection:
                yield connection

    async def backup(self, target: Path) -> None:
        """Write a copy."""
        await self._database.backup(target)

    async def health(self) -> Health:
        """Sizes, version and journal mode."""
        return await self._database.health()

    async def close(self) -> None:
        """Close every connection."""
        await self._database.close()
