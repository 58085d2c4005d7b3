"""The daily five: which questions a day has, streaks of days, and results that give nothing away.

Every server has the same five on the same date, as far as its spoiler ceiling allows: a question
above the ceiling is replaced for those below it, and for them alone.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from discord_bot.pack_files import Difficulty, Emblem
from discord_bot.trivia import bank, scoring
from discord_bot.trivia.model import Origin, Pace, Question


@dataclass(frozen=True, slots=True)
class Slot:
    """A place among the five: how hard it is, and whether only a question by hand will do."""

    difficulty: Difficulty
    by_hand: bool

    def admits(self, question: Question) -> bool:
        """Whether ``question`` may stand in this place."""
        by_hand = question.origin is not Origin.GENERATED
        return question.difficulty is self.difficulty and (by_hand or not self.by_hand)


SLOTS = (
    Slot(Difficulty.EASY, by_hand=False),
    Slot(Difficulty.EASY, by_hand=True),
    Slot(Difficulty.MEDIUM, by_hand=True),
    Slot(Difficulty.MEDIUM, by_hand=False),
    Slot(Difficulty.HARD, by_hand=True),
)
"""The five in their order: it begins kindly, and three at least were written by hand."""


def _digest(*parts: object) -> int:
    text = "\x1f".join(map(str, parts))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])


def _cycle(pool: Sequence[Question], turn: int) -> list[Question]:
    """The pool in the order of its ``turn``th time round: every question once, shuffled by hash."""
    return sorted(pool, key=lambda question: (_digest("daily", turn, question.id), question.id))


def _pick(pool: Sequence[Question], place: int, taken: Collection[str]) -> Question | None:
    """The question at ``place`` of the endless sequence of turns through ``pool``."""
    if not pool:
        return None
    turn, index = divmod(place, len(pool))
    order = _cycle(pool, turn)
    ahead = (*order[index:], *order[:index])
    return next((question for question in ahead if question.id not in taken), None)


def questions_of(
    day: date, pool: Iterable[Question], ceiling: int, resting: Collection[str] = ()
) -> tuple[Question, ...]:
    """The five of a day for a ceiling; fewer where the pool has not that many.

    Only multiple-choice questions are drawn. ``resting`` are left out as if above the ceiling. What
    fits a place is gone through without a repeat before it begins anew; a place for which nothing
    fits is filled with what comes nearest.
    """
    playable = [question for question in pool if question.multiple_choice]
    ideal: list[Question] = []
    for place in range(len(SLOTS)):
        found = _fill(day, place, playable, {question.id for question in ideal})
        if found is not None:
            ideal.append(found)
    allowed = [item for item in playable if item.season <= ceiling and item.id not in resting]
    permitted = {question.id for question in allowed}
    taken = {question.id for question in ideal} & permitted
    chosen: list[Question] = []
    for place, question in enumerate(ideal):
        kept = question if question.id in permitted else _fill(day, place, allowed, taken)
        if kept is not None:
            taken.add(kept.id)
            chosen.append(kept)
    return tuple(chosen)


def _fill(
    day: date, place: int, pool: Sequence[Question], taken: Collection[str]
) -> Question | None:
    """What stands in a place on a day: what fits it, else its difficulty, else anything."""
    slot = SLOTS[place]
    turn = day.toordinal() * SLOTS.count(slot) + SLOTS[:place].count(slot)
    level = [question for question in pool if question.difficulty is slot.difficulty]
    fitting = [question for question in level if slot.admits(question)]
    picks = (_pick(some, turn, taken) for some in (fitting, level, pool))
    return next((pick for pick in picks if pick is not None), None)


def choices_of(day: date, question: Question) -> tuple[str, ...]:
    """The buttons' texts of a daily question: the same for everyone."""
    return bank.choices(question, random.Random(_digest("choices", day, question.id)))  # noqa: S311 - shuffles, guards nothing


def points(question: Question, streak: int) -> int:
    """What a right answer of the daily earns: no hurry, but days in a row add as in a game."""
    return scoring.points(question.difficulty, Pace.RELAXED, 0, streak)


@dataclass(frozen=True, slots=True)
class Streak:
    """Days in a row on which the daily was finished: the running row, and the longest."""

    current: int
    best: int


def streak(days: Iterable[date], today: date) -> Streak:
    """The streak of someone who finished the daily on ``days``.

    The running row counts while its last day is today or yesterday: today is not lost until over.
    """
    ordered = sorted(set(days))
    best = run = 0
    previous: date | None = None
    for day in ordered:
        run = run + 1 if previous is not None and day - previous == timedelta(days=1) else 1
        best = max(best, run)
        previous = day
    alive = previous is not None and today - previous <= timedelta(days=1)
    return Streak(run if alive else 0, best)


def grid(outcomes: Sequence[bool | None], emblem: Emblem) -> str:
    """The result as symbols: right, wrong, or not answered; it gives nothing away."""
    symbols = {True: emblem.correct, False: emblem.wrong, None: emblem.unanswered}
    return "".join(symbols[outcome] for outcome in outcomes)
