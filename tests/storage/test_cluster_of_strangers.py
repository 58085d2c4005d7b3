"""Processes that take one another's place while PostgreSQL, or the way to it, fails."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from importlib.util import find_spec, module_from_spec

import asyncpg
import pytest

from discord_bot.sharding import Shards
from discord_bot.storage import cluster as cluster_module
from discord_bot.storage import postgres
from discord_bot.storage.address import PostgresAddress, parse_address
from discord_bot.storage.cluster import Cluster
from discord_bot.storage.database import open_database
from discord_bot.storage.migrate import migrate

PULSE = cluster_module.HEARTBEAT


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_module, "HEARTBEAT", 0.1)


@pytest.fixture
async def shared(postgres_address: str) -> str:
    """The address of a database that was brought up to date."""
    async with open_database(postgres_address) as database:
        await migrate(database, now=datetime(2026, 5, 1, tzinfo=UTC))
    return postgres_address


def named(address: str, name: str, monkeypatch: pytest.MonkeyPatch) -> Cluster:
    """A process with shard 0 of four that is not connected yet."""
    monkeypatch.setattr(postgres, "process_name", lambda: name)
    place = parse_address(address)
    assert isinstance(place, PostgresAddress)
    return Cluster(place, Shards(4, (0,)))


async def kill(address: str, name: str) -> None:
    raw = await asyncpg.connect(address)
    try:
        await raw.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1",
            name,
        )
    finally:
        await raw.close()


def test_no_process_has_anothers_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """In containers each is number 1 of its own; a long name of a host differs at its end alone.

    What comes from one with its own name, a process takes for its own doing and does not read.
    """
    monkeypatch.setattr("os.getpid", lambda: 1)
    monkeypatch.setattr("socket.gethostname", lambda: "fanbot-" + "x" * 56)
    spec = find_spec(postgres.__name__)
    assert spec is not None
    assert spec.loader is not None
    other = module_from_spec(spec)
    spec.loader.exec_module(other)
    names = {postgres.process_name(), other.process_name()}
    assert len(names) == 2
    assert all(len(name) <= 63 for name in names)


def test_a_process_that_is_cut_off_gives_up_before_its_locks_are_free() -> None:
    sent = postgres._server_settings()
    idle, interval, count = (
        int(sent[f"tcp_keepalives_{name}"]) for name in ("idle", "interval", "count")
    )
    gives_up = cluster_module.LOST_PATIENCE + 2 * PULSE
    assert gives_up < idle + interval * count <= 120, "and nobody waits for longer"


async def test_a_process_whose_shard_another_one_has_stops_at_once(
    shared: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For as long as it waited, both would do everything."""
    first = named(shared, "the first", monkeypatch)
    await first.connect(1.0)
    await kill(shared, "the first")
    second = named(shared, "the second", monkeypatch)
    await second.connect(1.0)
    monkeypatch.setattr(postgres, "process_name", lambda: "the first")
    watching = asyncio.create_task(first.watch())
    try:
        async with asyncio.timeout(10):
            assert "is served by another process (the second)" in await first.evicted
    finally:
        watching.cancel()
        await second.close()


async def test_a_connection_of_its_own_that_postgresql_holds_on_to_is_waited_for(
    shared: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be gone at this end long before the server sees it."""
    earlier = named(shared, "the first", monkeypatch)
    await earlier.connect(1.0)
    process = named(shared, "the first", monkeypatch)
    returning = asyncio.create_task(process._return())
    try:
        await asyncio.sleep(1.0)
        assert not returning.done()
        await earlier.close()
        async with asyncio.timeout(10):
            assert await returning
    finally:
        returning.cancel()
        await process.close()


async def test_nothing_that_the_server_says_ends_the_way_back(
    shared: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here that a statement took too long; who stopped trying would go on without any lock."""
    raw = await asyncpg.connect(shared)
    process = named(shared, "the first", monkeypatch)
    returning: asyncio.Task[bool] | None = None
    try:
        name = await raw.fetchval("SELECT current_database()")
        await raw.execute("SELECT pg_advisory_lock($1, 4)", cluster_module._COUNT)
        await raw.execute(f'ALTER DATABASE "{name}" SET statement_timeout = 100')
        returning = asyncio.create_task(process._return())
        await asyncio.sleep(0.5)
        assert not returning.done()
        await raw.execute(f'ALTER DATABASE "{name}" RESET statement_timeout')
        await raw.execute("SELECT pg_advisory_unlock($1, 4)", cluster_module._COUNT)
        async with asyncio.timeout(10):
            assert await returning
    finally:
        if returning is not None:
            returning.cancel()
        await raw.close()
        await process.close()


async def test_a_session_begins_though_the_database_goes_away(
    shared: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else discord.py takes the error for the end, and the bot with it."""
    monkeypatch.setattr(cluster_module, "IDENTIFY_SECONDS", 0.1)
    first = named(shared, "the first", monkeypatch)
    await first.connect(1.0)
    gone = asyncio.Event()
    assert first._raw is not None
    first._raw.add_termination_listener(lambda _: gone.set())
    try:
        async with asyncio.timeout(10):
            async with first._using:
                beginning = asyncio.create_task(first.identify())
                await kill(shared, "the first")
                await gone.wait()
            await beginning
    finally:
        await first.close()
