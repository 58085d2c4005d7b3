"""SQLite: one writer, two readers, each a connection with a thread of its own (aiosqlite).

The file is in WAL mode, so that readers never wait for the writer. ``synchronous=NORMAL`` loses
nothing when the process is killed; when the power fails, the last transactions may be undone, but
never by halves (https://www.sqlite.org/pragma.html#pragma_synchronous).
"""

from __future__ import annotations

import asyncio
import math
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager, closing, suppress
from pathlib import Path
from typing import Any

import aiosqlite

from discord_bot.errors import StorageError
from discord_bot.sealing import Seal
from discord_bot.storage.database import Connection, Dialect, Health, Params, Row
from discord_bot.storage.snapshot import copy_to_new
from discord_bot.storage.sql import without_locks
from discord_bot.storage.sqlite_errors import is_busy, translated
from discord_bot.storage.transactions import CLOSE_PATIENCE, Scope, Turn, checked, finish

#: RETURNING came with 3.35.0 (https://www.sqlite.org/lang_returning.html).
OLDEST = (3, 35, 0)

#: Two reads at a time: reads take well under a millisecond, and each connection costs a thread.
READERS = 2

#: Seconds of one wait for a lock inside SQLite. A cancelled task waits this long at most.
BUSY_WAIT = 0.25


def require_version(version: tuple[int, ...]) -> None:
    """Raise ``StorageError`` for a SQLite library older than the SQL that fanbot is written in."""
    if version < OLDEST:
        raise StorageError(
            f"This Python uses SQLite {'.'.join(map(str, version))}, and fanbot needs "
            f"{'.'.join(map(str, OLDEST))} or newer; use a newer Python or operating system."
        )


class SqliteConnection:
    """``Connection`` on one of the database's SQLite connections."""

    def __init__(
        self,
        raw: aiosqlite.Connection,
        path: Path,
        scope: Scope,
        seal: Seal,
        *,
        reading: bool = False,
    ) -> None:
        self.seal: Seal = seal
        self._raw = raw
        self._path = path
        self._scope = scope
        self._reading = reading

    async def execute(self, sql: str, params: Params | None = None) -> int:
        """Run one statement and return how many rows it changed."""
        with self._scope, translated(self._path, reading=self._reading):
            before = self._raw.total_changes
            async with self._raw.execute(sql, checked(params)) as cursor:
                if cursor.description is not None:  # RETURNING: rows are counted once all are read
                    await cursor.fetchall()
                count = cursor.rowcount
            if count >= 0 or self._raw.total_changes == before:
                return max(count, 0)
            # Python counts no rows for a statement that begins with WITH; SQLite does.
            return int((await _run(self._raw, "SELECT changes()"))[0][0])

    async def fetch_one(self, sql: str, params: Params | None = None) -> Row | None:
        """The first row, or None."""
        rows = await self.fetch_all(sql, params)
        return rows[0] if rows else None

    async def fetch_all(self, sql: str, params: Params | None = None) -> list[Row]:
        """Every row."""
        with self._scope, translated(self._path, reading=self._reading):
            text = without_locks(sql)
            return [dict(row) for row in await _run(self._raw, text, checked(params))]

    async def execute_many(self, sql: str, rows: Iterable[Params]) -> None:
        """Run one statement once for each set of parameters."""
        with self._scope, translated(self._path, reading=self._reading):
            # aiosqlite's types know positional parameters alone; sqlite3 takes mappings as well.
            sets: list[Any] = [checked(row) for row in rows]
            async with self._raw.executemany(sql, sets):
                pass


class SqliteDatabase:
    """``Database`` on a file. Made by ``open_sqlite``, which prepares the connections."""

    dialect: Dialect = "sqlite"

    def __init__(
        self,
        path: Path,
        writer: aiosqlite.Connection,
        readers: list[aiosqlite.Connection],
        patience: float,
        seal: Seal,
    ) -> None:
        self.path: Path = path
        self._seal = seal
        self._writer = writer
        self._readers = readers
        self._idle: asyncio.Queue[aiosqlite.Connection] = asyncio.Queue()
        for reader in readers:
            self._idle.put_nowait(reader)
        self._turn = Turn()
        self._patience = patience

    @asynccontextmanager
    async def transaction(self, *, own: bool = False) -> AsyncIterator[Connection]:
        """A write transaction, from BEGIN IMMEDIATE to COMMIT."""
        del own  # there is one process
        async with self._turn.taken():
            scope = Scope()
            try:
                with translated(self.path):
                    await _begin_immediate(self._writer, self._patience)
                yield SqliteConnection(self._writer, self.path, scope, self._seal)
                scope.end()
                with translated(self.path):
                    await finish(_run(self._writer, "COMMIT"))
            except BaseException:
                scope.abandon()
                # The connection runs one call after another, so this comes behind a BEGIN or a
                # statement that was cancelled but is still under way; without an open transaction
                # it does nothing.
                await finish(_roll_back(self._writer))
                raise

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Connection]:
        """A read transaction on a connection that cannot write."""
        self._turn.require_open()
        reader = await self._idle.get()
        scope = Scope()
        try:
            self._turn.require_open()
            with translated(self.path):
                await _run(reader, "BEGIN")
            yield SqliteConnection(reader, self.path, scope, self._seal, reading=True)
            scope.end()
        finally:
            scope.abandon()
            try:
                await finish(_roll_back(reader))
            finally:  # a cancellation during the rollback must not cost a reader
                self._idle.put_nowait(reader)

    async def backup(self, target: Path) -> None:
        """Copy the database to ``target`` on a thread and a connection of its own."""
        await finish(asyncio.to_thread(copy_to_new, self.path, target))

    async def health(self) -> Health:
        """Sizes of the file and of its write-ahead log, library version and journal mode."""
        async with self.reading() as connection:
            mode = await connection.fetch_one("PRAGMA journal_mode")
        return Health(
            dialect=self.dialect,
            server_version=sqlite3.sqlite_version,
            size=_size(self.path),
            wal_size=_size(self.path.with_name(self.path.name + "-wal")),
            journal_mode=str(mode["journal_mode"]) if mode else None,
        )

    async def close(self) -> None:
        """Let what runs end, then close the connections."""
        if not await self._turn.close():
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_PATIENCE):
                for _ in self._readers:
                    await self._idle.get()
        for connection in (*self._readers, self._writer):
            await connection.close()


