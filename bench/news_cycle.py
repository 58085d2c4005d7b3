"""A round over 1,000 feeds of as many hosts on loopback, of which 950 have nothing new.

Beside it, in the same run, the bot that is quickly written: aiohttp and feedparser in the event
loop, 20 at once, asking for everything each time. Each is a process of its own, and so is the
server.
``python -m bench.news_cycle [--json FILE] [--quick]``
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import aiohttp
import feedparser
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

FEEDS = int(os.environ.get("BENCH_FEEDS", "1000"))
"""How many; ``--quick`` hands its processes fewer."""
ENTRIES = 20
CHANGING = max(1, FEEDS // 20)
BEAT = 0.002
"""Seconds between two looks at whether the event loop still turns."""
BEGIN = datetime(2026, 5, 4, 12, tzinfo=UTC)
WORDS = (
    "actor album apology archive award ballet bakery band beach bill boat book border bridge "
    "budget cabinet camera castle chef choir circus city coach comedy concert council court "
    "cricket crowd dancer debut director drama drought election engine festival film final fire "
    "flood forest friend garden gallery goal guitar harbour history hotel island jacket judge "
    "kitchen lake law letter library market mayor medal minister mountain museum novel office "
    "opera palace park pilot planet poet police port premiere prize queen record report river "
    "road school season series singer stage star storm street studio summer team theatre ticket "
    "tour town train trial union valley village voice weather wedding winter writer zoo"
).split()


# --- the server ---------------------------------------------------------------------------------


def document(feed: int, newest: int) -> str:
    """A feed as outlets have them: one entry in twenty is of the show."""

    def item(number: int) -> str:
        rng = random.Random(feed * 10_000 + number)
        at = format_datetime(BEGIN + timedelta(hours=number - ENTRIES))
        title = " ".join(rng.sample(WORDS, 8)).capitalize()
        if number % ENTRIES == feed % ENTRIES or number > ENTRIES:
            title = f"Heartstopper {' '.join(rng.sample(WORDS, 7))}"
        summary = " ".join(rng.choices(WORDS, k=90))
        return (
            f"<item><guid>f{feed}-{number}</guid><title>{title}</title>"
            f"<link>https://f{feed}.example/{number}</link><pubDate>{at}</pubDate>"
            f"<description><![CDATA[<p>{summary}</p><p><a href='/{number}'>More</a></p>]]>"
            "</description></item>"
        )

    items = "".join(item(number) for number in range(newest, newest - ENTRIES, -1))
    return f"<rss version='2.0'><channel><title>Feed {feed}</title>{items}</channel></rss>"


class Feeds:
    """The first ``CHANGING`` feeds say something new in each round."""

    def __init__(self) -> None:
        self.round = 0
        self.count: dict[str, int] = {"requests": 0, "unchanged": 0, "bytes": 0}

    async def feed(self, request: web.Request) -> web.Response:
        feed = int(request.host[1:].partition(".")[0])
        newest = ENTRIES + (self.round if feed < CHANGING else 0)
        tag = f'"{newest}"'
        self.count["requests"] += 1
        if request.headers.get("If-None-Match") == tag:
            self.count["unchanged"] += 1
            return web.Response(status=304, headers={"ETag": tag})
        body = document(feed, newest).encode()
        self.count["bytes"] += len(body)
        return web.Response(body=body, content_type="application/rss+xml", headers={"ETag": tag})

    async def turn(self, request: web.Request) -> web.Response:
        """Begin a round; answers with what was asked in the one before."""
        before, self.count = self.count, dict.fromkeys(self.count, 0)
        self.round = int(request.query["round"])
        return web.json_response(before)


def serve() -> None:
    async def run() -> None:
        feeds, app = Feeds(), web.Application()
        app.add_routes([web.get("/feed", feeds.feed), web.get("/turn", feeds.turn)])
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0, backlog=2048)
        await site.start()
        print(runner.addresses[0][1], flush=True)
        await asyncio.Event().wait()

    asyncio.run(run())


class Loopback(AbstractResolver):
    """Every name is this machine."""

    async def resolve(self, host: str, port: int = 0, family: Any = 0) -> list[ResolveResult]:  # noqa: ARG002
        found = {"hostname": host, "host": "127.0.0.1", "port": port, "family": 2}
        return [ResolveResult(proto=0, flags=0, **found)]  # type: ignore[typeddict-item]

    async def close(self) -> None:
        pass


# --- the two ------------------------------------------------------------------------------------

Round = Callable[[], Awaitable[int]]


@asynccontextmanager
async def fanbot(port: int) -> AsyncIterator[Round]:
    """All of fanbot but Discord: fetch, read, judge, sort, and write the outbox."""
    from functools import partial

    from discord_bot.news.clustering.index import StoryIndex
    from discord_bot.news.clustering.links import canonical
    from discord_bot.news.clustering.names import Names
    from discord_bot.news.fetching.fetcher import Fetcher
    from discord_bot.news.ports import Tools, Workshop
    from discord_bot.news.reading.reader import Reader
    from discord_bot.newsroom import news_judge
    from discord_bot.packs import load_pack
    from discord_bot.services import Services, settle
    from discord_bot.settings import Settings

    pack = load_pack()

    @asynccontextmanager
    async def tools() -> AsyncIterator[Tools]:
        async with (
            Fetcher.open(
                allowed_hosts=frozenset({"*.example"}), user_agent="bench", resolver=Loopback()
            ) as fetcher,
            Reader.open() as reader,
        ):
            yield Tools(fetcher, reader, news_judge(pack, None))

    workshop = Workshop(tools, partial(StoryIndex, Names.from_pack(pack)), canonical)
    now = BEGIN

    with tempfile.TemporaryDirectory() as directory:
        settings = Settings(_env_file=None, database=str(Path(directory) / "bench.db"))
        async with Services.open(settings, clock=lambda: now, workshop=workshop) as services:
            for feed in range(FEEDS):
                url = f"http://f{feed}.example:{port}/feed"
                guild = feed // 50 + 1
                await services.news.follow.follow(guild, 1, guild, now, url=url)

            settle()  # as the bot does when it starts

            async def one() -> int:
                nonlocal now
                now += timedelta(days=1)
                report = await services.news.poll(now)
                assert report.read + report.unchanged == FEEDS, report
                return report.taken.entries

            yield one


@asynccontextmanager
async def naive(port: int) -> AsyncIterator[Round]:
    """What is quickly written, and remembers ids in memory alone."""
    seen: set[str] = set()
    gate = asyncio.Semaphore(20)
    connector = aiohttp.TCPConnector(resolver=Loopback())
    async with aiohttp.ClientSession(connector=connector) as session:

        async def read(feed: int) -> int:
            async with gate, session.get(f"http://f{feed}.example:{port}/feed") as response:
                entries = feedparser.parse(await response.read()).entries
            new = {entry.id for entry in entries} - seen
            seen.update(new)
            return len(new)

        async def one() -> int:
            return sum(await asyncio.gather(*(read(feed) for feed in range(FEEDS))))

        yield one


CONTESTANTS = {"fanbot": fanbot, "aiohttp + feedparser": naive}


# --- measuring ----------------------------------------------------------------------------------


@dataclass
class Stalls:
    """How long the event loop did nothing else, at the longest, in seconds.

    ``wall`` counts other programs of a busy machine in; ``busy`` is the loop's own work alone.
    """

    wall: float = 0.0
    busy: float = 0.0


@asynccontextmanager
async def stalls() -> AsyncIterator[Stalls]:
    found = Stalls()

    async def beat() -> None:
        while True:
            began, busy = time.perf_counter(), time.thread_time()
            await asyncio.sleep(BEAT)
            found.wall = max(found.wall, time.perf_counter() - began - BEAT)
            found.busy = max(found.busy, time.thread_time() - busy)

    task = asyncio.create_task(beat())
    try:
        yield found
    finally:
        task.cancel()


def cpu() -> float:
    """Seconds of this process and of those that it started and that have ended."""
    own, others = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


def worker_cpu() -> float:
    """Seconds of the processes that this one started and that run still."""
    total = 0.0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == _PID:
            total += (int(fields[11]) + int(fields[12])) / _TICKS
    return total


_PID = int(Path("/proc/self").resolve().name) if Path("/proc/self").exists() else 0
_TICKS = 100


def memory() -> float:
    """The most that this process ever took, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def measure(name: str, port: int) -> dict[str, Any]:
    results: dict[str, Any] = {}
    async with CONTESTANTS[name](port) as one, aiohttp.ClientSession() as session:
        resting = memory()

        async def turn(number: int) -> dict[str, int]:
            url = f"http://127.0.0.1:{port}/turn?round={number}"
            async with session.get(url) as response:
                found: dict[str, int] = await response.json()
                return found

        for number, label in enumerate(("first", "second", "third")):
            await turn(number)
            before, began = cpu() + worker_cpu(), time.perf_counter()
            async with stalls() as found:
                new = await one()
            wall = time.perf_counter() - began
            results[label] = {
                "wall_s": round(wall, 2),
                "cpu_s": round(cpu() + worker_cpu() - before, 2),
                "longest_stall_ms": round(found.wall * 1000, 1),
                "of_it_own_work_ms": round(found.busy * 1000, 1),
                "new_entries": new,
                **await turn(number),
                "peak_mb": round(memory()),
                "peak_mb_before": round(resting),
            }
    return results


@contextmanager
def server() -> Any:
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.news_cycle", "--serve"], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--serve", action="store_true")
    parser.add_argument("--one", choices=CONTESTANTS)
    parser.add_argument("--port", type=int)
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    if options.quick:
        os.environ["BENCH_FEEDS"] = "40"
    if options.serve:
        serve()
        return
    if options.one:
        print(json.dumps(asyncio.run(measure(options.one, options.port))))
        return
    results: dict[str, Any] = {
        "python": platform.python_version(),
        "feeds": int(os.environ.get("BENCH_FEEDS", FEEDS)),
    }
    for name in CONTESTANTS:
        with server() as port:
            command = [sys.executable, "-m", "bench.news_cycle", "--one", name, "--port", str(port)]
            done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        results[name] = json.loads(done.stdout)
    text = json.dumps(results, indent=2)
    print(text)
    if options.json:
        options.json.write_text(text)


if __name__ == "__main__":
    main()
