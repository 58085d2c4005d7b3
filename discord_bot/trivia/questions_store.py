"""The rows of servers' own questions, members' suggestions, and reports on questions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from discord_bot.storage.database import Connection, Row
from discord_bot.trivia.codec import from_epoch, question_from_json, question_to_json, to_epoch
from discord_bot.trivia.model import Question


class SubmissionState(StrEnum):
    """What became of a question that somebody wrote for a server."""

    SUGGESTED = "suggested"
    APPROVED = "approved"
    REJECTED = "rejected"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Submission:
    """A server's own question: by whom, in what state, and who decided."""

    question: Question
    guild_id: int
    author_id: int
    state: SubmissionState
    created_at: datetime
    reviewer_id: int | None = None
    reason: str | None = None
    decided_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reported:
    """A question that members of a server reported, and why; unresolved."""

    question_id: str
    count: int
    reasons: tuple[str, ...]


def _submission(row: Row) -> Submission:
    return Submission(
        question=question_from_json(row["body"]),
        guild_id=row["guild_id"],
        author_id=row["author_user_id"],
        state=SubmissionState(row["state"]),
        created_at=from_epoch(row["created_at"]),
        reviewer_id=row["reviewer_user_id"],
        reason=row["reason"],
        decided_at=from_epoch(row["decided_at"]),
    )


