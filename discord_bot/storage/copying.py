"""Moves a whole database to another place, row by row, and compares every row that arrived.

The copy is made in batches, each with its progress in one transaction, so that whatever ends it,
the same call goes on where it stopped. Until all was compared, the target is no database that a bot
would start on. Ids come from the clock and not from sequences, so none has to be set afterwards.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from discord_bot.errors import StorageError
from discord_bot.storage.address import PostgresAddress, SqliteAddress, parse_address
from discord_bot.storage.database import (
    Connection,
    ConstraintError,
    Database,
    Row,
    open_database,
)
from discord_bot.storage.exclusive import exclusive
from discord_bot.storage.migrate import Progress, migrate, status
from discord_bot.storage.schema import UNFINISHED, Table, table_names, tables

#: Rows in a transaction, and keys in one statement, which takes 32,766 parameters on SQLite.
BATCH = 500

_RECORDS = "schema_migrations"
_LARGEST = 2**63

_CREATE_PROGRESS = f"""
CREATE TABLE {UNFINISHED} (
    table_name TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    after_key TEXT,
    copied BIGINT NOT NULL
)
"""


@dataclass(frozen=True, slots=True)
class Copied:
    """What a copy did. ``resumed`` rows were there of an earlier call that was cut off."""

    tables: int
    rows: int
    resumed: int


async def copy(
    source: str, target: str, *, now: datetime, progress: Progress | None = None
) -> Copied:
    """Make the database at ``target`` hold exactly what the one at ``source`` holds.

    ``progress`` is told rows: each counts once when it was copied and once when it was compared.
    Raises ``StorageError``, one sentence with the mend: a bot uses either of them, ``source`` is
    not at this version's schema, ``target`` has data of its own, a row cannot be kept there, or
    what arrived is not what was sent. Whatever happens, ``source`` is not changed.
    """
    _require_two_places(source, target)
    tell = progress or (lambda _done, _total, _what: None)
    async with (
        _at_rest(source),
        exclusive(target),
        open_database(source, create=False) as old,
        open_database(target) as new,
    ):
        return await _Copy(old, new, target, tell).run(now)


def _require_two_places(source: str, target: str) -> None:
    here, there = parse_address(source), parse_address(target)
    if here == there:
        raise StorageError("The database would be copied onto itself; name another one with --to.")
    for place in (here, there):
        if isinstance(place, SqliteAddress) and place.path is None:
            raise StorageError("A temporary database cannot be copied; name a file or a server.")


@asynccontextmanager
async def _at_rest(source: str) -> AsyncIterator[None]:
    """Nobody writes to the source meanwhile: what a bot wrote after its row was read would be lost.

    A backup is a snapshot that no bot uses, so that a move can be tried out while one runs.
    """
    place = parse_address(source)
    if not isinstance(place, PostgresAddress) and place.path and not place.path.exists():
        raise StorageError(f"There is no database at {place.path}; name it with --from.")
    entered = False
    try:
        async with exclusive(source):
            entered = True
            yield
    except StorageError as error:
        if entered:
            raise
        raise StorageError(
            f"{error} To try the move out while it runs, copy from what 'fanbot db backup' wrote."
        ) from error


class _Copy:
    """One copy, with what both ends have."""

    def __init__(self, old: Database, new: Database, target: str, tell: Progress) -> None:
        self._old = old
        self._new = new
        place = parse_address(target)
        self._target = place.shown if isinstance(place, PostgresAddress) else str(place.path)
        self._tell = tell
        self._done = 0
        self._total = 0

    async def run(self, now: datetime) -> Copied:
        await self._require_current()
        async with self._old.reading() as connection:
            found = await tables(connection, self._old.dialect)
            identity = await _identity(connection)
            listed = [table for table in found if table.name != _RECORDS]
            counts = [await _count(connection, table) for table in listed]
        self._total = 2 * sum(counts)
        await self._prepare(listed, identity, now)
        resumed = 0
        for table in listed:
            resumed += await self._copy(table)
        rows = 0
        for table in listed:
            rows += await self._compare(table)
        await self._finish()
        self._tell(self._total, self._total, "")
        return Copied(len(listed), rows, resumed)

    async def _require_current(self) -> None:
        """The source has every migration and no table that is not of them."""
        if (await status(self._old)).pending:
            raise StorageError(
                "The database to be copied is not at this version's schema; run 'fanbot db migrate'"
                " on it first."
            )

    # --- the target ---------------------------------------------------------------------------

    async def _prepare(self, listed: Sequence[Table], identity: str, now: datetime) -> None:
        """Have the target ready for rows: empty with the same schema, or with a part of them."""
        async with self._new.reading() as connection:
            names = await table_names(connection, self._new.dialect)
            begun = UNFINISHED in names
            if begun:
                await self._require_same_source(connection, identity)
            else:
                await self._require_empty(connection, names)
        if not begun:
            await migrate(self._new, now=now)
        async with self._new.reading() as connection:
            there = await tables(connection, self._new.dialect)
        _require_same_schema(listed, [item for item in there if item.name not in _OURS])
        if begun:
            return
        async with self._new.transaction() as connection:
            await connection.execute(_CREATE_PROGRESS)
            await connection.execute_many(
                f"INSERT INTO {UNFINISHED} (table_name, source, copied)"  # noqa: S608 - ours
                " VALUES (:table_name, :source, 0)",
                [{"table_name": table.name, "source": identity} for table in listed],
            )

    async def _require_same_source(self, connection: Connection, identity: str) -> None:
        row = await connection.fetch_one(
            f"SELECT source FROM {UNFINISHED} LIMIT 1"  # noqa: S608 - ours
        )
        if row is None or row["source"] != identity:
            raise StorageError(
                f"{self._target} holds an unfinished copy of another database, or of this one"
                " before an upgrade; name an empty database with --to."
            )

    async def _require_empty(self, connection: Connection, names: set[str]) -> None:
        if names and _RECORDS not in names:
            raise StorageError(
                f"{self._target} holds another program's tables; name an empty database with --to."
            )
        for name in sorted(names - {_RECORDS}):
            row = await connection.fetch_one(f"SELECT 1 AS one FROM {name} LIMIT 1")  # noqa: S608 - of the schema
            if row is not None:
                raise StorageError(
                    f"{self._target} has data of its own (in {name}), which a copy would mix up;"
                    " name an empty database with --to."
                )

    async def _finish(self) -> None:
        async with self._new.transaction() as connection:
            await connection.execute(f"DROP TABLE {UNFINISHED}")
        if self._new.dialect == "postgres":
            # Else it plans by guesses until it finds time to count for itself.
            async with self._new.transaction() as connection:
                await connection.execute("ANALYZE")

    # --- rows ---------------------------------------------------------------------------------

    async def _copy(self, table: Table) -> int:
        """Copy what is missing of a table; return how many rows were there before."""
        async with self._new.reading() as connection:
            row = await connection.fetch_one(
                f"SELECT after_key, copied FROM {UNFINISHED} WHERE table_name = :table",  # noqa: S608 - ours
                {"table": table.name},
            )
        assert row is not None, "every table has its row since the copy began"
        resumed = int(row["copied"])
        after = None if row["after_key"] is None else json.loads(row["after_key"])
        self._advance(resumed, f"copying {table.name}")
        while rows := await self._page(table, after):
            after = [rows[-1][name] for name in table.key]
            _require_portable(table, rows)
            await self._write(table, rows, after)
            self._advance(len(rows), f"copying {table.name}")
        return resumed

    async def _page(self, table: Table, after: Sequence[Any] | None) -> list[Row]:
        """The next rows of the source, in the order of the key."""
        names, key = ", ".join(table.kinds), ", ".join(table.key)
        params: dict[str, Any] = {"batch": BATCH}
        where = ""
        if after is not None:
            params |= {f"after_{place}": value for place, value in enumerate(after)}
            where = f" WHERE ({key}) > ({', '.join(f':after_{i}' for i in range(len(after)))})"
        async with self._old.reading() as connection:
            return await connection.fetch_all(
                f"SELECT {names} FROM {table.name}{where}"  # noqa: S608 - names of the schema
                f" ORDER BY {key} LIMIT :batch",
                params,
            )

    async def _write(self, table: Table, rows: list[Row], after: list[Any]) -> None:
        names = ", ".join(table.kinds)
        values = ", ".join(f":{name}" for name in table.kinds)
        try:
            async with self._new.transaction() as connection:
                await connection.execute_many(
                    f"INSERT INTO {table.name} ({names}) VALUES ({values})",  # noqa: S608 - of the schema
                    rows,
                )
                await connection.execute(
                    f"UPDATE {UNFINISHED} SET after_key = :after, copied = copied + :count"  # noqa: S608 - ours
                    " WHERE table_name = :table",
                    {"after": json.dumps(after), "count": len(rows), "table": table.name},
                )
        except ConstraintError as error:
            raise StorageError(
                f"The rows of {table.name} up to {_named(table, after)} do not fit each other"
                f" ({error}); the source is damaged: look at it, or copy from a backup."
            ) from error

    async def _compare(self, table: Table) -> int:
        """Hold every row of the target against the source's; return how many there are."""
        after: list[Any] | None = None
        count = 0
        while rows := await self._page(table, after):
            after = [rows[-1][name] for name in table.key]
            there = await self._same(table, rows)
            for row in rows:
                if there.get(_key(table, row)) != dict(row):
                    place = _named(table, _key(table, row))
                    raise StorageError(f"{table.name} {place} is not the same. {self._mend}")
            count += len(rows)
            self._advance(len(rows), f"comparing {table.name}")
        async with self._new.reading() as connection:
            arrived = await _count(connection, table)
        if arrived != count:
            raise StorageError(
                f"{table.name} has {arrived:,} rows there and {count:,} here. {self._mend}"
            )
        return count

    @property
    def _mend(self) -> str:
        return (
            f"Most likely the source was changed since the copy to {self._target} began: begin anew"
            " with an empty database."
        )

    async def _same(self, table: Table, rows: Sequence[Row]) -> dict[tuple[Any, ...], Row]:
        """The target's rows with the keys of ``rows``; ``column1`` is VALUES' own name on both."""
        params = {
            f"k{number}_{place}": row[name]
            for number, row in enumerate(rows)
            for place, name in enumerate(table.key)
        }
        casts = [(place, table.kinds[name]) for place, name in enumerate(table.key)]
        keys = ", ".join(
            "(" + ", ".join(f"CAST(:k{number}_{place} AS {kind})" for place, kind in casts) + ")"
            for number in range(len(rows))
        )
        match = " AND ".join(
            f"t.{name} = k.column{place}" for place, name in enumerate(table.key, start=1)
        )
        names = ", ".join(f"t.{name}" for name in table.kinds)
        async with self._new.reading() as connection:
            found = await connection.fetch_all(
                f"SELECT {names} FROM (VALUES {keys}) k JOIN {table.name} t ON {match}",  # noqa: S608 - of the schema
                params,
            )
        return {_key(table, row): dict(row) for row in found}

    def _advance(self, rows: int, what: str) -> None:
        self._done += rows
        self._tell(self._done, max(self._total, self._done), what)


