"""Migrations on real databases: in order, whole, once, and never behind anybody's back."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from discord_bot.errors import StorageError
from discord_bot.storage.database import open_database
from discord_bot.storage.exclusive import exclusive
from discord_bot.storage.migrate import MIGRATIONS, load_migrations, migrate, status

NOW = datetime(2024, 10, 3, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)

FIRST = "-- Members need a place.\nCREATE TABLE members (user_id BIGINT PRIMARY KEY);\n"
SECOND = (
    "-- They like leaves; and say so.\n"
    "CREATE TABLE leaves (user_id BIGINT NOT NULL REFERENCES members (user_id), word TEXT);\n"
    "INSERT INTO members (user_id) VALUES (7); -- the first\n"
    "INSERT INTO leaves (user_id, word) VALUES (7, 'a;b :c');\n"
)


@pytest.fixture
def directory(tmp_path):
    place = tmp_path / "migrations"
    place.mkdir()
    write(place, "0001_members.sql", FIRST)
    return place


def write(directory, name, text):
    (directory / name).write_text(text, encoding="utf-8")


async def members(database):
    async with database.reading() as connection:
        rows = await connection.fetch_all("SELECT user_id FROM members")
    return [row["user_id"] for row in rows]


async def test_an_empty_database_gets_everything_in_order(database, directory):
    write(directory, "0002_leaves.sql", SECOND)
    before = await status(database, directory)
    assert (before.version, [item.file_name for item in before.pending]) == (
        0,
        ["0001_members.sql", "0002_leaves.sql"],
    )
    assert before.pending[1].why == "They like leaves; and say so."

    assert await migrate(database, now=NOW, directory=directory) is None

    after = await status(database, directory)
    assert (after.version, after.pending) == (2, ())
    assert [(item.version, item.name, item.applied_at) for item in after.applied] == [
        (1, "members", NOW),
        (2, "leaves", NOW),
    ]
    async with database.reading() as connection:
        assert await connection.fetch_all("SELECT word FROM leaves") == [{"word": "a;b :c"}]


async def test_migrating_again_does_nothing(database, directory):
    await migrate(database, now=NOW, directory=directory)
    seen = []
    await migrate(
        database, now=LATER, directory=directory, progress=lambda *step: seen.append(step)
    )
    assert seen == []
    assert (await status(database, directory)).applied[0].applied_at == NOW


async def test_a_later_migration_is_applied_after_a_backup_and_progress_is_told(
    database, directory
):
    await migrate(database, now=NOW, directory=directory)
    write(directory, "0002_leaves.sql", SECOND)
    seen = []
    backup = await migrate(
        database, now=LATER, directory=directory, progress=lambda *step: seen.append(step)
    )
    assert await members(database) == [7]
    if database.dialect == "postgres":
        assert backup is None
        assert seen == [(0, 1, "0002_leaves.sql"), (1, 1, "")]
        return
    assert backup == database.path.with_name("fanbot.db.before-0002-20241004T120000Z")
    assert seen == [(0, 2, f"backup to {backup}"), (1, 2, "0002_leaves.sql"), (2, 2, "")]
    async with open_database(str(backup), create=False) as old:
        assert await members(old) == []
        assert (await status(old, directory)).version == 1


async def test_a_failing_migration_leaves_the_one_before_and_nothing_of_its_own(
    database, directory
):
    write(directory, "0002_leaves.sql", SECOND + "INSERT INTO nowhere VALUES (1);\n")
    with pytest.raises(Exception, match="nowhere"):
        await migrate(database, now=NOW, directory=directory)
    found = await status(database, directory)
    assert (found.version, [item.version for item in found.pending]) == (1, [2])
    assert await members(database) == []
    write(directory, "0002_leaves.sql", SECOND)
    await migrate(database, now=NOW, directory=directory)
    assert await members(database) == [7]


async def test_a_newer_database_is_refused(database, directory):
    write(directory, "0002_leaves.sql", SECOND)
    await migrate(database, now=NOW, directory=directory)
    (directory / "0002_leaves.sql").unlink()
    for attempt in (status(database, directory), migrate(database, now=NOW, directory=directory)):
        with pytest.raises(
            StorageError, match="at version 2, newer than this fanbot, which knows 1"
        ):
            await attempt


async def test_a_changed_file_is_refused_by_name(database, directory):
    await migrate(database, now=NOW, directory=directory)
    write(directory, "0001_members.sql", FIRST.replace("user_id", "member_id"))
    write(directory, "0002_leaves.sql", SECOND)
    with pytest.raises(StorageError, match=r"0001_members\.sql was changed after"):
        await migrate(database, now=NOW, directory=directory)
    assert await members(database) == []


async def test_another_systems_newlines_are_no_change(database, directory):
    await migrate(database, now=NOW, directory=directory)
    (directory / "0001_members.sql").write_bytes(FIRST.replace("\n", "\r\n").encode())
    assert (await status(database, directory)).pending == ()


async def test_another_programs_database_is_left_alone(database, directory):
    async with database.transaction() as connection:
        await connection.execute("CREATE TABLE invoices (number BIGINT)")
    with pytest.raises(StorageError, match="another program's tables"):
        await migrate(database, now=NOW, directory=directory)


async def test_a_gap_in_the_records_is_refused(database, directory):
    write(directory, "0002_leaves.sql", SECOND)
    await migrate(database, now=NOW, directory=directory)
    async with database.transaction() as connection:
        await connection.execute("DELETE FROM schema_migrations WHERE version = 1")
    with pytest.raises(StorageError, match="has a gap"):
        await status(database, directory)


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("0003_leaves.sql", SECOND, r"0002 is left out \(at 0003_leaves\.sql\)"),
        ("0001_twice.sql", SECOND, r"0001 is used twice \(at 0001_twice\.sql\)"),
        ("2_leaves.sql", SECOND, r"2_leaves\.sql must be named like 0002_"),
        ("0002-leaves.sql", SECOND, r"0002-leaves\.sql must be named"),
        ("0002_leaves.sql", "CREATE TABLE a (b TEXT);", r"0002_leaves\.sql must begin with '-- '"),
        ("0002_leaves.sql", "--\nCREATE TABLE a (b TEXT);", "must begin with '-- '"),
        ("0002_leaves.sql", "-- Why\nCREATE TABLE a (b TEXT)", "is not complete: the last"),
        ("0002_leaves.sql", "-- Why\n", r"0002_leaves\.sql holds no statement"),
    ],
)
def test_files_that_cannot_be_right_are_refused_by_name(directory, name, text, problem):
    write(directory, name, text)
    with pytest.raises(StorageError, match=problem):
        load_migrations(directory)


async def test_the_shipped_migrations_make_a_database_from_nothing(address):
    shipped = load_migrations()
    assert shipped
    async with exclusive(address), open_database(address) as database:
        await migrate(database, now=NOW)
        assert (await status(database)).pending == ()


@pytest.mark.parametrize("path", sorted(MIGRATIONS.glob("*.sql")), ids=lambda path: path.name)
def test_shipped_migrations_keep_to_types_that_mean_the_same_everywhere(path):
    for migration in load_migrations():
        if migration.file_name == path.name:
            code = re.sub(r"--[^\n]*", "", " ".join(migration.statements))
            assert not re.search(
                r"\b(INTEGER|INT|SERIAL|AUTOINCREMENT|BOOLEAN|DATETIME|TIMESTAMP|JSONB?|BLOB|BYTEA)\b",
                code,
                re.IGNORECASE,
            )
