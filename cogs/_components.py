"""What all cogs' buttons, selects and modals share: errors end in the bot's one error handler.

discord.py only logs what a persistent component raises; the member would see "interaction failed".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import discord
from discord import ui

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

    Interaction: TypeAlias = discord.Interaction[FanBot]
else:
    Interaction = discord.Interaction

AnyInteraction: TypeAlias = discord.Interaction[Any]
"""For methods that override discord.py's, which leave the kind of client open."""

ItemT = TypeVar("ItemT", bound=ui.Item[Any])


class PersistentItem(ui.DynamicItem[ItemT], template="unused:(?P<never>never)"):
    """A component that works after a restart: all it needs is in its custom id.

    Subclasses give their own ``template``, ``from_custom_id`` and ``act``.
    """

    async def act(self, interaction: Interaction) -> None:
        """Do what the component is for; may raise ``UserError``."""
        raise NotImplementedError

    async def callback(self, interaction: AnyInteraction) -> None:
        """Run ``act`` and report what it raises: this is the border to discord.py's dispatch."""
        try:
            await self.act(interaction)
        except Exception as error:  # noqa: BLE001 - the command tree's counterpart for components
            await interaction.client.report(interaction, error)


class Dialog(ui.Modal):
    """A modal whose errors are reported like a command's."""

    # discord.py itself gives a modal's on_error one argument less than a view's.
    async def on_error(  # type: ignore[override]
        self, interaction: AnyInteraction, error: Exception, /
    ) -> None:
        """Tell the member."""
        await interaction.client.report(interaction, error)


async def reply(interaction: Interaction, text: str, **options: Any) -> None:
    """Answer for the member's eyes only, whether or not the interaction was deferred."""
    if interaction.response.is_done():
        await interaction.followup.send(text, ephemeral=True, **options)
    else:
        await interaction.response.send_message(text, ephemeral=True, **options)
