"""What was said before a message: which earlier ones count as its context.

They are the last that the same two people wrote in the channel: its author, and whom it is aimed at
or else whoever spoke last. The bot and the command line choose them by this alone. Memory is all
that holds them, and only a little.
"""

from __future__ import annotations

import re
from collections import OrderedDict, deque
from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, TypeVar

from discord_bot.moderation.model import Post

CONTEXT_MESSAGES = 2
"""How many messages before a post are looked at with it."""
REMEMBERED_MESSAGES = 12
"""How many messages of a channel are remembered, so that others may speak in between."""
REMEMBERED_CHANNELS = 500
_MENTION = re.compile(r"<@!?(\d{1,20})>", re.ASCII)

Key = TypeVar("Key")
Item = TypeVar("Item")


def last_words(
    said: Iterable[tuple[Key, str]], author: Key, aimed_at: Key | None
) -> tuple[str, ...]:
    """The texts that count for a message by ``author``, oldest first.

    ``said`` is who wrote what in the channel before, the newest first.
    """
    texts: list[str] = []
    other = aimed_at
    for speaker, text in said:
        if speaker != author:
            if other is not None and speaker != other:
                continue
            other = speaker
        texts.append(text)
        if len(texts) == CONTEXT_MESSAGES:
            break
    return tuple(reversed(texts))


class Recent(Generic[Key, Item]):
    """The last items of each channel, of the channels that were last written in."""

    def __init__(self) -> None:
        self._channels: OrderedDict[Key, deque[Item]] = OrderedDict()

    def __iter__(self) -> Iterator[deque[Item]]:
        return iter(self._channels.values())

    def of(self, channel: Key) -> Sequence[Item]:
        """What is remembered of a channel, the oldest first."""
        return self._channels.get(channel, ())

    def to_write(self, channel: Key) -> deque[Item]:
        """The items of a channel in which something was written now."""
        found = self._channels.setdefault(channel, deque(maxlen=REMEMBERED_MESSAGES))
        self._channels.move_to_end(channel)
        while len(self._channels) > REMEMBERED_CHANNELS:
            self._channels.popitem(last=False)
        return found


class Transcript:
    """Channels whose messages come in order, without times and ids: lines of a file or stream."""

    def __init__(self) -> None:
        self._said: Recent[str, tuple[str, str]] = Recent()

    def hear(self, post: Post, author: str, channel: str) -> Post:
        """The post with what was said before it; from now on it was said, too."""
        said = self._said.to_write(channel)
        before = list(reversed(said))
        said.append((author, post.text))
        previous = last_words(before, author, _aimed_at(post, author, before))
        return post._replace(previous=previous)


def _aimed_at(post: Post, author: str, before: Iterable[tuple[str, str]]) -> str | None:
    """Whoever wrote what a post answers, where that is remembered, or whom it mentions first."""
    if post.reply_to:
        for speaker, text in before:
            if text == post.reply_to and speaker != author:
                return speaker
    mentioned = (match[1] for match in _MENTION.finditer(post.text))
    return next((user for user in mentioned if user != author), None)
