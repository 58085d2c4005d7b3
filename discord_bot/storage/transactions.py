"""What both dialects share about transactions: whose turn it is, and when one is over."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any, TypeVar

from discord_bot.errors import StorageError
from discord_bot.storage.database import BusyError, Params

T = TypeVar("T")

#: Seconds that a task queues behind other tasks of this process. Transactions take milliseconds:
#: whoever waits this long waits for a task that awaits something else inside its transaction.
TURN_PATIENCE = 30.0

#: Seconds that closing waits for blocks that still run; whoever closes has cancelled their tasks.
CLOSE_PATIENCE = 1.0


async def finish(work: Awaitable[T]) -> T:
    """Await ``work`` to its end even if the waiting task is cancelled; then let that through.

    For the few steps that must not be left half done: a rollback, a commit, opening, closing.
    """
    task = asyncio.ensure_future(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        if not task.cancelled() and (failure := task.exception()) is not None:
            raise cancelled from failure
        raise cancelled
    return task.result()


class Turn:
    """The right to write: one task at a time, first come, first served."""

    def __init__(self, patience: float = TURN_PATIENCE) -> None:
        self._patience = patience
        self._lock = asyncio.Lock()
        self._holder: asyncio.Task[Any] | None = None
        self._closed = False

    @asynccontextmanager
    async def taken(self) -> AsyncIterator[None]:
        """Hold the turn for one block.

        Raises ``BusyError`` after ``patience`` seconds of waiting, ``StorageError`` once the
        database is closed, and ``RuntimeError`` instead of waiting for oneself for ever.
        """
        task = asyncio.current_task()
        if task is not None and task is self._holder:
            raise RuntimeError("A transaction is open in this task already; use its connection.")
        await self._acquire()
        try:
            self.require_open()
            self._holder = task
            yield
        finally:
            self._holder = None
            self._lock.release()

    async def _acquire(self) -> None:
        if not self._lock.locked():  # the common case needs no timer
            await self._lock.acquire()
            return
        try:
            async with asyncio.timeout(self._patience):
                await self._lock.acquire()
        except TimeoutError:
            raise BusyError(
                f"Another task of the bot kept the database for {self._patience:.0f} seconds; "
                "nothing was written, please try again."
            ) from None

    def require_open(self) -> None:
        """Raise ``StorageError`` once the database is closed."""
        if self._closed:
            raise StorageError("The database is closed already; the bot is shutting down.")

    async def close(self) -> bool:
        """Wait for the running transaction and refuse every later one; False if closed before."""
        if self._closed:
            return False
        try:
            async with asyncio.timeout(CLOSE_PATIENCE), self.taken():
                pass
        except TimeoutError:
            pass
        self._closed = True
        return True


class Scope:
    """Watches the statements of one block: a context manager around each of them.

    SQLite can end a transaction by itself when a statement fails, and would then commit every later
    one alone; PostgreSQL refuses them and turns the commit into a rollback without a word. Here
    both fail alike, and loudly.
    """

    def __init__(self) -> None:
        self._ended = False
        self._failure: BaseException | None = None

    def __enter__(self) -> None:
        if self._ended:
            raise RuntimeError("This connection's block has ended; open another transaction.")
        if self._failure is not None:
            raise RuntimeError(
                "A statement failed in this block and its error was caught inside; let it leave."
            ) from self._failure

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is not None:
            self._failure = error

    def end(self) -> None:
        """Refuse further statements; raise ``RuntimeError`` if one failed and nobody said so."""
        with self:
            self._ended = True

    def abandon(self) -> None:
        """Refuse further statements."""
        self._ended = True


def checked(params: Params | None) -> Params:
    """``params`` as given; ``TypeError`` for a value that only one of the dialects would take."""
    if params is None:
        return {}
    for name, value in params.items():
        if value is not None and not isinstance(value, str | int | float | bytes):
            raise TypeError(
                f":{name} is a {type(value).__name__}; parameters are str, int, float, bytes or "
                "None (times: epoch seconds)."
            )
    return params
