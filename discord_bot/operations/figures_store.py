"""What the rows of all features tell of a server's last days. One statement, one method."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from discord_bot.epochs import to_epoch
from discord_bot.operations.figures import QUARTER, Bucket, Figure
from discord_bot.storage.database import Connection, Row

Quarters = list[tuple[Figure, int, int]]
"""A figure, a quarter of an hour since 1970, and how many there were in it."""


def _quarters(rows: list[Row]) -> Quarters:
    return [(Figure(row["figure"]), row["quarter"], row["total"]) for row in rows]


class CountStore:
    """The rows of ``daily_counts``."""

    @staticmethod
    async def add(connection: Connection, counts: Mapping[Bucket, int]) -> None:
        """Add to what was counted before."""
        await connection.execute_many(
            "INSERT INTO daily_counts (guild_id, day, kind, total)"
            " VALUES (:guild_id, :day, :kind, :total) ON CONFLICT (guild_id, day, kind)"
            " DO UPDATE SET total = daily_counts.total + excluded.total",
            [
                {"guild_id": guild_id, "day": day.isoformat(), "kind": kind, "total": total}
                for (guild_id, day, kind), total in counts.items()
            ],
        )

    @staticmethod
    async def since(
        connection: Connection, guild_id: int, first: date
    ) -> dict[tuple[date, Figure], int]:
        """What was counted in a server since a day; kinds that this version does not know are not.

        Such a row is of a newer version that ran on this database.
        """
        rows = await connection.fetch_all(
            "SELECT day, kind, total FROM daily_counts WHERE guild_id = :guild_id"
            " AND day >= :first",
            {"guild_id": guild_id, "first": first.isoformat()},
        )
        known = set(Figure)
        return {
            (date.fromisoformat(row["day"]), Figure(row["kind"])): row["total"]
            for row in rows
            if row["kind"] in known
        }


class FiguresStore:
    """Counts of what features keep; changes nothing."""

    @staticmethod
    async def opened(connection: Connection, guild_id: int, since: datetime) -> Quarters:
        """The filter's cases, without members' reports, by whether something was taken down."""
        rows = await connection.fetch_all(
            "SELECT opened_at / :quarter AS quarter, CASE WHEN action = 'log' OR action = 'none'"
            " THEN 'noted' ELSE 'acted' END AS figure, COUNT(*) AS total FROM moderation_cases"
            " WHERE guild_id = :guild_id AND opened_at >= :since AND kind <> 'report'"
            " GROUP BY 1, 2",
            _params(guild_id, since),
        )
        return _quarters(rows)

    @staticmethod
    async def decided(connection: Connection, guild_id: int, since: datetime) -> Quarters:
        """The same cases by when moderators decided on them, with the overruled a second time."""
        rows = await connection.fetch_all(
            "SELECT decided_at / :quarter AS quarter, COUNT(*) AS decided,"
            " COUNT(CASE WHEN state = 'overruled' THEN 1 END) AS overruled"
            " FROM moderation_cases WHERE guild_id = :guild_id AND decided_at >= :since"
            " AND kind <> 'report' AND (state = 'upheld' OR state = 'overruled') GROUP BY 1",
            _params(guild_id, since),
        )
        return [
            (figure, row["quarter"], row[figure])
            for row in rows
            for figure in (Figure.DECIDED, Figure.OVERRULED)
        ]

    @staticmethod
    async def posted(connection: Connection, guild_id: int, since: datetime) -> Quarters:
        """Stories that reached a channel, those of a digest each for itself."""
        rows = await connection.fetch_all(
            "SELECT posted_at / :quarter AS quarter, 'news' AS figure, COUNT(*) AS total"
            " FROM news_deliveries WHERE guild_id = :guild_id AND posted_at >= :since"
            " AND kind = 'story' AND state = 'sent' GROUP BY 1",
            _params(guild_id, since),
        )
        return _quarters(rows)

    @staticmethod
    async def games(connection: Connection, guild_id: int, since: datetime) -> Quarters:
        """Games with a question asked."""
        rows = await connection.fetch_all(
            "SELECT started_at / :quarter AS quarter, 'games' AS figure, COUNT(*) AS total"
            " FROM trivia_games WHERE guild_id = :guild_id AND started_at >= :since"
            " AND round_number > 0 GROUP BY 1",
            _params(guild_id, since),
        )
        return _quarters(rows)

    @staticmethod
    async def dailies(
        connection: Connection, guild_id: int, first: date
    ) -> dict[tuple[date, Figure], int]:
        """Dailies that were finished, by the day that they are of."""
        rows = await connection.fetch_all(
            "SELECT day, COUNT(*) AS total FROM trivia_dailies WHERE guild_id = :guild_id"
            " AND day >= :first AND finished_at IS NOT NULL GROUP BY day",
            {"guild_id": guild_id, "first": first.isoformat()},
        )
        return {(date.fromisoformat(row["day"]), Figure.DAILIES): row["total"] for row in rows}


def _params(guild_id: int, since: datetime) -> dict[str, int]:
    return {"guild_id": guild_id, "since": to_epoch(since), "quarter": QUARTER}
