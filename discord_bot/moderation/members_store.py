"""The rows of members' warnings and appeals."""

from __future__ import annotations

from datetime import datetime

from discord_bot.epochs import to_epoch
from discord_bot.moderation.appeals import Appeal, AppealState
from discord_bot.moderation.cases import Case
from discord_bot.moderation.codec import appeal_of, warning_of
from discord_bot.moderation.standing import MemberWarning
from discord_bot.storage.database import Connection


class WarningStore:
    """The rows of ``moderation_warnings``."""

    @staticmethod
    async def insert(
        connection: Connection, warning_id: int, case: Case, warning: MemberWarning
    ) -> None:
        """Add a warning from a case."""
        await connection.execute(
            "INSERT INTO moderation_warnings (warning_id, guild_id, case_id, user_id,"
            " moderator_user_id, given_at, expires_at) VALUES (:warning_id, :guild_id, :case_id,"
            " :user_id, :moderator, :given_at, :expires_at)",
            {
                "warning_id": warning_id,
                "guild_id": case.guild_id,
                "case_id": case.id,
                "user_id": warning.user_id,
                "moderator": warning.moderator_id,
                "given_at": to_epoch(warning.given_at),
                "expires_at": to_epoch(warning.expires_at),
            },
        )

    @staticmethod
    async def revoke(connection: Connection, case_id: int, now: datetime) -> None:
        """Take a case's warnings back."""
        await connection.execute(
            "UPDATE moderation_warnings SET revoked_at = :now"
            " WHERE case_id = :case_id AND revoked_at IS NULL",
            {"case_id": case_id, "now": to_epoch(now)},
        )

    @staticmethod
    async def counting(
        connection: Connection, guild_id: int, user_id: int, now: datetime
    ) -> list[MemberWarning]:
        """A member's warnings that have not aged and were not taken back, oldest first."""
        rows = await connection.fetch_all(
            "SELECT w.*, c.number FROM moderation_warnings w"
            " JOIN moderation_cases c ON c.case_id = w.case_id"
            " WHERE w.guild_id = :guild_id AND w.user_id = :user_id"
            " AND w.revoked_at IS NULL AND w.expires_at > :now ORDER BY w.warning_id",
            {"guild_id": guild_id, "user_id": user_id, "now": to_epoch(now)},
        )
        return [warning_of(row) for row in rows]


class AppealStore:
    """The rows of ``moderation_appeals``."""

    @staticmethod
    async def insert(connection: Connection, appeal: Appeal) -> bool:
        """Add an appeal; False where the member appealed against the case before."""
        added = await connection.execute(
            "INSERT INTO moderation_appeals (appeal_id, case_id, guild_id, user_id, text, state,"
            " appealed_at) VALUES (:appeal_id, :case_id, :guild_id, :user_id, :text, :state,"
            " :appealed_at) ON CONFLICT (case_id, user_id) DO NOTHING",
            {
                "appeal_id": appeal.id,
                "case_id": appeal.case_id,
                "guild_id": appeal.guild_id,
                "user_id": appeal.user_id,
                "text": connection.seal.close(appeal.text),
                "state": appeal.state,
                "appealed_at": to_epoch(appeal.appealed_at),
            },
        )
        return added == 1

    @staticmethod
    async def by_id(connection: Connection, guild_id: int, appeal_id: int) -> Appeal | None:
        """An appeal of a server, or None."""
        row = await connection.fetch_one(
            "SELECT a.*, c.number FROM moderation_appeals a"
            " JOIN moderation_cases c ON c.case_id = a.case_id"
            " WHERE a.guild_id = :guild_id AND a.appeal_id = :appeal_id",
            {"guild_id": guild_id, "appeal_id": appeal_id},
        )
        return None if row is None else appeal_of(row, connection.seal)

    @staticmethod
    async def answer(
        connection: Connection,
        appeal_id: int,
        state: AppealState,
        moderator_id: int,
        answer: str | None,
        now: datetime,
    ) -> bool:
        """Answer an appeal that waits; False where a colleague was first."""
        answered = await connection.execute(
            "UPDATE moderation_appeals SET state = :state, moderator_user_id = :moderator,"
            " answer = :answer, answered_at = :now"
            " WHERE appeal_id = :appeal_id AND state = 'waiting'",
            {
                "appeal_id": appeal_id,
                "state": state,
                "moderator": moderator_id,
                "answer": connection.seal.close(answer),
                "now": to_epoch(now),
            },
        )
        return answered == 1

    @staticmethod
    async def of_case(connection: Connection, case_id: int) -> list[Appeal]:
        """The appeals against a case, oldest first."""
        rows = await connection.fetch_all(
            "SELECT a.*, c.number FROM moderation_appeals a"
            " JOIN moderation_cases c ON c.case_id = a.case_id"
            " WHERE a.case_id = :case_id ORDER BY a.appeal_id",
            {"case_id": case_id},
        )
        return [appeal_of(row, connection.seal) for row in rows]

    @staticmethod
    async def of_member(
        connection: Connection, guild_id: int, user_id: int, limit: int
    ) -> list[Appeal]:
        """A member's appeals in a server, newest first."""
        rows = await connection.fetch_all(
            "SELECT a.*, c.number FROM moderation_appeals a"
            " JOIN moderation_cases c ON c.case_id = a.case_id WHERE a.guild_id = :guild_id"
            " AND a.user_id = :user_id ORDER BY a.appeal_id DESC LIMIT :limit",
            {"guild_id": guild_id, "user_id": user_id, "limit": limit},
        )
        return [appeal_of(row, connection.seal) for row in rows]

    @staticmethod
    async def waiting(connection: Connection, guild_id: int) -> list[Appeal]:
        """A server's appeals that wait, oldest first."""
        rows = await connection.fetch_all(
            "SELECT a.*, c.number FROM moderation_appeals a"
            " JOIN moderation_cases c ON c.case_id = a.case_id"
            " WHERE a.guild_id = :guild_id AND a.state = 'waiting' ORDER BY a.appeal_id",
            {"guild_id": guild_id},
        )
        return [appeal_of(row, connection.seal) for row in rows]
