"""PostgreSQL: a pool of asyncpg connections behind the same protocol as SQLite.

Write transactions take one advisory lock, so that they run one after another as SQLite's do. That
costs the concurrency that a server could offer, and buys one behaviour: what is right on SQLite is
right here, without a serialization failure to retry. Those of servers that one process serves share
the lock: of two processes they have no row in common, and wait for the disk together. Session locks
and prepared statements need a direct connection, not a pooler in transaction mode.
"""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import socket
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from discord_bot.errors import StorageError
from discord_bot.sealing import Seal
from discord_bot.storage.address import PostgresAddress
from discord_bot.storage.database import Connection, Dialect, Health, Params, Row
from discord_bot.storage.sql import numbered
from discord_bot.storage.transactions import CLOSE_PATIENCE, Scope, Turn, checked, finish

try:
    import asyncpg

    from discord_bot.storage.postgres_errors import (
        DRIVER_ERRORS,
        SupersededError,
        connecting,
        translated,
    )
except ModuleNotFoundError as error:
    raise StorageError(
        "A PostgreSQL database needs the extra package asyncpg; install it with "
        "pip install 'fanbot[postgres]'."
    ) from error

if TYPE_CHECKING:
    from asyncpg.pool import PoolConnectionProxy

_log = logging.getLogger(__name__)

#: An advisory lock is a number that every user of the database shares; these are the ASCII of
#: "fanbot1" and "fanbot2".
PROCESS_LOCK = int.from_bytes(b"fanbot1")
WRITER_LOCK = int.from_bytes(b"fanbot2")

#: One connection writes, the others read. A server allows 100 in all unless told otherwise.
_POOL_SIZE = 5

#: Seconds for a connection to come about, and for one statement.
_CONNECT_TIMEOUT = 10.0
_STATEMENT_TIMEOUT = 60.0

#: Statuses such as ``INSERT 0 3`` count changed rows; that of a SELECT counts the rows it read.
_COUNTED = frozenset({"INSERT", "UPDATE", "DELETE", "MERGE"})


class PostgresConnection:
    """``Connection`` on one connection of the pool."""

    def __init__(self, raw: PoolConnectionProxy[Any], shown: str, scope: Scope, seal: Seal) -> None:
        self.seal: Seal = seal
        self._raw = raw
        self._shown = shown
        self._scope = scope

    async def execute(self, sql: str, params: Params | None = None) -> int:
        """Run one statement and return how many rows it changed."""
        with self._scope, translated(self._shown):
            text, values = _bound(sql, params)
            command, *rest = (await self._raw.execute(text, *values)).split()
            return int(rest[-1]) if command in _COUNTED else 0

    async def fetch_one(self, sql: str, params: Params | None = None) -> Row | None:
        """The first row, or None."""
        with self._scope, translated(self._shown):
            text, values = _bound(sql, params)
            record = await self._raw.fetchrow(text, *values)
            return None if record is None else dict(record)

    async def fetch_all(self, sql: str, params: Params | None = None) -> list[Row]:
        """Every row."""
        with self._scope, translated(self._shown):
            text, values = _bound(sql, params)
            return [dict(record) for record in await self._raw.fetch(text, *values)]

    async def execute_many(self, sql: str, rows: Iterable[Params]) -> None:
        """Run one statement once for each set of parameters."""
        with self._scope, translated(self._shown):
            await self._raw.executemany(numbered(sql)[0], [_bound(sql, row)[1] for row in rows])


def _bound(sql: str, params: Params | None) -> tuple[str, list[Any]]:
    """``sql`` with numbered parameters, and their values in that order."""
    text, names = numbered(sql)
    given = checked(params)
    try:
        return text, [given[name] for name in names]
    except KeyError as error:
        raise ValueError(f"There is no value for :{error.args[0]} in: {sql}") from None


