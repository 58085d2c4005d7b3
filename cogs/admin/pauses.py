"""``/pause`` and ``/resume``: a feature stops for a while, and the moderators' log hears of it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Literal

import discord
from discord import app_commands
from discord.ext import commands

from cogs._answers import NO_ANSWER, facts
from cogs._components import Interaction, reply
from cogs._members import is_moderator
from cogs.admin.choices import guild_of
from cogs.admin.features import features
from discord_bot.errors import UserError
from discord_bot.guilds import Feature
from discord_bot.times import parse_duration

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

log = logging.getLogger(__name__)

DEFAULT_PAUSE = "1h"
_SUGGESTED = ("30m", "1h", "2h", "6h", "12h", "1d", "3d", "7d")
_MODERATORS = discord.Permissions(manage_messages=True)
FeatureName = Literal["trivia", "news", "moderation"]


class Pauses(commands.Cog):
    """What moderators do when something must stop for a while."""

    def __init__(self, bot: FanBot) -> None:
        self.bot = bot

    async def interaction_check(self, interaction: Interaction, /) -> bool:  # type: ignore[override]
        """Discord hides these commands from members; a server may have shown them all the same."""
        if not is_moderator(interaction):
            raise app_commands.CheckFailure
        return True

    def _known(self, name: FeatureName) -> Feature:
        feature = Feature(name)
        if feature not in features(self.bot):
            raise UserError("pause.unknown_feature", feature=name)
        return feature

    @app_commands.command(name="pause", description="For moderators: stop a feature for a while")
    @app_commands.guild_only()
    @app_commands.default_permissions(_MODERATORS)
    @app_commands.rename(duration="for")
    @app_commands.describe(
        feature="Which feature", duration="How long, for example 30m, 2h or 1d (1h if left out)"
    )
    async def pause(
        self, interaction: Interaction, feature: FeatureName, duration: str = DEFAULT_PAUSE
    ) -> None:
        """Pause a feature."""
        await interaction.response.defer(ephemeral=True)
        paused, guild = self._known(feature), guild_of(interaction)
        until = await self.bot.services.guilds.pause(
            guild.id, interaction.user.id, paused, parse_duration(duration), self.bot.now()
        )
        seconds = int(until.timestamp())
        texts = self.bot.texts(interaction)
        name = texts(f"setup.feature.{paused}")
        resume = self.bot.mention("resume")
        lines = [texts("pause.paused", feature=name, until=seconds, resume=resume)]
        lines.append(texts(f"pause.effect.{paused}"))
        lines += await self._log(interaction, guild, paused, "paused", until=seconds)
        await reply(interaction, "\n".join(lines))

    @pause.autocomplete("duration")
    async def _durations(
        self, _interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        return [
            app_commands.Choice(name=span, value=span)
            for span in _SUGGESTED
            if span.startswith(typed.strip().casefold())
        ]

    @app_commands.command(name="resume", description="For moderators: end a feature's pause")
    @app_commands.guild_only()
    @app_commands.default_permissions(_MODERATORS)
    @app_commands.describe(feature="Which feature")
    async def resume(self, interaction: Interaction, feature: FeatureName) -> None:
        """End a pause."""
        await interaction.response.defer(ephemeral=True)
        paused, guild = self._known(feature), guild_of(interaction)
        await self.bot.services.guilds.resume(guild.id, interaction.user.id, paused, self.bot.now())
        texts = self.bot.texts(interaction)
        lines = [texts("pause.resumed", feature=texts(f"setup.feature.{paused}"))]
        lines += await self._log(interaction, guild, paused, "resumed")
        await reply(interaction, "\n".join(lines))

    async def _log(
        self,
        interaction: Interaction,
        guild: discord.Guild,
        feature: Feature,
        what: str,
        **values: object,
    ) -> list[str]:
        """Tell the moderators' log, if there is one; returns what to say where that failed.

        The pause itself stands in the server's history of settings either way.
        """
        channel_id = self.bot.services.guilds.get(guild.id).log_channel
        if channel_id is None:
            return []
        texts = self.bot.texts(guild.id)
        name = texts(f"setup.feature.{feature}")
        member = interaction.user.mention
        text = texts(f"pause.log.{what}", member=member, feature=name, **values)
        channel = self.bot.get_partial_messageable(channel_id, guild_id=guild.id)
        try:
            await channel.send(text, nonce=f"pause{interaction.id}"[:25])
        except NO_ANSWER as error:
            log.warning(
                "a pause could not be told",
                extra={"guild_id": guild.id, "channel_id": channel_id, **facts(error)},
            )
            setup = self.bot.mention("setup")
            told = self.bot.texts(interaction)
            return [told("pause.not_logged", channel=f"<#{channel_id}>", setup=setup)]
        return []
