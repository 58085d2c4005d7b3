"""Moderators' steps on a case, inside the caller's transaction: checked, written, carried through.

What is read in a transaction can't change before it commits, so that of two moderators the second
sees what the first did, and is told.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from discord_bot.errors import UserError
from discord_bot.folding import fold
from discord_bot.moderation.appeals import Appeal, AppealState
from discord_bot.moderation.cases import (
    NOTE_LIMIT,
    Case,
    CaseState,
    Handled,
    Outcome,
    Step,
    StepKind,
    TimeOut,
    next_state,
)
from discord_bot.moderation.intake import Intake, due
from discord_bot.moderation.learning import Example, Ruling
from discord_bot.moderation.learning_store import ExampleStore
from discord_bot.moderation.members_store import AppealStore, WarningStore
from discord_bot.moderation.model import Label
from discord_bot.moderation.policies import PolicyService
from discord_bot.moderation.standing import MemberWarning
from discord_bot.moderation.store import CaseStore
from discord_bot.moderation.trail_store import MessageStore, StepStore
from discord_bot.storage.database import Connection


@dataclass(frozen=True, slots=True)
class Wish:
    """What a moderator wants of which case. ``version`` is the one that they saw, None for any."""

    guild_id: int
    number: int
    moderator_id: int
    now: datetime
    version: int | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that was written, and what memory is to learn once it is committed."""

    handled: Handled
    examples: tuple[Example, ...] = ()


def already(case: Case) -> UserError:
    """Somebody else took a step first: who, and which."""
    decision = case.decision
    if decision is None or not decision.user_id:
        return UserError("moderation.case.moved_on", number=case.number)
    return UserError(
        f"moderation.case.already.{decision.kind}",
        number=case.number,
        who=f"<@{decision.user_id}>",
    )


def _refusal(case: Case, kind: StepKind) -> UserError:
    """Why a case does not take a step although nobody was faster."""
    if kind is StepKind.RESTORED:
        return UserError("moderation.refused.nothing_to_restore", number=case.number)
    if kind in {StepKind.WARNED, StepKind.TIMED_OUT} and not case.authors:
        return UserError("moderation.refused.nobody", number=case.number)
    return already(case)


