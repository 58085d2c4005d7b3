"""The button that puts words on the list of what the AutoMod rule lets through.

Its custom id is ``native:allow:<guild>:<case number>``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Self, cast

from discord import ui

from cogs._components import ID, AnyInteraction, Interaction, PersistentItem
from discord_bot.wording import Texts

if TYPE_CHECKING:
    from cogs.moderation.automod import NativeRules


class AllowButton(
    PersistentItem[ui.Button[Any]],
    template=rf"native:allow:(?P<guild>{ID}):(?P<number>{ID})",
):
    """Lets the words of a case through from now on."""

    def __init__(self, button: ui.Button[Any], guild_id: int, number: int) -> None:
        super().__init__(button)
        self.guild_id = guild_id
        self.number = number

    @classmethod
    def of(cls, texts: Texts, guild_id: int, number: int) -> Self:
        """A new button."""
        button: ui.Button[Any] = ui.Button(
            label=texts("moderation.automod.allow"),
            custom_id=f"native:allow:{guild_id}:{number}",
        )
        return cls(button, guild_id, number)

    @classmethod
    async def from_custom_id(
        cls, _interaction: AnyInteraction, item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """The button of a message that may be older than this process."""
        return cls(cast("ui.Button[Any]", item), int(match["guild"]), int(match["number"]))

    async def act(self, interaction: Interaction) -> None:
        """Hand over to the cog that looks after the rule."""
        cog = cast("NativeRules", interaction.client.get_cog("NativeRules"))
        await cog.allow(interaction, self.guild_id, self.number)
