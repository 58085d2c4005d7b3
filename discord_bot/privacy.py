"""What is kept of one member, in every table: shown as a file, and deleted."""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from discord_bot import evidence
from discord_bot.errors import StorageError
from discord_bot.storage.database import Connection, Database, Row

_log = logging.getLogger(__name__)

NOBODY = 0
"""Stands in for a member who asked to be forgotten, where a row belongs to others too."""


class Forgetting(StrEnum):
    """What becomes of a row when its member asks to be forgotten."""

    DELETE = "delete"
    ANONYMISE = "anonymise"


@dataclass(frozen=True, slots=True)
class PersonalData:
    """A column that names a member: where, why it is kept, and what forgetting does to it.

    ``purpose`` is a key of the wording file. A test compares this list with the schema: a column
    whose name ends in ``user_id`` and is missing here fails it.
    """

    table: str
    column: str
    purpose: str
    forgetting: Forgetting


PERSONAL_DATA = (
    PersonalData("trivia_answers", "user_id", "privacy.kept.answers", Forgetting.DELETE),
    PersonalData("trivia_skip_votes", "user_id", "privacy.kept.answers", Forgetting.DELETE),
    PersonalData("trivia_points", "user_id", "privacy.kept.points", Forgetting.DELETE),
    PersonalData("trivia_daily_answers", "user_id", "privacy.kept.dailies", Forgetting.DELETE),
    PersonalData("trivia_dailies", "user_id", "privacy.kept.dailies", Forgetting.DELETE),
    PersonalData("trivia_members", "user_id", "privacy.kept.choices", Forgetting.DELETE),
    PersonalData("trivia_reports", "user_id", "privacy.kept.reports", Forgetting.DELETE),
    PersonalData(
        "trivia_reports", "resolver_user_id", "privacy.kept.reports", Forgetting.ANONYMISE
    ),
    PersonalData("trivia_games", "starter_user_id", "privacy.kept.games", Forgetting.ANONYMISE),
    PersonalData("trivia_games", "opponent_user_id", "privacy.kept.games", Forgetting.ANONYMISE),
    PersonalData(
        "trivia_questions", "author_user_id", "privacy.kept.questions", Forgetting.ANONYMISE
    ),
    PersonalData(
        "trivia_questions", "reviewer_user_id", "privacy.kept.questions", Forgetting.ANONYMISE
    ),
    PersonalData("setting_changes", "user_id", "privacy.kept.changes", Forgetting.ANONYMISE),
    PersonalData("moderation_cases", "user_id", "privacy.kept.cases", Forgetting.ANONYMISE),
    PersonalData("moderation_messages", "user_id", "privacy.kept.cases", Forgetting.DELETE),
    PersonalData("moderation_case_steps", "user_id", "privacy.kept.steps", Forgetting.ANONYMISE),
    PersonalData(
        "moderation_case_steps", "about_user_id", "privacy.kept.steps", Forgetting.ANONYMISE
    ),
    PersonalData("moderation_warnings", "user_id", "privacy.kept.warnings", Forgetting.DELETE),
    PersonalData(
        "moderation_warnings", "moderator_user_id", "privacy.kept.warnings", Forgetting.ANONYMISE
    ),
    PersonalData("moderation_appeals", "user_id", "privacy.kept.appeals", Forgetting.DELETE),
    PersonalData(
        "moderation_appeals", "moderator_user_id", "privacy.kept.appeals", Forgetting.ANONYMISE
    ),
    PersonalData("moderation_missed", "user_id", "privacy.kept.missed", Forgetting.DELETE),
    PersonalData("moderation_examples", "user_id", "privacy.kept.examples", Forgetting.DELETE),
    PersonalData(
        "news_subscriptions", "creator_user_id", "privacy.kept.news", Forgetting.ANONYMISE
    ),
    PersonalData("news_held", "decider_user_id", "privacy.kept.news", Forgetting.ANONYMISE),
    PersonalData("season_events", "editor_user_id", "privacy.kept.dates", Forgetting.ANONYMISE),
    PersonalData(
        "season_happenings", "creator_user_id", "privacy.kept.dates", Forgetting.ANONYMISE
    ),
    PersonalData("season_watches", "user_id", "privacy.kept.reminders", Forgetting.DELETE),
    PersonalData("season_notices", "user_id", "privacy.kept.reminders", Forgetting.DELETE),
)


