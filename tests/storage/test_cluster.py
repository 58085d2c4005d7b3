"""Several processes on one PostgreSQL: whose shard is whose, and who works for all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime

import asyncpg
import pytest

from discord_bot.duties import Duty
from discord_bot.errors import ConfigurationError, StorageError
from discord_bot.sharding import Change, Shards
from discord_bot.storage import cluster as cluster_module
from discord_bot.storage import postgres, telling
from discord_bot.storage.cluster import Cluster
from discord_bot.storage.database import Database, open_database
from discord_bot.storage.exclusive import exclusive
from discord_bot.storage.migrate import migrate
from discord_bot.storage.opening import open_for_bot

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
GUILD = 5 << 22

Joined = Callable[..., AbstractAsyncContextManager[tuple[Database, Cluster]]]


@pytest.fixture
def joined(postgres_address: str, monkeypatch: pytest.MonkeyPatch) -> Joined:
    """Joins as a process with these shards of four would; each has a name of its own."""
    monkeypatch.setattr(cluster_module, "PATIENCE", 0.5)
    monkeypatch.setattr(cluster_module, "HEARTBEAT", 0.2)
    monkeypatch.setattr(cluster_module, "LOST_PATIENCE", 1.0)

    @asynccontextmanager
    async def join(*ids: int, count: int = 4) -> AsyncIterator[tuple[Database, Cluster]]:
        monkeypatch.setattr(postgres, "process_name", lambda: f"fanbot of shards {ids}")
        async with open_for_bot(postgres_address, Shards(count, ids), lambda: NOW) as found:
            database, cluster = found
            assert cluster is not None
            yield database, cluster

    return join


async def kill(address: str, name: str) -> None:
    """End a process's connections, as the server does when the process is killed."""
    raw = await asyncpg.connect(address)
    try:
        await raw.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1",
            name,
        )
    finally:
        await raw.close()


def holds(condition: Callable[[], bool]) -> Callable[[], Awaitable[bool]]:
    async def look() -> bool:
        return condition()

    return look


async def soon(condition: Callable[[], Awaitable[bool]]) -> None:
    for _ in range(200):
        if await condition():
            return
        await asyncio.sleep(0.05)
    pytest.fail("it never came to that")


async def test_every_process_has_shards_of_its_own(joined: Joined) -> None:
    async with joined(0, 1), joined(2):
        with pytest.raises(StorageError, match=r"Shard 1 is served by .* of shards \(0, 1\)"):
            async with joined(1, 3):
                pytest.fail("two processes serve one shard")
        async with joined(3):
            pass


async def test_a_shard_can_be_had_as_soon_as_its_process_has_ended(joined: Joined) -> None:
    for _ in range(3):
        async with joined(0), joined(1):
            pass


async def test_two_numbers_of_shards_are_refused(joined: Joined) -> None:
    async with joined(0):
        with pytest.raises(StorageError, match="FANBOT_SHARD_COUNT is 5 here and 4 in another"):
            async with joined(4, count=5):
                pytest.fail("a server would have two shards")


async def test_a_process_without_shards_and_those_with_some_keep_each_other_out(
    joined: Joined, postgres_address: str
) -> None:
    async with joined(0):
        with pytest.raises(StorageError, match=r"in use by another fanbot process \(fanbot of"):
            async with exclusive(postgres_address):
                pytest.fail("it would serve shard 0, too")
    async with exclusive(postgres_address):
        with pytest.raises(StorageError, match="in use by a fanbot without shards"):
            async with joined(0):
                pytest.fail("it serves all shards already")


async def test_several_processes_need_postgresql(tmp_path) -> None:
    with pytest.raises(ConfigurationError, match="'fanbot db copy' and set FANBOT_DATABASE"):
        async with open_for_bot(str(tmp_path / "x.db"), Shards(2, (0,)), lambda: NOW):
            pytest.fail("SQLite is for one process")


async def test_of_many_that_start_at_once_one_brings_the_database_up_to_date(
    joined: Joined, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster_module, "PATIENCE", 30.0)

    async def start(shard: int) -> None:
        async with joined(shard) as (database, _), database.reading() as connection:
            await connection.fetch_all("SELECT * FROM guild_settings")

    await asyncio.gather(*map(start, range(4)))


