"""Reading a pack's files one by one: from bytes to a model, or to problems that name their mend."""

from __future__ import annotations

import difflib
import tomllib
import typing
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

MAX_BYTES = 2 * 1024 * 1024
"""The largest file that is read: some five thousand questions."""

ModelT = TypeVar("ModelT", bound=BaseModel)
Location = Sequence[int | str]

_MESSAGES = {
    "missing": "is missing; add it",
    "string_type": "must be a text in straight double quotes",
    "string_too_short": "must not be empty",
    "string_too_long": "is longer than {max_length} characters; shorten it",
    "too_short": "must have at least {min_length}; add what is missing",
    "too_long": "has more than {max_length} entries; leave some out",
    "bool_type": "must be true or false, without quotes",
    "bool_parsing": "must be true or false, without quotes",
    "int_type": "must be a whole number, without quotes",
    "int_parsing": "must be a whole number, without quotes",
    "int_from_float": "must be a whole number, without quotes",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "date_type": "must be a day such as 2022-04-22, without quotes",
    "date_parsing": "must be a day such as 2022-04-22, without quotes",
    "date_from_datetime_parsing": "must be a day such as 2022-04-22, without quotes",
    "date_from_datetime_inexact": "must be a day such as 2022-04-22, without a time",
    "tuple_type": "must be a list in square brackets",
    "model_type": "must be a heading with keys below it",
    "dict_type": "must be a heading with keys below it",
    "value_error": "{error}",
}
"""Pydantic's kinds of error, with the mend; the placeholders are what pydantic gives with each."""
_PATTERNS = {
    "^[a-z0-9]": "must be small letters, digits and single hyphens, such as kit-first-role",
    "^#": 'must be a colour such as "#4f9d8f"',
    "^[a-z]{2}": "must be the code of a language, such as en or pt-BR",
    "^https?": "must be an address that begins with https://",
    "^([01]": 'must be hours and minutes in quotes, such as "08:00"',
}


@dataclass(frozen=True, slots=True)
class PackProblem:
    """One thing that is wrong in a pack: the file, where in it, and what to do."""

    file: str
    key: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}: {self.key}" if self.key else self.file
        return f"{place}: {self.message}"


def did_you_mean(text: str, known: Iterable[str]) -> str:
    """``; did you mean "…"?`` for the closest of ``known``, or nothing where none is close."""
    close = difflib.get_close_matches(text, list(known), n=1)
    return f'; did you mean "{close[0]}"?' if close else ""


