"""Carries posts to Discord: claims them, hands them to who sends, and records what came of it."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from discord_bot.errors import StorageError
from discord_bot.news.outbox import Outbox
from discord_bot.news.posts import Post, PostKind
from discord_bot.news.sending import Sender, SendError, Sent, Trouble

AT_ONCE = 100
"""Posts under way at a time, so that each is done well before its lease is over."""

MANY = 25
"""Posts that are claimed at once while others are under way: to look what is due is a walk through
all channels that wait."""

PAUSE = 0.25
"""Seconds after which fewer are claimed as well, so that a few slow ones keep nobody waiting."""

PATIENCE = 75.0
"""Seconds that one post may take in Discord. Its lease is longer, so nobody else has it by then."""

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


async def _always() -> bool:
    return True


class Courier:
    """Serves all channels side by side, each in its order.

    ``is_sure`` says whether another process may serve them by now: then nothing is sent, and what
    was claimed is for whoever claims it when its lease is over.
    """

    def __init__(
        self,
        outbox: Outbox,
        clock: Callable[[], datetime],
        patience: float = PATIENCE,
        is_sure: Callable[[], Awaitable[bool]] = _always,
    ) -> None:
        self._outbox = outbox
        self._clock = clock
        self._patience = patience
        self._is_sure = is_sure
        self._busy = asyncio.Lock()
        self._claimed_at = 0.0

    async def deliver(self, sender: Sender) -> DeliveryReport:
        """Do whatever is due. A second call waits for the first, so that order holds.

        A slow channel keeps no other one waiting. Raises ``StorageError`` where the outbox can't be
        read, nothing for Discord's sake, and what else ``sender`` raises once all others are done.
        """
        ends: Counter[_End] = Counter()
        async with self._busy:
            under_way: set[asyncio.Task[_End]] = set()
            try:
                while under_way := await self._go_on(under_way, sender):
                    room = AT_ONCE - len(under_way)
                    done, under_way = await asyncio.wait(
                        under_way,
                        timeout=PAUSE if 0 < room < MANY else None,
                        return_when=asyncio.FIRST_COMPLETED,
                    )
                    ends.update([task.result() for task in done])
            finally:
                if under_way:
                    await asyncio.gather(*under_way, return_exceptions=True)
        return DeliveryReport(
            ends[_End.SENT], ends[_End.FOUND], ends[_End.TROUBLED], ends[_End.UNRECORDED]
        )

    async def settle(self) -> None:
        """Wait until nothing is under way; cancel whoever called ``deliver`` before."""
        async with self._busy:
            pass

    async def _go_on(
        self, under_way: set[asyncio.Task[_End]], sender: Sender
    ) -> set[asyncio.Task[_End]]:
        room = AT_ONCE - len(under_way)
        now = asyncio.get_running_loop().time()
        if under_way and room < MANY and now < self._claimed_at + PAUSE:
            return under_way
        self._claimed_at = now
        posts = await self._outbox.claim(self._clock(), room) if room else []
        return under_way | {asyncio.create_task(self._carry(post, sender)) for post in posts}

    async def _carry(self, post: Post, sender: Sender) -> _End:
        """One post. What can't be recorded is claimed again when its lease is over, and found."""
        if not await self._is_sure():
            return _End.UNRECORDED
        try:
            try:
                end, sent = await self._act(post, sender)
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

    async def _act(self, post: Post, sender: Sender) -> tuple[_End, Sent | None]:
        try:
            async with asyncio.timeout(self._patience):
                return await _act(post, sender)
        except TimeoutError:
            raise SendError(Trouble.UNKNOWN, "no answer") from None


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
