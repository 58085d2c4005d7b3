"""The rows under a case: its messages and its audit trail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from discord_bot.epochs import from_epoch, to_epoch
from discord_bot.moderation.cases import CaseMessage, Outcome, Step, StepKind
from discord_bot.moderation.codec import (
    message_of,
    message_values,
    step_of,
    step_values,
    text_keys,
)
from discord_bot.storage.database import Connection
from discord_bot.storage.sql import among


class MessageStore:
    """The rows of ``moderation_messages``."""

    @staticmethod
    async def insert(connection: Connection, message: CaseMessage) -> None:
        """Add a message to its case."""
        await connection.execute(
            "INSERT INTO moderation_messages (entry_id, case_id, guild_id, channel_id, parent_id,"
            " message_id, user_id, kind, text, text_key, evidence, reasons, confidence, action,"
            " would, outcome, detail, written_at, acted_at) VALUES (:entry_id, :case_id,"
            " :guild_id, :channel_id, :parent_id, :message_id, :user_id, :kind, :text, :text_key,"
            " :evidence, :reasons, :confidence, :action, :would, :outcome, :detail, :written_at,"
            " :acted_at)",
            message_values(message, connection.seal),
        )

    @staticmethod
    async def of_case(connection: Connection, case_id: int) -> list[CaseMessage]:
        """A case's messages, oldest first."""
        rows = await connection.fetch_all(
            "SELECT * FROM moderation_messages WHERE case_id = :case_id ORDER BY entry_id",
            {"case_id": case_id},
        )
        return [message_of(row, connection.seal) for row in rows]

    @staticmethod
    async def few_of_case(
        connection: Connection, case_id: int, limit: int, author_id: int
    ) -> list[CaseMessage]:
        """A case's first message, its newest, and an author's first, ``limit`` at most of each."""
        rows = await connection.fetch_all(
            "SELECT * FROM (SELECT * FROM moderation_messages WHERE case_id = :case_id"
            " ORDER BY entry_id LIMIT 1) AS first_one"
            " UNION SELECT * FROM (SELECT * FROM moderation_messages WHERE case_id = :case_id"
            " ORDER BY entry_id DESC LIMIT :limit) AS newest"
            " UNION SELECT * FROM (SELECT * FROM moderation_messages WHERE case_id = :case_id"
            " AND user_id = :author_id ORDER BY entry_id LIMIT :limit) AS theirs"
            " ORDER BY entry_id",
            {"case_id": case_id, "limit": limit, "author_id": author_id},
        )
        return [message_of(row, connection.seal) for row in rows]

    @staticmethod
    async def case_of(connection: Connection, entry_id: int) -> tuple[int, int] | None:
        """The case of a message and its author, or None where it was deleted."""
        row = await connection.fetch_one(
            "SELECT case_id, user_id FROM moderation_messages WHERE entry_id = :entry_id",
            {"entry_id": entry_id},
        )
        return None if row is None else (int(row["case_id"]), int(row["user_id"]))

    @staticmethod
    async def seen(
        connection: Connection, guild_id: int, message_id: int, text: str | None
    ) -> int | None:
        """The case in which a message of Discord is already with the same text, or None."""
        same, keys = among("text_key", text_keys(text, connection.seal))
        row = await connection.fetch_one(
            "SELECT case_id FROM moderation_messages WHERE guild_id = :guild_id"  # noqa: S608 - names of parameters
            f" AND message_id = :message_id AND {same} ORDER BY entry_id DESC LIMIT 1",
            {"guild_id": guild_id, "message_id": message_id, **keys},
        )
        return None if row is None else int(row["case_id"])

    @staticmethod
    async def trying(connection: Connection, entry_id: int, now: datetime) -> None:
        """Discord is about to be asked to take a message down; the first time is kept."""
        await connection.execute(
            "UPDATE moderation_messages SET tried_at = COALESCE(tried_at, :now)"
            " WHERE entry_id = :entry_id",
            {"entry_id": entry_id, "now": to_epoch(now)},
        )

    @staticmethod
    async def cases_of(
        connection: Connection, guild_id: int, message_id: int, text: str
    ) -> list[int]:
        """The cases in which a message of Discord is with the same text, newest first.

        What was given back with other words is another text.
        """
        same, keys = among("text_key", text_keys(text, connection.seal))
        if not keys:
            same = "text_key IS NULL AND text IS NOT NULL"  # without words, as a picture is
        rows = await connection.fetch_all(
            "SELECT case_id FROM moderation_messages WHERE guild_id = :guild_id"  # noqa: S608 - names of parameters
            f" AND message_id = :message_id AND {same}"
            " UNION SELECT case_id FROM moderation_messages WHERE guild_id = :guild_id"
            f" AND restored_as = :message_id AND {same} ORDER BY case_id DESC",
            {"guild_id": guild_id, "message_id": message_id, **keys},
        )
        return [int(row["case_id"]) for row in rows]

    @staticmethod
    async def answer(
        connection: Connection,
        entry_id: int,
        outcome: Outcome,
        detail: str | None,
        now: datetime,
        *,
        owed: bool,
    ) -> None:
        """Write what Discord said to the act upon a message, and whether its author is to hear."""
        await connection.execute(
            "UPDATE moderation_messages SET outcome = :outcome, detail = :detail,"
            " acted_at = :now, owed_at = :owed_at WHERE entry_id = :entry_id",
            {
                "entry_id": entry_id,
                "outcome": outcome,
                "detail": detail,
                "now": to_epoch(now),
                "owed_at": to_epoch(now) if owed else None,
            },
        )

    @staticmethod
    async def told(connection: Connection, entry_id: int) -> None:
        """A message's author was told what became of it."""
        await connection.execute(
            "UPDATE moderation_messages SET owed_at = NULL WHERE entry_id = :entry_id",
            {"entry_id": entry_id},
        )

    @staticmethod
    async def restored(
        connection: Connection, messages: Iterable[CaseMessage], now: datetime
    ) -> None:
        """Messages are given back to their channels."""
        await connection.execute_many(
            "UPDATE moderation_messages SET restored_at = :now WHERE entry_id = :entry_id",
            [{"entry_id": message.id, "now": to_epoch(now)} for message in messages],
        )

    @staticmethod
    async def not_restored(connection: Connection, messages: Iterable[CaseMessage]) -> None:
        """Messages that were to be given back are down still: Discord did not take them."""
        await connection.execute_many(
            "UPDATE moderation_messages SET restored_at = NULL WHERE entry_id = :entry_id",
            [{"entry_id": message.id} for message in messages],
        )

    @staticmethod
    async def stand_as(connection: Connection, posted: Mapping[int, int]) -> None:
        """Messages stand in their channels again: the ids of rows, and of Discord's messages."""
        await connection.execute_many(
            "UPDATE moderation_messages SET restored_as = :message_id WHERE entry_id = :entry_id",
            [
                {"entry_id": entry_id, "message_id": message_id}
                for entry_id, message_id in posted.items()
            ],
        )

    @staticmethod
    async def standing_as(
        connection: Connection, guild_id: int, message_id: int
    ) -> CaseMessage | None:
        """The message that was given back as this one of Discord, or None."""
        row = await connection.fetch_one(
            "SELECT * FROM moderation_messages WHERE guild_id = :guild_id"
            " AND restored_as = :message_id ORDER BY entry_id DESC LIMIT 1",
            {"guild_id": guild_id, "message_id": message_id},
        )
        return None if row is None else message_of(row, connection.seal)

    @staticmethod
    async def upheld_times(
        connection: Connection, guild_id: int, user_id: int, since: datetime
    ) -> list[datetime]:
        """When a member's upheld cases were written, each by its first message of theirs."""
        rows = await connection.fetch_all(
            "SELECT MIN(m.written_at) AS written_at FROM moderation_messages m"
            " JOIN moderation_cases c ON c.case_id = m.case_id"
            " WHERE m.guild_id = :guild_id AND m.user_id = :user_id AND c.state = 'upheld'"
            " GROUP BY c.case_id HAVING MIN(m.written_at) > :since ORDER BY c.case_id",
            {"guild_id": guild_id, "user_id": user_id, "since": to_epoch(since)},
        )
        return [from_epoch(row["written_at"]) for row in rows]

    @staticmethod
    async def delete_evidence(connection: Connection, guild_id: int, before: datetime) -> int:
        """Delete the words of a server's cases that were closed before; returns how many had any.

        Quotes in the reasons go with them, and so do the places of words that are gone.
        """
        return await connection.execute(
            "UPDATE moderation_messages SET text = NULL, text_key = NULL, evidence = '[]',"
            " reasons = '[]' WHERE guild_id = :guild_id AND text IS NOT NULL AND case_id IN"
            " (SELECT case_id FROM moderation_cases WHERE guild_id = :guild_id"
            " AND state <> 'open' AND decided_at < :before AND last_at < :before)",
            {"guild_id": guild_id, "before": to_epoch(before)},
        )


