"""Backup and restore by address, while the bot runs and after disasters."""

from __future__ import annotations

import asyncio
import shutil
import signal
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from discord_bot.errors import StorageError
from discord_bot.storage.backup import Restored, backup, restore
from discord_bot.storage.database import open_database
from discord_bot.storage.exclusive import exclusive
from discord_bot.storage.migrate import migrate

NOW = datetime(2024, 10, 3, 12, 0, tzinfo=UTC)
KEPT = "fanbot.db.before-restore-20241003T120000Z"
SCHEMA = "-- Words need a place.\nCREATE TABLE words (word TEXT NOT NULL);\n"


@pytest.fixture
def directory(tmp_path):
    place = tmp_path / "migrations"
    place.mkdir()
    (place / "0001_words.sql").write_text(SCHEMA)
    return place


async def add(address, *words):
    async with open_database(str(address)) as database, database.transaction() as connection:
        await connection.execute_many(
            "INSERT INTO words (word) VALUES (:word)", [{"word": word} for word in words]
        )


async def words(address):
    async with open_database(str(address)) as database, database.reading() as connection:
        rows = await connection.fetch_all("SELECT word FROM words ORDER BY word")
    return [row["word"] for row in rows]


@pytest.fixture
async def address(sqlite_address, directory):
    async with open_database(sqlite_address) as database:
        await migrate(database, now=NOW, directory=directory)
    await add(sqlite_address, "leaf")
    return sqlite_address


def leftovers(tmp_path):
    return sorted(
        path.name
        for path in tmp_path.iterdir()
        if path.name not in {"fanbot.db", "fanbot.db.lock", "migrations", "saved.db"}
    )


async def test_a_backup_is_taken_while_the_bot_writes_and_comes_back(address, tmp_path, directory):
    saved = tmp_path / "saved.db"
    running = open_database(address)
    async with exclusive(address), running as database, database.transaction() as connection:
        await connection.execute("INSERT INTO words (word) VALUES ('unfinished')")
        size = await backup(address, saved)
    assert size == saved.stat().st_size > 0
    await add(address, "later")

    restored = await restore(address, saved, now=NOW, directory=directory)

    assert restored == Restored(version=1, kept=tmp_path / KEPT)
    assert await words(address) == ["leaf"]
    assert await words(restored.kept) == ["later", "leaf", "unfinished"]
    assert await words(saved) == ["leaf"]
    assert leftovers(tmp_path) == [KEPT]


async def test_an_existing_target_is_never_overwritten(address, tmp_path):
    saved = tmp_path / "saved.db"
    saved.write_text("something dear")
    with pytest.raises(StorageError, match=r"saved\.db exists already; name a new file"):
        await backup(address, saved)
    assert saved.read_text() == "something dear"


@pytest.mark.parametrize("place", ["nowhere/saved.db", "fanbot.db/saved.db"])
async def test_a_target_that_cannot_be_written_is_named(address, tmp_path, place):
    with pytest.raises(StorageError, match=r"saved\.db cannot be written \("):
        await backup(address, tmp_path / place)


async def test_there_is_nothing_to_back_up_where_there_is_no_database(tmp_path):
    with pytest.raises(StorageError, match="There is no database at"):
        await backup(str(tmp_path / "missing.db"), tmp_path / "saved.db")
    assert leftovers(tmp_path) == []


async def test_a_damaged_database_is_not_backed_up(address, tmp_path):
    await add(address, *(f"{number} " + "x" * 400 for number in range(200)))
    damage(Path(address))
    with pytest.raises(StorageError, match="is damaged"):
        await backup(address, tmp_path / "saved.db")
    assert leftovers(tmp_path) == []
    assert not (tmp_path / "saved.db").exists()


