"""``/status``: how I am doing in a server, with its last days as a picture."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import discord
from discord import app_commands, ui
from discord.ext import commands

from cogs._components import Interaction
from cogs._cooldowns import Cooldown, each_member
from cogs._members import is_moderator
from cogs.admin.choices import guild_of
from cogs.admin.status_words import StatusWords, make_picture
from cogs.admin.views import Press, button
from discord_bot import pictures
from discord_bot.operations.guild_status import GuildStatus
from discord_bot.pictures import PicturesBusy

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

FILE = "status.png"
_MODERATORS = discord.Permissions(manage_messages=True)
_TOLD_INSTEAD = 1000
"""Characters of the picture in words, where it can't be drawn: a panel holds 4,000 in all."""


class Status(commands.Cog):
    """What moderators see of how the bot is."""

    def __init__(self, bot: FanBot) -> None:
        self.bot = bot
        self._drawing = Cooldown(3, 15, each_member)

    async def interaction_check(self, interaction: Interaction, /) -> bool:  # type: ignore[override]
        """Discord hides the command from members; a server may have shown it all the same."""
        self._check(interaction)
        return True

    @staticmethod
    def _check(interaction: Interaction) -> None:
        if not is_moderator(interaction):
            raise app_commands.CheckFailure

    @app_commands.command(
        name="status", description="For moderators: how I am doing here, and the last seven days"
    )
    @app_commands.guild_only()
    @app_commands.default_permissions(_MODERATORS)
    async def status(self, interaction: Interaction) -> None:
        """Show the panel."""
        self._drawing.spend(interaction)
        await interaction.response.defer(ephemeral=True)
        view, files = await self._panel(interaction)
        await interaction.followup.send(view=view, files=files, ephemeral=True)

    async def pressed(self, interaction: Interaction, _press: Press) -> None:
        """The panel is to show how it is by now."""
        self._check(interaction)
        self._drawing.spend(interaction)
        await interaction.response.defer()
        view, files = await self._panel(interaction)
        await interaction.edit_original_response(view=view, attachments=files)

    async def _panel(self, interaction: Interaction) -> tuple[ui.LayoutView, list[discord.File]]:
        guild, services, now = guild_of(interaction), self.bot.services, self.bot.now()
        latency = services.operations.gateway().latencies.get(guild.shard_id)
        status = await services.status.of(guild.id, latency, now)
        words = StatusWords(self.bot.texts(interaction), self.bot.mention, now)
        drawn, said = await self._picture(words, status, guild)
        lines = ui.TextDisplay[ui.LayoutView]("\n".join([*said, *words.lines(status)]))
        accent = discord.Colour.from_str(services.pack.show.accent)
        container: ui.Container[ui.LayoutView] = ui.Container(accent_colour=accent)
        container.add_item(ui.TextDisplay(words.head(status)))
        if drawn is not None:
            item = discord.MediaGalleryItem(f"attachment://{FILE}", description=drawn.description)
            container.add_item(ui.MediaGallery(item))
        container.add_item(lines)
        view = ui.LayoutView(timeout=None)
        view.add_item(container)
        view.add_item(ui.ActionRow(button("status:again", words.texts("status.again"))))
        return view, [] if drawn is None else [drawn]

    async def _picture(
        self, words: StatusWords, status: GuildStatus, guild: discord.Guild
    ) -> tuple[discord.File | None, list[str]]:
        """The picture, and what is said in its place where there is none."""
        week = status.week
        if week is None:
            return None, []
        if week.is_empty:
            return None, [words.nothing_yet(), ""]
        picture = make_picture(
            words.texts, week, guild.name, status.settings.timezone, self.bot.services.pack
        )
        try:
            drawn = await pictures.render(picture)
        except PicturesBusy:
            return None, [pictures.describe(picture, _TOLD_INSTEAD, markdown=True), ""]
        said = pictures.describe(picture, pictures.ALT_TEXT_LIMIT)
        return discord.File(io.BytesIO(drawn), filename=FILE, description=said), []
