"""Processes of a network that deliver news and play games until they are killed.

``python -m tests.cluster.living DATABASE SERVER STARTED SPEED COUNT`` loads what they need and
waits; for each line on its input, ``SHARDS DOING``, it forks one that serves those shards, and says
its number. A child says ``up`` when it works. SIGTERM has it finish what it has in hand.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from discord_bot.content import Content
from discord_bot.moderation.loading import load_judge
from discord_bot.news.clustering.links import canonical
from discord_bot.news.fetching.fetcher import Fetcher
from discord_bot.news.ports import Tools, Workshop
from discord_bot.news.posts import Post
from discord_bot.news.sending import Sender, Sent
from discord_bot.services import Services
from discord_bot.settings import Settings
from discord_bot.trivia.model import GameState, Mode
from discord_bot.trivia.turns import StartRequest
from tests.news.mortal import FastClock, HttpSender, JsonReader
from tests.news.newsroom import TitleIndex, WordJudge

FIRST = 2**30
MODERATOR, MEMBERS = 5, range(20, 26)
LIFE = 3600
"""Seconds after which a process ends in any case."""
REQUEST_PATIENCE = 10.0
PLAYERS = 4
"""Servers of each process in which a game goes on."""


def guild_id(number: int) -> int:
    """A server that is of shard ``number`` modulo their count, as ``FIRST`` is divisible by it."""
    return (FIRST + number) << 22


def channel_id(number: int, which: int) -> int:
    return guild_id(number) + 1 + which


def number_of(channel: int) -> int:
    """Which server a channel is in."""
    return (channel >> 22) - FIRST


class Nobody:
    """Takes every post at once: what is measured with it is fanbot and its database alone."""

    def __init__(self) -> None:
        self._last = 0

    async def send(self, post: Post) -> Sent:
        self._last += 1
        return Sent(self._last, post.channel_id)

    async def find(self, post: Post) -> Sent | None:
        return None

    async def edit(self, post: Post) -> None:
        """It is seen."""

    async def publish(self, post: Post) -> None:
        """It is published."""


class NamedSender(HttpSender):
    """Says which process it is."""

    def __init__(self, name: str, *rest: Any) -> None:
        super().__init__(*rest)
        self._name = name

    async def _ask(self, method: str, path: str, body: object = None) -> Any:
        if isinstance(body, dict):
            body["process"] = self._name
        return await super()._ask(method, path, body)


class Player:
    """Plays in some servers of this process, and tells what members were told."""

    def __init__(self, services: Services, session: aiohttp.ClientSession, server: str) -> None:
        self._services, self._session, self._server = services, session, server
        self._rng = random.Random(os.getpid())
        shards = services.settings.shards
        numbers = (number for number in range(10_000) if shards.serves(guild_id(number)))
        self._channels = [channel_id(next(numbers), 9) for _ in range(PLAYERS)]

    async def play(self) -> None:
        services, now = self._services, self._services.clock
        async with services.database.reading() as connection:
            rows = await connection.fetch_all(
                "SELECT channel_id FROM trivia_games WHERE ended_at IS NULL"
            )
        busy = {row["channel_id"] for row in rows}
        for channel in self._channels:
            if channel not in busy:
                guild = guild_id(number_of(channel))
                await services.games.start(StartRequest(guild, channel, 20, Mode.BUTTONS, 3), now())
        for game_id in await services.display.unshown():
            view = await services.display.view(game_id)
            assert view is not None
            if view.game.ended_at is not None:
                await services.display.announced(game_id, now())
            elif view.game.state is GameState.PAUSED:
                await services.games.resume(game_id, now())
            elif view.round is not None and view.round.closed_at is None:
                await self._answer(view.round.id)
        await services.games.advance(now())

    async def _answer(self, round_id: int) -> None:
        for member in self._rng.sample(MEMBERS, 2):
            given = await self._services.games.answer(
                round_id, member, self._rng.randrange(4), self._services.clock()
            )
            told = {"round": round_id, "member": member, "receipt": str(given.receipt)}
            async with self._session.post(f"{self._server}/answers", json=told):
                pass


def workshop(name: str) -> Workshop:
    @asynccontextmanager
    async def tools() -> AsyncIterator[Tools]:
        async with Fetcher.open(
            allowed_hosts=frozenset({"127.0.0.1"}), user_agent=f"fanbot {name}"
        ) as fetcher:
            yield Tools(fetcher, JsonReader(), WordJudge())

    return Workshop(tools, TitleIndex, canonical)


class Life:
    """One process from its start to its end."""

    def __init__(self, arguments: list[str], shards: str, doing: str) -> None:
        self.database, self.server, started, speed, self.count = arguments
        self.clock = FastClock(float(started), float(speed), 0)
        self.shards, self.doing = shards, doing
        self.ending = asyncio.Event()

    async def live(self, content: Content, judge: Any) -> None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, self.ending.set)
        settings = Settings(
            database=self.database, shard_count=self.count, shard_ids=self.shards, daily_backups=0
        )
        async with (
            Services.open(
                settings,
                clock=self.clock,
                rng=random.Random(os.getpid()),
                judge=judge,
                workshop=workshop(self.shards),
                content=content,
            ) as services,
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=REQUEST_PATIENCE)) as session,
        ):
            await services.games.recover(self.clock())
            say("up")
            sender: Sender = Nobody()
            if "deliver" in self.doing:
                sender = NamedSender(self.shards, session, self.server, self.clock)
            player = Player(services, session, self.server)
            work = []
            if "deliver" in self.doing or "measure" in self.doing:
                work.append(asyncio.create_task(self._deliver(services, sender)))
            if "read" in self.doing or "plan" in self.doing:
                work.append(asyncio.create_task(self._read(services)))
            if "play" in self.doing:
                work.append(asyncio.create_task(self._play(player)))
            ended = asyncio.create_task(self.ending.wait())
            await asyncio.wait([ended, *work], return_when=asyncio.FIRST_COMPLETED)
            for task in work:
                if task.done():
                    task.result()  # it failed
                task.cancel()
            await services.news.courier.settle()
        say("done")

    async def _deliver(self, services: Services, sender: Sender) -> None:
        while True:
            await services.news.deliver(sender)
            await asyncio.sleep(0.02)

    async def _read(self, services: Services) -> None:
        while True:
            if services.cluster is None or services.cluster.has("reading"):
                async with services.database.transaction() as connection:
                    await connection.execute("UPDATE news_feeds SET next_at = 0")
            await services.news.poll(self.clock())
            await asyncio.sleep(0.3)

    async def _play(self, player: Player) -> None:
        while True:
            await player.play()
            await asyncio.sleep(0.05)


def say(word: object) -> None:
    os.write(sys.stdout.fileno(), f"{os.getpid()} {word}\n".encode())


def main(arguments: list[str]) -> None:
    content, judge = Content.load(None), None
    judge = load_judge(content.pack, second=False)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    say("ready")
    for line in sys.stdin:
        shards, doing = line.split()
        if not os.fork():
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.alarm(LIFE)
            code = 1
            try:
                asyncio.run(Life(arguments, shards, doing).live(content, judge))
                code = 0
            finally:
                if code:
                    traceback.print_exc()
                    say("failed")
                os._exit(code)


if __name__ == "__main__":
    main(sys.argv[1:])
