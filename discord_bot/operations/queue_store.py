"""What waits in one server, for its moderators and for Discord."""

from __future__ import annotations

from datetime import datetime

from discord_bot.epochs import from_epoch, to_epoch
from discord_bot.operations.guild_status import Queue
from discord_bot.storage.database import Connection


class QueueStore:
    """Counts; changes nothing."""

    @staticmethod
    async def read(connection: Connection, guild_id: int, now: datetime) -> Queue:
        """Everything at once. Posts of news that are parked or bundled are not late."""
        row = await connection.fetch_one(
            "SELECT"
            " (SELECT COUNT(*) FROM moderation_cases WHERE guild_id = :guild_id"
            " AND state = 'open') AS cases,"
            " (SELECT COUNT(*) FROM moderation_messages m JOIN moderation_cases c"
            " ON c.case_id = m.case_id WHERE m.guild_id = :guild_id AND c.state = 'open'"
            " AND m.action = 'hold' AND m.outcome = 'done' AND m.restored_at IS NULL) AS held,"
            " (SELECT COUNT(*) FROM moderation_appeals WHERE guild_id = :guild_id"
            " AND answered_at IS NULL) AS appeals,"
            " (SELECT COUNT(*) FROM moderation_missed WHERE guild_id = :guild_id) AS missed,"
            " (SELECT COUNT(*) FROM news_deliveries WHERE guild_id = :guild_id"
            " AND ended_at IS NULL AND due_at <= :now AND (state = 'intended'"
            " OR state = 'claimed') AND (kind = 'story' OR kind = 'digest')) AS news,"
            " (SELECT MIN(due_at) FROM news_deliveries WHERE guild_id = :guild_id"
            " AND ended_at IS NULL AND due_at <= :now AND (state = 'intended'"
            " OR state = 'claimed') AND (kind = 'story' OR kind = 'digest')) AS oldest",
            {"guild_id": guild_id, "now": to_epoch(now)},
        )
        assert row is not None, "counts are always a row"
        return Queue(
            cases=row["cases"],
            held=row["held"],
            appeals=row["appeals"],
            missed=row["missed"],
            news=row["news"],
            oldest_news=from_epoch(row["oldest"]),
        )
