"""What moderators look up: what was posted, how feeds and channels are, and a story's whole way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from discord_bot.news import schedule
from discord_bot.news.book import SubscriptionBook
from discord_bot.news.codec import digest
from discord_bot.news.deliveries import DeliveryState
from discord_bot.news.fetching.addresses import shown as shown_address
from discord_bot.news.following_store import FeedStore, ParkedStore
from discord_bot.news.holding import Held
from discord_bot.news.model import Judgement, Tier
from discord_bot.news.planning import why_not
from discord_bot.news.posts import Origin, StoryView
from discord_bot.news.records_store import PastDelivery, RecordStore
from discord_bot.news.showing import Showing
from discord_bot.news.stories import FollowedFeed, Report
from discord_bot.news.stories_store import HeldStore, ReportStore
from discord_bot.news.subscriptions import Refusal, Subscription
from discord_bot.storage.database import Connection, Database

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class HistoryItem:
    """A story's way to one channel. ``number`` is the subscription's, where there still is one."""

    delivery_id: int
    story: StoryView
    channel_id: int
    state: DeliveryState
    origin: Origin
    at: datetime
    due_at: datetime
    message_id: int | None
    message_channel_id: int | None
    detail: str | None
    number: int | None


@dataclass(frozen=True, slots=True)
class FeedStatus:
    """How a feed is. ``problem`` is one sentence with the mend, None while all is well.

    ``quiet_since`` is when a feed that is well had news, if that was a month ago and more.
    """

    feed_id: int
    name: str
    url: str
    tier: Tier
    checked_at: datetime | None
    fresh_at: datetime | None
    next_at: datetime
    entries: int
    problem: str | None
    failing_since: datetime | None
    quiet_since: datetime | None


@dataclass(frozen=True, slots=True)
class ChannelStatus:
    """How much waits for a channel, and why it is parked where it is."""

    channel_id: int
    waiting: int
    parked_at: datetime | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class NewsStatus:
    """A server's news at a glance."""

    feeds: tuple[FeedStatus, ...]
    channels: tuple[ChannelStatus, ...]
    waiting: int
    held: int
    sent_today: int


@dataclass(frozen=True, slots=True)
class EntryTrail:
    """What one source said, and what was made of it. ``placed`` is why it is of that story."""

    source: str
    title: str
    link: str | None
    seen_at: datetime
    judgement: Judgement
    placed: str
    is_backlog: bool


@dataclass(frozen=True, slots=True)
class StoryTrail:
    """A story's way through the judgement and the outbox of one server.

    ``story`` is None for an entry that nobody could want. Each subscription stands with why it did
    not take the story, by what it asks for today; None where it did.
    """

    story: StoryView | None
    entries: tuple[EntryTrail, ...]
    subscriptions: tuple[tuple[Subscription, Refusal | None], ...]
    held: Held | None
    deliveries: tuple[HistoryItem, ...]