def damage(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2 :] = b"\xee" * (len(content) - len(content) // 2)
    path.write_bytes(content)


async def test_restore_is_refused_while_the_bot_runs(address, tmp_path, directory):
    saved = tmp_path / "saved.db"
    await backup(address, saved)
    await add(address, "later")
    async with exclusive(address):
        with pytest.raises(StorageError, match="in use by another fanbot process"):
            await restore(address, saved, now=NOW, directory=directory)
    assert await words(address) == ["later", "leaf"]


async def test_restore_is_refused_while_another_program_has_the_file_open(
    address, tmp_path, directory
):
    saved = tmp_path / "saved.db"
    await backup(address, saved)
    await add(address, "later")
    async with open_database(address):
        with pytest.raises(StorageError, match="is open in another program; close it"):
            await restore(address, saved, now=NOW, directory=directory)
    assert await words(address) == ["later", "leaf"]
    assert leftovers(tmp_path) == []


async def test_restore_makes_a_database_where_there_is_none(address, tmp_path, directory):
    saved = tmp_path / "saved.db"
    await backup(address, saved)
    Path(address).unlink()
    assert await restore(address, saved, now=NOW, directory=directory) == Restored(1, None)
    assert await words(address) == ["leaf"]


@pytest.mark.parametrize("damage", [b"", b"no database at all" * 500], ids=["empty", "garbage"])
async def test_restore_replaces_a_damaged_database_and_mixes_nothing_of_it_in(
    address, tmp_path, directory, python, damage
):
    saved = tmp_path / "saved.db"
    await backup(address, saved)
    await run_and_kill(python, address, "UPDATE words SET word = 'lost'")
    Path(address).write_bytes(damage)
    assert (await restore(address, saved, now=NOW, directory=directory)).kept == tmp_path / KEPT
    assert await words(address) == ["leaf"]
    assert leftovers(tmp_path) == [KEPT]


WRITE_AND_WAIT = """
import asyncio, sys
from discord_bot.storage.database import open_database

async def main():
    async with open_database(sys.argv[1]) as database:
        async with database.transaction() as connection:
            await connection.execute(sys.argv[2])
        print("written", flush=True)
        await asyncio.sleep(60)

asyncio.run(main())
"""


async def run_and_kill(python, address, sql):
    """Commit ``sql`` in a process that dies before it can write its log back."""
    process = python(WRITE_AND_WAIT, address, sql)
    assert await asyncio.to_thread(process.stdout.readline) == "written\n"
    process.send_signal(signal.SIGKILL)
    await asyncio.to_thread(process.wait)
    assert Path(f"{address}-wal").stat().st_size > 0


async def test_what_a_killed_process_left_in_its_log_is_kept_and_never_mixed_in(
    address, tmp_path, directory, python
):
    saved = tmp_path / "saved.db"
    await backup(address, saved)
    await run_and_kill(python, address, "INSERT INTO words (word) VALUES ('in the log')")

    restored = await restore(address, saved, now=NOW, directory=directory)

    assert await words(address) == ["leaf"]
    assert await words(restored.kept) == ["in the log", "leaf"]


def tear(log, how):
    """Damage a write-ahead log: its tail is gone, or a byte of its last page is another."""
    content = bytearray(log.read_bytes())
    if how == "cut":
        del content[-1000:]
    else:
        content[-1000] ^= 0xFF
    log.write_bytes(content)


@pytest.mark.parametrize("how", ["cut", "flipped"])
async def test_of_a_damaged_log_nothing_is_read_and_a_backup_brings_the_rest_back(
    address, tmp_path, directory, python, how
):
    await add(address, "saved")
    saved = tmp_path / "saved.db"
    await backup(address, saved)
    await run_and_kill(python, address, "INSERT INTO words (word) VALUES ('in the log')")
    tear(Path(f"{address}-wal"), how)

    assert await words(address) == ["leaf", "saved"], "what the log cannot prove never happened"

    await run_and_kill(python, address, "DELETE FROM words")
    tear(Path(f"{address}-wal"), how)
    restored = await restore(address, saved, now=NOW, directory=directory)
    assert await words(address) == ["leaf", "saved"]
    with closing(sqlite3.connect(restored.kept)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def break_a_rule(path):
    """Leave what SQLite copies without a word, and only its check of a whole file finds."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            "CREATE TABLE rules (word TEXT); INSERT INTO rules VALUES (NULL);"
            "PRAGMA writable_schema = ON;"
            "UPDATE sqlite_master SET sql = 'CREATE TABLE rules (word TEXT NOT NULL)'"
            " WHERE name = 'rules';"
        )


def make_foreign(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE invoices (number INTEGER)")
        connection.commit()


def make_newer(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO schema_migrations VALUES (2, 'x', 'y', 0)")
        connection.commit()


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (Path.unlink, "There is no database at"),
        (damage, "is damaged"),
        (break_a_rule, r"is damaged \(NULL value in rules\.word\)"),
        (lambda path: path.write_text("hello" * 200), "is not a SQLite database"),
        (lambda path: path.write_bytes(b""), "holds no fanbot data"),
        (lambda path: (path.unlink(), make_foreign(path)), "another program's tables"),
        (make_newer, "newer than this fanbot"),
    ],
    ids=["missing", "damaged", "broken rule", "no database", "empty", "another program's", "newer"],
)
async def test_a_source_that_is_no_good_backup_changes_nothing(
    address, tmp_path, directory, spoil, problem
):
    await add(address, *(f"{number} " + "x" * 400 for number in range(200)))
    saved = tmp_path / "saved.db"
    await backup(address, saved)
    spoil(saved)
    before = Path(address).read_bytes()
    with pytest.raises(StorageError, match=problem) as caught:
        await restore(address, saved, now=NOW, directory=directory)
    assert "saved.db" in str(caught.value)
    assert Path(address).read_bytes() == before
    assert leftovers(tmp_path) == []


async def test_a_backup_on_a_read_only_place_restores(address, tmp_path, directory):
    saved = tmp_path / "saved.db"
    await backup(address, saved)
    saved.chmod(0o400)
    await add(address, "later")
    await restore(address, saved, now=NOW, directory=directory)
    assert await words(address) == ["leaf"]


async def test_a_copied_file_with_its_log_restores_whole(address, tmp_path, directory):
    """Someone copied the three files of a running database instead of asking for a backup."""
    async with open_database(address) as running:
        async with running.transaction() as connection:
            await connection.execute("INSERT INTO words (word) VALUES ('in the log')")
        for suffix in ("", "-wal"):
            shutil.copy(f"{address}{suffix}", f"{tmp_path}/saved.db{suffix}")
    await restore(address, tmp_path / "saved.db", now=NOW, directory=directory)
    assert await words(address) == ["in the log", "leaf"]


async def test_postgres_is_left_to_its_own_tools(postgres_address, tmp_path):
    with pytest.raises(StorageError, match="pg_dump"):
        await backup(postgres_address, tmp_path / "saved.db")
    with pytest.raises(StorageError, match="pg_restore"):
        await restore(postgres_address, tmp_path / "saved.db", now=NOW)