async def test_nobody_migrates_under_others(
    joined: Joined, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with joined(0):
        monkeypatch.setattr(telling, "version", lambda: "newer")
        with pytest.raises(StorageError, match="stop every process, start one, then the others"):
            async with joined(1):
                pytest.fail("the others know the old schema alone")


async def test_a_duty_is_one_processs_and_goes_to_another_when_that_one_dies(
    joined: Joined, postgres_address: str
) -> None:
    async with joined(0) as (one, first), joined(1) as (two, second):
        reading, standby = Duty(one, "reading", first), Duty(two, "reading", second)
        taken: list[str] = []
        standby.taken.append(lambda: taken.append("second"))
        assert await reading.is_mine()
        assert not await standby.is_mine()
        await kill(postgres_address, "fanbot of shards (0,)")
        await soon(standby.is_mine)
        assert taken == ["second"], "what it remembers may be old"
        async with two.transaction() as connection:
            assert await standby.holds(connection)
            assert not await reading.holds(connection), "the first can't write any more"


async def test_locks_that_were_lost_are_had_again(joined: Joined, postgres_address: str) -> None:
    async with joined(0) as (_, cluster):
        missed: list[Change | None] = []
        cluster.listeners.append(missed.append)
        await kill(postgres_address, "fanbot of shards (0,)")
        await soon(holds(lambda: missed == [None]))
        assert not cluster.evicted.done()
        with pytest.raises(StorageError, match="Shard 0 is served by"):
            async with joined(0):
                pytest.fail("it is served again")


async def test_a_process_whose_shards_another_one_took_meanwhile_stops(
    joined: Joined, postgres_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped = asyncio.Event()

    async def stop() -> None:
        stopped.set()

    async with joined(0) as (_, cluster):
        with pytest.raises(StorageError, match="Shard 0 is served by another process"):
            async with cluster.held_by(stop):
                monkeypatch.setattr(cluster_module, "HEARTBEAT", 2.0)
                await asyncio.sleep(0.3)
                await kill(postgres_address, "fanbot of shards (0,)")
                async with joined(0), asyncio.timeout(10):
                    await stopped.wait()


async def test_what_one_process_changes_is_told_to_the_others_and_not_to_itself(
    joined: Joined,
) -> None:
    async with joined(0) as (one, first), joined(1) as (_, second):
        heard: dict[str, list[Change | None]] = {"first": [], "second": []}
        first.listeners.append(heard["first"].append)
        second.listeners.append(heard["second"].append)
        async with one.transaction() as connection:
            for key in ("timezone", "language"):
                await connection.execute(
                    "INSERT INTO guild_settings (guild_id, key, value) VALUES (:id, :key, '1')",
                    {"id": GUILD, "key": key},
                )
        await soon(holds(lambda: bool(heard["second"])))
        assert heard == {"first": [], "second": [Change("guild_settings", GUILD)]}, "once"
        async with one.transaction() as connection:
            await connection.execute("DELETE FROM guild_settings")
        await soon(holds(lambda: len(heard["second"]) == 2))


async def test_a_table_that_was_made_anew_is_told_of_again(
    joined: Joined, postgres_address: str
) -> None:
    """A migration may have to, and its triggers go with the old table."""
    async with joined(0):
        pass
    raw = await asyncpg.connect(postgres_address)
    try:
        await raw.execute(
            "ALTER TABLE guild_settings RENAME TO outdated;"
            "CREATE TABLE guild_settings (LIKE outdated INCLUDING ALL);"
            "DROP TABLE outdated"
        )
    finally:
        await raw.close()
    async with joined(0) as (one, _), joined(1) as (_, second):
        heard: list[Change | None] = []
        second.listeners.append(heard.append)
        async with one.transaction() as connection:
            await connection.execute(
                "INSERT INTO guild_settings (guild_id, key, value) VALUES (:id, 'a', '1')",
                {"id": GUILD},
            )
        await soon(holds(lambda: heard == [Change("guild_settings", GUILD)]))


async def test_sessions_with_discord_begin_one_after_the_other(
    joined: Joined, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster_module, "IDENTIFY_SECONDS", 0.6)
    loop = asyncio.get_running_loop()
    async with joined(0) as (_, first), joined(1) as (_, second):
        began = loop.time()
        await first.identify()
        assert loop.time() - began < 0.5
        await second.identify()
        assert loop.time() - began >= 0.5


async def test_a_bot_alone_has_every_duty(sqlite_address: str) -> None:
    async with open_database(sqlite_address) as database:
        await migrate(database, now=NOW)
        duty = Duty(database, "reading")
        assert await duty.is_mine()
        async with database.transaction() as connection:
            assert await duty.holds(connection)


async def test_transactions_on_ones_own_servers_run_side_by_side_and_all_others_alone(
    postgres_address: str,
) -> None:
    async with open_database(postgres_address) as one, open_database(postgres_address) as two:
        async with one.transaction() as connection:
            await connection.execute("CREATE TABLE lanes (lane BIGINT PRIMARY KEY, at BIGINT)")
        async with one.transaction(own=True) as first:
            await first.execute("INSERT INTO lanes (lane, at) VALUES (1, 1)")
            async with asyncio.timeout(2), two.transaction(own=True) as second:
                await second.execute("INSERT INTO lanes (lane, at) VALUES (2, 1)")
            waiting = asyncio.create_task(count_alone(two))
            await asyncio.sleep(0.2)
            assert not waiting.done(), "it changes what is anybody's"
        assert await waiting == 2


async def count_alone(database: Database) -> int:
    async with database.transaction() as connection:
        return len(await connection.fetch_all("SELECT lane FROM lanes"))
