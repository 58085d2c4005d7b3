"""Reading feeds without waiting for any: documents go to one worker process, which may be killed.

Parsers of what people call XML hang on some documents, and crash on others. Here that costs the
feed which did it an error, and the others a new worker.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime

from discord_bot.news.model import Entry
from discord_bot.news.reading.discovery import discover
from discord_bot.news.reading.encodings import LARGEST
from discord_bot.news.reading.feed import Feed, FeedError, FoundFeed
from discord_bot.news.reading.wire import (
    LENGTH,
    LONGEST_FRAME,
    READY,
    Question,
    asked,
    entries_of,
    feed_of,
    head_of,
)

SECONDS = 5.0
"""How much of a processor reading one document may take; an ordinary one takes some hundredths."""
_PATIENCE = 3
"""How many times as long it may take by the clock, on a machine that has much else to do."""
_STARTING = 60.0
"""How long it may take to start a worker, on a machine that has much else to do."""
_ENDING = 1.0
"""Seconds in which one that has closed its end of the pipe is gone."""
_OUT_OF_TIME = getattr(signal, "SIGPROF", None)
_WORKER = "discord_bot.news.reading.worker"

_TOO_LONG = (
    "The document takes more than {seconds:g} seconds to read, which no feed does that is well "
    "made; tell the site, or look for another feed of it."
)
_CRASHED = (
    "The document cannot be read: it makes the parser crash; tell the site, or look for another "
    "feed of it."
)
_NO_WORKER = "Feeds cannot be read: no process for it can be started ({why}); restart the bot."


class Reader:
    """Makes feeds of documents, one at a time. Open it with ``Reader.open``."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._turn = asyncio.Lock()
        self._worker: Process | None = None

    @classmethod
    @asynccontextmanager
    async def open(cls, *, seconds: float = SECONDS) -> AsyncIterator[Reader]:
        """A reader whose worker, started when it is first needed, is gone after the block."""
        reader = cls(seconds)
        try:
            yield reader
        finally:
            await reader.close()

    async def close(self) -> None:
        """End the worker. Another is started should there be something to read after that."""
        async with self._turn:
            await self._end()

    async def read(
        self, body: bytes, *, base: str | None, content_type: str | None, now: datetime
    ) -> Feed:
        """The feed in ``body``. Raises ``FeedError`` and nothing else."""
        if len(body) > LARGEST:
            raise FeedError(
                f"The document is larger than {LARGEST // 1_000_000} MB, which no feed needs to "
                "be; look for a feed of the site with fewer entries."
            )
        question = Question(body, base, content_type, now, self._seconds)
        async with self._turn:
            worker = await self._started()
            answered = False
            try:
                async with asyncio.timeout(self._seconds * _PATIENCE):
                    feed = await _ask(worker, question)
                answered = True
            except FeedError:
                answered = True
                raise
            except TimeoutError:
                raise FeedError(_TOO_LONG.format(seconds=self._seconds)) from None
            except (EOFError, OSError, ValueError):
                raise FeedError(await self._cause(worker)) from None
            finally:
                if not answered:  # what is still to come of it would pass for the next answer
                    await self._end()
        return feed

    def discover(
        self, body: bytes, *, base: str | None, content_type: str | None
    ) -> tuple[FoundFeed, ...]:
        """The feeds that a web page names."""
        return discover(body, base=base, content_type=content_type)

    async def _started(self) -> Process:
        if self._worker is not None and self._worker.returncode is None:
            return self._worker
        await self._end()
        # It is told where modules are and nothing else of the environment, where the token is.
        places = os.pathsep.join(place or os.curdir for place in sys.path)
        try:
            self._worker = await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-W", "ignore", "-m", _WORKER),
                stdin=PIPE,
                stdout=PIPE,
                env={"PYTHONPATH": places, "PYTHONUTF8": "1"},
            )
        except OSError as error:
            raise FeedError(_NO_WORKER.format(why=error.strerror)) from error
        is_ready = False
        try:
            async with asyncio.timeout(_STARTING):
                is_ready = await _frame(self._worker) == READY
        except (EOFError, OSError, ValueError):
            pass  # it is not ready, whatever kept it
        finally:
            worker = self._worker
            if not is_ready:
                await self._end()
        if not is_ready:
            raise FeedError(_NO_WORKER.format(why="it ends at once"))
        return worker

    async def _cause(self, worker: Process) -> str:
        """Why a worker went away, or talks nonsense."""
        # One that has ended is not killed before asyncio has seen its end: to kill it is to ask how
        # it is, which takes the answer from whoever waits for it.
        with suppress(TimeoutError):
            async with asyncio.timeout(_ENDING):
                await worker.wait()
        await self._end()
        if worker.returncode is not None and -worker.returncode == _OUT_OF_TIME:
            return _TOO_LONG.format(seconds=self._seconds)
        return _CRASHED

    async def _end(self) -> None:
        worker, self._worker = self._worker, None
        if worker is None:
            return
        with suppress(ProcessLookupError):
            worker.kill()
        if worker.stdin is not None:
            worker.stdin.close()
        await worker.wait()


async def _ask(worker: Process, question: Question) -> Feed:
    """What the worker says. Raises ``EOFError`` or ``OSError`` when it is gone."""
    assert worker.stdin is not None
    worker.stdin.write(asked(question))
    await worker.stdin.drain()
    head = head_of(await _frame(worker))
    if "error" in head:
        raise FeedError(head["error"])
    entries: list[Entry] = []
    while len(entries) < head["entries"]:
        entries += entries_of(await _frame(worker))
        await asyncio.sleep(0)
    return feed_of(head, entries)


async def _frame(worker: Process) -> bytes:
    assert worker.stdout is not None
    (length,) = LENGTH.unpack(await worker.stdout.readexactly(LENGTH.size))
    if length > LONGEST_FRAME:
        raise ValueError
    return await worker.stdout.readexactly(length)
