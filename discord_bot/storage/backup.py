"""Backup and restore of a whole database by its address, as the command line asks for them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from discord_bot.errors import StorageError
from discord_bot.storage.address import SqliteAddress, parse_address
from discord_bot.storage.database import open_database
from discord_bot.storage.exclusive import exclusive
from discord_bot.storage.migrate import MIGRATIONS, stamp, status
from discord_bot.storage.snapshot import draft_beside, fill, put_in_place
from discord_bot.storage.transactions import finish


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did: the schema's version now, and where the replaced file was kept."""

    version: int
    kept: Path | None


async def backup(address: str, target: Path) -> int:
    """Copy the database at ``address`` to the new file ``target``; return its size in bytes.

    Works while the bot runs. Raises ``StorageError``: no database there, ``target`` exists or
    cannot be written, the database is damaged, or it is PostgreSQL's.
    """
    async with open_database(address, create=False) as database:
        await database.backup(target)
    return await asyncio.to_thread(lambda: target.stat().st_size)


async def restore(
    address: str, source: Path, *, now: datetime, directory: Path = MIGRATIONS
) -> Restored:
    """Make a copy of the backup ``source`` the database at ``address``.

    The replaced file is kept beside it as ``.before-restore-<time>``. Raises ``StorageError``, and
    changes nothing, while the database is in use, and when ``source`` is missing, damaged, newer
    than this fanbot or no fanbot database, or the database is PostgreSQL's.
    """
    place = parse_address(address)
    if not isinstance(place, SqliteAddress) or place.path is None:
        raise StorageError(
            "Only a SQLite file can be restored here; for PostgreSQL use its own pg_restore."
        )
    path = place.path
    async with exclusive(address):
        with draft_beside(path) as draft:
            await finish(asyncio.to_thread(fill, draft, source))
            version = await _version(draft, source, directory)
            kept = path.with_name(f"{path.name}.before-restore-{stamp(now)}")
            replaced = await finish(asyncio.to_thread(put_in_place, draft, path, kept))
    return Restored(version, kept if replaced else None)


async def _version(draft: Path, source: Path, directory: Path) -> int:
    try:
        async with open_database(str(draft), create=False) as database:
            found = (await status(database, directory)).version
    except StorageError as error:
        raise StorageError(f"{source} was not restored. {error}") from error
    if not found:
        raise StorageError(f"{source} holds no fanbot data; name the file of a backup.")
    return found