class PostgresDatabase:
    """``Database`` on a pool. Made by ``open_postgres``."""

    dialect: Dialect = "postgres"
    path: Path | None = None

    def __init__(self, pool: asyncpg.Pool[Any], shown: str, patience: float, seal: Seal) -> None:
        self._seal = seal
        self._pool = pool
        self._shown = shown
        self._turn = Turn()
        self._begin_writing = (
            f"BEGIN; SET LOCAL lock_timeout = {patience * 1000:.0f}; "
            f"SELECT pg_advisory_xact_lock({WRITER_LOCK})"
        )
        self._begin_own = self._begin_writing.replace("xact_lock(", "xact_lock_shared(")
        self._superseded: Callable[[str], None] = lambda _: None

    def stand(self, facts: Iterable[str], token: str, superseded: Callable[[str], None]) -> None:
        """Write only while ``token`` is in all of these facts; else say why, once it is not.

        Whoever puts another token there does it alone among writers: what this process began before
        is done by then, and what it begins after that fails with ``SupersededError``.
        """
        check = f"; SELECT fanbot_stand('{{{','.join(facts)}}}', '{token}')"
        self._begin_writing += check
        self._begin_own += check
        self._superseded = superseded

    @asynccontextmanager
    async def transaction(self, *, own: bool = False) -> AsyncIterator[Connection]:
        """A write transaction: alone among all of this database's, or beside others' ``own``."""
        begin = self._begin_own if own else self._begin_writing
        async with self._turn.taken(), self._block(begin) as connection:
            yield connection

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Connection]:
        """A read-only transaction on one snapshot."""
        self._turn.require_open()
        begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        async with self._block(begin) as connection:
            yield connection

    @asynccontextmanager
    async def _block(self, begin: str) -> AsyncIterator[Connection]:
        with translated(self._shown):
            raw = await self._pool.acquire()
        scope = Scope()
        try:
            with translated(self._shown):
                await raw.execute(begin)
            yield PostgresConnection(raw, self._shown, scope, self._seal)
            scope.end()
            with translated(self._shown):
                await finish(raw.execute("COMMIT"))
        except BaseException as error:
            scope.abandon()
            await finish(_roll_back(raw))
            if isinstance(error, SupersededError):
                self._superseded(str(error))
            raise
        finally:
            await finish(self._pool.release(raw))

    async def backup(self, target: Path) -> None:
        """Not ours to do: say which tool does it."""
        del target
        raise StorageError(
            "A PostgreSQL database is backed up with its own tools: pg_dump --format=custom, and "
            "pg_restore to bring it back."
        )

    async def health(self) -> Health:
        """The database's size and the server's version."""
        async with self.reading() as connection:
            row = await connection.fetch_one(
                "SELECT pg_database_size(current_database()) AS size,"
                " current_setting('server_version') AS version"
            )
        assert row is not None
        return Health(dialect=self.dialect, server_version=row["version"], size=row["size"])

    async def close(self) -> None:
        """Let what runs end, then close the pool; cut off what does not end in time."""
        if not await self._turn.close():
            return
        try:
            await asyncio.wait_for(self._pool.close(), CLOSE_PATIENCE)
        except TimeoutError:
            self._pool.terminate()


async def _roll_back(raw: PoolConnectionProxy[Any]) -> None:
    """Undo the open transaction, or drop a connection that cannot do that any more.

    A cancelled statement is ended by asyncpg first. Without a transaction the server only warns.
    """
    try:
        await raw.execute("ROLLBACK")
    except DRIVER_ERRORS:
        with suppress(asyncpg.InterfaceError):  # lost, it has left the pool by itself
            raw.terminate()


