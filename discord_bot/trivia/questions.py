"""A server's own questions, members' suggestions, and reports on questions."""

from __future__ import annotations

from collections.abc import Mapping

from discord_bot.storage.database import Connection, Database
from discord_bot.trivia.codec import question_from_json
from discord_bot.trivia.model import Question

REPORTS_TO_REST = 3
"""A question reported by this many members rests until a moderator has looked at it."""


class QuestionStore:
    """The rows of servers' questions and of reports."""

    @staticmethod
    async def approved(connection: Connection) -> dict[int, list[Question]]:
        """Every server's questions that may be asked."""
        rows = await connection.fetch_all(
            "SELECT guild_id, body FROM trivia_questions WHERE state = 'approved'"
            " ORDER BY guild_id, question_id"
        )
        found: dict[int, list[Question]] = {}
        for row in rows:
            found.setdefault(row["guild_id"], []).append(question_from_json(row["body"]))
        return found

    @staticmethod
    async def reported(connection: Connection) -> dict[int, frozenset[str]]:
        """The questions that rest in each server."""
        rows = await connection.fetch_all(
            "SELECT guild_id, question_id FROM trivia_reports WHERE resolved_at IS NULL"
            " GROUP BY guild_id, question_id HAVING COUNT(*) >= :enough",
            {"enough": REPORTS_TO_REST},
        )
        found: dict[int, set[str]] = {}
        for row in rows:
            found.setdefault(row["guild_id"], set()).add(row["question_id"])
        return {guild_id: frozenset(ids) for guild_id, ids in found.items()}


class QuestionService:
    """What a server adds to the pack's questions and takes away from them, kept in memory."""

    def __init__(
        self,
        database: Database,
        approved: Mapping[int, list[Question]],
        reported: Mapping[int, frozenset[str]],
    ) -> None:
        self._database = database
        self._approved = {guild_id: tuple(items) for guild_id, items in approved.items()}
        self._resting = dict(reported)
        self._authors: dict[int, dict[str, int]] = {}

    @classmethod
    async def open(cls, database: Database) -> QuestionService:
        """Read every server's questions and reports once."""
        async with database.reading() as connection:
            approved = await QuestionStore.approved(connection)
            reported = await QuestionStore.reported(connection)
        return cls(database, approved, reported)

    def active(self, guild_id: int) -> tuple[Question, ...]:
        """A server's own questions that may be asked."""
        return self._approved.get(guild_id, ())

    def resting(self, guild_id: int) -> frozenset[str]:
        """The ids of questions that were reported too often in a server, and are not asked there."""
        return self._resting.get(guild_id, frozenset())

    def author(self, guild_id: int, question_id: str) -> int | None:
        """The member whom a server's question credits, or None."""
        return self._authors.get(guild_id, {}).get(question_id)
