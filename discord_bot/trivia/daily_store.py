"""The rows of the daily five and of its posts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from discord_bot.storage.database import Connection, Row
from discord_bot.trivia.codec import from_epoch, question_from_json, question_to_json, to_epoch
from discord_bot.trivia.model import Question

DAILY_SOURCE = "daily"
"""The ledger's name for points earned in the daily five."""
ITEMS_A_PLAY = 8
"""Room for the items of a play in the ledger's numbering; a daily has five."""


@dataclass(frozen=True, slots=True)
class DailyItem:
    """One of a member's five, answered or not."""

    number: int
    question: Question
    choices: tuple[str, ...]
    choice: int | None = None
    correct: bool | None = None
    points: int | None = None


@dataclass(frozen=True, slots=True)
class DailyPlay:
    """A member's daily of one date."""

    id: int
    guild_id: int
    user_id: int
    day: date
    ceiling: int
    started_at: datetime
    finished_at: datetime | None
    items: tuple[DailyItem, ...] = ()

    @property
    def current(self) -> DailyItem | None:
        """The first item that is not answered, or None when all are."""
        return next((item for item in self.items if item.choice is None), None)

    @property
    def outcomes(self) -> tuple[bool | None, ...]:
        """Right, wrong or not answered, item by item."""
        return tuple(item.correct for item in self.items)

    @property
    def points(self) -> int:
        """All points earned so far."""
        return sum(item.points or 0 for item in self.items)


@dataclass(frozen=True, slots=True)
class DailyResult:
    """One line of a day's results."""

    user_id: int
    right: int
    points: int


def _item(row: Row) -> DailyItem:
    return DailyItem(
        number=row["number"],
        question=question_from_json(row["question"]),
        choices=tuple(json.loads(row["choices"])),
        choice=row["choice"],
        correct=None if row["correct"] is None else bool(row["correct"]),
        points=row["points"],
    )