@asynccontextmanager
async def open_postgres(
    address: PostgresAddress, *, patience: float, seal: Seal
) -> AsyncIterator[PostgresDatabase]:
    """Connect to the database at ``address`` and hold it for one block."""
    pool = asyncpg.create_pool(
        address.url,
        min_size=1,
        max_size=_POOL_SIZE,
        init=_decode_numbers,
        reset=_leave_as_is,
        timeout=_CONNECT_TIMEOUT,
        command_timeout=_STATEMENT_TIMEOUT,
        server_settings=_server_settings(),
    )
    database = PostgresDatabase(pool, address.shown, patience, seal)
    try:
        with connecting(address.shown):
            await pool
        yield database
    finally:
        await finish(database.close())


async def _decode_numbers(connection: asyncpg.Connection[Any]) -> None:
    """Read ``numeric`` as SQLite gives it: SUM over BIGINT is an int, AVG a float."""
    await connection.set_type_codec(
        "numeric",
        schema="pg_catalog",
        encoder=str,
        decoder=lambda text: float(text) if "." in text or text == "NaN" else int(text),
    )


async def _leave_as_is(_: object) -> None:
    """Spare the pool's clean-up after each use: our blocks leave nothing behind in a session."""


_TOKEN = secrets.token_hex(4)
"""Tells this process from others: in containers pids are the same, and often hosts' names, too."""


def process_name() -> str:
    """What other processes know this one by: the lock's refusal shows it. At most 63 characters."""
    return f"fanbot {_TOKEN} pid {os.getpid()} on {socket.gethostname()}"[:63]


def _server_settings() -> dict[str, str]:
    return {
        "application_name": process_name(),
        # A transaction of a process that hangs must not keep the others from writing for ever.
        "idle_in_transaction_session_timeout": "60s",
        # The lock's connection is idle for days; firewalls forget such connections.
        "tcp_keepalives_idle": "60",
        # A machine that is gone says no farewell: its locks are free after a minute and a half,
        # which is when a process that is only cut off has given up its shards (cluster.py).
        "tcp_keepalives_interval": "10",
        "tcp_keepalives_count": "3",
    }


async def connect(address: PostgresAddress) -> asyncpg.Connection[Any]:
    """A connection of its own, for locks and notifications that last. The caller closes it."""
    with connecting(address.shown):
        return await asyncpg.connect(
            address.url,
            timeout=_CONNECT_TIMEOUT,
            command_timeout=_STATEMENT_TIMEOUT,
            server_settings=_server_settings(),
        )


@asynccontextmanager
async def advisory_lock(address: PostgresAddress) -> AsyncIterator[None]:
    """Hold the lock that only one fanbot process may have, on a connection of its own."""
    connection = await connect(address)
    try:
        with translated(address.shown):
            if not await connection.fetchval("SELECT pg_try_advisory_lock($1)", PROCESS_LOCK):
                raise StorageError(
                    f"The database {address.shown} is in use by another fanbot process"
                    f"{await holder_of(connection, PROCESS_LOCK)}; stop that one first."
                )
        connection.add_termination_listener(_report_loss)
        yield
    finally:
        connection.remove_termination_listener(_report_loss)
        await finish(connection.close(timeout=CLOSE_PATIENCE))


def _report_loss(_: object) -> None:
    _log.error(
        "The connection that holds the database's lock was lost: a second fanbot could start now. "
        "Restart this one."
    )


async def holder_of(connection: asyncpg.Connection[Any], key: int, kind: int | None = None) -> str:
    """Who holds a lock, in brackets, or "" where the server does not tell."""
    # https://www.postgresql.org/docs/current/view-pg-locks.html: the key's halves, and 1 for a key
    # that is one number, 2 for one that is two.
    name = await connection.fetchval(
        "SELECT application_name FROM pg_stat_activity JOIN pg_locks USING (pid)"
        " WHERE locktype = 'advisory' AND granted AND objsubid = $2"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        " AND (classid::bigint << 32 | objid::bigint) = $1 AND pid <> pg_backend_pid() LIMIT 1",
        key if kind is None else kind << 32 | key,
        1 if kind is None else 2,
    )
    return f" ({name})" if name else ""
