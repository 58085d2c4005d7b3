"""``fanbot doctor``: everything that may be wrong with a bot that runs or should, with the mend."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from discord_bot.cli_output import findings, line, waiting
from discord_bot.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from discord_bot.checks import Check
    from discord_bot.doctor.connection import Wanted
    from discord_bot.settings import Settings

_ENV_FILE = Path(".env")


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
    offline: Annotated[bool, typer.Option("--offline", help="Leave Discord out.")] = False,
    guilds: Annotated[int, typer.Option(min=0, help="How many servers to look at, at most.")] = 25,
) -> None:
    """Say what is well, what will be trouble and what is broken, each with the mend.

    The exit code is 1 where something is broken. Nothing is changed, and a running bot runs on.
    """
    with waiting("Looking ..."):
        found = asyncio.run(_examine(offline=offline, most_guilds=guilds))
    if as_json:
        levels = [item.level for item in found]
        worst = max(levels, key=["ok", "warn", "fail"].index)
        checks = [{"level": x.level, "name": x.name, "text": x.text} for x in found]
        line(json.dumps({"level": worst, "checks": checks}, ensure_ascii=False))
    else:
        findings(found)
    if any(item.level == "fail" for item in found):
        raise typer.Exit(1)


async def _examine(*, offline: bool, most_guilds: int) -> list[Check]:
    from dotenv import dotenv_values

    from discord_bot.checks import Check, Level, check_content, check_database, check_settings
    from discord_bot.doctor import machine
    from discord_bot.settings import load_settings, unknown_names

    try:
        settings = load_settings(_ENV_FILE)
    except ConfigurationError as error:
        return [Check(Level.FAIL, "settings", str(error))]
    return [
        *check_settings(settings, unknown_names([*os.environ, *dotenv_values(_ENV_FILE)])),
        *check_content(settings.pack),
        await check_database(settings.database),
        *await machine.check_storage(settings.database, settings.seal),
        await asyncio.to_thread(machine.check_monitoring, settings.monitoring_address),
        *([] if offline else await _ask_discord(settings, most_guilds)),
    ]


async def _ask_discord(settings: Settings, most_guilds: int) -> list[Check]:
    from discord_bot.doctor.connection import examine
    from discord_bot.doctor.machine import check_clock
    from discord_bot.services import utc_now

    if settings.discord_token is None:
        return []
    wanted = await _wanted(settings)
    token = settings.discord_token.get_secret_value()
    found = await examine(token, wanted, utc_now, most_guilds)
    return [check_clock(found.skew), *found.checks]


async def _wanted(settings: Settings) -> Wanted:
    """What the bot needs in which server, by what servers chose."""
    from discord_bot.bot import permissions_for
    from discord_bot.doctor.connection import Wanted, channels_of
    from discord_bot.guilds import GuildSettings, GuildStore
    from discord_bot.storage.database import open_database
    from discord_bot.storage.migrate import status

    chosen: Mapping[int, GuildSettings] = {}
    try:
        async with open_database(settings.database, create=False) as database:
            if (await status(database)).version:
                async with database.reading() as connection:
                    chosen = await GuildStore.load(connection)
    except ConfigurationError:
        pass  # there is none yet, or it is broken, which stands in a line of its own

    def of_guild(guild_id: int) -> GuildSettings:
        return chosen.get(guild_id) or GuildSettings(guild_id)

    return Wanted(
        message_content=settings.message_content,
        permissions=lambda guild_id: permissions_for(of_guild(guild_id)),
        channels=lambda guild_id: channels_of(of_guild(guild_id)),
    )
