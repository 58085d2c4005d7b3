"""Notes in which servers the bot is, and keeps house once a day."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import discord
from discord.ext import commands, tasks

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

log = logging.getLogger(__name__)

HOURS = 6.0
"""How often it is looked whether there is something to do; a backup is made once a day."""


class Housekeeping(commands.Cog):
    """Departures, retention and backups."""

    def __init__(self, bot: FanBot) -> None:
        self.bot = bot
        self._keeping = bot.services.housekeeping
        self._backups = bot.services.backups

    async def cog_load(self) -> None:
        """Let the clock run."""
        self.clock.start()

    async def cog_unload(self) -> None:
        """Stop the clock."""
        self.clock.cancel()

    @tasks.loop(hours=HOURS)
    async def clock(self) -> None:
        """Do what is due, each part for itself: a full disk keeps no rows from being deleted."""
        try:
            await self._keeping.reconcile((guild.id for guild in self.bot.guilds), self.bot.now())
            await self._keeping.tidy(self.bot.now())
            await self.bot.services.count_anew()
        except Exception:
            log.exception("housekeeping failed; it is tried again in some hours")
        try:
            await self._backups.make(self.bot.now())
        except Exception:
            log.exception("the daily backup failed; it is tried again in some hours")

    @clock.before_loop
    async def _ready(self) -> None:
        await self.bot.wait_until_ready()

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """The bot was removed from a server, or the server is gone."""
        await self._keeping.left(guild.id, self.bot.now())

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """The bot was invited, perhaps again."""
        await self._keeping.joined(guild.id)
