"""A Discord that does nothing but keep what was posted: what the outbox is held against.

It is fake in that no bytes travel, and honest in what counts: a message that it took stays,
whatever it answered; the same nonce makes no second one for some minutes; what is gone is gone.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from discord_bot.news.posts import Post
from discord_bot.news.sending import SendError, Sent, Trouble

NONCE_WINDOW = timedelta(minutes=3)
"""How long Discord remembers nonces is not written down anywhere; "a few minutes" is."""


@dataclass
class Message:
    """What stands in a channel. ``shown`` is the post as it was made, or last edited."""

    id: int
    channel_id: int
    nonce: str
    mark: str
    at: datetime
    shown: Post
    edits: int = 0
    published: int = 0

    @property
    def titles(self) -> list[str]:
        return [story.title for story in self.shown.stories]


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one request. ``is_done``: it is done all the same."""

    trouble: Trouble
    is_done: bool = False
    retry_after: float | None = None


@dataclass
class ChannelLog:
    """Implements ``Sender``. ``fault`` is asked for each request, by its verb and post."""

    clock: Callable[[], datetime]
    fault: Callable[[str, Post], Fault | None] = lambda _verb, _post: None
    nonce_window: timedelta = NONCE_WINDOW
    messages: list[Message] = field(default_factory=list)
    gone: set[int] = field(default_factory=set)
    closed: set[int] = field(default_factory=set)
    requests: list[tuple[str, int]] = field(default_factory=list)
    ids: Callable[[], int] = field(default_factory=lambda: itertools.count(9000).__next__)

    def channel(self, channel_id: int) -> list[Message]:
        """What stands in a channel, oldest first."""
        return [message for message in self.messages if message.channel_id == channel_id]

    def titles(self, channel_id: int) -> list[str]:
        """The titles of all stories in a channel, as they are shown now."""
        return [title for message in self.channel(channel_id) for title in message.titles]

    # --- the door -------------------------------------------------------------------------------

    async def send(self, post: Post) -> Sent:
        fault = self._ask("send", post)
        if fault is not None and not fault.is_done:
            raise _error(fault)
        message = self._repeated(post) or self._make(post)
        if fault is not None:
            raise _error(fault)
        return Sent(message.id, message.channel_id)

    async def find(self, post: Post) -> Sent | None:
        fault = self._ask("find", post)
        if fault is not None:
            raise _error(fault)
        assert post.uncertain_since is not None, "what cannot have arrived is not looked for"
        for message in self.channel(post.channel_id):
            if message.mark == post.mark and message.at >= post.uncertain_since:
                return Sent(message.id, message.channel_id)
        return None

    async def edit(self, post: Post) -> None:
        message, fault = self._target("edit", post)
        if fault is None or fault.is_done:
            message.shown = post
            message.edits += 1
        if fault is not None:
            raise _error(fault)

    async def publish(self, post: Post) -> None:
        message, fault = self._target("publish", post)
        if fault is None or fault.is_done:
            message.published += 1
        if fault is not None:
            raise _error(fault)

    # --- behind it ------------------------------------------------------------------------------

    def _ask(self, verb: str, post: Post) -> Fault | None:
        self.requests.append((verb, post.id))
        if post.channel_id in self.gone:
            raise SendError(Trouble.GONE, "Unknown Channel")
        if post.channel_id in self.closed:
            raise SendError(Trouble.FORBIDDEN, "Missing Permissions")
        return self.fault(verb, post)

    def _target(self, verb: str, post: Post) -> tuple[Message, Fault | None]:
        fault = self._ask(verb, post)
        for message in self.channel(post.channel_id):
            if message.id == post.message_id:
                return message, fault
        raise SendError(Trouble.MESSAGE_GONE, "Unknown Message")

    def _repeated(self, post: Post) -> Message | None:
        for message in self.channel(post.channel_id):
            if message.nonce == post.nonce and self.clock() - message.at < self.nonce_window:
                return message
        return None

    def _make(self, post: Post) -> Message:
        message = Message(
            self.ids(), post.channel_id, post.nonce, post.mark, self.clock(), shown=post
        )
        self.messages.append(message)
        return message


def _error(fault: Fault) -> SendError:
    return SendError(fault.trouble, "as the test wants it", fault.retry_after)
