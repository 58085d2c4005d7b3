"""The respectful-discussion filter in Discord."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from discord_bot.errors import UserError
from discord_bot.guilds import Feature

if TYPE_CHECKING:
    from cogs._components import Interaction
    from discord_bot.bot import FanBot

FEATURE = Feature.MODERATION
PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    embed_links=True,
    attach_files=True,
    read_message_history=True,
    manage_messages=True,
    manage_threads=True,
    manage_webhooks=True,
    moderate_members=True,
)
"""What the cogs need. Taking back nicknames, which a server must ask for, needs *Manage Nicknames*
too, and says so where it is missing."""


async def setup(bot: FanBot) -> None:
    """Add the cogs to the bot."""
    from cogs.moderation.cog import Filter

    await bot.add_cog(Filter(bot, _show_no_card, _refer_to_moderators))


async def _show_no_card(_bot: FanBot, _number: int, _guild_id: int) -> None:
    """Cases are read with the queue alone."""


async def _refer_to_moderators(_interaction: Interaction, _guild_id: int, number: int) -> None:
    """Appeals are made by word of mouth."""
    raise UserError("moderation.nudge.refused.appeal", number=number)