class QuestionStore:
    """One statement, one method."""

    @staticmethod
    async def insert(connection: Connection, submission: Submission) -> None:
        """Add a question of a server."""
        await connection.execute(
            "INSERT INTO trivia_questions (question_id, guild_id, author_user_id, reviewer_user_id,"
            " state, body, created_at, decided_at) VALUES (:question_id, :guild_id, :author,"
            " :reviewer, :state, :body, :created_at, :decided_at)",
            {
                "question_id": submission.question.id,
                "guild_id": submission.guild_id,
                "author": submission.author_id,
                "reviewer": submission.reviewer_id,
                "state": submission.state,
                "body": question_to_json(submission.question),
                "created_at": to_epoch(submission.created_at),
                "decided_at": to_epoch(submission.decided_at),
            },
        )

    @staticmethod
    async def get(connection: Connection, guild_id: int, question_id: str) -> Submission | None:
        """A server's question; those of other servers are not found."""
        row = await connection.fetch_one(
            "SELECT * FROM trivia_questions"
            " WHERE guild_id = :guild_id AND question_id = :question_id",
            {"guild_id": guild_id, "question_id": question_id},
        )
        return None if row is None else _submission(row)

    @staticmethod
    async def in_state(
        connection: Connection, guild_id: int, state: SubmissionState
    ) -> list[Submission]:
        """A server's questions in a state, oldest first."""
        rows = await connection.fetch_all(
            "SELECT * FROM trivia_questions WHERE guild_id = :guild_id AND state = :state"
            " ORDER BY created_at, question_id",
            {"guild_id": guild_id, "state": state},
        )
        return [_submission(row) for row in rows]

    @staticmethod
    async def approved(connection: Connection, guild_id: int | None = None) -> list[Submission]:
        """The questions that may be asked, of one server or of all."""
        rows = await connection.fetch_all(
            "SELECT * FROM trivia_questions WHERE state = :state"
            " AND (guild_id = :guild_id OR :guild_id IS NULL) ORDER BY guild_id, question_id",
            {"state": SubmissionState.APPROVED, "guild_id": guild_id},
        )
        return [_submission(row) for row in rows]

    @staticmethod
    async def decide(
        connection: Connection,
        submission: Submission,
        state: SubmissionState,
        reviewer_id: int,
        reason: str | None,
        now: datetime,
    ) -> bool:
        """Move a question to ``state``; False where another moderator moved it first."""
        moved = await connection.execute(
            "UPDATE trivia_questions SET state = :state, reviewer_user_id = :reviewer,"
            " reason = :reason, decided_at = :now"
            " WHERE question_id = :question_id AND state = :before",
            {
                "state": state,
                "reviewer": reviewer_id,
                "reason": reason,
                "now": to_epoch(now),
                "question_id": submission.question.id,
                "before": submission.state,
            },
        )
        return moved == 1

    @staticmethod
    async def rewrite(connection: Connection, question: Question) -> None:
        """Write a question's new texts over the old."""
        await connection.execute(
            "UPDATE trivia_questions SET body = :body WHERE question_id = :question_id",
            {"body": question_to_json(question), "question_id": question.id},
        )

    @staticmethod
    async def waiting(connection: Connection, guild_id: int, author_id: int) -> int:
        """How many suggestions of a member wait for a decision in a server."""
        row = await connection.fetch_one(
            "SELECT COUNT(*) AS number FROM trivia_questions WHERE guild_id = :guild_id"
            " AND author_user_id = :author AND state = :state",
            {"guild_id": guild_id, "author": author_id, "state": SubmissionState.SUGGESTED},
        )
        return 0 if row is None else int(row["number"])

    @staticmethod
    async def report(
        connection: Connection,
        guild_id: int,
        question_id: str,
        user_id: int,
        reason: str,
        now: datetime,
    ) -> None:
        """A member reports a question; a second report of theirs takes the first's place."""
        await connection.execute(
            "INSERT INTO trivia_reports (guild_id, question_id, user_id, reason, reported_at)"
            " VALUES (:guild_id, :question_id, :user_id, :reason, :now)"
            " ON CONFLICT (guild_id, question_id, user_id) DO UPDATE SET"
            " reason = excluded.reason, reported_at = excluded.reported_at,"
            " resolved_at = NULL, resolver_user_id = NULL",
            {
                "guild_id": guild_id,
                "question_id": question_id,
                "user_id": user_id,
                "reason": reason,
                "now": to_epoch(now),
            },
        )

    @staticmethod
    async def reported_in(connection: Connection, guild_id: int) -> list[Reported]:
        """A server's questions with unresolved reports, the most reported first."""
        rows = await connection.fetch_all(
            "SELECT question_id, reason FROM trivia_reports"
            " WHERE guild_id = :guild_id AND resolved_at IS NULL ORDER BY reported_at, user_id",
            {"guild_id": guild_id},
        )
        reasons: dict[str, list[str]] = {}
        for row in rows:
            reasons.setdefault(row["question_id"], []).append(row["reason"])
        found = [Reported(key, len(texts), tuple(texts)) for key, texts in reasons.items()]
        return sorted(found, key=lambda item: (-item.count, item.question_id))

    @staticmethod
    async def resting(
        connection: Connection, enough: int, guild_id: int | None = None
    ) -> dict[int, frozenset[str]]:
        """The questions with at least ``enough`` unresolved reports, by server; of one, or all."""
        rows = await connection.fetch_all(
            "SELECT guild_id, question_id FROM trivia_reports WHERE resolved_at IS NULL"
            " AND (guild_id = :guild_id OR :guild_id IS NULL)"
            " GROUP BY guild_id, question_id HAVING COUNT(*) >= :enough",
            {"enough": enough, "guild_id": guild_id},
        )
        found: dict[int, set[str]] = {}
        for row in rows:
            found.setdefault(row["guild_id"], set()).add(row["question_id"])
        return {server: frozenset(ids) for server, ids in found.items()}

    @staticmethod
    async def resolve(
        connection: Connection, guild_id: int, question_id: str, moderator_id: int, now: datetime
    ) -> int:
        """Mark the reports on a question as looked at; returns how many there were."""
        return await connection.execute(
            "UPDATE trivia_reports SET resolved_at = :now, resolver_user_id = :moderator"
            " WHERE guild_id = :guild_id AND question_id = :question_id AND resolved_at IS NULL",
            {
                "now": to_epoch(now),
                "moderator": moderator_id,
                "guild_id": guild_id,
                "question_id": question_id,
            },
        )
