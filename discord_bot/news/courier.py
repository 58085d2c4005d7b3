"""Carries posts to Discord: claims them, hands them to who sends, and records what came of it."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from discord_bot.errors import StorageError
from discord_bot.news.outbox import Outbox
from discord_bot.news.posts import Post, PostKind
from discord_bot.news.sending import Sender, SendError, Sent

ROUNDS = 50
"""Posts that one channel gets in one go, at most; the next go has the rest."""

_log = logging.getLogger(__name__)


class _End(StrEnum):
    SENT = "sent"
    FOUND = "found"
    TROUBLED = "troubled"
    UNRECORDED = "unrecorded"


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What came of one go. ``found`` had arrived in an earlier try, ``unrecorded`` comes again."""

    sent: int = 0
    found: int = 0
    troubled: int = 0
    unrecorded: int = 0


class Courier:
    """Serves all channels side by side, each in its order."""

    def __init__(self, outbox: Outbox, clock: Callable[[], datetime]) -> None:
        self._outbox = outbox
        self._clock = clock
        self._busy = asyncio.Lock()

    async def deliver(self, sender: Sender) -> DeliveryReport:
        """Do whatever is due. A second call waits for the first, so that order holds.

        Raises ``StorageError`` where the outbox can't be read, and nothing for Discord's sake.
        """
        ends: Counter[_End] = Counter()
        async with self._busy:
            for _ in range(ROUNDS):
                posts = await self._outbox.claim(self._clock())
                if not posts:
                    break
                ends.update(await asyncio.gather(*(self._carry(post, sender) for post in posts)))
        return DeliveryReport(
            ends[_End.SENT], ends[_End.FOUND], ends[_End.TROUBLED], ends[_End.UNRECORDED]
        )

    async def _carry(self, post: Post, sender: Sender) -> _End:
        """One post. What can't be recorded is claimed again when its lease is over, and found."""
        try:
            try:
                end, sent = await _act(post, sender)
            except SendError as error:
                await self._outbox.troubled(post, error, self._clock())
                return _End.TROUBLED
            await self._outbox.sent(post, sent, self._clock())
        except StorageError:
            _log.warning(
                "What came of a news post could not be recorded",
                extra={"delivery_id": post.id},
                exc_info=True,
            )
            return _End.UNRECORDED
        return end


async def _act(post: Post, sender: Sender) -> tuple[_End, Sent | None]:
    if post.kind is PostKind.EDIT:
        await sender.edit(post)
        return _End.SENT, None
    if post.kind is PostKind.PUBLISH:
        await sender.publish(post)
        return _End.SENT, None
    if post.uncertain_since is not None:
        found = await sender.find(post)
        if found is not None:
            return _End.FOUND, found
    return _End.SENT, await sender.send(post)
