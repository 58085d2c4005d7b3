"""What ``fanbot check`` looks at before a bot is started: settings, pack, database, permissions."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from discord_bot.errors import ConfigurationError
from discord_bot.packs import Pack, check_pack, load_pack
from discord_bot.settings import Settings
from discord_bot.storage.address import SqliteAddress, parse_address
from discord_bot.storage.database import open_database
from discord_bot.storage.migrate import status
from discord_bot.trivia.generate import generate


class Level(StrEnum):
    """How a check came out."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Check:
    """One line: what was looked at, how it came out, and what to do where it did not."""

    level: Level
    name: str
    text: str


def check_settings(settings: Settings, unknown: Iterable[str] = ()) -> list[Check]:
    """Whether the bot could connect, as far as settings can tell.

    ``unknown`` are the sentences of ``unknown_names``.
    """
    if settings.discord_token is None:
        text = "no DISCORD_TOKEN: `fanbot run` starts the demo; set it in .env to go live"
        checks = [Check(Level.WARN, "token", text)]
    else:
        checks = [Check(Level.OK, "token", "set, and of the right shape")]
    if not settings.message_content:
        text = "off: trivia works by buttons; typed answers only by their button"
        checks.append(Check(Level.WARN, "message content", text))
    return [*checks, *(Check(Level.WARN, "settings", sentence) for sentence in unknown)]


def check_content(path_or_name: Path | str | None) -> list[Check]:
    """Every problem of a pack, or what it holds."""
    try:
        problems = check_pack(path_or_name)
    except ConfigurationError as error:
        return [Check(Level.FAIL, "pack", str(error))]
    if problems:
        return [Check(Level.FAIL, "pack", str(problem)) for problem in problems]
    return [Check(Level.OK, "pack", _contents(load_pack(path_or_name)))]


def _contents(pack: Pack) -> str:
    generated = len(generate(pack))
    return (
        f"{pack.show.title} ({pack.path}): {len(pack.questions)} questions by hand, "
        f"{generated} made from its tables, {len(pack.cast.people)} people, "
        f"{len(pack.cast.characters)} characters, {len(pack.wording.languages)} languages"
    )


async def check_database(address: str) -> Check:
    """Whether the database can be opened, and where its schema stands; nothing is made."""
    try:
        place = parse_address(address)
        if isinstance(place, SqliteAddress):
            unwritable = place.path is not None and _unwritable(place.path)
            if unwritable:
                return Check(Level.FAIL, "database", unwritable)
            if place.path is None or not place.path.exists():
                return Check(Level.OK, "database", f"{address}: will be made at the first start")
        async with open_database(address, create=False) as database:
            found = await status(database)
    except ConfigurationError as error:
        return Check(Level.FAIL, "database", str(error))
    if found.pending:
        text = f"at version {found.version}; the next start backs it up and brings it up to date"
        return Check(Level.WARN, "database", text)
    return Check(Level.OK, "database", f"at version {found.version}, up to date")


def _unwritable(path: Path) -> str:
    """Why the bot could not write a SQLite file there, and the mend; nothing where it could."""
    for item in (path, path.parent):
        if item.exists() and not os.access(item, os.W_OK):
            return f"{item} cannot be written; give the bot's user the right to write it."
    return ""
