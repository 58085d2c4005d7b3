"""The whole way of a message: gateway in, verdict, action out; beside discord.py's empty handler.

``python -m bench.message_path [--json FILE] [--quick]``. Each bot is a process of its own on a
gateway on loopback, and gets the same messages. *Added* is the processor time an ordinary message
takes in fanbot beyond what it takes in the empty handler, in a row and at an even pace. Of messages
that are breaches, the time from the gateway to Discord's order to delete; beside it a bot that
deletes by a list of five words and keeps no record.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.common import ordinary_talk, run
from bench.gateway import (
    Client,
    Connection,
    Discord,
    client,
    connected,
    guild_id,
    message,
    talk,
)

GUILDS = 10
BOTS = ("empty", "fanbot")
PACE = 200
"""Messages a second in the even part: a bot of some thousand servers."""
NEAR = 0.3
BREACH = "you are a disgusting pathetic freak and everybody here hates you"


@dataclass(frozen=True)
class Sizes:
    """How much of each; in a row, at an even pace, and breaches."""

    rounds: int
    row: int
    paced: int
    breaches: int


FULL, QUICK = Sizes(3, 3000, 800, 150), Sizes(2, 500, 100, 20)


async def prepare(folder: Path) -> None:
    """A database in which every server has the filter on, with all it can act upon."""
    from discord_bot.moderation.model import BREACHES
    from discord_bot.services import Services
    from discord_bot.settings import Settings

    folder.mkdir(parents=True)  # noqa: ASYNC240 - nothing runs beside it
    settings = Settings(_env_file=None, database=str(folder / "bench.db"))
    now = datetime.now(UTC)
    async with Services.open(settings) as services:
        for number in range(GUILDS):
            own = guild_id(number)
            await services.guilds.change(own, 1, now, moderation_on=True)
            policies = services.moderation.policies
            await policies.change(own, 1, now, enforced=frozenset(BREACHES))


def harmless_talk() -> list[str]:
    """Everyday messages that the filter lets pass, which is what an ordinary message is here.

    A false alarm costs what a breach does, and is counted where the filter is measured. Those that
    are near one are left out, too: what was said before may be what makes it one.
    """
    from discord_bot.moderation.loading import load_judge
    from discord_bot.moderation.model import Post
    from discord_bot.packs import load_pack

    judge = load_judge(load_pack(), second=False)
    return [text for text in ordinary_talk() if judge.first(Post(text)).confidence < NEAR]


async def cases(folder: Path) -> int:
    """How many cases the bot has opened."""
    from discord_bot.storage.database import open_database

    async with open_database(str(folder / "bench.db")) as database, database.reading() as reading:
        row = await reading.fetch_one("SELECT COUNT(*) AS found FROM moderation_cases")
    assert row is not None
    return int(row["found"])


@dataclass
class Bot:
    process: Client
    connection: Connection


async def added(
    bots: dict[str, Bot], texts: list[str], sizes: Sizes, *, pace: int | None
) -> dict[str, list[float]]:
    """Microseconds of processor time a message of each bot in each round, turn by turn."""
    spent: dict[str, list[float]] = {name: [] for name in bots}
    count = sizes.row if pace is None else sizes.paced
    for number in range(-1, sizes.rounds):  # the first is for getting warm
        said = talk(texts, count, guilds=GUILDS, seed=number)
        for name, bot in bots.items():
            frames = [bot.connection.frame("MESSAGE_CREATE", item) for item in said]
            before = bot.process.cpu()
            began = time.perf_counter()
            for at, frame in enumerate(frames):
                if pace is not None:
                    await asyncio.sleep(max(0.0, began + at / pace - time.perf_counter()))
                await bot.connection.send(frame)
            await bot.connection.settled()
            if number >= 0:
                spent[name].append((bot.process.cpu() - before) / count * 1e6)
    return spent


def compared(spent: dict[str, list[float]]) -> dict[str, Any]:
    """Medians, and of each round what fanbot adds, by what the empty one takes."""
    shares = [
        (ours - empty) / empty for ours, empty in zip(spent["fanbot"], spent["empty"], strict=True)
    ]
    return {
        "us": {name: round(statistics.median(values), 1) for name, values in spent.items()},
        "added_share": round(statistics.median(shares), 2),
        "added_shares": [round(share, 2) for share in sorted(shares)],
    }


async def until_deleted(bot: Bot, server: Discord, count: int) -> dict[str, float]:
    """Milliseconds from the gateway to the order to delete, one message after another."""
    times = []
    waiting: dict[str, asyncio.Future[float]] = {}

    def deleted(identity: str) -> None:
        if identity in waiting and not waiting[identity].done():
            waiting[identity].set_result(time.perf_counter())

    server.on_delete = deleted
    for number in range(count):
        # Each by another member in another channel, so that neither Discord's limits nor a
        # repeat's record are what is measured.
        said = message(number % GUILDS, 10 + number % 20, 1000 + number, f"{BREACH} {number}")
        waiting[said["id"]] = asyncio.get_running_loop().create_future()
        frame = bot.connection.frame("MESSAGE_CREATE", said)
        began = time.perf_counter()
        await bot.connection.send(frame)
        async with asyncio.timeout(30):
            times.append(await waiting[said["id"]] - began)
        await asyncio.sleep(0.02)
    cuts = statistics.quantiles(times, n=100)
    return {"p50_ms": round(cuts[49] * 1e3, 2), "p99_ms": round(cuts[98] * 1e3, 2)}


async def measure(sizes: Sizes) -> dict[str, Any]:
    results: dict[str, Any] = {"pace": PACE, "rounds": sizes.rounds, "guilds": GUILDS}
    texts = harmless_talk()  # takes long, in which a bot must not wait for an answer
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        await prepare(place / "fanbot")
        async with Discord(GUILDS) as server, AsyncExitStack() as stack:
            bots: dict[str, Bot] = {}
            for kind in (*BOTS, "deleter"):
                # The second stage is left out: what it costs is told by the filter's own figures.
                options = ["--no-second"] if kind == "fanbot" else []
                process = await stack.enter_async_context(
                    client(kind, server, place / kind, *options)
                )
                bots[kind] = Bot(process, await connected(process, server))
            both = {kind: bots[kind] for kind in BOTS}
            results["in a row"] = compared(await added(both, texts, sizes, pace=None))
            results["at an even pace"] = compared(await added(both, texts, sizes, pace=PACE))
            results["cases_of_ordinary_messages"] = await cases(place / "fanbot")
            results["until deleted"] = {
                kind: await until_deleted(bots[kind], server, sizes.breaches)
                for kind in ("deleter", "fanbot")
            }
    return results


if __name__ == "__main__":
    run(__doc__, measure, quick=QUICK, full=FULL)
