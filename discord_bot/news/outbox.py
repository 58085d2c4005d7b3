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
    LEASE,
    Delivery,
    DeliveryState,
    Next,
    after,
    is_spent,
)
from discord_bot.news.deliveries_store import DeliveryStore
from discord_bot.news.following_store import ParkedStore
from discord_bot.news.lanes_store import LaneStore
from discord_bot.news.pacing import Pacing
from discord_bot.news.policies import NewsPolicyService
from discord_bot.news.posts import Notice, Origin, Post, PostKind
from discord_bot.news.sending import SendError, Sent, Trouble
from discord_bot.news.showing import Known, Showing
from discord_bot.storage.database import Connection, Database

AT_ONCE = 100
"""Posts claimed in one transaction, so that others get their turn at the database."""
NOTICES_WAIT = timedelta(days=7)
"""How long moderators can still be told something that happened while they had no channel."""
OFF_WAIT = timedelta(days=2)
"""How long news wait while a server has them switched off; what is older is not posted then."""
PARKED_WAIT = timedelta(days=30)
"""How long a parked channel keeps what it missed. The bot may have left it for good."""
HELD_BACK = timedelta(minutes=5)
"""Between looks at whether a server has its news switched on, or a channel for notices."""
TIDIED = timedelta(hours=1)

