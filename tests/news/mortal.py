"""Processes that read feeds and deliver news until they are killed.

``python -m tests.news.mortal DATABASE SERVER STARTED SPEED``, run by test_crash_matrix.py. It
imports what they need and waits; for each line on its input, ``OFFSET GOAL``, it forks one that is
a bot from its start on, and says its number. So a start costs what opening the database costs, and
200 of them are a matter of seconds. A child says ``up`` when it is, and ``done`` before it ends,
which it does once ``GOAL`` stories were told and nothing is left to do.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import aiohttp

from discord_bot.guilds import GuildService
from discord_bot.ids import IdSource
from discord_bot.news.clustering.links import canonical
from discord_bot.news.fetching.fetcher import Fetcher
from discord_bot.news.model import Entry, Tier
from discord_bot.news.ports import Tools, Workshop
from discord_bot.news.posts import Post
from discord_bot.news.reading.feed import Feed, FoundFeed
from discord_bot.news.sending import SendError, Sent, Trouble
from discord_bot.news.service import NewsService
from discord_bot.news.subscriptions import Source
from discord_bot.storage.database import Database, open_database
from discord_bot.storage.migrate import migrate
from tests.news.newsroom import TitleIndex, WordJudge

BEGIN = datetime(2026, 5, 4, 12, tzinfo=UTC)
GUILD, MODERATOR, CHANNELS, MODS, FEEDS = 1, 5, range(11, 16), 20, 5
LIFE = 60
"""Seconds after which a process ends in any case."""
PATIENCE = 0.12
"""Seconds that a request may take: in the time of these processes well below the outbox's lease."""


class FastClock:
    """Runs ``speed`` times as fast as the wall clock, on from where earlier processes were."""

    def __init__(self, started: float, speed: float, offset: float) -> None:
        self._started, self._speed, self._offset = started, speed, offset

    def __call__(self) -> datetime:
        passed = (time.time() - self._started) * self._speed + self._offset
        return BEGIN + timedelta(seconds=passed)


class JsonReader:
    """Reads what the test's server says without a process of its own, which a kill would orphan."""

    async def read(
        self, body: bytes, *, base: str | None, content_type: str | None, now: datetime
    ) -> Feed:
        found = [
            Entry(item["id"], item["link"], item["title"], "", None) for item in json.loads(body)
        ]
        return Feed("", None, tuple(found))

    def discover(
        self, body: bytes, *, base: str | None, content_type: str | None
    ) -> tuple[FoundFeed, ...]:
        return ()


class HttpSender:
    """Posts to the test's stand-in for Discord."""

    def __init__(self, session: aiohttp.ClientSession, server: str, clock: FastClock) -> None:
        self._session, self._server, self._clock = session, server, clock

    async def send(self, post: Post) -> Sent:
        found = await self._ask("POST", f"channels/{post.channel_id}", _body(post))
        return Sent(found["id"], post.channel_id)

    async def find(self, post: Post) -> Sent | None:
        assert post.uncertain_since is not None
        since = post.uncertain_since.timestamp()
        for message in await self._ask("GET", f"channels/{post.channel_id}?since={since}"):
            if message["mark"] == post.mark:
                return Sent(message["id"], post.channel_id)
        return None

    async def edit(self, post: Post) -> None:
        await self._ask("PATCH", f"messages/{post.message_id}", _body(post))

    async def publish(self, post: Post) -> None:
        await self._ask("PUT", f"messages/{post.message_id}")

    async def _ask(self, method: str, path: str, body: object = None) -> object:
        headers = {"X-Now": str(self._clock().timestamp())}
        url = f"{self._server}/{path}"
        try:
            async with self._session.request(method, url, json=body, headers=headers) as response:
                if response.status == 429:
                    asked = float(response.headers["Retry-After"])
                    raise SendError(Trouble.RATE_LIMITED, "slow down", asked)
                if response.status >= 500:
                    raise SendError(Trouble.SERVER, str(response.status))
                return await response.json()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise SendError(Trouble.UNKNOWN, type(error).__name__) from error


def _body(post: Post) -> dict[str, object]:
    return {
        "nonce": post.nonce,
        "mark": post.mark,
        "titles": [story.title for story in post.stories],
        "notice": "" if post.notice is None else post.notice.kind,
        "also": [also.name for story in post.stories for also in story.also],
    }


