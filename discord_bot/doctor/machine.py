"""The machine and the database that the bot lives on, each finding with its mend."""

from __future__ import annotations

import asyncio
import shutil
from datetime import timedelta
from http.client import HTTPException
from pathlib import Path

from discord_bot import evidence
from discord_bot.checks import Check, Level
from discord_bot.errors import StorageError
from discord_bot.monitoring_address import MonitoringAddress, ask
from discord_bot.operations.state import Status
from discord_bot.sealing import SETTING, Seal, missing
from discord_bot.storage.address import SqliteAddress, parse_address
from discord_bot.storage.database import Database, open_database
from discord_bot.storage.migrate import status
from discord_bot.storage.snapshot import damage_of

SCARCE, SPENT = 1_000_000_000, 100_000_000
"""Free bytes of a disk from which on somebody should look, and must. A backup takes as much room as
the database; the largest that was seen had 50 MB."""
LARGE_LOG = 64_000_000
"""Bytes of SQLite's write-ahead log that are too many: it is cut to 4 MB as long as the bot runs,
so a large one means that something holds an old state open, or was killed."""
SKEW = timedelta(seconds=30)
"""How far the clock may be off. Times are shown to members and decide who was first; certificates
and Discord's snowflakes bear minutes."""


def check_clock(skew: timedelta | None) -> Check:
    """What the difference to Discord's clock means; None where Discord did not tell the time."""
    if skew is None:
        return Check(Level.WARN, "clock", "could not be compared, since Discord did not answer")
    seconds = round(skew.total_seconds())
    if abs(skew) <= SKEW:
        return Check(Level.OK, "clock", f"within {SKEW.seconds} seconds of Discord's")
    where = "ahead of" if seconds > 0 else "behind"
    text = f"{abs(seconds)} seconds {where} Discord's: switch on time synchronisation (NTP)"
    return Check(Level.FAIL, "clock", f"{text}; reminders and daily posts come at wrong times")


def check_disk(path: Path, free: int) -> Check:
    """Whether there is room for the database at ``path``; ``free`` is in bytes."""
    shown = f"{free / 1e9:.1f} GB free at {path}"
    if free < SPENT:
        return Check(Level.FAIL, "disk", f"{shown}: free some space, or nothing can be written")
    if free < SCARCE:
        return Check(Level.WARN, "disk", f"{shown}: free some space before backups fail")
    return Check(Level.OK, "disk", shown)


def check_log(size: int | None) -> Check | None:
    """Whether the write-ahead log has a sound size in bytes; None where there is no such log."""
    if size is None:
        return None
    if size > LARGE_LOG:
        text = (
            f"{size / 1e6:.0f} MB: stop whatever else has the database open, then restart the bot"
        )
        return Check(Level.WARN, "write-ahead log", text)
    return Check(Level.OK, "write-ahead log", f"{size / 1e6:.1f} MB")


def check_monitoring(address: MonitoringAddress | None) -> Check:
    """What a running bot says of itself, or what else is at its address. Blocks for seconds."""
    if address is None:
        return Check(Level.WARN, "monitoring", "off: nobody notices when the bot is unwell")
    try:
        told = ask(address)
    except ConnectionRefusedError:
        return Check(Level.OK, "monitoring", f"nothing runs at {address} now")
    except (OSError, HTTPException, ValueError):
        text = f"another program is at {address}: choose another port in FANBOT_MONITORING"
        return Check(Level.FAIL, "monitoring", text)
    text = " ".join([f"the running bot is {told.status}.", *told.problems])
    level = Level.OK if told.status == Status.OK else Level.WARN
    return Check(Level.FAIL if told.status == Status.DOWN else level, "monitoring", text)


async def check_storage(address: str, seal: Seal) -> list[Check]:
    """Soundness, room and log of the database; nothing where there is none yet."""
    try:
        place = parse_address(address)
        path = place.path if isinstance(place, SqliteAddress) else None
        if isinstance(place, SqliteAddress) and (path is None or not path.exists()):
            return []
        if path is not None:
            damage = await asyncio.to_thread(damage_of, path)
            if damage is not None:
                text = f"damaged ({damage}): stop the bot and `fanbot db restore` the newest backup"
                return [Check(Level.FAIL, "database", text), _disk(path)]
        async with open_database(address, create=False, seal=seal) as database:
            found = await _sizes(database)
            if not (await status(database)).pending:
                found += [*await check_feeds(database), await check_evidence(database)]
            return found
    except StorageError:
        return []  # `check_database` says what is wrong


async def _sizes(database: Database) -> list[Check]:
    health = await database.health()
    size = f"sound, {health.size / 1e6:.1f} MB, {health.dialect} {health.server_version}"
    found = [Check(Level.OK, "data", size)]
    log = check_log(health.wal_size)
    if log is not None:
        found.append(log)
    if database.path is not None:
        found.append(_disk(database.path))
    return found


def _disk(path: Path) -> Check:
    folder = path.absolute().parent
    return check_disk(folder, shutil.disk_usage(folder).free)


async def check_feeds(database: Database) -> list[Check]:
    """The feeds that fail, each with its reason, and how many there are."""
    async with database.reading() as connection:
        rows = await connection.fetch_all(
            "SELECT name, problem FROM news_feeds WHERE failing_at IS NOT NULL ORDER BY name"
        )
        total = await connection.fetch_one("SELECT COUNT(*) AS feeds FROM news_feeds")
    assert total is not None, "a count is always a row"
    failing = [Check(Level.WARN, "feed", f"{row['name']}: {row['problem']}") for row in rows]
    return [*failing, Check(Level.OK, "feeds", f"{total['feeds']} known")]


async def check_evidence(database: Database) -> Check:
    """Whether evidence is kept as the settings say, and can be read."""
    async with database.reading() as connection:
        seal = connection.seal
        found = await evidence.census(connection)
    lost = set(found) - {None, *seal.ids}
    if lost:
        return Check(Level.FAIL, "evidence", str(missing(map(str, lost), seal)))
    if seal.newest is None:
        return Check(Level.OK, "evidence", f"kept as plain text, since {SETTING} is not set")
    behind = sum(count for key, count in found.items() if key != seal.newest)
    if behind:
        plain = found.get(None, 0)
        text = f"{plain} texts are plain and {behind - plain} under an older key than {seal.newest}"
        mend = "stop the bot and run `fanbot db encrypt`"
        return Check(Level.WARN, "evidence", f"{text}: {mend}")
    return Check(Level.OK, "evidence", f"encrypted with the key {seal.newest}")
