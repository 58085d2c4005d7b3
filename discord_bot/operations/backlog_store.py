"""What waits in the tables of all features, over all servers, for whoever runs the bot."""

from __future__ import annotations

from datetime import datetime, timedelta

from discord_bot.epochs import to_epoch
from discord_bot.operations.state import Backlog
from discord_bot.storage.database import Connection


class BacklogStore:
    """Counts; changes nothing."""

    @staticmethod
    async def read(connection: Connection, now: datetime) -> Backlog:
        """Everything at once. What is parked or bundled is not late: it waits for somebody."""
        row = await connection.fetch_one(
            "SELECT"
            " (SELECT COUNT(*) FROM moderation_cases WHERE state = 'open') AS cases,"
            " (SELECT COUNT(*) FROM moderation_appeals WHERE answered_at IS NULL) AS appeals,"
            " (SELECT COUNT(*) FROM moderation_missed) AS missed,"
            " (SELECT COUNT(*) FROM news_held WHERE decided_at IS NULL) AS held,"
            " (SELECT COUNT(*) FROM news_feeds WHERE failing_at IS NULL) AS feeds_well,"
            " (SELECT COUNT(*) FROM news_feeds WHERE failing_at IS NOT NULL) AS feeds_failing,"
            " (SELECT COUNT(*) FROM news_deliveries WHERE ended_at IS NULL AND due_at <= :now"
            " AND (state = 'intended' OR state = 'claimed')) AS outbox,"
            " (SELECT MIN(due_at) FROM news_deliveries WHERE ended_at IS NULL AND due_at <= :now"
            " AND (state = 'intended' OR state = 'claimed')) AS oldest,"
            " (SELECT COUNT(*) FROM news_parked) AS parked",
            {"now": to_epoch(now)},
        )
        assert row is not None, "counts are always a row"
        counts = {name: value for name, value in row.items() if name != "oldest"}
        oldest = row["oldest"]
        waited = 0 if oldest is None else to_epoch(now) - oldest
        return Backlog(**counts, outbox_age=timedelta(seconds=waited))
