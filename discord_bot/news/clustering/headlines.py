"""Headlines as they are remembered: a line for each entry, taken apart only while it is needed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from discord_bot.folding import fold
from discord_bot.news.clustering.links import canonical, names_a_page
from discord_bot.news.clustering.names import Names
from discord_bot.news.clustering.slots import Slots, slots_of, without_outlet
from discord_bot.news.model import Entry, Kind

_TITLE = 300
_SUMMARY = 300
"""How much of a summary is kept: it names what it is about in its first sentence or two."""


@dataclass(slots=True, eq=False)
class Headline:
    """What is remembered of an entry. ``slots`` are there while it may be compared.

    ``link`` is canonical, and None where it does not lead to one article. ``text`` are the folded
    words of the title without the outlet's name.
    """

    story_id: int | None
    title: str
    summary: str
    text: str
    link: str | None
    kind: Kind
    at: datetime
    source: str
    slots: Slots | None = None

    def taken_apart(self, names: Names) -> Slots:
        """The slots, made when first asked for."""
        if self.slots is None:
            self.slots = slots_of(self.title, self.summary, names)
        return self.slots


def headline_of(entry: Entry, kind: Kind, now: datetime, source: str) -> Headline:
    """What is remembered of an entry; it counts as told when it was published, else ``now``."""
    link = None if entry.link is None else canonical(entry.link)
    title = entry.title[:_TITLE]
    return Headline(
        story_id=None,
        title=title,
        summary=entry.summary[:_SUMMARY],
        text=fold(without_outlet(title)),
        link=link if link and names_a_page(link) else None,
        kind=kind,
        at=entry.published or now,
        source=source,
    )


@dataclass(slots=True, eq=False)
class Day:
    """The headlines of one day, and by which keys they are found once somebody has looked."""

    headlines: list[Headline] = field(default_factory=list)
    found_by: dict[str, list[Headline]] | None = None

    def add(self, headline: Headline, names: Names) -> None:
        """One more; it is taken apart at once where the others are."""
        self.headlines.append(headline)
        if self.found_by is not None:
            _file(self.found_by, headline, names)

    def look_up(self, names: Names) -> dict[str, list[Headline]]:
        """The headlines by each of their keys."""
        if self.found_by is None:
            self.found_by = {}
            for headline in self.headlines:
                _file(self.found_by, headline, names)
        return self.found_by

    def fold_up(self) -> None:
        """Keep the lines only."""
        self.found_by = None
        for headline in self.headlines:
            headline.slots = None


def keys_of(slots: Slots) -> set[str]:
    """What two headlines of one story have at least one of in common."""
    awards = (award.partition("/")[0] for award in slots.awards)
    objects = (*slots.objects, *slots.everybody, *awards)
    return {
        *slots.words,
        *(f"{thing}:" for thing in (*slots.events, *objects)),
        *(f"{event}:{thing}" for event in slots.events for thing in objects),
        *(f"{word}:{person}" for person in slots.everybody for word in slots.words),
    }


def _file(found_by: dict[str, list[Headline]], headline: Headline, names: Names) -> None:
    for key in keys_of(headline.taken_apart(names)):
        found_by.setdefault(key, []).append(headline)
