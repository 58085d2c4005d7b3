"""Entries as lines of JSON, judged and sorted into stories one after the other."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from yarl import URL

from discord_bot.news.model import Entry, Judgement
from discord_bot.news.ports import JudgingNews, Placing

_SHAPE = '{"title": "...", "summary": "..."}'


def entry_of(line: str, number: int) -> Entry:
    """The entry of one line. Raises ``ValueError`` saying what is wrong with it, and the mend."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        raise ValueError(f"is not JSON; write {_SHAPE}") from None
    if not isinstance(row, dict):
        raise ValueError(f"is no object; write {_SHAPE}")  # noqa: TRY004 - one kind for all
    title = _text(row, "title")
    if title is None:
        raise ValueError(f'has no "title"; write {_SHAPE}')
    link = _text(row, "link")
    return Entry(
        id=link or f"line {number}",
        link=link,
        title=title,
        summary=_text(row, "summary") or "",
        published=_time(_text(row, "published")),
    )


def _text(row: dict[str, Any], key: str) -> str | None:
    value = row.get(key)
    if value is None:
        return None
    if not isinstance(value, str):
        raise ValueError(f'"{key}" must be text in quotes')  # noqa: TRY004 - one kind for all
    # Halves of surrogate pairs, which JSON can escape and no encoding has, become "?".
    return value.encode("utf-8", "replace").decode()


def _time(text: str | None) -> datetime | None:
    """A time with its zone; one that names none is UTC."""
    if not text:
        return None
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError('"published" must be a time such as 2026-07-17T08:00:00Z') from None
    try:
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except OverflowError:
        raise ValueError('"published" is no time that a calendar has') from None


class Desk:
    """Judges entries and gives each the number of its story, the first one being 1.

    An entry without a time counts as told when the one before it was.
    """

    def __init__(self, judge: JudgingNews, index: Placing, clock: Callable[[], datetime]) -> None:
        self._judge = judge
        self._index = index
        self._stories = 0
        self._now = clock()

    def take(self, entry: Entry) -> dict[str, Any]:
        """What is made of an entry, as the command line's contract has it."""
        judgement = self._judge.judge(entry)
        self._now = entry.published or self._now
        source = _host(entry.link)
        place = self._index.place(entry, judgement.kind, self._now, source=source)
        story_id = place.story_id
        if story_id is None:
            self._stories += 1
            story_id = self._stories
        self._index.add(story_id, entry, judgement.kind, self._now, source=source)
        return _row(judgement, story_id, place.why)


def _row(judgement: Judgement, story_id: int, why: str) -> dict[str, Any]:
    return {
        "about_show": judgement.about_show,
        "kind": judgement.kind.value,
        "gossip": judgement.gossip,
        "spoiler_season": judgement.spoiler_season,
        "story_id": story_id,
        "why": [*judgement.why, f"story: {why}"],
    }


def _host(link: str | None) -> str:
    """Whom a link leads to, so that one outlet's own pieces are told apart more carefully."""
    if link is None:
        return ""
    try:
        return URL(link).host or ""
    except ValueError:
        return ""
