"""What moderators do with cases. Two at once never clash: the second is told who was first."""

from __future__ import annotations

from datetime import datetime

from discord_bot.moderation.cases import (
    Case,
    CaseFilter,
    CaseMessage,
    CasePage,
    Handled,
    Outcome,
)
from discord_bot.moderation.standing import Standing


class CaseService:
    """Reads cases and takes moderators' steps.

    ``version`` is the one that the moderator saw (a card's button carries it); where the case has
    moved on since, ``UserError`` names who did what. None decides on the case as it is now. A step
    that the case is past raises the same error, and an unknown number ``moderation.case.unknown``.
    """

    async def get(self, guild_id: int, number: int) -> Case:
        """A case with its messages and steps. Raises ``UserError`` where there is none."""
        raise NotImplementedError

    async def by_id(self, case_id: int) -> Case | None:
        """A case by its id, or None."""
        raise NotImplementedError

    async def of_message(self, guild_id: int, message_id: int) -> Case | None:
        """The newest case that has a message of Discord in it, for *Why was this touched?*."""
        raise NotImplementedError

    async def of_member(self, guild_id: int, user_id: int, limit: int = 25) -> list[Case]:
        """A member's newest cases, newest first, for ``/moderation why`` and ``/appeal``."""
        raise NotImplementedError

    async def queue(self, guild_id: int, filters: CaseFilter, page: int = 0) -> CasePage:
        """A page of a server's cases. A page beyond the last gives the last."""
        raise NotImplementedError

    async def unfinished(self, now: datetime) -> list[Case]:
        """Cases of the last day with an act that Discord never answered, or without a card.

        After a restart: do ``Case.pending_messages`` and ``pending_steps`` and record them, and
        post the card where the server has a log channel.
        """
        raise NotImplementedError

    async def attach_card(self, case_id: int, channel_id: int, message_id: int) -> None:
        """Remember where a case's card stands."""
        raise NotImplementedError

    async def held(self, guild_id: int, number: int) -> tuple[CaseMessage, ...]:
        """The messages of a case that are down and could be given back, with their texts."""
        raise NotImplementedError

    async def uphold(
        self,
        guild_id: int,
        number: int,
        moderator_id: int,
        now: datetime,
        *,
        version: int | None = None,
        note: str | None = None,
    ) -> Handled:
        """The filter was right. Counts towards escalation; ``Handled.time_outs`` if it is due.

        A text that was learned as fine is fine no longer.
        """
        raise NotImplementedError

    async def overrule(
        self,
        guild_id: int,
        number: int,
        moderator_id: int,
        now: datetime,
        *,
        version: int | None = None,
        note: str | None = None,
    ) -> Handled:
        """The filter was wrong: give back and lift what was done; texts like these are left alone.

        The case's warnings are taken back, and appeals that wait are granted.
        """
        raise NotImplementedError

    async def warn(
        self,
        guild_id: int,
        number: int,
        moderator_id: int,
        now: datetime,
        *,
        version: int | None = None,
        note: str | None = None,
    ) -> Handled:
        """Uphold and warn the authors: tell ``Handled.warned``."""
        raise NotImplementedError

    async def time_out(
        self,
        guild_id: int,
        number: int,
        moderator_id: int,
        now: datetime,
        *,
        minutes: int | None = None,
        version: int | None = None,
        note: str | None = None,
    ) -> Handled:
        """Uphold and let the authors pause; None is the policy's ``time_out_minutes``.

        Set ``Handled.time_outs``, and ``record_step`` each.
        """
        raise NotImplementedError

    async def restore(
        self,
        guild_id: int,
        number: int,
        moderator_id: int,
        now: datetime,
        *,
        version: int | None = None,
        note: str | None = None,
    ) -> Handled:
        """Undo what was done without a word on who was right: give messages back, lift time-outs.

        Repost ``Handled.restore`` and ``Handled.lift`` time-outs, then ``record_step``: a failure
        leaves the messages held, to be tried again.
        """
        raise NotImplementedError

    async def record_step(
        self, step_id: int, outcome: Outcome, detail: str | None, now: datetime
    ) -> Case:
        """Write what Discord said to a step's act; returns the case as it is now."""
        raise NotImplementedError

    async def reworded(self, guild_id: int, number: int, user_id: int, now: datetime) -> Case:
        """Its author edited and reposted a message that was given back in private.

        Raises ``UserError`` for somebody else's case, or one without a message that is down.
        """
        raise NotImplementedError

    async def standing(self, guild_id: int, user_id: int, now: datetime) -> Standing:
        """How a member stands: warnings that count, upheld cases, a pause that is due."""
        raise NotImplementedError
