"""Red-DiscordBot's trivia lists: YAML, each question a key with its answers below.

The file is read event by event and never built into objects, so that answers stay as their author
wrote them (``yes``, ``007``, ``2022-04-22``), anchors cannot multiply, and depth is bounded.
"""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from discord_bot.errors import PackError
from discord_bot.trivia.exchange.raw import Found, RawQuestion, Skipped

_AUTHOR = "AUTHOR"
_RESERVED = frozenset({_AUTHOR, "DESCRIPTION", "CONFIG", "$schema"})
_MAX_ANSWER = 80
_MAX_DEPTH = 20
"""Lists have two levels and ``CONFIG`` one more; libyaml grows slow with depth."""
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_Answer = tuple[str, str]
"""An answer as written, and the line it stands in."""


def parse(text: str, name: str) -> Found:
    """The questions of a list. Raises ``PackError`` where the file is none."""
    found: list[RawQuestion | Skipped] = []
    author = None
    try:
        for key, line, answers in _entries(_Events(yaml.parse(text, Loader=_LOADER)), name):
            if key == _AUTHOR:
                author = ", ".join(answer for answer, _ in answers or ())
            elif key not in _RESERVED:
                found.extend(_question(key, line, answers))
    except yaml.YAMLError as error:
        raise PackError(f"{name} is not valid YAML: {_first_line(error)}.") from None
    for item in found:
        if isinstance(item, RawQuestion) and author:
            yield RawQuestion(item.where, item.values, source=f"{author} ({name})")
        else:
            yield item


def _first_line(error: yaml.YAMLError) -> str:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        return f"line {error.problem_mark.line + 1}, {error.problem or error.context}"
    return str(error).splitlines()[0]


def _question(prompt: str, where: str, answers: list[_Answer] | None) -> Found:
    if answers is None:
        yield Skipped(where, "the answers are not plain texts; write one text, or a list of texts")
        return
    for text, line in answers:
        if len(text) > _MAX_ANSWER:
            yield Skipped(
                line, f"the answer “{text[:40]}…” is longer than 80 characters and was left out"
            )
    kept = [text for text, _ in answers if len(text) <= _MAX_ANSWER]
    if kept:
        yield RawQuestion(where, {"prompt": prompt, "answer": kept[0], "aliases": kept[1:]})
    else:
        yield Skipped(where, "there is no answer that can be used")


class _Events:
    """The events of a YAML file, one at a time, with their depth."""

    def __init__(self, events: Iterator[yaml.Event]) -> None:
        self._events = events
        self._depth = 0

    def take(self) -> yaml.Event:
        event = next(self._events)
        if isinstance(event, yaml.CollectionStartEvent):
            self._depth += 1
            if self._depth > _MAX_DEPTH:
                raise yaml.YAMLError(f"{_line(event)} is nested too deeply")
        elif isinstance(event, yaml.CollectionEndEvent):
            self._depth -= 1
        return event

    def skip(self, start: yaml.Event) -> None:
        """Leave out the rest of a collection that has begun."""
        if isinstance(start, yaml.CollectionStartEvent):
            depth = self._depth - 1
            while self._depth > depth:
                self.take()


def _entries(events: _Events, name: str) -> Iterator[tuple[str, str, list[_Answer] | None]]:
    """Each key of the file with its line and its answers; None where they are no plain texts."""
    for event in iter(events.take, None):
        if isinstance(event, yaml.MappingStartEvent):
            break
        if not isinstance(event, yaml.StreamStartEvent | yaml.DocumentStartEvent):
            raise PackError(f"{name} is not a list of questions: it has no “question: answer”.")
    while True:
        key = events.take()
        if isinstance(key, yaml.MappingEndEvent):
            break
        where = _line(key)
        events.skip(key)
        answers = _answers(events, events.take())
        if isinstance(key, yaml.ScalarEvent):
            yield key.value, where, answers
        else:
            yield "?", where, None
    events.take()
    if not isinstance(events.take(), yaml.StreamEndEvent):
        raise PackError(f"{name} has more than one document; part it into files at the “---”.")


def _answers(events: _Events, event: yaml.Event) -> list[_Answer] | None:
    if isinstance(event, yaml.ScalarEvent):
        return [] if _is_null(event) else [(event.value, _line(event))]
    if not isinstance(event, yaml.SequenceStartEvent):
        events.skip(event)
        return None
    found: list[_Answer] = []
    plain = True
    while not isinstance(event := events.take(), yaml.SequenceEndEvent):
        if isinstance(event, yaml.ScalarEvent):
            if not _is_null(event):
                found.append((event.value, _line(event)))
        else:
            plain = False
            events.skip(event)
    return found if plain else None


def _is_null(event: yaml.ScalarEvent) -> bool:
    return bool(event.implicit[0]) and event.value in {"", "~", "null", "Null", "NULL"}


def _line(event: yaml.Event) -> str:
    return "?" if event.start_mark is None else f"line {event.start_mark.line + 1}"
