"""What becomes of a breach: a case with its messages and steps, and who may do what to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from discord_bot.moderation.appeals import Appeal
from discord_bot.moderation.model import Label, Reason, Span, Stage, Target, Verdict
from discord_bot.moderation.policy import Action, MessageKind

REPEAT_WINDOW = timedelta(minutes=10)
"""A breach this soon after the last one joins its case: the same text, or the same author and label
with a text near it."""
EXPIRY = timedelta(days=30)
"""A case that no moderator has touched for so long is closed; no warning counts from it."""
NEWEST = 8
"""How many of a case's newest messages, and of its newest steps, are read while it grows."""
NOTE_LIMIT = 500
"""Characters of a moderator's note."""


class CaseState(StrEnum):
    """What moderators made of a case."""

    OPEN = "open"
    UPHELD = "upheld"
    OVERRULED = "overruled"
    EXPIRED = "expired"


class Outcome(StrEnum):
    """What Discord said to an act. ``gone``: there was nothing left to act upon."""

    DONE = "done"
    REFUSED = "refused"
    GONE = "gone"
    FAILED = "failed"


class StepKind(StrEnum):
    """What happened to a case. The first group is done by moderators, the second by others."""

    UPHELD = "upheld"
    OVERRULED = "overruled"
    WARNED = "warned"
    TIMED_OUT = "timed_out"
    RESTORED = "restored"

    OPENED = "opened"
    ACTED = "acted"
    REPORTED = "reported"
    REWORDED = "reworded"
    APPEALED = "appealed"
    ANSWERED = "answered"
    ESCALATED = "escalated"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class CaseMessage:
    """A message of a case: what its author wrote, why it counts, and what was done about it.

    ``outcome`` is None while the act is intended and not yet answered by Discord; ``detail`` is
    what Discord said. ``restored_at`` is set once it was given back to its channel. ``text`` is
    None once its evidence was deleted. ``tried_at`` is set right before Discord is asked to take it
    down; ``owed_at`` from when it is down until its author was told. ``restored_as`` is the message
    of Discord as which it stands again, by a webhook, or None; a long one's first piece.
    """

    id: int
    case_id: int
    guild_id: int
    channel_id: int
    parent_id: int | None
    message_id: int | None
    author_id: int
    kind: MessageKind
    text: str | None
    evidence: tuple[Span, ...]
    reasons: tuple[Reason, ...]
    confidence: float
    action: Action
    would: Action
    outcome: Outcome | None
    detail: str | None
    written_at: datetime
    acted_at: datetime | None = None
    restored_at: datetime | None = None
    tried_at: datetime | None = None
    owed_at: datetime | None = None
    restored_as: int | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """The words that the verdict rests on."""
        return tuple((self.text or "")[start:end] for start, end in self.evidence)

    @property
    def is_pending(self) -> bool:
        """Whether it should be taken down, and Discord has not answered yet."""
        return self.action.takes_down and self.outcome is None

    @property
    def is_down(self) -> bool:
        """Whether the message was taken from its channel and not given back."""
        return self.action.takes_down and self.outcome is Outcome.DONE and self.restored_at is None


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a case's audit trail.

    ``user_id`` is who did it: None for the bot, 0 for somebody who asked to be forgotten.
    ``about_id`` is whom a time-out is for. Acts upon Discord (a time-out,
    giving a message back) have an ``outcome``, None until Discord answered.
    """

    id: int
    case_id: int
    kind: StepKind
    user_id: int | None
    taken_at: datetime
    about_id: int | None = None
    minutes: int | None = None
    note: str | None = None
    outcome: Outcome | None = None
    detail: str | None = None

    @property
    def is_pending(self) -> bool:
        """Whether it is an act upon Discord that was not answered yet."""
        return self.outcome is None and self.kind in ACTS


@dataclass(frozen=True, slots=True)
class Case:
    """A breach and all that came of it. ``number`` counts from 1 in each server.

    ``version`` grows with every decision of a moderator; a card carries the one it shows, so that
    nobody decides on what a colleague has decided already. ``author_id`` is the first message's, 0
    for somebody who asked to be forgotten; ``count`` is how many messages the case has had.
    ``action`` is the most that was done about one of them, and ``would`` the most by enforcement.
    ``label`` is ``ok`` only for what a member reported and the filter saw nothing in.
    A case that is read to be shown, not decided on, has but the first and newest of its messages
    and steps: ``more_messages`` were left out, those of forgotten members counted with them, and
    ``more_steps``, not counting what Discord said to taking messages down.
    """

    id: int
    guild_id: int
    number: int
    state: CaseState
    version: int
    label: Label
    confidence: float
    stage: Stage
    target: Target | None
    rules: tuple[str, ...]
    kind: MessageKind
    action: Action
    would: Action
    author_id: int
    count: int
    opened_at: datetime
    last_at: datetime
    decided_at: datetime | None = None
    card_channel_id: int | None = None
    card_message_id: int | None = None
    messages: tuple[CaseMessage, ...] = ()
    steps: tuple[Step, ...] = ()
    more_messages: int = 0
    more_steps: int = 0

    @property
    def authors(self) -> tuple[int, ...]:
        """Everyone whose messages are in the case, in order."""
        return tuple(dict.fromkeys(message.author_id for message in self.messages))

    @property
    def decision(self) -> Step | None:
        """The newest step that a moderator took, or None."""
        return next((step for step in reversed(self.steps) if step.kind in BY_MODERATORS), None)

    @property
    def held(self) -> tuple[CaseMessage, ...]:
        """The messages that are down and could be given back."""
        return tuple(item for item in self.messages if item.is_down and item.text is not None)

    @property
    def pending_messages(self) -> tuple[CaseMessage, ...]:
        """The messages that should be taken down and were not answered for by Discord."""
        return tuple(item for item in self.messages if item.is_pending)

    @property
    def pending_steps(self) -> tuple[Step, ...]:
        """The acts of moderators that were not answered for by Discord."""
        return tuple(step for step in self.steps if step.is_pending)

    @property
    def owed(self) -> tuple[CaseMessage, ...]:
        """The messages that are down and whose authors have yet to be told."""
        return tuple(item for item in self.messages if item.owed_at is not None)

    def pause_with(self, message: CaseMessage) -> Step | None:
        """The pause that was decided together with a message, or None."""
        for step in self.steps:
            if step.kind is not StepKind.ESCALATED or step.taken_at != message.written_at:
                continue
            # It was written down right after its message, and ids grow.
            before = [
                item.id
                for item in self.messages
                if item.author_id == step.about_id and item.id < step.id
            ]
            if before and before[-1] == message.id:
                return step
        return None

    def pauses(self, before: int | None = None) -> dict[int, datetime]:
        """Whom the case let pause and did not lift it for, and until when; it may be over by now.

        ``before`` is the id of a step: only those count that were taken earlier.
        """
        paused: dict[int, datetime] = {}
        for step in self.steps:
            if before is not None and step.id >= before:
                break
            if step.outcome in {Outcome.REFUSED, Outcome.FAILED}:
                continue
            if step.kind in {StepKind.RESTORED, StepKind.OVERRULED}:
                paused.clear()
            elif step.kind in TIME_OUTS and step.outcome is not Outcome.GONE and step.about_id:
                until = step.taken_at + timedelta(minutes=step.minutes or 0)
                paused[step.about_id] = max(until, paused.get(step.about_id, until))
        return paused

    @property
    def timed_out(self) -> tuple[int, ...]:
        """The members whom the case let pause, and for whom that was not lifted."""
        return tuple(self.pauses())

    def pausing(self, now: datetime, before: int | None = None) -> tuple[int, ...]:
        """Those of the members whom the case let pause who pause still; ``before`` as above."""
        return tuple(user_id for user_id, until in self.pauses(before).items() if until > now)


BY_MODERATORS = frozenset(
    {
        StepKind.UPHELD,
        StepKind.OVERRULED,
        StepKind.WARNED,
        StepKind.TIMED_OUT,
        StepKind.RESTORED,
    }
)
TIME_OUTS = frozenset({StepKind.TIMED_OUT, StepKind.ESCALATED})
ACTS = TIME_OUTS | {StepKind.OVERRULED, StepKind.RESTORED, StepKind.REWORDED}
"""The steps that ask something of Discord. Overruling gives back what was taken."""

_DECIDED = {
    StepKind.UPHELD: CaseState.UPHELD,
    StepKind.WARNED: CaseState.UPHELD,
    StepKind.TIMED_OUT: CaseState.UPHELD,
    StepKind.OVERRULED: CaseState.OVERRULED,
}


def next_state(case: Case, kind: StepKind, now: datetime | None = None) -> CaseState | None:
    """The state after a moderator's step, or None where the case is past it.

    Upholding and overruling can each replace the other: a moderator may think again. A warning is
    given once, a time-out once until it was taken back, and only what was done can be restored.
    What was left out of a case may allow a step that the rest does not: then it is not ruled out.
    Without ``now``, as on a card that stands for long, a pause that is over counts as well.
    """
    state = _DECIDED.get(kind, case.state)
    if kind in {StepKind.UPHELD, StepKind.OVERRULED}:
        return None if case.state is state else state
    if kind is StepKind.RESTORED:
        may_hold = bool(case.more_messages) and case.action.takes_down
        paused = case.timed_out if now is None else case.pausing(now)
        return state if case.held or paused or may_hold or case.more_steps else None
    if kind is StepKind.TIMED_OUT:
        unpaused = set(case.authors) - set(case.timed_out)
        return state if unpaused or case.more_messages else None
    since = [step.kind for step in case.steps if step.kind in {kind, StepKind.OVERRULED}]
    return None if since and since[-1] is kind else state


@dataclass(frozen=True, slots=True)
class TimeOut:
    """A pause to set now: whose, how long, and the step that tells how it went."""

    user_id: int
    span: timedelta
    step_id: int


@dataclass(frozen=True, slots=True)
class Handled:
    """What a moderator's step led to, written down already; the cog does what follows.

    ``restore``: give these messages back to their channels, and ``lift`` the time-outs of these
    members; then ``cases.record_step(step.id, …)`` once for both. ``time_outs``: set each, by the
    moderator's wish or because the server's escalation asks for it, and record each by its own
    step. ``warned``: tell these members. ``answered``: appeals that were waiting and that this
    decides; tell their authors.
    """

    case: Case
    step: Step
    restore: tuple[CaseMessage, ...] = ()
    lift: tuple[int, ...] = ()
    time_outs: tuple[TimeOut, ...] = ()
    warned: tuple[int, ...] = ()
    answered: tuple[Appeal, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do about a message, decided and written down before it is done.

    ``action`` is for now, ``would`` for when the label is enforced. Where there is a case,
    ``message`` is this message's part of it: where ``action.takes_down``, take it down and
    ``record(message.id, …)`` what Discord said.
    ``is_new``: the case was opened by it, so that a card is due; else ``count`` messages are in the
    case, so that its card is to be renewed. ``time_out``: besides, let the author pause, and
    ``cases.record_step`` it.
    ``pile_on``: so many members have turned on ``place.aimed_at`` within minutes; told once.
    ``learned``: nothing is done, for moderators overruled a text like it.
    """

    verdict: Verdict
    action: Action = Action.NONE
    would: Action = Action.NONE
    case: Case | None = None
    message: CaseMessage | None = None
    is_new: bool = False
    time_out: TimeOut | None = None
    pile_on: int | None = None
    learned: bool = False

    @property
    def case_number(self) -> int | None:
        """The case's number in its server."""
        return None if self.case is None else self.case.number

    @property
    def case_id(self) -> int | None:
        """The case's id."""
        return None if self.case is None else self.case.id

    @property
    def count(self) -> int:
        """How many messages the case has."""
        return 0 if self.case is None else self.case.count


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases a queue shows; None is any. ``appealed`` keeps those with a waiting appeal."""

    state: CaseState | None = CaseState.OPEN
    label: Label | None = None
    author_id: int | None = None
    appealed: bool = False


@dataclass(frozen=True, slots=True)
class CasePage:
    """A page of a queue, newest case first; pages count from 0. ``cases`` have no steps."""

    cases: tuple[Case, ...]
    page: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class Missed:
    """A message that came while judging failed: to be fetched and judged now."""

    guild_id: int
    channel_id: int
    message_id: int
    author_id: int
    missed_at: datetime
