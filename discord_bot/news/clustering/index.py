"""Which story an entry reports: by its link, by its words, or by what it says in other words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from discord_bot.news.clustering.archive import MEMORY, Archive
from discord_bot.news.clustering.comparing import (
    ALIKE,
    EPISODE,
    HALF_SURE,
    OBJECT,
    SURE,
    SURE_OF_ONE_SOURCE,
    Likeness,
    conflict,
    likeness,
    shared,
)
from discord_bot.news.clustering.headlines import Headline, headline_of
from discord_bot.news.clustering.names import Names
from discord_bot.news.clustering.slots import Slots
from discord_bot.news.model import Entry, Kind

WINDOW = timedelta(days=5)
"""How far apart two reports of one story may be."""
_ONE_DAY = timedelta(days=1)
_UPDATED = timedelta(days=30)
"""For how long an article that is written on stays the same news."""
_COMPARED = 20
"""How many headlines one is compared with in full."""
_MAY_OBJECT = 6
"""How many headlines of a story may object to one more, the newest ones."""
_TELLING = 4
"""How many words of its own a headline has that no column prints every week."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry belongs; ``how`` is link, wording, paraphrase, repost or new."""

    story_id: int | None
    how: str
    why: str


class StoryIndex:
    """Knows the stories of the last months: what was added, in whichever order.

    It looks at a bounded number of headlines for each place, and keeps a bounded number. Nothing is
    written down: add what the database has again after a start.
    """

    def __init__(self, names: Names | None = None) -> None:
        self._names = names or Names()
        self._archive = Archive(self._names)
        self._last: tuple[tuple[Entry, Kind, datetime, str], Headline] | None = None

    def __len__(self) -> int:
        return len(self._archive)

    def place(self, entry: Entry, kind: Kind, now: datetime, *, source: str = "") -> Place:
        """Which story an entry reports, as far as the index knows. Looks only."""
        headline = self._read(entry, kind, now, source)
        return (
            self._by_link(headline)
            or self._by_text(headline)
            or self._by_what_it_says(headline)
            or Place(None, "new", "nobody has told it in these days")
        )

    def add(
        self, story_id: int, entry: Entry, kind: Kind, now: datetime, *, source: str = ""
    ) -> None:
        """An entry reports that story."""
        headline = self._read(entry, kind, now, source)
        self._last = None
        headline.story_id = story_id
        self._archive.add(headline)

    def _read(self, entry: Entry, kind: Kind, now: datetime, source: str) -> Headline:
        """An entry taken down; the last one is remembered, for what is placed is added next."""
        asked = (entry, kind, now, source)
        if self._last is None or self._last[0] != asked:
            self._last = (asked, headline_of(entry, kind, now, source))
        return self._last[1]

    def _by_link(self, headline: Headline) -> Place | None:
        known = _nearest(headline, self._archive.with_link(headline.link))
        if known is None:
            return None
        apart = abs(known.at - headline.at)
        if apart > MEMORY or not self._may_be_updated(known, headline):
            return None
        if apart > _UPDATED:
            return Place(known.story_id, "repost", f"the same link as {_ago(apart)}")
        return Place(known.story_id, "link", "the same link")

    def _may_be_updated(self, known: Headline, headline: Headline) -> bool:
        """Whether one article may have had both titles. Some feeds give all entries one link."""
        if known.text == headline.text:
            return True
        one, other = known.taken_apart(self._names), headline.taken_apart(self._names)
        found = conflict(one, other)
        if found is None:
            return True
        if found in {EPISODE, OBJECT}:
            return False
        is_of_one_feed = bool(headline.source) and known.source == headline.source
        return not is_of_one_feed or likeness(one, other).wording >= ALIKE / 3

    def _by_text(self, headline: Headline) -> Place | None:
        known = _nearest(headline, self._archive.with_text(headline.text))
        if known is None:
            return None
        apart = abs(known.at - headline.at)
        if apart > MEMORY or not (self._is_telling(headline) or _is_copy(known, headline)):
            return None
        if apart > WINDOW:
            return Place(known.story_id, "repost", f"the same words as {_ago(apart)}")
        return Place(known.story_id, "wording", "the same words")

    def _is_telling(self, headline: Headline) -> bool:
        """Whether a headline is none that a column may have every week."""
        slots = headline.taken_apart(self._names)
        return bool(slots.events or slots.quotes) or len(slots.words) >= _TELLING

    def _by_what_it_says(self, headline: Headline) -> Place | None:
        slots = headline.taken_apart(self._names)
        best: tuple[float, bool, Headline, Likeness] | None = None
        looked_at: set[int | None] = set()
        for near in self._archive.near(slots, headline.at, WINDOW, _COMPARED):
            if near.story_id in looked_at or abs(near.at - headline.at) > WINDOW:
                continue
            looked_at.add(near.story_id)
            for other, found in self._alike(headline, slots, near):
                rank = (found.score, other.kind is headline.kind)
                if best is None or rank > best[:2]:
                    best = (*rank, other, found)
        return None if best is None else self._place(slots, best[2], best[3])

    def _alike(
        self, headline: Headline, slots: Slots, near: Headline
    ) -> list[tuple[Headline, Likeness]]:
        """Those of a story that are alike enough, if none speaks against one more.

        All of them have to be half as sure on average, so that none is a bridge to another story.
        """
        assert near.story_id is not None
        told = [
            other
            for other in (near, *self._archive.of_story(near.story_id)[-_MAY_OBJECT:])
            if abs(other.at - headline.at) <= WINDOW
        ]
        found = []
        for other in dict.fromkeys(told):
            theirs = other.taken_apart(self._names)
            if conflict(slots, theirs) is not None:
                return []
            found.append((other, likeness(slots, theirs)))
        if sum(alike.score for _, alike in found) < HALF_SURE * len(found):
            return []
        return [pair for pair in found if pair[1].score >= _line(headline, pair[0])]

    def _place(self, slots: Slots, other: Headline, found: Likeness) -> Place:
        if found.wording >= ALIKE:
            why = f"{found.wording:.0%} of the words are the same"
            return Place(other.story_id, "wording", why)
        agreed = shared(slots, other.taken_apart(self._names))
        return Place(other.story_id, "paraphrase", f"says the same in other words: {agreed}")


def _nearest(headline: Headline, others: Iterable[Headline]) -> Headline | None:
    return min(others, key=lambda other: abs(other.at - headline.at), default=None)


def _is_copy(known: Headline, headline: Headline) -> bool:
    """Whether the summaries are the same as well, or one has none."""
    return not known.summary or not headline.summary or known.summary == headline.summary


def _ago(apart: timedelta) -> str:
    return f"{apart.days} days earlier" if apart.days != 1 else "a day earlier"


def _line(headline: Headline, other: Headline) -> float:
    """How sure it has to be that two headlines tell one story."""
    is_same_source = bool(headline.source) and headline.source == other.source
    is_same_day = abs(headline.at - other.at) <= _ONE_DAY
    return SURE_OF_ONE_SOURCE if is_same_source and is_same_day else SURE
