"""What members write, as the filter's values: messages, titles of threads, nicknames.

What stands in pictures, videos, files and embeds is not read.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

import discord
from discord.utils import snowflake_time

from discord_bot.moderation.conversation import Recent, last_words
from discord_bot.moderation.model import Post
from discord_bot.moderation.policy import MessageKind, Place, is_support

CONTEXT_AGE = timedelta(minutes=10)
"""What was said longer ago belongs to another conversation."""
_WRITTEN = frozenset({discord.MessageType.default, discord.MessageType.reply})
"""The kinds of messages that people write; all others are Discord's own."""


class Heard(NamedTuple):
    """Something to be judged.

    ``knows_roles`` is False where Discord did not say which roles the author has; ``has_files``
    tells of attachments, which are lost when the message is taken down. ``found_by`` is where what
    is no message is found again: a title by its thread's own number, a nickname by that of a
    message under it.
    """

    post: Post
    place: Place
    knows_roles: bool = True
    has_files: bool = False
    edited_at: datetime | None = None
    found_by: int | None = None

    @property
    def to_find(self) -> Place:
        """The place with the number by which it is found again."""
        if self.place.message_id is not None:
            return self.place
        return self.place._replace(message_id=self.found_by)

    @property
    def written_at(self) -> datetime | None:
        """When a message said this first; None for a nickname or title, which has no such time."""
        if self.edited_at is not None or self.place.message_id is None:
            return self.edited_at
        return snowflake_time(self.place.message_id)


def is_written_by_somebody(message: discord.Message, bot_id: int) -> bool:
    """Whether a message is one to be looked at.

    Bots, commands and answers to them are not, nor is what the bot itself posts by a webhook in a
    member's name. Whether other webhooks are is the server's choice.
    """
    if message.guild is None or message.type not in _WRITTEN:
        return False
    if message.interaction_metadata is not None or message.application_id == bot_id:
        return False
    return message.webhook_id is not None or not message.author.bot


def text_of(message: discord.Message) -> str:
    """All words of a message, a line or more each: its own, forwarded ones, poll, alt texts."""
    if not (message.message_snapshots or message.attachments or message.poll):
        return message.content
    return "\n".join(text for text in _texts(message) if text)


def _texts(message: discord.Message) -> Iterator[str | None]:
    yield message.content
    for snapshot in message.message_snapshots:
        yield snapshot.content
        yield from (file.description for file in snapshot.attachments)
    if message.poll is not None:
        yield message.poll.question
        yield from (answer.text for answer in message.poll.answers)
    yield from (file.description for file in message.attachments)


def place_of(
    message: discord.Message,
    kind: MessageKind = MessageKind.MESSAGE,
    *,
    with_roles: bool = True,
) -> Place:
    """Where a message of a server stands, and by whom and at whom it is.

    ``with_roles`` is False where no role is exempt: discord.py sorts them whenever it is asked.
    """
    assert message.guild is not None, "is_written_by_somebody was asked first"
    channel, author = message.channel, message.author
    thread = channel if isinstance(channel, discord.Thread) else None
    if message.poll is not None and kind is MessageKind.MESSAGE:
        kind = MessageKind.POLL
    return Place(
        guild_id=message.guild.id,
        channel_id=channel.id,
        author_id=author.id,
        parent_id=None if thread is None else thread.parent_id,
        message_id=message.id,
        role_ids=roles_of(author) if with_roles else frozenset(),
        is_webhook=message.webhook_id is not None,
        kind=kind,
        aimed_at=_aimed_at(message),
        is_support=_is_support(channel if thread is None else thread.parent),
    )


def _is_support(channel: object) -> bool:
    """Whether a channel is one of support by its name; what has no name is not."""
    return is_support(getattr(channel, "name", ""))


def roles_of(author: discord.Member | discord.User) -> frozenset[int]:
    """The roles of an author, as far as Discord said."""
    if isinstance(author, discord.Member):
        return frozenset(role.id for role in author.roles)
    return frozenset()


def _aimed_at(message: discord.Message) -> int | None:
    """The member whom a message answers, or else mentions first."""
    replied = _replied_to(message)
    if replied is not None and not replied.author.bot and replied.author.id != message.author.id:
        return replied.author.id
    if not message.mentions:
        return None
    people = {user.id for user in message.mentions if not user.bot} - {message.author.id}
    return next((user_id for user_id in message.raw_mentions if user_id in people), None)


def _replied_to(message: discord.Message) -> discord.Message | None:
    found = None if message.reference is None else message.reference.resolved
    return found if isinstance(found, discord.Message) else None


