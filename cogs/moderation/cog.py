"""Hears what members write and has the filter act upon it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.ext import commands

if TYPE_CHECKING:
    from discord_bot.bot import FanBot


class Filter(commands.Cog):
    """The filter in channels."""

    def __init__(self, bot: FanBot) -> None:
        self.bot = bot
