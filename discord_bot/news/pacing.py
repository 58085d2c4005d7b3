"""No more than a channel takes, and not while it sleeps: what waits, and what is bundled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from discord_bot.news.book import SubscriptionBook
from discord_bot.news.deliveries import DIGEST_STORIES, HOUR, Delivery, DeliveryState
from discord_bot.news.deliveries_store import DeliveryStore
from discord_bot.news.policies import NewsPolicyService
from discord_bot.news.posts import Origin, PostKind
from discord_bot.news.windows import quiet_until
from discord_bot.storage.database import Connection


class Pacing:
    """Decides, when the first delivery of a lane is about to be claimed, whether it has to wait."""

    def __init__(
        self, book: SubscriptionBook, policies: NewsPolicyService, new_id: Callable[[], int]
    ) -> None:
        self._book = book
        self._policies = policies
        self._new_id = new_id

    async def is_quiet(
        self, connection: Connection, head: Delivery, zone: str, now: datetime
    ) -> bool:
        """Whether a post has to wait for the end of quiet hours: it was held up until they began.

        What a moderator asked for comes at any hour, and so does a digest at the time they chose.
        """
        if head.uncertain_at is not None or head.origin not in {Origin.NEWS, Origin.OVERFLOW}:
            return False
        takers = [head.subscription_id]
        if head.origin is Origin.OVERFLOW:
            takers = [*await DeliveryStore.takers(connection, head.id)]
        found = [
            quiet_until(now, zone, subscription.options.quiet)
            for subscription in map(self._book.by_id, takers)
            if subscription is not None
        ]
        ends = [end for end in found if end is not None]
        if ends:
            await DeliveryStore.postpone(connection, head.id, max(ends))
        return bool(ends)

    async def is_too_much(self, connection: Connection, head: Delivery, now: datetime) -> bool:
        """Whether a post has to wait for the hour to pass; if so, what is due becomes a digest.

        What may have arrived already is never bundled, for it would be posted twice; nor is what
        a moderator has just decided on.
        """
        is_overflow = head.kind is PostKind.DIGEST and head.origin is Origin.OVERFLOW
        is_story = head.kind is PostKind.STORY and head.origin is not Origin.HELD
        if head.attempts or not (is_story or is_overflow):
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
        found = await DeliveryStore.roomy_digest(
            connection, like.lane, origin, own, DIGEST_STORIES, now
        )
        role_id = like.role_id if origin is Origin.SCHEDULED else None
        if found is not None:
            if role_id is not None:
                await DeliveryStore.ping(connection, found, role_id)
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
            role_id=role_id,
        )
        await DeliveryStore.insert(connection, digest)
        return digest.id