@asynccontextmanager
async def open_sqlite(
    path: Path | None, *, create: bool, patience: float, seal: Seal
) -> AsyncIterator[SqliteDatabase]:
    """Open the file at ``path``, or a temporary one for None, and hold it for one block."""
    require_version(sqlite3.sqlite_version_info)
    async with AsyncExitStack() as stack:
        if path is None:
            directory = stack.enter_context(tempfile.TemporaryDirectory(prefix="fanbot-"))
            path = Path(directory, "temporary.db")
        await finish(asyncio.to_thread(_prepare_file, path, create=create, patience=patience))
        with translated(path):
            writer, *readers = [await _connect(stack, path) for _ in range(1 + READERS)]
            for reader in readers:
                await _run(reader, "PRAGMA query_only = ON")
        database = SqliteDatabase(path, writer, readers, patience, seal)
        stack.push_async_callback(lambda: finish(database.close()))
        yield database


def _prepare_file(path: Path, *, create: bool, patience: float) -> None:
    """Find out whether the file is a database that can be written, and set it to WAL mode.

    On a connection of its own, because one of aiosqlite that fails to open leaves a thread behind.
    """
    if not create and path.parent.is_dir() and not path.exists():
        raise StorageError(
            f"There is no database at {path}; 'fanbot db migrate' makes one, or name another with "
            "FANBOT_DATABASE."
        )
    address = f"{path.as_uri()}?mode={'rwc' if create else 'rw'}"
    with translated(path):
        connection = sqlite3.connect(address, uri=True, timeout=0, isolation_level=None)
        with closing(connection):
            _require_writable(connection)
            connection.execute(f"PRAGMA busy_timeout = {patience * 1000:.0f}")
            (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
    if mode != "wal":
        raise StorageError(
            f"The database {path} cannot use a write-ahead log (WAL) where it is, most likely on a "
            "network disk; move it to a local disk."
        )


def _require_writable(connection: sqlite3.Connection) -> None:
    """Have SQLite say early what it would say at the first write."""
    try:
        connection.execute("BEGIN IMMEDIATE")  # of a read-only file, this alone is not refused
        connection.execute("CREATE TABLE fanbot_could_write (x TEXT)")
        connection.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        if not is_busy(error):  # a file that another program writes to just now is fine
            raise


async def _connect(stack: AsyncExitStack, path: Path) -> aiosqlite.Connection:
    """A connection that ``stack`` closes, with the settings that are the connection's own."""
    # Transactions are ours to begin: isolation_level=None keeps Python from beginning its own.
    connection = aiosqlite.connect(f"{path.as_uri()}?mode=rw", uri=True, isolation_level=None)
    stack.push_async_callback(lambda: finish(connection.close()))
    await finish(connection)
    connection.row_factory = sqlite3.Row
    await _run(connection, f"PRAGMA busy_timeout = {BUSY_WAIT * 1000:.0f}")
    await _run(connection, "PRAGMA foreign_keys = ON")
    await _run(connection, "PRAGMA synchronous = NORMAL")
    # What was deleted is overwritten and not just left; some builds do so unasked, others don't.
    await _run(connection, "PRAGMA secure_delete = ON")
    return connection


async def _begin_immediate(connection: aiosqlite.Connection, patience: float) -> None:
    """Begin a write transaction, waiting up to ``patience`` seconds for other programs.

    In several short waits, so that a cancelled task does not keep the turn for the whole time.
    """
    for last in (False,) * math.floor(patience / BUSY_WAIT) + (True,):
        try:
            await _run(connection, "BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if last or not is_busy(error):
                raise
        else:
            return


async def _roll_back(connection: aiosqlite.Connection) -> None:
    with suppress(ValueError):  # it was closed meanwhile, which rolled back too
        await connection.rollback()


async def _run(
    connection: aiosqlite.Connection, sql: str, params: Params | None = None
) -> list[sqlite3.Row]:
    """One statement and all of its rows in one visit to the connection's thread."""
    return list(await connection.execute_fetchall(sql, params or {}))


def _size(path: Path) -> int:
    """Bytes of the file, 0 where there is none."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
