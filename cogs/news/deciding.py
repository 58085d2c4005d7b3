"""A moderator's word on a held story, from its card in the log or from the queue."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

import discord

from cogs._answers import NO_ANSWER, facts
from cogs._components import Interaction, number
from cogs.news import held_card
from cogs.news.embeds import Look
from cogs.news.held_card import DECISIONS, PAGE
from cogs.news.items import Press
from discord_bot.errors import UserError
from discord_bot.news.holding import HeldOutcome

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

log = logging.getLogger(__name__)
_QUEUE = "queue_"


class Deciding:
    """Shows what waits, and does what moderators say. Of two of them the first decides."""

    def __init__(self, bot: FanBot, wake: Callable[[], None]) -> None:
        self._bot = bot
        self._wake = wake

    def _look(self, where: Interaction | int) -> Look:
        accent = discord.Colour.from_str(self._bot.services.pack.show.accent)
        return Look(self._bot.texts(where), accent)

    async def _decide(self, interaction: Interaction, what: str, story_id: int) -> HeldOutcome:
        outcome = await self._bot.services.news.held.decide(
            interaction.guild_id or 0,
            story_id,
            interaction.user.id,
            DECISIONS[what],
            self._bot.now(),
        )
        self._wake()
        return outcome

    # --- in the log -----------------------------------------------------------------------------

    async def on_card(self, interaction: Interaction, press: Press) -> None:
        """A button of a card was pressed. Whoever comes second is told, and sees who decided."""
        await interaction.response.defer()
        try:
            await self._decide(interaction, press.what, press.id)
        finally:
            guild_id = interaction.guild_id or 0
            await self._show(interaction, guild_id, press)
        await self._renew(guild_id, press.id, but=interaction.message)

    async def _show(self, interaction: Interaction, guild_id: int, press: Press) -> None:
        try:
            held = await self._bot.services.news.held.find(guild_id, press.id)
        except UserError:
            return  # nothing is known of it any more, and who pressed is told so
        view = held_card.card(self._look(guild_id), held, press.mark)
        await interaction.edit_original_response(view=view)

    async def _renew(self, guild_id: int, story_id: int, but: discord.Message | None) -> None:
        """Show in the log that it was decided on, wherever moderators were asked about it."""
        news = self._bot.services.news
        for channel_id, message_id in await news.records.notices_of(guild_id, story_id):
            if but is not None and but.id == message_id:
                continue
            channel = self._bot.get_partial_messageable(channel_id, guild_id=guild_id)
            view = held_card.card(
                self._look(guild_id), await news.held.find(guild_id, story_id), ""
            )
            try:
                await channel.get_partial_message(message_id).edit(view=view)
            except NO_ANSWER as error:
                # Its buttons refuse kindly, so an old card does no harm.
                log.warning(
                    "a held story's card could not be renewed",
                    extra={"guild_id": guild_id, "message_id": message_id, **facts(error)},
                )

    # --- the queue ------------------------------------------------------------------------------

    async def show_queue(self, interaction: Interaction, page: int) -> None:
        """Send a page of what waits."""
        await interaction.response.defer(ephemeral=True)
        view = await self._queue(interaction, page)
        await interaction.followup.send(view=view, ephemeral=True)

    async def in_queue(self, interaction: Interaction, press: Press) -> None:
        """A page was turned, or a story of the queue decided on."""
        await interaction.response.defer()
        if press.what == "queue":
            view = await self._queue(interaction, press.id)
        else:
            said = await self._from_queue(interaction, press)
            view = await self._queue(interaction, number(press.mark or "0"), said)
        await interaction.edit_original_response(view=view)

    async def _from_queue(self, interaction: Interaction, press: Press) -> str:
        texts = self._bot.texts(interaction)
        what = press.what.removeprefix(_QUEUE)
        try:
            outcome = await self._decide(interaction, what, press.id)
        except UserError as error:
            return texts(error.key, **error.values)
        await self._renew(interaction.guild_id or 0, press.id, but=None)
        return texts(f"news.held.done.{outcome.decision}", count=outcome.posts)

    async def _queue(
        self, interaction: Interaction, page: int, said: str | None = None
    ) -> discord.ui.LayoutView:
        held, guild_id = self._bot.services.news.held, interaction.guild_id or 0
        total = await held.count(guild_id)
        page = min(page, max(total - 1, 0) // PAGE)
        waiting = await held.queue(guild_id, PAGE, page * PAGE)
        return held_card.queue(self._look(interaction), waiting, total, page, said)
