"""Real databases: SQLite files in the test's directory, one PostgreSQL server a session."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest

from discord_bot.storage.database import Database, open_database

ROOT = Path(__file__).parents[2]

#: A role that must give this password; everyone else on the test's server is trusted.
GUARDED_ROLE, GUARDED_PASSWORD = "guarded", "tr0ub4dor-and-3"


@dataclass(frozen=True)
class PostgresServer:
    """A throwaway server that listens on a socket in its own directory alone."""

    directory: Path
    stop: Callable[[], None]
    """Ends it as an upgrade of the server does: every connection is cut."""
    start: Callable[[], None]

    def address(self, name: str, user: str = "fanbot") -> str:
        return f"postgresql://{user}@/{name}?host={self.directory}"

    async def run(self, sql: str) -> None:
        connection = await asyncpg.connect(self.address("postgres"))
        try:
            await connection.execute(sql)
        finally:
            await connection.close()


def _postgres_binaries() -> Path | None:
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return places[-1].parent if places else None


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    binaries = _postgres_binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL here: initdb is neither in PATH nor in /usr/lib/postgresql")
    user: str | None = None
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        user = "postgres"
        if user not in {entry.pw_name for entry in pwd.getpwall()}:
            pytest.skip("PostgreSQL does not run as root, and there is no user postgres")
    # A short path of its own: a socket's name may have 107 characters.
    directory = Path(tempfile.mkdtemp(prefix="fanbot-pg-"))
    try:
        if user:
            shutil.chown(directory, user)
        yield from _serve(binaries, directory, user)
    finally:
        shutil.rmtree(directory)


def _serve(binaries: Path, directory: Path, user: str | None) -> Iterator[PostgresServer]:
    data = directory / "data"

    def run(tool: str, *arguments: str) -> None:
        command = [str(binaries / tool), "--pgdata", str(data), *arguments]
        subprocess.run(
            command, check=True, user=user, cwd=directory, stdout=subprocess.DEVNULL, timeout=60
        )

    run("initdb", "--no-sync", "--auth=trust", "--username=fanbot", "--encoding=UTF8")
    rules = data / "pg_hba.conf"
    rules.write_text(f"local all {GUARDED_ROLE} scram-sha-256\n{rules.read_text()}")
    options = f"-F -k {directory} -c listen_addresses=''"
    log = str(directory / "log")

    def start() -> None:
        run("pg_ctl", "--wait", "--log", log, "--options", options, "start")

    start()
    try:
        yield PostgresServer(directory, lambda: run("pg_ctl", "--mode=fast", "stop"), start)
    finally:
        run("pg_ctl", "--mode=immediate", "stop")


_names = itertools.count(1)


@pytest.fixture
async def postgres_address(postgres_server: PostgresServer) -> AsyncIterator[str]:
    name = f"test_{next(_names)}"
    await postgres_server.run(f"CREATE DATABASE {name}")
    yield postgres_server.address(name)
    await postgres_server.run(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_address(tmp_path: Path) -> str:
    return str(tmp_path / "fanbot.db")


@pytest.fixture(params=["sqlite", "postgres"])
def address(request: pytest.FixtureRequest) -> str:
    """The address of an empty database of each dialect in turn."""
    found: str = request.getfixturevalue(f"{request.param}_address")
    return found


@pytest.fixture
async def database(address: str) -> AsyncIterator[Database]:
    async with open_database(address) as opened:
        yield opened


@pytest.fixture
def python() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts Python code in a process of its own, which is killed when the test is over."""
    started: list[subprocess.Popen[str]] = []

    def start(code: str, *arguments: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", code, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def permissions_count(tmp_path: Path) -> None:
    """Skips for a user whom file permissions do not stop, such as root in a container."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    try:
        (closed / "file").touch()
    except PermissionError:
        return
    pytest.skip("this user may write everywhere")