_DAY = timedelta(days=1)


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
        self.pacing = Pacing(book, policies, new_id)
        self._showing = showing
        self._new_id = new_id
        self._rng = rng
        self._has_released = False
        self._tidied_at: datetime | None = None

    # --- the way out ----------------------------------------------------------------------------

    async def claim(self, now: datetime, most: int = AT_ONCE) -> list[Post]:
        """Take what is to be done now: of each channel the first that is due, and one at a time.

        Who claims does it within ``deliveries.LEASE`` and calls ``sent`` or ``troubled``. Leases
        of an earlier process end with the first claim, since a shard has one process.
        """
        await self._tidy(now)
        shards = self._guilds.shards
        while True:
            if self._has_released:
                async with self._database.reading() as connection:
                    if not await DeliveryStore.is_due(connection, now, shards):
                        return []
            async with self._database.transaction(own=True) as connection:
                if not self._has_released:
                    await DeliveryStore.release(connection, now, shards)
                heads = await DeliveryStore.take(connection, now, most, shards)
                known: Known = {}
                taken = [await self._take(connection, head, known, now) for head in heads]
            self._has_released = True
            posts = [post for post in taken if post is not None]
            if posts or not heads:
                return posts

    async def next_due(self) -> datetime | None:
        """When to post next, perhaps at once; None where nothing is to come of these shards."""
        async with self._database.reading() as connection:
            return await DeliveryStore.next_due(connection, self._guilds.shards)

    async def parked(self, guild_id: int) -> tuple[int, ...]:
        """The channels of a server in which nothing is tried any more."""
        async with self._database.reading() as connection:
            return tuple(await ParkedStore.of_guild(connection, guild_id))

    async def _take(
        self, connection: Connection, head: Delivery, known: Known, now: datetime
    ) -> Post | None:
        """Claim the first of a lane. Where that is not to be, the lane is not asked again now."""
        if await self._must_wait(connection, head, now):
            return None
        if head.state is DeliveryState.CLAIMED and is_spent(head, Trouble.UNKNOWN, now):
            await self._give_up(connection, head, SendError(Trouble.UNKNOWN, "no answer"), now)
            return None
        post = await self._showing.post(connection, head, known)
        if post is None:
            await DeliveryStore.move(
                connection, head, DeliveryState.DROPPED, "nothing to show", now
            )
            return None
        await DeliveryStore.claim(connection, head.id, now + LEASE, now)
        return post

    async def _must_wait(self, connection: Connection, head: Delivery, now: datetime) -> bool:
        settings = self._guilds.get(head.guild_id)
        if not settings.is_active(Feature.NEWS, now):
            until = settings.paused_until(Feature.NEWS, now) or now + HELD_BACK
            await DeliveryStore.hold_back(connection, head.id, min(until, now + HELD_BACK))
            return True
        if head.kind is PostKind.NOTICE:
            return await self._is_unheard(connection, head, settings.log_channel, now)
        return await self.pacing.is_quiet(connection, head, settings.timezone, now) or (
            await self.pacing.is_too_much(connection, head, now)
        )

    @staticmethod
    async def _is_unheard(
        connection: Connection, head: Delivery, channel_id: int | None, now: datetime
    ) -> bool:
        """Whether a notice has no channel to go to, or had none for too long."""
        if now - head.created_at > NOTICES_WAIT:
            await DeliveryStore.move(connection, head, DeliveryState.DROPPED, "too old", now)
            return True
        if channel_id is None:
            await DeliveryStore.hold_back(connection, head.id, now + HELD_BACK)
        return channel_id is None

    async def sent(self, post: Post, sent: Sent | None, now: datetime) -> None:
        """Record that a post is done, whoever claimed it; ``sent`` is the message it made."""
        async with self._database.transaction(own=True) as connection:
            message_id = None if sent is None else sent.message_id
            channel_id = None if sent is None else sent.channel_id
            count = await DeliveryStore.sent(connection, post.id, message_id, channel_id, now)
            delivery = await DeliveryStore.find(connection, post.id)
            if count and delivery is not None and delivery.kind in _PUBLISHABLE:
                await self._publish(connection, delivery, now)

    async def troubled(self, post: Post, error: SendError, now: datetime) -> None:
        """Record that a post was not made, or that nobody knows, and what follows from it."""
        async with self._database.transaction(own=True) as connection:
            delivery = await DeliveryStore.find(connection, post.id)
            if delivery is None or not delivery.state.is_open:
                return
            if delivery.attempts != post.attempts:
                return  # somebody else has claimed it since
            await self._give_up(connection, delivery, error, now, post.uncertain_since is None)

    async def _give_up(
        self,
        connection: Connection,
        delivery: Delivery,
        error: SendError,
        now: datetime,
        is_first: bool = False,
    ) -> None:
        """For now or for good. ``is_first``: no earlier try of it may have arrived."""
        chance, asked = self._rng.random(), error.retry_after
        step = after(delivery, error.trouble, now, chance=chance, retry_after=asked)
        is_news = await self._is_news(connection, delivery, now)
        is_certain = is_first and not error.trouble.is_uncertain
        state = await self._state(connection, delivery, step)
        await DeliveryStore.move(
            connection,
            delivery,
            state,
            str(error),
            now,
            retry_at=_whole(step.retry_at) if state is DeliveryState.INTENDED else None,
            uncertain_at=None if is_certain else delivery.uncertain_at,
        )
        if state is DeliveryState.FAILED:
            await DeliveryStore.end_bundled(connection, delivery.id, state, str(error), now)
        if step.parks and delivery.channel_id is not None:
            await LaneStore.park(connection, delivery.lane, str(error))
            is_news = await ParkedStore.insert(
                connection, delivery.guild_id, delivery.channel_id, str(error), now
            )
        if step.tells is not None and is_news:
            values = {"channel_id": str(delivery.channel_id), "detail": error.detail}
            values |= {"trouble": error.trouble, "delivery_id": str(delivery.id)}
            await self.tell(connection, delivery.guild_id, Notice(step.tells, values), now)

    @staticmethod
    async def _state(connection: Connection, delivery: Delivery, step: Next) -> DeliveryState:
        """What becomes of a delivery; an edit that a later one has overtaken is not needed."""
        waits = step.state in {DeliveryState.INTENDED, DeliveryState.PARKED}
        if not waits or delivery.kind.makes_message:
            return step.state
        is_overtaken = await DeliveryStore.has_other(connection, delivery)
        return DeliveryState.DROPPED if is_overtaken else step.state

    @staticmethod
    async def _is_news(connection: Connection, delivery: Delivery, now: datetime) -> bool:
        """Whether moderators have not been told the same today: each story's edit fails alike."""
        return delivery.kind.makes_message or not await DeliveryStore.has_failed(
            connection, delivery.lane, delivery.kind, now - _DAY
        )

    async def _tidy(self, now: datetime) -> None:
        """Give up, once in a while, what nobody waits for any more."""
        if self._tidied_at is not None and now - self._tidied_at < TIDIED:
            return
        async with self._database.transaction() as connection:
            await LaneStore.drop_old_parked(connection, now - PARKED_WAIT, "too old", now)
            for guild_id in await LaneStore.guilds(connection):
                is_on = self._guilds.get(guild_id).is_on(Feature.NEWS)
                if not is_on and self._guilds.shards.serves(guild_id):
                    await LaneStore.drop_old(
                        connection, guild_id, now - OFF_WAIT, "switched off", now
                    )
        self._tidied_at = now

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
        """Have every post of a story shown anew, but for those of subscriptions that ended.

        Returns how many edits that takes.
        """
        count = 0
        for target in await DeliveryStore.posts_of(connection, story_id):
            if self._book.by_id(target.subscription_id) is None:
                continue  # how it is to be shown, and up to which season, ended with it
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
            role_id=target.role_id,
        )

    # --- what moderators do ---------------------------------------------------------------------

    async def replay(self, guild_id: int, channel_id: int) -> int:
        """Have a parked channel tried again, with all it missed in its order; returns how many.

        Raises ``UserError`` where it is not parked in this server.
        """
        async with self._database.transaction() as connection:
            await self._require_parked(connection, guild_id, channel_id)
            return await self._unpark(connection, channel_id)

    async def discard(self, guild_id: int, channel_id: int, now: datetime) -> int:
        """Open a parked channel again and give up what it missed; returns how many posts.

        Raises ``UserError`` where it is not parked in this server.
        """
        async with self._database.transaction() as connection:
            await self._require_parked(connection, guild_id, channel_id)
            await ParkedStore.delete(connection, channel_id)
            return await LaneStore.discard(connection, channel_id, now)

    async def channel_back(self, channel_id: int) -> int:
        """Replay a channel if it is parked: what it lacked was given back."""
        async with self._database.transaction() as connection:
            if await ParkedStore.guild_of(connection, channel_id) is None:
                return 0
            return await self._unpark(connection, channel_id)

    async def retry(self, guild_id: int, delivery_id: int, now: datetime) -> None:
        """Have a failed delivery tried again. Raises ``UserError`` where it is not one."""
        async with self._database.transaction() as connection:
            if not await DeliveryStore.revive(connection, guild_id, delivery_id, now):
                raise UserError("news.refused.not_failed")
            await DeliveryStore.rebundle(connection, delivery_id)

    @staticmethod
    async def _require_parked(connection: Connection, guild_id: int, channel_id: int) -> None:
        if await ParkedStore.guild_of(connection, channel_id) != guild_id:
            raise UserError("news.refused.not_parked")

    @staticmethod
    async def _unpark(connection: Connection, channel_id: int) -> int:
        await ParkedStore.delete(connection, channel_id)
        return await LaneStore.unpark(connection, channel_id)


_PUBLISHABLE = frozenset({PostKind.STORY, PostKind.DIGEST})


def _whole(moment: datetime | None) -> datetime | None:
    """The next whole second, which the database keeps: nothing is tried too early."""
    if moment is None or not moment.microsecond:
        return moment
    return moment.replace(microsecond=0) + timedelta(seconds=1)
