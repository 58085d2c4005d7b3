"""kill -9 at 200 random moments, with a Discord that fails as it likes: each story comes once."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import web

from discord_bot.storage.database import open_database
from tests.news.mortal import CHANNELS, FEEDS, MODS, PATIENCE

ROOT = Path(__file__).resolve().parents[2]
KILLS, STORIES, SEED = 200, 300, 20261126
SPEED = 300
"""Seconds of the bots' time in one of ours: retries after some seconds cost nothing."""
NONCE_WINDOW = 180
MOST_REQUESTS = 22
"""How many requests one life makes at most, notwithstanding those under way."""
SHOWN, LATER = 100, 40
"""Stories that feeds still show, and after which the next outlet tells one, too."""
FAULTS = {
    "refused": 6,
    "500 before": 6,
    "500 after": 6,
    "429": 4,
    "dropped": 6,
    "lost": 3,
    "late": 3,
}
"""Of a hundred requests, how many go wrong in which way; the last four may have done their work."""


@dataclass
class Message:
    id: int
    nonce: str
    mark: str
    at: float
    titles: list[str]
    also: list[str]


@dataclass
class Standin:
    """Feeds and channels over HTTP. Stories come out as the run goes on."""

    rng: random.Random
    told: int = 0
    shown: int = SHOWN
    channels: dict[int, list[Message]] = field(
        default_factory=lambda: {channel: [] for channel in (*CHANNELS, MODS)}
    )
    counts: Counter[str] = field(default_factory=Counter)
    came: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))

    async def feed(self, request: web.Request) -> web.Response:
        """Each story stands in one feed, and every fifth later in the next one as well."""
        if self.told and self.rng.random() < 0.1:
            raise web.HTTPInternalServerError
        feed, entries = int(request.match_info["feed"]), []
        for number in reversed(range(max(0, self.told - self.shown), self.told)):
            is_again = number % 5 == 0 and number < self.told - LATER
            if number < STORIES and (
                number % FEEDS == feed or (is_again and (number + 1) % FEEDS == feed)
            ):
                link = f"https://feed{feed}.example/{number}"
                entries.append({"id": link, "link": link, "title": f"Story {number} | {feed}"})
        return web.json_response(entries)

    async def post(self, request: web.Request) -> web.Response:
        fault = await self._fault("posts", request)
        body, now = await request.json(), float(request.headers["X-Now"])
        channel = self.channels[int(request.match_info["channel"])]
        message = next(
            (old for old in channel if old.nonce == body["nonce"] and now - old.at < NONCE_WINDOW),
            None,
        )
        if message is None:
            number = sum(map(len, self.channels.values())) + 1
            message = Message(
                number, body["nonce"], body["mark"], now, body["titles"], body["also"]
            )
            channel.append(message)
        else:
            self.counts["repeats that the nonce stopped"] += 1
        return await self._answer(fault, request, {"id": message.id})

    async def look(self, request: web.Request) -> web.Response:
        fault = await self._fault("looks", request)
        since = float(request.query["since"])
        channel = self.channels[int(request.match_info["channel"])]
        found = [{"id": m.id, "mark": m.mark} for m in channel if m.at >= since]
        return await self._answer(fault, request, found)

    async def edit(self, request: web.Request) -> web.Response:
        fault = await self._fault("edits", request)
        body, wanted = await request.json(), int(request.match_info["message"])
        for message in (message for channel in self.channels.values() for message in channel):
            if message.id == wanted:
                message.titles, message.also = body["titles"], body["also"]
        return await self._answer(fault, request, {})

    async def _fault(self, kind: str, request: web.Request) -> str:
        """What is to go wrong; what is not to be done ends here."""
        self.counts[kind] += 1
        self.came.release()
        names, weights = [*FAULTS, ""], [*FAULTS.values(), 100 - sum(FAULTS.values())]
        (fault,) = self.rng.choices(names, weights)
        if fault:
            self.counts[f"answers: {fault}"] += 1
        if fault == "500 before":
            raise web.HTTPInternalServerError
        if fault == "429":
            raise web.HTTPTooManyRequests(headers={"Retry-After": "3.5"})
        if fault == "refused":
            _hang_up(request)
        if fault == "lost":
            await asyncio.sleep(PATIENCE * 2)
            raise web.HTTPGatewayTimeout
        return fault

    async def _answer(self, fault: str, request: web.Request, answer: object) -> web.Response:
        if fault == "500 after":
            raise web.HTTPBadGateway
        if fault == "dropped":
            _hang_up(request)
        if fault == "late":
            await asyncio.sleep(PATIENCE * 2)
        return web.json_response(answer)


def _hang_up(request: web.Request) -> None:
    assert request.transport is not None
    request.transport.abort()
    raise web.HTTPServiceUnavailable


@asynccontextmanager
async def served(standin: Standin) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_get("/feeds/{feed}", standin.feed)
    app.router.add_post("/channels/{channel}", standin.post)
    app.router.add_get("/channels/{channel}", standin.look)
    app.router.add_patch("/messages/{message}", standin.edit)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


