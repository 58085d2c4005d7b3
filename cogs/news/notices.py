"""What moderators are told of the news in their log, with the mend and the buttons for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from discord import ui

from cogs.news import held_card
from cogs.news.checkup import missing_in, permission_names
from cogs.news.embeds import NAME, Look
from cogs.news.escaping import bare, within
from cogs.news.items import NewsItem, Press, button, channel_menu, row
from discord_bot.errors import UserError
from discord_bot.news.posts import NoticeKind, Post
from discord_bot.news.sending import SendError, Trouble

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

PROBLEM = 600
"""Characters of what is wrong with a feed, and of what Discord said."""
_COLOURS = {
    NoticeKind.FEED_FAILING: discord.Colour.orange(),
    NoticeKind.FEED_BACK: discord.Colour.green(),
    NoticeKind.FEED_QUIET: discord.Colour.light_grey(),
    NoticeKind.CHANNEL_PARKED: discord.Colour.red(),
    NoticeKind.DELIVERY_FAILED: discord.Colour.red(),
}


class NoticeCards:
    """Makes the message of a notice as things are at that moment."""

    def __init__(self, bot: FanBot) -> None:
        self._bot = bot

    async def view(self, post: Post) -> ui.LayoutView:
        """The message. Raises ``SendError`` where there is nothing left to tell."""
        accent = discord.Colour.from_str(self._bot.services.pack.show.accent)
        look = Look(self._bot.texts(post.guild_id), accent)
        notice = post.notice
        assert notice is not None, "a post that is a notice has one"
        if notice.kind is NoticeKind.HELD:
            return await self._held(look, post)
        text = self._text(look, post)
        view = ui.LayoutView(timeout=None)
        container: ui.Container[Any] = ui.Container(
            ui.TextDisplay(text), accent_colour=_COLOURS[notice.kind]
        )
        container.add_item(row(*_buttons(look, post)))
        if notice.kind is NoticeKind.CHANNEL_PARKED:
            press = Press("move", int(notice.values.get("channel_id") or 0))
            placeholder = look.texts("news.panel.move")
            container.add_item(row(channel_menu(press, [], placeholder)))
        view.add_item(container)
        return view

    async def _held(self, look: Look, post: Post) -> ui.LayoutView:
        assert post.notice is not None, "a post that is a notice has one"
        story_id = int(post.notice.values.get("story_id") or 0)
        try:
            held = await self._bot.services.news.held.find(post.guild_id, story_id)
        except UserError:
            raise SendError(Trouble.REJECTED, "the story is gone") from None
        return held_card.card(look, held, post.mark)

    def _text(self, look: Look, post: Post) -> str:
        notice = post.notice
        assert notice is not None, "a post that is a notice has one"
        values, texts = notice.values, look.texts
        channel_id = int(values.get("channel_id") or 0)
        key = f"news.notice.{notice.kind}"
        if notice.kind in {NoticeKind.CHANNEL_PARKED, NoticeKind.DELIVERY_FAILED}:
            trouble = values.get("trouble", Trouble.UNKNOWN)
            known = texts.find(f"{key}.{trouble}") is not None
            key = f"{key}.{trouble if known else 'any'}"
        return texts(
            key,
            channel=f"<#{channel_id}>",
            permissions=self._missing(look, post.guild_id, channel_id),
            detail=within(values.get("detail", ""), PROBLEM),
            name=within(values.get("feed", ""), NAME),
            link=bare(values.get("url", "")),
            problem=within(values.get("problem", ""), PROBLEM),
            since=f"<t:{int(values.get('since') or 0)}:D>",
            edit=self._bot.mention("news edit"),
            status=self._bot.mention("news status"),
            unfollow=self._bot.mention("news unfollow"),
        )

    def _missing(self, look: Look, guild_id: int, channel_id: int) -> str:
        guild = self._bot.get_guild(guild_id)
        channel = None if guild is None else guild.get_channel_or_thread(channel_id)
        missing = () if channel is None else missing_in(channel)
        return permission_names(look.texts, missing or ("view_channel", "send_messages"))


def _buttons(look: Look, post: Post) -> list[NewsItem]:
    notice, texts = post.notice, look.texts
    assert notice is not None, "a post that is a notice has one"
    values = notice.values
    if notice.kind is NoticeKind.CHANNEL_PARKED:
        channel_id = int(values.get("channel_id") or 0)
        replay = button(
            Press("replay", channel_id, post.mark),
            texts("news.button.replay"),
            discord.ButtonStyle.primary,
            emoji="▶️",
        )
        discard = button(
            Press("discard", channel_id, post.mark), texts("news.button.discard"), emoji="🗑️"
        )
        return [replay, discard]
    if notice.kind is NoticeKind.DELIVERY_FAILED:
        delivery_id = int(values.get("delivery_id") or 0)
        again = texts("news.button.retry")
        return [button(Press("retry", delivery_id, post.mark), again, emoji="🔄")]
    return [button(Press("status", 0, post.mark), texts("news.button.status"), emoji="📡")]
