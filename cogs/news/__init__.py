"""Season news in Discord."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from discord_bot.guilds import Feature

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

FEATURE = Feature.NEWS
PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    embed_links=True,
    attach_files=True,
    read_message_history=True,
)
"""What the cogs need. A role that not everybody may mention needs *Mention Everyone* too, a locked
thread *Manage Threads*; both are said where they are missing."""


async def setup(bot: FanBot) -> None:
    """Add the cogs to the bot."""
    from cogs.news.cog import News
    from cogs.news.following_cog import NewsCommands

    news = News(bot)
    await bot.add_cog(news)
    await bot.add_cog(NewsCommands(bot, news))
