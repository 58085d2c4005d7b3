"""What a network of processes is held against: feeds, channels and a log of what members were told.

It is outside of the processes, so that it knows what was posted when one of them is killed.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web

from discord_bot.content import Content
from discord_bot.moderation.loading import load_judge
from discord_bot.services import Services
from discord_bot.settings import Settings
from discord_bot.storage.database import Database, open_database
from tests.cluster.living import MODERATOR, channel_id, guild_id, number_of, workshop
from tests.news.mortal import FastClock

ROOT = Path(__file__).resolve().parents[2]
NONCE_WINDOW = 180.0
CHANNELS = 2
"""Channels of each server that news go to."""
EVERYTHING = "deliver,read,play"
_LOOK = 0.1
"""Seconds between two looks at whether all is done."""


@dataclass
class Message:
    id: int
    nonce: str
    mark: str
    at: float
    titles: list[str]
    process: str


@dataclass
class Discord:
    """Channels and feeds over HTTP. Some requests fail, with and without having done their work."""

    feeds: int
    rng: random.Random
    fault: float = 0.02
    told: int = 0
    arrived: int = 0
    """Stories in all messages: to count them anew each time would take longer than to post them."""
    channels: defaultdict[int, list[Message]] = field(default_factory=lambda: defaultdict(list))
    answers: set[tuple[int, int]] = field(default_factory=set)
    readers: Counter[str] = field(default_factory=Counter)

    async def feed(self, request: web.Request) -> web.Response:
        self.readers[request.headers["User-Agent"]] += 1
        feed = int(request.match_info["feed"])
        entries = [
            {"id": f"s{number}", "link": f"https://x.example/{number}", "title": f"Story {number}"}
            for number in range(self.told - 1, -1, -1)
            if number % self.feeds == feed
        ]
        return web.json_response(entries)

    async def post(self, request: web.Request) -> web.Response:
        body = await request.json()
        now = float(request.headers["X-Now"])
        channel = self.channels[int(request.match_info["channel"])]
        if self.rng.random() < self.fault:
            raise web.HTTPInternalServerError
        for message in channel:
            if message.nonce == body["nonce"] and now - message.at < NONCE_WINDOW:
                return web.json_response({"id": message.id})
        made = Message(
            len(channel) + 1, body["nonce"], body["mark"], now, body["titles"], body["process"]
        )
        channel.append(made)
        self.arrived += len(made.titles)
        if self.rng.random() < self.fault:
            raise web.HTTPBadGateway
        return web.json_response({"id": made.id})

    async def history(self, request: web.Request) -> web.Response:
        since = float(request.query["since"])
        channel = self.channels[int(request.match_info["channel"])]
        found = [
            {"id": message.id, "mark": message.mark} for message in channel if message.at >= since
        ]
        return web.json_response(found)

    async def answer(self, request: web.Request) -> web.Response:
        body = await request.json()
        if body["receipt"] in {"accepted", "changed", "same"}:
            self.answers.add((body["round"], body["member"]))
        return web.Response()

    def titles(self) -> Counter[tuple[int, str]]:
        """How often each story stands in each channel."""
        return Counter(
            (channel, title)
            for channel, messages in self.channels.items()
            for message in messages
            for title in message.titles
        )

    def strangers(self, count: int) -> list[Message]:
        """Messages of a process that does not serve the server they stand in."""
        return [
            message
            for channel, messages in self.channels.items()
            for message in messages
            if str(number_of(channel) % count) not in message.process.split(",")
        ]

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        app = web.Application()
        app.router.add_get("/feeds/{feed}", self.feed)
        app.router.add_post("/channels/{channel}", self.post)
        app.router.add_get("/channels/{channel}", self.history)
        app.router.add_post("/answers", self.answer)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        try:
            yield f"http://127.0.0.1:{runner.addresses[0][1]}"
        finally:
            await runner.cleanup()


async def prepare(
    address: str, server: str, guilds: int, feeds: int, started: float, speed: float
) -> None:
    """Have every server's channels follow a feed each, which were read once and had nothing."""
    content = Content.load(None)
    clock = FastClock(started, speed, 0)
    async with Services.open(
        Settings(database=address, daily_backups=0),
        clock=clock,
        judge=load_judge(content.pack, second=False),
        workshop=workshop("before"),
        content=content,
    ) as services:
        follow = services.news.follow
        async with services.database.transaction() as connection:
            await connection.execute_many(
                "INSERT INTO news_policies (guild_id, key, value)"
                " VALUES (:guild, 'posts_an_hour', '1000000')",
                [{"guild": guild_id(number)} for number in range(guilds)],
            )
        for number in range(guilds):
            for which in range(CHANNELS):
                url = f"{server}/feeds/{(number * CHANNELS + which) % feeds}"
                channel = channel_id(number, which)
                await follow.follow(guild_id(number), MODERATOR, channel, clock(), url=url)
        await services.news.poll(clock())


