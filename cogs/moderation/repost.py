"""Gives messages back to their channels by a webhook, under their authors' names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

import discord

from cogs.moderation.places import NowhereError, Places, Somewhere
from discord_bot.moderation.cases import CaseMessage
from discord_bot.moderation.policy import MessageKind

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

WEBHOOK_NAME = "fanbot"
MESSAGE_LIMIT = 2000
"""Characters of a webhook's message: https://discord.com/developers/docs/resources/webhook."""
TITLE_LIMIT = 100
NICKNAME_LIMIT = 32
_NAME_LIMIT = 80
_REFUSED_NAMES = re.compile("discord|clyde", re.IGNORECASE)
"""Discord takes no webhook's message under a name with one of these in it."""
_LOOKED_BACK = 100
"""How many messages after a crash are looked through for one that was given back before it."""

WithWebhooks: TypeAlias = (
    discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.ForumChannel
)


@dataclass(frozen=True, slots=True)
class Author:
    """Under which name and face something is posted."""

    name: str
    avatar_url: str | None = None
    shows_links: bool = True

    @classmethod
    def of(cls, user: discord.Member | discord.User, *, shows_links: bool = True) -> Author:
        """As the server, or else Discord, shows somebody."""
        return cls(user.display_name, user.display_avatar.url, shows_links)

    @property
    def webhook_name(self) -> str:
        """The name in a form that Discord takes: parted by a space without width, if need be."""
        parted = _REFUSED_NAMES.sub(lambda match: f"{match[0][0]}\u200b{match[0][1:]}", self.name)
        return parted[:_NAME_LIMIT].strip() or WEBHOOK_NAME


