"""Tells moderators that a feature stopped working, once, and that it works again."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from discord.ext import commands

from cogs._answers import NO_ANSWER, facts
from discord_bot.guilds import Feature

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

log = logging.getLogger(__name__)


class Alarm(commands.Cog):
    """Posts into the logs of the servers that have the feature switched on."""

    def __init__(self, bot: FanBot) -> None:
        self.bot = bot
        self._told: dict[Feature, set[int]] = {}

    @commands.Cog.listener()
    async def on_feature_broken(self, feature: Feature) -> None:
        """A feature stopped; the others go on."""
        told = self._told[feature] = set()
        for settings in self.bot.services.guilds.all():
            if not settings.is_active(feature, self.bot.now()):
                continue
            if await self._tell(settings.guild_id, settings.log_channel, feature, "broken"):
                told.add(settings.guild_id)

    @commands.Cog.listener()
    async def on_feature_mended(self, feature: Feature) -> None:
        """It works again; those hear of it who heard that it did not."""
        for guild_id in self._told.pop(feature, set()):
            log_channel = self.bot.services.guilds.get(guild_id).log_channel
            await self._tell(guild_id, log_channel, feature, "mended")

    async def _tell(
        self, guild_id: int, channel_id: int | None, feature: Feature, what: str
    ) -> bool:
        if channel_id is None:
            return False
        texts = self.bot.texts(guild_id)
        channel = self.bot.get_partial_messageable(channel_id, guild_id=guild_id)
        try:
            await channel.send(texts(f"alarm.{what}", feature=texts(f"setup.feature.{feature}")))
        except NO_ANSWER as error:
            log.warning(
                "moderators could not be told",
                extra={"guild_id": guild_id, "channel_id": channel_id, **facts(error)},
            )
            return False
        return True
