"""Who claims posts beside others: nothing is claimed twice, and nobody waits for anybody."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from discord_bot.news.deliveries import LEASE, Delivery, DeliveryState
from discord_bot.news.deliveries_store import DeliveryStore
from discord_bot.news.posts import Origin, PostKind
from discord_bot.season.notices_store import NoticeStore
from discord_bot.storage.database import Connection, Database, open_database
from discord_bot.storage.migrate import migrate
from tests.storage.conftest import (  # noqa: F401 - fixtures
    postgres_address,
    postgres_server,
    python,
)

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
LANES = 600
STARTER = 77

CLAIMER = f"""
import asyncio, sys
from datetime import datetime, timedelta
from discord_bot.news.deliveries import LEASE
from discord_bot.news.deliveries_store import DeliveryStore
from discord_bot.storage.database import open_database

NOW = datetime.fromisoformat("{NOW.isoformat()}")

async def claim_all(address):
    async with open_database(address) as database:
        async with database.reading() as connection:
            await connection.fetch_one("SELECT pg_advisory_xact_lock_shared({STARTER})")
        while True:
            async with database.transaction(own=True) as connection:
                taken = await DeliveryStore.take(connection, NOW, 5)
                for delivery in taken:
                    await DeliveryStore.claim(connection, delivery.id, NOW + LEASE, NOW)
            for delivery in taken:
                print(delivery.id)
            if not taken:
                return

asyncio.run(claim_all(sys.argv[1]))
"""


def notice(number: int) -> Delivery:
    return Delivery(
        id=number,
        lane=-number,
        guild_id=number,
        channel_id=None,
        kind=PostKind.NOTICE,
        origin=Origin.TOLD,
        state=DeliveryState.INTENDED,
        created_at=NOW,
        due_at=NOW - timedelta(hours=1),
        subject="{}",
    )


async def fill(address: str, lanes: int) -> None:
    async with open_database(address) as database:
        await migrate(database, now=NOW)
        async with database.transaction() as connection:
            for number in range(1, lanes + 1):
                await DeliveryStore.insert(connection, notice(number))


async def take(connection: Connection, limit: int) -> list[int]:
    return [delivery.id for delivery in await DeliveryStore.take(connection, NOW, limit)]


async def claim(connection: Connection, ids: list[int]) -> None:
    for number in ids:
        await DeliveryStore.claim(connection, number, NOW + LEASE, NOW)


@pytest.mark.slow
async def test_two_processes_that_claim_at_once_claim_each_post_once(
    postgres_address,  # noqa: F811
    python,  # noqa: F811
) -> None:
    await fill(postgres_address, LANES)
    raw = await asyncpg.connect(postgres_address)
    try:
        await raw.execute("SELECT pg_advisory_lock($1)", STARTER)
        processes = [python(CLAIMER, postgres_address) for _ in range(2)]
        waiting = "SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        for _ in range(1200):
            if await raw.fetchval(waiting) == len(processes):
                break
            await asyncio.sleep(0.05)
    finally:
        await raw.close()  # which lets both begin
    outputs = await asyncio.gather(*(asyncio.to_thread(p.communicate) for p in processes))
    assert [process.returncode for process in processes] == [0, 0], outputs
    claimed = [[int(line) for line in out.split()] for out, _ in outputs]
    assert all(claimed), "both had their share"
    assert sorted(claimed[0] + claimed[1]) == list(range(1, LANES + 1))


@pytest.fixture
async def two(postgres_address):  # noqa: F811
    await fill(postgres_address, 4)
    async with (
        open_database(postgres_address) as one,
        open_database(postgres_address) as other,
    ):
        yield one, other


async def test_what_another_is_about_to_claim_is_left_out_and_not_waited_for(
    two: tuple[Database, Database],
) -> None:
    async with two[0].transaction(own=True) as first:
        mine = await take(first, 3)
        async with asyncio.timeout(5), two[1].transaction(own=True) as second:
            assert await take(second, 10) == [4]
        await claim(first, mine)
    async with two[1].transaction(own=True) as second:
        assert await take(second, 10) == [4], "the claims hold once they are written"


async def test_what_another_gave_back_can_be_claimed(two: tuple[Database, Database]) -> None:
    with pytest.raises(ZeroDivisionError):
        async with two[0].transaction(own=True) as first:
            await claim(first, await take(first, 3))
            raise ZeroDivisionError
    async with two[1].transaction(own=True) as second:
        assert await take(second, 10) == [1, 2, 3, 4]


async def test_reminders_that_another_is_about_to_claim_are_left_out(
    two: tuple[Database, Database],
) -> None:
    async with two[0].transaction() as connection:
        await connection.execute(
            "INSERT INTO season_notices (notice_id, guild_id, user_id, channel_id, event_key,"
            " title, source, kind, state, attempts, created_at, expires_at, retry_at)"
            " VALUES (1, 1, 0, 1, 'x', 'X', 'x', 'reminder', 'intended', 0, 1, 9999999999, 1)"
        )
    async with two[0].transaction(own=True) as first:
        assert len(await NoticeStore.ready(first, NOW)) == 1
        async with asyncio.timeout(5), two[1].transaction(own=True) as second:
            assert await NoticeStore.ready(second, NOW) == []
