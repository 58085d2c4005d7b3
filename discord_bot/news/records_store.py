"""Questions about the outbox that moderators have. One statement, one method."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from discord_bot.epochs import to_epoch
from discord_bot.news.codec import delivery_of_row
from discord_bot.news.deliveries import Delivery
from discord_bot.storage.database import Connection, Row


@dataclass(frozen=True, slots=True)
class PastDelivery:
    """The delivery of a story, at whatever stage."""

    story_id: int
    delivery: Delivery


class RecordStore:
    """The rows of ``news_deliveries``, to read."""

    @staticmethod
    async def of_guild(
        connection: Connection, guild_id: int, limit: int, offset: int
    ) -> list[PastDelivery]:
        """Stories' deliveries in a server, newest first."""
        rows = await connection.fetch_all(
            "SELECT * FROM news_deliveries WHERE guild_id = :guild_id AND kind = 'story'"
            " ORDER BY delivery_id DESC LIMIT :limit OFFSET :offset",
            {"guild_id": guild_id, "limit": limit, "offset": offset},
        )
        return [_past(row) for row in rows]

    @staticmethod
    async def failed(connection: Connection, guild_id: int, limit: int) -> list[PastDelivery]:
        """Deliveries of stories that failed in a server, newest first."""
        rows = await connection.fetch_all(
            "SELECT * FROM news_deliveries WHERE guild_id = :guild_id AND state = 'failed'"
            " AND kind = 'story' ORDER BY delivery_id DESC LIMIT :limit",
            {"guild_id": guild_id, "limit": limit},
        )
        return [_past(row) for row in rows]

    @staticmethod
    async def of_story(connection: Connection, guild_id: int, story_id: int) -> list[PastDelivery]:
        """A story's deliveries in a server, in their order."""
        rows = await connection.fetch_all(
            "SELECT * FROM news_deliveries WHERE guild_id = :guild_id AND story_id = :story_id"
            " AND kind = 'story' ORDER BY delivery_id",
            {"guild_id": guild_id, "story_id": story_id},
        )
        return [_past(row) for row in rows]

    @staticmethod
    async def stories_of(connection: Connection, guild_id: int, delivery_id: int) -> list[int]:
        """The stories that a post shows, one or those of a digest, in their order."""
        rows = await connection.fetch_all(
            "SELECT story_id FROM news_deliveries WHERE guild_id = :guild_id"
            " AND (delivery_id = :id OR digest_id = :id) AND story_id IS NOT NULL"
            " ORDER BY due_at, delivery_id",
            {"guild_id": guild_id, "id": delivery_id},
        )
        return [int(row["story_id"]) for row in rows]

    @staticmethod
    async def notices_of(
        connection: Connection, guild_id: int, story_id: int
    ) -> list[tuple[int, int]]:
        """The messages in which moderators were asked about a story: channels and messages."""
        rows = await connection.fetch_all(
            "SELECT posted_channel_id, message_id FROM news_deliveries"
            " WHERE guild_id = :guild_id AND story_id = :story_id AND kind = 'notice'"
            " AND posted_channel_id IS NOT NULL AND message_id IS NOT NULL ORDER BY delivery_id",
            {"guild_id": guild_id, "story_id": story_id},
        )
        return [(int(row["posted_channel_id"]), int(row["message_id"])) for row in rows]

    @staticmethod
    async def waiting(connection: Connection, guild_id: int) -> dict[int, int]:
        """How many posts are still to come in each channel of a server."""
        rows = await connection.fetch_all(
            "SELECT lane, COUNT(*) AS total FROM news_deliveries WHERE guild_id = :guild_id"
            " AND ended_at IS NULL AND kind = 'story' GROUP BY lane",
            {"guild_id": guild_id},
        )
        return {row["lane"]: row["total"] for row in rows}

    @staticmethod
    async def sent_since(connection: Connection, guild_id: int, since: datetime) -> int:
        """How many stories reached a channel of a server since then."""
        row = await connection.fetch_one(
            "SELECT COUNT(*) AS total FROM news_deliveries WHERE guild_id = :guild_id"
            " AND kind = 'story' AND state = 'sent' AND posted_at > :since",
            {"guild_id": guild_id, "since": to_epoch(since)},
        )
        return 0 if row is None else int(row["total"])


def _past(row: Row) -> PastDelivery:
    return PastDelivery(row["story_id"], delivery_of_row(row))
