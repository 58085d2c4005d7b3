"""``/moderation``: what a server chooses for the filter, and how the filter does there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from cogs._components import Interaction, one_of
from cogs._members import NotAllowedError, is_moderator
from cogs.moderation.automod import NativeRules
from cogs.moderation.report import Reporting
from cogs.moderation.setup_choices import PolicyChoices, guild_of
from cogs.moderation.setup_items import Focus, Page, Press, SetupItem
from cogs.moderation.setup_panel import PanelState, panel
from discord_bot.pictures.model import MAX_WEEKS

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

PAGE_OF = {
    **dict.fromkeys(("label", "scope", "strictness", "unsure", "sure", "usual"), Page.RULES),
    **dict.fromkeys(("log_channel", "place", "mode"), Page.PLACES),
    **dict.fromkeys(("exempt_roles", "webhooks", "profiles"), Page.PEOPLE),
    **dict.fromkeys(("count", "days", "minutes"), Page.AFTER),
    **dict.fromkeys(("time_out_minutes", "warning_days", "evidence_days"), Page.AFTER),
}
"""Where each choice stands; what is not here is about enforcement."""


class ModerationSetup(commands.Cog):
    """The panel, and what moderators ask about the filter."""

    moderation = app_commands.Group(
        name="moderation",
        description="For moderators: what the filter does here, and how well",
        guild_only=True,
        default_permissions=discord.Permissions(manage_messages=True),
    )

    automod = app_commands.Group(
        name="automod",
        description="Keeps slurs from appearing at all, by Discord's own AutoMod",
        parent=moderation,
    )

    def __init__(self, bot: FanBot, native: NativeRules) -> None:
        self.bot = bot
        self._service = bot.services.moderation
        self._choices = PolicyChoices(bot)
        self._native = native
        self._reporting = Reporting(bot)

    async def cog_load(self) -> None:
        """Make the buttons of old panels work."""
        self.bot.add_dynamic_items(SetupItem)

    async def interaction_check(self, interaction: Interaction, /) -> bool:  # type: ignore[override]
        """Discord hides these commands from members; a server may have shown them all the same."""
        if not is_moderator(interaction):
            raise app_commands.CheckFailure
        return True

    @staticmethod
    def _check_manager(interaction: Interaction) -> None:
        allowed = interaction.permissions
        if not (allowed.manage_guild or allowed.administrator):
            raise NotAllowedError("setup.admins_only")

    # --- the panel ------------------------------------------------------------------------------

    async def _panel(
        self, interaction: Interaction, page: Page, focus: Focus
    ) -> discord.ui.LayoutView:
        guild, services = guild_of(interaction), self.bot.services
        state = PanelState(
            texts=self.bot.texts(interaction),
            accent=discord.Colour.from_str(services.pack.show.accent),
            policy=self._service.policy(guild.id),
            settings=services.guilds.get(guild.id),
            guild=guild,
            trial=await self._service.figures.trial(guild.id, self.bot.now()),
            reads_messages=services.settings.message_content,
            focus=focus,
        )
        return panel(state, page)

    @moderation.command(
        name="setup", description="What the filter does here: rules, places, people, enforcement"
    )
    async def setup_command(self, interaction: Interaction) -> None:
        """Show the panel."""
        self._check_manager(interaction)
        await interaction.response.defer(ephemeral=True)
        view = await self._panel(interaction, Page.WATCH, Focus())
        await interaction.followup.send(view=view, ephemeral=True)

    async def pressed(self, interaction: Interaction, press: Press) -> None:
        """A button or menu of a panel of any run of the bot was used."""
        self._check_manager(interaction)
        if press.what == "open":  # beside a message that everyone in the log reads
            await interaction.response.defer(ephemeral=True, thinking=True)
            view = await self._panel(interaction, Page.WATCH, Focus())
            await interaction.followup.send(view=view, ephemeral=True)
            return
        await interaction.response.defer()
        focus = await self._choices.choose(interaction, press)
        page = (
            one_of(Page, press.value)
            if press.what == "page"
            else PAGE_OF.get(press.what, Page.WATCH)
        )
        view = await self._panel(interaction, page, focus)
        await interaction.edit_original_response(view=view)

    # --- figures --------------------------------------------------------------------------------

    @moderation.command(
        name="report", description="How the filter did: cases, overruled share, time to a decision"
    )
    @app_commands.describe(weeks="How many weeks to look back, this one included; 8 if left out")
    async def report(
        self, interaction: Interaction, weeks: app_commands.Range[int, 1, MAX_WEEKS] = 8
    ) -> None:
        """Show the figures as a picture."""
        await interaction.response.defer(ephemeral=True)
        await self._reporting.report(interaction, weeks)

    @moderation.command(name="export", description="All cases as a file, with ids hashed")
    async def export(self, interaction: Interaction) -> None:
        """Send the cases as a file that only this moderator sees."""
        await interaction.response.defer(ephemeral=True)
        await self._reporting.export(interaction)

    # --- AutoMod --------------------------------------------------------------------------------

    async def _tell(
        self, interaction: Interaction, act: Callable[[Interaction], Awaitable[str]]
    ) -> None:
        self._check_manager(interaction)
        await interaction.response.defer(ephemeral=True)
        await interaction.followup.send(await act(interaction), ephemeral=True)

    @automod.command(name="sync", description="Make the AutoMod rule against slurs, or mend it")
    async def automod_sync(self, interaction: Interaction) -> None:
        """Make or mend the rule."""
        await self._tell(interaction, self._native.sync)

    @automod.command(name="status", description="Whether the AutoMod rule is as it should be")
    async def automod_status(self, interaction: Interaction) -> None:
        """Tell how the rule stands."""
        await self._tell(interaction, self._native.status)

    @automod.command(name="remove", description="Delete the AutoMod rule against slurs")
    async def automod_remove(self, interaction: Interaction) -> None:
        """Delete the rule."""
        await self._tell(interaction, self._native.remove)
