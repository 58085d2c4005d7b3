"""The values of the respectful-discussion filter: what is judged, and what a verdict says.

What is made anew for each message is a ``NamedTuple``, here and in what comes after: it takes a
third of the time that a frozen dataclass takes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, TypeAlias

Span: TypeAlias = tuple[int, int]
"""Start and end of a piece of the author's own text, in characters, end excluded."""


class Label(StrEnum):
    """What a message is, by the policy in ``docs/moderation.md``. ``OK`` is everything else."""

    OK = "ok"
    SPECULATION = "speculation"
    OUTING = "outing"
    GATEKEEPING = "gatekeeping"
    STEREOTYPING = "stereotyping"
    IDENTITY_ATTACK = "identity_attack"
    HARASSMENT = "harassment"


LABELS = tuple(Label)
"""Every label; the order is that of the classifiers' outputs."""
BREACHES = LABELS[1:]
"""The six labels that a server can act upon."""

BREACH = 0.5
"""The confidence from which a message counts as a breach at the default strictness."""


class TargetKind(StrEnum):
    """Who a message is about."""

    PERSON = "person"
    MEMBER = "member"
    CHARACTER = "character"
    GROUP = "group"
    SPEAKER = "speaker"


@dataclass(frozen=True, slots=True)
class Target:
    """Who a message is about. ``name`` is a full name of the pack, or None where none is known."""

    kind: TargetKind
    name: str | None = None


class Stage(StrEnum):
    """Which part of the judge had the last word."""

    RULES = "rules"
    FIRST = "first"
    SECOND = "second"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a verdict is what it is: ``moderation.reason.<key>`` of the wording, and its values."""

    key: str
    values: Mapping[str, str] = field(default_factory=dict)


class Post(NamedTuple):
    """What is judged: a text with what was said right before it.

    ``reply_to`` is the message it answers; ``previous`` are the last ones, oldest first, that the
    same two people wrote in the channel. Both are context and are not judged themselves.
    """

    text: str
    author: str | None = None
    reply_to: str | None = None
    previous: tuple[str, ...] = ()


class Verdict(NamedTuple):
    """What the judge makes of a post.

    ``leading`` is the likeliest breach, or None where nothing speaks for one; ``confidence`` is the
    calibrated probability, 0 to 1, that the post is a breach. ``evidence`` are the words it rests
    on; ``rules`` the ids of the rules that fired, exemptions included.
    """

    leading: Label | None = None
    confidence: float = 0.0
    target: Target | None = None
    evidence: tuple[Span, ...] = ()
    reasons: tuple[Reason, ...] = ()
    rules: tuple[str, ...] = ()
    stage: Stage = Stage.FIRST

    @property
    def label(self) -> Label:
        """The label at the default strictness."""
        if self.leading is None or self.confidence < BREACH:
            return Label.OK
        return self.leading

    @property
    def is_breach(self) -> bool:
        """Whether it is a breach at the default strictness."""
        return self.label is not Label.OK


OK_VERDICT = Verdict()
"""Nothing speaks for a breach."""
