"""Cast trivia in Discord."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from discord_bot.guilds import Feature

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

FEATURE = Feature.TRIVIA
PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    create_public_threads=True,
    embed_links=True,
    attach_files=True,
    read_message_history=True,
)
"""What the cog needs; ``fanbot invite`` asks for no more than all cogs' declare together."""


async def setup(bot: FanBot) -> None:
    """Add the cog to the bot."""
    from cogs.trivia.cog import Trivia
    from cogs.trivia.questions_cog import ServerQuestions

    trivia = Trivia(bot)
    await bot.add_cog(trivia)
    await bot.add_cog(ServerQuestions(bot, trivia.review))