def pieces_of(text: str, limit: int = MESSAGE_LIMIT) -> list[str]:
    """A text in pieces that each fit into a message, parted at lines or words where possible."""
    pieces = []
    rest = text.strip()
    while len(rest) > limit:
        cut = max(rest.rfind("\n", 0, limit), rest.rfind(" ", limit // 2, limit))
        cut = cut if cut > 0 else limit
        pieces.append(rest[:cut])
        rest = rest[cut:].strip()
    return [*pieces, rest] if rest else pieces


class ReplacedError(Exception):
    """Somebody chose another nickname or title since it was taken back; that stays."""


class StoppedError(Exception):
    """Discord's AutoMod keeps it from appearing again."""


class Reposter:
    """Puts back what was taken down. Raises ``discord.HTTPException`` and ``NowhereError``."""

    def __init__(self, bot: FanBot, places: Places) -> None:
        self._bot = bot
        self._places = places
        self._webhooks: dict[int, discord.Webhook] = {}

    async def put_back(self, message: CaseMessage, text: str, author: Author) -> int | None:
        """Undo what was done about a message, with ``text`` in its place.

        Returns the id of what was posted; None for a title or nickname. Raises ``ReplacedError``
        where another one was chosen since, and ``StoppedError`` where AutoMod stops it again.
        """
        if message.kind is MessageKind.NICKNAME:
            await self._name(message, text[:NICKNAME_LIMIT])
            return None
        if message.kind is MessageKind.THREAD_TITLE:
            await self._title(message, text[:TITLE_LIMIT])
            return None
        return await self._post(message, text, author)

    async def _name(self, message: CaseMessage, nickname: str) -> None:
        member = await self._places.member(message.guild_id, message.author_id)
        if member.nick == nickname:
            return
        if member.nick:
            raise ReplacedError
        await member.edit(nick=nickname)

    async def _title(self, message: CaseMessage, title: str) -> None:
        thread = await self._places.channel(message.guild_id, message.channel_id)
        if not isinstance(thread, discord.Thread):
            raise NowhereError
        if thread.name == title:
            return
        if thread.name not in self._placeholders():
            raise ReplacedError
        await thread.edit(name=title)

    def _placeholders(self) -> set[str]:
        """What the bot calls a thread whose title it took, in whichever language that was."""
        key = "moderation.acting.title"
        every = self._bot.services.pack.wording.under("moderation.acting").values()
        return {texts[key] for texts in every if key in texts}

    async def _post(self, message: CaseMessage, text: str, author: Author) -> int | None:
        channel = await self._places.channel(message.guild_id, message.channel_id)
        first = None
        for piece in pieces_of(text):
            posted = await self._send_anew(channel, piece, author)
            if message.kind is MessageKind.AUTOMOD:
                await self._check(channel, posted.id)
            first = first or posted.id
        return first

    async def _send_anew(
        self, channel: Somewhere, piece: str, author: Author
    ) -> discord.WebhookMessage:
        try:
            return await self._send(channel, piece, author)
        except discord.NotFound:
            # Somebody deleted the webhook: the next one is found or made anew, once.
            if self._webhooks.pop((await self._above(channel)).id, None) is None:
                raise
            return await self._send(channel, piece, author)

    @staticmethod
    async def _check(channel: Somewhere, message_id: int) -> None:
        """Look whether a message stands that Discord took."""
        assert isinstance(channel, discord.abc.Messageable), "it was posted there"
        try:
            await channel.fetch_message(message_id)
        except discord.NotFound:
            raise StoppedError from None

    async def _send(self, channel: Somewhere, piece: str, author: Author) -> discord.WebhookMessage:
        webhook = await self._webhook(await self._above(channel))
        thread = channel if isinstance(channel, discord.Thread) else discord.utils.MISSING
        return await webhook.send(
            piece,
            username=author.webhook_name,
            avatar_url=author.avatar_url,
            allowed_mentions=discord.AllowedMentions.none(),
            suppress_embeds=not author.shows_links,
            thread=thread,
            wait=True,
        )

    async def _webhook(self, channel: WithWebhooks) -> discord.Webhook:
        """The channel's webhook of this bot, made if there is none."""
        known = self._webhooks.get(channel.id)
        if known is not None:
            return known
        mine = [
            webhook
            for webhook in await channel.webhooks()
            if webhook.user is not None
            and webhook.user == self._bot.user
            and webhook.token is not None
        ]
        webhook = mine[0] if mine else await channel.create_webhook(name=WEBHOOK_NAME)
        self._webhooks[channel.id] = webhook
        return webhook

    async def _above(self, channel: Somewhere) -> WithWebhooks:
        """The channel whose webhooks can post there."""
        found = await self._places.above(channel)
        if isinstance(found, WithWebhooks):
            return found
        raise NowhereError

    def is_own(self, webhook_id: int | None) -> bool:
        """Whether a message of this webhook is one that the bot posted since it started."""
        return any(webhook.id == webhook_id for webhook in self._webhooks.values())

    async def author_of(self, message: CaseMessage) -> Author:
        """Who wrote a message, as the server shows them; still, if they have left."""
        try:
            return Author.of(await self._places.member(message.guild_id, message.author_id))
        except discord.NotFound:
            pass
        try:
            return Author.of(await self._bot.fetch_user(message.author_id))
        except discord.NotFound:
            return Author(self._bot.texts(message.guild_id)("moderation.acting.somebody"))

    async def stands(self, message: CaseMessage, since: datetime) -> int | None:
        """As which message one was given back since a moment: the bot stopped before it noted so.

        None where it was not, and for titles and nicknames.
        """
        if message.kind in {MessageKind.NICKNAME, MessageKind.THREAD_TITLE}:
            return None
        channel = await self._places.channel(message.guild_id, message.channel_id)
        assert isinstance(channel, discord.abc.Messageable), "messages stand in such channels"
        first = pieces_of(message.text or "")[:1]
        since -= timedelta(seconds=1)  # kept in whole seconds, and Discord means "after" strictly
        async for found in channel.history(limit=_LOOKED_BACK, after=since, oldest_first=True):
            if found.webhook_id is not None and found.content in first:
                return found.id
        return None