class DailyStore:
    """Plays, their items, and the daily posts in channels."""

    @staticmethod
    async def play(
        connection: Connection, guild_id: int, user_id: int, day: date
    ) -> DailyPlay | None:
        """A member's play of a date, with its items."""
        row = await connection.fetch_one(
            "SELECT * FROM trivia_dailies"
            " WHERE guild_id = :guild_id AND user_id = :user_id AND day = :day",
            {"guild_id": guild_id, "user_id": user_id, "day": day.isoformat()},
        )
        return None if row is None else await DailyStore._with_items(connection, row)

    @staticmethod
    async def by_id(connection: Connection, play_id: int) -> DailyPlay | None:
        """A play by its id, with its items."""
        row = await connection.fetch_one(
            "SELECT * FROM trivia_dailies WHERE play_id = :play_id", {"play_id": play_id}
        )
        return None if row is None else await DailyStore._with_items(connection, row)

    @staticmethod
    async def _with_items(connection: Connection, row: Row) -> DailyPlay:
        items = await connection.fetch_all(
            "SELECT * FROM trivia_daily_answers WHERE play_id = :play_id ORDER BY number",
            {"play_id": row["play_id"]},
        )
        return DailyPlay(
            id=row["play_id"],
            guild_id=row["guild_id"],
            user_id=row["user_id"],
            day=date.fromisoformat(row["day"]),
            ceiling=row["ceiling"],
            started_at=from_epoch(row["started_at"]),
            finished_at=from_epoch(row["finished_at"]),
            items=tuple(map(_item, items)),
        )

    @staticmethod
    async def insert(connection: Connection, play: DailyPlay) -> None:
        """Add a play and its unanswered items."""
        await connection.execute(
            "INSERT INTO trivia_dailies (play_id, guild_id, user_id, day, ceiling, started_at)"
            " VALUES (:play_id, :guild_id, :user_id, :day, :ceiling, :started_at)",
            {
                "play_id": play.id,
                "guild_id": play.guild_id,
                "user_id": play.user_id,
                "day": play.day.isoformat(),
                "ceiling": play.ceiling,
                "started_at": to_epoch(play.started_at),
            },
        )
        await connection.execute_many(
            "INSERT INTO trivia_daily_answers (play_id, number, user_id, question_id, question,"
            " choices) VALUES (:play_id, :number, :user_id, :question_id, :question, :choices)",
            [
                {
                    "play_id": play.id,
                    "number": item.number,
                    "user_id": play.user_id,
                    "question_id": item.question.id,
                    "question": question_to_json(item.question),
                    "choices": json.dumps(item.choices, ensure_ascii=False),
                }
                for item in play.items
            ],
        )

    @staticmethod
    async def answer(
        connection: Connection, play: DailyPlay, item: DailyItem, now: datetime
    ) -> bool:
        """Write an answer; False where the item was answered before."""
        written = await connection.execute(
            "UPDATE trivia_daily_answers SET choice = :choice, correct = :correct,"
            " points = :points, answered_at = :now"
            " WHERE play_id = :play_id AND number = :number AND choice IS NULL",
            {
                "choice": item.choice,
                "correct": int(bool(item.correct)),
                "points": item.points,
                "now": to_epoch(now),
                "play_id": play.id,
                "number": item.number,
            },
        )
        return written == 1

    @staticmethod
    async def add_points(
        connection: Connection, play: DailyPlay, item: DailyItem, now: datetime
    ) -> None:
        """Enter an answer into the ledger; the daily always counts on the boards."""
        await connection.execute(
            "INSERT INTO trivia_points (source, source_id, user_id, guild_id, question_id,"
            " category, correct, points, scored_at, board_at) VALUES (:source, :source_id,"
            " :user_id, :guild_id, :question_id, :category, :correct, :points, :now, :now)"
            " ON CONFLICT DO NOTHING",
            {
                "source": DAILY_SOURCE,
                "source_id": play.id * ITEMS_A_PLAY + item.number,
                "user_id": play.user_id,
                "guild_id": play.guild_id,
                "question_id": item.question.id,
                "category": item.question.category,
                "correct": int(bool(item.correct)),
                "points": item.points or 0,
                "now": to_epoch(now),
            },
        )

    @staticmethod
    async def finish(connection: Connection, play_id: int, now: datetime) -> None:
        """The last of the five was answered."""
        await connection.execute(
            "UPDATE trivia_dailies SET finished_at = :now WHERE play_id = :play_id",
            {"now": to_epoch(now), "play_id": play_id},
        )

    @staticmethod
    async def finished_days(connection: Connection, guild_id: int, user_id: int) -> list[date]:
        """The dates on which a member finished the daily in a server."""
        rows = await connection.fetch_all(
            "SELECT day FROM trivia_dailies WHERE guild_id = :guild_id AND user_id = :user_id"
            " AND finished_at IS NOT NULL ORDER BY day",
            {"guild_id": guild_id, "user_id": user_id},
        )
        return [date.fromisoformat(row["day"]) for row in rows]

    @staticmethod
    async def results(connection: Connection, guild_id: int, day: date) -> list[DailyResult]:
        """Who finished a date's daily and is on the boards: best first."""
        rows = await connection.fetch_all(
            "SELECT d.user_id, SUM(a.correct) AS right_answers, SUM(a.points) AS total"
            " FROM trivia_dailies d JOIN trivia_daily_answers a ON a.play_id = d.play_id"
            " LEFT JOIN trivia_members m ON m.guild_id = d.guild_id AND m.user_id = d.user_id"
            " WHERE d.guild_id = :guild_id AND d.day = :day AND d.finished_at IS NOT NULL"
            " AND m.hidden_at IS NULL GROUP BY d.user_id ORDER BY total DESC, d.user_id",
            {"guild_id": guild_id, "day": day.isoformat()},
        )
        return [
            DailyResult(row["user_id"], int(row["right_answers"]), int(row["total"]))
            for row in rows
        ]

    @staticmethod
    async def recent_questions(
        connection: Connection, guild_id: int, user_id: int
    ) -> list[Question]:
        """The last daily questions that a member answered in a server, newest first."""
        rows = await connection.fetch_all(
            "SELECT a.question FROM trivia_daily_answers a"
            " JOIN trivia_dailies d ON d.play_id = a.play_id"
            " WHERE d.guild_id = :guild_id AND a.user_id = :user_id AND a.choice IS NOT NULL"
            " ORDER BY d.play_id DESC, a.number DESC LIMIT 10",
            {"guild_id": guild_id, "user_id": user_id},
        )
        return [question_from_json(row["question"]) for row in rows]

    @staticmethod
    async def claim_post(
        connection: Connection, guild_id: int, day: date, channel_id: int, now: datetime
    ) -> bool:
        """Claim the post of a date; False where it was claimed before."""
        claimed = await connection.execute(
            "INSERT INTO trivia_daily_posts (guild_id, day, channel_id, claimed_at)"
            " VALUES (:guild_id, :day, :channel_id, :now) ON CONFLICT DO NOTHING",
            {
                "guild_id": guild_id,
                "day": day.isoformat(),
                "channel_id": channel_id,
                "now": to_epoch(now),
            },
        )
        return claimed == 1

    @staticmethod
    async def posted(
        connection: Connection, guild_id: int, day: date, message_id: int, now: datetime
    ) -> None:
        """The post of a date stands in its channel."""
        await connection.execute(
            "UPDATE trivia_daily_posts SET message_id = :message_id, posted_at = :now"
            " WHERE guild_id = :guild_id AND day = :day",
            {
                "message_id": message_id,
                "now": to_epoch(now),
                "guild_id": guild_id,
                "day": day.isoformat(),
            },
        )

    @staticmethod
    async def unposted(
        connection: Connection, since: datetime
    ) -> Sequence[tuple[int, date, int, datetime]]:
        """Posts that were claimed since a moment and not made, the oldest first.

        Each is ``(guild_id, day, channel_id, claimed_at)``.
        """
        rows = await connection.fetch_all(
            "SELECT guild_id, day, channel_id, claimed_at FROM trivia_daily_posts"
            " WHERE posted_at IS NULL AND claimed_at >= :since ORDER BY day, guild_id",
            {"since": to_epoch(since)},
        )
        return [
            (
                row["guild_id"],
                date.fromisoformat(row["day"]),
                row["channel_id"],
                from_epoch(row["claimed_at"]),
            )
            for row in rows
        ]
