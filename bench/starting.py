"""From a process's beginning to a bot that is ready, and in which steps; beside a bare client.

``python -m bench.starting [--json FILE] [--quick]``. ``fanbot run`` on a Discord on loopback, with
a database that it has made before (and once without), and the same client of discord.py with no
cogs, turn by turn. Two seconds of each are discord.py's: so long it waits whether another server
comes. Both stages of the filter are there, as ``make transformer`` installs them, and once without.
"""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path
from typing import Any

from bench.common import run
from bench.gateway import Discord, client

GUILDS, MEMBERS = 100, 100
ROUNDS, QUICK_ROUNDS = 3, 1
STEPS = ("begun", "imported", "opened", "logged in", "cogs loaded", "ready")
KINDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "no cogs": ("empty", ()),
    "fanbot": ("fanbot", ("--no-second",)),
    "fanbot, both stages": ("fanbot", ()),
}


async def start(kind: str, options: tuple[str, ...], server: Discord, folder: Path) -> Any:
    """Seconds to each step, and of the processor to the last."""
    async with client(kind, server, folder, *options) as bot:
        await bot.read_until("ready")
        await server.arrived.get()
        found = {
            step: round(bot.moments[step]["at"] - bot.began, 3)
            for step in STEPS
            if step in bot.moments
        }
        return found | {"cpu": round(bot.cpu(), 3)}


async def measure(rounds: int) -> dict[str, Any]:
    results: dict[str, Any] = {"guilds": GUILDS, "rounds": rounds}
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        async with Discord(GUILDS, MEMBERS) as server:
            results["the very first"] = await start("fanbot", (), server, place / "fanbot")
            starts: dict[str, list[dict[str, float]]] = {name: [] for name in KINDS}
            for _ in range(rounds):
                for name, (kind, options) in KINDS.items():
                    starts[name].append(await start(kind, options, server, place / kind))
    results["starts"] = starts
    results["median"] = {
        name: {step: round(statistics.median(one[step] for one in rows), 2) for step in rows[0]}
        for name, rows in starts.items()
    }
    return results


if __name__ == "__main__":
    run(__doc__, measure, quick=QUICK_ROUNDS, full=ROUNDS)
