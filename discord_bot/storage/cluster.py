"""Several processes on one PostgreSQL: who serves which shard, who works for all, who changed what.

PostgreSQL's own session locks say it, on one connection a process, and its notifications tell what
others changed. A lock dies with its connection, so what a killed process held is free at once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any, TypeAlias
from uuid import uuid4

import asyncpg

from discord_bot.errors import StorageError
from discord_bot.sharding import Change, Shards
from discord_bot.storage import telling
from discord_bot.storage.address import PostgresAddress
from discord_bot.storage.postgres import PROCESS_LOCK, WRITER_LOCK, connect, holder_of
from discord_bot.storage.postgres_errors import DRIVER_ERRORS, translated
from discord_bot.storage.transactions import CLOSE_PATIENCE, finish

#: The first halves of locks with two: a shard's, the number of shards', a duty's, the greeting's.
_SHARD, _COUNT, _DUTY, _IDENTIFY = (
    int.from_bytes(b"fb" + end) for end in (b"sh", b"co", b"du", b"id")
)

#: Seconds that a start waits for who had a shard before: a server sees at once that a process was
#: killed, and an orderly one ends in fewer. Of a lost connection it may take longer.
PATIENCE = 15.0
_PAUSE = 0.25

#: Seconds between two new sessions of one bot, whichever process begins them.
#: https://docs.discord.com/developers/events/gateway#rate-limiting
IDENTIFY_SECONDS = 5.0

#: Seconds between two looks at whether the connection lives, and to answer one of them.
HEARTBEAT = 5.0
#: Seconds for which a process takes its locks for certain after PostgreSQL has answered on their
#: connection. Nobody acts for a shard within that after taking it: a start takes longer.
SURE = 1.0
#: Seconds in which lost locks have to be had again, before this process gives up its shards.
LOST_PATIENCE = 60.0
#: Seconds of that for one try: PostgreSQL may not have seen yet that the old connection is gone.
_RETURN_PATIENCE = 0.5

_log = logging.getLogger(__name__)


#: Told of a change; None says that any number may have been missed.
Listener: TypeAlias = Callable[[Change | None], None]


class TakenError(StorageError):
    """Another process, known by its name, has what this one asks for."""


class Cluster:
    """One process among the others. Made by ``join``."""

    def __init__(self, address: PostgresAddress, shards: Shards) -> None:
        self._address = address
        self.shards = shards
        self.listeners: list[Listener] = []
        self._raw: asyncpg.Connection[Any] | None = None
        self._using = asyncio.Lock()
        self._name = ""
        self._duties: set[str] = set()
        self._identified: asyncio.Task[None] | None = None
        #: What says that a shard is this process's, in the database (telling.py).
        self.token = uuid4().hex
        self._stands = False
        self._lost = asyncio.Event()
        self._sure_at = -SURE
        #: Set when another process has this one's shards: this one must end.
        self.evicted: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    # --- duties -------------------------------------------------------------------------------

    async def take(self, duty: str) -> bool:
        """Whether this process does what one does for all; takes it if nobody has it.

        True of a lost lock for as long as nobody has noticed: what is written under a duty is
        fenced by ``Duty``.
        """
        async with self._using:
            raw = self._raw
            if raw is None or raw.is_closed():
                return False
            if duty not in self._duties:
                with translated(self._address.shown):
                    if not await raw.fetchval(
                        "SELECT pg_try_advisory_lock($1, hashtext($2))", _DUTY, duty
                    ):
                        return False
                self._duties.add(duty)
            return True

    async def tell(self, what: str, number: int) -> None:
        """Tell the others what is no row of a table, such as whom to forget.

        What is told while the connection is lost, nobody hears.
        """
        async with self._using:
            raw = self._raw
            if raw is None or raw.is_closed():
                _log.warning("other processes could not be told", extra={"code": what})
                return
            with translated(self._address.shown):
                payload = f"{what} {number} {self._name}"
                await raw.execute("SELECT pg_notify($1, $2)", telling.CHANNEL, payload)

    def has(self, duty: str) -> bool:
        """Whether this process had the duty when it last looked."""
        return duty in self._duties

    async def is_sure(self) -> bool:
        """Whether this process certainly has its shards: PostgreSQL said so a moment ago."""
        raw = self._raw
        return raw is not None and not self._lost.is_set() and await self._answers(raw, SURE)

    async def sure(self) -> None:
        """Wait until it is sure; raises ``StorageError`` where it must end instead."""
        while not await self.is_sure():
            if self.evicted.done():
                raise StorageError(self.evicted.result())
            await asyncio.sleep(_PAUSE)

    def evict(self, problem: str) -> None:
        """Have this process end: another one has its shards."""
        if not self.evicted.done():
            self.evicted.set_result(problem)

    async def identify(self) -> None:
        """Wait for this process's turn to begin a session with Discord, and keep it a while."""
        if self._identified is not None:
            await asyncio.wait([self._identified])
        while (raw := self._raw) is not None and not raw.is_closed():
            mine = False
            with suppress(*DRIVER_ERRORS):  # lost: ``watch`` makes a new one
                async with self._using:
                    mine = await raw.fetchval("SELECT pg_try_advisory_lock($1, 0)", _IDENTIFY)
            if mine:
                self._identified = asyncio.create_task(self._greeted(raw))
                return
            await asyncio.sleep(_PAUSE)
        await asyncio.sleep(IDENTIFY_SECONDS)

    async def _greeted(self, raw: asyncpg.Connection[Any]) -> None:
        await asyncio.sleep(IDENTIFY_SECONDS)
        with suppress(*DRIVER_ERRORS):
            async with self._using:
                await raw.execute("SELECT pg_advisory_unlock($1, 0)", _IDENTIFY)

    # --- the connection -----------------------------------------------------------------------

    async def connect(self, patience: float) -> None:
        """Take the locks, waiting ``patience`` seconds for each, and listen.

        Raises ``StorageError`` where they are not to be had.
        """
        raw = await connect(self._address)
        try:
            with translated(self._address.shown):
                self._name = str(await raw.fetchval("SELECT current_setting('application_name')"))
                await self._enter(raw, patience)
                await self._stand(raw, patience)
        except BaseException:
            await finish(raw.close(timeout=CLOSE_PATIENCE))
            raise
        self._raw = raw
        self._lost.clear()
        raw.add_termination_listener(self._ended)

    def _ended(self, raw: object) -> None:
        """The connection is gone, and this process was told: it acts no more until it has another.

        One that is cut off is told nothing and finds out by ``watch``, or before it next acts.
        """
        if raw is self._raw:
            self._lost.set()

    async def _stand(self, raw: asyncpg.Connection[Any], patience: float) -> None:
        """Supersede whoever had these shards before; once this is done, stand by it.

        A process that comes back finds its token, or has been superseded itself.
        """
        facts = [*self.shards.facts]
        if self._stands:
            sql = "SELECT COUNT(*) FROM bot_facts WHERE name = ANY ($1::text[]) AND value = $2"
            if await raw.fetchval(sql, facts, self.token) < len(facts):
                raise TakenError("Another process served this one's shards meanwhile.")
            return
        async with raw.transaction():
            await raw.execute(f"SET LOCAL lock_timeout = {max(patience, 1.0) * 1000:.0f}")
            await raw.execute("SELECT pg_advisory_xact_lock($1)", WRITER_LOCK)
            await raw.executemany(
                "INSERT INTO bot_facts (name, value) VALUES ($1, $2)"
                " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                [(fact, self.token) for fact in facts],
            )
        self._stands = True

    async def _enter(self, raw: asyncpg.Connection[Any], patience: float) -> None:
        shown = self._address.shown
        shared = "SELECT pg_try_advisory_lock_shared($1)"
        if not await _patiently(raw, patience, shared, PROCESS_LOCK):
            raise TakenError(
                f"The database {shown} is in use by a fanbot without shards"
                f"{await holder_of(raw, PROCESS_LOCK)}; stop that one first."
            )
        await raw.execute("SELECT pg_advisory_lock_shared($1, $2)", _COUNT, self.shards.count)
        for other in await raw.fetch(
            "SELECT DISTINCT objid::bigint AS count FROM pg_locks WHERE locktype = 'advisory'"
            " AND granted AND objsubid = 2 AND classid::bigint = $1 AND objid::bigint <> $2"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            _COUNT,
            self.shards.count,
        ):
            raise StorageError(
                f"FANBOT_SHARD_COUNT is {self.shards.count} here and {other['count']} in another"
                f" process on {shown}; stop all of them to change it, and give them the same."
            )
        alone = "SELECT pg_try_advisory_lock($1, $2)"
        for shard in self.shards.ids:
            if not await _patiently(raw, patience, alone, _SHARD, shard):
                holder = await holder_of(raw, shard, _SHARD)
                # Under this one's name it is the connection that was lost.
                kind = StorageError if holder in {"", f" ({self._name})"} else TakenError
                raise kind(
                    f"Shard {shard} is served by another process{holder}; give each process shards"
                    " of its own in FANBOT_SHARD_IDS, or stop that one first."
                )
        await raw.add_listener(telling.CHANNEL, self._heard)

    def _heard(self, _raw: object, _pid: int, _channel: str, payload: object) -> None:
        table, guild_id, who = str(payload).split(" ", maxsplit=2)
        if who != self._name:
            self._tell(Change(table, int(guild_id)))

    def _tell(self, change: Change | None) -> None:
        for listener in self.listeners:
            listener(change)

    async def watch(self) -> None:
        """Notice that the connection is lost, and have the locks again or give up the shards."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(HEARTBEAT):
                    await self._lost.wait()
            raw = self._raw
            assert raw is not None, "watching begins when the locks are had"
            if not self._lost.is_set() and await self._answers(raw):
                continue
            self._lost.set()
            raw.terminate()
            self._duties.clear()
            _log.error("the connection that holds this process's shards was lost; it is made anew")
            if not await self._return():
                return
            self._tell(None)

    async def _answers(self, raw: asyncpg.Connection[Any], fresh: float = 0.0) -> bool:
        """Whether PostgreSQL answers on a connection, or did so ``fresh`` seconds ago at most."""
        now = asyncio.get_running_loop().time
        with suppress(*DRIVER_ERRORS):
            async with asyncio.timeout(HEARTBEAT), self._using:
                if (asked := now()) >= self._sure_at + fresh:
                    await raw.execute("SELECT 1")
                    self._sure_at = asked
            return not self._lost.is_set()
        return False

    async def _return(self) -> bool:
        """Have the locks again; where another has them, or it takes too long, this one must end."""
        problem = ""
        with suppress(TimeoutError):
            async with asyncio.timeout(LOST_PATIENCE):
                while True:
                    try:
                        await self.connect(_RETURN_PATIENCE)
                    except TakenError as error:  # until it ends, both do everything
                        problem = str(error)
                        break
                    except (StorageError, *DRIVER_ERRORS) as error:
                        problem = str(error)
                    else:
                        return True
                    await asyncio.sleep(_PAUSE)
        self.evict(problem)
        return False

    @asynccontextmanager
    async def held_by(self, stop: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
        """Call ``stop`` if another process has this one's shards: both would do everything.

        Raises ``StorageError`` then, with which the process ends and is started anew.
        """

        async def leave() -> None:
            await self.evicted
            _log.error("another process may have this one's shards: it stops")
            await stop()

        leaving = asyncio.create_task(leave())
        try:
            yield
        finally:
            leaving.cancel()
        if self.evicted.done():
            raise StorageError(self.evicted.result())

    async def close(self) -> None:
        """Let go of everything at once, for who comes next."""
        if self._identified is not None:
            self._identified.cancel()
        if self._raw is not None:
            await self._raw.close(timeout=CLOSE_PATIENCE)


async def _patiently(raw: asyncpg.Connection[Any], patience: float, sql: str, *key: int) -> bool:
    """Try for a lock for ``patience`` seconds."""
    loop = asyncio.get_running_loop()
    until = loop.time() + patience
    while not await raw.fetchval(sql, *key):
        if loop.time() >= until:
            return False
        await asyncio.sleep(_PAUSE)
    return True


@asynccontextmanager
async def join(
    address: PostgresAddress,
    shards: Shards,
    is_current: Callable[[], Awaitable[bool]],
    bring_forward: Callable[[], Awaitable[None]],
) -> AsyncIterator[Cluster]:
    """Be one of the processes for the length of a block.

    ``bring_forward`` migrates the database while nobody else uses it; ``is_current`` says whether
    that is needed. Raises ``StorageError``, one sentence with the mend, for shards that another
    process serves, another number of shards, a single process, and a migration under others.
    """
    cluster = Cluster(address, shards)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(lambda: finish(cluster.close()))
        await _alone(address, is_current, bring_forward)
        await cluster.connect(PATIENCE)
        watching = asyncio.create_task(cluster.watch())
        stack.callback(watching.cancel)
        yield cluster


async def _alone(
    address: PostgresAddress,
    is_current: Callable[[], Awaitable[bool]],
    bring_forward: Callable[[], Awaitable[None]],
) -> None:
    """Bring the database up to date while no other process is there, and have it tell of changes.

    Of several that start at once, one does it and the others wait for it.
    """
    raw = await connect(address)
    loop = asyncio.get_running_loop()
    until = loop.time() + PATIENCE
    try:
        while not (await is_current() and await telling.tells(raw)):
            with translated(address.shown):
                if await raw.fetchval("SELECT pg_try_advisory_lock($1)", PROCESS_LOCK):
                    await bring_forward()
                    await telling.have_it_tell(raw)
                    return
            if loop.time() >= until:
                raise StorageError(
                    f"The database {address.shown} has to be brought up to date while nobody uses"
                    " it; stop every process, start one, then the others."
                )
            await asyncio.sleep(_PAUSE)
    finally:
        await finish(raw.close(timeout=CLOSE_PATIENCE))
