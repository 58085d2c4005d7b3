"""A network of 2,000 servers on one PostgreSQL: processes that are killed, and what many do.

First four processes deliver stories and play games while two at a time are killed at random and
started anew; everything is then held against what members were shown. Then deliveries and answers
a second of one, two and four processes, on a Discord that takes everything at once.
``python -m bench.cluster [--guilds N] [--feeds N] [--stories N] [--kills N] [--json FILE]``

A throwaway PostgreSQL is made for it, with the settings of a Debian package but for its socket.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import random
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import asyncpg

from discord_bot.storage.database import open_database
from tests.cluster.network import (
    CHANNELS,
    Campaign,
    Discord,
    Plan,
    Zygote,
    open_deliveries,
    prepare,
)

FEEDS = 100
PROCESSES = (1, 2, 4)
SHARDS = 4
MEASURED_STORIES = 200
SECONDS = 8.0


@contextmanager
def postgres() -> Iterator[str]:
    """A PostgreSQL of its own that keeps what it confirms, as in use."""
    binaries = max(Path("/usr/lib/postgresql").glob("*/bin"))
    user = "postgres" if os.geteuid() == 0 else None
    directory = Path(tempfile.mkdtemp(prefix="fanbot-bench-"))
    if user:
        shutil.chown(directory, user)

    def run(tool: str, *arguments: str) -> None:
        command = [str(binaries / tool), "--pgdata", str(directory / "data"), *arguments]
        subprocess.run(command, check=True, user=user, cwd=directory, stdout=subprocess.DEVNULL)

    run("initdb", "--auth=trust", "--username=fanbot", "--encoding=UTF8")
    options = f"-k {directory} -c listen_addresses=''"
    run("pg_ctl", "--wait", "--log", str(directory / "log"), "--options", options, "start")
    try:
        yield f"postgresql://fanbot@/{{name}}?host={directory}"
    finally:
        run("pg_ctl", "--mode=immediate", "stop")
        shutil.rmtree(directory)


def cpu_seconds(pids: Iterable[int]) -> float:
    """CPU time that processes have had; unlike the clock it does not depend on who else works."""
    ticks = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def backends(server: str) -> list[int]:
    """PostgreSQL's own processes."""
    directory = Path(server.partition("?host=")[2])
    parent = (directory / "data" / "postmaster.pid").read_text().split()[0]
    found = subprocess.run(["pgrep", "-P", parent], capture_output=True, text=True, check=True)
    return [int(parent), *map(int, found.stdout.split())]


async def new_database(server: str, name: str) -> str:
    connection = await asyncpg.connect(server.format(name="postgres"))
    try:
        await connection.execute(f"CREATE DATABASE {name}")
    finally:
        await connection.close()
    return server.format(name=name)


async def kill(server: str, plan: Plan) -> dict[str, Any]:
    """The campaign, and what became of it."""
    address = await new_database(server, "killed")
    async with Campaign.open(address, plan) as campaign:
        await campaign.run()
        return asdict(await campaign.result())


async def measure(server: str, guilds: int, processes: int) -> dict[str, float]:
    """Deliveries a second: all of them are due when the processes begin."""
    address = await new_database(server, f"measured_{processes}")
    started = time.time()
    discord = Discord(FEEDS, random.Random(1))
    async with discord.serving() as url, open_database(address) as database:
        await prepare(address, url, guilds, FEEDS, started, 1.0)
        discord.told = MEASURED_STORIES
        zygote = Zygote(address, url, started, 1.0, SHARDS)
        try:
            await zygote.ready()
            # A process that only reads plans everything, and ends.
            whole = ",".join(map(str, range(SHARDS)))
            await zygote.start(whole, "plan")
            due = guilds * CHANNELS * MEASURED_STORIES // FEEDS
            for _ in range(3000):
                if await open_deliveries(database) >= due:
                    break
                await asyncio.sleep(0.2)
            zygote.send(whole, signal.SIGTERM)
            await zygote.done()
            waiting = await open_deliveries(database)
            each = SHARDS // processes
            for first in range(0, SHARDS, each):
                await zygote.start(",".join(map(str, range(first, first + each))), "measure")
            bots = list(zygote.pids.values())
            servers = backends(server)
            before, began = await open_deliveries(database), time.perf_counter()
            spent = -cpu_seconds(bots), -cpu_seconds(servers)
            await asyncio.sleep(SECONDS)
            after, ended = await open_deliveries(database), time.perf_counter()
            done = before - after
            return {
                "waiting": waiting,
                "deliveries_per_second": done / (ended - began),
                "bot_cpu_ms": (spent[0] + cpu_seconds(bots)) * 1000 / done,
                "postgresql_cpu_ms": (spent[1] + cpu_seconds(servers)) * 1000 / done,
            }
        finally:
            zygote.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--guilds", type=int, default=2000)
    parser.add_argument(
        "--feeds",
        type=int,
        default=FEEDS,
        help="of the campaign: each story goes to the channels that follow its feed",
    )
    parser.add_argument("--stories", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--pause", type=float, default=20.0, help="seconds between two kills")
    parser.add_argument("--skip-kills", action="store_true")
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    options = parser.parse_args()
    plan = Plan(
        guilds=options.guilds,
        feeds=options.feeds,
        stories=options.stories,
        kills=options.kills,
        seed=20261126,
        pause=options.pause,
        patience=1800.0,
    )
    found: dict[str, Any] = {"plan": asdict(plan), "load": os.getloadavg()}
    with postgres() as server:
        if not options.skip_kills:
            found["killed"] = asyncio.run(kill(server, plan))
            print(json.dumps(found["killed"], indent=2))
        print(f"{options.guilds} servers, Python {platform.python_version()}")
        for processes in PROCESSES:
            row = asyncio.run(measure(server, options.guilds, processes))
            found[f"{processes} processes"] = row
            print(
                f"{processes} processes: {row['deliveries_per_second']:.0f} deliveries/s,"
                f" each {row['bot_cpu_ms']:.1f} ms of CPU in fanbot and"
                f" {row['postgresql_cpu_ms']:.1f} ms in PostgreSQL"
            )
    if options.json is not None:
        options.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