def of_message(message: discord.Message, place: Place, previous: tuple[str, ...] = ()) -> Heard:
    """A message with what was said right before it."""
    replied = _replied_to(message)
    post = Post(
        text=text_of(message),
        reply_to=None if replied is None else text_of(replied) or None,
        previous=previous,
    )
    knows_roles = place.is_webhook or isinstance(message.author, discord.Member)
    return Heard(
        post, place, knows_roles, has_files=bool(message.attachments), edited_at=message.edited_at
    )


def of_title(thread: discord.Thread) -> Heard:
    """The title of a thread or forum post; its author is whoever opened it."""
    place = Place(
        guild_id=thread.guild.id,
        channel_id=thread.id,
        author_id=thread.owner_id,
        parent_id=thread.parent_id,
        kind=MessageKind.THREAD_TITLE,
        is_support=_is_support(thread.parent),
    )
    return Heard(Post(thread.name), place, knows_roles=False, found_by=thread.id)


def of_nickname(place: Place, nickname: str) -> Heard:
    """The nickname under which somebody writes at ``place``."""
    own = place._replace(message_id=None, kind=MessageKind.NICKNAME, aimed_at=None)
    return Heard(Post(nickname), own, found_by=place.message_id)


class _Said(NamedTuple):
    message_id: int
    author_id: int
    text: str
    at: datetime


class Conversations:
    """What was said last in each channel, for context: in memory alone, and only a little."""

    def __init__(self) -> None:
        self._said: Recent[int, _Said] = Recent()

    def before(self, place: Place, now: datetime) -> tuple[str, ...]:
        """The last things that the same two people said in the channel, oldest first.

        The second of the two is whom the message is aimed at, or else whoever spoke last.
        """
        since = now - CONTEXT_AGE
        said = (
            (author_id, text)
            for message_id, author_id, text, at in reversed(self._said.of(place.channel_id))
            if at >= since and message_id != place.message_id
        )
        return last_words(said, place.author_id, place.aimed_at)

    def has(self, place: Place, text: str) -> bool:
        """Whether this is nothing new: the text is known, or what a message said at first is late.

        Discord tells of an edited message again when it unfolds a link, and of anything after a
        lost connection.
        """
        channel = self._said.of(place.channel_id)
        if not channel or channel[-1].message_id < (place.message_id or 0):
            return False  # as nearly always: Discord's numbers grow
        for said in reversed(channel):
            if said.message_id == place.message_id:
                return said.text == text or place.kind is not MessageKind.EDIT
        return False

    def note(self, place: Place, text: str, now: datetime) -> None:
        """Remember a message; an edited one in the place of what it said before."""
        said = _Said(place.message_id or 0, place.author_id, text, now)
        channel = self._said.to_write(place.channel_id)
        for index, earlier in enumerate(channel):
            if earlier.message_id == said.message_id:
                channel[index] = said._replace(at=earlier.at)
                return
        channel.append(said)

    def forget(self, user_id: int | None) -> None:
        """Drop what a member said; everybody for None."""
        for channel in self._said:
            kept = [said for said in channel if user_id not in {said.author_id, None}]
            channel.clear()
            channel.extend(kept)


class Nicknames:
    """The nicknames that were looked at, so that each is once and not with every message."""

    def __init__(self, size: int = 5000) -> None:
        self._seen: OrderedDict[tuple[int, int], str] = OrderedDict()
        self._size = size

    def is_new(self, guild_id: int, user_id: int, nickname: str) -> bool:
        """Whether this nickname was not looked at yet; from now on it was."""
        key = (guild_id, user_id)
        if self._seen.get(key) == nickname:
            return False
        self._seen[key] = nickname
        self._seen.move_to_end(key)
        while len(self._seen) > self._size:
            self._seen.popitem(last=False)
        return True

    def was_taken(self, guild_id: int, user_id: int) -> None:
        """A nickname was taken back: should it be set again, it is looked at again."""
        self._seen.pop((guild_id, user_id), None)

    def forget(self, user_id: int | None) -> None:
        """Drop a member's nicknames; everybody's for None."""
        for key in [key for key in self._seen if user_id in {key[1], None}]:
            del self._seen[key]


class Versions:
    """Which text of a message is the newest while it is judged: its author may edit meanwhile.

    The same text may come again, as when Discord unfolds a link of an edited message: then what is
    under way for it already is as new.
    """

    def __init__(self) -> None:
        self._newest: dict[int, str] = {}
        self._running: Counter[int] = Counter()

    def begin(self, message_id: int, text: str) -> None:
        """A version of a message is being judged."""
        self._newest[message_id] = text
        self._running[message_id] += 1

    def is_newest(self, message_id: int, text: str) -> bool:
        """Whether no other text came since."""
        return self._newest.get(message_id) == text

    def end(self, message_id: int) -> None:
        """A version was dealt with."""
        self._running[message_id] -= 1
        if not self._running[message_id]:
            del self._running[message_id], self._newest[message_id]
