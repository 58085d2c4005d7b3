"""Disks that fail, fill up or are slow, under a database that is in use."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest

from discord_bot.errors import StorageError
from discord_bot.operations.timed import TimedDatabase
from discord_bot.storage.database import Database
from discord_bot.storage.sqlite import SqliteDatabase

_LIMIT = 512 * 1024
"""Bytes beyond which no file of this process is written while a disk fails."""
SMALL = 24
"""Megabytes of a disk that is soon full."""


def _file_of(database: Database) -> SqliteDatabase:
    """The database itself, without what measures it."""
    if isinstance(database, TimedDatabase):
        database = database._database
    assert isinstance(database, SqliteDatabase)
    return database


async def write_in_bulk(database: Database, length: int) -> None:
    """One row of so many characters."""
    async with database.transaction() as connection:
        await connection.execute("CREATE TABLE IF NOT EXISTS filling (text TEXT)")
        await connection.execute("INSERT INTO filling VALUES (:text)", {"text": "x" * length})


async def clear_log(database: Database) -> None:
    """Bring SQLite's write-ahead log into the file, so that the next write asks for new room."""
    cursor = await _file_of(database)._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    await cursor.close()


@asynccontextmanager
async def failing(database: Database) -> AsyncIterator[None]:
    """Every write fails, and SQLite says ``disk I/O error``; reading goes on.

    The operating system refuses to write a file beyond a size, and the log is longer than that.
    """
    await clear_log(database)
    await write_in_bulk(database, 2 * _LIMIT)
    usual, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (_LIMIT, most))
    try:
        with pytest.raises(StorageError, match="The disk failed"):
            await write_in_bulk(database, 10)
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (usual, most))


@contextmanager
def small_disk(where: Path) -> Iterator[Path]:
    """A file system of ``SMALL`` megabytes. Skips where this user may not make one."""
    where.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SMALL}m", "fanbot-test", where],
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        pytest.skip(f"a small file system can't be made here: {made.stderr.strip()}")
    try:
        yield where
    finally:
        subprocess.run(["umount", "--lazy", where], check=True)


@asynccontextmanager
async def full(database: Database, disk: Path) -> AsyncIterator[None]:
    """Not one byte more fits on ``disk``, on which ``database`` is."""
    await clear_log(database)
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        file.write(b"\0" * shutil.disk_usage(disk).free)
        os.fsync(file)
    with pytest.raises(StorageError, match="is full"):
        await write_in_bulk(database, 10)
    yield
    filler.unlink()


@asynccontextmanager
async def slow(database: Database, seconds: float) -> AsyncIterator[None]:
    """Every statement keeps its connection's thread for so long, as a slow disk does."""
    file = _file_of(database)
    connections = (file._writer, *file._readers)
    for connection in connections:
        await connection.set_trace_callback(lambda _: time.sleep(seconds))
    yield
    for connection in connections:
        await connection.set_trace_callback(None)
