"""Writes a breach down before anything is done about it: a new case, or one more message of one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from discord_bot.moderation.cases import (
    REPEAT_WINDOW,
    Case,
    CaseMessage,
    CaseState,
    Decision,
    Outcome,
    Step,
    StepKind,
    TimeOut,
)
from discord_bot.moderation.learning import is_near
from discord_bot.moderation.model import Label, Post, Verdict
from discord_bot.moderation.policy import Action, Decided, MessageKind, Place, ServerPolicy
from discord_bot.moderation.standing import escalation_due
from discord_bot.moderation.store import CaseStore
from discord_bot.moderation.trail_store import MessageStore, StepStore
from discord_bot.storage.database import Connection

_ACTIONS = tuple(Action)
"""From the least to the most."""
_COMPARED = 25
"""An author's newest cases that a new text of theirs is compared with; it opens one otherwise."""


@dataclass(frozen=True, slots=True)
class Breach:
    """A post with all that was found and decided about it. ``outcome`` is set for what is done."""

    post: Post
    place: Place
    verdict: Verdict
    decided: Decided
    label: Label
    written_at: datetime
    outcome: Outcome | None = None


class Intake:
    """Opens cases and adds to them, inside the caller's transaction."""

    def __init__(self, new_id: Callable[[], int]) -> None:
        self._new_id = new_id

    async def seen(self, connection: Connection, post: Post, place: Place) -> Case | None:
        """The case in which this very message is with the same text, or None."""
        if place.message_id is None:
            return None
        found = await MessageStore.seen(connection, place.guild_id, place.message_id, post.text)
        return None if found is None else await CaseStore.few_by_id(connection, found)

    async def write(self, connection: Connection, breach: Breach, policy: ServerPolicy) -> Decision:
        """Write a breach down as *intended*, as a repeat of the running case where there is one."""
        running = await _running(connection, breach)
        case_id = await self._open(connection, breach) if running is None else running.id
        if running is not None:
            action = _most((running.action, breach.decided.action))
            would = _most((running.would, breach.decided.would))
            await CaseStore.join(connection, case_id, action, would, breach.written_at)
        message = self._message(breach, case_id)
        await MessageStore.insert(connection, message)
        time_out = await self._time_out(connection, breach, case_id, policy)
        case = await CaseStore.few_by_id(connection, case_id)
        return Decision(
            verdict=breach.verdict,
            action=breach.decided.action,
            would=breach.decided.would,
            case=case,
            message=message,
            is_new=running is None,
            time_out=time_out,
        )

    async def _open(self, connection: Connection, breach: Breach) -> int:
        verdict, place = breach.verdict, breach.place
        case = Case(
            id=self._new_id(),
            guild_id=place.guild_id,
            number=0,
            state=CaseState.OPEN,
            version=0,
            label=breach.label,
            confidence=verdict.confidence,
            stage=verdict.stage,
            target=verdict.target,
            rules=verdict.rules,
            kind=place.kind,
            action=breach.decided.action,
            would=breach.decided.would,
            author_id=place.author_id,
            count=1,
            opened_at=breach.written_at,
            last_at=breach.written_at,
        )
        await CaseStore.insert(connection, case)
        opened = Step(self._new_id(), case.id, StepKind.OPENED, None, breach.written_at)
        await StepStore.insert(connection, place.guild_id, opened)
        return case.id

    def _message(self, breach: Breach, case_id: int) -> CaseMessage:
        verdict, place, action = breach.verdict, breach.place, breach.decided.action
        outcome = breach.outcome if action.takes_down else Outcome.DONE
        return CaseMessage(
            id=self._new_id(),
            case_id=case_id,
            guild_id=place.guild_id,
            channel_id=place.channel_id,
            parent_id=place.parent_id,
            message_id=place.message_id,
            author_id=place.author_id,
            kind=place.kind,
            text=breach.post.text,
            evidence=verdict.evidence,
            reasons=verdict.reasons,
            confidence=verdict.confidence,
            action=action,
            would=breach.decided.would,
            outcome=outcome,
            detail=None,
            written_at=breach.written_at,
            acted_at=None if outcome is None else breach.written_at,
        )

    async def _time_out(
        self, connection: Connection, breach: Breach, case_id: int, policy: ServerPolicy
    ) -> TimeOut | None:
        """The pause that goes with the act: by the rule itself, or by escalation."""
        place, action = breach.place, breach.decided.action
        if not action.takes_down or breach.outcome is not None:
            return None
        span: timedelta | None = None
        if action is Action.TIME_OUT:
            span = timedelta(minutes=policy.time_out_minutes)
        else:
            span = await due(connection, place.guild_id, place.author_id, policy, breach.written_at)
        if span is None:
            return None
        return await self.time_out(
            connection, place.guild_id, case_id, place.author_id, span, breach.written_at
        )

    async def time_out(
        self,
        connection: Connection,
        guild_id: int,
        case_id: int,
        user_id: int,
        span: timedelta,
        now: datetime,
        moderator_id: int | None = None,
    ) -> TimeOut:
        """Write down a pause as *intended*: a moderator's, or the bot's by a server's setting."""
        step = Step(
            id=self._new_id(),
            case_id=case_id,
            kind=StepKind.ESCALATED if moderator_id is None else StepKind.TIMED_OUT,
            user_id=moderator_id,
            taken_at=now,
            about_id=user_id,
            minutes=int(span / timedelta(minutes=1)),
        )
        await StepStore.insert(connection, guild_id, step)
        return TimeOut(user_id, span, step.id)


async def _running(connection: Connection, breach: Breach) -> Case | None:
    """The open case that a breach repeats, so that one decision is right for all that is in it."""
    place, text = breach.place, breach.post.text
    if place.kind is MessageKind.REPORT:
        return None
    since = breach.written_at - REPEAT_WINDOW
    same = await CaseStore.repeated(connection, place.guild_id, text, since)
    if same is not None or not text:
        return same
    words = [text[start:end] for start, end in breach.verdict.evidence]
    lately = await CaseStore.lately_of(
        connection, place.guild_id, place.author_id, breach.label, since, _COMPARED
    )
    # Always with the first message: from one to the next, a text could wander anywhere.
    return next((case for case, first in lately if is_near(text, first, words)), None)


def _most(actions: Iterable[Action]) -> Action:
    return max(actions, key=_ACTIONS.index)


async def due(
    connection: Connection, guild_id: int, user_id: int, policy: ServerPolicy, now: datetime
) -> timedelta | None:
    """The pause that a server's escalation asks for now, or None."""
    if policy.escalation is None:
        return None
    since = now - timedelta(days=policy.escalation.days)
    upheld = await MessageStore.upheld_times(connection, guild_id, user_id, since)
    last = await StepStore.last_time_out(connection, guild_id, user_id)
    return escalation_due(policy.escalation, upheld, last, now)