class StepStore:
    """The rows of ``moderation_case_steps``."""

    @staticmethod
    async def insert(connection: Connection, guild_id: int, step: Step) -> None:
        """Add a line to a case's audit trail."""
        await connection.execute(
            "INSERT INTO moderation_case_steps (step_id, case_id, guild_id, kind, user_id,"
            " about_user_id, minutes, note, outcome, detail, taken_at) VALUES (:step_id,"
            " :case_id, :guild_id, :kind, :user_id, :about_user_id, :minutes, :note, :outcome,"
            " :detail, :taken_at)",
            {**step_values(step, connection.seal), "guild_id": guild_id},
        )

    @staticmethod
    async def of_case(connection: Connection, case_id: int) -> list[Step]:
        """A case's steps, oldest first."""
        rows = await connection.fetch_all(
            "SELECT * FROM moderation_case_steps WHERE case_id = :case_id ORDER BY step_id",
            {"case_id": case_id},
        )
        return [step_of(row, connection.seal) for row in rows]

    @staticmethod
    async def few_of_case(
        connection: Connection, case_id: int, limit: int
    ) -> tuple[list[Step], int]:
        """A case's newest steps, and how many are left out.

        ``limit`` at most of all, and of those that are not about taking messages down, which alone
        count as left out.
        """
        rows = await connection.fetch_all(
            "SELECT * FROM (SELECT * FROM moderation_case_steps WHERE case_id = :case_id"
            " ORDER BY step_id DESC LIMIT :limit) AS newest"
            " UNION SELECT * FROM (SELECT * FROM moderation_case_steps WHERE case_id = :case_id"
            " AND kind <> 'acted' ORDER BY step_id DESC LIMIT :limit) AS told"
            " ORDER BY step_id",
            {"case_id": case_id, "limit": limit},
        )
        steps = [step_of(row, connection.seal) for row in rows]
        told = sum(step.kind is not StepKind.ACTED for step in steps)
        if told < limit:
            return steps, 0
        row = await connection.fetch_one(
            "SELECT COUNT(*) AS total FROM moderation_case_steps WHERE case_id = :case_id"
            " AND kind <> 'acted'",
            {"case_id": case_id},
        )
        return steps, 0 if row is None else int(row["total"]) - told

    @staticmethod
    async def has_reported(connection: Connection, case_ids: Iterable[int], user_id: int) -> bool:
        """Whether a member reported to one of these cases."""
        for case_id in case_ids:
            row = await connection.fetch_one(
                "SELECT 1 AS found FROM moderation_case_steps WHERE case_id = :case_id"
                " AND kind = 'reported' AND user_id = :user_id LIMIT 1",
                {"case_id": case_id, "user_id": user_id},
            )
            if row is not None:
                return True
        return False

    @staticmethod
    async def by_id(connection: Connection, step_id: int) -> Step | None:
        """A step, or None."""
        row = await connection.fetch_one(
            "SELECT * FROM moderation_case_steps WHERE step_id = :step_id", {"step_id": step_id}
        )
        return None if row is None else step_of(row, connection.seal)

    @staticmethod
    async def answer(
        connection: Connection, step_id: int, outcome: Outcome, detail: str | None, now: datetime
    ) -> None:
        """Write what Discord said to a step's act."""
        await connection.execute(
            "UPDATE moderation_case_steps SET outcome = :outcome, detail = :detail,"
            " answered_at = :now WHERE step_id = :step_id",
            {"step_id": step_id, "outcome": outcome, "detail": detail, "now": to_epoch(now)},
        )

    @staticmethod
    async def last_time_out(connection: Connection, guild_id: int, user_id: int) -> datetime | None:
        """When a member was last let pause by a case that was not overruled since."""
        row = await connection.fetch_one(
            "SELECT MAX(s.taken_at) AS taken_at FROM moderation_case_steps s"
            " JOIN moderation_cases c ON c.case_id = s.case_id"
            " WHERE s.guild_id = :guild_id AND s.about_user_id = :user_id"
            " AND s.kind IN ('timed_out', 'escalated') AND c.state <> 'overruled'"
            " AND (s.outcome IS NULL OR s.outcome = 'done')",
            {"guild_id": guild_id, "user_id": user_id},
        )
        return None if row is None else from_epoch(row["taken_at"])
