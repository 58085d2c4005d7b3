"""The faults: what strikes, and how it ends. Each is a context manager over a community."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from discord_bot.errors import StorageError
from tests import disks
from tests.faults.community import Community
from tests.storage.conftest import PostgresServer

Fault = Callable[[Community], AbstractAsyncContextManager[None]]
SEED = 20260301
REFUSAL = {"method": "*", "path": "*", "code": 0, "message": "struck by a test"}
ROOM = 1_073_741_823
"""Pages of the largest database: https://www.sqlite.org/limits.html"""


def refusing(status: int) -> Fault:
    """Discord answers every request with this."""

    @asynccontextmanager
    async def strike(community: Community) -> AsyncIterator[None]:
        community.world.env.inject_error("*", "*", status=status, times=None)
        yield
        community.world.env.backend.faults.clear()

    return strike


def flaky(share: float) -> Fault:
    """Every request fails with this chance, with a status of its own."""

    @asynccontextmanager
    async def strike(community: Community) -> AsyncIterator[None]:
        chance, http, env = random.Random(SEED), community.world.bot.http, community.world.env
        ask = http.request

        async def request(*args: Any, **options: Any) -> Any:
            if chance.random() < share:
                status = chance.choice([429, 500, 502, 503, 504])
                env.backend.faults.append({**REFUSAL, "status": status, "times": 1})
            return await ask(*args, **options)

        http.request = request  # type: ignore[method-assign]
        yield
        http.request = ask  # type: ignore[method-assign]
        env.backend.faults.clear()

    return strike


def cut_off(error: Callable[[], Exception]) -> Fault:
    """No request gets anywhere: discord.py hands on what the connection raised."""

    @asynccontextmanager
    async def strike(community: Community) -> AsyncIterator[None]:
        http = community.world.bot.http
        ask = http.request

        async def request(*_: Any, **__: Any) -> Any:
            raise error()

        http.request = request  # type: ignore[method-assign]
        yield
        http.request = ask  # type: ignore[method-assign]

    return strike


@asynccontextmanager
async def disk_full(community: Community) -> AsyncIterator[None]:
    """SQLite may not add one page more to its file."""
    database = community.world.services.database
    async with database.transaction() as connection:
        await connection.execute("CREATE TABLE filling (text TEXT)")
        (row,) = await connection.fetch_all("PRAGMA page_count")
        await connection.fetch_all(f"PRAGMA max_page_count = {row['page_count']}")
    for length in (100_000, 4_000, 1_000, 100):
        with pytest.raises(StorageError, match="is full"):
            while True:
                async with database.transaction() as connection:
                    await connection.execute("INSERT INTO filling VALUES (:x)", {"x": "x" * length})
    yield
    async with database.transaction() as connection:
        await connection.fetch_all(f"PRAGMA max_page_count = {ROOM}")


@asynccontextmanager
async def disk_fails(community: Community) -> AsyncIterator[None]:
    """No write gets to the disk."""
    async with disks.failing(community.world.services.database):
        yield


@asynccontextmanager
async def disk_really_full(community: Community) -> AsyncIterator[None]:
    """A file system of its own is full to the last byte."""
    assert isinstance(community.place, Path)
    async with disks.full(community.world.services.database, community.place.parent):
        yield


@asynccontextmanager
async def disk_slow(community: Community) -> AsyncIterator[None]:
    """Each statement takes a thousand times as long."""
    async with disks.slow(community.world.services.database, seconds=0.02):
        yield


@asynccontextmanager
async def server_restarted(community: Community) -> AsyncIterator[None]:
    """The database server restarts under the bot, twice."""
    server = community.place
    assert isinstance(server, PostgresServer)
    await _restart(server)
    yield
    await _restart(server)


async def _restart(server: PostgresServer) -> None:
    server.stop()
    server.start()
    await asyncio.sleep(0.1)  # connections notice that they are cut


@asynccontextmanager
async def restarted(community: Community) -> AsyncIterator[None]:
    """The bot stops before anything happens, and again while it happens."""
    await community.world.restart()
    yield
    await community.world.restart()


@asynccontextmanager
async def told_twice(community: Community) -> AsyncIterator[None]:
    """Discord sends every event about messages again, the newest first."""
    backend = community.world.env.backend
    begin = len(backend.transcript)
    yield
    events = [entry[1:] for entry in list(backend.transcript)[begin:] if entry[0] == "GATEWAY"]
    for name, payload in reversed(events):
        if name.startswith("MESSAGE_"):
            backend.emit(name, payload)
    await community.world.env.settle()


@asynccontextmanager
async def reconnected(community: Community) -> AsyncIterator[None]:
    """The gateway goes away for good after all was sent, and a new session begins."""
    shard = community.world.bot.shards[0]
    await shard.disconnect()
    await shard.reconnect()
    yield
    await shard.disconnect()
    await community.desk.pass_time(5)
    await shard.reconnect()


@asynccontextmanager
async def gateway_away(community: Community) -> AsyncIterator[None]:
    """Nothing is heard of what happens, and nothing of it is sent again."""
    shard = community.world.bot.shards[0]
    await community.desk.pass_time(1)
    await shard.disconnect()
    yield
    await shard.reconnect()


@asynccontextmanager
async def all_twice(community: Community) -> AsyncIterator[None]:
    """Discord sends every event about messages twice at once."""
    backend = community.world.env.backend
    emit = backend.emit

    def twice(event: str, payload: Any) -> None:
        emit(event, payload)
        if event.startswith("MESSAGE_"):
            emit(event, payload)

    backend.emit = twice  # type: ignore[method-assign]
    yield
    backend.emit = emit  # type: ignore[method-assign]


def clock_jump(by: timedelta) -> Fault:
    """The machine's clock is set, and stays so."""

    @asynccontextmanager
    async def strike(community: Community) -> AsyncIterator[None]:
        community.world.env.backend.clock._epoch += by
        yield

    return strike


FAULTS: dict[str, Fault] = {
    "Discord answers 429": refusing(429),
    "Discord answers 500": refusing(500),
    "Discord answers 502": refusing(502),
    "Discord answers 504": refusing(504),
    "every fourth request fails": flaky(0.25),
    "no connection to Discord": cut_off(aiohttp.ServerDisconnectedError),
    "requests time out": cut_off(TimeoutError),
    "the database is full": disk_full,
    "the disk is full": disk_really_full,
    "the disk fails": disk_fails,
    "the disk is slow": disk_slow,
    "PostgreSQL restarts": server_restarted,
    "restarts": restarted,
    "events come again, reordered": told_twice,
    "events come twice": all_twice,
    "the gateway reconnects": reconnected,
    "the gateway is away": gateway_away,
    "the clock jumps ahead 50 min": clock_jump(timedelta(minutes=50)),
    "the clock jumps back 50 min": clock_jump(timedelta(minutes=-50)),
}
ON_A_SMALL_DISK = {"the disk is full"}
ON_POSTGRES = {"PostgreSQL restarts"}
WARNED = {"the disk is full", "the disk fails"}
"""Moderators are told that messages wait, and then that they were looked at."""
PERHAPS_WARNED = {"the database is full", "PostgreSQL restarts"}
"""A write may fit, and a connection be mended in time: moderators are told both or neither."""