class PackReader:
    """Reads files of one pack's folder, and gathers what is wrong with them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[PackProblem] = []

    def report(self, file: str, key: str, message: str) -> None:
        """Add a problem."""
        self.problems.append(PackProblem(file, key, message))

    def broken(self, file: str) -> bool:
        """Whether a problem of ``file`` was found so far."""
        return any(problem.file == file for problem in self.problems)

    def exists(self, file: str) -> bool:
        """Whether the pack has the file."""
        return (self.folder / file).is_file()

    def table(self, file: str) -> dict[str, Any] | None:
        """A TOML file's content, or None (and a problem) where it cannot be read."""
        try:
            with (self.folder / file).open("rb") as stream:
                content = stream.read(MAX_BYTES + 1)
        except OSError as error:
            self.report(file, "", f"cannot be read ({error.strerror}); look at its permissions")
            return None
        if len(content) > MAX_BYTES:
            self.report(file, "", "is larger than 2 MiB; split it into several files")
            return None
        try:
            return tomllib.loads(content.decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            self.report(file, f"line {line}", "is not UTF-8 text; save the file again as UTF-8")
        except tomllib.TOMLDecodeError as error:
            self.report(
                file, "", f"is not valid TOML: {error}; look for a missing quote or bracket"
            )
        except RecursionError:
            self.report(file, "", "is nested too deeply; write it as the format's tables show")
        return None

    def model(self, file: str, kind: type[ModelT]) -> ModelT | None:
        """A file as its model, or None where it is missing or cannot be read.

        Entries with a problem are reported and left out, so that the others are checked further.
        """
        if not self.exists(file):
            return None
        raw = self.table(file)
        if raw is None:
            return None
        try:
            return kind.model_validate(raw)
        except ValidationError as error:
            details = error.errors(include_url=False)
        for detail in details:
            self.report(file, *explain(detail, raw, kind))
        try:
            return kind.model_validate(_without(raw, [detail["loc"] for detail in details]))
        except ValidationError:
            return None


def _without(raw: Mapping[str, Any], places: Iterable[Location]) -> dict[str, Any]:
    """The content less the entries, or else the top-level keys, at ``places``."""
    kept = dict(raw)
    dropped: dict[str, set[int]] = {}
    for place in places:
        if not place:
            continue
        name, index = str(place[0]), place[1] if len(place) > 1 else None
        if isinstance(index, int):
            dropped.setdefault(name, set()).add(index)
        else:
            kept.pop(name, None)
    for name, indices in dropped.items():
        if name in kept:
            kept[name] = [item for at, item in enumerate(kept[name]) if at not in indices]
    return kept


def explain(detail: ErrorDetails, raw: Mapping[str, Any], kind: type[BaseModel]) -> tuple[str, str]:
    """The key path and the message with the mend of one of pydantic's errors."""
    location = [part for part in detail["loc"] if part != "[key]"]
    return _key_path(location, raw), _message(detail, location, kind)


def _key_path(location: Location, raw: Any) -> str:
    """``question "kit-first-role" distractors 2``: entries by their id, places counted from 1."""
    parts: list[str] = []
    for part in location:
        inside = isinstance(raw, Mapping | list)
        try:
            raw = raw[part] if inside else None
        except (KeyError, IndexError, TypeError):
            raw = None
        parts.append(str(part) if isinstance(part, str) else _entry_name(raw, part))
    return " ".join(parts)


def _entry_name(entry: Any, index: int) -> str:
    if isinstance(entry, Mapping):
        for key in ("id", "title", "name"):
            if isinstance(entry.get(key), str):
                return f'"{entry[key][:80]}"'
        return f"no. {index + 1}"
    return str(index + 1)


def _message(detail: ErrorDetails, location: Location, kind: type[BaseModel]) -> str:
    context = detail.get("ctx", {})
    match detail["type"]:
        case "extra_forbidden":
            known = _known_keys(kind, location[:-1])
            return f"is not a known key{did_you_mean(str(location[-1]), known) or '; leave it out'}"
        case "string_pattern_mismatch":
            pattern = str(context["pattern"])
            texts = (text for start, text in _PATTERNS.items() if pattern.startswith(start))
            return next(texts, f"does not fit {pattern}")
        case "literal_error" | "enum":
            expected = str(context["expected"])
            names = [name.strip("'") for name in expected.replace(" or ", ", ").split(", ")]
            return f"must be {expected}{did_you_mean(str(detail['input']), names)}"
    template = _MESSAGES.get(detail["type"])
    return detail["msg"] if template is None else template.format_map(context)


def _known_keys(kind: Any, location: Location) -> list[str]:
    """The keys that may stand at ``location`` below the model ``kind``."""
    for part in location:
        if isinstance(part, str) and isinstance(kind, type) and issubclass(kind, BaseModel):
            field = kind.model_fields.get(part)
            kind = field.annotation if field is not None else None
        kind = _model_within(kind) or kind
    return list(kind.model_fields) if isinstance(kind, type) and issubclass(kind, BaseModel) else []


def _model_within(annotation: Any) -> type[BaseModel] | None:
    """The model that an annotation such as ``tuple[Model, ...]`` speaks of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_model_within(argument) for argument in typing.get_args(annotation))
    return next((model for model in found if model is not None), None)