def sources(server: str) -> list[Source]:
    return [
        Source(f"feed{number}", f"Feed {number}", f"{server}/feeds/{number}", Tier.TRADE)
        for number in range(FEEDS)
    ]


@asynccontextmanager
async def opened(path: str, server: str, clock: FastClock) -> AsyncIterator[Bot]:
    @asynccontextmanager
    async def tools() -> AsyncIterator[Tools]:
        async with Fetcher.open(
            allowed_hosts=frozenset({"127.0.0.1"}), user_agent="fanbot's tests"
        ) as fetcher:
            yield Tools(fetcher, JsonReader(), WordJudge())

    async with open_database(path) as database:
        new_id = IdSource(clock)
        guilds = await GuildService.open(database, new_id)
        news = await NewsService.open(
            database,
            guilds,
            Workshop(tools, TitleIndex, canonical),
            sources(server),
            "The show",
            9,
            clock,
            new_id,
            random.Random(os.getpid()),
        )
        try:
            yield Bot(database, guilds, news, clock)
        finally:
            await news.close()


class Bot:
    """What the cog's loops do, as fast as it goes."""

    def __init__(
        self, database: Database, guilds: GuildService, news: NewsService, clock: FastClock
    ) -> None:
        self.database, self.guilds, self.news, self._clock = database, guilds, news, clock

    async def begin(self) -> None:
        """Five channels follow everything, from feeds that have nothing yet."""
        await self.guilds.change(GUILD, MODERATOR, self._clock(), log_channel=MODS)
        await self.news.policies.change(GUILD, MODERATOR, self._clock(), posts_an_hour=10**6)
        for channel in CHANNELS:
            await self.news.follow.follow(GUILD, MODERATOR, channel, self._clock())
        await self.news.poll(self._clock())

    async def work(self, server: str, goal: int) -> None:
        """Read and deliver side by side until both are done."""
        limit = aiohttp.ClientTimeout(total=PATIENCE)
        async with aiohttp.ClientSession(timeout=limit) as session:
            sender = HttpSender(session, server, self._clock)
            reading = asyncio.create_task(self._read_on())
            try:
                while not await self._is_done(goal):
                    await self.news.deliver(sender)
                    await asyncio.sleep(0.01)
            finally:
                reading.cancel()
                await asyncio.gather(reading, return_exceptions=True)

    async def _read_on(self) -> None:
        while True:
            await self.read()
            await asyncio.sleep(0.2)

    async def read(self) -> None:
        """Read every feed: when feeds are asked is tried elsewhere."""
        async with self.database.transaction() as connection:
            await connection.execute("UPDATE news_feeds SET next_at = 0")
        await self.news.poll(self._clock())

    async def _is_done(self, goal: int) -> bool:
        async with self.database.reading() as connection:
            row = await connection.fetch_one(
                "SELECT (SELECT COUNT(*) FROM news_entries) AS told, (SELECT COUNT(*)"
                " FROM news_deliveries WHERE ended_at IS NULL) AS open"
            )
        assert row is not None
        return row["told"] >= goal and not row["open"]


async def live(path: str, server: str, clock: FastClock, goal: int) -> None:
    async with opened(path, server, clock) as bot:
        _say("up")
        await bot.work(server, goal)
    _say("done")


async def prepare(path: str, server: str, clock: FastClock) -> None:
    async with open_database(path) as database:
        await migrate(database, now=clock())
    async with opened(path, server, clock) as bot:
        await bot.begin()


def _say(word: object) -> None:
    os.write(sys.stdout.fileno(), f"{word}\n".encode())


def main(path: str, server: str, started: float, speed: float) -> None:
    if not os.fork():
        asyncio.run(prepare(path, server, FastClock(started, speed, 0)))
        os._exit(0)
    assert os.wait()[1] == 0
    _say("ready")
    for line in sys.stdin:
        signal.alarm(LIFE * 2)  # should whoever kills be killed, nothing is left behind
        offset, goal = line.split()
        child = os.fork()
        if not child:
            signal.alarm(LIFE)
            asyncio.run(live(path, server, FastClock(started, speed, float(offset)), int(goal)))
            os._exit(0)
        _say(child)
        os.wait()
        _say("gone")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]), float(sys.argv[4]))
