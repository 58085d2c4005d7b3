"""Reads how the filter does in a server, and writes its cases out with hashed ids."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from discord_bot.guilds import GuildService
from discord_bot.moderation import report
from discord_bot.moderation.exporting import Pseudonyms, export_row
from discord_bot.moderation.policies import PolicyService
from discord_bot.moderation.report import RuleShare, Trial, WeekFigures
from discord_bot.moderation.store import CaseStore
from discord_bot.storage.database import Database

_PIECE = 200
"""Cases that an export reads at once."""
_EVER = datetime.fromtimestamp(0, UTC)


class FigureService:
    """Figures of one server at a time."""

    def __init__(self, database: Database, guilds: GuildService, policies: PolicyService) -> None:
        self._database = database
        self._guilds = guilds
        self._policies = policies

    async def trial(self, guild_id: int, now: datetime) -> Trial:
        """What watching has shown since moderation was last switched on."""
        async with self._database.reading() as connection:
            since = await CaseStore.switched_on(connection, guild_id)
            facts = await CaseStore.facts(connection, guild_id, since or _EVER)
        return report.trial(facts, since, self._policies.get(guild_id).enforced, now)

    async def weekly(self, guild_id: int, now: datetime, weeks: int = 8) -> list[WeekFigures]:
        """The figures of the last ``weeks`` weeks, oldest first, this week included."""
        zone = ZoneInfo(self._guilds.get(guild_id).timezone)
        async with self._database.reading() as connection:
            since = now - timedelta(weeks=weeks)
            facts = await CaseStore.facts(connection, guild_id, since)
        return report.by_week(facts, now, zone, weeks)

    async def rule_shares(self, guild_id: int) -> list[RuleShare]:
        """How often each rule had a part in a case and was overruled; the most overruled first."""
        async with self._database.reading() as connection:
            return report.shares_by_rule(await CaseStore.facts(connection, guild_id, _EVER))

    async def export(self, guild_id: int, salt: bytes) -> AsyncIterator[dict[str, Any]]:
        """Every case as a row for a JSONL file; ids are hashed with ``salt``, in texts too.

        Draw the salt anew for each export, so that two files can't be joined.
        """
        names = Pseudonyms(salt)
        number = 0
        while True:
            async with self._database.reading() as connection:
                cases = await CaseStore.after(connection, guild_id, number, _PIECE)
            if not cases:
                return
            for case in cases:
                yield export_row(case, names)
            number = cases[-1].number
