"""An installation's life from an empty folder, by the commands that the documentation gives.

Clone, ``make run`` without a token and with one, kill, back up, upgrade, break, restore: in a
folder of its own, with a clone of this repository, and with a loopback server for Discord. The
next version is this one with a migration more. To watch it: ``python -m tests.rehearsal``.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import discord

from tests.loopback_discord import LoopbackDiscord

ROOT = Path(__file__).resolve().parents[1]
TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.abcdef.abcdefghijklmnopqrstuvwxyz0"  # of 123456789012345678
NEXT = """\
-- What the version after this one might need.
CREATE TABLE rehearsals (name TEXT PRIMARY KEY);
"""
ELSEWHERE = """\
import os
try:
    import discord
except ImportError:  # nothing is installed yet
    pass
else:
    discord.http.Route.BASE = os.environ.get("REHEARSAL_DISCORD", discord.http.Route.BASE)
"""
"""A ``sitecustomize``: the bot as it is installed, with another address for Discord."""

MEMBERS = range(101, 151)


@dataclass(frozen=True)
class Stage:
    """Where it happens: ``origin`` stands for GitHub, ``home`` is the admin's folder."""

    origin: Path
    home: Path
    environment: dict[str, str]

    def sh(self, command: str, place: Path | None = None) -> str:
        """A line that somebody types, and what it printed; ``AssertionError`` if it fails."""
        done = self.typed(command, place)
        assert done.returncode == 0, f"$ {command}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def typed(self, command: str, place: Path | None = None) -> subprocess.CompletedProcess[str]:
        """A line that somebody types, whatever comes of it."""
        print(f"$ {command}", flush=True)
        return subprocess.run(
            ["bash", "-euc", command],
            cwd=place or self.home,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=900,
            check=False,
        )

    async def make_run(self, **changes: str) -> asyncio.subprocess.Process:
        """``make run``, in a group of its own like a shell's job."""
        print("$ make run", flush=True)
        return await asyncio.create_subprocess_exec(
            "make",
            "run",
            cwd=self.home,
            env=self.environment | changes,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
        )

    @asynccontextmanager
    async def running(self, server: LoopbackDiscord) -> AsyncIterator[asyncio.subprocess.Process]:
        """The bot by ``make run``, connected and well; what is left of it is killed at the end."""
        server.identified.clear()
        process = await self.make_run(REHEARSAL_DISCORD=discord.http.Route.BASE)
        try:
            connected = asyncio.create_task(server.identified.wait())
            ended = asyncio.create_task(process.wait())
            await asyncio.wait({connected, ended}, timeout=300, return_when=asyncio.FIRST_COMPLETED)
            assert connected.done(), await _said(process)
            await self.well()
            yield process
        finally:
            if process.returncode is None:
                os.killpg(process.pid, signal.SIGKILL)
            await process.communicate()

    async def well(self) -> None:
        """Wait until ``fanbot health`` says so."""
        until = time.monotonic() + 180
        while (asked := await asyncio.to_thread(self.typed, "fanbot health")).returncode:
            assert time.monotonic() < until, asked.stdout + asked.stderr
            await asyncio.sleep(1)


async def _said(process: asyncio.subprocess.Process) -> str:
    if process.returncode is None:
        os.killpg(process.pid, signal.SIGKILL)
    out, _ = await process.communicate()
    return out.decode()


