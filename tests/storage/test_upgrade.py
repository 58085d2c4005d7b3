"""A database of the first version, full of data, becomes one of the newest and loses nothing."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from discord_bot.storage.database import Database, open_database
from discord_bot.storage.migrate import MIGRATIONS, load_migrations, migrate, status
from tests.test_privacy import Columns, fill

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


def columns_of(path: Path) -> Columns:
    connection = sqlite3.connect(path)
    try:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {
            table: [(row[1], row[2]) for row in connection.execute(f"PRAGMA table_info({table})")]
            for (table,) in tables.fetchall()
            if table != "schema_migrations"
        }
    finally:
        connection.close()


async def rows(database: Database, schema: Columns) -> dict[str, list[dict[str, Any]]]:
    """Every row with the columns that ``schema`` knows."""
    found = {}
    async with database.reading() as connection:
        for table, columns in schema.items():
            names = ", ".join(name for name, _ in columns)
            held = await connection.fetch_all(f"SELECT {names} FROM {table}")
            found[table] = [dict(row) for row in held]
    return found


def up_to(version: int, folder: Path) -> Path:
    """A folder with the migrations of an older bot."""
    folder.mkdir()
    for migration in load_migrations()[:version]:
        shutil.copy(MIGRATIONS / migration.file_name, folder)
    return folder


@pytest.mark.parametrize("version", range(1, len(load_migrations())))
async def test_what_every_older_version_kept_is_there_after_the_upgrade(
    version: int, tmp_path: Path
) -> None:
    path = tmp_path / "bot.db"
    older = up_to(version, tmp_path / "older")
    async with open_database(str(path)) as database:
        await migrate(database, now=NOW, directory=older)
        schema = columns_of(path)
        for number in (5, 6, 7):
            await fill(database, schema, number, 100 + number)
        before = await rows(database, schema)
        assert all(len(held) == 3 for held in before.values())

        kept = await migrate(database, now=NOW)
        assert await rows(database, schema) == before
        assert (await status(database)).pending == ()

    assert kept is not None, "the database as it was is kept"
    async with open_database(str(kept), create=False) as copy:
        assert await rows(copy, schema) == before
        assert (await status(copy, older)).version == version