class NewsRecords:
    """Reads; changes nothing."""

    def __init__(
        self,
        database: Database,
        book: SubscriptionBook,
        showing: Showing,
        canonical: Callable[[str], str],
    ) -> None:
        self._database = database
        self._book = book
        self._showing = showing
        self._canonical = canonical

    async def history(
        self, guild_id: int, limit: int = 10, offset: int = 0
    ) -> tuple[HistoryItem, ...]:
        """Stories on their way to a server's channels or there, newest first."""
        async with self._database.reading() as connection:
            found = await RecordStore.of_guild(connection, guild_id, limit, offset)
            return await self._items(connection, guild_id, found)

    async def failed(self, guild_id: int, limit: int = 25) -> tuple[HistoryItem, ...]:
        """Stories that Discord would not take, newest first; ``Outbox.retry`` tries again."""
        async with self._database.reading() as connection:
            found = await RecordStore.failed(connection, guild_id, limit)
            return await self._items(connection, guild_id, found)

    async def status(self, guild_id: int, now: datetime) -> NewsStatus:
        """How the feeds and channels of a server are."""
        mine = self._book.of_guild(guild_id)
        async with self._database.reading() as connection:
            feeds = [
                _status(feed, await ReportStore.count(connection, feed.id), now)
                for feed in await FeedStore.followed(connection, mine)
            ]
            waiting = await RecordStore.waiting(connection, guild_id)
            parked = await ParkedStore.of_guild(connection, guild_id)
            channels = {item.channel_id for item in mine} | waiting.keys() | parked.keys()
            return NewsStatus(
                feeds=tuple(sorted(feeds, key=lambda feed: (feed.problem is None, feed.name))),
                channels=tuple(
                    ChannelStatus(
                        channel_id,
                        waiting.get(channel_id, 0),
                        parked[channel_id][1] if channel_id in parked else None,
                        parked[channel_id][0] if channel_id in parked else None,
                    )
                    for channel_id in sorted(channels)
                ),
                waiting=sum(waiting.values()),
                held=await HeldStore.count(connection, guild_id),
                sent_today=await RecordStore.sent_since(connection, guild_id, now - _DAY),
            )

    async def why(self, guild_id: int, link: str) -> tuple[StoryTrail, ...]:
        """Everything that is known of a link, as far as a server is concerned; () if it is new.

        Tracking parameters and the like make no difference to a link.
        """
        async with self._database.reading() as connection:
            key = digest(self._canonical(link.strip()))
            every = await ReportStore.by_link(connection, key)
            found = self._showing.visible(guild_id, every)
            stories = dict.fromkeys(item.story_id for item in found if item.story_id is not None)
            trails = [await self._trail(connection, guild_id, story_id) for story_id in stories]
            alone = [item for item in found if item.story_id is None]
            if alone:
                refusals = self._refusals(guild_id, alone)
                trails.append(StoryTrail(None, tuple(map(_entry, alone)), refusals, None, ()))
            return tuple(trails)

    async def of_post(self, guild_id: int, delivery_id: int) -> tuple[StoryTrail, ...]:
        """The same for what one post of a server shows; () for a post of another server."""
        async with self._database.reading() as connection:
            stories = await RecordStore.stories_of(connection, guild_id, delivery_id)
            return tuple([await self._trail(connection, guild_id, story) for story in stories])

    async def notices_of(self, guild_id: int, story_id: int) -> tuple[tuple[int, int], ...]:
        """The channel and id of each message in which moderators were asked about a story."""
        async with self._database.reading() as connection:
            return tuple(await RecordStore.notices_of(connection, guild_id, story_id))

    async def _trail(self, connection: Connection, guild_id: int, story_id: int) -> StoryTrail:
        every = await ReportStore.of_story(connection, story_id)
        reports = self._showing.visible(guild_id, every)
        ceiling = self._showing.ceiling(guild_id)
        deliveries = await RecordStore.of_story(connection, guild_id, story_id)
        return StoryTrail(
            story=await self._showing.view(connection, guild_id, story_id, ceiling),
            entries=tuple(map(_entry, reports)),
            subscriptions=self._refusals(guild_id, reports),
            held=await HeldStore.find(connection, guild_id, story_id),
            deliveries=await self._items(connection, guild_id, deliveries),
        )

    def _refusals(
        self, guild_id: int, reports: list[Report]
    ) -> tuple[tuple[Subscription, Refusal | None], ...]:
        return tuple((item, _best(item, reports)) for item in self._book.of_guild(guild_id))

    async def _items(
        self, connection: Connection, guild_id: int, found: list[PastDelivery]
    ) -> tuple[HistoryItem, ...]:
        items = []
        for past in found:
            subscription = self._book.by_id(past.delivery.subscription_id)
            options = None if subscription is None else subscription.options
            ceiling = self._showing.ceiling(guild_id, options)
            view = await self._showing.view(connection, guild_id, past.story_id, ceiling)
            if view is not None:
                number = None if subscription is None else subscription.number
                items.append(_item(past, view, number))
        return tuple(items)


def _item(past: PastDelivery, view: StoryView, number: int | None) -> HistoryItem:
    delivery = past.delivery
    return HistoryItem(
        delivery_id=delivery.id,
        story=view,
        channel_id=delivery.lane,
        state=delivery.state,
        origin=delivery.origin,
        at=delivery.posted_at or delivery.ended_at or delivery.created_at,
        due_at=delivery.due_at,
        message_id=delivery.message_id,
        message_channel_id=delivery.posted_channel_id,
        detail=delivery.detail,
        number=number,
    )


def _best(subscription: Subscription, reports: list[Report]) -> Refusal | None:
    """Why none of a story's reports was taken: what comes nearest to being taken counts.

    Of a story whose sources the server follows no more, no report is left to be looked at.
    """
    found = [why_not(subscription, report, reports[:place]) for place, report in enumerate(reports)]
    if None in found:
        return None
    order = list(Refusal)
    refusals = (item for item in found if item is not None)
    return max(refusals, key=order.index, default=Refusal.NOT_FOLLOWED)


def _entry(report: Report) -> EntryTrail:
    return EntryTrail(
        source=report.feed,
        title=report.entry.title,
        link=report.entry.link,
        seen_at=report.seen_at,
        judgement=report.judgement,
        placed=report.placed,
        is_backlog=report.is_backlog,
    )


def _status(feed: FollowedFeed, entries: int, now: datetime) -> FeedStatus:
    timetable = schedule.load(feed.schedule, now)
    return FeedStatus(
        feed_id=feed.id,
        name=feed.name,
        url=shown_address(feed.url),
        tier=feed.tier,
        checked_at=feed.checked_at,
        fresh_at=feed.fresh_at,
        next_at=feed.next_at,
        entries=entries,
        problem=feed.problem,
        failing_since=feed.failing_at,
        quiet_since=None if feed.failing_at is not None else timetable.quiet_since(now),
    )
