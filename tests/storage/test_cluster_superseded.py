"""A process that has lost its shards and does not know it: it acts no more, and writes nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime

import asyncpg
import pytest

from discord_bot.errors import StorageError
from discord_bot.sharding import ALL, Shards
from discord_bot.storage import cluster as cluster_module
from discord_bot.storage import postgres
from discord_bot.storage.cluster import Cluster
from discord_bot.storage.database import Database
from discord_bot.storage.opening import open_for_bot

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)

Joined = Callable[[str], AbstractAsyncContextManager[tuple[Database, Cluster]]]


@pytest.fixture
def joined(postgres_address: str, monkeypatch: pytest.MonkeyPatch) -> Joined:
    """Joins with shard 0 of four, under a name. Nobody looks after the connection by itself."""
    monkeypatch.setattr(cluster_module, "PATIENCE", 5.0)
    monkeypatch.setattr(cluster_module, "HEARTBEAT", 600.0)
    monkeypatch.setattr(cluster_module, "SURE", 0.0)

    @asynccontextmanager
    async def join(name: str) -> AsyncIterator[tuple[Database, Cluster]]:
        monkeypatch.setattr(postgres, "process_name", lambda: name)
        async with open_for_bot(postgres_address, Shards(4, (0,)), lambda: NOW) as found:
            database, cluster = found
            assert cluster is not None
            yield database, cluster

    return join


@pytest.fixture
def cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who loses a connection is not told, as when the network between is gone."""
    monkeypatch.setattr(Cluster, "_ended", lambda *_: None)


async def lose_locks(address: str, name: str) -> None:
    """End the connection that holds a process's locks, and no other of it."""
    raw = await asyncpg.connect(address)
    try:
        await raw.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity JOIN pg_locks USING (pid)"
            " WHERE application_name = $1 AND locktype = 'advisory' AND objsubid = 2",
            name,
        )
    finally:
        await raw.close()


async def put(database: Database, name: str, *, own: bool = False) -> None:
    async with database.transaction(own=own) as connection:
        await connection.execute(
            "INSERT INTO bot_facts (name, value) VALUES (:name, '1')", {"name": name}
        )


async def facts(database: Database) -> set[str]:
    async with database.reading() as connection:
        rows = await connection.fetch_all("SELECT name FROM bot_facts WHERE value = '1'")
    return {row["name"] for row in rows}


@pytest.mark.usefixtures("cut_off")
async def test_who_was_superseded_writes_nothing_and_ends(
    joined: Joined, postgres_address: str
) -> None:
    async with joined("the first") as (one, first):
        await put(one, "before")
        await lose_locks(postgres_address, "the first")
        await put(one, "nobody else has them yet")
        async with joined("the second") as (two, second):
            assert not first.evicted.done(), "it does not know it"
            for own in (False, True):
                with pytest.raises(StorageError, match="Another process serves"):
                    await put(one, "after", own=own)
            assert first.evicted.done()
            await put(two, "the second's")
            assert await facts(two) == {"before", "nobody else has them yet", "the second's"}
            assert not second.evicted.done()


@pytest.mark.usefixtures("cut_off")
async def test_what_was_begun_before_is_written_before_the_other_takes_over(
    joined: Joined, postgres_address: str
) -> None:
    async with joined("the first") as (one, _):
        async with one.transaction(own=True) as connection:
            await lose_locks(postgres_address, "the first")
            taking = asyncio.create_task(anext_facts(joined))
            await asyncio.sleep(0.5)
            await connection.execute("INSERT INTO bot_facts (name, value) VALUES ('begun', '1')")
        assert await taking == {"begun"}


async def anext_facts(joined: Joined) -> set[str]:
    """What the second sees as soon as it has the shard."""
    async with joined("the second") as (database, _):
        return await facts(database)


@pytest.mark.usefixtures("cut_off")
async def test_who_comes_back_after_another_was_there_ends(
    joined: Joined, postgres_address: str
) -> None:
    async with joined("the first") as (_, first):
        await lose_locks(postgres_address, "the first")
        async with joined("the second"):
            pass
        assert not await first._return()
        assert "served this one's shards meanwhile" in first.evicted.result()


@pytest.mark.usefixtures("cut_off")
async def test_a_bot_without_shards_supersedes_all(joined: Joined, postgres_address: str) -> None:
    async with joined("the first") as (one, _):
        await lose_locks(postgres_address, "the first")
        async with open_for_bot(postgres_address, ALL, lambda: NOW):
            with pytest.raises(StorageError, match="Another process serves"):
                await put(one, "after")


async def test_who_is_told_of_the_loss_is_unsure_at_once_and_sure_again_with_its_locks(
    joined: Joined, postgres_address: str
) -> None:
    async with joined("the first") as (one, first):
        assert await first.is_sure()
        async with first._using:  # so it can't come back yet
            await lose_locks(postgres_address, "the first")
            async with asyncio.timeout(10):
                await first._lost.wait()
            assert not await first.is_sure()
        async with asyncio.timeout(30):
            await first.sure()
        await put(one, "as before")
        assert not first.evicted.done()


@pytest.mark.usefixtures("cut_off")
async def test_who_was_told_nothing_asks_before_it_acts(
    joined: Joined, postgres_address: str
) -> None:
    async with joined("the first") as (_, first):
        await lose_locks(postgres_address, "the first")
        assert not await first.is_sure()


async def test_nobody_waits_for_ever_to_be_sure_where_another_has_the_shards(
    joined: Joined, postgres_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with joined("the first") as (_, first):
        monkeypatch.setattr(Cluster, "_return", lambda _: asyncio.Event().wait())
        await lose_locks(postgres_address, "the first")
        waiting = asyncio.create_task(first.sure())
        await asyncio.sleep(0.5)
        assert not waiting.done()
        first.evict("it has to end")
        with pytest.raises(StorageError, match="it has to end"):
            async with asyncio.timeout(10):
                await waiting
