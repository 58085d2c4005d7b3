"""What is kept of servers that were left goes after thirty days, on both databases."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discord_bot.duties import Duty
from discord_bot.errors import StorageError
from discord_bot.housekeeping import service as housekeeping
from discord_bot.housekeeping.backups import DailyBackups, name_of, outdated
from discord_bot.housekeeping.service import GRACE, HousekeepingService
from discord_bot.housekeeping.tables import GUILD_TABLES, NOBODYS_TABLES
from discord_bot.storage.database import Connection, Database, open_database
from tests.storage.conftest import (  # noqa: F401 - fixtures
    address,
    postgres_address,
    postgres_server,
    sqlite_address,
)
from tests.test_privacy import Columns, database, everything, fill, schema  # noqa: F401 - fixtures

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
DETAILS = {"trivia_games", "trivia_rounds", "news_deliveries"}
LEFT, HERE = 5, 6
"""Servers; ``fill`` gives all numbers of a row, the server's among them, the same value."""


def of_guild(rows: dict[str, list[dict[str, object]]], guild_id: int) -> dict[str, int]:
    found = {
        table: sum(row.get("guild_id") == guild_id for row in held) for table, held in rows.items()
    }
    return {table: count for table, count in found.items() if count}


def test_every_table_belongs_to_servers_or_to_nobody(schema: Columns) -> None:  # noqa: F811
    with_guild = {table for table, columns in schema.items() if "guild_id" in dict(columns)}
    assert set(GUILD_TABLES) == with_guild, "a server's rows in a new table must go with it"
    hanging = {"trivia_answers", "trivia_skip_votes", "trivia_daily_answers"}
    assert schema.keys() - with_guild - hanging == NOBODYS_TABLES.keys()


async def test_everything_of_a_server_goes_thirty_days_after_it_was_left(
    database: Database,  # noqa: F811
    schema: Columns,  # noqa: F811
) -> None:
    for guild_id in (LEFT, HERE):
        await fill(database, schema, guild_id, 10 + guild_id)
    dropped: list[int] = []
    keeping = HousekeepingService(database, [dropped.append])
    await keeping.joined(LEFT)
    await keeping.joined(HERE)
    before = of_guild(await everything(database, schema), HERE)
    await keeping.left(LEFT, NOW)
    await keeping.tidy(NOW + GRACE - timedelta(seconds=1))
    assert of_guild(await everything(database, schema), LEFT)
    assert dropped == []

    assert (await keeping.tidy(NOW + GRACE)).guilds == 1
    rows = await everything(database, schema)
    assert of_guild(rows, LEFT) == {}
    assert dropped == [LEFT]
    after = of_guild(rows, HERE)
    assert before.keys() - after.keys() == DETAILS, "which are of 1970 here"
    for hanging in ("trivia_answers", "trivia_daily_answers"):
        assert all(LEFT not in row.values() for row in rows[hanging])


async def test_who_comes_back_finds_everything(
    database: Database,  # noqa: F811
    schema: Columns,  # noqa: F811
) -> None:
    await fill(database, schema, HERE, 16)
    keeping = HousekeepingService(database)
    await keeping.left(HERE, NOW)
    await keeping.joined(HERE)
    assert (await keeping.tidy(NOW + 2 * GRACE)).guilds == 0
    assert of_guild(await everything(database, schema), HERE)


async def test_what_happened_while_the_bot_was_off_is_noticed(
    database: Database,  # noqa: F811
    schema: Columns,  # noqa: F811
) -> None:
    for guild_id in (LEFT, HERE):
        await fill(database, schema, guild_id, 10 + guild_id)
    keeping = HousekeepingService(database)
    await keeping.left(HERE, NOW)
    await keeping.left(LEFT, NOW)
    await keeping.joined(LEFT)
    await keeping.reconcile([HERE], NOW)
    await keeping.reconcile([HERE], NOW + timedelta(days=20))  # does not begin the time anew
    assert (await keeping.tidy(NOW + GRACE)).guilds == 1
    assert of_guild(await everything(database, schema), LEFT) == {}
    assert of_guild(await everything(database, schema), HERE)


