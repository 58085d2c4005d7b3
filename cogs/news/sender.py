"""Does in Discord what a post says: text and announcement channels, forums, threads."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

import discord
from discord import ui

from cogs.news import embeds
from cogs.news.embeds import Look, Message
from cogs.news.items import Press, button
from cogs.news.notices import NoticeCards
from cogs.news.troubles import ARCHIVED, PUBLISHED_ALREADY, told_as_trouble
from discord_bot.news.posts import Post, PostKind
from discord_bot.news.sending import SendError, Sent, Trouble
from discord_bot.news.subscriptions import Style

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

PATIENCE_SECONDS = 28.0
"""After that the end is unknown. To look for a post and then to send it takes twice as long, which
is within ``deliveries.LEASE``; discord.py itself tries five times within 16 s."""
LOOKED_THROUGH = 300
"""Messages of a channel in which an uncertain post is looked for, from the newest on, and as many
from ``SOON`` after it was first tried."""
SOON = timedelta(minutes=10)
THREADS_LOOKED_THROUGH = 50
ARCHIVED_AFTER = timedelta(minutes=50)
"""Discord lets a thread rest after an hour at the earliest."""
Forum: TypeAlias = discord.ForumChannel
Writable: TypeAlias = (
    discord.TextChannel | discord.Thread | discord.VoiceChannel | discord.StageChannel
)


@asynccontextmanager
async def _within_patience() -> AsyncIterator[None]:
    with told_as_trouble(PATIENCE_SECONDS):
        async with asyncio.timeout(PATIENCE_SECONDS):
            yield


class DiscordSender:
    """The ``Sender`` of ``discord_bot.news.sending``."""

    def __init__(self, bot: FanBot) -> None:
        self._bot = bot
        self._cards = NoticeCards(bot)

    def _look(self, guild_id: int) -> Look:
        accent = discord.Colour.from_str(self._bot.services.pack.show.accent)
        return Look(self._bot.texts(guild_id), accent)

    async def _channel(self, guild_id: int, channel_id: int) -> Writable | Forum:
        """A channel or thread, from memory or from Discord."""
        guild = self._bot.get_guild(guild_id)
        found = None if guild is None else guild.get_channel_or_thread(channel_id)
        channel = found or await self._bot.fetch_channel(channel_id)
        if isinstance(channel, Writable | Forum):
            return channel
        raise SendError(Trouble.REJECTED, "nobody can write in a channel of that kind")

    # --- sending --------------------------------------------------------------------------------

    async def send(self, post: Post) -> Sent:
        """Make the message. What Discord refuses as a card is sent as a line of text."""
        if post.kind is PostKind.NOTICE:
            return await self._notify(post)
        message = embeds.message(self._look(post.guild_id), post)
        try:
            return await self._send(post, message)
        except SendError as error:
            is_card = bool(message.embeds) and post.kind is PostKind.STORY
            if error.trouble is not Trouble.REJECTED or not is_card:
                raise
        # A picture or an address that only Discord knows to be wrong must not lose a story.
        return await self._send(post, embeds.compact(self._look(post.guild_id), post.stories[0]))

    async def _send(self, post: Post, message: Message) -> Sent:
        ping, allowed = _ping(post)
        options: dict[str, Any] = {
            "content": "\n".join(part for part in (ping, message.content) if part) or None,
            "embeds": list(message.embeds),
            "view": self._buttons(post),
            "allowed_mentions": allowed,
            "suppress_embeds": message.without_previews,
        }
        async with _within_patience():
            channel = await self._channel(post.guild_id, post.channel_id)
            if isinstance(channel, Forum):
                return await self._begin_thread(channel, post, message, options)
            return await self._write(channel, post, options)

    async def _notify(self, post: Post) -> Sent:
        view = await self._cards.view(post)
        options = {"view": view, "allowed_mentions": discord.AllowedMentions.none()}
        async with _within_patience():
            channel = await self._channel(post.guild_id, post.channel_id)
            if isinstance(channel, Forum):
                raise SendError(Trouble.REJECTED, "a forum can't be the moderators' log")
            return await self._write(channel, post, options)

    @staticmethod
    async def _write(channel: Writable, post: Post, options: dict[str, Any]) -> Sent:
        try:
            sent = await channel.send(nonce=post.nonce, **options)
        except discord.HTTPException as error:
            if error.code != ARCHIVED or not isinstance(channel, discord.Thread):
                raise
            await channel.edit(archived=False)
            sent = await channel.send(nonce=post.nonce, **options)
        return Sent(sent.id, channel.id)

    async def _begin_thread(
        self, forum: Forum, post: Post, message: Message, options: dict[str, Any]
    ) -> Sent:
        """A thread for a story or a digest. Discord knows no nonce for threads: see ``find``."""
        thread, first = await forum.create_thread(
            name=message.title, applied_tags=self._tags(forum, post), **options
        )
        return Sent(first.id, thread.id)

    def _tags(self, forum: Forum, post: Post) -> list[discord.ForumTag]:
        """The tag that is called like the kind of news; where one is required, else any."""
        texts = self._bot.texts(post.guild_id)
        kinds = {embeds.kind_text(texts, story.kind).casefold() for story in post.stories}
        free = [tag for tag in forum.available_tags if not tag.moderated]
        fitting = [tag for tag in free if tag.name.casefold() in kinds]
        return (fitting or (free if forum.flags.require_tag else []))[:1]

    def _buttons(self, post: Post) -> ui.View:
        view = ui.View(timeout=None)
        is_small = post.style is Style.COMPACT and post.kind is PostKind.STORY
        label = None if is_small else self._bot.texts(post.guild_id)("news.card.why")
        view.add_item(button(Press("why", 0, post.mark), label, emoji="ℹ️"))
        return view

    # --- finding --------------------------------------------------------------------------------

    async def find(self, post: Post) -> Sent | None:
        """The message of an earlier try, by its mark."""
        since = post.uncertain_since
        if since is None:
            return None
        async with _within_patience():
            channel = await self._channel(post.guild_id, post.channel_id)
            if isinstance(channel, Forum):
                return await self._find_thread(channel, post.mark, since)
            return await self._find_message(channel, post.mark, since)

    async def _find_message(self, channel: Writable, mark: str, since: datetime) -> Sent | None:
        """From the newest on; where much was written since, among what came soon after it, too.

        A first try came soon after ``since``, and a later one, for which there was reason to
        wait, not long ago.
        """
        for before in (None, since + SOON):
            async for message in channel.history(limit=LOOKED_THROUGH, before=before):
                if message.created_at < since:
                    break
                if self._carries(message, mark):
                    return Sent(message.id, channel.id)
        return None

    async def _find_thread(self, forum: Forum, mark: str, since: datetime) -> Sent | None:
        active = await forum.guild.active_threads()
        threads = [thread for thread in active if thread.parent_id == forum.id]
        if self._bot.now() - since > ARCHIVED_AFTER:
            rested = forum.archived_threads(limit=THREADS_LOOKED_THROUGH)
            threads += [thread async for thread in rested]
        mine = [
            thread
            for thread in threads
            if thread.owner_id == forum.guild.me.id and (thread.created_at or since) >= since
        ]
        for thread in mine[:THREADS_LOOKED_THROUGH]:
            async for first in thread.history(limit=1, oldest_first=True):
                if self._carries(first, mark):
                    return Sent(first.id, thread.id)
        return None

    def _carries(self, message: discord.Message, mark: str) -> bool:
        mine = self._bot.user is not None and message.author.id == self._bot.user.id
        return mine and any(custom_id.endswith(f":{mark}") for custom_id in custom_ids(message))

    # --- changing -------------------------------------------------------------------------------

    async def edit(self, post: Post) -> None:
        """Show a post anew. Its ping and its button stay as they are."""
        message = embeds.message(self._look(post.guild_id), post)
        if post.message_id is None:
            raise SendError(Trouble.MESSAGE_GONE, "it was never posted")
        changes: dict[str, Any] = {"allowed_mentions": discord.AllowedMentions.none()}
        ping, _ = _ping(post)
        changes["content"] = "\n".join(part for part in (ping, message.content) if part) or None
        changes["embeds"] = list(message.embeds)
        async with _within_patience():
            channel = await self._channel(post.guild_id, post.channel_id)
            if isinstance(channel, Forum):
                raise SendError(Trouble.MESSAGE_GONE, "a forum itself holds no messages")
            shown = channel.get_partial_message(post.message_id)
            try:
                await shown.edit(**changes)
            except discord.HTTPException as error:
                if error.code != ARCHIVED or not isinstance(channel, discord.Thread):
                    raise
                await channel.edit(archived=False)
                await shown.edit(**changes)
                if _may_archive(channel):
                    await channel.edit(archived=True)

    async def publish(self, post: Post) -> None:
        """Publish a post of an announcement channel; elsewhere there is nothing to publish."""
        if post.message_id is None:
            raise SendError(Trouble.MESSAGE_GONE, "it was never posted")
        async with _within_patience():
            channel = await self._channel(post.guild_id, post.channel_id)
            if not isinstance(channel, discord.TextChannel) or not channel.is_news():
                return
            try:
                await channel.get_partial_message(post.message_id).publish()
            except discord.HTTPException as error:
                if error.code != PUBLISHED_ALREADY:
                    raise


def _may_archive(thread: discord.Thread) -> bool:
    """Whether the bot may let a thread rest; to wake one it needs no more than to write there."""
    me = thread.guild.me
    return thread.owner_id == me.id or thread.permissions_for(me).manage_threads


def _ping(post: Post) -> tuple[str, discord.AllowedMentions]:
    """The line that pings a role, and the leave for it alone."""
    if post.role_id is None:
        return "", discord.AllowedMentions.none()
    if post.role_id == post.guild_id:
        return "@everyone", discord.AllowedMentions(
            everyone=True, users=False, roles=False, replied_user=False
        )
    role = discord.Object(post.role_id)
    return f"<@&{post.role_id}>", discord.AllowedMentions(
        everyone=False, users=False, roles=[role], replied_user=False
    )


def custom_ids(message: discord.Message) -> list[str]:
    """The custom ids of all buttons and menus of a message, however deep they are."""
    found, pending = [], list(message.components)
    while pending:
        item: Any = pending.pop()
        custom_id = getattr(item, "custom_id", None)
        if custom_id:
            found.append(str(custom_id))
        pending += getattr(item, "children", [])
        accessory = getattr(item, "accessory", None)
        if accessory is not None:
            pending.append(accessory)
    return found
