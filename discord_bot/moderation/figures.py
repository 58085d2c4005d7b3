"""Reads how the filter does in a server, and writes its cases out with hashed ids."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

from discord_bot.moderation.report import RuleShare, Trial, WeekFigures


class FigureService:
    """Figures of one server at a time."""

    async def trial(self, guild_id: int, now: datetime) -> Trial:
        """What watching has shown since moderation was switched on."""
        raise NotImplementedError

    async def weekly(self, guild_id: int, now: datetime, weeks: int = 8) -> list[WeekFigures]:
        """The figures of the last ``weeks`` weeks, oldest first, this week included."""
        raise NotImplementedError

    async def rule_shares(self, guild_id: int) -> list[RuleShare]:
        """How often each rule had a part in a case and was overruled; the most overruled first."""
        raise NotImplementedError

    def export(self, guild_id: int, salt: bytes) -> AsyncIterator[dict[str, Any]]:
        """Every case as a row for a JSONL file; ids are hashed with ``salt``, in texts too.

        Draw the salt anew for each export, so that two files can't be joined.
        """
        raise NotImplementedError
