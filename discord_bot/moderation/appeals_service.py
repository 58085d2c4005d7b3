"""Members' appeals: one for each case, seen by its author, answered by a moderator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from discord_bot.moderation.appeals import Appeal
from discord_bot.moderation.cases import Handled


@dataclass(frozen=True, slots=True)
class Answered:
    """An answered appeal: send its answer to ``appeal.user_id``, and do what ``handled`` says.

    ``handled`` is None where the answer changes nothing about the case.
    """

    appeal: Appeal
    handled: Handled | None


class AppealService:
    """Takes appeals and answers."""

    async def appeal(
        self, guild_id: int, number: int, user_id: int, text: str, now: datetime
    ) -> Appeal:
        """A member appeals against their case.

        Raises ``UserError`` for a case that is not theirs, was overruled, or was appealed already.
        """
        raise NotImplementedError

    async def answer(
        self,
        guild_id: int,
        appeal_id: int,
        moderator_id: int,
        answer: str | None,
        now: datetime,
        *,
        granted: bool,
    ) -> Answered:
        """Grant an appeal, which overrules the case, or decline it, which upholds an open case.

        Raises ``UserError`` where a colleague answered first, naming who.
        """
        raise NotImplementedError

    async def of_case(self, guild_id: int, number: int) -> list[Appeal]:
        """The appeals against a case, oldest first."""
        raise NotImplementedError

    async def of_member(self, guild_id: int, user_id: int, limit: int = 25) -> list[Appeal]:
        """A member's appeals in a server, newest first."""
        raise NotImplementedError

    async def waiting(self, guild_id: int) -> list[Appeal]:
        """A server's appeals that wait for an answer, oldest first."""
        raise NotImplementedError
