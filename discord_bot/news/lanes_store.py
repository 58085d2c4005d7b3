"""The outbox's rows, many at once: all of a channel, a subscription or a server."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from discord_bot.epochs import to_epoch
from discord_bot.storage.database import Connection


class LaneStore:
    """The rows of ``news_deliveries``, lane by lane. One statement, one method."""

    @staticmethod
    async def drop_untried(
        connection: Connection, guild_id: int, subscription_id: int, detail: str, now: datetime
    ) -> list[tuple[int, int]]:
        """Give up what a subscription still had to come, but for what may be on its way.

        Returns the stories among it, each with its lane.
        """
        rows = await connection.fetch_all(
            "UPDATE news_deliveries SET state = 'dropped', detail = :detail, ended_at = :now"
            " WHERE guild_id = :guild_id AND subscription_id = :id AND ended_at IS NULL"
            " AND uncertain_at IS NULL AND NOT EXISTS (SELECT 1 FROM news_deliveries g"
            " WHERE g.delivery_id = news_deliveries.digest_id AND g.uncertain_at IS NOT NULL)"
            " RETURNING kind, story_id, lane",
            {
                "guild_id": guild_id,
                "id": subscription_id,
                "detail": detail,
                "now": to_epoch(now),
            },
        )
        return [(row["story_id"], row["lane"]) for row in rows if row["kind"] == "story"]

    @staticmethod
    async def forget_dropped(
        connection: Connection, story_id: int, lane: int, details: tuple[str, str]
    ) -> int:
        """Make room for a story that was dropped in a lane, for one of two reasons."""
        return await connection.execute(
            "DELETE FROM news_deliveries WHERE story_id = :story_id AND lane = :lane"
            " AND kind = 'story' AND state = 'dropped'"
            " AND (detail = :detail OR detail = :other)",
            {"story_id": story_id, "lane": lane, "detail": details[0], "other": details[1]},
        )

    @staticmethod
    async def drop_old(
        connection: Connection, guild_id: int, before: datetime, detail: str, now: datetime
    ) -> int:
        """Give up everything of a server that was due before then."""
        return await connection.execute(
            "UPDATE news_deliveries SET state = 'dropped', detail = :detail, ended_at = :now,"
            " lease_at = NULL, uncertain_at = NULL"
            " WHERE guild_id = :guild_id AND ended_at IS NULL AND due_at < :before",
            {
                "guild_id": guild_id,
                "detail": detail,
                "before": to_epoch(before),
                "now": to_epoch(now),
            },
        )

    @staticmethod
    async def drop_all(connection: Connection, guild_id: int, detail: str, now: datetime) -> int:
        """Give up everything of a server."""
        return await connection.execute(
            "UPDATE news_deliveries SET state = 'dropped', detail = :detail, ended_at = :now,"
            " lease_at = NULL, uncertain_at = NULL"
            " WHERE guild_id = :guild_id AND ended_at IS NULL",
            {"guild_id": guild_id, "detail": detail, "now": to_epoch(now)},
        )

    @staticmethod
    async def drop_old_parked(
        connection: Connection, before: datetime, detail: str, now: datetime
    ) -> int:
        """Give up what was due before then in channels that are still parked."""
        return await connection.execute(
            "UPDATE news_deliveries SET state = 'dropped', detail = :detail, ended_at = :now,"
            " uncertain_at = NULL WHERE ended_at IS NULL AND due_at < :before"
            " AND lane IN (SELECT channel_id FROM news_parked)",
            {"detail": detail, "before": to_epoch(before), "now": to_epoch(now)},
        )

    @staticmethod
    async def guilds(connection: Connection) -> list[int]:
        """The servers for which something is still to come."""
        rows = await connection.fetch_all(
            "SELECT DISTINCT guild_id FROM news_deliveries WHERE ended_at IS NULL"
        )
        return [int(row["guild_id"]) for row in rows]

    @staticmethod
    async def drop_known(
        connection: Connection, moved: Mapping[str, int], detail: str, now: datetime
    ) -> int:
        """Of what is about to move from lane ``old`` to ``new``, give up what ``new`` has."""
        return await connection.execute(
            "UPDATE news_deliveries SET state = 'dropped', detail = :detail, ended_at = :now"
            " WHERE guild_id = :guild_id AND subscription_id = :subscription_id AND lane = :old"
            " AND kind = 'story' AND ended_at IS NULL AND uncertain_at IS NULL AND EXISTS"
            " (SELECT 1 FROM news_deliveries n WHERE n.story_id = news_deliveries.story_id"
            " AND n.lane = :new AND n.kind = 'story')",
            {**moved, "detail": detail, "now": to_epoch(now)},
        )

    @staticmethod
    async def move_lane(connection: Connection, moved: Mapping[str, int]) -> int:
        """Have what a subscription still has to come go to another channel, parked or not.

        What may be on its way stays, and so does what goes out with a channel's own digest.
        """
        return await connection.execute(
            "UPDATE news_deliveries SET lane = :new, channel_id = :new, retry_at = NULL,"
            " tried_at = NULL, attempts = 0, state = CASE WHEN state = 'bundled' THEN state"
            " WHEN EXISTS (SELECT 1 FROM news_parked WHERE channel_id = :new) THEN 'parked'"
            " ELSE 'intended' END WHERE guild_id = :guild_id"
            " AND subscription_id = :subscription_id AND lane = :old AND ended_at IS NULL"
            " AND uncertain_at IS NULL AND (kind = 'story' OR kind = 'digest')"
            " AND (digest_id IS NULL OR EXISTS (SELECT 1 FROM news_deliveries g"
            " WHERE g.delivery_id = news_deliveries.digest_id AND g.uncertain_at IS NULL"
            " AND g.subscription_id = :subscription_id))",
            moved,
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
