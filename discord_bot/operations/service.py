"""How the bot is, put together when somebody asks."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from discord_bot.errors import StorageError
from discord_bot.operations.backlog_store import BacklogStore
from discord_bot.operations.metrics import Metrics
from discord_bot.operations.state import Backlog, Gateway, Health, judge
from discord_bot.operations.watch import FeatureWatch
from discord_bot.storage.database import Database

PATIENCE = 5.0
"""Seconds in which the database has to answer; who asks for health gives up after ten."""

_log = logging.getLogger(__name__)


class OperationsService:
    """Health and figures. ``gateway`` is set by who holds the connection to Discord."""

    def __init__(
        self,
        database: Database,
        metrics: Metrics,
        watch: FeatureWatch,
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._clock = clock
        self.metrics = metrics
        self.watch = watch
        self.gateway: Callable[[], Gateway] = Gateway

    async def health(self) -> Health:
        """Whether everything is well. Raises nothing."""
        return judge(self.gateway(), await self._backlog(), self.watch.failing)

    async def figures(self) -> bytes:
        """All figures in Prometheus' text format. Raises nothing."""
        self.metrics.update(self.gateway(), await self._backlog(), self.watch.states)
        return self.metrics.exposition()

    async def _backlog(self) -> Backlog | None:
        try:
            async with asyncio.timeout(PATIENCE), self._database.reading() as connection:
                return await BacklogStore.read(connection, self._clock())
        except (StorageError, TimeoutError):
            _log.warning("the database did not answer when asked for figures", exc_info=True)
            return None
