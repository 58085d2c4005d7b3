"""The rows of the outbox. One statement, one method."""

from __future__ import annotations

from datetime import datetime

from discord_bot.epochs import from_epoch, to_epoch
from discord_bot.news.codec import delivery_of_row, delivery_values
from discord_bot.news.deliveries import Delivery, DeliveryState
from discord_bot.storage.database import Connection

_SENDABLE = "(state = 'intended' OR state = 'claimed')"


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
    async def heads(connection: Connection, now: datetime) -> list[Delivery]:
        """The first due delivery of each lane, where nothing keeps it from being tried now."""
        rows = await connection.fetch_all(
            "SELECT * FROM (SELECT d.*, ROW_NUMBER() OVER (PARTITION BY lane"  # noqa: S608 - a constant
            " ORDER BY due_at, delivery_id) AS place FROM news_deliveries d"
            f" WHERE ended_at IS NULL AND due_at <= :now AND {_SENDABLE}) heads"
            " WHERE place = 1 AND (retry_at IS NULL OR retry_at <= :now)"
            " AND (lease_at IS NULL OR lease_at <= :now) ORDER BY due_at, delivery_id",
            {"now": to_epoch(now)},
        )
        return [delivery_of_row(row) for row in rows]

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
    async def release(connection: Connection, now: datetime) -> int:
        """End every lease: those who held them are gone. Returns how many there were."""
        return await connection.execute(
            "UPDATE news_deliveries SET lease_at = :now WHERE ended_at IS NULL"
            " AND state = 'claimed'",
            {"now": to_epoch(now)},
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
    async def revive(connection: Connection, guild_id: int, delivery_id: int, now: datetime) -> int:
        """Have a failed delivery tried again, as if for the first time."""
        return await connection.execute(
            "UPDATE news_deliveries SET state = 'intended', ended_at = NULL, retry_at = NULL,"
            " attempts = 0, tried_at = NULL, detail = NULL, due_at = :now"
            " WHERE delivery_id = :id AND guild_id = :guild_id AND state = 'failed'",
            {"id": delivery_id, "guild_id": guild_id, "now": to_epoch(now)},
        )

    @staticmethod
    async def has_intended(connection: Connection, delivery: Delivery) -> bool:
        """Whether another edit of the same post waits already."""
        row = await connection.fetch_one(
            "SELECT delivery_id FROM news_deliveries WHERE target_id = :target_id"
            " AND kind = :kind AND state = 'intended' AND delivery_id <> :id LIMIT 1",
            {"target_id": delivery.target_id, "kind": delivery.kind, "id": delivery.id},
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
        """Stories of a lane that are due and were never tried, in their order."""
        rows = await connection.fetch_all(
            "SELECT delivery_id FROM news_deliveries WHERE lane = :lane AND ended_at IS NULL"
            " AND state = 'intended' AND kind = 'story' AND attempts = 0 AND due_at <= :now"
            " ORDER BY due_at, delivery_id",
            {"lane": lane, "now": to_epoch(now)},
        )
        return [int(row["delivery_id"]) for row in rows]

    @staticmethod
    async def roomy_digest(
        connection: Connection, lane: int, origin: str, subscription_id: int | None, most: int
    ) -> int | None:
        """A digest that nobody has tried to send yet, with room for a story more."""
        row = await connection.fetch_one(
            "SELECT d.delivery_id FROM news_deliveries d WHERE d.lane = :lane"
            " AND d.ended_at IS NULL AND d.kind = 'digest' AND d.origin = :origin"
            " AND (d.state = 'intended' OR d.state = 'parked') AND d.attempts = 0"
            " AND COALESCE(d.subscription_id, 0) = COALESCE(CAST(:subscription_id AS BIGINT), 0)"
            " AND (SELECT COUNT(*) FROM news_deliveries i WHERE i.digest_id = d.delivery_id)"
            " < :most ORDER BY d.delivery_id LIMIT 1",
            {
                "lane": lane,
                "origin": origin,
                "subscription_id": subscription_id,
                "most": most,
            },
        )
        return None if row is None else int(row["delivery_id"])

    @staticmethod
    async def bundle(connection: Connection, delivery_id: int, digest_id: int) -> None:
        """Have a story go out with a digest."""
        await connection.execute(
            "UPDATE news_deliveries SET state = 'bundled', digest_id = :digest_id"
            " WHERE delivery_id = :id",
            {"id": delivery_id, "digest_id": digest_id},
        )

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

    # --- many at once ---------------------------------------------------------------------------

    @staticmethod
    async def drop_untried(
        connection: Connection, subscription_id: int, detail: str, now: datetime
    ) -> int:
        """Give up what a subscription still had to come, but for what may be on its way."""
        return await connection.execute(
            "UPDATE news_deliveries SET state = 'dropped', detail = :detail, ended_at = :now"
            " WHERE subscription_id = :id AND ended_at IS NULL AND uncertain_at IS NULL"
            " AND NOT EXISTS (SELECT 1 FROM news_deliveries g"
            " WHERE g.delivery_id = news_deliveries.digest_id AND g.uncertain_at IS NOT NULL)",
            {"id": subscription_id, "detail": detail, "now": to_epoch(now)},
        )

    @staticmethod
    async def park(connection: Connection, lane: int, detail: str) -> int:
        """Park all that is intended in a lane."""
        return await connection.execute(
            "UPDATE news_deliveries SET state = 'parked', detail = :detail WHERE lane = :lane"
            " AND ended_at IS NULL AND state = 'intended'",
            {"lane": lane, "detail": detail},
        )

    @staticmethod
    async def drop_repeated_edits(connection: Connection, lane: int, now: datetime) -> int:
        """Of several parked edits of one post, leave the first: it shows the post as it is then."""
        return await connection.execute(
            "UPDATE news_deliveries SET state = 'dropped', ended_at = :now WHERE lane = :lane"
            " AND state = 'parked' AND target_id IS NOT NULL AND EXISTS (SELECT 1"
            " FROM news_deliveries e WHERE e.target_id = news_deliveries.target_id"
            " AND e.kind = news_deliveries.kind AND e.delivery_id < news_deliveries.delivery_id"
            " AND (e.state = 'parked' OR e.state = 'intended'))",
            {"lane": lane, "now": to_epoch(now)},
        )

    @staticmethod
    async def unpark(connection: Connection, lane: int) -> int:
        """Have all that was parked in a lane tried again, as if for the first time."""
        return await connection.execute(
            "UPDATE news_deliveries SET state = 'intended', detail = NULL, retry_at = NULL,"
            " tried_at = NULL, attempts = CASE WHEN uncertain_at IS NULL THEN 0 ELSE attempts END"
            " WHERE lane = :lane AND state = 'parked'",
            {"lane": lane},
        )

    @staticmethod
    async def discard(connection: Connection, lane: int, now: datetime) -> int:
        """Give up all that was parked in a lane, with what it bundles."""
        return await connection.execute(
            "UPDATE news_deliveries SET state = 'dropped', detail = 'discarded', ended_at = :now"
            " WHERE lane = :lane AND (state = 'parked' OR state = 'bundled')",
            {"lane": lane, "now": to_epoch(now)},
        )

    @staticmethod
    async def posts_of(connection: Connection, story_id: int) -> list[Delivery]:
        """The posts of a story that exist or may: done, or under way."""
        rows = await connection.fetch_all(
            "SELECT * FROM news_deliveries WHERE story_id = :story_id AND kind = 'story'"
            " AND digest_id IS NULL AND (state = 'sent' OR state = 'claimed'"
            " OR (state = 'intended' AND attempts > 0))",
            {"story_id": story_id},
        )
        return [delivery_of_row(row) for row in rows]
