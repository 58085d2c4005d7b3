"""Opens a database for the bot: with the right to use it, and brought up to date."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from discord_bot.errors import ConfigurationError
from discord_bot.sealing import Seal
from discord_bot.sharding import Shards
from discord_bot.storage.address import SqliteAddress, parse_address
from discord_bot.storage.database import PLAIN, Connection, Database, open_database
from discord_bot.storage.exclusive import exclusive
from discord_bot.storage.migrate import migrate, status

if TYPE_CHECKING:
    from discord_bot.storage.cluster import Cluster


@asynccontextmanager
async def open_for_bot(
    address: str, shards: Shards, clock: Callable[[], datetime], *, seal: Seal = PLAIN
) -> AsyncIterator[tuple[Database, Cluster | None]]:
    """The database, and this process's place among others; None for one that is alone.

    Raises ``StorageError`` where another process is in the way, and ``ConfigurationError`` for
    several processes on SQLite.
    """
    if shards.is_whole:
        async with exclusive(address), open_database(address, seal=seal) as database:
            await migrate(database, now=clock())
            async with database.transaction() as connection:
                await ShardStore.forget(connection)
            yield database, None
        return
    place = parse_address(address)
    if isinstance(place, SqliteAddress):
        raise ConfigurationError(
            "FANBOT_SHARD_IDS: a SQLite database is for one process; leave it out, or move to"
            " PostgreSQL with 'fanbot db copy' and set FANBOT_DATABASE."
        )
    from discord_bot.storage.cluster import join
    from discord_bot.storage.postgres import PostgresDatabase

    async with open_database(address, seal=seal) as database:

        async def is_current() -> bool:
            return not (await status(database)).pending

        async def bring_forward() -> None:
            await migrate(database, now=clock())

        async with join(place, shards, is_current, bring_forward) as cluster:
            assert isinstance(database, PostgresDatabase), "its address says so"
            database.stand(shards.facts, cluster.token, cluster.evict)
            yield database, cluster


class ShardStore:
    """Who serves which shard, among the bot's facts; see ``Cluster``."""

    @staticmethod
    async def forget(connection: Connection) -> None:
        """Nobody but who calls this: a process that is cut off writes nothing any more."""
        await connection.execute("DELETE FROM bot_facts WHERE name LIKE 'shard:%'")
