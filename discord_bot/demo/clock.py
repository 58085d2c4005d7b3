"""The simulated server's clock, kept in step with the clock on the wall."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime

from simcord import Env

from discord_bot.demo.rooms import Rooms
from discord_bot.errors import UserError

log = logging.getLogger(__name__)

TICK_SECONDS = 0.5
"""How often the clock moves. A page asks for news twice a second too."""
MOST_SECONDS = 5.0
"""The most the clock moves at once. After a computer has slept, actions get a turn in between."""


class DemoClock:
    """A source of the present time that can be handed out before there is a simulated server."""

    def __init__(self) -> None:
        self._source: Callable[[], datetime] = lambda: datetime.now(UTC)

    def follow(self, env: Env) -> None:
        """From now on, tell the time of ``env``."""
        self._source = env.now

    def __call__(self) -> datetime:
        """The present time, aware UTC."""
        return self._source()


class Timekeeper:
    """Moves the simulated clock, lets what is due happen, and shows what came of it."""

    def __init__(self, env: Env, rooms: Rooms) -> None:
        self._env = env
        self._rooms = rooms
        self._shown = 0
        self._errors = env.error_cursor

    async def run(self) -> None:
        """Keep time until cancelled. One tick that fails must not stop the clock."""
        while True:
            try:
                behind = await self.tick()
            except TimeoutError:
                log.warning("the bot is busy for long; the simulated clock waits for it")
                behind = 0.0
            except Exception:
                log.exception("a tick of the simulated clock failed; the next one tries again")
                behind = 0.0
            await asyncio.sleep(0 if behind > TICK_SECONDS else TICK_SECONDS)

    async def tick(self) -> float:
        """Move the clock once; returns how many seconds it is still behind the wall's.

        Raises ``TimeoutError`` when the bot does not come to rest in simcord's time for it; what
        was reached by then stays.
        """
        async with self._rooms.turn:
            behind = (datetime.now(UTC) - self._env.now()).total_seconds()
            step = min(max(behind, 0.0), MOST_SECONDS)
            await self._env.advance_time(step)
            await self._show_news()
        self._log_errors()
        return behind - step

    async def _show_news(self) -> None:
        """Refresh the rooms if anything went to or came from the server since the last time.

        A refresh without need is not free: it outdates what every open page is based on.
        """
        happened = len(self._env.backend.transcript)
        if happened != self._shown:
            await self._rooms.refresh()
            self._shown = happened

    def _log_errors(self) -> None:
        """Log what simcord caught: asyncio no longer gets to see the errors of the bot's tasks."""
        caught = self._env.errors_since(self._errors)
        self._errors += len(caught)
        for error in caught:
            if not isinstance(error, UserError):
                log.warning("caught by the simulated server: %s", error, exc_info=error)
