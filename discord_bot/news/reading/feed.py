"""What is made of a document: a feed with its entries, or why it is none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from discord_bot.errors import FanbotError
from discord_bot.news.model import Entry


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as it was read.

    ``skipped`` counts items that could not be read, or were one too many. ``ttl`` is how long the
    feed itself asks to be left alone after this reading, be it by days on which it is not updated;
    ``skip_hours`` (0 to 23, UTC) is when it is never updated.
    """

    title: str
    link: str | None
    entries: tuple[Entry, ...]
    skipped: int = 0
    ttl: timedelta | None = None
    skip_hours: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A feed that a web page names in ``<link rel="alternate">``."""

    url: str
    title: str


class FeedError(FanbotError):
    """A document is no feed; the text is one sentence of why, and the mend."""
