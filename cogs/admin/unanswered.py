"""Buttons, menus and dialogs that nothing in the bot is for: whoever used one is told so.

discord.py drops what they send without a word, and Discord says "interaction failed". They are of
an older version, of a dialog that was open when the bot restarted, or of somebody's own making.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import discord
from discord.ext import commands

from cogs._components import AnyInteraction, Dialog, PersistentItem, outdated

if TYPE_CHECKING:
    from discord_bot.bot import FanBot


class Unanswered(commands.Cog):
    """Answers what nothing else does."""

    def __init__(self, bot: FanBot) -> None:
        self.bot = bot

    @commands.Cog.listener()
    async def on_interaction(self, interaction: AnyInteraction) -> None:
        """Something was used; commands have their own answer."""
        custom_id = str(cast("dict[str, Any]", interaction.data or {}).get("custom_id"))
        if interaction.type is discord.InteractionType.component:
            known = any(kind.fits(custom_id) for kind in PersistentItem.__subclasses__())
        elif interaction.type is discord.InteractionType.modal_submit:
            known = Dialog.awaits(custom_id)
        else:
            return
        if known or interaction.response.is_done():
            return
        if self.bot.is_new(interaction):
            await self.bot.report(interaction, outdated())
