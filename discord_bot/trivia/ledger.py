"""The rows of play: answers, votes, what a channel has seen, and the ledger of points."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from discord_bot.storage.database import Connection, Row
from discord_bot.trivia.codec import to_epoch
from discord_bot.trivia.game import Score
from discord_bot.trivia.model import Answer, Game, Round
from discord_bot.trivia.statistics import Tally

ROUND_SOURCE = "round"
"""The ledger's name for points earned in a round of a game."""


class Ledger:
    """What members did in games, and what it earned them."""

    @staticmethod
    async def put(connection: Connection, round_id: int, answer: Answer) -> None:
        """Write a member's answer over the one before."""
        await connection.execute(
            "INSERT INTO trivia_answers (round_id, user_id, choice, correct, attempts, elapsed_ms)"
            " VALUES (:round_id, :user_id, :choice, :correct, :attempts, :elapsed_ms)"
            " ON CONFLICT (round_id, user_id) DO UPDATE SET choice = excluded.choice,"
            " correct = excluded.correct, attempts = excluded.attempts,"
            " elapsed_ms = excluded.elapsed_ms",
            {
                "round_id": round_id,
                "user_id": answer.user_id,
                "choice": answer.choice,
                "correct": int(answer.correct),
                "attempts": answer.attempts,
                "elapsed_ms": answer.elapsed_ms,
            },
        )

    @staticmethod
    async def vote(connection: Connection, round_id: int, user_id: int) -> None:
        """A member votes to skip; twice is once."""
        await connection.execute(
            "INSERT INTO trivia_skip_votes (round_id, user_id) VALUES (:round_id, :user_id)"
            " ON CONFLICT DO NOTHING",
            {"round_id": round_id, "user_id": user_id},
        )

    @staticmethod
    async def seen(connection: Connection, channel_id: int) -> list[str]:
        """The ids of questions asked in a channel since their pool began, oldest first."""
        rows = await connection.fetch_all(
            "SELECT question_id FROM trivia_seen WHERE channel_id = :channel_id"
            " ORDER BY seen_at, question_id",
            {"channel_id": channel_id},
        )
        return [row["question_id"] for row in rows]

    @staticmethod
    async def mark_seen(
        connection: Connection, game: Game, question_ids: Iterable[str], now: datetime
    ) -> None:
        """These questions were asked in the game's channel."""
        await connection.execute_many(
            "INSERT INTO trivia_seen (channel_id, question_id, guild_id, seen_at)"
            " VALUES (:channel_id, :question_id, :guild_id, :now)"
            " ON CONFLICT (channel_id, question_id) DO UPDATE SET seen_at = excluded.seen_at",
            [
                {
                    "channel_id": game.channel_id,
                    "question_id": question_id,
                    "guild_id": game.guild_id,
                    "now": to_epoch(now),
                }
                for question_id in question_ids
            ],
        )

    @staticmethod
    async def forget_seen(
        connection: Connection, channel_id: int, question_ids: Iterable[str]
    ) -> None:
        """The pool was used up: these questions may be asked in the channel again."""
        await connection.execute_many(
            "DELETE FROM trivia_seen WHERE channel_id = :channel_id AND question_id = :question_id",
            [{"channel_id": channel_id, "question_id": item} for item in question_ids],
        )

    @staticmethod
    async def streaks(connection: Connection, game_id: int) -> dict[int, int]:
        """How many answers in a row each player of a game has right, up to its last closed round.

        A round that a player left out breaks the row.
        """
        rows = await connection.fetch_all(
            "SELECT r.number, a.user_id, a.correct FROM trivia_rounds r"
            " LEFT JOIN trivia_answers a ON a.round_id = r.round_id"
            " WHERE r.game_id = :game_id AND r.closed_at IS NOT NULL ORDER BY r.number",
            {"game_id": game_id},
        )
        return _runs(rows)

    @staticmethod
    async def add_points(
        connection: Connection, game: Game, round_: Round, scores: Iterable[Score], now: datetime
    ) -> None:
        """Enter a closed round into the ledger; entering it again changes nothing."""
        await connection.execute_many(
            "INSERT INTO trivia_points (source, source_id, user_id, guild_id, game_id, question_id,"
            " category, correct, points, elapsed_ms, scored_at) VALUES (:source, :source_id,"
            " :user_id, :guild_id, :game_id, :question_id, :category, :correct, :points,"
            " :elapsed_ms, :now) ON CONFLICT DO NOTHING",
            [
                {
                    "source": ROUND_SOURCE,
                    "source_id": round_.id,
                    "user_id": score.answer.user_id,
                    "guild_id": game.guild_id,
                    "game_id": game.id,
                    "question_id": round_.question.id,
                    "category": round_.question.category,
                    "correct": int(score.answer.correct),
                    "points": score.points,
                    "elapsed_ms": score.answer.elapsed_ms,
                    "now": to_epoch(now),
                }
                for score in scores
            ],
        )

    @staticmethod
    async def count_stats(
        connection: Connection, question_id: str, answered: int, correct: int
    ) -> None:
        """Add a round's outcome to the question's statistics over all servers."""
        await connection.execute(
            "INSERT INTO trivia_question_stats (question_id, answered, correct)"
            " VALUES (:question_id, :answered, :correct)"
            " ON CONFLICT (question_id) DO UPDATE SET"
            " answered = trivia_question_stats.answered + excluded.answered,"
            " correct = trivia_question_stats.correct + excluded.correct",
            {"question_id": question_id, "answered": answered, "correct": correct},
        )

    @staticmethod
    async def tallies(connection: Connection) -> dict[str, Tally]:
        """Every question's statistics over all servers."""
        rows = await connection.fetch_all(
            "SELECT question_id, answered, correct FROM trivia_question_stats"
        )
        return {row["question_id"]: Tally(row["answered"], row["correct"]) for row in rows}

    @staticmethod
    async def last_answer(
        connection: Connection, game_id: int, user_id: int
    ) -> tuple[int, Answer] | None:
        """The number of the furthest round that a member answered in a game, and the answer."""
        row = await connection.fetch_one(
            "SELECT r.number, a.* FROM trivia_answers a"
            " JOIN trivia_rounds r ON r.round_id = a.round_id"
            " WHERE r.game_id = :game_id AND a.user_id = :user_id ORDER BY r.number DESC LIMIT 1",
            {"game_id": game_id, "user_id": user_id},
        )
        if row is None:
            return None
        return row["number"], Answer(
            user_id, row["choice"], bool(row["correct"]), row["attempts"], row["elapsed_ms"]
        )

    @staticmethod
    async def players(connection: Connection, game_id: int) -> list[int]:
        """Everyone who has answered in a game's closed rounds."""
        rows = await connection.fetch_all(
            "SELECT DISTINCT user_id FROM trivia_points WHERE game_id = :game_id",
            {"game_id": game_id},
        )
        return [row["user_id"] for row in rows]

    @staticmethod
    async def put_on_boards(connection: Connection, game_id: int, now: datetime) -> None:
        """All points of a game count on the boards from now on."""
        await connection.execute(
            "UPDATE trivia_points SET board_at = :now"
            " WHERE game_id = :game_id AND board_at IS NULL",
            {"now": to_epoch(now), "game_id": game_id},
        )

    @staticmethod
    async def is_on_boards(connection: Connection, game_id: int) -> bool:
        """Whether a game's points count on the boards."""
        row = await connection.fetch_one(
            "SELECT 1 AS found FROM trivia_points"
            " WHERE game_id = :game_id AND board_at IS NOT NULL LIMIT 1",
            {"game_id": game_id},
        )
        return row is not None

    @staticmethod
    async def totals(connection: Connection, game_id: int) -> list[tuple[int, int]]:
        """``(user_id, points)`` of everyone who answered in a game."""
        rows = await connection.fetch_all(
            "SELECT user_id, SUM(points) AS total FROM trivia_points WHERE game_id = :game_id"
            " GROUP BY user_id",
            {"game_id": game_id},
        )
        return [(row["user_id"], int(row["total"])) for row in rows]

    @staticmethod
    async def round_points(connection: Connection, round_id: int) -> dict[int, int]:
        """What each member earned in a round."""
        rows = await connection.fetch_all(
            "SELECT user_id, points FROM trivia_points"
            " WHERE source = :source AND source_id = :round_id",
            {"source": ROUND_SOURCE, "round_id": round_id},
        )
        return {row["user_id"]: row["points"] for row in rows}


def _runs(rows: Iterable[Row]) -> dict[int, int]:
    """Current runs of right answers from rows ordered by round; a missed round ends a run."""
    runs: dict[int, tuple[int, int]] = {}
    last = 0
    for row in rows:
        last = row["number"]
        user_id = row["user_id"]
        if user_id is None:
            continue
        length, upto = runs.get(user_id, (0, 0))
        carried = length if upto == last - 1 else 0
        length = carried + 1 if row["correct"] else 0
        runs[user_id] = (length, last)
    return {user_id: length for user_id, (length, upto) in runs.items() if upto == last}
