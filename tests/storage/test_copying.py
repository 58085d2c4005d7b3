"""A living community moves to another database and loses nothing on the way."""

from __future__ import annotations

import asyncio
import random
import re
import signal
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from typer.testing import CliRunner

from discord_bot.cli import app
from discord_bot.errors import StorageError
from discord_bot.services import Services
from discord_bot.settings import Settings
from discord_bot.storage import copying
from discord_bot.storage.database import open_database
from discord_bot.storage.exclusive import exclusive
from discord_bot.storage.migrate import migrate, status
from discord_bot.storage.schema import tables
from tests.storage.test_a_game_on_both import GUILD, Clock, play_a_game
from tests.test_privacy import Columns, fill

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


async def community(address: str, rows: int = 3) -> None:
    """A database with rows in every table, and texts that databases are known to trip over."""
    async with open_database(address) as database:
        await migrate(database, now=NOW)
        async with database.reading() as connection:
            found = await tables(connection, database.dialect)
        schema: Columns = {
            table.name: [(name, kind.upper()) for name, kind in table.kinds.items()]
            for table in found
            if table.name != "schema_migrations"
        }
        for number in range(1, rows + 1):
            await fill(database, schema, number, 10**18 + number)
        async with database.transaction() as connection:
            for name in ("", "é", "E", "e", "𝟙", "Z", "'; --", "ﬁn", "a\nb"):
                await connection.execute(
                    "INSERT INTO bot_facts (name, value) VALUES (:name, :name)", {"name": name}
                )


async def everything(address: str) -> dict[str, list[dict[str, Any]]]:
    async with open_database(address, create=False) as database, database.reading() as connection:
        return {
            table.name: sorted(
                (dict(row) for row in await connection.fetch_all(f"SELECT * FROM {table.name}")),
                key=repr,
            )
            for table in await tables(connection, database.dialect)
            if table.name != "schema_migrations"
        }


@pytest.fixture(params=["to postgres", "to sqlite"])
def ends(request, sqlite_address: str, postgres_address: str) -> tuple[str, str]:
    pair = f"sqlite:///{sqlite_address}", postgres_address
    return pair if request.param == "to postgres" else (pair[1], pair[0])


async def test_every_row_arrives_in_either_direction(ends: tuple[str, str]) -> None:
    source, target = ends
    await community(source)
    told: list[tuple[int, int, str]] = []
    copied = await copying.copy(source, target, now=NOW, progress=lambda *step: told.append(step))
    before = await everything(source)
    assert await everything(target) == before
    assert copied.rows == sum(len(rows) for rows in before.values())
    assert copied.tables == len(before)
    assert copied.resumed == 0
    assert told[-1][:2] == (2 * copied.rows, 2 * copied.rows), "the bar reaches its end"
    done = [step[0] for step in told]
    assert done == sorted(done)


@pytest.mark.slow
async def test_a_game_goes_on_where_its_community_moved_to(
    sqlite_address: str, postgres_address: str
) -> None:
    clock = Clock()
    settings = Settings(database=sqlite_address, pack="heartstopper")
    async with Services.open(settings, clock=clock, rng=random.Random(5)) as services:
        await play_a_game(services, clock)
    await copying.copy(sqlite_address, postgres_address, now=clock.now)
    moved = settings.model_copy(update={"database": postgres_address})
    async with Services.open(moved, clock=clock, rng=random.Random(6)) as services:
        await play_a_game(services, clock)
        async with services.database.reading() as connection:
            rows = await connection.fetch_all(
                "SELECT game_id FROM trivia_games WHERE guild_id = :guild_id", {"guild_id": GUILD}
            )
    assert len(rows) == 2


DIE = """
import asyncio, os, signal, sys
from datetime import UTC, datetime
from discord_bot.storage import copying

copying.BATCH = 7
calls = 0

def progress(done, total, what):
    global calls
    calls += 1
    if calls > int(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(copying.copy(sys.argv[1], sys.argv[2], now=datetime.now(UTC), progress=progress))
"""


@pytest.mark.slow
@pytest.mark.parametrize("batches", [0, 60])
async def test_a_copy_that_was_killed_goes_on_where_it_stopped(
    batches: int, ends: tuple[str, str], python, monkeypatch
) -> None:
    source, target = ends
    await community(source, rows=20)
    process = python(DIE, source, target, str(batches))
    assert await asyncio.to_thread(process.wait, 30) == -signal.SIGKILL

    async with open_database(target) as database:
        with pytest.raises(StorageError, match="cut off"):  # no bot starts on half a community
            await migrate(database, now=NOW)
    monkeypatch.setattr(copying, "BATCH", 7)
    copied = await _patiently(source, target)
    before = await everything(source)
    assert await everything(target) == before
    assert (0 < copied.resumed < copied.rows) == (batches > 0)
    async with open_database(target) as database:
        assert (await status(database)).pending == ()


