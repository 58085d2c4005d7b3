"""One bot in a process of its own, connected to a Discord on loopback: see ``bench.gateway``.

``python -m bench.client KIND ADDRESS [--no-second] [--trace FILE] [--profile FILE]``. Kinds:

- ``fanbot``: the command ``fanbot run`` as it is;
- ``empty``: the same client of discord.py (intents, caches), whose ``on_message`` does nothing;
- ``deleter``: the same with the smallest filter there is: a word list that deletes what it finds;
- ``usual``: discord.py as it comes, with all intents and all caches.

It tells of its way up on standard output, a line of JSON for each moment. A line ``trace`` on its
standard input has it write down what holds its memory, ``profile`` begins and ``report`` ends a
profile.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import sys
import threading
import time
import tracemalloc
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any, TextIO

_OWN = Path(__file__).resolve().parents[1]
DELETED_WORDS = ("disgusting", "pathetic", "idiot", "moron", "freak")
FRAMES = 6
"""How many frames tell who asked for memory."""
KINDS = ("fanbot", "empty", "deleter", "usual")
_out: list[TextIO] = []


def tell(name: str, **facts: Any) -> None:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    held = pages * os.sysconf("SC_PAGESIZE") / 2**20
    said = {"name": name, "at": time.monotonic(), "rss_mb": round(held, 1), **facts}
    print(json.dumps(said), file=_out[0], flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("address")
    parser.add_argument("--no-second", action="store_true")
    parser.add_argument("--trace", type=Path)
    parser.add_argument("--profile", type=Path)
    options = parser.parse_args()
    # What the bot prints must not be taken for what is told here.
    _out.append(os.fdopen(os.dup(1), "w"))
    os.dup2(2, 1)
    tell("begun")
    if options.no_second:
        sys.modules["onnxruntime"] = None  # type: ignore[assignment]
    import discord

    discord.http.Route.BASE = options.address
    if options.trace or options.profile:
        listen(options)
    if options.kind == "fanbot":
        run_fanbot(traced=options.trace is not None)
    else:
        run_peer(options.kind)


# --- fanbot -------------------------------------------------------------------------------------


def run_fanbot(*, traced: bool) -> None:
    """``fanbot run``, which tells in between how far it is.

    Account is kept of memory from when all modules are there: with them, it would take minutes.
    """
    from discord_bot import cli
    from discord_bot.bot import FanBot

    made, hook = FanBot.__init__, FanBot.setup_hook

    def init(self: FanBot, services: Any) -> None:
        tell("opened")
        made(self, services)

    async def setup_hook(self: FanBot) -> None:
        tell("logged in")
        await hook(self)
        tell("cogs loaded")

    async def on_ready(self: FanBot) -> None:
        tell("ready", guilds=len(self.guilds))

    FanBot.__init__ = init  # type: ignore[method-assign]
    FanBot.setup_hook = setup_hook  # type: ignore[method-assign]
    FanBot.on_ready = on_ready  # type: ignore[attr-defined]
    tell("imported")
    if traced:
        tracemalloc.start(FRAMES)
    sys.argv = ["fanbot", "run"]
    cli.main()


# --- peers --------------------------------------------------------------------------------------


def run_peer(kind: str) -> None:
    import discord
    from discord.ext import commands

    intents = discord.Intents(
        guilds=True,
        guild_messages=True,
        auto_moderation_configuration=True,
        auto_moderation_execution=True,
        message_content=True,
    )
    lean = {
        "command_prefix": commands.when_mentioned,
        "help_command": None,
        "intents": intents,
        "member_cache_flags": discord.MemberCacheFlags.none(),
        "chunk_guilds_at_startup": False,
        "max_messages": None,
    }
    usual = {"command_prefix": "!", "intents": discord.Intents.all()}
    words = re.compile(rf"\b(?:{'|'.join(DELETED_WORDS)})\b", re.IGNORECASE)

    class Peer(commands.AutoShardedBot):
        async def on_ready(self) -> None:
            tell("ready", guilds=len(self.guilds), members=sum(1 for _ in self.get_all_members()))

        async def on_message(self, message: discord.Message, /) -> None:
            pass

    class Deleter(Peer):
        async def on_message(self, message: discord.Message, /) -> None:
            if words.search(message.content):
                await message.delete()

    bot = (Deleter if kind == "deleter" else Peer)(**(usual if kind == "usual" else lean))
    tell("imported")
    asyncio.run(_start(bot))


async def _start(bot: Any) -> None:
    async with bot:
        await bot.start(os.environ["DISCORD_TOKEN"])


# --- looking inside -----------------------------------------------------------------------------


def listen(options: argparse.Namespace) -> None:
    """Do what standard input asks for, on a thread."""
    import discord

    profiled = Profiled()

    async def profile() -> None:
        profiled.start()

    async def report() -> None:
        profiled.stop(options.profile)

    loops: list[asyncio.AbstractEventLoop] = []
    logged_in = discord.Client.login

    async def login(self: discord.Client, token: str) -> None:
        loops.append(asyncio.get_running_loop())
        await logged_in(self, token)

    discord.Client.login = login  # type: ignore[method-assign]

    def read() -> None:
        for line in sys.stdin:
            word = line.strip()
            if word == "trace":
                trace(options.trace)
            else:
                # Its own signals reach a profile's thread alone: it begins in the loop's.
                doing = {"profile": profile, "report": report}[word]
                asyncio.run_coroutine_threadsafe(doing(), loops[0]).result()
            tell(word)

    threading.Thread(target=read, daemon=True).start()


class Profiled:
    """Where the event loop's thread spends its time, by a look each millisecond."""

    def __init__(self) -> None:
        from pyinstrument import Profiler

        self._profiler = Profiler(interval=0.001, async_mode="disabled")

    def start(self) -> None:
        self._profiler.start()

    def stop(self, path: Path) -> None:
        session = self._profiler.stop()
        frames: dict[str, float] = defaultdict(float)
        within: dict[str, float] = defaultdict(float)
        total = 0.0
        for stack, seconds in session.frame_records:
            names = [_frame(part) for part in stack]
            if names[-1].endswith("select") or "epoll" in names[-1]:
                continue
            total += seconds
            frames[names[-1]] += seconds
            for name in set(names):
                within[name] += seconds
        path.write_text(
            json.dumps(
                {
                    "seconds": round(total, 3),
                    "own": _top(frames, total),
                    "with_all_it_calls": _top(within, total),
                },
                indent=1,
            )
        )


