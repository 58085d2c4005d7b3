"""What an idle bot holds, in how many servers, and what holds it; beside a bare client.

``python -m bench.idle_memory [--json FILE] [--quick]``. Each bot is a process of its own on a
Discord on loopback, alone in the figures: resident memory some seconds after it is ready. Each
server has 30 channels, 20 roles, 50 emojis, 5 threads and 1,000 members, and in fanbot's database a
log channel and a policy of the filter. As Discord does, the loopback tells a bot of a server's
members only if it asked for their intent. *discord.py as it comes* asks for all there is.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.common import run
from bench.gateway import Discord, client, connected, guild_id

MEMBERS = 1_000
RESTING = 3.0
"""Seconds after it is ready until a bot is looked at."""
FULL, QUICK = (0, 100, 1_000), (0, 10, 30)
KINDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "no cogs": ("empty", ()),
    "fanbot": ("fanbot", ("--no-second",)),
    "fanbot, both stages": ("fanbot", ()),
}
BY_SIZE = ("no cogs", "fanbot")
"""These are looked at in each number of servers."""


async def prepare(folder: Path, guilds: int) -> None:
    """A database in which every server has chosen something."""
    from discord_bot.moderation.model import BREACHES
    from discord_bot.services import Services
    from discord_bot.settings import Settings

    folder.mkdir(parents=True)  # noqa: ASYNC240 - nothing runs beside it
    settings = Settings(_env_file=None, database=str(folder / "bench.db"))
    now = datetime.now(UTC)
    async with Services.open(settings) as services:
        for number in range(guilds):
            own = guild_id(number)
            await services.guilds.change(own, 1, now, moderation_on=True, log_channel=own + 120)
            policies = services.moderation.policies
            await policies.change(own, 1, now, enforced=frozenset(BREACHES))


async def held(
    kind: str, options: tuple[str, ...], guilds: int, folder: Path, *, members: int = MEMBERS
) -> dict[str, Any]:
    """What a bot holds at rest, in MB, and how much it held on its way up."""
    if kind == "fanbot":
        await prepare(folder, guilds)
    async with Discord(guilds, members) as server, client(kind, server, folder, *options) as bot:
        await connected(bot, server)
        await asyncio.sleep(RESTING)
        steps = {name: moment["rss_mb"] for name, moment in bot.moments.items()}
        return bot.memory() | {"steps": steps, "children": bot.children()}


async def holders(guilds: int, folder: Path) -> dict[str, Any]:
    """Who holds what Python allocated, in a bot of its own that keeps account of it."""
    path = folder / "trace.json"
    await prepare(folder, guilds)
    options = ("--no-second", "--trace", str(path))
    async with (
        Discord(guilds, MEMBERS) as server,
        client("fanbot", server, folder, *options) as bot,
    ):
        await connected(bot, server)
        bot.ask("trace")
        await bot.read_until("trace")
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return {"guilds": guilds, **found}


async def measure(sizes: tuple[int, ...]) -> dict[str, Any]:
    results: dict[str, Any] = {"members": MEMBERS, "rows": {}}
    with tempfile.TemporaryDirectory() as folder:
        for name, (kind, options) in KINDS.items():
            for guilds in sizes if name in BY_SIZE else sizes[1:2]:
                place = Path(folder) / f"{name} {guilds}"
                results["rows"].setdefault(name, {})[guilds] = await held(
                    kind, options, guilds, place
                )
        middle = sizes[1]
        results["rows"]["discord.py as it comes"] = {
            middle: await held("usual", (), middle, Path(folder) / "usual")
        }
        results["holders"] = [await holders(middle, Path(folder) / "trace")]
    return results


if __name__ == "__main__":
    run(__doc__, measure, quick=QUICK, full=FULL)
