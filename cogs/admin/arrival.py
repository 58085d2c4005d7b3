"""The first things that the bot says in a server: hello, and what it can't do there."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.ext import commands

from cogs._answers import NO_ANSWER, facts
from cogs._components import Interaction
from cogs._members import is_moderator
from cogs.admin import automod
from cogs.admin.views import Press, button, button_view
from discord_bot.errors import UserError

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

log = logging.getLogger(__name__)


class Arrival(commands.Cog):
    """Says hello, and says once where the bot may not read messages."""

    def __init__(self, bot: FanBot) -> None:
        self.bot = bot
        self._telling: set[int] = set()

    # --- hello ----------------------------------------------------------------------------------

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Say hello where people will see it, if there is such a place."""
        channel = _place_for_hello(guild)
        if channel is None:
            log.info("no channel to say hello in", extra={"guild_id": guild.id})
        else:
            mentions = {name: self.bot.mention(name) for name in ("setup", "help")}
            text = self.bot.texts(guild.id)("setup.welcome.text", **mentions)
            await self._send(channel, text, nonce=f"hello{guild.id}")
        await self._tell(guild)

    async def _send(
        self, channel: discord.abc.Messageable, text: str, nonce: str, **options: Any
    ) -> bool:
        """Post; returns whether it arrived. Nobody waits for it, so a refusal is only logged."""
        try:
            await channel.send(text, nonce=nonce[:25], **options)
        except NO_ANSWER as error:
            log.warning("could not post", extra={"nonce": nonce, **facts(error)})
            return False
        return True

    # --- the intent -----------------------------------------------------------------------------

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Tell every server that has a log and was not told yet."""
        for guild in self.bot.guilds:
            await self._tell(guild)

    @commands.Cog.listener()
    async def on_settings_changed(self, guild: discord.Guild) -> None:
        """A log may have been chosen just now."""
        await self._tell(guild)

    @commands.Cog.listener()
    async def on_app_command_completion(
        self, interaction: Interaction, _command: app_commands.Command[Any, ..., Any]
    ) -> None:
        """The first command of a moderator is an occasion, too."""
        if interaction.guild is not None and is_moderator(interaction):
            await self._tell(interaction.guild)

    async def _tell(self, guild: discord.Guild) -> None:
        """Say once in a server's log that messages are not read; ``/setup`` says it always."""
        services = self.bot.services
        chosen = services.guilds.get(guild.id)
        if (
            services.settings.message_content
            or chosen.intent_notice_at is not None
            or chosen.log_channel is None
            or guild.id in self._telling
        ):
            return
        self._telling.add(guild.id)
        try:
            texts = self.bot.texts(guild.id)
            view = button_view(button("automod:ask", texts("intent.offer"), emoji="🛡️"))
            channel = self.bot.get_partial_messageable(chosen.log_channel, guild_id=guild.id)
            told = await self._send(
                channel, texts("intent.notice"), nonce=f"intent{guild.id}", view=view
            )
            if told:
                now = self.bot.now()
                await services.guilds.change(
                    guild.id, guild.me.id, now, intent_notice_at=now.replace(microsecond=0)
                )
        finally:
            self._telling.discard(guild.id)

    async def pressed(self, interaction: Interaction, press: Press) -> None:
        """The offer of AutoMod was taken up, here or in the panel of ``/setup``."""
        allowed = interaction.permissions
        if not (allowed.manage_guild or allowed.administrator):
            raise UserError("setup.admins_only")
        if press.what == "ask":
            await automod.ask(interaction)
        else:
            await automod.install(interaction, press.what)


def _place_for_hello(guild: discord.Guild) -> discord.TextChannel | None:
    """The system channel, else the first that everyone can read and the bot can write in."""
    for channel in (guild.system_channel, *guild.text_channels):
        if channel is not None and _may_post(channel, guild):
            return channel
    return None


def _may_post(channel: discord.TextChannel, guild: discord.Guild) -> bool:
    mine = channel.permissions_for(guild.me)
    everyones = channel.permissions_for(guild.default_role)
    return mine.view_channel and mine.send_messages and everyones.view_channel
