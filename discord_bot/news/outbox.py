"""The outbox: what is due is claimed, what Discord said is recorded, and nothing is done twice."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta

from discord_bot.errors import UserError
from discord_bot.guilds import Feature, GuildService
from discord_bot.news.book import SubscriptionBook
from discord_bot.news.codec import notice_text
from discord_bot.news.deliveries import (
    DIGEST_STORIES,
    HOUR,
    LEASE,
    Delivery,
    DeliveryState,
    Next,
    after,
)
from discord_bot.news.deliveries_store import DeliveryStore
from discord_bot.news.following_store import ParkedStore
from discord_bot.news.policies import NewsPolicyService
from discord_bot.news.posts import Notice, Origin, Post, PostKind
from discord_bot.news.sending import SendError, Sent
from discord_bot.news.showing import Showing
from discord_bot.storage.database import Connection, Database

NOTICES_WAIT = timedelta(days=7)
"""How long moderators can still be told something that happened while they had no channel set."""


class Outbox:
    """Deliveries from *intended* to their end."""

    def __init__(
        self,
        database: Database,
        guilds: GuildService,
        book: SubscriptionBook,
        policies: NewsPolicyService,
        showing: Showing,
        new_id: Callable[[], int],
        rng: random.Random,
    ) -> None:
        self._database = database
        self._guilds = guilds
        self._book = book
        self._policies = policies
        self._showing = showing
        self._new_id = new_id
        self._rng = rng
        self._has_released = False

    # --- the way out ----------------------------------------------------------------------------

    async def claim(self, now: datetime) -> list[Post]:
        """Take what is to be done now: of each channel the first that is due, and one at a time.

        Who claims does it within ``deliveries.LEASE`` and calls ``sent`` or ``troubled``. Leases
        of an earlier process end with the first claim, since a database has one process.
        """
        if self._has_released:
            async with self._database.reading() as connection:
                if not await DeliveryStore.heads(connection, now):
                    return []
        async with self._database.transaction() as connection:
            if not self._has_released:
                await DeliveryStore.release(connection, now)
            heads = await DeliveryStore.heads(connection, now)
            taken = [await self._take(connection, head, now) for head in heads]
        self._has_released = True
        return [post for post in taken if post is not None]

    async def _take(self, connection: Connection, head: Delivery, now: datetime) -> Post | None:
        settings = self._guilds.get(head.guild_id)
        if not settings.is_active(Feature.NEWS, now):
            return None
        if head.kind is PostKind.NOTICE and settings.log_channel is None:
            if now - head.created_at > NOTICES_WAIT:
                await DeliveryStore.move(
                    connection, head, DeliveryState.DROPPED, "no log channel", now
                )
            return None
        if await self._is_too_much(connection, head, now):
            return None
        post = await self._showing.post(connection, head)
        if post is None:
            await DeliveryStore.move(
                connection, head, DeliveryState.DROPPED, "nothing to show", now
            )
            return None
        await DeliveryStore.claim(connection, head.id, now + LEASE, now)
        return post

    async def sent(self, post: Post, sent: Sent | None, now: datetime) -> None:
        """Record that a post is done, whoever claimed it; ``sent`` is the message it made."""
        async with self._database.transaction() as connection:
            message_id = None if sent is None else sent.message_id
            channel_id = None if sent is None else sent.channel_id
            count = await DeliveryStore.sent(connection, post.id, message_id, channel_id, now)
            delivery = await DeliveryStore.find(connection, post.id)
            if count and delivery is not None and delivery.kind in _PUBLISHABLE:
                await self._publish(connection, delivery, now)

    async def troubled(self, post: Post, error: SendError, now: datetime) -> None:
        """Record that a post was not made, or that nobody knows, and what follows from it."""
        async with self._database.transaction() as connection:
            delivery = await DeliveryStore.find(connection, post.id)
            if delivery is None or not delivery.state.is_open:
                return
            if delivery.attempts != post.attempts:
                return  # somebody else has claimed it since
            step = after(
                delivery,
                error.trouble,
                now,
                chance=self._rng.random(),
                retry_after=error.retry_after,
            )
            uncertain_at = delivery.uncertain_at
            if not error.trouble.is_uncertain and post.uncertain_since is None:
                uncertain_at = None
            await self._move(connection, delivery, step, error, now, uncertain_at)

    async def _move(
        self,
        connection: Connection,
        delivery: Delivery,
        step: Next,
        error: SendError,
        now: datetime,
        uncertain_at: datetime | None,
    ) -> None:
        state = step.state
        repeats = not delivery.kind.makes_message and state is DeliveryState.INTENDED
        if repeats and await DeliveryStore.has_intended(connection, delivery):
            state = DeliveryState.DROPPED  # a later edit shows all that this one would
        await DeliveryStore.move(
            connection,
            delivery,
            state,
            str(error),
            now,
            retry_at=step.retry_at if state is DeliveryState.INTENDED else None,
            uncertain_at=uncertain_at,
        )
        is_news = True
        if step.parks and delivery.channel_id is not None:
            await DeliveryStore.park(connection, delivery.lane, str(error))
            is_news = await ParkedStore.insert(
                connection, delivery.guild_id, delivery.channel_id, str(error), now
            )
        if step.tells is not None and is_news:
            values = {"channel_id": str(delivery.channel_id), "detail": error.detail}
            values |= {"trouble": error.trouble, "delivery_id": str(delivery.id)}
            await self.tell(connection, delivery.guild_id, Notice(step.tells, values), now)

    # --- what others put in ---------------------------------------------------------------------

    async def tell(
        self,
        connection: Connection,
        guild_id: int,
        notice: Notice,
        now: datetime,
        story_id: int | None = None,
    ) -> None:
        """Have a server's moderators told something."""
        delivery = Delivery(
            id=self._new_id(),
            lane=-guild_id,
            guild_id=guild_id,
            channel_id=None,
            kind=PostKind.NOTICE,
            origin=Origin.TOLD,
            state=DeliveryState.INTENDED,
            created_at=now,
            due_at=now,
            story_id=story_id,
            subject=notice_text(notice),
        )
        await DeliveryStore.insert(connection, delivery)

    async def edit(self, connection: Connection, story_id: int, now: datetime) -> int:
        """Have every post of a story shown anew; returns how many edits that takes."""
        count = 0
        for target in await DeliveryStore.posts_of(connection, story_id):
            edit = self._about(target, PostKind.EDIT, now)
            count += await DeliveryStore.insert(connection, edit)
        return count

    async def _publish(self, connection: Connection, delivery: Delivery, now: datetime) -> None:
        subscription = self._book.by_id(delivery.subscription_id)
        if subscription is not None and subscription.options.crosspost:
            await DeliveryStore.insert(connection, self._about(delivery, PostKind.PUBLISH, now))

    def _about(self, target: Delivery, kind: PostKind, now: datetime) -> Delivery:
        return Delivery(
            id=self._new_id(),
            lane=target.lane,
            guild_id=target.guild_id,
            channel_id=target.channel_id,
            kind=kind,
            origin=Origin.CHANGED,
            state=DeliveryState.INTENDED,
            created_at=now,
            due_at=max(now, target.due_at),
            subscription_id=target.subscription_id,
            story_id=target.story_id,
            target_id=target.id,
            plain=target.plain,
        )

    # --- no more than a channel takes -----------------------------------------------------------

    async def _is_too_much(self, connection: Connection, head: Delivery, now: datetime) -> bool:
        """Whether a post has to wait for the hour to pass; if so, what is due becomes a digest.

        What may have arrived already is never bundled: it would be posted twice.
        """
        is_overflow = head.kind is PostKind.DIGEST and head.origin is Origin.OVERFLOW
        if head.attempts or not (head.kind is PostKind.STORY or is_overflow):
            return False
        most = max(self._policies.get(head.guild_id).posts_an_hour, 1)
        posted = await DeliveryStore.posted_since(connection, head.lane, now - HOUR)
        if len(posted) < most:
            return False
        free_at = max(posted[-most] + HOUR, now + timedelta(seconds=1))
        if is_overflow:
            await DeliveryStore.postpone(connection, head.id, free_at)
            return True
        for delivery_id in await DeliveryStore.due_stories(connection, head.lane, now):
            digest_id = await self.digest(connection, head, Origin.OVERFLOW, free_at, now)
            await DeliveryStore.bundle(connection, delivery_id, digest_id)
        return True

    async def digest(
        self,
        connection: Connection,
        like: Delivery,
        origin: Origin,
        due: datetime,
        now: datetime,
    ) -> int:
        """The id of a digest with room in the lane of ``like``; a new one, due then, if need be.

        A digest by schedule is a subscription's own, one for overflow the channel's.
        """
        own = like.subscription_id if origin is Origin.SCHEDULED else None
        found = await DeliveryStore.roomy_digest(connection, like.lane, origin, own, DIGEST_STORIES)
        if found is not None:
            return found
        digest = Delivery(
            id=self._new_id(),
            lane=like.lane,
            guild_id=like.guild_id,
            channel_id=like.channel_id,
            kind=PostKind.DIGEST,
            origin=origin,
            state=DeliveryState.INTENDED,
            created_at=now,
            due_at=due,
            subscription_id=own,
        )
        await DeliveryStore.insert(connection, digest)
        return digest.id

    # --- what moderators do ---------------------------------------------------------------------

    async def replay(self, guild_id: int, channel_id: int, now: datetime) -> int:
        """Have a parked channel tried again, with all it missed in its order; returns how many.

        Raises ``UserError`` where it is not parked in this server.
        """
        async with self._database.transaction() as connection:
            await self._require_parked(connection, guild_id, channel_id)
            return await self._unpark(connection, channel_id, now)

    async def discard(self, guild_id: int, channel_id: int, now: datetime) -> int:
        """Open a parked channel again and give up what it missed; returns how many posts.

        Raises ``UserError`` where it is not parked in this server.
        """
        async with self._database.transaction() as connection:
            await self._require_parked(connection, guild_id, channel_id)
            await ParkedStore.delete(connection, channel_id)
            return await DeliveryStore.discard(connection, channel_id, now)

    async def channel_back(self, channel_id: int, now: datetime) -> int:
        """Replay a channel if it is parked: what it lacked was given back."""
        async with self._database.transaction() as connection:
            if await ParkedStore.guild_of(connection, channel_id) is None:
                return 0
            return await self._unpark(connection, channel_id, now)

    async def retry(self, guild_id: int, delivery_id: int, now: datetime) -> None:
        """Have a failed delivery tried again. Raises ``UserError`` where it is not one."""
        async with self._database.transaction() as connection:
            if not await DeliveryStore.revive(connection, guild_id, delivery_id, now):
                raise UserError("news.refused.not_failed")

    @staticmethod
    async def _require_parked(connection: Connection, guild_id: int, channel_id: int) -> None:
        if await ParkedStore.guild_of(connection, channel_id) != guild_id:
            raise UserError("news.refused.not_parked")

    @staticmethod
    async def _unpark(connection: Connection, channel_id: int, now: datetime) -> int:
        await ParkedStore.delete(connection, channel_id)
        await DeliveryStore.drop_repeated_edits(connection, channel_id, now)
        return await DeliveryStore.unpark(connection, channel_id)


_PUBLISHABLE = frozenset({PostKind.STORY, PostKind.DIGEST})