class Zygote:
    """Starts and kills processes."""

    def __init__(self, address: str, server: str, started: float, speed: float, count: int) -> None:
        words = [address, server, str(started), str(speed), str(count)]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.cluster.living", *words],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.words: Counter[str] = Counter()
        self.pids: dict[str, int] = {}

    async def ready(self) -> None:
        """Everything is loaded."""
        assert await self._heard() == "ready"

    async def _heard(self) -> str:
        assert self._process.stdout is not None
        line = await asyncio.to_thread(self._process.stdout.readline)
        pid, _, word = line.strip().partition(" ")
        self.words[word] += 1
        self._last = int(pid)
        return word

    async def start(self, shards: str, doing: str = EVERYTHING) -> None:
        """A process of these shards, once it is up."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{shards} {doing}\n")
        self._process.stdin.flush()
        while (word := await self._heard()) == "done":
            pass
        assert word == "up", word
        self.pids[shards] = self._last

    def send(self, shards: str, number: int) -> None:
        """Send a process a signal; of the ones that it dies by, it is not known any more."""
        os.kill(self.pids.pop(shards), number)

    async def done(self) -> None:
        """Wait for the next process to say that it has ended in order."""
        assert await self._heard() == "done"

    def close(self) -> None:
        for pid in self.pids.values():
            os.kill(pid, signal.SIGKILL)
        self._process.kill()
        self._process.communicate()


async def lost_scores(database: Database, answers: set[tuple[int, int]]) -> list[str]:
    """What is wrong with games: answers that members were told of, and points."""
    async with database.reading() as connection:
        given = await connection.fetch_all("SELECT round_id, user_id FROM trivia_answers")
        counts = await connection.fetch_one(
            "SELECT (SELECT COUNT(*) FROM trivia_answers a JOIN trivia_rounds r"
            " ON r.round_id = a.round_id LEFT JOIN trivia_points p ON p.source = 'round'"
            " AND p.source_id = r.round_id AND p.user_id = a.user_id"
            " WHERE r.closed_at IS NOT NULL AND p.user_id IS NULL) AS lost,"
            " (SELECT COUNT(*) FROM trivia_points p JOIN trivia_rounds r"
            " ON r.round_id = p.source_id WHERE p.source = 'round' AND r.closed_at IS NULL)"
            " AS early"
        )
    assert counts is not None
    missing = answers - {(row["round_id"], row["user_id"]) for row in given}
    found = [f"{len(missing)} answers are gone"] if missing else []
    return found + [f"{count} points {what}" for what, count in counts.items() if count]


async def open_deliveries(database: Database) -> int:
    """How much is still to come."""
    async with database.reading() as connection:
        row = await connection.fetch_one(
            "SELECT COUNT(*) AS count FROM news_deliveries WHERE ended_at IS NULL"
        )
    assert row is not None
    return int(row["count"])


@dataclass(frozen=True)
class Plan:
    """What a campaign does. Each story goes to the channels that follow its feed."""

    guilds: int
    feeds: int
    stories: int
    kills: int
    seed: int
    count: int = 4
    speed: float = 15.0
    pause: float = 0.5
    """Seconds between two kills, half of it for certain and up to three halves."""
    patience: float = 60.0


@dataclass(frozen=True)
class Result:
    """What became of it. ``seconds`` are from the first story to the last delivery."""

    posts: int
    expected: int
    answers: int
    killed: int
    readers: int
    seconds: float
    problems: list[str]


class Campaign:
    """A network of which two processes are killed and started anew while stories come out."""

    def __init__(self, plan: Plan, discord: Discord, zygote: Zygote, database: Database) -> None:
        self._plan, self._discord, self._zygote = plan, discord, zygote
        self._database = database
        self._rng = random.Random(plan.seed)
        self._killed = 0
        self._seconds = 0.0

    @classmethod
    @asynccontextmanager
    async def open(cls, address: str, plan: Plan) -> AsyncIterator[Campaign]:
        """Everything follows, and every process is up."""
        discord = Discord(plan.feeds, random.Random(plan.seed))
        started = time.time()
        async with discord.serving() as server, open_database(address) as database:
            zygote = Zygote(address, server, started, plan.speed, plan.count)
            try:
                await prepare(address, server, plan.guilds, plan.feeds, started, plan.speed)
                await zygote.ready()
                for shard in range(plan.count):
                    await zygote.start(str(shard))
                yield cls(plan, discord, zygote, database)
            finally:
                zygote.close()

    async def run(self) -> None:
        """Tell the stories little by little, and kill; then let everything come to its end."""
        began = time.monotonic()
        telling = asyncio.create_task(self._tell())
        for _ in range(self._plan.kills // 2):
            await asyncio.sleep(self._plan.pause * self._rng.uniform(0.5, 1.5))
            victims = self._rng.sample(sorted(self._zygote.pids), 2)
            for shards in victims:
                self._zygote.send(shards, signal.SIGKILL)
                self._killed += 1
            for shards in victims:
                await self._zygote.start(shards)
        await telling
        for _ in range(round(self._plan.patience / _LOOK)):
            if await self._is_over():
                break
            await asyncio.sleep(_LOOK)
        self._seconds = time.monotonic() - began
        await self._stop()

    async def _tell(self) -> None:
        """All stories, spread over the kills."""
        lasts = self._plan.kills / 2 * self._plan.pause
        for number in range(self._plan.stories):
            self._discord.told = number + 1
            await asyncio.sleep(lasts / self._plan.stories)

    @property
    def _expected(self) -> int:
        places = range(self._plan.guilds * CHANNELS)
        followers = Counter(place % self._plan.feeds for place in places)
        return sum(followers[story % self._plan.feeds] for story in range(self._plan.stories))

    async def _is_over(self) -> bool:
        told = self._discord.arrived >= self._expected
        return told and not await open_deliveries(self._database)

    async def _stop(self) -> None:
        """SIGTERM: everyone finishes what it has in hand."""
        for shards in sorted(self._zygote.pids):
            self._zygote.send(shards, signal.SIGTERM)
            await self._zygote.done()

    async def result(self) -> Result:
        """Held against what members saw."""
        titles = self._discord.titles()
        problems = [f"{what} came {count} times" for what, count in titles.items() if count != 1]
        strangers = self._discord.strangers(self._plan.count)
        problems += [f"{message.process} posted for another" for message in strangers]
        problems += await lost_scores(self._database, self._discord.answers)
        return Result(
            posts=titles.total(),
            expected=self._expected,
            answers=len(self._discord.answers),
            killed=self._killed,
            readers=len(self._discord.readers) - 1,
            seconds=self._seconds,
            problems=problems,
        )
