"""Reading questions of any known format into checked entries, with a report of the rest."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from discord_bot.errors import PackError
from discord_bot.folding import fold, slug
from discord_bot.pack_files import Category, QuestionEntry
from discord_bot.pack_reading import MAX_BYTES, explain
from discord_bot.pack_rules import GENERATED_PREFIX
from discord_bot.trivia.exchange import opentdb, red, table
from discord_bot.trivia.exchange.raw import Found, RawQuestion, Skipped

_SLUG_LENGTH = 60
_MAX_ALIASES = 100
"""More than these are a list of things, and no spellings of one answer."""
_CHOICES = re.compile(r"\b(?:of these|of the following|the following|of the below)\b|\bNOT\b")
"""Prompts that speak of choices, and so make no sense where the answer is typed."""
_VALID_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_Parser = Callable[[str, str], Found]


@dataclass(frozen=True, slots=True)
class Target:
    """What is already there: questions are not read twice, and must fit the show.

    ``last_season`` is None where any season is allowed.
    """

    questions: tuple[QuestionEntry, ...] = ()
    categories: Mapping[str, Category] = field(default_factory=dict)
    last_season: int | None = None


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What a file gave. ``categories`` are those that the target lacks, by their key."""

    questions: tuple[QuestionEntry, ...]
    skipped: tuple[Skipped, ...]
    categories: Mapping[str, Category] = field(default_factory=dict)


def read_questions(
    path: Path,
    target: Target | None = None,
    *,
    category: str | None = None,
    season: int = 0,
) -> ImportResult:
    """The questions of a file; see ``parse_questions``.

    Raises ``PackError`` also where the file cannot be read.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise PackError(f"{path} cannot be read ({error.strerror}); look at its path.") from None
    return parse_questions(content, path.name, target, category=category, season=season)


def parse_questions(
    content: bytes,
    name: str,
    target: Target | None = None,
    *,
    category: str | None = None,
    season: int = 0,
) -> ImportResult:
    """The questions of a file's content: Red's YAML, Open Trivia DB's JSON, CSV, or our own TOML.

    The format is told by the content; ``name`` is the file's, for reports. ``category`` (else the
    file's name) and ``season`` are given to questions that say none. What does not hold, or is in
    the file or the target already, is skipped with a reason. Raises ``PackError`` with one sentence
    where the file is of no known format.
    """
    text = _decode(content, name)
    basket = _Basket(name, target or Target(), category, season)
    for found in _parser(text, name)(text, name):
        basket.add(found)
    return ImportResult(tuple(basket.questions), tuple(basket.skipped), basket.categories)


def _decode(content: bytes, name: str) -> str:
    if len(content) > MAX_BYTES:
        raise PackError(f"{name} is larger than 2 MiB; split it into several files.")
    utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return content.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise PackError(
            f"{name} is not UTF-8 text (line {line}); save it again as UTF-8, which spreadsheets"
            " call “CSV UTF-8”."
        ) from None


def _parser(text: str, name: str) -> _Parser:
    """The reader of the format that the content is of; the name's ending decides doubtful cases."""
    ending = Path(name).suffix.casefold()
    start = text.lstrip()[:1]
    if ending == ".toml" or re.search(r"^\s*\[\[question\]\]", text, flags=re.MULTILINE):
        return _toml
    if ending == ".json" or (start and start in "{[" and ending not in {".yaml", ".yml"}):
        return opentdb.parse
    if ending in {".csv", ".tsv"} or table.delimiter_of(text) is not None:
        return table.parse
    return red.parse


def _toml(text: str, name: str) -> Found:
    try:
        items = tomllib.loads(text).get("question", [])
    except tomllib.TOMLDecodeError as error:
        raise PackError(f"{name} is not valid TOML: {error}.") from None
    except RecursionError:
        raise PackError(f"{name} is nested too deeply to be a list of questions.") from None
    if not isinstance(items, list) or not all(isinstance(item, Mapping) for item in items):
        raise PackError(f"{name} has no [[question]] entries; each question is one.")
    for index, item in enumerate(items, start=1):
        yield opentdb.own(f"question {index}", item)


