"""Members' appeals: one for each case, seen by its author, answered by a moderator."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from discord_bot.errors import UserError
from discord_bot.moderation.appeals import APPEAL_LIMIT, Appeal, AppealState
from discord_bot.moderation.cases import CaseState, Handled, StepKind
from discord_bot.moderation.learning import ExceptionBook
from discord_bot.moderation.members_store import AppealStore
from discord_bot.moderation.steps import Steps, Taken, Wish
from discord_bot.storage.database import Connection, Database


@dataclass(frozen=True, slots=True)
class Answered:
    """An answered appeal: send its answer to ``appeal.user_id``, and do what ``handled`` says.

    ``handled`` is None where the answer changes nothing about the case.
    """

    appeal: Appeal
    handled: Handled | None


class AppealService:
    """Takes appeals and answers."""

    def __init__(
        self, database: Database, steps: Steps, book: ExceptionBook, new_id: Callable[[], int]
    ) -> None:
        self._database = database
        self._steps = steps
        self._book = book
        self._new_id = new_id

    async def appeal(
        self, guild_id: int, number: int, user_id: int, text: str, now: datetime
    ) -> Appeal:
        """A member appeals against their case.

        Raises ``UserError`` for a case that is not theirs, was overruled, or was appealed already.
        """
        async with self._database.transaction() as connection:
            case = await self._steps.find(connection, guild_id, number)
            if user_id not in case.authors:
                raise UserError("moderation.refused.not_yours", number=number)
            if case.state is CaseState.OVERRULED:
                raise UserError("moderation.refused.overruled", number=number)
            appeal = Appeal(
                id=self._new_id(),
                case_id=case.id,
                case_number=case.number,
                guild_id=guild_id,
                user_id=user_id,
                text=text[:APPEAL_LIMIT],
                state=AppealState.WAITING,
                appealed_at=now,
            )
            if not await AppealStore.insert(connection, appeal):
                raise UserError("moderation.refused.appealed", number=number)
            await self._steps.write(connection, case, StepKind.APPEALED, user_id, now)
        return appeal

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

        Declining takes nothing from a member that they had: no pause follows from it, and a case
        that was closed by time stays so.
        Raises ``UserError`` where a colleague answered first, naming who.
        """
        async with self._database.transaction() as connection:
            appeal = await AppealStore.by_id(connection, guild_id, appeal_id)
            if appeal is None:
                raise UserError("moderation.refused.unknown_appeal")
            if appeal.state is not AppealState.WAITING:
                raise _answered_already(appeal)
            state = AppealState.GRANTED if granted else AppealState.DECLINED
            short = None if answer is None else answer[:APPEAL_LIMIT]
            await AppealStore.answer(connection, appeal_id, state, moderator_id, short, now)
            taken = await self._decide(connection, appeal, moderator_id, now, granted=granted)
            changed = await AppealStore.by_id(connection, guild_id, appeal_id)
            assert changed is not None, "it was read in this transaction"
        if taken is None:
            return Answered(changed, None)
        for example in taken.examples:
            self._book.learn(example)
        return Answered(changed, taken.handled)

    async def _decide(
        self,
        connection: Connection,
        appeal: Appeal,
        moderator_id: int,
        now: datetime,
        *,
        granted: bool,
    ) -> Taken | None:
        """What the answer means for the case, or None where it is so already."""
        case = await self._steps.find(connection, appeal.guild_id, appeal.case_number)
        await self._steps.write(connection, case, StepKind.ANSWERED, moderator_id, now)
        wish = Wish(appeal.guild_id, appeal.case_number, moderator_id, now)
        if granted and case.state is not CaseState.OVERRULED:
            return await self._steps.overrule(connection, wish)
        if not granted and case.state is CaseState.OPEN:
            return await self._steps.uphold(connection, wish, escalates=False)
        return None

    async def get(self, guild_id: int, appeal_id: int) -> Appeal | None:
        """An appeal of a server, or None."""
        async with self._database.reading() as connection:
            return await AppealStore.by_id(connection, guild_id, appeal_id)

    async def of_case(self, guild_id: int, number: int) -> list[Appeal]:
        """The appeals against a case, oldest first."""
        async with self._database.reading() as connection:
            case = await self._steps.find(connection, guild_id, number)
            return await AppealStore.of_case(connection, case.id)

    async def of_member(self, guild_id: int, user_id: int, limit: int = 25) -> list[Appeal]:
        """A member's appeals in a server, newest first."""
        async with self._database.reading() as connection:
            return await AppealStore.of_member(connection, guild_id, user_id, limit)

    async def waiting(self, guild_id: int) -> list[Appeal]:
        """A server's appeals that wait for an answer, oldest first."""
        async with self._database.reading() as connection:
            return await AppealStore.waiting(connection, guild_id)


def _answered_already(appeal: Appeal) -> UserError:
    if not appeal.moderator_id:
        return UserError("moderation.case.moved_on", number=appeal.case_number)
    return UserError(
        f"moderation.case.appeal_{appeal.state}",
        number=appeal.case_number,
        who=f"<@{appeal.moderator_id}>",
    )
