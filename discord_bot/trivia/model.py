"""The values of trivia: what a question, a round, a game and an answer are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from discord_bot.pack_files import Difficulty, QuestionEntry

__all__ = [
    "Answer",
    "Difficulty",
    "EndReason",
    "Game",
    "GameState",
    "Mode",
    "Origin",
    "Pace",
    "Question",
    "Round",
]


class Origin(StrEnum):
    """Where a question comes from: the pack's files, its tables, or a server's own list."""

    PACK = "pack"
    GENERATED = "generated"
    GUILD = "guild"


class Mode(StrEnum):
    """How a game is played."""

    BUTTONS = "buttons"
    TYPED = "typed"
    LIGHTNING = "lightning"
    DUEL = "duel"


class Pace(StrEnum):
    """Relaxed gives twice the time and no points for speed."""

    NORMAL = "normal"
    RELAXED = "relaxed"


class GameState(StrEnum):
    """What a game is waiting for."""

    CHALLENGED = "challenged"
    """A duel that the opponent has not accepted yet."""
    OPEN = "open"
    """A round takes answers."""
    BETWEEN = "between"
    """The answer stands; the next round opens soon."""
    PAUSED = "paused"
    """Nobody answered for a while; anyone may resume."""
    ENDED = "ended"


class EndReason(StrEnum):
    """Why a game ended."""

    FINISHED = "finished"
    STOPPED = "stopped"
    DECLINED = "declined"
    EXPIRED = "expired"
    EXHAUSTED = "exhausted"
    CHANNEL_GONE = "channel_gone"


@dataclass(frozen=True, slots=True)
class Question:
    """A question that can be asked.

    ``season`` is the earliest season whose viewers are not spoiled by any of its texts. With no
    ``distractors`` it is asked only in typed mode. ``typed`` says whether typing the answer makes
    sense (an order of episodes does not).
    """

    id: str
    prompt: str
    answer: str
    aliases: tuple[str, ...]
    distractors: tuple[str, ...]
    difficulty: Difficulty
    season: int
    category: str
    explanation: str
    source: str
    origin: Origin = Origin.PACK
    typed: bool = True

    @classmethod
    def from_entry(cls, entry: QuestionEntry, origin: Origin = Origin.PACK) -> Question:
        """The question of a validated file entry."""
        return cls(
            id=entry.id,
            prompt=entry.prompt,
            answer=entry.answer,
            aliases=entry.aliases,
            distractors=entry.distractors,
            difficulty=entry.difficulty,
            season=entry.season,
            category=entry.category,
            explanation=entry.explanation,
            source=entry.source,
            origin=origin,
            typed=entry.typed,
        )

    @property
    def multiple_choice(self) -> bool:
        """Whether it can be asked with buttons."""
        return bool(self.distractors)


@dataclass(frozen=True, slots=True)
class Answer:
    """One member's answer in one round.

    ``choice`` is the index of the button, or None for a typed answer. ``attempts`` counts how often
    the member has answered or tried; ``elapsed_ms`` runs from the opening to the last change.
    """

    user_id: int
    choice: int | None
    correct: bool
    attempts: int
    elapsed_ms: int


@dataclass(frozen=True, slots=True)
class Round:
    """One question put to a channel. ``choices`` are the buttons' texts; empty if typed."""

    id: int
    game_id: int
    number: int
    question: Question
    choices: tuple[str, ...]
    opened_at: datetime
    deadline_at: datetime
    closed_at: datetime | None = None
    message_id: int | None = None
    answers: Mapping[int, Answer] = field(default_factory=dict)
    skip_votes: frozenset[int] = frozenset()

    @property
    def right_choice(self) -> int | None:
        """The index of the right button, or None in a typed round."""
        return self.choices.index(self.question.answer) if self.choices else None


@dataclass(frozen=True, slots=True)
class Game:
    """A game in one channel; what happens next happens at ``due_at``."""

    id: int
    guild_id: int
    channel_id: int
    starter_id: int
    opponent_id: int | None
    mode: Mode
    pace: Pace
    rounds_total: int
    category: str | None
    difficulty: Difficulty | None
    ceiling: int
    state: GameState
    round_number: int
    unanswered: int
    message_id: int | None
    due_at: datetime | None
    started_at: datetime
    ended_at: datetime | None = None
    end_reason: EndReason | None = None
    announced_at: datetime | None = None

    @property
    def players(self) -> frozenset[int] | None:
        """Who may answer: the two of a duel, or None for everybody."""
        if self.mode is Mode.DUEL and self.opponent_id is not None:
            return frozenset((self.starter_id, self.opponent_id))
        return None
