"""What is kept of one member, in every table: shown as a file, and deleted."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from discord_bot.storage.database import Connection, Database

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
)


class PrivacyService:
    """Export and forget one member, over all servers of this bot."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def export(self, user_id: int) -> dict[str, list[dict[str, Any]]]:
        """Every row that names the member, by table, as plain values for a JSON file."""
        found: dict[str, list[dict[str, Any]]] = {}
        async with self._database.reading() as connection:
            for data in PERSONAL_DATA:
                rows = await connection.fetch_all(
                    f"SELECT * FROM {data.table} WHERE {data.column} = :user_id",  # noqa: S608 - names from the list above
                    {"user_id": user_id},
                )
                kept = found.setdefault(data.table, [])
                kept.extend(entry for entry in map(dict, rows) if entry not in kept)
        return {table: rows for table, rows in found.items() if rows}

    async def forget(self, user_id: int) -> int:
        """Delete or anonymise every row that names the member, all or none; returns how many."""
        async with self._database.transaction() as connection:
            return sum([await self._forget_in(connection, data, user_id) for data in PERSONAL_DATA])

    @staticmethod
    async def _forget_in(connection: Connection, data: PersonalData, user_id: int) -> int:
        statement = (
            f"DELETE FROM {data.table}"  # noqa: S608 - names from the list above
            if data.forgetting is Forgetting.DELETE
            else f"UPDATE {data.table} SET {data.column} = {NOBODY}"  # noqa: S608 - as above
        )
        return await connection.execute(
            f"{statement} WHERE {data.column} = :user_id", {"user_id": user_id}
        )
