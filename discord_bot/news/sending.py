"""The door to Discord: who posts, what can go wrong there, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from discord_bot.errors import FanbotError
from discord_bot.news.posts import Post


class Trouble(StrEnum):
    """What went wrong with a post."""

    RATE_LIMITED = "rate_limited"
    SERVER = "server"
    """Discord's own failure (5xx): it may have been posted all the same."""
    UNKNOWN = "unknown"
    """No answer came, or it broke off: it may have been posted."""
    FORBIDDEN = "forbidden"
    """A permission is missing."""
    GONE = "gone"
    """The channel does not exist any more."""
    MESSAGE_GONE = "message_gone"
    """The message to edit or publish does not exist any more."""
    REJECTED = "rejected"
    """Discord will never take this post as it is."""

    @property
    def is_uncertain(self) -> bool:
        """Whether it may have been posted."""
        return self in {Trouble.SERVER, Trouble.UNKNOWN}


class SendError(FanbotError):
    """A post was not made, or nobody knows. ``detail`` is short and for moderators.

    ``retry_after`` is in seconds, where Discord said it.
    """

    def __init__(self, trouble: Trouble, detail: str, retry_after: float | None = None) -> None:
        super().__init__(f"{trouble}: {detail}")
        self.trouble = trouble
        self.detail = detail
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Sent:
    """The message that a post became. In a forum its channel is the new thread."""

    message_id: int
    channel_id: int


class Sender(Protocol):
    """Does in Discord what a post says. Every method raises ``SendError`` and nothing else.

    Each has to give up well before ``outbox.LEASE`` is over.
    """

    async def send(self, post: Post) -> Sent:
        """Make a message with ``post.nonce``, and ``post.mark`` where ``find`` sees it."""
        ...

    async def find(self, post: Post) -> Sent | None:
        """The bot's own message since ``post.uncertain_since`` that carries ``post.mark``."""
        ...

    async def edit(self, post: Post) -> None:
        """Show ``post.message_id`` anew."""
        ...

    async def publish(self, post: Post) -> None:
        """Publish ``post.message_id`` to the servers that follow the channel; twice is fine."""
        ...
