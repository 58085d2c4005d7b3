"""What costs time, sockets or memory, made when it is first needed and let go of at the end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from datetime import datetime, timedelta

from discord_bot.errors import FanbotError
from discord_bot.news.aside import Aside
from discord_bot.news.codec import report_of
from discord_bot.news.ports import Placing, Tools
from discord_bot.news.stories_store import ReportStore
from discord_bot.storage.database import Database, Row

REMEMBERED = timedelta(days=400)
"""How long a story is known to have been told: a season's anniversary brings old ones back."""
MOST_REMEMBERED = 20_000
"""Entries, the newest, that stories are told by."""


class ClosedError(FanbotError):
    """The bot is about to end: nothing is opened any more."""


class Toolbox:
    """Opens the tools once, whoever asks first."""

    def __init__(self, opening: Callable[[], AbstractAsyncContextManager[Tools]]) -> None:
        self._opening = opening
        self._stack = AsyncExitStack()
        self._turn = asyncio.Lock()
        self._tools: Tools | None = None
        self._is_closed = False

    async def tools(self) -> Tools:
        """The tools. Raises ``ClosedError`` after ``close``, and what opening them raises."""
        async with self._turn:
            if self._is_closed:
                raise ClosedError("the news are closed")
            if self._tools is None:
                self._tools = await self._stack.enter_async_context(self._opening())
            return self._tools

    async def close(self) -> None:
        """Let go of the tools, for good. Twice is fine."""
        async with self._turn:
            self._is_closed, self._tools = True, None
            await self._stack.aclose()


class StoryMemory:
    """The index of stories, made from the database when it is first asked for, or was forgotten.

    One feed at a time uses it: what it learns in a transaction must be forgotten if that fails.
    """

    def __init__(self, database: Database, aside: Aside, new_index: Callable[[], Placing]) -> None:
        self._database = database
        self._aside = aside
        self._new_index = new_index
        self._index: Placing | None = None

    async def index(self, now: datetime) -> Placing:
        """The index, with every story of the last ``REMEMBERED``."""
        if self._index is None:
            async with self._database.reading() as connection:
                rows = await ReportStore.rows_since(connection, now - REMEMBERED, MOST_REMEMBERED)
            self._index = await self._aside.run(self._learn, rows)
        return self._index

    def forget(self) -> None:
        """What it knows may be wrong; it is made anew when it is next asked for."""
        self._index = None

    def _learn(self, rows: list[Row]) -> Placing:
        index = self._new_index()
        for row in reversed(rows):
            report = report_of(row)
            if report.story_id is not None:
                index.add(
                    report.story_id,
                    report.entry,
                    report.judgement.kind,
                    report.seen_at,
                    source=str(report.feed_id),
                )
        return index
