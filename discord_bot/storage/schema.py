"""What tables a database has: their columns, keys, and which of them refer to which."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from graphlib import TopologicalSorter

from discord_bot.storage.database import Connection, Dialect, Row

#: The table of a copy that is not finished; a database that has it is nobody's yet.
UNFINISHED = "copy_progress"

TABLES: dict[Dialect, str] = {
    "sqlite": r"SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\_%'"
    r" ESCAPE '\'",
    # Without views: extensions such as pg_stat_statements put theirs among our tables.
    "postgres": "SELECT table_name AS name FROM information_schema.tables"
    " WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'",
}

# https://www.sqlite.org/pragma.html#pragma_table_info: pk is the column's place in the key, from 1.
_SQLITE_COLUMNS = (
    "SELECT m.name, c.name AS column_name, c.type AS kind, c.pk AS place"
    " FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'"
)
_SQLITE_PARENTS = (
    'SELECT m.name, f."table" AS parent FROM sqlite_master m'
    " JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table'"
)
# https://www.postgresql.org/docs/current/catalog-pg-index.html
_POSTGRES_COLUMNS = (
    "SELECT c.relname AS name, a.attname AS column_name, format_type(a.atttypid, a.atttypmod)"
    " AS kind, COALESCE(array_position(i.indkey, a.attnum) + 1, 0) AS place"
    " FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0"
    " AND NOT a.attisdropped LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary"
    " WHERE c.relkind = 'r' AND c.relnamespace = to_regnamespace(current_schema())"
    " ORDER BY c.relname, a.attnum"
)
_POSTGRES_PARENTS = (
    "SELECT c.relname AS name, p.relname AS parent FROM pg_constraint f"
    " JOIN pg_class c ON c.oid = f.conrelid JOIN pg_class p ON p.oid = f.confrelid"
    " WHERE f.contype = 'f' AND c.relnamespace = to_regnamespace(current_schema())"
)
_COLUMNS: dict[Dialect, str] = {"sqlite": _SQLITE_COLUMNS, "postgres": _POSTGRES_COLUMNS}
_PARENTS: dict[Dialect, str] = {"sqlite": _SQLITE_PARENTS, "postgres": _POSTGRES_PARENTS}


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns with their types in lower case, and the columns of its primary key."""

    name: str
    kinds: dict[str, str]
    key: tuple[str, ...]


async def table_names(connection: Connection, dialect: Dialect) -> set[str]:
    """The names of all tables."""
    return {row["name"] for row in await connection.fetch_all(TABLES[dialect])}


async def tables(connection: Connection, dialect: Dialect) -> list[Table]:
    """All tables, each after those that it refers to; of the rest, in the order of names."""
    columns = await connection.fetch_all(_COLUMNS[dialect])
    parents = await connection.fetch_all(_PARENTS[dialect])
    names = sorted(await table_names(connection, dialect))
    before: dict[str, set[str]] = {name: set() for name in names}
    for row in parents:
        if row["parent"] != row["name"]:
            before[row["name"]].add(row["parent"])
    sorter = TopologicalSorter({name: sorted(before[name]) for name in names})
    return [
        _table(name, [row for row in columns if row["name"] == name])
        for name in sorter.static_order()
    ]


def _table(name: str, rows: Iterable[Row]) -> Table:
    found = list(rows)
    in_key = sorted((row for row in found if row["place"]), key=lambda row: int(row["place"]))
    return Table(
        name,
        {row["column_name"]: row["kind"].lower() for row in found},
        tuple(row["column_name"] for row in in_key),
    )
