"""What the rest of fanbot knows of a database: two protocols, their errors, and the way in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol, TypeAlias

from discord_bot.errors import FanbotError, StorageError
from discord_bot.sealing import Seal
from discord_bot.storage.address import SqliteAddress, parse_address

Dialect: TypeAlias = Literal["sqlite", "postgres"]
Row: TypeAlias = Mapping[str, Any]
#: Values for ``:name`` parameters: str, int, float, bytes or None, of which StrEnum and bool are.
Params: TypeAlias = Mapping[str, Any]

#: Seconds that a transaction waits for locks of other programs before it gives up.
PATIENCE = 5.0

#: Without a key, words are kept as they are.
PLAIN = Seal()


class BusyError(StorageError):
    """Others kept the database locked for too long: nothing was written, a later try may work."""


class ConstraintError(FanbotError):
    """A statement broke a rule of the schema: unique, foreign key, not null or check."""


@dataclass(frozen=True, slots=True)
class Health:
    """Facts for ``fanbot db status``. Sizes are in bytes; the last two are SQLite's alone."""

    dialect: Dialect
    server_version: str
    size: int
    wal_size: int | None = None
    journal_mode: str | None = None


class Connection(Protocol):
    """Runs SQL inside one ``transaction()`` or ``reading()`` block, one statement at a time.

    It serves the task that opened the block, and ends with it. After a statement has failed or was
    cancelled, the block can only fail: later statements, and a quiet end, raise ``RuntimeError``.
    """

    @property
    def seal(self) -> Seal:
        """How stores keep people's words here. SQL knows nothing of it."""
        ...

    async def execute(self, sql: str, params: Params | None = None) -> int:
        """Run one statement and return how many rows it inserted, updated or deleted."""
        ...

    async def fetch_one(self, sql: str, params: Params | None = None) -> Row | None:
        """The first row, or None. Say ``LIMIT 1`` where there may be more."""
        ...

    async def fetch_all(self, sql: str, params: Params | None = None) -> list[Row]:
        """Every row, in the statement's order."""
        ...

    async def execute_many(self, sql: str, rows: Iterable[Params]) -> None:
        """Run one statement once for each set of parameters."""
        ...


class Database(Protocol):
    """An open database. It belongs to one event loop.

    Write transactions run one after another, on both dialects and across processes (but for those
    of servers of their own), in the order in which they asked; what a transaction reads cannot
    change before it commits. So there are no
    deadlocks and no serialization failures to retry, and a transaction must be short: never await
    Discord or the network inside one.
    """

    @property
    def dialect(self) -> Dialect:
        """Which database this is, for the few texts that differ."""
        ...

    @property
    def path(self) -> Path | None:
        """The database's file, or None where a server keeps it."""
        ...

    def transaction(self, *, own: bool = False) -> AbstractAsyncContextManager[Connection]:
        """A write transaction: commits at the block's end, rolls back when an exception leaves it.

        ``own`` says that it reads and writes nothing but rows of servers that this process serves
        and that no other process changes: it may run beside such ones of other processes.

        A cancelled task leaves nothing behind: no open transaction, no lock, no half of the writes.
        A cancellation that arrives during the commit itself lets the commit finish first.
        Raises ``BusyError`` when other programs or tasks hold the database for too long, and
        ``RuntimeError`` inside another transaction of the same task.
        """
        ...

    def reading(self) -> AbstractAsyncContextManager[Connection]:
        """A block whose statements all see one state; it cannot write and waits for no writer."""
        ...

    async def backup(self, target: Path) -> None:
        """Write a consistent, verified copy to the new file ``target`` while the bot works on.

        Raises ``StorageError`` when ``target`` exists or cannot be written, and for PostgreSQL.
        """
        ...

    async def health(self) -> Health:
        """Sizes, version and journal mode, as of now."""
        ...

    async def close(self) -> None:
        """Let running transactions end, then close every connection. Closing twice is fine."""
        ...


@asynccontextmanager
async def open_database(
    address: str,
    *,
    create: bool = True,
    patience: float = PATIENCE,
    seal: Seal = PLAIN,
) -> AsyncIterator[Database]:
    """Open the database at ``address`` for one block (see ``parse_address`` for what it may be).

    ``create=False`` refuses to make a missing SQLite file. ``patience`` is how many seconds a
    transaction waits for other programs' locks. ``seal`` is what connections carry to stores.
    Nothing is migrated.
    Raises ``StorageError``, one sentence with the mend and never a password.
    """
    place = parse_address(address)
    if isinstance(place, SqliteAddress):
        from discord_bot.storage.sqlite import open_sqlite

        opening: AbstractAsyncContextManager[Database] = open_sqlite(
            place.path, create=create, patience=patience, seal=seal
        )
    else:
        from discord_bot.storage.postgres import open_postgres

        opening = open_postgres(place, patience=patience, seal=seal)
    async with opening as database:
        yield database