async def _patiently(source: str, target: str) -> copying.Copied:
    """A server takes a moment to see that its client was killed, and until then has its locks."""
    for _ in range(50):
        try:
            return await copying.copy(source, target, now=NOW)
        except StorageError as error:
            if "in use" not in str(error):
                raise
        await asyncio.sleep(0.1)
    raise AssertionError("the lock outlived its process")


async def _cut_off(source: str, target: str) -> None:
    def stop(done: int, _total: int, _what: str) -> None:
        if done > 5:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await copying.copy(source, target, now=NOW, progress=stop)


async def test_a_source_that_changed_in_between_is_noticed(
    sqlite_address: str, postgres_address: str
) -> None:
    await community(sqlite_address)
    await _cut_off(sqlite_address, postgres_address)
    with sqlite3.connect(sqlite_address) as raw:
        raw.execute("UPDATE bot_facts SET value = 'newer'")
    with pytest.raises(StorageError, match=r"bot_facts name .* is not the same.*begin anew"):
        await copying.copy(sqlite_address, postgres_address, now=NOW)


async def test_a_half_copy_takes_no_other_community(
    sqlite_address: str, postgres_address: str, tmp_path: Path
) -> None:
    await community(sqlite_address)
    await _cut_off(sqlite_address, postgres_address)
    other = str(tmp_path / "other.db")
    async with open_database(other) as database:
        await migrate(database, now=datetime(2026, 6, 1, tzinfo=UTC))
    with pytest.raises(StorageError, match="unfinished copy of another database"):
        await copying.copy(other, postgres_address, now=NOW)


async def test_a_target_with_data_of_its_own_is_left_alone(ends: tuple[str, str]) -> None:
    source, target = ends
    await community(source)
    async with open_database(target) as database:
        await migrate(database, now=NOW)
        async with database.transaction() as connection:
            await connection.execute("INSERT INTO bot_facts (name, value) VALUES ('mine', 'x')")
    with pytest.raises(StorageError, match=r"data of its own \(in bot_facts\)"):
        await copying.copy(source, target, now=NOW)
    assert (await everything(target))["bot_facts"] == [{"name": "mine", "value": "x"}]


async def test_another_programs_tables_are_left_alone(
    sqlite_address: str, postgres_address: str
) -> None:
    await community(sqlite_address)
    connection = await asyncpg.connect(postgres_address)
    await connection.execute("CREATE TABLE shopping (item TEXT)")
    await connection.close()
    with pytest.raises(StorageError, match="another program's tables"):
        await copying.copy(sqlite_address, postgres_address, now=NOW)


async def test_a_view_of_an_extension_is_nobodys_table(
    sqlite_address: str, postgres_address: str
) -> None:
    """As pg_stat_statements has; who hosts PostgreSQL often puts it there unasked."""
    await community(sqlite_address, rows=1)
    raw = await asyncpg.connect(postgres_address)
    try:
        await raw.execute("CREATE VIEW statements AS SELECT 'SELECT 1' AS query")
    finally:
        await raw.close()
    await copying.copy(sqlite_address, postgres_address, now=NOW)
    assert await everything(postgres_address) == await everything(sqlite_address)


async def test_a_running_bots_database_is_copied_from_its_backup_alone(
    sqlite_address: str, postgres_address: str, tmp_path: Path
) -> None:
    await community(sqlite_address)
    backup = tmp_path / "backup.db"
    async with exclusive(sqlite_address):
        with pytest.raises(StorageError, match=r"in use .* 'fanbot db backup' wrote"):
            await copying.copy(sqlite_address, postgres_address, now=NOW)
        async with open_database(sqlite_address) as database:
            await database.backup(backup)
        await copying.copy(str(backup), postgres_address, now=NOW)
    assert await everything(postgres_address) == await everything(sqlite_address)


async def test_a_database_that_a_bot_runs_on_is_no_target(
    sqlite_address: str, postgres_address: str
) -> None:
    await community(sqlite_address)
    async with exclusive(postgres_address):
        with pytest.raises(StorageError, match="in use by another fanbot process"):
            await copying.copy(sqlite_address, postgres_address, now=NOW)


