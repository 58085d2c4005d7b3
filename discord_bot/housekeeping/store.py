"""Rows whose time is over. One statement, one method."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from discord_bot.epochs import from_epoch, to_epoch
from discord_bot.housekeeping.tables import GUILD_TABLES
from discord_bot.storage.database import Connection


class DepartureStore:
    """The rows of ``guild_departures``, and all that they lead to."""

    @staticmethod
    async def note(connection: Connection, guild_id: int, now: datetime) -> bool:
        """The bot left a server; returns whether that is new."""
        return bool(
            await connection.execute(
                "INSERT INTO guild_departures (guild_id, left_at) VALUES (:guild_id, :now)"
                " ON CONFLICT (guild_id) DO NOTHING",
                {"guild_id": guild_id, "now": to_epoch(now)},
            )
        )

    @staticmethod
    async def strike(connection: Connection, guild_id: int) -> bool:
        """The bot is in a server again; returns whether it had left."""
        return bool(
            await connection.execute(
                "DELETE FROM guild_departures WHERE guild_id = :guild_id", {"guild_id": guild_id}
            )
        )

    @staticmethod
    async def all(connection: Connection) -> dict[int, datetime]:
        """The servers that were left, and when."""
        rows = await connection.fetch_all("SELECT guild_id, left_at FROM guild_departures")
        return {row["guild_id"]: from_epoch(row["left_at"]) for row in rows}

    @staticmethod
    async def known(connection: Connection) -> set[int]:
        """Every server of which anything is kept."""
        found: set[int] = set()
        for table in GUILD_TABLES:
            rows = await connection.fetch_all(f"SELECT DISTINCT guild_id FROM {table}")  # noqa: S608 - a name from a list of ours
            found.update(row["guild_id"] for row in rows)
        return found

    @staticmethod
    async def delete(connection: Connection, guild_id: int) -> int:
        """Delete everything of a server; returns how many rows."""
        total = 0
        for table in GUILD_TABLES:
            total += await connection.execute(
                f"DELETE FROM {table} WHERE guild_id = :guild_id",  # noqa: S608 - a name from a list of ours
                {"guild_id": guild_id},
            )
        return total


class DetailStore:
    """Details that nobody needs any more when a game or a post is long over.

    Each statement deletes at most ``most`` of them, and returns how many there were.
    """

    @staticmethod
    async def delete_games(connection: Connection, before: datetime, most: int) -> int:
        """Games that ended before then, with rounds and answers; points and seen questions stay."""
        return await connection.execute(
            "DELETE FROM trivia_games WHERE game_id IN"
            " (SELECT game_id FROM trivia_games WHERE ended_at < :before LIMIT :most)",
            {"before": to_epoch(before), "most": most},
        )

    @staticmethod
    async def delete_entries(connection: Connection, before: datetime, most: int) -> int:
        """Entries of feeds that nobody wanted, first seen before then.

        One that its feed still has is read, judged and unwanted once more; nothing comes of it.
        """
        return await connection.execute(
            "DELETE FROM news_entries WHERE (feed_id, entry_key) IN (SELECT feed_id, entry_key"
            " FROM news_entries WHERE story_id IS NULL AND seen_at < :before LIMIT :most)",
            {"before": to_epoch(before), "most": most},
        )

    @staticmethod
    async def delete_deliveries(connection: Connection, before: datetime, most: int) -> int:
        """News posts that came to their end before then; the stories stay, to know them again."""
        return await connection.execute(
            "DELETE FROM news_deliveries WHERE delivery_id IN"
            " (SELECT delivery_id FROM news_deliveries WHERE ended_at < :before LIMIT :most)",
            {"before": to_epoch(before), "most": most},
        )

    @staticmethod
    async def delete_counts(connection: Connection, before: datetime, most: int) -> int:
        """Daily counts of days that were over by then, on every clock."""
        return await connection.execute(
            "DELETE FROM daily_counts WHERE (guild_id, day, kind) IN (SELECT guild_id, day,"
            " kind FROM daily_counts WHERE day < :before LIMIT :most)",
            {
                "before": (before.astimezone(UTC).date() - timedelta(days=1)).isoformat(),
                "most": most,
            },
        )
