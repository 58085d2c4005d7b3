"""CSV: a header, and a question in each row."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from discord_bot.errors import PackError
from discord_bot.folding import fold
from discord_bot.pack_reading import did_you_mean
from discord_bot.trivia.exchange.raw import Found, RawQuestion, Skipped

SEPARATOR = "|"
"""Parts several texts in one cell."""
_DELIMITERS = ",;\t|"
_COLUMNS = {
    "id": "id",
    "question": "prompt",
    "prompt": "prompt",
    "answer": "answer",
    "correct": "answer",
    "correct answer": "answer",
    "right answer": "answer",
    "aliases": "aliases",
    "also accepted": "aliases",
    "other answers": "aliases",
    "distractors": "distractors",
    "wrong": "distractors",
    "wrong answers": "distractors",
    "incorrect answers": "distractors",
    "category": "category",
    "difficulty": "difficulty",
    "season": "season",
    "explanation": "explanation",
    "source": "source",
    "typed": "typed",
}
_NUMBERED = re.compile(r"(?:wrong|incorrect|distractor)(?: answer)? ?(\d{1,2})")
_LISTS = frozenset({"aliases", "distractors"})
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
"""A cell that begins so is a formula to a spreadsheet, which would run what a member wrote."""
_TRUE = frozenset({"true", "yes", "1"})


def guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: with an apostrophe before it."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """The cell as it was before ``guarded``."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell


def escaped(text: str) -> str:
    """A text whose bars do not part it."""
    return re.sub(r"([\\|])", r"\\\1", text)


def joined(texts: Iterable[str]) -> str:
    """Several texts in one cell."""
    return SEPARATOR.join(map(escaped, texts))


def parted(cell: str) -> list[str]:
    """The texts that ``joined`` put into one cell; empty ones are left out."""
    parts = re.findall(r"(?:\\.|[^\\|])+", cell, flags=re.DOTALL)
    texts = (re.sub(r"\\(.)", r"\1", part, flags=re.DOTALL).strip() for part in parts)
    return [text for text in texts if text]


def column(title: str) -> str | None:
    """The key of ``QuestionEntry`` that a column's title means, or None."""
    plain = fold(title.replace("_", " "))
    if _NUMBERED.fullmatch(plain):
        return "distractors"
    return _COLUMNS.get(plain)


def delimiter_of(text: str) -> str | None:
    """What parts the cells of a table of questions, or None where the first line is no header."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    for delimiter in _DELIMITERS:
        try:
            titles = next(csv.reader([first], delimiter=delimiter), [])
        except csv.Error:
            continue
        if {"prompt", "answer"} <= {column(title) for title in titles}:
            return delimiter
    return None


def parse(text: str, name: str) -> Found:
    """The questions of a table. Raises ``PackError`` where it has no such header."""
    delimiter = delimiter_of(text)
    if delimiter is None:
        raise PackError(
            f"{name} has no header with the columns question and answer; add it as the first line."
        )
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        header = next(row for row in reader if any(cell.strip() for cell in row))
        yield from _unknown(header)
        keys = [column(title) for title in header]
        for row in reader:
            if any(cell.strip() for cell in row):
                yield _question(f"line {reader.line_num}", keys, row)
    except csv.Error as error:
        raise PackError(f"{name} is not valid CSV: line {reader.line_num}, {error}.") from None


def _unknown(header: Sequence[str]) -> Found:
    for title in header:
        if title.strip() and column(title) is None:
            hint = did_you_mean(fold(title), _COLUMNS)
            yield Skipped("header", f"the column “{title[:40]}” is not known{hint}")


def _question(where: str, keys: Sequence[str | None], row: Sequence[str]) -> RawQuestion | Skipped:
    if len(row) > len(keys) and any(cell.strip() for cell in row[len(keys) :]):
        return Skipped(where, "has more cells than the header; put quotes around texts with commas")
    values: dict[str, Any] = {}
    for key, cell in zip(keys, row, strict=False):
        text = unguarded(cell.strip())
        if key is None or not text:
            continue
        if key in _LISTS:
            values.setdefault(key, []).extend(parted(text))
        else:
            values[key] = text
    return _typed(where, values)


def _typed(where: str, values: Mapping[str, Any]) -> RawQuestion:
    kept = {key: value for key, value in values.items() if key not in {"category", "source"}}
    for key in ("difficulty", "typed"):
        if key in kept:
            kept[key] = kept[key].casefold()
    if "typed" in kept:
        kept["typed"] = kept["typed"] in _TRUE
    return RawQuestion(
        where,
        kept,
        category=values.get("category"),
        source=values.get("source"),
        guess_typed="typed" not in kept,
    )