class PrivacyService:
    """Export and forget one member, over all servers of this bot.

    ``caches`` are told whom to forget once the database has: what they hold in memory is theirs.
    ``tell`` has other processes do the same.
    """

    def __init__(
        self,
        database: Database,
        caches: Iterable[Callable[[int], None]] = (),
        tell: Callable[[int], Awaitable[None]] | None = None,
    ) -> None:
        self._database = database
        self._caches = tuple(caches)
        self._tell = tell
        #: Called with whom another process has forgotten; None says that it may be anybody.
        self.listeners: list[Callable[[int | None], None]] = []

    async def count(self, user_id: int) -> int:
        """How many rows name the member."""
        total = 0
        async with self._database.reading() as connection:
            for table in _TABLES:
                row = await connection.fetch_one(
                    f"SELECT COUNT(*) AS total FROM {table} WHERE {_naming(_columns(table))}",  # noqa: S608 - names from the list above
                    {"user_id": user_id},
                )
                total += 0 if row is None else row["total"]
        return total

    async def export(self, user_id: int) -> dict[str, list[dict[str, Any]]]:
        """Every row that names the member, by table, as plain values for a JSON file.

        Times are ISO 8601 in UTC, and nobody else is named.
        """
        found: dict[str, list[dict[str, Any]]] = {}
        async with self._database.reading() as connection:
            for table in _TABLES:
                rows = await connection.fetch_all(
                    f"SELECT * FROM {table} WHERE {_naming(_columns(table))}",  # noqa: S608 - names from the list above
                    {"user_id": user_id},
                )
                if rows:
                    opened = [evidence.opened(table, row, connection.seal) for row in rows]
                    found[table] = [_readable(row, user_id) for row in opened]
        return found

    async def forget(self, user_id: int) -> int:
        """Delete or anonymise every row that names the member, all or none; returns how many."""
        async with self._database.transaction() as connection:
            count = sum([await self._forget_in(connection, table, user_id) for table in _TABLES])
        for forget in self._caches:
            forget(user_id)
        if self._tell is not None:
            try:
                await self._tell(user_id)
            except StorageError:  # it is done; what others hold in memory ends with them
                _log.warning("other processes were not told whom to forget", exc_info=True)
        return count

    async def heard(self, user_id: int | None) -> None:
        """Another process has forgotten a member, or any number of them while nobody listened.

        What memory holds of rows is read anew then; this is for what is not of rows.
        """
        if user_id is not None:
            for forget in self._caches:
                forget(user_id)
        for listener in self.listeners:
            listener(user_id)

    @staticmethod
    async def _forget_in(connection: Connection, table: str, user_id: int) -> int:
        """First delete what is the member's own, then take the name off what others need too."""
        count = 0
        deleted = _columns(table, Forgetting.DELETE)
        if deleted:
            count += await connection.execute(
                f"DELETE FROM {table} WHERE {_naming(deleted)}",  # noqa: S608 - names from the list above
                {"user_id": user_id},
            )
        kept = _columns(table, Forgetting.ANONYMISE)
        if kept:
            cleared = ", ".join(
                f"{column} = CASE WHEN {column} = :user_id THEN {NOBODY} ELSE {column} END"
                for column in kept
            )
            count += await connection.execute(
                f"UPDATE {table} SET {cleared} WHERE {_naming(kept)}",  # noqa: S608 - names from the list above
                {"user_id": user_id},
            )
        return count


def export_text(user_id: int, rows: dict[str, list[dict[str, Any]]], now: datetime) -> str:
    """What ``PrivacyService.export`` found, as the JSON text that the member gets."""
    file = {"account": str(user_id), "exported_at": _iso(now.timestamp()), "kept": rows}
    return json.dumps(file, ensure_ascii=False, indent=2)


_TABLES = tuple(dict.fromkeys(data.table for data in PERSONAL_DATA))


def _columns(table: str, forgetting: Forgetting | None = None) -> tuple[str, ...]:
    return tuple(
        data.column
        for data in PERSONAL_DATA
        if data.table == table and forgetting in {None, data.forgetting}
    )


def _naming(columns: Iterable[str]) -> str:
    return " OR ".join(f"{column} = :user_id" for column in columns)


_MOMENTS_IN_MS = {"opened_ms", "deadline_ms"}
"""The schema's other columns in milliseconds are how long something took."""
_JSON = {"question", "choices", "body", "value", "evidence", "reasons", "rules", "options"}


def _readable(row: Row, user_id: int) -> dict[str, Any]:
    return {
        column: None if value is None else _value(column, value, user_id)
        for column, value in dict(row).items()
    }


def _value(column: str, value: Any, user_id: int) -> Any:
    """A value for people: times as ISO 8601, ids as text (many programs round large numbers)."""
    if column.endswith("user_id"):
        return _who(value, user_id)
    if column.endswith("_at") or column in _MOMENTS_IN_MS:
        return _iso(value / 1000 if column in _MOMENTS_IN_MS else value)
    if column == "correct":
        return bool(value)
    if column in _JSON:
        return json.loads(value)
    return str(value) if column.endswith("_id") else value


def _who(named: int, user_id: int) -> str | None:
    if named == user_id:
        return str(named)
    return None if named == NOBODY else "another member"


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()
