"""The season calendar in Discord: countdowns, reminders, and what is out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from discord_bot.guilds import Feature

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

FEATURE = Feature.NEWS
# Create Events is what Discord asks for by now; Manage Events is what it asked for before, and what
# discord.py's documentation and the simulated server still do.
PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    embed_links=True,
    attach_files=True,
    read_message_history=True,
    create_events=True,
    manage_events=True,
)
"""What the cog needs; ``fanbot invite`` asks for no more than all cogs' declare together."""


async def setup(bot: FanBot) -> None:
    """Add the cogs to the bot."""
    from cogs.season.calendar_cog import Calendar
    from cogs.season.cog import Season

    season = Season(bot)
    await bot.add_cog(season)
    await bot.add_cog(Calendar(bot, season))