class Steps:
    """Takes steps on cases."""

    def __init__(self, intake: Intake, policies: PolicyService, new_id: Callable[[], int]) -> None:
        self._intake = intake
        self._policies = policies
        self._new_id = new_id

    async def find(
        self, connection: Connection, guild_id: int, number: int, *, to_show: bool = False
    ) -> Case:
        """A case, whole or as a card shows it. Raises ``UserError`` where there is none."""
        read = CaseStore.to_show if to_show else CaseStore.find
        case = await read(connection, guild_id, number)
        if case is None:
            raise UserError("moderation.refused.unknown_case", number=number)
        return case

    async def _begin(self, connection: Connection, wish: Wish, kind: StepKind) -> Case:
        """The case as it is, if it may still take the step. Raises ``UserError`` otherwise."""
        case = await self.find(connection, wish.guild_id, wish.number)
        if wish.version is not None and case.version != wish.version:
            raise already(case)
        if next_state(case, kind, wish.now) is None:
            raise _refusal(case, kind)
        if kind in {StepKind.WARNED, StepKind.TIMED_OUT} and not case.authors:
            raise _refusal(case, kind)
        return case

    async def _move(self, connection: Connection, case: Case, kind: StepKind, wish: Wish) -> None:
        """Put the case into the state that follows; the first decision's time is kept."""
        state = next_state(case, kind, wish.now)
        assert state is not None, "_begin has asked"
        decided_at = case.decided_at
        if state is not CaseState.OPEN and (decided_at is None or case.state is CaseState.EXPIRED):
            decided_at = wish.now
        moved = await CaseStore.move(connection, case, state, decided_at)
        assert moved, "nobody else writes while this transaction is open"

    async def write(
        self,
        connection: Connection,
        case: Case,
        kind: StepKind,
        user_id: int | None,
        now: datetime,
        *,
        note: str | None = None,
        outcome: Outcome | None = None,
        detail: str | None = None,
    ) -> Step:
        """Add a line to the audit trail."""
        step = Step(
            id=self._new_id(),
            case_id=case.id,
            kind=kind,
            user_id=user_id,
            taken_at=now,
            note=None if note is None else note[:NOTE_LIMIT],
            outcome=outcome,
            detail=detail,
        )
        await StepStore.insert(connection, case.guild_id, step)
        return step

    async def _handled(
        self,
        connection: Connection,
        before: Case,
        step: Step,
        *,
        time_outs: tuple[TimeOut, ...] = (),
        warned: tuple[int, ...] = (),
    ) -> Handled:
        case = await CaseStore.by_id(connection, before.id)
        assert case is not None, "cases are never deleted"
        return Handled(case=case, step=step, time_outs=time_outs, warned=warned)

    async def uphold(self, connection: Connection, wish: Wish, *, escalates: bool = True) -> Taken:
        """The filter was right. ``escalates``: a pause may follow, as the server chose."""
        case = await self._begin(connection, wish, StepKind.UPHELD)
        await self._move(connection, case, StepKind.UPHELD, wish)
        step = await self.write(
            connection, case, StepKind.UPHELD, wish.moderator_id, wish.now, note=wish.note
        )
        examples = await self._teach(connection, case, Ruling.BREACH, wish.now)
        time_outs = await self._escalate(connection, case, wish.now) if escalates else ()
        handled = await self._handled(connection, case, step, time_outs=time_outs)
        return Taken(handled, examples)

    async def warn(self, connection: Connection, wish: Wish) -> Taken:
        """Uphold, and warn everyone whose message is in the case."""
        case = await self._begin(connection, wish, StepKind.WARNED)
        await self._move(connection, case, StepKind.WARNED, wish)
        step = await self.write(
            connection, case, StepKind.WARNED, wish.moderator_id, wish.now, note=wish.note
        )
        expires_at = wish.now + timedelta(days=self._policies.get(wish.guild_id).warning_days)
        for user_id in case.authors:
            warning = MemberWarning(case.number, user_id, wish.moderator_id, wish.now, expires_at)
            await WarningStore.insert(connection, self._new_id(), case, warning)
        examples = await self._teach(connection, case, Ruling.BREACH, wish.now)
        time_outs = await self._escalate(connection, case, wish.now)
        handled = await self._handled(
            connection, case, step, time_outs=time_outs, warned=case.authors
        )
        return Taken(handled, examples)

    async def time_out(self, connection: Connection, wish: Wish, minutes: int | None) -> Taken:
        """Uphold, and let everyone pause whose message is in the case."""
        case = await self._begin(connection, wish, StepKind.TIMED_OUT)
        await self._move(connection, case, StepKind.TIMED_OUT, wish)
        usual = self._policies.get(wish.guild_id).time_out_minutes
        span = timedelta(minutes=usual if minutes is None else minutes)
        paused = set(case.timed_out)
        time_outs = tuple(
            [
                await self._intake.time_out(
                    connection, case.guild_id, case.id, user_id, span, wish.now, wish.moderator_id
                )
                for user_id in case.authors
                if user_id not in paused
            ]
        )
        examples = await self._teach(connection, case, Ruling.BREACH, wish.now)
        first = await StepStore.by_id(connection, time_outs[0].step_id)
        assert first is not None, "it was written just now"
        return Taken(await self._handled(connection, case, first, time_outs=time_outs), examples)

    async def overrule(self, connection: Connection, wish: Wish) -> Taken:
        """The filter was wrong: everything that was done is taken back, and it learns."""
        case = await self._begin(connection, wish, StepKind.OVERRULED)
        await self._move(connection, case, StepKind.OVERRULED, wish)
        await WarningStore.revoke(connection, case.id, wish.now)
        answered = await self._grant(connection, case, wish)
        examples = await self._teach(connection, case, Ruling.FINE, wish.now)
        handled = await self._undo(connection, case, StepKind.OVERRULED, wish, answered)
        return Taken(handled, examples)

    async def restore(self, connection: Connection, wish: Wish) -> Taken:
        """Everything that was done is taken back, without a word on who was right."""
        case = await self._begin(connection, wish, StepKind.RESTORED)
        await self._move(connection, case, StepKind.RESTORED, wish)
        return Taken(await self._undo(connection, case, StepKind.RESTORED, wish, ()))

    async def _undo(
        self,
        connection: Connection,
        case: Case,
        kind: StepKind,
        wish: Wish,
        answered: tuple[Appeal, ...],
    ) -> Handled:
        """Claim what is down and who pauses, so that nobody gives it back a second time."""
        restore, lift = case.held, case.pausing(wish.now)
        outcome = None if restore or lift else Outcome.DONE
        step = await self.write(
            connection,
            case,
            kind,
            wish.moderator_id,
            wish.now,
            note=wish.note,
            outcome=outcome,
        )
        await MessageStore.restored(connection, restore, wish.now)
        now = await CaseStore.by_id(connection, case.id)
        assert now is not None, "cases are never deleted"
        return Handled(case=now, step=step, restore=restore, lift=lift, answered=answered)

    async def _grant(self, connection: Connection, case: Case, wish: Wish) -> tuple[Appeal, ...]:
        """Grant the appeals that wait; the members are told by whoever called."""
        waiting = [
            appeal.id
            for appeal in await AppealStore.of_case(connection, case.id)
            if appeal.state is AppealState.WAITING
        ]
        for appeal_id in waiting:
            await AppealStore.answer(
                connection, appeal_id, AppealState.GRANTED, wish.moderator_id, None, wish.now
            )
        appeals = await AppealStore.of_case(connection, case.id)
        return tuple(appeal for appeal in appeals if appeal.id in waiting)

    async def _teach(
        self, connection: Connection, case: Case, ruling: Ruling, now: datetime
    ) -> tuple[Example, ...]:
        """Keep the case's texts as the server's examples, each once.

        Fine ones stay, for what is like them is left alone; breaches go with their case's words.
        """
        if case.label is Label.OK and ruling is Ruling.FINE:
            return ()  # a member's report of what the filter lets pass anyway
        texts = {fold(message.text): message.author_id for message in case.messages if message.text}
        examples = tuple(
            Example(case.guild_id, user_id, case.label, ruling, text)
            for text, user_id in texts.items()
        )
        ids = {example.text: self._new_id() for example in examples}
        for example in examples:
            await ExampleStore.insert(connection, ids[example.text], case.id, example, now)
        if ruling is Ruling.BREACH:
            await ExampleStore.withdraw(connection, case.guild_id, ids)
        await ExampleStore.trim(connection, case.guild_id, ruling)
        return examples

    async def _escalate(
        self, connection: Connection, case: Case, now: datetime
    ) -> tuple[TimeOut, ...]:
        """The pauses that a server's escalation asks for, now that the case is upheld."""
        policy = self._policies.get(case.guild_id)
        found = []
        for user_id in case.authors:
            span = await due(connection, case.guild_id, user_id, policy, now)
            if span is not None:
                found.append(
                    await self._intake.time_out(
                        connection, case.guild_id, case.id, user_id, span, now
                    )
                )
        return tuple(found)
