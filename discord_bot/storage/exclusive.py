"""One process at a time: whoever runs the bot, migrates or restores holds the database's lock.

The lock dies with its process, so a crash leaves nothing to clean up. Commands that only read, and
backups, do without it.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from discord_bot.errors import StorageError
from discord_bot.storage.address import SqliteAddress, parse_address


@asynccontextmanager
async def exclusive(address: str) -> AsyncIterator[None]:
    """Hold the lock of the database at ``address`` for one block.

    Raises ``StorageError`` at once when another process, or another block, holds it; the sentence
    names the holder where it is known. A temporary database needs no lock.
    """
    place = parse_address(address)
    if isinstance(place, SqliteAddress):
        if place.path is None:
            yield
            return
        with _file_lock(place.path):
            yield
    else:
        from discord_bot.storage.postgres import advisory_lock

        async with advisory_lock(place):
            yield


@contextmanager
def _file_lock(database: Path) -> Iterator[None]:
    path = database.with_name(database.name + ".lock")
    lock = FileLock(path, timeout=0, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        raise StorageError(
            f"The database {database} is in use by another fanbot process{_holder(path)}; "
            "stop that one first."
        ) from None
    except OSError as error:
        raise StorageError(
            f"The lock file {path} cannot be made ({error.strerror}); name a place for the "
            "database that exists and that the bot's user has the right to write to."
        ) from error
    try:
        _note(path, str(os.getpid()))
        yield
    finally:
        _note(path, "")
        lock.release()


def _note(path: Path, text: str) -> None:
    """Write who holds the lock into its file; on Windows nobody can while it is locked."""
    with suppress(OSError):
        path.write_text(text, encoding="ascii")


def _holder(path: Path) -> str:
    try:
        pid = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""
    return f" (pid {pid})" if pid.isdigit() else ""
