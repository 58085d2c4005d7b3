"""The rows of feeds, of what servers follow, and of parked channels. One statement, one method."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from discord_bot.epochs import from_epoch, to_epoch
from discord_bot.news.codec import (
    feed_of,
    feed_values,
    subscription_of,
    subscription_values,
)
from discord_bot.news.stories import FollowedFeed
from discord_bot.news.subscriptions import Subscription
from discord_bot.storage.database import Connection

_CHECKED = (
    "UPDATE news_feeds SET url = :url, name = :name, etag = :etag,"
    " last_modified = :last_modified, schedule = :schedule, next_at = :next_at,"
    " checked_at = :checked_at, read_at = :read_at, fresh_at = :fresh_at,"
    " failing_at = :failing_at, problem = :problem WHERE feed_id = :feed_id"
)
_IS_FOLLOWED = (
    "(EXISTS (SELECT 1 FROM news_subscriptions s WHERE s.feed_id = f.feed_id"
    " AND s.ended_at IS NULL AND s.paused_at IS NULL) OR (f.source IS NOT NULL AND EXISTS"
    " (SELECT 1 FROM news_subscriptions a WHERE a.following = 'show' AND a.ended_at IS NULL"
    " AND a.paused_at IS NULL)))"
)
_SUBSCRIPTIONS = (
    "SELECT s.*, f.name AS feed_name, f.address AS address, f.source AS source"
    " FROM news_subscriptions s LEFT JOIN news_feeds f ON f.feed_id = s.feed_id"
)


class FeedStore:
    """The rows of ``news_feeds``."""

    @staticmethod
    async def insert(connection: Connection, feed: FollowedFeed) -> None:
        """Add a feed."""
        await connection.execute(
            "INSERT INTO news_feeds (feed_id, address, url, source, name, tier, etag,"
            " last_modified, schedule, next_at, checked_at, read_at, fresh_at, failing_at, problem)"
            " VALUES (:feed_id, :address, :url, :source, :name, :tier, :etag, :last_modified,"
            " :schedule, :next_at, :checked_at, :read_at, :fresh_at, :failing_at, :problem)",
            feed_values(feed),
        )

    @staticmethod
    async def all(connection: Connection) -> list[FollowedFeed]:
        """Every feed that anybody ever followed."""
        return [feed_of(row) for row in await connection.fetch_all("SELECT * FROM news_feeds")]

    @staticmethod
    async def listed(connection: Connection) -> list[FollowedFeed]:
        """Every feed that the pack lists, which is what following the show means."""
        rows = await connection.fetch_all("SELECT * FROM news_feeds WHERE source IS NOT NULL")
        return [feed_of(row) for row in rows]

    @classmethod
    async def followed(
        cls, connection: Connection, subscriptions: Iterable[Subscription]
    ) -> list[FollowedFeed]:
        """The feeds of some subscriptions, each once."""
        ids = dict.fromkeys(subscription.feed_id for subscription in subscriptions)
        shown = await cls.listed(connection) if None in ids else []
        found = {feed.id: feed for feed in shown}
        for feed_id in ids:
            if feed_id is not None and feed_id not in found:
                feed = await cls.find(connection, feed_id)
                assert feed is not None, "a subscription refers to its feed"
                found[feed_id] = feed
        return list(found.values())

    @staticmethod
    async def find(connection: Connection, feed_id: int) -> FollowedFeed | None:
        """A feed by its id."""
        row = await connection.fetch_one(
            "SELECT * FROM news_feeds WHERE feed_id = :id", {"id": feed_id}
        )
        return None if row is None else feed_of(row)

    @staticmethod
    async def at(connection: Connection, address: str) -> FollowedFeed | None:
        """The feed of an address, as it was followed or where it is now."""
        row = await connection.fetch_one(
            "SELECT * FROM news_feeds WHERE address = :address OR url = :address"
            " ORDER BY CASE WHEN address = :address THEN 0 ELSE 1 END, feed_id LIMIT 1",
            {"address": address},
        )
        return None if row is None else feed_of(row)

    @staticmethod
    async def due(connection: Connection, now: datetime, limit: int) -> list[FollowedFeed]:
        """Feeds that somebody follows and whose time has come, longest due first."""
        rows = await connection.fetch_all(
            f"SELECT * FROM news_feeds f WHERE f.next_at <= :now AND {_IS_FOLLOWED}"  # noqa: S608 - a constant
            " ORDER BY f.next_at, f.feed_id LIMIT :limit",
            {"now": to_epoch(now), "limit": limit},
        )
        return [feed_of(row) for row in rows]

    @staticmethod
    async def next_due(connection: Connection) -> datetime | None:
        """When the next feed that somebody follows is due; None where nobody follows any."""
        row = await connection.fetch_one(
            f"SELECT MIN(f.next_at) AS next_at FROM news_feeds f WHERE {_IS_FOLLOWED}"  # noqa: S608 - a constant
        )
        return None if row is None else from_epoch(row["next_at"])

    @staticmethod
    async def checked(connection: Connection, feeds: Iterable[FollowedFeed]) -> None:
        """Write what came of looking at feeds."""
        rows = []
        for feed in feeds:
            values = feed_values(feed)
            for name in ("address", "source", "tier"):
                del values[name]
            rows.append(values)
        await connection.execute_many(_CHECKED, rows)

    @staticmethod
    async def restart(connection: Connection, feed_id: int, schedule: str, now: datetime) -> None:
        """Have a feed read as if for the first time, and soon."""
        await connection.execute(
            "UPDATE news_feeds SET read_at = NULL, etag = NULL, last_modified = NULL,"
            " schedule = :schedule, next_at = :now WHERE feed_id = :feed_id",
            {"feed_id": feed_id, "schedule": schedule, "now": to_epoch(now)},
        )

    @staticmethod
    async def describe(
        connection: Connection,
        feed_id: int,
        address: str,
        source: str | None,
        name: str,
        tier: str,
    ) -> None:
        """Give a feed what the pack says of its source now; a new address is where it is."""
        await connection.execute(
            "UPDATE news_feeds SET url = CASE WHEN address = :address THEN url ELSE :address END,"
            " address = :address, source = :source, name = :name, tier = :tier"
            " WHERE feed_id = :feed_id",
            {
                "address": address,
                "feed_id": feed_id,
                "source": source,
                "name": name,
                "tier": tier,
            },
        )


class SubscriptionStore:
    """The rows of ``news_subscriptions``."""

    @staticmethod
    async def insert(connection: Connection, subscription: Subscription) -> int:
        """Add a subscription and return its number, one that its server never had."""
        row = await connection.fetch_one(
            "INSERT INTO news_subscriptions (subscription_id, guild_id, number, following,"
            " feed_id, channel_id, options, creator_user_id, created_at, since_at, previewed_at,"
            " paused_at) VALUES (:subscription_id, :guild_id,"
            " (SELECT COALESCE(MAX(number), 0) + 1 FROM news_subscriptions"
            " WHERE guild_id = :guild_id), :following, :feed_id, :channel_id, :options,"
            " :creator_user_id, :created_at, :since_at, :previewed_at, :paused_at)"
            " RETURNING number",
            subscription_values(subscription),
        )
        assert row is not None, "RETURNING gives the row"
        return int(row["number"])

    @staticmethod
    async def all(connection: Connection, guild_id: int | None = None) -> list[Subscription]:
        """Everything that is followed, in one server or all, paused or not, by their numbers."""
        rows = await connection.fetch_all(
            f"{_SUBSCRIPTIONS} WHERE s.ended_at IS NULL"
            " AND (s.guild_id = :guild_id OR :guild_id IS NULL) ORDER BY s.guild_id, s.number",
            {"guild_id": guild_id},
        )
        return [subscription_of(row) for row in rows]

    @staticmethod
    async def update(connection: Connection, subscription: Subscription) -> None:
        """Write what a subscription is now."""
        values = subscription_values(subscription)
        await connection.execute(
            "UPDATE news_subscriptions SET channel_id = :channel_id, options = :options,"
            " since_at = :since_at, previewed_at = :previewed_at, paused_at = :paused_at"
            " WHERE subscription_id = :subscription_id",
            {
                name: values[name]
                for name in (
                    "channel_id",
                    "options",
                    "since_at",
                    "previewed_at",
                    "paused_at",
                    "subscription_id",
                )
            },
        )

    @staticmethod
    async def end(connection: Connection, subscription_id: int, now: datetime) -> int:
        """Nobody follows it any more; its number stays taken."""
        return await connection.execute(
            "UPDATE news_subscriptions SET ended_at = :now WHERE subscription_id = :id"
            " AND ended_at IS NULL",
            {"id": subscription_id, "now": to_epoch(now)},
        )


class ParkedStore:
    """The rows of ``news_parked``."""

    @staticmethod
    async def insert(
        connection: Connection, guild_id: int, channel_id: int, reason: str, now: datetime
    ) -> bool:
        """Park a channel; False where it is parked already."""
        return bool(
            await connection.execute(
                "INSERT INTO news_parked (channel_id, guild_id, reason, parked_at)"
                " VALUES (:channel_id, :guild_id, :reason, :now)"
                " ON CONFLICT (channel_id) DO NOTHING",
                {
                    "channel_id": channel_id,
                    "guild_id": guild_id,
                    "reason": reason,
                    "now": to_epoch(now),
                },
            )
        )

    @staticmethod
    async def delete(connection: Connection, channel_id: int) -> int:
        """A channel is no longer parked."""
        return await connection.execute(
            "DELETE FROM news_parked WHERE channel_id = :id", {"id": channel_id}
        )

    @staticmethod
    async def delete_empty(connection: Connection, channel_id: int) -> int:
        """A channel is no longer parked, if nothing waits for it."""
        return await connection.execute(
            "DELETE FROM news_parked WHERE channel_id = :id AND NOT EXISTS (SELECT 1"
            " FROM news_deliveries WHERE lane = :id AND ended_at IS NULL)",
            {"id": channel_id},
        )

    @staticmethod
    async def delete_all(connection: Connection, guild_id: int) -> int:
        """No channel of a server is parked any more."""
        return await connection.execute(
            "DELETE FROM news_parked WHERE guild_id = :id", {"id": guild_id}
        )

    @staticmethod
    async def guild_of(connection: Connection, channel_id: int) -> int | None:
        """The server of a parked channel; None where it is not parked."""
        row = await connection.fetch_one(
            "SELECT guild_id FROM news_parked WHERE channel_id = :id", {"id": channel_id}
        )
        return None if row is None else int(row["guild_id"])

    @staticmethod
    async def of_guild(connection: Connection, guild_id: int) -> dict[int, tuple[str, datetime]]:
        """Reason and time of each parked channel of a server."""
        rows = await connection.fetch_all(
            "SELECT channel_id, reason, parked_at FROM news_parked WHERE guild_id = :id",
            {"id": guild_id},
        )
        return {row["channel_id"]: (row["reason"], from_epoch(row["parked_at"])) for row in rows}
