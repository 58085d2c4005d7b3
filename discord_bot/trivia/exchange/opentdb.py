"""JSON: Open Trivia DB's answers to a request, and lists of questions as this bot writes them."""

from __future__ import annotations

import base64
import binascii
import html
import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote

from discord_bot.errors import PackError
from discord_bot.trivia.exchange.raw import Found, RawQuestion, Skipped

_SOURCE = "Open Trivia Database, opentdb.com (CC BY-SA 4.0)"
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
_MULTIPLE, _BOOLEAN = "multiple", "boolean"


def parse(text: str, name: str) -> Found:
    """The questions of a JSON file. Raises ``PackError`` where it is not of a known form."""
    try:
        data = json.loads(text)
    except ValueError as error:
        raise PackError(f"{name} is not valid JSON: {error}.") from None
    except RecursionError:
        raise PackError(f"{name} is nested too deeply to be a list of questions.") from None
    items = data
    if isinstance(data, Mapping):
        items = data.get("results", data.get("question"))
    if not isinstance(items, list):
        raise PackError(f'{name} has no list of questions; it must be a list, or have "results".')
    decode = _decoder(items)
    for index, item in enumerate(items, start=1):
        where = f"question {index}"
        if not isinstance(item, Mapping):
            yield Skipped(where, "is not a question, but a bare value")
        elif "correct_answer" in item:
            yield _opentdb(where, {key: _decoded(value, decode) for key, value in item.items()})
        else:
            yield own(where, item)


def own(where: str, item: Mapping[str, Any]) -> RawQuestion:
    """A question with this bot's own keys."""
    category = item.get("category")
    return RawQuestion(
        where,
        {key: value for key, value in item.items() if key != "category"},
        category=category if isinstance(category, str) else None,
        guess_typed=False,
    )


def _opentdb(where: str, item: Mapping[str, Any]) -> RawQuestion | Skipped:
    if item.get("type") == _BOOLEAN:
        return Skipped(
            where, "is a true-or-false question, for which three tries or four choices are too many"
        )
    category = item.get("category")
    values = {
        "prompt": item.get("question"),
        "answer": item["correct_answer"],
        "distractors": item.get("incorrect_answers", []),
    }
    if "difficulty" in item:
        values["difficulty"] = item["difficulty"]
    return RawQuestion(
        where, values, category=category if isinstance(category, str) else None, source=_SOURCE
    )


def _decoded(value: Any, decode: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return decode(value)
    return [_decoded(item, decode) for item in value] if isinstance(value, list) else value


def _decoder(items: list[Any]) -> Callable[[str], str]:
    """How the file's texts are written: the site offers HTML entities, percent signs and Base64."""
    questions = [item for item in items if isinstance(item, Mapping)]
    kinds = {item.get("type") for item in questions}
    texts = [item["question"] for item in questions if isinstance(item.get("question"), str)]
    if kinds and not kinds & {_MULTIPLE, _BOOLEAN, None}:
        return _base64
    if any(map(_PERCENT.search, texts)) and not any(" " in text for text in texts):
        return lambda text: html.unescape(unquote(text.replace("+", " ")))
    return html.unescape


def _base64(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return text
