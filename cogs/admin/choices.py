"""What may be set, to what: one method a setting, for the panel and the commands alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from cogs._components import Interaction, number
from cogs.admin.features import features
from cogs.admin.panel import NO_TIME
from cogs.admin.views import Press
from cogs.admin.words import CHANNELS, FLAGS
from discord_bot.errors import UserError
from discord_bot.guilds import Feature
from discord_bot.times import parse_clock_time, parse_zone

if TYPE_CHECKING:
    from discord_bot.bot import FanBot


def guild_of(interaction: Interaction) -> discord.Guild:
    """The server of an interaction. Raises ``UserError`` where the bot has left it since."""
    if interaction.guild is None:
        raise UserError("setup.server_gone")
    return interaction.guild


class Choices:
    """Checks what somebody chose and sets it. Everything here may raise ``UserError``."""

    def __init__(self, bot: FanBot) -> None:
        self._bot = bot

    async def _set(self, interaction: Interaction, **changes: object) -> None:
        guild = guild_of(interaction)
        await self._bot.services.guilds.change(
            guild.id, interaction.user.id, self._bot.now(), **changes
        )
        self._bot.dispatch("settings_changed", guild)

    async def from_panel(self, interaction: Interaction, press: Press) -> None:
        """Set what a button or menu of the panel stands for."""
        key, chosen = press.what, press.only
        if key in FLAGS:
            await self.flag(interaction, key, on=press.value == "on")
        elif key in CHANNELS:
            await self.channel(interaction, key, None if chosen is None else number(chosen))
        elif key == "moderator_role":
            await self.moderator_role(interaction, None if chosen is None else number(chosen))
        elif key == "daily_time":
            await self.daily_time(interaction, None if chosen in {None, NO_TIME} else chosen)
        elif key == "ceiling":
            await self.ceiling(interaction, number(chosen or "0"))
        elif key == "language":
            await self.language(interaction, chosen or "")
        elif key == "timezone":
            await self.timezone(interaction, chosen or "")

    async def flag(self, interaction: Interaction, key: str, *, on: bool) -> None:
        """Switch a feature, or one of the ways in which games are played."""
        for feature in Feature:
            if key == f"{feature}_on" and not self._has(feature):
                raise UserError("setup.unknown_feature", feature=feature)
        await self._set(interaction, **{key: on})

    def _has(self, feature: Feature) -> bool:
        return feature in features(self._bot)

    async def channel(self, interaction: Interaction, key: str, channel_id: int | None) -> None:
        """Choose a channel, or none."""
        if key == "news_channel" and not self._has(Feature.NEWS):
            raise UserError("setup.unknown_feature", feature=Feature.NEWS)
        if channel_id is not None and guild_of(interaction).get_channel(channel_id) is None:
            raise UserError("setup.unknown_channel")
        await self._set(interaction, **{key: channel_id})

    async def daily(
        self, interaction: Interaction, channel_id: int | None, typed: str | None
    ) -> None:
        """Choose channel and time of the daily post together; what is left out stays."""
        settings = self._bot.services.guilds.get(guild_of(interaction).id)
        chosen = settings.daily_channel if channel_id is None else channel_id
        if chosen is None:
            raise UserError(
                "setup.daily_needs_channel", command=self._bot.mention("settings daily")
            )
        time = settings.daily_time if typed is None else parse_clock_time(typed)
        await self._set(interaction, daily_channel=chosen, daily_time=time)

    async def no_daily(self, interaction: Interaction) -> None:
        """Make no daily posts."""
        await self._set(interaction, daily_channel=None, daily_time=None)

    async def daily_time(self, interaction: Interaction, typed: str | None) -> None:
        """Choose the time of the daily post, or none."""
        time = None if typed is None else parse_clock_time(typed)
        await self._set(interaction, daily_time=time)

    async def ceiling(self, interaction: Interaction, number: int) -> None:
        """Choose the last season that may be spoiled; 0 is nothing."""
        seasons = {season.number for season in self._bot.services.pack.show.seasons}
        if number not in seasons | {0}:
            raise UserError("setup.unknown_season", season=number)
        await self._set(interaction, ceiling=number)

    async def language(self, interaction: Interaction, locale: str) -> None:
        """Choose the language of what everyone reads."""
        if locale not in self._bot.services.pack.wording.languages:
            raise UserError("setup.unknown_language", typed=locale[:40])
        await self._set(interaction, language=locale)

    async def timezone(self, interaction: Interaction, typed: str) -> None:
        """Choose the time zone."""
        await self._set(interaction, timezone=parse_zone(typed))

    async def moderator_role(self, interaction: Interaction, role_id: int | None) -> None:
        """Choose the role whose members are moderators for the bot, or none."""
        guild = guild_of(interaction)
        role = None if role_id is None else guild.get_role(role_id)
        if role_id is not None and role is None:
            raise UserError("setup.unknown_role")
        if role is not None and role.is_default():
            raise UserError("setup.everyone_role")
        await self._set(interaction, moderator_role=role_id)