class Mortals:
    """The processes, one after another."""

    def __init__(self, process: asyncio.subprocess.Process, rng: random.Random) -> None:
        self._process, self._rng = process, rng
        self._offset = 0.0
        self.pid = process.pid
        self.unborn = 0

    @classmethod
    @asynccontextmanager
    async def open(cls, database: Path, server: str, rng: random.Random) -> AsyncIterator[Mortals]:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "tests.news.mortal", str(database), server, str(time.time()), str(SPEED)),
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        mortals = cls(process, rng)
        try:
            assert await mortals._word() == "ready"
            yield mortals
        finally:
            with suppress(ProcessLookupError):
                os.kill(mortals.pid, signal.SIGKILL)
            assert process.stdin is not None
            process.stdin.close()
            await asyncio.wait_for(process.wait(), 10)

    async def live(self, goal: int) -> None:
        """One that is let live until it is done."""
        await self._born(goal)
        assert [await self._word() for _ in range(3)] == ["up", "done", "gone"]

    async def live_and_die(self, goal: int, came: asyncio.Semaphore) -> None:
        """One that is killed: while it starts, or after some requests, and then some milliseconds.

        Requests rather than seconds, so that on a busy machine lives are as long as on an idle one.
        """
        while not came.locked():
            await came.acquire()
        pid = await self._born(goal)
        early = self._rng.random() < 0.15
        if not early:
            assert await self._word() == "up"
            with suppress(TimeoutError):
                async with asyncio.timeout(0.7):
                    for _ in range(self._rng.randrange(MOST_REQUESTS)):
                        await came.acquire()
        await asyncio.sleep(self._rng.uniform(0, 0.02))
        os.kill(pid, signal.SIGKILL)
        words = [await self._word()]
        while words[-1] != "gone":
            words.append(await self._word())
        assert "done" not in words, "it must have been at work still"
        self.unborn += early and "up" not in words

    async def _born(self, goal: int) -> int:
        assert self._process.stdin is not None
        # Between two lives some seconds pass, or minutes, or longer than a nonce is remembered.
        self._offset += self._rng.choice([0, 0, 5, 60, NONCE_WINDOW * 3])
        self._process.stdin.write(f"{self._offset} {goal}\n".encode())
        self.pid = int(await self._word())
        return self.pid

    async def _word(self) -> str:
        assert self._process.stdout is not None
        line = await asyncio.wait_for(self._process.stdout.readline(), 60)
        assert line, "the process ended by itself"
        return line.decode().strip()


@pytest.mark.slow
async def test_each_story_comes_once_whatever_is_killed_when(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rng = random.Random(SEED)
    standin, database = Standin(random.Random(rng.random())), tmp_path / "killed.db"
    goal = STORIES + STORIES // 5
    begun = time.monotonic()
    async with served(standin) as server, Mortals.open(database, server, rng) as mortals:
        for kill in range(KILLS):
            standin.told = 20 + (STORIES + LATER) * kill // KILLS
            await mortals.live_and_die(goal + 1, standin.came)
        # What no life lived to read is in the feeds still, as with a bot that was away for a day.
        standin.told = standin.shown = STORIES + LATER
        amid = sum(map(len, standin.channels.values()))
        await mortals.live(goal)
    took = time.monotonic() - begun

    async with open_database(str(database)) as opened, opened.reading() as connection:
        rows = await connection.fetch_all("SELECT * FROM news_deliveries ORDER BY delivery_id")
    stories = [row for row in rows if row["kind"] == "story"]
    unsent = [row for row in rows if row["state"] != "sent"]
    again = sum(row["attempts"] > 1 for row in stories)
    with capsys.disabled():
        posts = sum(map(len, standin.channels.values()))
        print(
            f"\n{KILLS} kills ({mortals.unborn} before the start was over) in {took:.0f} s:"
            f" {posts} posts of {STORIES} stories in {len(CHANNELS)} channels, {amid} of them amid"
            f" the kills, {again} tried more than once, {len(unsent)} unsent;"
            f" {dict(standin.counts)}"
        )
    assert len(stories) == STORIES * len(CHANNELS)
    assert unsent == []
    places = {row["message_id"]: row for row in stories}
    marks = Counter(m.mark for channel in standin.channels.values() for m in channel)
    assert set(marks.values()) == {1}
    for number in CHANNELS:
        channel = standin.channels[number]
        titles = Counter(
            title.partition(" |")[0] for message in channel for title in message.titles
        )
        assert titles == Counter(f"Story {story}" for story in range(STORIES)), number
        order = [(places[m.id]["due_at"], places[m.id]["delivery_id"]) for m in channel]
        assert order == sorted(order), number
        both = [message for message in channel if message.also]
        assert len(both) == STORIES // 5, "who else tells a story stands in its post"
