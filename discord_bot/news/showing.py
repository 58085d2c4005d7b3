"""Puts a post together from the rows, at the moment when it is to go out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TypeAlias

from discord_bot.guilds import GuildService
from discord_bot.news.book import SubscriptionBook
from discord_bot.news.codec import notice_of
from discord_bot.news.deliveries import CLOCK_SKEW, Delivery
from discord_bot.news.deliveries_store import DeliveryStore
from discord_bot.news.posts import Post, PostKind, StoryView
from discord_bot.news.stories import Report, Story, as_told, shown
from discord_bot.news.stories_store import ReportStore, StoryStore
from discord_bot.news.subscriptions import Options, Subscription
from discord_bot.storage.database import Connection

Known: TypeAlias = dict[int, tuple[Story, list[Report]] | None]
"""Stories that were looked up already in one transaction, with their reports."""


class Showing:
    """Knows how each server wants to see things. ``ceiling`` holds where nobody chose one."""

    def __init__(self, guilds: GuildService, book: SubscriptionBook, ceiling: int) -> None:
        self._guilds = guilds
        self._book = book
        self._ceiling = ceiling

    def ceiling(self, guild_id: int, options: Options | None = None) -> int:
        """The last season that may be given away: of a subscription, the server, or the pack."""
        chosen = None if options is None else options.ceiling
        if chosen is None:
            chosen = self._guilds.get(guild_id).ceiling
        return self._ceiling if chosen is None else chosen

    def visible(self, guild_id: int, reports: Iterable[Report]) -> list[Report]:
        """Those reports of a story that a server is shown."""
        return [
            report
            for report in reports
            if self._book.may_see(guild_id, report.feed_id, report.source)
        ]

    async def view(
        self,
        connection: Connection,
        guild_id: int,
        story_id: int,
        ceiling: int,
        known: Known | None = None,
    ) -> StoryView | None:
        """A story as a server is shown it now; one that goes to many channels is looked up once."""
        known = {} if known is None else known
        if story_id not in known:
            story = await StoryStore.find(connection, story_id)
            reports = await ReportStore.of_story(connection, story_id) if story else []
            known[story_id] = None if story is None else (story, reports)
        found = known[story_id]
        if found is None:
            return None
        visible = self.visible(guild_id, found[1])
        return shown(as_told(found[0], visible), visible, ceiling)

    async def post(
        self, connection: Connection, delivery: Delivery, known: Known | None = None
    ) -> Post | None:
        """What a delivery that is about to be claimed shows; None where nothing is left to show."""
        if delivery.kind is PostKind.NOTICE:
            return await self._notice(connection, delivery)
        subscription = self._book.by_id(delivery.subscription_id)
        channel_id, message_id = delivery.channel_id, None
        if not delivery.kind.makes_message:
            target = await DeliveryStore.find(connection, delivery.target_id or 0)
            if target is None or target.message_id is None:
                return None
            channel_id, message_id = target.posted_channel_id, target.message_id
        stories = await self._stories(connection, delivery, subscription, known)
        if channel_id is None or (not stories and delivery.kind is not PostKind.PUBLISH):
            return None
        options = Options() if subscription is None else subscription.options
        return Post(
            id=delivery.id,
            kind=delivery.kind,
            origin=delivery.origin,
            guild_id=delivery.guild_id,
            channel_id=channel_id,
            stories=stories,
            name="" if subscription is None else subscription.name,
            subscription_number=None if subscription is None else subscription.number,
            style=options.style,
            role_id=delivery.role_id,
            plain=delivery.plain,
            message_id=message_id,
            uncertain_since=_uncertain_since(delivery),
            attempts=delivery.attempts + 1,
        )

    async def _stories(
        self,
        connection: Connection,
        delivery: Delivery,
        subscription: Subscription | None,
        known: Known | None,
    ) -> tuple[StoryView, ...]:
        if delivery.kind is PostKind.DIGEST:
            ids = await DeliveryStore.bundled(connection, delivery.id)
        else:
            ids = [] if delivery.story_id is None else [delivery.story_id]
        options = None if subscription is None else subscription.options
        ceiling = self.ceiling(delivery.guild_id, options)
        guild_id = delivery.guild_id
        views = [await self.view(connection, guild_id, item, ceiling, known) for item in ids]
        return tuple(view for view in views if view is not None)

    async def _notice(self, connection: Connection, delivery: Delivery) -> Post | None:
        channel_id = self._guilds.get(delivery.guild_id).log_channel
        if channel_id is None or delivery.subject is None:
            return None
        ceiling = self.ceiling(delivery.guild_id)
        view = None
        if delivery.story_id is not None:
            view = await self.view(connection, delivery.guild_id, delivery.story_id, ceiling)
        return Post(
            id=delivery.id,
            kind=delivery.kind,
            origin=delivery.origin,
            guild_id=delivery.guild_id,
            channel_id=channel_id,
            stories=() if view is None else (view,),
            uncertain_since=_uncertain_since(delivery),
            attempts=delivery.attempts + 1,
            notice=notice_of(delivery.subject),
        )


def _uncertain_since(delivery: Delivery) -> datetime | None:
    return None if delivery.uncertain_at is None else delivery.uncertain_at - CLOCK_SKEW
