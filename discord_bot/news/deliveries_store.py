"""The rows of the outbox. One statement, one method."""

from __future__ import annotations

from datetime import datetime

from discord_bot.epochs import from_epoch, to_epoch
from discord_bot.news.codec import delivery_of_row, delivery_values
from discord_bot.news.deliveries import Delivery, DeliveryState
from discord_bot.sharding import ALL, Shards
from discord_bot.storage.database import Connection

# From lane to lane by the index, however much waits in each. What is said of ``d`` itself is looked
# at once more where its row changed while it was about to be locked; the rest is not.
_HEADS = (
    "WITH RECURSIVE lanes (lane) AS (SELECT MIN(lane) FROM news_deliveries"
    " WHERE state = 'intended' OR state = 'claimed' UNION ALL SELECT (SELECT MIN(n.lane)"
    " FROM news_deliveries n WHERE (n.state = 'intended' OR n.state = 'claimed')"
    " AND n.lane > lanes.lane) FROM lanes WHERE lanes.lane IS NOT NULL)"
    " SELECT d.* FROM lanes JOIN news_deliveries d ON d.delivery_id ="
    " (SELECT h.delivery_id FROM news_deliveries h WHERE h.lane = lanes.lane"
    " AND (h.state = 'intended' OR h.state = 'claimed')"
    " ORDER BY h.due_at, h.delivery_id LIMIT 1)"
    " WHERE ((d.state = 'intended' AND d.due_at <= :now)"
    " OR (d.state = 'claimed' AND d.lease_at <= :now))"
    " AND (d.retry_at IS NULL OR d.retry_at <= :now) AND NOT EXISTS (SELECT 1"
    " FROM news_deliveries c WHERE c.lane = lanes.lane AND c.state = 'claimed'"
    " AND c.lease_at > :now) AND (:shards = '' OR :shards LIKE"
    " '%,' || ((d.guild_id >> 22) % :shard_count) || ',%')"
    " ORDER BY d.due_at, d.delivery_id LIMIT :limit"
)
_TAKEN = _HEADS + " FOR UPDATE OF d SKIP LOCKED"


