"""``/news policy``: what holds for all of a server's news, by clicking."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import discord

from cogs._components import Interaction, number
from cogs.news import checkup, panels
from cogs.news.items import Press
from cogs.news.panels import TIERS
from cogs.news.subscriptions import Subscriptions, guild_of, member_of
from discord_bot.errors import UserError
from discord_bot.news.policies import TierPolicy

if TYPE_CHECKING:
    from discord_bot.bot import FanBot


class Policy:
    """Shows and changes what holds for all subscriptions."""

    def __init__(self, bot: FanBot, subscriptions: Subscriptions) -> None:
        self._bot = bot
        self._subscriptions = subscriptions
        self._policies = bot.services.news.policies

    def panel(self, interaction: Interaction) -> discord.ui.LayoutView:
        """The panel as things are now."""
        return panels.policy_panel(
            self._subscriptions.look(interaction),
            self._policies.get(guild_of(interaction).id),
            self._subscriptions.setting(interaction),
        )

    async def pressed(self, interaction: Interaction, press: Press) -> None:
        """Something of the panel was used. Raises ``UserError``."""
        await interaction.response.defer()
        guild_id, user_id, now = guild_of(interaction).id, interaction.user.id, self._bot.now()
        if press.what == "policy_hourly":
            count = max(1, number(press.only or "1"))
            await self._policies.change(guild_id, user_id, now, posts_an_hour=count)
        else:
            tier = TIERS[press.id % len(TIERS)]
            chosen = self._changed(interaction, press, self._policies.get(guild_id).tier(tier))
            await self._policies.set_tier(guild_id, user_id, tier, chosen, now)
        await interaction.edit_original_response(view=self.panel(interaction))

    def _changed(self, interaction: Interaction, press: Press, before: TierPolicy) -> TierPolicy:
        if press.what == "policy_ping":
            return replace(before, ping=press.mark == "on")
        if press.what == "policy_hold":
            return replace(before, hold=press.mark == "on")
        if press.only is None:
            return replace(before, channel_id=None)
        place = guild_of(interaction).get_channel_or_thread(number(press.only))
        if place is None:
            raise UserError("setup.unknown_channel")
        checkup.require_place(self._bot.texts(interaction), place, member_of(interaction))
        return replace(before, channel_id=place.id)
