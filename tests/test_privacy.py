"""Export and forget reach every column of the schema that names a member, on both databases."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from discord_bot.packs import load_pack
from discord_bot.privacy import PERSONAL_DATA, Forgetting, PrivacyService, export_text
from discord_bot.storage.database import Database, open_database
from discord_bot.storage.migrate import migrate
from tests.storage.conftest import (  # noqa: F401 - fixtures
    address,
    postgres_address,
    postgres_server,
    sqlite_address,
)

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
MEMBER, OTHER = 10**18 + 1, 10**18 + 2
_JSON_COLUMNS = {"question", "choices", "body", "value", "evidence", "reasons", "rules", "options"}

Columns = dict[str, list[tuple[str, str]]]


@pytest.fixture
async def schema(tmp_path: Path) -> Columns:
    """Every table of a migrated database with its columns and their types."""
    path = tmp_path / "schema.db"
    async with open_database(str(path)) as opened:
        await migrate(opened, now=NOW)
    connection = sqlite3.connect(path)
    try:
        tables = [
            row[0]
            for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        return {
            table: [(row[1], row[2]) for row in connection.execute(f"PRAGMA table_info({table})")]
            for table in tables
            if table != "schema_migrations"
        }
    finally:
        connection.close()


@pytest.fixture
async def database(address: str) -> AsyncIterator[Database]:  # noqa: F811
    async with open_database(address) as opened:
        await migrate(opened, now=NOW)
        yield opened


def members(columns: list[tuple[str, str]]) -> list[str]:
    return [name for name, _ in columns if name.endswith("user_id")]


async def fill(
    database: Database, schema: Columns, number: int, first: int, rest: int | None = None
) -> None:
    """A row in every table: ``first`` in its first column that names a member, ``rest`` in others.

    All other numbers of the rows are ``number``, so that they refer to each other.
    """
    async with database.transaction() as connection:
        for table, columns in schema.items():
            row: dict[str, Any] = {}
            named = members(columns)
            for name, kind in columns:
                if name in named:
                    row[name] = first if name == named[0] or rest is None else rest
                elif kind == "BIGINT":
                    row[name] = number
                else:
                    row[name] = '["text"]' if name in _JSON_COLUMNS else f"text {number}"
            listed = ", ".join(row)
            values = ", ".join(f":{name}" for name in row)
            await connection.execute(f"INSERT INTO {table} ({listed}) VALUES ({values})", row)


async def everything(database: Database, schema: Columns) -> dict[str, list[dict[str, Any]]]:
    async with database.reading() as connection:
        return {
            table: [dict(row) for row in await connection.fetch_all(f"SELECT * FROM {table}")]
            for table in schema
        }


def test_every_column_that_names_a_member_is_listed_and_no_other(schema: Columns) -> None:
    in_schema = {(table, name) for table, columns in schema.items() for name in members(columns)}
    listed = [(data.table, data.column) for data in PERSONAL_DATA]
    assert len(listed) == len(set(listed))
    assert set(listed) == in_schema


def test_every_purpose_is_told_in_words() -> None:
    texts = load_pack().wording.texts("en")
    for data in PERSONAL_DATA:
        assert texts(data.purpose)


async def test_the_export_has_every_row_and_nobody_elses_name(
    database: Database, schema: Columns
) -> None:
    await fill(database, schema, 1, MEMBER)
    await fill(database, schema, 2, MEMBER, OTHER)
    await fill(database, schema, 3, OTHER, MEMBER)
    await fill(database, schema, 4, OTHER)
    privacy = PrivacyService(database)
    found = await privacy.export(MEMBER)
    assert set(found) == {data.table for data in PERSONAL_DATA}
    for table, rows in found.items():
        expected = 3 if len(members(schema[table])) > 1 else 2
        assert len(rows) == expected, table
        assert [name for name, _ in schema[table]] == list(rows[0]), table
    text = export_text(MEMBER, found, NOW)
    assert str(MEMBER) in text
    assert str(OTHER) not in text
    assert await privacy.count(MEMBER) == sum(map(len, found.values()))


async def test_the_export_is_for_people(database: Database, schema: Columns) -> None:
    await fill(database, schema, 1, MEMBER)
    found = json.loads(export_text(MEMBER, await PrivacyService(database).export(MEMBER), NOW))
    assert found["account"] == str(MEMBER)
    assert found["exported_at"] == "2026-05-01T12:00:00+00:00"
    (points,) = found["kept"]["trivia_points"]
    assert points["user_id"] == str(MEMBER)
    assert points["guild_id"] == "1", "programs round numbers as large as Discord's"
    assert points["scored_at"] == "1970-01-01T00:00:01+00:00"
    assert points["correct"] is True
    assert points["elapsed_ms"] == 1
    (daily,) = found["kept"]["trivia_daily_answers"]
    assert daily["question"] == ["text"]


async def test_forgetting_leaves_the_members_number_nowhere(
    database: Database, schema: Columns
) -> None:
    await fill(database, schema, 1, MEMBER)
    await fill(database, schema, 2, MEMBER, OTHER)
    await fill(database, schema, 3, OTHER, MEMBER)
    await fill(database, schema, 4, OTHER)
    privacy = PrivacyService(database)
    before = await everything(database, schema)
    expected = await privacy.count(MEMBER)
    assert await privacy.forget(MEMBER) == expected
    after = await everything(database, schema)
    assert str(MEMBER) not in repr(after)
    assert await privacy.export(MEMBER) == {}
    assert await privacy.forget(MEMBER) == 0
    for table, columns in schema.items():
        untouched = [row for row in before[table] if str(MEMBER) not in repr(row)]
        for row in untouched:
            assert row in after[table], table
        deleting = {
            data.column
            for data in PERSONAL_DATA
            if data.table == table and data.forgetting is Forgetting.DELETE
        }
        gone = [row for row in before[table] if any(row[name] == MEMBER for name in deleting)]
        assert len(after[table]) == len(before[table]) - len(gone), (table, columns)


async def test_what_memory_holds_is_forgotten_after_the_database(database: Database) -> None:
    told: list[int] = []
    await PrivacyService(database, [told.append]).forget(MEMBER)
    assert told == [MEMBER]
