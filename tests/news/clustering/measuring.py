"""Headlines sorted into stories, beside how they belong: the development set, and its figures."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import combinations
from pathlib import Path
from random import Random

from rapidfuzz import fuzz

from discord_bot.news.clustering.index import StoryIndex
from discord_bot.news.clustering.names import Names
from discord_bot.news.model import Entry, Kind
from discord_bot.packs import load_pack

NAMES = Names.from_pack(load_pack("heartstopper"))
START = datetime(2026, 3, 2, tzinfo=UTC)


@dataclass(frozen=True)
class Told:
    title: str
    story: int


@dataclass(frozen=True)
class Figures:
    """Over pairs within a theme; ``b3`` is the mean over headlines of each one's own figures."""

    right: int
    false: int
    missed: int
    apart: int
    b3_precision: float
    b3_recall: float

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.false) if self.right + self.false else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed)

    @property
    def f1(self) -> float:
        return 2 * self.right / (2 * self.right + self.false + self.missed)

    @property
    def b3(self) -> float:
        return 2 * self.b3_precision * self.b3_recall / (self.b3_precision + self.b3_recall)

    @property
    def false_share(self) -> float:
        return self.false / self.apart

    def __str__(self) -> str:
        return (
            f"precision {self.precision:.3f}, recall {self.recall:.3f}, F1 {self.f1:.3f}, "
            f"B3 F1 {self.b3:.3f}, {self.false} of {self.apart} that differ merged "
            f"({self.false_share:.2%})"
        )


@cache
def themes(*, aside: bool) -> tuple[tuple[Told, ...], ...]:
    """Each theme's headlines in an order in which they might come."""
    text = (Path(__file__).parent / "stories.toml").read_text(encoding="utf-8")
    found = []
    for theme in tomllib.loads(text)["theme"]:
        if theme.get("aside", False) == aside:
            told = [
                Told(title, story)
                for story, titles in enumerate(theme["stories"])
                for title in titles
            ]
            Random(len(found)).shuffle(told)
            found.append(tuple(told))
    return tuple(found)


def sorted_by_index(told: Sequence[Told]) -> list[int]:
    index = StoryIndex(NAMES)
    stories = []
    for number, item in enumerate(told):
        at = START + timedelta(minutes=number)
        entry = Entry(str(number), None, item.title, "", at)
        place = index.place(entry, Kind.OTHER, at)
        story = number if place.story_id is None else place.story_id
        index.add(story, entry, Kind.OTHER, at)
        stories.append(story)
    return stories


def sorted_alike(told: Sequence[Told], line: float) -> list[int]:
    """What a lexical measure makes of them: each goes to the story of the nearest one above."""
    stories: list[int] = []
    for number, item in enumerate(told):
        nearest = max(
            ((fuzz.token_set_ratio(item.title, told[k].title), -k) for k in range(number)),
            default=(0.0, 0),
        )
        stories.append(stories[-nearest[1]] if nearest[0] >= line else number)
    return stories


def figures(of: Iterable[Sequence[Told]], sort: Callable[[Sequence[Told]], list[int]]) -> Figures:
    right = false = missed = apart = 0
    precision, recall = [], []
    for told in of:
        made = list(zip(told, sort(told), strict=True))
        for (one, mine), (other, yours) in combinations(made, 2):
            belong, merged = one.story == other.story, mine == yours
            right += belong and merged
            false += merged and not belong
            missed += belong and not merged
            apart += not belong
        for one, mine in made:
            here = [other for other, yours in made if yours == mine]
            own = [other for other in told if other.story == one.story]
            both = sum(other.story == one.story for other in here)
            precision.append(both / len(here))
            recall.append(both / len(own))
    return Figures(
        right, false, missed, apart,
        sum(precision) / len(precision), sum(recall) / len(recall),
    )  # fmt: skip
