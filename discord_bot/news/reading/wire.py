"""What goes between the reader and its worker: frames of JSON, each with its length before it.

A feed is a frame with its head and then frames of some entries each, so that taking it in never
keeps an event loop for long.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from discord_bot.news.model import Entry
from discord_bot.news.reading.feed import Feed

LENGTH = struct.Struct(">I")
LONGEST_FRAME = 8_000_000
READY = b"ready"
"""What a worker says first, once it has all that it needs."""

_AT_ONCE = 25


@dataclass(frozen=True, slots=True)
class Question:
    """A document to be read, for which a worker may spend ``seconds`` of a processor."""

    body: bytes
    base: str | None
    content_type: str | None
    now: datetime
    seconds: float


def framed(data: bytes) -> bytes:
    """``data`` with its length before it."""
    return LENGTH.pack(len(data)) + data


def asked(question: Question) -> bytes:
    """The two frames of a question: what is said of a document, and the document."""
    said = {
        "base": question.base,
        "content_type": question.content_type,
        "now": question.now.isoformat(),
        "seconds": question.seconds,
    }
    return framed(json.dumps(said).encode()) + framed(question.body)


def question_of(said: bytes, body: bytes) -> Question:
    """The question in two frames."""
    values = json.loads(said)
    return Question(
        body,
        values["base"],
        values["content_type"],
        datetime.fromisoformat(values["now"]),
        values["seconds"],
    )


def refused(sentence: str) -> bytes:
    """The frame of a document that is no feed."""
    return framed(json.dumps({"error": sentence}).encode())


def told(feed: Feed) -> Iterator[bytes]:
    """The frames of a feed."""
    yield framed(
        json.dumps(
            {
                "title": feed.title,
                "link": feed.link,
                "entries": len(feed.entries),
                "skipped": feed.skipped,
                "ttl": None if feed.ttl is None else feed.ttl.total_seconds(),
                "skip_hours": sorted(feed.skip_hours),
            }
        ).encode()
    )
    for begin in range(0, len(feed.entries), _AT_ONCE):
        yield framed(
            json.dumps(
                [_values(entry) for entry in feed.entries[begin : begin + _AT_ONCE]]
            ).encode()
        )


def _values(entry: Entry) -> list[str | None]:
    published = None if entry.published is None else entry.published.isoformat()
    return [
        entry.id,
        entry.link,
        entry.title,
        entry.summary,
        published,
        entry.image,
        entry.markdown,
        entry.twin,
    ]


def head_of(frame: bytes) -> dict[str, Any]:
    """What the first frame of an answer says."""
    found: dict[str, Any] = json.loads(frame)
    return found


def entries_of(frame: bytes) -> list[Entry]:
    """The entries of a frame."""
    return [
        Entry(
            id=identity,
            link=link,
            title=title,
            summary=summary,
            published=None if published is None else datetime.fromisoformat(published),
            image=image,
            markdown=markdown,
            twin=twin,
        )
        for identity, link, title, summary, published, image, markdown, twin in json.loads(frame)
    ]


def feed_of(head: dict[str, Any], entries: list[Entry]) -> Feed:
    """The feed that was told in frames."""
    return Feed(
        title=head["title"],
        link=head["link"],
        entries=tuple(entries),
        skipped=head["skipped"],
        ttl=None if head["ttl"] is None else timedelta(seconds=head["ttl"]),
        skip_hours=frozenset(head["skip_hours"]),
    )
