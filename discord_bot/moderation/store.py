"""The rows of cases. One statement, one method."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from discord_bot.epochs import from_epoch, to_epoch
from discord_bot.moderation.cases import NEWEST, Case, CaseFilter, CaseState
from discord_bot.moderation.codec import case_of, case_values, facts_of, text_keys
from discord_bot.moderation.model import Label
from discord_bot.moderation.policy import Action
from discord_bot.moderation.report import CaseFacts
from discord_bot.moderation.trail_store import MessageStore, StepStore
from discord_bot.storage.database import Connection, Row
from discord_bot.storage.sql import among


class CaseStore:
    """The rows of ``moderation_cases``, and whole cases."""

    @staticmethod
    async def insert(connection: Connection, case: Case) -> int:
        """Add a case and return its number, the next of its server; its own is ignored."""
        row = await connection.fetch_one(
            "INSERT INTO moderation_cases (case_id, guild_id, number, state, version, label,"
            " confidence, stage, target_kind, target_name, rules, kind, action, would, user_id,"
            " messages, opened_at, last_at) VALUES (:case_id, :guild_id,"
            " (SELECT COALESCE(MAX(number), 0) + 1 FROM moderation_cases"
            " WHERE guild_id = :guild_id), :state, :version, :label, :confidence, :stage,"
            " :target_kind, :target_name, :rules, :kind, :action, :would, :user_id, :messages,"
            " :opened_at, :last_at) RETURNING number",
            case_values(case),
        )
        assert row is not None, "RETURNING gives the row"
        return int(row["number"])

    @staticmethod
    async def find(connection: Connection, guild_id: int, number: int) -> Case | None:
        """A case by its number, whole."""
        row = await connection.fetch_one(
            "SELECT * FROM moderation_cases WHERE guild_id = :guild_id AND number = :number",
            {"guild_id": guild_id, "number": number},
        )
        return await _whole(connection, row)

    @staticmethod
    async def by_id(connection: Connection, case_id: int) -> Case | None:
        """A case by its id, whole."""
        row = await connection.fetch_one(
            "SELECT * FROM moderation_cases WHERE case_id = :case_id", {"case_id": case_id}
        )
        return await _whole(connection, row)

    @staticmethod
    async def few_by_id(
        connection: Connection, case_id: int, author_id: int | None = None
    ) -> Case | None:
        """A case by its id with the first and newest of its messages and steps.

        In a raid it has thousands, and each message that joins it must not read them all. An
        author's first messages in it are among them, too.
        """
        row = await connection.fetch_one(
            "SELECT * FROM moderation_cases WHERE case_id = :case_id", {"case_id": case_id}
        )
        return None if row is None else await _few(connection, row, author_id)

    @staticmethod
    async def to_show(connection: Connection, guild_id: int, number: int) -> Case | None:
        """A case by its number as a card shows it: while it is open, it may grow with each look."""
        row = await connection.fetch_one(
            "SELECT * FROM moderation_cases WHERE guild_id = :guild_id AND number = :number",
            {"guild_id": guild_id, "number": number},
        )
        if row is not None and row["state"] == CaseState.OPEN:
            return await _few(connection, row, None)
        return await _whole(connection, row)

    @staticmethod
    async def of_message(connection: Connection, guild_id: int, message_id: int) -> Case | None:
        """The newest case with a message of Discord in it, whole.

        So it is, too, where the message is what another was given back as.
        """
        row = await connection.fetch_one(
            "SELECT * FROM moderation_cases WHERE case_id = (SELECT MAX(case_id) FROM"
            " (SELECT case_id FROM moderation_messages"
            " WHERE guild_id = :guild_id AND message_id = :message_id"
            " UNION ALL SELECT case_id FROM moderation_messages"
            " WHERE guild_id = :guild_id AND restored_as = :message_id) AS either)",
            {"guild_id": guild_id, "message_id": message_id},
        )
        return await _whole(connection, row)

    @staticmethod
    async def open_of(connection: Connection, case_ids: Iterable[int]) -> Case | None:
        """The first of these cases that is open, without its messages and steps."""
        for case_id in case_ids:
            row = await connection.fetch_one(
                "SELECT * FROM moderation_cases WHERE case_id = :case_id AND state = 'open'",
                {"case_id": case_id},
            )
            if row is not None:
                return case_of(row)
        return None

    @staticmethod
    async def given_back(
        connection: Connection, guild_id: int, channel_id: int, text: str
    ) -> Case | None:
        """The newest case with such a text that was given back to a channel, whole."""
        same, keys = among("text_key", text_keys(text, connection.seal))
        row = await connection.fetch_one(
            "SELECT * FROM moderation_cases WHERE case_id = (SELECT MAX(case_id)"  # noqa: S608 - names of parameters
            f" FROM moderation_messages WHERE guild_id = :guild_id AND {same}"
            " AND channel_id = :channel_id AND restored_at IS NOT NULL)",
            {"guild_id": guild_id, "channel_id": channel_id, **keys},
        )
        return await _whole(connection, row)

    @staticmethod
    async def repeated(
        connection: Connection, guild_id: int, text: str, since: datetime
    ) -> Case | None:
        """The open case with the same text that had a message since, without members' reports.

        Without its messages and steps: in a raid there are many.
        """
        for key in text_keys(text, connection.seal):
            row = await connection.fetch_one(
                "SELECT * FROM moderation_cases WHERE case_id = (SELECT m.case_id"
                " FROM moderation_messages m WHERE m.guild_id = :guild_id AND m.text_key = :key"
                " AND m.kind <> 'report' ORDER BY m.case_id DESC LIMIT 1)"
                " AND state = 'open' AND last_at >= :since",
                {"guild_id": guild_id, "key": key, "since": to_epoch(since)},
            )
            if row is not None:
                return case_of(row)
        return None

    @staticmethod
    async def lately_of(
        connection: Connection,
        guild_id: int,
        user_id: int,
        label: Label,
        since: datetime,
        limit: int,
    ) -> list[tuple[Case, str]]:
        """Open cases of a label that a member wrote in since, newest first, without reports.

        Each without its messages and steps, but with the words of its first message.
        """
        rows = await connection.fetch_all(
            "SELECT c.*, (SELECT f.text FROM moderation_messages f WHERE f.case_id = c.case_id"
            " ORDER BY f.entry_id LIMIT 1) AS first_text FROM moderation_cases c"
            " WHERE c.state = 'open' AND c.label = :label AND c.kind <> 'report'"
            " AND c.case_id IN (SELECT m.case_id FROM moderation_messages m"
            " WHERE m.guild_id = :guild_id AND m.user_id = :user_id AND m.written_at >= :since)"
            " ORDER BY c.case_id DESC LIMIT :limit",
            {
                "guild_id": guild_id,
                "user_id": user_id,
                "label": label,
                "since": to_epoch(since),
                "limit": limit,
            },
        )
        return [(case_of(row), connection.seal.open(row["first_text"]) or "") for row in rows]

    @staticmethod
    async def of_member(
        connection: Connection, guild_id: int, user_id: int, limit: int
    ) -> list[Case]:
        """The newest cases that a member has a message in, newest first, with their messages."""
        rows = await connection.fetch_all(
            "SELECT * FROM moderation_cases WHERE guild_id = :guild_id AND case_id IN"
            " (SELECT case_id FROM moderation_messages WHERE guild_id = :guild_id"
            " AND user_id = :user_id) ORDER BY number DESC LIMIT :limit",
            {"guild_id": guild_id, "user_id": user_id, "limit": limit},
        )
        return [await _with_messages(connection, row) for row in rows]

    @staticmethod
    async def count(connection: Connection, guild_id: int, filters: CaseFilter) -> int:
        """How many cases of a server meet the filters."""
        row = await connection.fetch_one(
            "SELECT COUNT(*) AS total FROM moderation_cases c WHERE c.guild_id = :guild_id"
            " AND (CAST(:state AS TEXT) IS NULL OR c.state = CAST(:state AS TEXT))"
            " AND (CAST(:label AS TEXT) IS NULL OR c.label = CAST(:label AS TEXT))"
            " AND (CAST(:author AS BIGINT) IS NULL OR EXISTS (SELECT 1 FROM moderation_messages m"
            " WHERE m.case_id = c.case_id AND m.user_id = CAST(:author AS BIGINT)))"
            " AND (CAST(:appealed AS BIGINT) = 0 OR EXISTS (SELECT 1 FROM moderation_appeals a"
            " WHERE a.case_id = c.case_id AND a.state = 'waiting'))",
            _filter_values(guild_id, filters),
        )
        return 0 if row is None else int(row["total"])

    @staticmethod
    async def page(
        connection: Connection, guild_id: int, filters: CaseFilter, limit: int, offset: int
    ) -> list[Case]:
        """Cases of a server that meet the filters, newest first, with their messages."""
        rows = await connection.fetch_all(
            "SELECT c.* FROM moderation_cases c WHERE c.guild_id = :guild_id"
            " AND (CAST(:state AS TEXT) IS NULL OR c.state = CAST(:state AS TEXT))"
            " AND (CAST(:label AS TEXT) IS NULL OR c.label = CAST(:label AS TEXT))"
            " AND (CAST(:author AS BIGINT) IS NULL OR EXISTS (SELECT 1 FROM moderation_messages m"
            " WHERE m.case_id = c.case_id AND m.user_id = CAST(:author AS BIGINT)))"
            " AND (CAST(:appealed AS BIGINT) = 0 OR EXISTS (SELECT 1 FROM moderation_appeals a"
            " WHERE a.case_id = c.case_id AND a.state = 'waiting'))"
            " ORDER BY c.number DESC LIMIT :limit OFFSET :offset",
            {**_filter_values(guild_id, filters), "limit": limit, "offset": offset},
        )
        return [await _with_messages(connection, row) for row in rows]

    @staticmethod
    async def unfinished(connection: Connection, since: datetime) -> list[Case]:
        """Whole cases since ``since`` with an unanswered act, or whose author was not told yet.

        Open ones without a card, too.
        """
        rows = await connection.fetch_all(
            "SELECT * FROM moderation_cases c WHERE (c.last_at >= :since AND c.state = 'open'"
            " AND c.card_message_id IS NULL) OR EXISTS (SELECT 1 FROM moderation_messages m"
            " WHERE m.case_id = c.case_id AND ((m.outcome IS NULL AND m.written_at >= :since)"
            " OR m.owed_at >= :since))"
            " OR EXISTS (SELECT 1 FROM moderation_case_steps s WHERE s.case_id = c.case_id"
            " AND s.outcome IS NULL AND s.taken_at >= :since AND s.kind IN"
            " ('timed_out', 'escalated', 'overruled', 'restored', 'reworded')) ORDER BY c.case_id",
            {"since": to_epoch(since)},
        )
        cases = [await _whole(connection, row) for row in rows]
        return [case for case in cases if case is not None]

    @staticmethod
    async def join(
        connection: Connection, case_id: int, action: Action, would: Action, now: datetime
    ) -> None:
        """One more message is in the case; ``action`` and ``would`` are the most so far."""
        await connection.execute(
            "UPDATE moderation_cases SET messages = messages + 1, last_at = :now,"
            " action = :action, would = :would WHERE case_id = :case_id",
            {"case_id": case_id, "action": action, "would": would, "now": to_epoch(now)},
        )

    @staticmethod
    async def move(
        connection: Connection, case: Case, state: CaseState, decided_at: datetime | None
    ) -> bool:
        """Put a case into a state, unless somebody else took a step since ``case`` was read."""
        moved = await connection.execute(
            "UPDATE moderation_cases SET state = :state, version = version + 1,"
            " decided_at = :decided_at WHERE case_id = :case_id AND version = :version",
            {
                "case_id": case.id,
                "state": state,
                "decided_at": to_epoch(decided_at),
                "version": case.version,
            },
        )
        return moved == 1

    @staticmethod
    async def attach_card(
        connection: Connection, case_id: int, channel_id: int, message_id: int
    ) -> None:
        """Write down where a case's card stands."""
        await connection.execute(
            "UPDATE moderation_cases SET card_channel_id = :channel_id,"
            " card_message_id = :message_id WHERE case_id = :case_id",
            {"case_id": case_id, "channel_id": channel_id, "message_id": message_id},
        )

    @staticmethod
    async def detach_card(connection: Connection, case_id: int) -> None:
        """A case's card is followed no longer; should the case change, it gets a new one."""
        await connection.execute(
            "UPDATE moderation_cases SET card_channel_id = NULL, card_message_id = NULL"
            " WHERE case_id = :case_id",
            {"case_id": case_id},
        )

    @staticmethod
    async def with_deleted_words(connection: Connection) -> list[Case]:
        """Cases with a card of which some words were deleted meanwhile, whole."""
        rows = await connection.fetch_all(
            "SELECT * FROM moderation_cases c WHERE c.card_message_id IS NOT NULL"
            " AND c.messages > (SELECT COUNT(*) FROM moderation_messages m"
            " WHERE m.case_id = c.case_id AND m.text IS NOT NULL) ORDER BY c.case_id",
        )
        cases = [await _whole(connection, row) for row in rows]
        return [case for case in cases if case is not None]

    @staticmethod
    async def untouched(connection: Connection, before: datetime) -> list[Case]:
        """Open cases whose last message is older than ``before`` and that no appeal waits for."""
        rows = await connection.fetch_all(
            "SELECT * FROM moderation_cases c WHERE c.state = 'open' AND c.last_at < :before"
            " AND NOT EXISTS (SELECT 1 FROM moderation_appeals a WHERE a.case_id = c.case_id"
            " AND a.state = 'waiting') ORDER BY c.case_id",
            {"before": to_epoch(before)},
        )
        return [case_of(row) for row in rows]

    @staticmethod
    async def facts(connection: Connection, guild_id: int, since: datetime) -> list[CaseFacts]:
        """What figures are made of: the filter's cases opened since, without members' reports."""
        rows = await connection.fetch_all(
            "SELECT label, state, action, would, rules, opened_at, decided_at"
            " FROM moderation_cases WHERE guild_id = :guild_id AND opened_at >= :since"
            " AND kind <> 'report' ORDER BY case_id",
            {"guild_id": guild_id, "since": to_epoch(since)},
        )
        return [facts_of(row) for row in rows]

    @staticmethod
    async def after(connection: Connection, guild_id: int, number: int, limit: int) -> list[Case]:
        """A server's next whole cases after a number, in order: a piece of an export."""
        rows = await connection.fetch_all(
            "SELECT * FROM moderation_cases WHERE guild_id = :guild_id AND number > :number"
            " ORDER BY number LIMIT :limit",
            {"guild_id": guild_id, "number": number, "limit": limit},
        )
        cases = [await _whole(connection, row) for row in rows]
        return [case for case in cases if case is not None]

    @staticmethod
    async def guilds(connection: Connection) -> list[int]:
        """The servers that have cases."""
        rows = await connection.fetch_all("SELECT DISTINCT guild_id FROM moderation_cases")
        return [row["guild_id"] for row in rows]

    @staticmethod
    async def switched_on(connection: Connection, guild_id: int) -> datetime | None:
        """When a server last switched moderation on."""
        row = await connection.fetch_one(
            "SELECT MAX(changed_at) AS changed_at FROM setting_changes"
            " WHERE guild_id = :guild_id AND key = 'moderation_on' AND value = 'true'",
            {"guild_id": guild_id},
        )
        return None if row is None else from_epoch(row["changed_at"])


def _filter_values(guild_id: int, filters: CaseFilter) -> dict[str, int | str | None]:
    return {
        "guild_id": guild_id,
        "state": filters.state,
        "label": filters.label,
        "author": filters.author_id,
        "appealed": int(filters.appealed),
    }


async def _with_messages(connection: Connection, row: Row) -> Case:
    case = case_of(row)
    return replace(case, messages=tuple(await MessageStore.of_case(connection, case.id)))


async def _few(connection: Connection, row: Row, author_id: int | None) -> Case:
    case = case_of(row)
    nobody = -1  # no number of Discord's
    messages = await MessageStore.few_of_case(
        connection, case.id, NEWEST, nobody if author_id is None else author_id
    )
    steps, more_steps = await StepStore.few_of_case(connection, case.id, NEWEST)
    return replace(
        case,
        messages=tuple(messages),
        steps=tuple(steps),
        more_messages=max(0, case.count - len(messages)) if len(messages) >= NEWEST else 0,
        more_steps=more_steps,
    )


async def _whole(connection: Connection, row: Row | None) -> Case | None:
    if row is None:
        return None
    case = await _with_messages(connection, row)
    return replace(case, steps=tuple(await StepStore.of_case(connection, case.id)))
