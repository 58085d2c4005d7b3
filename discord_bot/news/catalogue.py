"""Brings feeds up to what the pack says of its sources now, when the bot starts."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime

from discord_bot.news import schedule
from discord_bot.news.following_store import FeedStore
from discord_bot.news.stories import FollowedFeed
from discord_bot.news.subscriptions import Source
from discord_bot.storage.database import Connection

_log = logging.getLogger(__name__)


def feed_of(source: Source, feed_id: int, now: datetime) -> FollowedFeed:
    """The feed of a source that nobody ever followed; it is due at once."""
    return FollowedFeed(
        id=feed_id,
        address=source.url,
        url=source.url,
        source=source.key or None,
        name=source.name,
        tier=source.tier,
        schedule=schedule.dump(schedule.first(now)),
        next_at=now,
    )


async def describe(
    connection: Connection,
    sources: Iterable[Source],
    new_id: Callable[[], int],
    now: datetime,
    *,
    add: bool,
) -> None:
    """Give every source's feed its name, tier and address in the pack.

    What the pack lists no more is followed on by whoever chose it, and no part of the show. With
    ``add``, sources that have no feed yet get one: whoever follows the show follows those, too.
    """
    feeds = await FeedStore.all(connection)
    by_key = {feed.source: feed for feed in feeds if feed.source is not None}
    by_address = {feed.address: feed for feed in feeds}
    listed = {source.key: source for source in sources}
    for key, dropped in by_key.items():
        if key not in listed:
            known = (dropped.address, None, dropped.name, dropped.tier)
            await FeedStore.describe(connection, dropped.id, *known)
    for source in listed.values():
        mine, there = by_key.get(source.key), by_address.get(source.url)
        if mine is None and there is None:
            if add:
                await FeedStore.insert(connection, feed_of(source, new_id(), now))
            continue
        feed = mine or there
        assert feed is not None, "one of the two is"
        address = source.url
        if there is not None and there.id != feed.id:
            # Somebody follows the new address by itself, and an address has one feed.
            _log.warning("A source's new address is another feed's", extra={"feed_id": feed.id})
            address = feed.address
        described = (address, source.key, source.name, source.tier)
        if described != (feed.address, feed.source, feed.name, feed.tier):
            await FeedStore.describe(connection, feed.id, *described)