async def test_details_go_and_points_stay(database: Database, schema: Columns) -> None:  # noqa: F811
    await fill(database, schema, HERE, 16)
    keeping = HousekeepingService(database)
    await keeping.joined(HERE)
    async with database.transaction() as connection:
        await connection.execute(
            "INSERT INTO news_entries SELECT feed_id, 'unwanted', NULL, entry_id, title, summary,"
            " markdown, link, link_key, image, fingerprint, judgement, placed, published_at,"
            " seen_at, backlog_at FROM news_entries"
        )
    kept = await keeping.tidy(NOW)  # everything is of 1970
    assert (kept.games, kept.deliveries, kept.entries) == (1, 1, 1)
    rows = await everything(database, schema)
    assert not rows["trivia_games"]
    assert not rows["trivia_answers"]
    assert not rows["news_deliveries"]
    assert rows["trivia_points"]
    assert rows["news_stories"]
    assert [row["entry_key"] != "unwanted" for row in rows["news_entries"]] == [True]


async def games(database: Database, number: int) -> None:  # noqa: F811
    async with database.transaction() as connection:
        for game_id in range(1, number + 1):
            await connection.execute(
                "INSERT INTO daily_counts (guild_id, day, kind, total)"
                " VALUES (:id, '1970-01-01', 'checked', 1)",
                {"id": game_id},
            )


async def left(database: Database) -> int:  # noqa: F811
    async with database.transaction() as connection:
        row = await connection.fetch_one("SELECT COUNT(*) AS count FROM daily_counts")
    assert row is not None
    return int(row["count"])


async def test_others_write_while_many_details_are_deleted(
    database: Database,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(housekeeping, "PIECE", 10)
    await games(database, 95)
    tidying = asyncio.create_task(HousekeepingService(database).tidy(NOW))
    seen = []
    while not tidying.done():
        seen.append(await left(database))
    assert (await tidying).counts == 95
    assert await left(database) == 0
    between = set(seen) - {95, 0}
    assert len(between) > 3, "they had their turn between pieces"
    assert all(count % 10 == 5 for count in between)


async def test_who_loses_the_duty_halfway_leaves_the_rest_to_the_next(
    database: Database,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Lost(Duty):
        held = 5

        async def holds(self, connection: Connection) -> bool:
            self.held -= 1
            return self.held >= 0

    monkeypatch.setattr(housekeeping, "PIECE", 10)
    await games(database, 95)
    kept = await HousekeepingService(database, duty=Lost(database, "housekeeping")).tidy(NOW)
    assert kept.counts == 20, "games, entries and posts were looked at before"
    assert await left(database) == 75
    assert (await HousekeepingService(database).tidy(NOW)).counts == 75


# --- backups ------------------------------------------------------------------------------------


async def test_a_copy_a_day_of_which_the_newest_are_kept(tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    async with open_database(str(tmp_path / "bot.db")) as opened:
        async with opened.transaction() as connection:
            await connection.execute("CREATE TABLE t (x BIGINT)")
        backups = DailyBackups(opened, folder, keep=2)
        assert await backups.make(NOW) == folder / "fanbot-daily-2026-05-01.db"
        assert await backups.make(NOW + timedelta(hours=6)) is None, "today's is there"
        (folder / "fanbot-mine.db").write_bytes(b"by hand")
        for days in (1, 2, 3):
            await backups.make(NOW + timedelta(days=days))
    assert {path.name for path in folder.iterdir()} == {
        "fanbot-daily-2026-05-03.db",
        "fanbot-daily-2026-05-04.db",
        "fanbot-mine.db",
    }
    async with (
        open_database(str(folder / "fanbot-daily-2026-05-04.db"), create=False) as copy,
        copy.reading() as connection,
    ):
        assert await connection.fetch_all("SELECT * FROM t") == []


async def test_no_copies_where_nobody_wants_them(tmp_path: Path) -> None:
    async with open_database(str(tmp_path / "bot.db")) as opened:
        assert await DailyBackups(opened, tmp_path / "copies", keep=0).make(NOW) is None
    assert not (tmp_path / "copies").exists()


async def test_a_folder_that_can_not_be_made_is_told_with_the_setting(tmp_path: Path) -> None:
    async with open_database(str(tmp_path / "bot.db")) as opened:
        (tmp_path / "file").write_text("")
        with pytest.raises(StorageError, match="FANBOT_BACKUP_FOLDER"):
            await DailyBackups(opened, tmp_path / "file/copies", keep=1).make(NOW)


@given(st.sets(st.dates(), max_size=30), st.integers(0, 10))
def test_exactly_the_newest_stay(days: set, keep: int) -> None:
    names = [name_of(day) for day in days]
    gone = outdated([*names, "notes.txt"], keep)
    stay = sorted(days, reverse=True)[:keep]
    assert set(names) - set(gone) == {name_of(day) for day in stay}
