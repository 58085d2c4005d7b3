"""A database that cannot be used says so in one sentence with the mend."""

from __future__ import annotations

import sqlite3
import subprocess
import traceback
from contextlib import closing
from pathlib import Path

import pytest
from conftest import GUARDED_PASSWORD, GUARDED_ROLE

from discord_bot.errors import StorageError
from discord_bot.storage.database import open_database
from discord_bot.storage.exclusive import exclusive
from discord_bot.storage.sqlite import require_version


async def refusal(address: str, *, create: bool = True) -> str:
    """The sentence with which ``address`` is refused; two sentences at most, on one line."""
    with pytest.raises(StorageError) as caught:
        opening = open_database(address, create=create, patience=0.5)
        async with opening as database, database.reading() as connection:
            await connection.fetch_all("SELECT * FROM things")
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


async def test_a_missing_directory_is_named(tmp_path):
    place = tmp_path / "nowhere"
    assert f"The directory {place} does not exist; make it" in await refusal(f"{place}/fanbot.db")


async def test_a_directory_is_no_database(tmp_path):
    assert "is a directory; name a file in it" in await refusal(str(tmp_path))


async def test_a_file_is_no_directory(tmp_path):
    (tmp_path / "file").touch()
    assert "is a file, not a directory" in await refusal(str(tmp_path / "file" / "fanbot.db"))


async def test_another_kind_of_file_is_left_alone(tmp_path):
    path = tmp_path / "picture.png"
    path.write_bytes(b"\x89PNG" * 1000)
    assert "is not a SQLite database" in await refusal(str(path))
    assert path.read_bytes() == b"\x89PNG" * 1000


async def test_a_damaged_file_points_to_the_backups(sqlite_address):
    with closing(sqlite3.connect(sqlite_address)) as connection:
        connection.execute("CREATE TABLE things (text TEXT)")
        connection.executemany("INSERT INTO things VALUES (?)", [("x" * 500,)] * 200)
        connection.commit()
    path = Path(sqlite_address)
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    assert "is damaged; bring back a backup" in await refusal(sqlite_address)


async def test_a_missing_database_is_not_made_by_who_only_looks(sqlite_address):
    assert "There is no database at" in await refusal(sqlite_address, create=False)
    assert not Path(sqlite_address).exists()


async def test_a_file_that_cannot_be_written_is_named(sqlite_address, permissions_count):
    async with open_database(sqlite_address):
        pass
    Path(sqlite_address).chmod(0o400)
    assert "cannot be written; give the bot's user the right" in await refusal(sqlite_address)


async def test_a_directory_that_cannot_be_written_is_named(tmp_path, permissions_count):
    tmp_path.chmod(0o500)
    assert "give the bot's user the right to write in" in await refusal(f"{tmp_path}/x.db")
    with pytest.raises(StorageError, match=r"lock file .* cannot be made \(Permission denied\)"):
        async with exclusive(f"{tmp_path}/x.db"):
            pytest.fail("made a lock where nothing can be written")


async def test_a_full_disk_is_named_and_nothing_is_half_written(sqlite_address):
    async with open_database(sqlite_address) as database:
        async with database.transaction() as connection:
            await connection.execute("CREATE TABLE things (text TEXT)")
            await connection.fetch_all("PRAGMA max_page_count = 20")  # a disk of 80 KiB
        with pytest.raises(StorageError, match=r"The disk with the database .* is full; free"):
            async with database.transaction() as connection:
                for _ in range(100):
                    await connection.execute("INSERT INTO things VALUES (:x)", {"x": "x" * 2000})
        async with database.transaction() as connection:
            assert await connection.fetch_all("SELECT * FROM things") == []
            await connection.execute("INSERT INTO things VALUES ('room for this')")


async def test_a_database_locked_by_another_program_is_named(sqlite_address):
    with closing(sqlite3.connect(sqlite_address, isolation_level=None)) as other:
        other.execute("CREATE TABLE things (text TEXT)")
        other.execute("BEGIN EXCLUSIVE")
        assert "Another program keeps the database" in await refusal(sqlite_address)