class _Basket:
    """Gathers what is read, checked and without what is there already."""

    def __init__(self, name: str, target: Target, category: str | None, season: int) -> None:
        self.questions: list[QuestionEntry] = []
        self.skipped: list[Skipped] = []
        self.categories: dict[str, Category] = {}
        self._name = name
        self._target = target
        self._default = category or Path(name).stem
        self._season = season
        self._ids = {entry.id for entry in target.questions}
        self._asked = {_sameness(entry.prompt, entry.answer) for entry in target.questions}

    def add(self, found: RawQuestion | Skipped) -> None:
        """Take a question, or note why it is left out."""
        if isinstance(found, Skipped):
            self.skipped.append(found)
            return
        values = {key: value for key, value in found.values.items() if value is not None}
        if isinstance(values.get("aliases"), list):
            values["aliases"] = _distinct(values["aliases"], values.get("answer"))
            if len(values["aliases"]) > _MAX_ALIASES:
                why = f"has more than {_MAX_ALIASES} other answers; keep those that people type"
                self.skipped.append(Skipped(found.where, why))
                return
        key, shown = self._category(found.category or self._default)
        values.setdefault("season", self._season)
        values["category"] = key
        values["source"] = values.get("source") or found.source or self._name
        values["id"] = _identity(values)
        if found.guess_typed and values.get("distractors"):
            values["typed"] = not _CHOICES.search(str(values.get("prompt")))
        try:
            entry = QuestionEntry.model_validate(values)
        except ValidationError as error:
            why = "; ".join(_reasons(error, values))
            self.skipped.append(Skipped(found.where, why))
            return
        problem = self._problem(entry)
        if problem is not None:
            self.skipped.append(Skipped(found.where, problem))
            return
        self.questions.append(entry)
        self._ids.add(entry.id)
        self._asked.add(_sameness(entry.prompt, entry.answer))
        if key not in self._target.categories:
            self.categories.setdefault(key, shown)

    def _category(self, text: str) -> tuple[str, Category]:
        """A category's key, by its key or name in the target or else made from the text."""
        for key, known in self._target.categories.items():
            if fold(text) in {fold(key), fold(known.name)}:
                return key, known
        key = slug(text)[:_SLUG_LENGTH].strip("-") or "imported"
        name = text if text != key else text.replace("-", " ").capitalize()
        return key, Category(name=name.strip()[:80] or key)

    def _problem(self, entry: QuestionEntry) -> str | None:
        if _sameness(entry.prompt, entry.answer) in self._asked:
            return "is there already"
        if entry.id in self._ids:
            return f"its id “{entry.id}” belongs to another question; give it another one"
        last = self._target.last_season
        if last is not None and entry.season > last:
            return f"its season {entry.season} is above the show's last, {last}"
        return None


def _distinct(aliases: list[object], answer: object) -> list[object]:
    """The aliases less those that differ from the answer or an earlier one by case alone."""
    kept: dict[str, object] = {str(answer).strip().casefold(): answer}
    for alias in aliases:
        kept.setdefault(str(alias).strip().casefold(), alias)
    return list(kept.values())[1:]


def _sameness(prompt: str, answer: str) -> tuple[str, str]:
    return fold(prompt), fold(answer)


def _identity(values: Mapping[str, object]) -> str:
    """The id as written, if it is a valid one; else one made from prompt and answer."""
    written = values.get("id")
    valid = isinstance(written, str) and _VALID_ID.fullmatch(written)
    if valid and not str(written).startswith(GENERATED_PREFIX):
        return str(written)
    prompt, answer = str(values.get("prompt", "")), str(values.get("answer", ""))
    sameness = "\x1f".join(_sameness(prompt, answer))
    short = hashlib.sha256(sameness.encode("utf-8", "replace")).hexdigest()[:8]
    start = slug(prompt)[:_SLUG_LENGTH].strip("-")
    if not start or f"{start}-".startswith(GENERATED_PREFIX):
        start = f"q-{start}".strip("-")
    return f"{start}-{short}"


def _reasons(error: ValidationError, values: Mapping[str, object]) -> Iterable[str]:
    for detail in error.errors(include_url=False):
        key, message = explain(detail, values, QuestionEntry)
        yield f"{key} {message}" if key else message