async def test_schemas_that_differ_are_refused(
    sqlite_address: str, postgres_address: str, tmp_path: Path
) -> None:
    await community(sqlite_address)
    with sqlite3.connect(sqlite_address) as raw:
        raw.execute("ALTER TABLE bot_facts ADD COLUMN mood TEXT")
    with pytest.raises(StorageError, match="bot_facts has other columns"):
        await copying.copy(sqlite_address, postgres_address, now=NOW)
    with sqlite3.connect(sqlite_address) as raw:
        raw.execute("ALTER TABLE bot_facts DROP COLUMN mood")
        raw.execute("CREATE TABLE shopping (item TEXT PRIMARY KEY)")
    with pytest.raises(StorageError, match="a table shopping that is not fanbot's"):
        await copying.copy(sqlite_address, postgres_address, now=NOW)
    empty = tmp_path / "empty.db"
    sqlite3.connect(empty).close()
    with pytest.raises(StorageError, match="run 'fanbot db migrate'"):
        await copying.copy(str(empty), postgres_address, now=NOW)


@pytest.mark.parametrize(
    ("value", "problem"),
    [("nul\0nul", "has a NUL character"), (b"bytes", "is no text")],
)
async def test_what_postgresql_cannot_keep_is_named_by_its_row(
    value: object, problem: str, sqlite_address: str, postgres_address: str
) -> None:
    await community(sqlite_address)
    with sqlite3.connect(sqlite_address) as raw:
        raw.execute("UPDATE bot_facts SET value = ? WHERE name = 'Z'", (value,))
    with pytest.raises(StorageError, match=f"bot_facts name Z: value {problem}"):
        await copying.copy(sqlite_address, postgres_address, now=NOW)
    with sqlite3.connect(sqlite_address) as raw:
        raw.execute("UPDATE bot_facts SET value = 'mended' WHERE name = 'Z'")
    await copying.copy(sqlite_address, postgres_address, now=NOW)
    assert await everything(postgres_address) == await everything(sqlite_address)


async def test_a_database_is_not_copied_onto_itself(sqlite_address: str) -> None:
    await community(sqlite_address)
    with pytest.raises(StorageError, match="onto itself"):
        await copying.copy(sqlite_address, f"sqlite:///{sqlite_address}", now=NOW)
    with pytest.raises(StorageError, match="no database at"):
        await copying.copy(f"{sqlite_address}.typo", f"{sqlite_address}.new", now=NOW)


async def test_no_column_counts_by_itself(postgres_address: str) -> None:
    """Copying would have to set such a column's sequence; ids come from the clock instead."""
    async with open_database(postgres_address) as database:
        await migrate(database, now=NOW)
    connection = await asyncpg.connect(postgres_address)
    try:
        counting = await connection.fetch(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = current_schema()"
            " AND (is_identity = 'YES' OR column_default LIKE 'nextval%')"
        )
        sequences = await connection.fetch("SELECT 1 FROM pg_sequences")
    finally:
        await connection.close()
    assert counting == []
    assert sequences == []


def test_the_command_says_what_it_copied(sqlite_address: str, postgres_address: str) -> None:
    asyncio.run(community(sqlite_address))
    run = CliRunner().invoke
    done = run(app, ["db", "copy", "--from", f"sqlite:{sqlite_address}", "--to", postgres_address])
    assert done.exit_code == 0, done.output
    assert re.search(r"copied \d+ tables, [1-9][\d,]* rows, and compared each", done.output)
    again = run(app, ["db", "copy", "--from", f"sqlite:{sqlite_address}", "--to", postgres_address])
    assert isinstance(again.exception, StorageError)
    assert "data of its own" in str(again.exception)


async def prepared(address: str) -> None:
    async with open_database(address) as database:
        await migrate(database, now=NOW)


def test_a_single_row_is_not_called_rows(tmp_path: Path) -> None:
    source = tmp_path / "old.db"
    asyncio.run(prepared(str(source)))
    connection = sqlite3.connect(source)
    with connection:
        for (table,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'schema_migrations'"
        ).fetchall():
            connection.execute(f"DELETE FROM {table}")
        connection.execute("INSERT INTO bot_facts (name, value) VALUES ('a', '1')")
    connection.close()
    target = f"sqlite:{tmp_path / 'new.db'}"
    done = CliRunner().invoke(app, ["db", "copy", "--from", f"sqlite:{source}", "--to", target])
    assert done.exit_code == 0, done.output
    assert ", 1 row, and" in done.output