def test_an_old_sqlite_is_refused():
    with pytest.raises(StorageError, match=r"uses SQLite 3\.34\.1, and fanbot needs 3\.35\.0"):
        require_version((3, 34, 1))
    require_version((3, 35, 0))


async def test_a_temporary_database_works_like_a_file_and_is_gone_afterwards():
    async with exclusive(":memory:"), open_database(":memory:") as database:
        path = database.path
        async with database.transaction() as connection:
            await connection.execute("CREATE TABLE things (text TEXT)")
        async with database.reading() as connection:
            assert await connection.fetch_all("SELECT * FROM things") == []
        assert path.exists()
    assert not path.parent.exists()


# --- PostgreSQL -----------------------------------------------------------------------------------


async def test_an_unreachable_server_is_named(tmp_path):
    sentence = await refusal("postgresql://ann:secret@127.0.0.1:1/fanbot")
    assert "The database server at postgresql://127.0.0.1:1/fanbot cannot be reached" in sentence
    assert "cannot be reached" in await refusal(f"postgresql://ann:secret@/x?host={tmp_path}")


async def test_a_missing_postgres_database_is_named(postgres_server):
    sentence = await refusal(postgres_server.address("missing"))
    assert "has no database postgresql:///missing; make it with createdb" in sentence


@pytest.fixture
async def guarded(postgres_server):
    await postgres_server.run(f"CREATE ROLE {GUARDED_ROLE} LOGIN PASSWORD '{GUARDED_PASSWORD}'")
    yield postgres_server
    await postgres_server.run(f"DROP ROLE {GUARDED_ROLE}")


@pytest.mark.parametrize(
    ("password", "mend"),
    [
        ("wrong-password", "refused the user or the password"),
        ("wro/ng-password", "cannot be read; write postgresql://"),
        ("wro#ng-password", "cannot be read; write postgresql://"),
        ("wro[ng-password", "cannot be read; write postgresql://"),
        ("wro%ng-password", "refused the user or the password"),
    ],
)
async def test_no_password_is_in_an_error_or_behind_it(guarded, password, mend, caplog):
    caplog.set_level("DEBUG")
    address = guarded.address("postgres", f"{GUARDED_ROLE}:{password}")
    for opening in (open_database(address), exclusive(address)):
        with pytest.raises(StorageError, match=mend) as caught:
            async with opening:
                pytest.fail("let in with a wrong password")
        whole = "".join(traceback.format_exception(caught.value))
        assert "ng-password" not in whole + caplog.text


async def test_the_right_password_opens(guarded):
    address = guarded.address("postgres", f"{GUARDED_ROLE}:{GUARDED_PASSWORD}")
    async with exclusive(address), open_database(address) as database:
        assert (await database.health()).dialect == "postgres"


async def test_a_lost_connection_is_one_error_and_the_next_try_works(
    postgres_address, postgres_server
):
    cut = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    async with open_database(postgres_address) as database:
        with pytest.raises(StorageError, match=r"connection to the database server at .* was lost"):
            async with database.transaction() as connection:
                await postgres_server.run(cut)
                await connection.fetch_all("SELECT 1 AS one")
        async with database.transaction() as connection:
            assert await connection.fetch_one("SELECT 1 AS one") == {"one": 1}


async def test_the_lost_lock_of_a_server_is_logged(postgres_address, postgres_server, caplog):
    async with exclusive(postgres_address):
        await postgres_server.run(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
        )
        async with exclusive(postgres_address):
            pass
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert "a second fanbot could start now" in caplog.text


WITHOUT_ASYNCPG = """
import asyncio, sys
sys.modules["asyncpg"] = None  # as if it were not installed
from discord_bot.storage.database import open_database
from discord_bot.storage.exclusive import exclusive
from discord_bot.errors import StorageError

async def main():
    for opening in (open_database, exclusive):
        try:
            async with opening("postgresql://ann:secret@host/fanbot"):
                pass
        except StorageError as error:
            print(error)

asyncio.run(main())
"""


def test_without_its_package_the_extra_is_named(python):
    process: subprocess.Popen[str] = python(WITHOUT_ASYNCPG)
    output, _ = process.communicate(timeout=30)
    lines = output.splitlines()
    assert len(lines) == 2
    assert all("pip install 'fanbot[postgres]'" in line for line in lines)
