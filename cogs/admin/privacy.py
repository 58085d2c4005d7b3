"""``/privacy``: what is kept about a member, as a file, and its end; all by the member alone."""

from __future__ import annotations

import asyncio
import gzip
import io
from typing import TYPE_CHECKING

import discord
from discord import app_commands, ui
from discord.ext import commands

from cogs._components import Interaction
from cogs.admin.views import AdminItem, Press, button, text_view
from discord_bot.privacy import PERSONAL_DATA, export_text

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

FILE = "my-data.json"


class Privacy(commands.Cog):
    """Shows members what is kept about them, and deletes it when they say so."""

    def __init__(self, bot: FanBot) -> None:
        self.bot = bot

    async def cog_load(self) -> None:
        """Hear of those whom another process has forgotten."""
        self.bot.services.privacy.listeners.append(self._forgotten)

    async def cog_unload(self) -> None:
        """Hear of them no longer."""
        self.bot.services.privacy.listeners.remove(self._forgotten)

    def _forgotten(self, user_id: int | None) -> None:
        self.bot.dispatch("member_forgotten", user_id)

    @app_commands.command(
        name="privacy", description="What I keep about you, as a file, or deleted for good"
    )
    async def privacy(self, interaction: Interaction) -> None:
        """Show what is kept and why."""
        await interaction.response.defer(ephemeral=True)
        view = await self._overview(interaction)
        await interaction.followup.send(view=view, ephemeral=True)

    async def pressed(self, interaction: Interaction, press: Press) -> None:
        """Export, ask, delete or keep; always what belongs to whoever pressed."""
        if press.what == "export":
            await self._export(interaction)
            return
        await interaction.response.defer()
        if press.what == "ask":
            view = self._question(interaction)
        elif press.what == "forget":
            view = await self._forget(interaction)
        else:
            view = await self._overview(interaction)
        await interaction.edit_original_response(view=view)

    async def _export(self, interaction: Interaction) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        texts, user_id = self.bot.texts(interaction), interaction.user.id
        rows = await self.bot.services.privacy.export(user_id)
        text = await asyncio.to_thread(export_text, user_id, rows, self.bot.now())
        name, content = pack(text.encode(), interaction.filesize_limit)
        key = "privacy.exported" if name == FILE else "privacy.exported_packed"
        file = discord.File(io.BytesIO(content), filename=name)
        await interaction.followup.send(texts(key), file=file, ephemeral=True)

    async def _forget(self, interaction: Interaction) -> ui.LayoutView:
        user_id = interaction.user.id
        count = await self.bot.services.privacy.forget(user_id)
        self.bot.dispatch("member_forgotten", user_id)
        texts = self.bot.texts(interaction)
        if not count:
            return self._view(texts("privacy.deleted_nothing"))
        return self._view(texts("privacy.deleted", count=count))

    async def _overview(self, interaction: Interaction) -> ui.LayoutView:
        texts = self.bot.texts(interaction)
        count = await self.bot.services.privacy.count(interaction.user.id)
        purposes = dict.fromkeys(data.purpose for data in PERSONAL_DATA)
        amount = texts("privacy.count", count=count) if count else texts("privacy.empty")
        lines = [f"## {texts('privacy.title')}", texts("privacy.intro"), ""]
        lines += [f"- {texts(purpose)}" for purpose in purposes]
        lines += ["", texts("privacy.how_long"), amount]
        red = discord.ButtonStyle.danger
        return self._view(
            "\n".join(lines),
            button("privacy:export", texts("privacy.export"), emoji="📄"),
            button("privacy:ask", texts("privacy.delete"), red, disabled=not count),
        )

    def _question(self, interaction: Interaction) -> ui.LayoutView:
        texts = self.bot.texts(interaction)
        text = f"## {texts('privacy.confirm_title')}\n{texts('privacy.confirm')}"
        red = discord.ButtonStyle.danger
        return self._view(
            text,
            button("privacy:keep", texts("privacy.keep")),
            button("privacy:export", texts("privacy.export"), emoji="📄"),
            button("privacy:forget", texts("privacy.confirm_delete"), red),
        )

    def _view(self, text: str, *buttons: AdminItem) -> ui.LayoutView:
        accent = discord.Colour.from_str(self.bot.services.pack.show.accent)
        return text_view(text, accent, *buttons)


def pack(content: bytes, limit: int) -> tuple[str, bytes]:
    """The file's name and content, packed where it is larger than Discord takes (in bytes)."""
    if len(content) <= limit:
        return FILE, content
    return f"{FILE}.gz", gzip.compress(content)
