"""Writing questions for other programs, and for people with a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any

import tomli_w
import yaml

from discord_bot.pack_files import QuestionEntry
from discord_bot.trivia.exchange import table
from discord_bot.trivia.model import Question

_WRONG = tuple(f"wrong{number}" for number in range(1, 6))
_COLUMNS = (
    "id",
    "question",
    "answer",
    "aliases",
    *_WRONG,
    "category",
    "difficulty",
    "season",
    "explanation",
    "source",
    "typed",
)
_BYTE_ORDER_MARK = "\ufeff"
"""Tells spreadsheets that a CSV file is UTF-8."""


class Format(StrEnum):
    """A format that questions are exported in. All but Red's keep everything."""

    TOML = "toml"
    JSON = "json"
    CSV = "csv"
    RED = "red"


def export_questions(questions: Iterable[Question | QuestionEntry], fmt: Format | str) -> str:
    """The text of a file with the questions, which ``read_questions`` reads again.

    Red's lists keep prompts and answers alone, and leave out what makes no sense without choices.
    Raises ``ValueError`` for an unknown format.
    """
    writers: dict[Format, Callable[[list[Question | QuestionEntry]], str]] = {
        Format.TOML: to_toml,
        Format.JSON: _to_json,
        Format.CSV: _to_csv,
        Format.RED: _to_red,
    }
    return writers[Format(fmt)](list(questions))


def _values(question: Question | QuestionEntry) -> dict[str, Any]:
    """A question with the keys of a file; those that say nothing are left out."""
    values: dict[str, Any] = {
        "id": question.id,
        "prompt": question.prompt,
        "answer": question.answer,
        "aliases": list(question.aliases),
        "distractors": list(question.distractors),
        "difficulty": question.difficulty.value,
        "season": question.season,
        "category": question.category,
        "explanation": question.explanation,
        "source": question.source,
    }
    kept = {key: value for key, value in values.items() if value not in ([], "")}
    return kept if question.typed else {**kept, "typed": False}


def to_toml(questions: Iterable[Question | QuestionEntry]) -> str:
    """One ``[[question]]`` for each."""
    return tomli_w.dumps({"question": [_values(question) for question in questions]})


def _to_json(questions: Iterable[Question | QuestionEntry]) -> str:
    values = [_values(question) for question in questions]
    return json.dumps(values, ensure_ascii=False, indent=2) + "\n"


def _to_csv(questions: Iterable[Question | QuestionEntry]) -> str:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, _COLUMNS)
    writer.writeheader()
    for question in questions:
        values = _values(question)
        row = {
            **{key: str(value) for key, value in values.items() if key in _COLUMNS},
            "question": question.prompt,
            "aliases": table.joined(question.aliases),
            **dict(zip(_WRONG, map(table.escaped, question.distractors), strict=False)),
            "typed": "yes" if question.typed else "no",
        }
        writer.writerow({key: table.guarded(cell) for key, cell in row.items()})
    return _BYTE_ORDER_MARK + out.getvalue()


def _to_red(questions: Iterable[Question | QuestionEntry]) -> str:
    answers: dict[str, list[str]] = {}
    for question in questions:
        if question.typed:
            answers.setdefault(question.prompt, [question.answer, *question.aliases])
    return yaml.safe_dump(answers, allow_unicode=True, sort_keys=False, width=1000)