def prepare(folder: Path) -> Stage:
    """Where everything is to happen. Needs git, and a clone of the repository."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    origin, home, elsewhere = folder / "origin", folder / "fanbot", folder / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "sitecustomize.py").write_text(ELSEWHERE)
    kept = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
    environment = {
        **kept,
        "PATH": f"{home}/.venv/bin:{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "PIP_NO_COMPILE": "1",  # what is run but a few times
        "PYTHONPATH": str(elsewhere),
        "FANBOT_MONITORING": f"127.0.0.1:{port}",
        "GIT_CONFIG_COUNT": "2",
        "GIT_CONFIG_KEY_0": "user.name",
        "GIT_CONFIG_VALUE_0": "fanbot",
        "GIT_CONFIG_KEY_1": "user.email",
        "GIT_CONFIG_VALUE_1": "fanbot@example.org",
    }
    return Stage(origin, home, environment)


async def try_the_demo(stage: Stage) -> None:
    """Without a token: a page that answers, Ctrl-C, and nothing is left."""
    before = {path.name for path in stage.home.iterdir()}
    process = await stage.make_run()
    try:
        assert process.stdout is not None
        said = ""
        while (address := re.search(r"http://127\.0\.0\.1:\d+\S*", said)) is None:
            line = await asyncio.wait_for(process.stdout.readline(), 900)
            assert line, said
            said += line.decode()
        async with aiohttp.ClientSession() as session, session.get(address.group()) as answer:
            assert answer.status == 200, await answer.text()
        os.killpg(process.pid, signal.SIGINT)
        await asyncio.wait_for(process.communicate(), 20)
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)
    after = {path.name for path in stage.home.iterdir()}
    assert {name for name in after - before if "egg-info" not in name} == {".venv"}


def play(stage: Stage) -> None:
    """Points that members have won, so that there is something to lose."""
    with closing(sqlite3.connect(stage.home / "fanbot.db")) as database, database:
        database.executemany(
            "INSERT INTO trivia_points (source, source_id, user_id, guild_id, question_id,"
            " category, correct, points, scored_at, board_at)"
            " VALUES ('round', 1, ?, 901, 'q', 'cast', 1, 10, 1, 1)",
            [(member,) for member in MEMBERS],
        )


def all_points_are_there(stage: Stage) -> None:
    """Nobody lost any."""
    with closing(sqlite3.connect(stage.home / "fanbot.db")) as database:
        found = database.execute("SELECT user_id FROM trivia_points ORDER BY user_id").fetchall()
    assert [member for (member,) in found] == list(MEMBERS)


async def stop(process: asyncio.subprocess.Process) -> None:
    """As a service manager does."""
    os.killpg(process.pid, signal.SIGTERM)
    await asyncio.wait_for(process.communicate(), 30)


async def release(stage: Stage) -> None:
    """Publish the next version."""
    migrations = stage.origin / "discord_bot/storage/migrations"
    number = len(list(migrations.glob("*.sql"))) + 1
    (migrations / f"{number:04d}_rehearsal.sql").write_text(NEXT)
    stage.sh("git add --all && git commit --quiet --message 'The next version'", stage.origin)


async def live(stage: Stage, server: LoopbackDiscord) -> None:
    """From the token to a restored backup."""
    stage.sh("cp .env.example .env")
    env = stage.home / ".env"
    env.write_text(env.read_text().replace("DISCORD_TOKEN=\n", f"DISCORD_TOKEN={TOKEN}\n"))
    async with stage.running(server) as process:
        await stop(process)
    play(stage)

    async with stage.running(server) as process:
        os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
    all_points_are_there(stage)
    async with stage.running(server) as process:
        await asyncio.to_thread(stage.sh, "fanbot db backup kept.db")
        refused = await asyncio.to_thread(stage.typed, "fanbot db restore kept.db")
        assert refused.returncode == 1, "a database in use is left alone"
        assert "in use" in refused.stderr, refused.stderr
        await stop(process)

    await release(stage)
    await asyncio.to_thread(stage.sh, "git pull --quiet && make install")
    async with stage.running(server) as process:
        await stop(process)
    assert list(stage.home.glob("fanbot.db.before-*")), "the database was copied first"
    assert "_rehearsal at " in (status := stage.sh("fanbot db status"))
    assert "pending: nothing" in status
    all_points_are_there(stage)

    (stage.home / "fanbot.db").write_bytes(b"a disk that dreams " * 4096)
    broken = await asyncio.to_thread(stage.typed, "make run")
    assert broken.returncode != 0
    assert "Traceback" not in broken.stdout + broken.stderr
    stage.sh("fanbot db restore kept.db")
    async with stage.running(server) as process:
        await stop(process)
    all_points_are_there(stage)


async def rehearse(folder: Path) -> None:
    """Live through it all in an empty ``folder``. Raises ``AssertionError`` at the first fault."""
    async with LoopbackDiscord() as server:
        stage = prepare(folder)
        stage.sh(f"git clone --quiet '{ROOT}' origin", folder)
        # What is checked out may be no branch, as in CI, and nobody could pull that.
        stage.sh("git checkout --quiet -B main", stage.origin)
        stage.sh("git clone --quiet origin fanbot", folder)
        await try_the_demo(stage)
        await live(stage, server)
    print("Everything went as the documentation says.")


def main() -> None:
    """Rehearse in a temporary folder, and take it away."""
    folder = Path(tempfile.mkdtemp(prefix="fanbot-rehearsal-"))
    try:
        asyncio.run(rehearse(folder))
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
