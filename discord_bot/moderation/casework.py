"""What moderators do with cases. Two at once never clash: the second is told who was first."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from discord_bot.errors import UserError
from discord_bot.moderation.cases import (
    TIME_OUTS,
    Case,
    CaseFilter,
    CaseMessage,
    CasePage,
    Handled,
    Outcome,
    StepKind,
)
from discord_bot.moderation.intake import due
from discord_bot.moderation.learning import ExceptionBook
from discord_bot.moderation.members_store import WarningStore
from discord_bot.moderation.policies import PolicyService
from discord_bot.moderation.standing import USUAL_DAYS, Standing
from discord_bot.moderation.steps import Steps, Taken, Wish
from discord_bot.moderation.store import CaseStore
from discord_bot.moderation.trail_store import MessageStore, StepStore
from discord_bot.sharding import ALL, Shards
from discord_bot.storage.database import Database

PAGE_SIZE = 10
"""Cases on a page of a queue."""
UNFINISHED_FOR = timedelta(days=1)
"""How far back a restart looks for acts without an answer; older ones would surprise everybody."""
_UNDOING = frozenset({StepKind.OVERRULED, StepKind.RESTORED, StepKind.REWORDED})


class CaseService:
    """Reads cases and takes moderators' steps.

    ``version`` is the one that the moderator saw (a card's button carries it); where the case has
    moved on since, ``UserError`` names who did what. None decides on the case as it is now. A step
    that the case is past raises ``UserError``, too, and so does a number that the server lacks.
    """

    def __init__(
        self,
        database: Database,
        steps: Steps,
        policies: PolicyService,
        book: ExceptionBook,
        shards: Shards = ALL,
    ) -> None:
        self._database = database
        self._shards = shards
        self._steps = steps
        self._policies = policies
        self._book = book

    # --- reading --------------------------------------------------------------------------------

    async def get(self, guild_id: int, number: int) -> Case:
        """A case with its messages and steps. Raises ``UserError`` where there is none."""
        async with self._database.reading() as connection:
            return await self._steps.find(connection, guild_id, number)

    async def to_show(self, guild_id: int, number: int) -> Case:
        """A case for its card; an open one with the first and newest of its messages and steps.

        Raises ``UserError`` where there is none.
        """
        async with self._database.reading() as connection:
            return await self._steps.find(connection, guild_id, number, to_show=True)

    async def by_id(self, case_id: int) -> Case | None:
        """A case by its id, or None."""
        async with self._database.reading() as connection:
            return await CaseStore.by_id(connection, case_id)

    async def of_message(self, guild_id: int, message_id: int) -> Case | None:
        """The newest case that has a message of Discord in it, for *Why was this touched?*."""
        async with self._database.reading() as connection:
            return await CaseStore.of_message(connection, guild_id, message_id)

    async def standing_as(self, guild_id: int, message_id: int) -> CaseMessage | None:
        """What was given back to its channel as this message of Discord, or None.

        Its author is the member; Discord shows a webhook.
        """
        async with self._database.reading() as connection:
            return await MessageStore.standing_as(connection, guild_id, message_id)

    async def given_back(self, guild_id: int, channel_id: int, text: str) -> Case | None:
        """The newest case with a message of this text that was given back to a channel.

        For later pieces of a long message, and for what was given back before fanbot wrote down as
        which message.
        """
        async with self._database.reading() as connection:
            return await CaseStore.given_back(connection, guild_id, channel_id, text)

    async def of_member(self, guild_id: int, user_id: int, limit: int = 25) -> list[Case]:
        """A member's newest cases, newest first and without their steps."""
        async with self._database.reading() as connection:
            return await CaseStore.of_member(connection, guild_id, user_id, limit)

    async def queue(self, guild_id: int, filters: CaseFilter, page: int = 0) -> CasePage:
        """A page of a server's cases. A page beyond the last gives the last."""
        async with self._database.reading() as connection:
            total = await CaseStore.count(connection, guild_id, filters)
            pages = max(1, -(-total // PAGE_SIZE))
            page = min(max(page, 0), pages - 1)
            cases = await CaseStore.page(connection, guild_id, filters, PAGE_SIZE, page * PAGE_SIZE)
        return CasePage(tuple(cases), page, pages, total)

    async def unfinished(self, now: datetime) -> list[Case]:
        """Cases of the last day with an act or a letter that is due still, or without a card.

        After a restart: do ``Case.pending_messages`` and ``pending_steps`` and record them, tell
        the authors of ``Case.owed``, and post the card where the server has a log channel.
        """
        async with self._database.reading() as connection:
            found = await CaseStore.unfinished(connection, now - UNFINISHED_FOR)
        return [case for case in found if self._shards.serves(case.guild_id)]

    async def attach_card(self, case_id: int, channel_id: int, message_id: int) -> None:
        """Remember where a case's card stands."""
        async with self._database.transaction() as connection:
            await CaseStore.attach_card(connection, case_id, channel_id, message_id)

    async def with_deleted_words(self) -> list[Case]:
        """Cases whose cards may show words still that were deleted: show them anew, and detach.

        Those of every server, for whoever is asked to forget a member does so in all of them.
        """
        async with self._database.reading() as connection:
            return await CaseStore.with_deleted_words(connection)

    async def detach_card(self, case_id: int) -> None:
        """Follow a card no longer; should its case change, that gets a new one."""
        async with self._database.transaction() as connection:
            await CaseStore.detach_card(connection, case_id)

    async def held(self, guild_id: int, number: int) -> tuple[CaseMessage, ...]:
        """The messages of a case that are down and could be given back, with their texts."""
        return (await self.get(guild_id, number)).held

    async def standing(self, guild_id: int, user_id: int, now: datetime) -> Standing:
        """How a member stands: warnings that count, upheld cases, a pause that is due."""
        policy = self._policies.get(guild_id)
        days = USUAL_DAYS if policy.escalation is None else policy.escalation.days
        async with self._database.reading() as connection:
            warnings = await WarningStore.counting(connection, guild_id, user_id, now)
            upheld = await MessageStore.upheld_times(
                connection, guild_id, user_id, now - timedelta(days=days)
            )
            escalate = await due(connection, guild_id, user_id, policy, now)
        return Standing(user_id, tuple(warnings), len(upheld), escalate)

    # --- moderators' steps ----------------------------------------------------------------------

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
        wish = Wish(guild_id, number, moderator_id, now, version, note)
        async with self._database.transaction() as connection:
            taken = await self._steps.uphold(connection, wish)
        return self._learn(taken)

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
        wish = Wish(guild_id, number, moderator_id, now, version, note)
        async with self._database.transaction() as connection:
            taken = await self._steps.overrule(connection, wish)
        return self._learn(taken)

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
        wish = Wish(guild_id, number, moderator_id, now, version, note)
        async with self._database.transaction() as connection:
            taken = await self._steps.warn(connection, wish)
        return self._learn(taken)

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
        wish = Wish(guild_id, number, moderator_id, now, version, note)
        async with self._database.transaction() as connection:
            taken = await self._steps.time_out(connection, wish, minutes)
        return self._learn(taken)

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
        wish = Wish(guild_id, number, moderator_id, now, version, note)
        async with self._database.transaction() as connection:
            taken = await self._steps.restore(connection, wish)
        return self._learn(taken)

    def _learn(self, taken: Taken) -> Handled:
        """Let memory follow what was committed."""
        for example in taken.examples:
            self._book.learn(example)
        return taken.handled

    async def record_step(
        self,
        step_id: int,
        outcome: Outcome,
        detail: str | None,
        now: datetime,
        *,
        still_down: Collection[int] | None = None,
        posted: Mapping[int, int] | None = None,
    ) -> Case:
        """Write what Discord said to a step's act; returns the case as it is now.

        After a time-out that is the case with the first and newest of its messages and steps: there
        may be one for each of them.
        Where messages could not be given back they are held again: those whose
        ``CaseMessage.id`` is in ``still_down``, or all of them where it is None. ``posted`` are the
        messages of Discord that others stand as now, by ``CaseMessage.id``.
        """
        async with self._database.transaction() as connection:
            step = await StepStore.by_id(connection, step_id)
            if step is None:
                raise LookupError(f"there is no step {step_id}")
            await StepStore.answer(connection, step_id, outcome, detail, now)
            if step.kind in TIME_OUTS:
                few = await CaseStore.few_by_id(connection, step.case_id, step.about_id)
                assert few is not None, "steps belong to cases"
                return few
            await MessageStore.stand_as(connection, posted or {})
            before = await CaseStore.by_id(connection, step.case_id)
            assert before is not None, "steps belong to cases"
            if step.kind in _UNDOING and outcome in {Outcome.REFUSED, Outcome.FAILED}:
                again = [
                    message
                    for message in before.messages
                    if message.restored_at == step.taken_at
                    and (still_down is None or message.id in still_down)
                ]
                await MessageStore.not_restored(connection, again)
            case = await CaseStore.by_id(connection, step.case_id)
            assert case is not None, "steps belong to cases"
            return case

    async def reworded(
        self,
        guild_id: int,
        number: int,
        user_id: int,
        now: datetime,
        *,
        entry_id: int | None = None,
    ) -> Handled:
        """Its author wants to repost an edited message; call it before reposting, so once only.

        ``entry_id`` is a ``CaseMessage.id``; without it, their newest is meant.
        Afterwards ``record_step`` whether it stands. Raises ``UserError`` for somebody else's case,
        or one without a message of theirs that is down.
        """
        async with self._database.transaction() as connection:
            case = await self._steps.find(connection, guild_id, number)
            if user_id not in case.authors:
                raise UserError("moderation.refused.not_yours", number=number)
            mine = [
                message
                for message in case.held
                if message.author_id == user_id and entry_id in {None, message.id}
            ]
            if not mine:
                raise UserError("moderation.refused.nothing_to_restore", number=number)
            step = await self._steps.write(connection, case, StepKind.REWORDED, user_id, now)
            await MessageStore.restored(connection, mine[-1:], now)
            changed = await self._steps.find(connection, guild_id, number)
            return Handled(case=changed, step=step)
