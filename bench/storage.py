"""Short transactions on SQLite: the bot's own way to it, beside bare aiosqlite and bare sqlite3.

``python -m bench.storage [--json FILE] [--quick]``. Each answer to a question is one transaction:
here a row is inserted and another counted up, one transaction after another, in a file, with the
settings that the bot gives its connections. A reading is one row by its key.
"""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import aiosqlite

from bench.common import run
from discord_bot.storage.database import open_database

FULL, QUICK = 2_000, 200
SCHEMA = (
    "CREATE TABLE answers (id INTEGER PRIMARY KEY, member BIGINT, choice INTEGER NOT NULL)",
    "CREATE TABLE counts (member BIGINT PRIMARY KEY, answers INTEGER NOT NULL)",
)
PRAGMAS = ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = NORMAL", "PRAGMA foreign_keys = ON")
INSERT = "INSERT INTO answers (id, member, choice) VALUES (:id, :member, :choice)"
COUNT = (
    "INSERT INTO counts (member, answers) VALUES (:member, 1)"
    " ON CONFLICT (member) DO UPDATE SET answers = answers + 1"
)
READ = "SELECT id, member, choice FROM answers WHERE id = :id"
Doing = Callable[[int], Awaitable[None]]


async def timed(doing: Doing, count: int, first: int = 0) -> dict[str, float]:
    times = []
    for number in range(first, first + count):
        began = time.perf_counter()
        await doing(number)
        times.append(time.perf_counter() - began)
    cuts = statistics.quantiles(times, n=100)
    return {
        "per_second": round(count / sum(times)),
        "p50_ms": round(cuts[49] * 1e3, 3),
        "p99_ms": round(cuts[98] * 1e3, 3),
    }


def values(number: int) -> dict[str, Any]:
    return {"id": number, "member": number % 50, "choice": number % 4}


async def both(writes: Doing, reads: Doing, count: int) -> dict[str, Any]:
    return {"write": await timed(writes, count), "read": await timed(reads, count)}


async def fanbot(path: Path, count: int) -> dict[str, Any]:
    async with open_database(str(path)) as database:
        async with database.transaction() as connection:
            for statement in SCHEMA:
                await connection.execute(statement)

        async def writes(number: int) -> None:
            given = values(number)
            async with database.transaction() as connection:
                await connection.execute(INSERT, given)
                await connection.execute(COUNT, {"member": given["member"]})

        async def reads(number: int) -> None:
            async with database.reading() as connection:
                assert await connection.fetch_one(READ, {"id": number}) is not None

        return await both(writes, reads, count)


async def bare_aiosqlite(path: Path, count: int) -> dict[str, Any]:
    async with aiosqlite.connect(path, isolation_level=None) as connection:
        for statement in (*PRAGMAS, *SCHEMA):
            await connection.execute(statement)

        async def writes(number: int) -> None:
            given = values(number)
            await connection.execute("BEGIN IMMEDIATE")
            await connection.execute(INSERT, given)
            await connection.execute(COUNT, given)
            await connection.execute("COMMIT")

        async def reads(number: int) -> None:
            async with connection.execute(READ, {"id": number}) as cursor:
                assert await cursor.fetchone() is not None

        return await both(writes, reads, count)


async def bare_sqlite3(path: Path, count: int) -> dict[str, Any]:
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in (*PRAGMAS, *SCHEMA):
        connection.execute(statement)

    async def writes(number: int) -> None:
        given = values(number)
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(INSERT, given)
        connection.execute(COUNT, given)
        connection.execute("COMMIT")

    async def reads(number: int) -> None:
        assert connection.execute(READ, {"id": number}).fetchone() is not None

    try:
        return await both(writes, reads, count)
    finally:
        connection.close()


CONTESTANTS = {
    "fanbot": fanbot,
    "aiosqlite": bare_aiosqlite,
    "sqlite3, which stops the event loop": bare_sqlite3,
}


async def measure(count: int) -> dict[str, Any]:
    results: dict[str, Any] = {"transactions": count, "sqlite": sqlite3.sqlite_version, "rows": {}}
    with tempfile.TemporaryDirectory() as folder:
        for number, (name, contestant) in enumerate(CONTESTANTS.items()):
            results["rows"][name] = await contestant(Path(folder) / f"{number}.db", count)
    return results


if __name__ == "__main__":
    run(__doc__, measure, quick=QUICK, full=FULL)
