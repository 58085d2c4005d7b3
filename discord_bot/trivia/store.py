"""The rows of games: one statement, one method. Services own the transactions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from discord_bot.pack_files import Difficulty
from discord_bot.sharding import ALL, Shards
from discord_bot.storage.database import Connection, Row
from discord_bot.trivia.codec import (
    from_epoch,
    from_epoch_ms,
    question_from_json,
    question_to_json,
    to_epoch,
    to_epoch_ms,
)
from discord_bot.trivia.model import Answer, EndReason, Game, GameState, Mode, Pace, Question, Round


def _game(row: Row) -> Game:
    return Game(
        id=row["game_id"],
        guild_id=row["guild_id"],
        channel_id=row["channel_id"],
        starter_id=row["starter_user_id"],
        opponent_id=row["opponent_user_id"],
        mode=Mode(row["mode"]),
        pace=Pace(row["pace"]),
        rounds_total=row["rounds_total"],
        category=row["category"],
        difficulty=None if row["difficulty"] is None else Difficulty(row["difficulty"]),
        ceiling=row["ceiling"],
        state=GameState(row["state"]),
        round_number=row["round_number"],
        unanswered=row["unanswered"],
        message_id=row["message_id"],
        due_at=from_epoch(row["due_at"]),
        started_at=from_epoch(row["started_at"]),
        ended_at=from_epoch(row["ended_at"]),
        end_reason=None if row["end_reason"] is None else EndReason(row["end_reason"]),
        announced_at=from_epoch(row["announced_at"]),
    )


def _game_values(game: Game) -> dict[str, object]:
    due = None if game.due_at is None else -int(-game.due_at.timestamp() // 1)  # never too early
    return {
        "game_id": game.id,
        "guild_id": game.guild_id,
        "channel_id": game.channel_id,
        "starter_user_id": game.starter_id,
        "opponent_user_id": game.opponent_id,
        "mode": game.mode,
        "pace": game.pace,
        "rounds_total": game.rounds_total,
        "category": game.category,
        "difficulty": game.difficulty,
        "ceiling": game.ceiling,
        "state": game.state,
        "round_number": game.round_number,
        "unanswered": game.unanswered,
        "message_id": game.message_id,
        "due_at": due,
        "started_at": to_epoch(game.started_at),
        "ended_at": to_epoch(game.ended_at),
        "end_reason": game.end_reason,
    }


def _round(row: Row, answers: Iterable[Row] = (), votes: Iterable[Row] = ()) -> Round:
    return Round(
        id=row["round_id"],
        game_id=row["game_id"],
        number=row["number"],
        question=question_from_json(row["question"]),
        choices=tuple(json.loads(row["choices"])),
        opened_at=from_epoch_ms(row["opened_ms"]),
        deadline_at=from_epoch_ms(row["deadline_ms"]),
        closed_at=from_epoch(row["closed_at"]),
        message_id=row["message_id"],
        answers={
            item["user_id"]: Answer(
                item["user_id"],
                item["choice"],
                bool(item["correct"]),
                item["attempts"],
                item["elapsed_ms"],
            )
            for item in answers
        },
        skip_votes=frozenset(item["user_id"] for item in votes),
    )


class GameStore:
    """Games and their rounds."""

    @staticmethod
    async def insert_game(connection: Connection, game: Game) -> bool:
        """Add a game; False where its channel already has one going."""
        added = await connection.execute(
            "INSERT INTO trivia_games (game_id, guild_id, channel_id, starter_user_id,"
            " opponent_user_id, mode, pace, rounds_total, category, difficulty, ceiling, state,"
            " round_number, unanswered, message_id, due_at, started_at, ended_at, end_reason)"
            " VALUES (:game_id, :guild_id, :channel_id, :starter_user_id, :opponent_user_id, :mode,"
            " :pace, :rounds_total, :category, :difficulty, :ceiling, :state, :round_number,"
            " :unanswered, :message_id, :due_at, :started_at, :ended_at, :end_reason)"
            " ON CONFLICT DO NOTHING",
            _game_values(game),
        )
        return added == 1

    @staticmethod
    async def update_game(connection: Connection, game: Game) -> None:
        """Write what changes in a game's life."""
        await connection.execute(
            "UPDATE trivia_games SET state = :state, round_number = :round_number,"
            " unanswered = :unanswered, message_id = :message_id, due_at = :due_at,"
            " ended_at = :ended_at, end_reason = :end_reason, rounds_total = :rounds_total"
            " WHERE game_id = :game_id",
            _game_values(game),
        )

    @staticmethod
    async def game(connection: Connection, game_id: int) -> Game | None:
        """The game of that id."""
        row = await connection.fetch_one(
            "SELECT * FROM trivia_games WHERE game_id = :game_id", {"game_id": game_id}
        )
        return None if row is None else _game(row)

    @staticmethod
    async def active_in(connection: Connection, channel_id: int) -> Game | None:
        """The game that goes on in a channel."""
        row = await connection.fetch_one(
            "SELECT * FROM trivia_games WHERE channel_id = :channel_id AND ended_at IS NULL",
            {"channel_id": channel_id},
        )
        return None if row is None else _game(row)

    @staticmethod
    async def active(connection: Connection, shards: Shards = ALL) -> list[Game]:
        """Every game that goes on, oldest first."""
        rows = await connection.fetch_all(
            "SELECT * FROM trivia_games WHERE ended_at IS NULL"
            " AND (:shards = '' OR :shards LIKE '%,' || ((guild_id >> 22) % :shard_count) || ',%')"
            " ORDER BY game_id",
            shards.params,
        )
        return [_game(row) for row in rows]

    @staticmethod
    async def due(connection: Connection, now: datetime, shards: Shards = ALL) -> list[int]:
        """The ids of games for which something must happen by ``now``, most overdue first."""
        rows = await connection.fetch_all(
            "SELECT game_id FROM trivia_games WHERE ended_at IS NULL AND due_at <= :now"
            " AND (:shards = '' OR :shards LIKE '%,' || ((guild_id >> 22) % :shard_count) || ',%')"
            " ORDER BY due_at, game_id",
            {"now": to_epoch(now), **shards.params},
        )
        return [row["game_id"] for row in rows]

    @staticmethod
    async def next_due(connection: Connection, shards: Shards = ALL) -> datetime | None:
        """When something must next happen in any game; None while no game goes on."""
        row = await connection.fetch_one(
            "SELECT MIN(due_at) AS due_at FROM trivia_games WHERE ended_at IS NULL"
            " AND (:shards = '' OR :shards LIKE '%,' || ((guild_id >> 22) % :shard_count) || ',%')",
            shards.params,
        )
        return None if row is None else from_epoch(row["due_at"])

    @staticmethod
    async def unannounced(connection: Connection, shards: Shards = ALL) -> list[int]:
        """The ids of games that ended and were not summed up in their channel yet."""
        rows = await connection.fetch_all(
            "SELECT game_id FROM trivia_games WHERE ended_at IS NOT NULL AND announced_at IS NULL"
            " AND (:shards = '' OR :shards LIKE '%,' || ((guild_id >> 22) % :shard_count) || ',%')"
            " ORDER BY game_id",
            shards.params,
        )
        return [row["game_id"] for row in rows]

    @staticmethod
    async def mark_announced(connection: Connection, game_id: int, now: datetime) -> None:
        """The channel was told how the game ended."""
        await connection.execute(
            "UPDATE trivia_games SET announced_at = :now WHERE game_id = :game_id",
            {"now": to_epoch(now), "game_id": game_id},
        )

    @staticmethod
    async def insert_round(connection: Connection, game: Game, round_: Round) -> None:
        """Add a round of ``game``."""
        await connection.execute(
            "INSERT INTO trivia_rounds (round_id, game_id, guild_id, channel_id, number,"
            " question_id, question, choices, opened_ms, deadline_ms)"
            " VALUES (:round_id, :game_id, :guild_id, :channel_id, :number, :question_id,"
            " :question, :choices, :opened_ms, :deadline_ms)",
            {
                "round_id": round_.id,
                "game_id": game.id,
                "guild_id": game.guild_id,
                "channel_id": game.channel_id,
                "number": round_.number,
                "question_id": round_.question.id,
                "question": question_to_json(round_.question),
                "choices": json.dumps(round_.choices, ensure_ascii=False),
                "opened_ms": to_epoch_ms(round_.opened_at),
                "deadline_ms": to_epoch_ms(round_.deadline_at),
            },
        )

    @staticmethod
    async def round(connection: Connection, round_id: int) -> Round | None:
        """A round with its answers and skip votes."""
        key = {"round_id": round_id}
        row = await connection.fetch_one(
            "SELECT * FROM trivia_rounds WHERE round_id = :round_id", key
        )
        if row is None:
            return None
        answers = await connection.fetch_all(
            "SELECT * FROM trivia_answers WHERE round_id = :round_id", key
        )
        votes = await connection.fetch_all(
            "SELECT user_id FROM trivia_skip_votes WHERE round_id = :round_id", key
        )
        return _round(row, answers, votes)

    @staticmethod
    async def round_by_number(connection: Connection, game_id: int, number: int) -> Round | None:
        """The ``number``th round of a game, with its answers."""
        row = await connection.fetch_one(
            "SELECT round_id FROM trivia_rounds WHERE game_id = :game_id AND number = :number",
            {"game_id": game_id, "number": number},
        )
        return None if row is None else await GameStore.round(connection, row["round_id"])

    @staticmethod
    async def round_ids(connection: Connection, game_id: int) -> list[int]:
        """The ids of a game's rounds in their order."""
        rows = await connection.fetch_all(
            "SELECT round_id FROM trivia_rounds WHERE game_id = :game_id ORDER BY number",
            {"game_id": game_id},
        )
        return [row["round_id"] for row in rows]

    @staticmethod
    async def latest_round(connection: Connection, game_id: int) -> Round | None:
        """The newest round of a game, with its answers."""
        row = await connection.fetch_one(
            "SELECT round_id FROM trivia_rounds WHERE game_id = :game_id"
            " ORDER BY number DESC LIMIT 1",
            {"game_id": game_id},
        )
        return None if row is None else await GameStore.round(connection, row["round_id"])

    @staticmethod
    async def unrevealed(connection: Connection, game_id: int) -> list[int]:
        """The ids of closed rounds whose answer was not shown yet, in their order."""
        rows = await connection.fetch_all(
            "SELECT round_id FROM trivia_rounds WHERE game_id = :game_id"
            " AND closed_at IS NOT NULL AND revealed_at IS NULL ORDER BY number",
            {"game_id": game_id},
        )
        return [row["round_id"] for row in rows]

    @staticmethod
    async def recent_questions(connection: Connection, channel_id: int) -> list[Question]:
        """The last questions whose answers were shown in a channel, newest first."""
        rows = await connection.fetch_all(
            "SELECT r.question FROM trivia_rounds r WHERE r.channel_id = :channel_id"
            " AND r.closed_at IS NOT NULL ORDER BY r.round_id DESC LIMIT 15",
            {"channel_id": channel_id},
        )
        return [question_from_json(row["question"]) for row in rows]

    @staticmethod
    async def set_message(connection: Connection, round_id: int, message_id: int) -> None:
        """The round was posted as that message."""
        await connection.execute(
            "UPDATE trivia_rounds SET message_id = :message_id WHERE round_id = :round_id",
            {"message_id": message_id, "round_id": round_id},
        )

    @staticmethod
    async def set_times(connection: Connection, round_: Round) -> None:
        """Write when a round opened and ends; its answering time was moved."""
        await connection.execute(
            "UPDATE trivia_rounds SET opened_ms = :opened_ms, deadline_ms = :deadline_ms"
            " WHERE round_id = :round_id",
            {
                "opened_ms": to_epoch_ms(round_.opened_at),
                "deadline_ms": to_epoch_ms(round_.deadline_at),
                "round_id": round_.id,
            },
        )

    @staticmethod
    async def close_round(connection: Connection, round_id: int, now: datetime) -> bool:
        """Claim the closing of a round; False where it was closed before."""
        closed = await connection.execute(
            "UPDATE trivia_rounds SET closed_at = :now"
            " WHERE round_id = :round_id AND closed_at IS NULL",
            {"now": to_epoch(now), "round_id": round_id},
        )
        return closed == 1

    @staticmethod
    async def mark_revealed(
        connection: Connection, round_ids: Sequence[int], now: datetime
    ) -> None:
        """The answers of these rounds were shown."""
        await connection.execute_many(
            "UPDATE trivia_rounds SET revealed_at = :now WHERE round_id = :round_id",
            [{"now": to_epoch(now), "round_id": round_id} for round_id in round_ids],
        )
