"""Notes in which servers the bot is, keeps house once a day, and writes down counts."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

import discord
from discord.ext import commands, tasks

from cogs._clocks import sleep, wake
from discord_bot.operations.counts import FLUSH_SECONDS

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

log = logging.getLogger(__name__)

HOURS = 6.0
"""How often it is looked whether there is something to do; a backup is made once a day."""


class Housekeeping(commands.Cog):
    """Departures, retention, backups and daily counts."""

    def __init__(self, bot: FanBot) -> None:
        self.bot = bot
        self._keeping = bot.services.housekeeping
        self._backups = bot.services.backups
        self._is_counting = False

    async def cog_load(self) -> None:
        """Let the clocks run."""
        self.clock.start()
        self.counting.start()
        self.bot.services.counts.listeners.append(self._counted)

    async def cog_unload(self) -> None:
        """Stop the clocks. What was counted since is written down when the services close."""
        self.bot.services.counts.listeners.remove(self._counted)
        self.clock.cancel()
        self.counting.cancel()

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

    def _counted(self) -> None:
        wake(self.counting)

    @tasks.loop(hours=HOURS)
    async def counting(self) -> None:
        """Write down what was counted within a minute, then sleep until there is something again.

        A clock that looked each minute would do so for nothing in most servers' nights.
        """
        counts = self.bot.services.counts
        try:
            if self._is_counting:
                await counts.flush()
                self.bot.dispatch("counts_written")
        except Exception:
            log.exception("daily counts could not be written down; they are kept for the next try")
        self._is_counting = bool(counts.waiting)
        pause = FLUSH_SECONDS if self._is_counting else timedelta(hours=HOURS).total_seconds()
        sleep(self.counting, pause, self.bot.now())

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
