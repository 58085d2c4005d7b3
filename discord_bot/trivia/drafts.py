"""What a member types into the form for a question, made into a question or a clear refusal."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from discord_bot.errors import UserError
from discord_bot.pack_files import Difficulty, QuestionEntry
from discord_bot.trivia.model import Origin, Question

PROMPT_LENGTH, ANSWER_LENGTH, EXPLANATION_LENGTH, SOURCE_LENGTH = 300, 80, 400, 500
"""The limits of a pack's files, in characters; a button's label holds no more than 80."""
MIN_DISTRACTORS, MAX_DISTRACTORS = 3, 5


@dataclass(frozen=True, slots=True)
class Draft:
    """A question as typed. ``answers`` and ``distractors`` have one text a line.

    The first of ``answers`` is the one shown, the others are accepted when typed. ``season`` is the
    earliest season whose viewers are not spoiled.
    """

    prompt: str
    answers: str
    distractors: str
    explanation: str
    source: str
    category: str
    difficulty: Difficulty
    season: int

    @classmethod
    def of(cls, question: Question) -> Draft:
        """The form filled with an existing question, for editing."""
        return cls(
            prompt=question.prompt,
            answers="\n".join((question.answer, *question.aliases)),
            distractors="\n".join(question.distractors),
            explanation=question.explanation,
            source=question.source,
            category=question.category,
            difficulty=question.difficulty,
            season=question.season,
        )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def question_of(
    draft: Draft, question_id: str, categories: Collection[str], ceiling: int
) -> Question:
    """The question that a draft makes, held to the same rules as a pack's.

    Raises ``UserError`` naming the field and the mend.
    """
    answers, wrong = _lines(draft.answers), _lines(draft.distractors)
    _check_texts(draft, answers, wrong)
    if draft.category not in categories:
        raise UserError("trivia.draft.unknown_category", category=draft.category[:80])
    if not 0 <= draft.season <= ceiling:
        raise UserError("trivia.draft.above_ceiling", season=draft.season, ceiling=ceiling)
    entry = QuestionEntry(
        id=question_id,
        prompt=draft.prompt,
        answer=answers[0],
        aliases=tuple(answers[1:]),
        distractors=tuple(wrong),
        difficulty=draft.difficulty,
        season=draft.season,
        category=draft.category,
        explanation=draft.explanation,
        source=draft.source.strip() or "This server",
    )
    return Question.from_entry(entry, Origin.GUILD)


def _check_texts(draft: Draft, answers: list[str], wrong: list[str]) -> None:
    prompt = draft.prompt.strip()
    if not prompt or len(prompt) > PROMPT_LENGTH:
        raise UserError("trivia.draft.prompt", limit=PROMPT_LENGTH)
    if not answers:
        raise UserError("trivia.draft.no_answer")
    for text in (*answers, *wrong):
        if len(text) > ANSWER_LENGTH:
            raise UserError(
                "trivia.draft.long_answer", text=text[:ANSWER_LENGTH], limit=ANSWER_LENGTH
            )
    if wrong and not MIN_DISTRACTORS <= len(wrong) <= MAX_DISTRACTORS:
        raise UserError("trivia.draft.distractors", count=len(wrong))
    folded = [text.casefold() for text in wrong]
    clash = next((text for text in answers if text.casefold() in folded), None)
    if clash is not None:
        raise UserError("trivia.draft.also_right", text=clash)
    if len(set(folded)) != len(folded):
        raise UserError("trivia.draft.twice")
    if len(draft.explanation.strip()) > EXPLANATION_LENGTH:
        raise UserError("trivia.draft.explanation", limit=EXPLANATION_LENGTH)
    if len(draft.source.strip()) > SOURCE_LENGTH:
        raise UserError("trivia.draft.source", limit=SOURCE_LENGTH)