class DeliveryStore:
    """The rows of ``news_deliveries``."""

    @staticmethod
    async def insert(connection: Connection, delivery: Delivery) -> bool:
        """Add a delivery, parked where its channel is; False where there is one like it.

        A story goes to a lane once, and one edit of a post waits at a time.
        """
        return bool(
            await connection.execute(
                "INSERT INTO news_deliveries (delivery_id, lane, guild_id, channel_id,"
                " subscription_id, story_id, digest_id, target_id, kind, origin, state, plain,"
                " role_id, subject, attempts, created_at, due_at) VALUES (:delivery_id, :lane,"
                " :guild_id, :channel_id, :subscription_id, :story_id, :digest_id, :target_id,"
                " :kind, :origin, CASE WHEN EXISTS (SELECT 1 FROM news_parked"
                " WHERE channel_id = :lane) AND CAST(:state AS TEXT) = 'intended' THEN 'parked'"
                " ELSE CAST(:state AS TEXT) END, :plain, :role_id, :subject, 0, :created_at,"
                " :due_at) ON CONFLICT DO NOTHING",
                delivery_values(delivery),
            )
        )

    @staticmethod
    async def find(connection: Connection, delivery_id: int) -> Delivery | None:
        """A delivery by its id."""
        row = await connection.fetch_one(
            "SELECT * FROM news_deliveries WHERE delivery_id = :id", {"id": delivery_id}
        )
        return None if row is None else delivery_of_row(row)

    @staticmethod
    async def is_due(connection: Connection, now: datetime, shards: Shards = ALL) -> bool:
        """Whether there is anything that ``take`` would give."""
        values = {"now": to_epoch(now), "limit": 1, **shards.params}
        return await connection.fetch_one(_HEADS, values) is not None

    @staticmethod
    async def take(
        connection: Connection, now: datetime, limit: int, shards: Shards = ALL
    ) -> list[Delivery]:
        """The first due delivery of each lane, where nothing keeps it from being tried now.

        A lane in which somebody holds a lease is left alone, whatever stands first in it. On
        PostgreSQL the rows are this transaction's until it ends; what another one has so is left
        out, and what another one has claimed in the meantime, too.
        """
        rows = await connection.fetch_all(
            _TAKEN, {"now": to_epoch(now), "limit": limit, **shards.params}
        )
        return [delivery_of_row(row) for row in rows]

    @staticmethod
    async def next_due(connection: Connection, shards: Shards = ALL) -> datetime | None:
        """When the next lane is to be served, perhaps long ago; None where nothing is to come."""
        row = await connection.fetch_one(
            "SELECT MIN(CASE WHEN busy_until > ready_at THEN busy_until ELSE ready_at END) AS due"
            " FROM (SELECT CASE WHEN COALESCE(retry_at, 0) > due_at THEN retry_at ELSE due_at END"
            " AS ready_at, COALESCE(MAX(lease_at) OVER (PARTITION BY lane), 0) AS busy_until,"
            " ROW_NUMBER() OVER (PARTITION BY lane ORDER BY due_at, delivery_id) AS place"
            " FROM news_deliveries WHERE (state = 'intended' OR state = 'claimed')"
            " AND (:shards = ''"
            " OR :shards LIKE '%,' || ((guild_id >> 22) % :shard_count) || ',%')) h"
            " WHERE place = 1",
            {**shards.params},
        )
        return None if row is None else from_epoch(row["due"])

    @staticmethod
    async def hold_back(connection: Connection, delivery_id: int, until: datetime) -> None:
        """Have a lane wait, whose first delivery this is."""
        await connection.execute(
            "UPDATE news_deliveries SET retry_at = :until WHERE delivery_id = :id",
            {"id": delivery_id, "until": to_epoch(until)},
        )

    @staticmethod
    async def claim(
        connection: Connection, delivery_id: int, lease: datetime, now: datetime
    ) -> None:
        """Take the lease of a delivery; until its end is recorded, its end is uncertain."""
        await connection.execute(
            "UPDATE news_deliveries SET state = 'claimed', attempts = attempts + 1,"
            " lease_at = :lease, retry_at = NULL, tried_at = COALESCE(tried_at, :now),"
            " uncertain_at = COALESCE(uncertain_at, :now) WHERE delivery_id = :id",
            {"id": delivery_id, "lease": to_epoch(lease), "now": to_epoch(now)},
        )

    @staticmethod
    async def release(connection: Connection, now: datetime, shards: Shards = ALL) -> int:
        """End every lease: those who held them are gone. Returns how many there were."""
        return await connection.execute(
            "UPDATE news_deliveries SET lease_at = :now WHERE ended_at IS NULL"
            " AND state = 'claimed' AND (:shards = ''"
            " OR :shards LIKE '%,' || ((guild_id >> 22) % :shard_count) || ',%')",
            {"now": to_epoch(now), **shards.params},
        )

    @staticmethod
    async def sent(
        connection: Connection,
        delivery_id: int,
        message_id: int | None,
        channel_id: int | None,
        now: datetime,
    ) -> int:
        """A delivery is done, with all that it bundles; ``message_id`` is None for an edit.

        0 where it was done before.
        """
        return await connection.execute(
            "UPDATE news_deliveries SET state = 'sent', ended_at = :now, posted_at = :now,"
            " message_id = :message_id, posted_channel_id = :channel_id, detail = NULL,"
            " lease_at = NULL, uncertain_at = NULL"
            " WHERE (delivery_id = :id OR digest_id = :id) AND ended_at IS NULL",
            {
                "id": delivery_id,
                "message_id": message_id,
                "channel_id": channel_id,
                "now": to_epoch(now),
            },
        )

    @staticmethod
    async def move(
        connection: Connection,
        delivery: Delivery,
        state: DeliveryState,
        detail: str | None,
        now: datetime,
        *,
        retry_at: datetime | None = None,
        uncertain_at: datetime | None = None,
    ) -> int:
        """Write what became of a claim, if nobody has claimed it again since."""
        return await connection.execute(
            "UPDATE news_deliveries SET state = :state, detail = :detail, lease_at = NULL,"
            " retry_at = :retry_at, uncertain_at = :uncertain_at, ended_at = :ended_at"
            " WHERE delivery_id = :id AND ended_at IS NULL AND attempts = :attempts",
            {
                "id": delivery.id,
                "attempts": delivery.attempts,
                "state": state,
                "detail": detail,
                "retry_at": to_epoch(retry_at),
                "uncertain_at": to_epoch(uncertain_at),
                "ended_at": None if state.is_open else to_epoch(now),
            },
        )

    @staticmethod
    async def end_bundled(
        connection: Connection, digest_id: int, state: DeliveryState, detail: str, now: datetime
    ) -> int:
        """What a digest bundled ends as the digest did."""
        return await connection.execute(
            "UPDATE news_deliveries SET state = :state, detail = :detail, ended_at = :now"
            " WHERE digest_id = :id AND ended_at IS NULL",
            {"id": digest_id, "state": state, "detail": detail, "now": to_epoch(now)},
        )

    @staticmethod
    async def revive(connection: Connection, guild_id: int, delivery_id: int, now: datetime) -> int:
        """Have a failed delivery tried again, as if for the first time; a bundled story alone.

        An edit after which another one waits already is not needed any more.
        """
        return await connection.execute(
            "UPDATE news_deliveries SET state = CASE WHEN EXISTS (SELECT 1 FROM news_parked"
            " WHERE channel_id = news_deliveries.lane) THEN 'parked' ELSE 'intended' END,"
            " ended_at = NULL, retry_at = NULL, tried_at = NULL, detail = NULL, digest_id = NULL,"
            " attempts = CASE WHEN uncertain_at IS NULL THEN 0 ELSE attempts END, due_at = :now"
            " WHERE delivery_id = :id AND guild_id = :guild_id AND state = 'failed'"
            " AND NOT EXISTS (SELECT 1 FROM news_deliveries e"
            " WHERE e.target_id = news_deliveries.target_id AND e.kind = news_deliveries.kind"
            " AND (e.state = 'intended' OR e.state = 'parked'))",
            {"id": delivery_id, "guild_id": guild_id, "now": to_epoch(now)},
        )

    @staticmethod
    async def rebundle(connection: Connection, digest_id: int) -> int:
        """Have what failed with a digest go out with it after all."""
        return await connection.execute(
            "UPDATE news_deliveries SET state = 'bundled', ended_at = NULL, detail = NULL"
            " WHERE digest_id = :id AND state = 'failed'",
            {"id": digest_id},
        )

    @staticmethod
    async def has_other(connection: Connection, delivery: Delivery) -> bool:
        """Whether another edit of the same post waits already."""
        row = await connection.fetch_one(
            "SELECT delivery_id FROM news_deliveries WHERE target_id = :target_id"
            " AND kind = :kind AND (state = 'intended' OR state = 'parked')"
            " AND delivery_id <> :id LIMIT 1",
            {"target_id": delivery.target_id, "kind": delivery.kind, "id": delivery.id},
        )
        return row is not None

    @staticmethod
    async def has_failed(connection: Connection, lane: int, kind: str, since: datetime) -> bool:
        """Whether something of that kind failed in a lane since then."""
        row = await connection.fetch_one(
            "SELECT delivery_id FROM news_deliveries WHERE lane = :lane AND kind = :kind"
            " AND state = 'failed' AND ended_at > :since LIMIT 1",
            {"lane": lane, "kind": kind, "since": to_epoch(since)},
        )
        return row is not None

    # --- bundling -------------------------------------------------------------------------------

    @staticmethod
    async def posted_since(connection: Connection, lane: int, since: datetime) -> list[datetime]:
        """When the messages made in a lane since then were made, oldest first."""
        rows = await connection.fetch_all(
            "SELECT posted_at FROM news_deliveries WHERE lane = :lane AND posted_at > :since"
            " AND digest_id IS NULL AND (kind = 'story' OR kind = 'digest')"
            " ORDER BY posted_at",
            {"lane": lane, "since": to_epoch(since)},
        )
        return [from_epoch(row["posted_at"]) for row in rows]

    @staticmethod
    async def due_stories(connection: Connection, lane: int, now: datetime) -> list[int]:
        """News of a lane that is due and was never tried, in its order."""
        rows = await connection.fetch_all(
            "SELECT delivery_id FROM news_deliveries WHERE lane = :lane AND ended_at IS NULL"
            " AND state = 'intended' AND kind = 'story' AND origin <> 'held' AND attempts = 0"
            " AND due_at <= :now"
            " ORDER BY due_at, delivery_id",
            {"lane": lane, "now": to_epoch(now)},
        )
        return [int(row["delivery_id"]) for row in rows]

    @staticmethod
    async def roomy_digest(
        connection: Connection,
        lane: int,
        origin: str,
        subscription_id: int | None,
        most: int,
        now: datetime,
    ) -> int | None:
        """A digest that is still to come and that nobody has tried, with room for a story more.

        What is parked since yesterday's time is no place for today's stories.
        """
        row = await connection.fetch_one(
            "SELECT d.delivery_id FROM news_deliveries d WHERE d.lane = :lane"
            " AND d.ended_at IS NULL AND d.kind = 'digest' AND d.origin = :origin"
            " AND (d.state = 'intended' OR d.state = 'parked') AND d.attempts = 0"
            " AND d.due_at >= :now"
            " AND COALESCE(d.subscription_id, 0) = COALESCE(CAST(:subscription_id AS BIGINT), 0)"
            " AND (SELECT COUNT(*) FROM news_deliveries i WHERE i.digest_id = d.delivery_id)"
            " < :most ORDER BY d.delivery_id LIMIT 1",
            {
                "lane": lane,
                "origin": origin,
                "subscription_id": subscription_id,
                "most": most,
                "now": to_epoch(now),
            },
        )
        return None if row is None else int(row["delivery_id"])

    @staticmethod
    async def bundle(connection: Connection, delivery_id: int, digest_id: int) -> None:
        """Have a story go out with a digest."""
        await connection.execute(
            "UPDATE news_deliveries SET state = 'bundled', digest_id = :digest_id,"
            " retry_at = NULL WHERE delivery_id = :id",
            {"id": delivery_id, "digest_id": digest_id},
        )

    @staticmethod
    async def ping(connection: Connection, digest_id: int, role_id: int) -> None:
        """Have a digest ping a role."""
        await connection.execute(
            "UPDATE news_deliveries SET role_id = :role_id WHERE delivery_id = :id",
            {"id": digest_id, "role_id": role_id},
        )

    @staticmethod
    async def takers(connection: Connection, digest_id: int) -> list[int]:
        """The subscriptions whose stories a digest bundles."""
        rows = await connection.fetch_all(
            "SELECT DISTINCT subscription_id FROM news_deliveries WHERE digest_id = :id"
            " AND ended_at IS NULL AND subscription_id IS NOT NULL",
            {"id": digest_id},
        )
        return [int(row["subscription_id"]) for row in rows]

    @staticmethod
    async def bundled(connection: Connection, digest_id: int) -> list[int]:
        """The stories of a digest that are still to go out, in their order."""
        rows = await connection.fetch_all(
            "SELECT story_id FROM news_deliveries WHERE digest_id = :id AND ended_at IS NULL"
            " ORDER BY due_at, delivery_id",
            {"id": digest_id},
        )
        return [int(row["story_id"]) for row in rows]

    @staticmethod
    async def postpone(connection: Connection, delivery_id: int, due: datetime) -> None:
        """Have a delivery that nobody has tried yet wait."""
        await connection.execute(
            "UPDATE news_deliveries SET due_at = :due WHERE delivery_id = :id",
            {"id": delivery_id, "due": to_epoch(due)},
        )

    @staticmethod
    async def reschedule(connection: Connection, subscription_id: int, due: datetime) -> int:
        """Move the digests of a subscription that nobody has tried to send yet."""
        return await connection.execute(
            "UPDATE news_deliveries SET due_at = :due WHERE subscription_id = :id"
            " AND ended_at IS NULL AND kind = 'digest' AND attempts = 0",
            {"id": subscription_id, "due": to_epoch(due)},
        )

    @staticmethod
    async def posts_of(connection: Connection, story_id: int) -> list[Delivery]:
        """The posts of a story that exist or may, with what it was when they were tried."""
        rows = await connection.fetch_all(
            "SELECT * FROM news_deliveries WHERE story_id = :story_id AND kind = 'story'"
            " AND digest_id IS NULL AND (state = 'sent'"
            " OR (ended_at IS NULL AND uncertain_at IS NOT NULL))",
            {"story_id": story_id},
        )
        return [delivery_of_row(row) for row in rows]
