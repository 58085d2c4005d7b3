"""What moderators look up, and how they mend what went wrong: replay, move, discard, try again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import discord

from cogs._components import Interaction, number, reply
from cogs._members import is_moderator
from cogs.news import checkup, lookup
from cogs.news.items import Press
from cogs.news.subscriptions import Subscriptions, guild_of, member_of
from discord_bot.errors import UserError
from discord_bot.news.posts import StoryView
from discord_bot.news.records import HistoryItem

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

MOST_RETRIED = 25
MOST_OFFERED = 25


class Mending:
    """Shows history and status, and acts on their buttons. Everything may raise ``UserError``."""

    def __init__(self, bot: FanBot, subscriptions: Subscriptions, wake: Callable[[], None]) -> None:
        self._bot = bot
        self._news = bot.services.news
        self._subscriptions = subscriptions
        self._wake = wake

    @staticmethod
    def is_moderator(interaction: Interaction) -> bool:
        """Whether who asks may see everything."""
        return is_moderator(interaction)

    async def pressed(self, interaction: Interaction, press: Press) -> None:
        """A button of a notice, of the status or of the history."""
        if press.what == "status":  # under a notice, which stays as it is
            await interaction.response.defer(ephemeral=True, thinking=True)
            await interaction.followup.send(view=await self.status(interaction), ephemeral=True)
            return
        if press.what in {"history", "status_page", "retry_all"} or press.mark == "status":
            await self._in_place(interaction, press)
            return
        await interaction.response.defer()
        said = await self._mend(interaction, press)
        await self._answer_notice(interaction, said)

    async def _in_place(self, interaction: Interaction, press: Press) -> None:
        """Act, and show the view anew in its place."""
        await interaction.response.defer()
        if press.what == "history":
            view = await self.history(interaction, press.id)
        elif press.what == "status_page":
            view = await self.status(interaction, press.id)
        else:
            said = await self._mend(interaction, press)
            view = await self.status(interaction)
            await reply(interaction, said)
        await interaction.edit_original_response(view=view)

    async def _mend(self, interaction: Interaction, press: Press) -> str:
        """Do what a button is for; returns what came of it."""
        texts, now = self._bot.texts(interaction), self._bot.now()
        guild_id, outbox = guild_of(interaction).id, self._news.outbox
        if press.what == "replay":
            return await self._replay(interaction, press.id)
        if press.what == "move":
            return await self._move(interaction, press)
        if press.what == "discard":
            count = await outbox.discard(guild_id, press.id, now)
            return texts("news.said.discarded", channel=f"<#{press.id}>", count=count)
        if press.what == "retry_all":
            failed = await self._news.records.failed(guild_id, MOST_RETRIED)
            for item in failed:
                await self._retry(guild_id, item)
            self._wake()
            return texts("news.said.retried", count=len(failed))
        await outbox.retry(guild_id, press.id, now)
        self._wake()
        return texts("news.said.retried", count=1)

    async def _retry(self, guild_id: int, item: HistoryItem) -> None:
        try:
            await self._news.outbox.retry(guild_id, item.delivery_id, self._bot.now())
        except UserError:
            return  # another moderator was faster; it is being tried

    async def _replay(self, interaction: Interaction, channel_id: int) -> str:
        """Try a channel again, if the bot could post there by now."""
        texts, guild = self._bot.texts(interaction), guild_of(interaction)
        channel = guild.get_channel_or_thread(channel_id)
        if channel is None:
            raise UserError("news.refused.channel_gone")
        missing = checkup.missing_in(channel)
        if missing:
            names = checkup.permission_names(texts, missing)
            raise UserError("news.refused.missing", channel=channel.mention, permissions=names)
        count = await self._news.outbox.replay(guild.id, channel_id)
        self._wake()
        return texts("news.said.replayed", channel=channel.mention, count=count)

    async def _move(self, interaction: Interaction, press: Press) -> str:
        """Have another channel take over from one that is parked or gone."""
        texts, guild = self._bot.texts(interaction), guild_of(interaction)
        place = guild.get_channel_or_thread(number(press.only or "0"))
        if place is None:
            raise UserError("setup.unknown_channel")
        checkup.require_place(texts, place, member_of(interaction))
        moved = [
            await self._subscriptions.move(interaction, item.number, place.id)
            for item in self._news.follow.list(guild.id)
            if item.channel_id == press.id
        ]
        await self._move_tiers(interaction, press.id, place.id)
        return texts("news.said.moved", channel=place.mention, count=len(moved))

    async def _move_tiers(self, interaction: Interaction, before: int, after: int) -> None:
        """The same for tiers of sources that have a channel of their own."""
        guild_id, policies = guild_of(interaction).id, self._news.policies
        for tier, policy in policies.get(guild_id).tiers.items():
            if policy.channel_id == before:
                moved = replace(policy, channel_id=after)
                now = self._bot.now()
                await policies.set_tier(guild_id, interaction.user.id, tier, moved, now)

    async def _answer_notice(self, interaction: Interaction, said: str) -> None:
        """Write under a notice what was done and by whom, in place of its buttons."""
        message = interaction.message
        texts = [] if message is None else [*_texts_of(message)]
        who = interaction.user.mention
        view = discord.ui.LayoutView(timeout=None)
        container: discord.ui.Container[discord.ui.LayoutView] = discord.ui.Container(
            accent_colour=discord.Colour.light_grey()
        )
        for text in [*texts, f"**{said}** {who}"]:
            container.add_item(discord.ui.TextDisplay(text))
        view.add_item(container)
        await interaction.edit_original_response(view=view)

    # --- looking up -----------------------------------------------------------------------------

    async def history(self, interaction: Interaction, page: int = 0) -> discord.ui.LayoutView:
        """A page of what was posted or is to be."""
        guild_id = guild_of(interaction).id
        found = await self._news.records.history(guild_id, lookup.PAGE + 1, page * lookup.PAGE)
        look = self._subscriptions.look(interaction)
        has_more = len(found) > lookup.PAGE
        return lookup.history(look, guild_id, found[: lookup.PAGE], page, has_more=has_more)

    async def status(self, interaction: Interaction, page: int = 0) -> discord.ui.LayoutView:
        """How feeds and channels are."""
        guild_id, records = guild_of(interaction).id, self._news.records
        found = await records.status(guild_id, self._bot.now())
        failed = len(await records.failed(guild_id, MOST_RETRIED))
        guild, ids = guild_of(interaction), [item.channel_id for item in found.channels]
        channels = map(guild.get_channel_or_thread, ids)
        names = {channel.id: channel.name for channel in channels if channel is not None}
        return lookup.status(self._subscriptions.look(interaction), found, failed, page, names)

    async def newest(self, interaction: Interaction) -> tuple[StoryView, ...]:
        """The stories of a server that somebody may ask about, those that wait first."""
        guild_id = guild_of(interaction).id
        waiting = await self._news.held.queue(guild_id)
        posted = await self._news.records.history(guild_id, MOST_OFFERED)
        return (*(item.story for item in waiting), *(item.story for item in posted))

    async def why(self, interaction: Interaction, link: str) -> discord.ui.LayoutView:
        """A link's whole way. Raises ``UserError`` where nothing is known of it."""
        guild_id = guild_of(interaction).id
        trails = await self._news.records.why(guild_id, link)
        if not trails:
            raise UserError("news.refused.unknown_link")
        return lookup.why(self._subscriptions.look(interaction), guild_id, trails)


def _texts_of(message: discord.Message) -> list[str]:
    """The texts of a message of ours, which stand in a frame."""
    return [
        child.content
        for item in message.components
        for child in getattr(item, "children", [])
        if isinstance(child, discord.TextDisplay)
    ]
