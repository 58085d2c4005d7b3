"""What play shows of questions: how hard they are, and whether they tell players apart."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from discord_bot.pack_files import Difficulty

EXPECTED_SHARE = {Difficulty.EASY: 0.8, Difficulty.MEDIUM: 0.6, Difficulty.HARD: 0.4}
"""The share of right answers that a written difficulty stands for."""
PRIOR_WEIGHT = 12
"""How many answers the written difficulty weighs: about two lively games before it can move."""
EASY_FROM, HARD_BELOW = 0.72, 0.48
"""Estimated shares at which a question counts as easy or hard; the midpoints, widened towards the
outer levels so that one answer does not make a question flip to and fro."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How often a question was answered, and how often rightly."""

    answered: int = 0
    correct: int = 0


def estimated_share(written: Difficulty, tally: Tally) -> float:
    """The expected share of right answers, 0…1: the written difficulty moved by the evidence."""
    prior = EXPECTED_SHARE[written] * PRIOR_WEIGHT
    return (prior + tally.correct) / (PRIOR_WEIGHT + tally.answered)


def shown_difficulty(written: Difficulty, tally: Tally) -> Difficulty:
    """The difficulty that play has shown."""
    share = estimated_share(written, tally)
    if share >= EASY_FROM:
        return Difficulty.EASY
    return Difficulty.HARD if share < HARD_BELOW else Difficulty.MEDIUM


def discrimination(results: list[tuple[bool, float]]) -> float | None:
    """How well a question tells strong from weak players: the point-biserial correlation, -1…1.

    ``results`` pairs whether a member got this question right with the member's share of right
    answers on all *other* questions. None where it cannot be told: under five answers, or everyone
    alike. A negative value hints at a wrong key or a misleading text.
    """
    if len(results) < 5:  # noqa: PLR2004 - a correlation of fewer pairs says nothing
        return None
    right = [1.0 if correct else 0.0 for correct, _ in results]
    shares = [share for _, share in results]
    mean_right = sum(right) / len(right)
    mean_share = sum(shares) / len(shares)
    covariance = sum(
        (r - mean_right) * (s - mean_share) for r, s in zip(right, shares, strict=True)
    )
    spread = math.sqrt(
        sum((r - mean_right) ** 2 for r in right) * sum((s - mean_share) ** 2 for s in shares)
    )
    return None if spread == 0 else covariance / spread


class QuestionStatistics:
    """The running tallies of all servers' play, in memory; the database has the same."""

    def __init__(self, written: Mapping[str, Difficulty], tallies: Mapping[str, Tally]) -> None:
        self._written = written
        self._tallies = dict(tallies)
        self._shown: dict[str, Difficulty] = {}
        for question_id in tallies:
            self._refresh(question_id)

    def replace(self, tallies: Mapping[str, Tally]) -> None:
        """Have the tallies be these: other processes have counted, too."""
        self._tallies = dict(tallies)
        self._shown.clear()
        for question_id in tallies:
            self._refresh(question_id)

    @property
    def difficulties(self) -> Mapping[str, Difficulty]:
        """The difficulties that play has moved away from what is written, by question id."""
        return MappingProxyType(self._shown)

    def tally(self, question_id: str) -> Tally:
        """How a question has fared."""
        return self._tallies.get(question_id, Tally())

    def add(self, question_id: str, answered: int, correct: int) -> None:
        """Count a round's outcome."""
        before = self.tally(question_id)
        self._tallies[question_id] = Tally(before.answered + answered, before.correct + correct)
        self._refresh(question_id)

    def _refresh(self, question_id: str) -> None:
        written = self._written.get(question_id)
        if written is None:
            return
        shown = shown_difficulty(written, self.tally(question_id))
        if shown is written:
            self._shown.pop(question_id, None)
        else:
            self._shown[question_id] = shown
