"""Choosing questions: what may be asked where, and which of it comes next."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from discord_bot.pack_files import Difficulty
from discord_bot.trivia.model import Mode, Origin, Question

CHOICES = 4
"""Buttons of a multiple-choice question: the right one and three others."""
HANDWRITTEN_SHARE = 0.65
"""How often a hand-written question is taken while both kinds are left: they are better."""


@dataclass(frozen=True, slots=True)
class Criteria:
    """What a question must be to be asked."""

    ceiling: int
    mode: Mode
    category: str | None = None
    difficulty: Difficulty | None = None

    def admits(self, question: Question) -> bool:
        """Whether ``question`` may be asked: never above the ceiling, and fit for the mode."""
        if question.season > self.ceiling:
            return False
        if self.mode is Mode.TYPED and not question.typed:
            return False
        if self.mode is not Mode.TYPED and not question.multiple_choice:
            return False
        if self.category is not None and question.category != self.category:
            return False
        return self.difficulty is None or question.difficulty is self.difficulty


class QuestionBank:
    """The pack's questions, hand-written and generated, by id."""

    def __init__(self, questions: Iterable[Question]) -> None:
        self._questions = {question.id: question for question in questions}

    def __len__(self) -> int:
        return len(self._questions)

    def get(self, question_id: str) -> Question | None:
        """The question of that id, or None where the pack no longer has it."""
        return self._questions.get(question_id)

    def all(self) -> tuple[Question, ...]:
        """Every question, in a stable order."""
        return tuple(self._questions.values())

    def categories(self) -> frozenset[str]:
        """The categories that have a question."""
        return frozenset(question.category for question in self._questions.values())

    def pool(
        self,
        criteria: Criteria,
        extra: Iterable[Question] = (),
        resting: frozenset[str] = frozenset(),
        difficulties: Mapping[str, Difficulty] | None = None,
    ) -> tuple[Question, ...]:
        """All that may be asked: of the pack and of ``extra`` (a server's own), less ``resting``.

        ``difficulties`` are those that play has shown, in place of the written ones.
        """
        shown = difficulties or {}
        candidates = []
        for question in (*self._questions.values(), *extra):
            if question.id in shown:
                question = replace(question, difficulty=shown[question.id])  # noqa: PLW2901
            if question.id not in resting and criteria.admits(question):
                candidates.append(question)
        return tuple(candidates)


def choose(
    pool: Sequence[Question], seen: Sequence[str], rng: random.Random
) -> tuple[Question | None, bool]:
    """The next question, and whether the pool had been used up and begins anew.

    ``seen`` are the ids already asked in the channel, oldest first. Nothing repeats until all of
    the pool was asked; when it begins anew, the last one asked is not the first.
    """
    if not pool:
        return None, False
    asked = frozenset(seen)
    fresh = [question for question in pool if question.id not in asked]
    if not fresh:
        rest = [question for question in pool if question.id != seen[-1]]
        return rng.choice(rest or list(pool)), True
    written = [question for question in fresh if question.origin is not Origin.GENERATED]
    generated = [question for question in fresh if question.origin is Origin.GENERATED]
    if written and generated:
        fresh = written if rng.random() < HANDWRITTEN_SHARE else generated
    return rng.choice(fresh), False


def choices(question: Question, rng: random.Random) -> tuple[str, ...]:
    """The texts of the buttons in the order shown: the right one among drawn distractors."""
    texts = [question.answer, *rng.sample(question.distractors, CHOICES - 1)]
    rng.shuffle(texts)
    return tuple(texts)