def _frame(part: str) -> str:
    function, file, *_ = part.split("\x00")
    return f"{_place(file)}:{function}"


def _top(spent: dict[str, float], total: float, count: int = 40) -> list[dict[str, Any]]:
    ordered = sorted(spent.items(), key=lambda item: -item[1])[:count]
    return [{"where": name, "share": round(seconds / total, 4)} for name, seconds in ordered]


@cache
def _place(file: str) -> str:
    """A file's path below this project or the packages."""
    for mark in ("site-packages/", f"{_OWN}/", "/lib/python3."):
        if mark in file:
            return file.rpartition(mark)[2].removeprefix("11/")
    return file


HOLDERS = (
    # Whoever comes first in this order, in any frame that asked for the memory, holds it.
    ("modules that are imported late", ("<frozen importlib", "dataclasses.py")),
    ("servers, channels and roles, in discord.py", ("discord/state.py", "discord/guild.py")),
    ("the filter: words, rules, models", ("discord_bot/moderation/",)),
    ("the pack and its texts", ("discord_bot/pack", "discord_bot/wording", "discord_bot/content")),
    ("trivia", ("discord_bot/trivia/", "cogs/trivia/")),
    ("news", ("discord_bot/news", "cogs/news/")),
    ("commands", ("discord/app_commands/", "cogs/")),
    ("discord.py's connection", ("discord/gateway.py", "discord/http.py", "aiohttp/")),
    ("the database", ("aiosqlite/", "discord_bot/storage/")),
)


@cache
def _holder(files: tuple[str, ...]) -> str:
    places = [_place(file) for file in files]
    return next(
        (
            name
            for name, marks in HOLDERS
            if any(mark in place for place in places for mark in marks)
        ),
        "other",
    )


def trace(path: Path) -> None:
    """Write down who holds what Python allocated, in MB."""
    snapshot = tracemalloc.take_snapshot()
    held: dict[str, int] = defaultdict(int)
    files: dict[str, int] = defaultdict(int)
    # Its own values for each of a million traces would take minutes to make.
    for _, size, frames, *_ in snapshot.traces._traces:  # noqa: SLF001
        names = tuple(file for file, _ in frames)
        held[_holder(names)] += size
        files[_place(names[0])] += size
    most = sorted(files.items(), key=lambda item: -item[1])[:25]
    found = {
        "holders": {name: round(size / 1e6, 2) for name, size in held.items()},
        "files": {name: round(size / 1e6, 2) for name, size in most},
    }
    path.write_text(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