_OURS = frozenset({_RECORDS, UNFINISHED})


def _key(table: Table, row: Row) -> tuple[Any, ...]:
    return tuple(row[name] for name in table.key)


def _named(table: Table, key: Sequence[Any]) -> str:
    """A row for people. Keys are ids and names of settings, never what anybody wrote."""
    return ", ".join(f"{name} {value}" for name, value in zip(table.key, key, strict=True))


async def _count(connection: Connection, table: Table) -> int:
    row = await connection.fetch_one(f"SELECT COUNT(*) AS count FROM {table.name}")  # noqa: S608 - of the schema
    assert row is not None
    return int(row["count"])


async def _identity(connection: Connection) -> str:
    """What tells a database from others: when it had which migration."""
    rows = await connection.fetch_all(
        "SELECT version, checksum, applied_at FROM schema_migrations ORDER BY version"
    )
    text = json.dumps([[row["version"], row["checksum"], row["applied_at"]] for row in rows])
    return hashlib.sha256(text.encode()).hexdigest()


def _require_same_schema(here: Sequence[Table], there: Sequence[Table]) -> None:
    """Both ends have the same tables, columns and keys, and every table can be gone through."""
    known = {table.name: table for table in there}
    for table in here:
        other = known.pop(table.name, None)
        if other is None:
            raise StorageError(
                f"The source has a table {table.name} that is not fanbot's; delete or move it."
            )
        if set(table.kinds) != set(other.kinds) or table.key != other.key or not table.key:
            raise StorageError(
                f"The table {table.name} has other columns or another key here than there; bring"
                " both to this version's schema with 'fanbot db migrate'."
            )
    if known:
        raise StorageError(
            f"The source has no table {min(known)}, which it should; bring back a backup."
        )


def _require_portable(table: Table, rows: Sequence[Row]) -> None:
    """SQLite keeps anything in any column, PostgreSQL what the column is for."""
    for row in rows:
        for name, kind in table.kinds.items():
            problem = _problem(kind, row[name])
            if problem:
                raise StorageError(
                    f"{table.name} {_named(table, _key(table, row))}: {name} {problem}, which"
                    " PostgreSQL does not keep; mend that row and run the same command again."
                )


def _problem(kind: str, value: object) -> str | None:
    if value is None:
        return None
    if kind == "bigint" and not (isinstance(value, int) and -_LARGEST <= value < _LARGEST):
        return "is no whole number"
    if kind == "text":
        if not isinstance(value, str):
            return "is no text"
        if "\0" in value:
            return "has a NUL character in it"
    return None
