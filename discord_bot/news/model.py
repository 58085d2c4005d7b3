"""The values of the news: entries of feeds, what is judged of them, stories and their posts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Topic(StrEnum):
    """What an entry is about, as far as the show is concerned."""

    SHOW = "show"
    CAST_ELSEWHERE = "cast_elsewhere"
    NOTHING = "nothing"


class Kind(StrEnum):
    """What kind of news a story is; servers choose among them."""

    RENEWAL = "renewal"
    RELEASE_DATE = "release_date"
    TRAILER = "trailer"
    CASTING = "casting"
    PRODUCTION = "production"
    INTERVIEW = "interview"
    AWARD = "award"
    BOOK = "book"
    OTHER = "other"


class Tier(StrEnum):
    """How close a source is to those who make the show; each tier has its own policy."""

    OFFICIAL = "official"
    TRADE = "trade"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed, cleaned: plain text, http(s) links, a sane time or none.

    ``id`` is as the feed wrote it, or made from the link or the title where it wrote none.
    ``published`` is aware UTC between 1990 and the day after it was read, never a guess.
    ``markdown`` is the summary as Discord shows it, safe to post: nothing in it pings, hides where
    a link leads or breaks out of what it is put into. It is empty where the summary is. ``twin``
    tells apart what a feed gave the same id; it is empty where ids do.
    """

    id: str
    link: str | None
    title: str
    summary: str
    published: datetime | None
    image: str | None = None
    markdown: str = ""
    twin: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is made of an entry: its topic and kind, and whether it may be posted by itself.

    ``spoiler_season`` is the season that the text gives away, None for nothing. ``why`` tells
    moderators in words what each part rests on.
    """

    topic: Topic
    kind: Kind
    gossip: bool
    spoiler_season: int | None
    why: tuple[str, ...]

    @property
    def about_show(self) -> bool:
        """Whether it is news of the show itself, which is what servers follow by default."""
        return self.topic is Topic.SHOW
