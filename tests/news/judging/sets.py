"""Entries that were labelled by hand, and how many of them a judge gets right."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from discord_bot.news.model import Entry, Judgement, Kind, Topic

_TOPICS = {
    "show": Topic.SHOW,
    "elsewhere": Topic.CAST_ELSEWHERE,
    "nothing": Topic.NOTHING,
}


@dataclass(frozen=True)
class Labelled:
    """An entry and what it is; ``kind`` is None where it does not matter."""

    entry: Entry
    topic: Topic
    kind: Kind | None
    gossip: bool
    season: int | None


def entry(title: str, summary: str = "") -> Entry:
    """An entry of which only the words matter."""
    return Entry("1", None, title, summary, None)


def read_set(name: str) -> tuple[Labelled, ...]:
    """The set of that name."""
    path = Path(__file__).with_name(f"{name}.toml")
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["cases"]
    return tuple(_labelled(*row) for row in rows)


def _labelled(label: str, title: str, summary: str) -> Labelled:
    topic, kind, *more = label.split()
    seasons = [int(word[1:]) for word in more if word != "gossip"]
    return Labelled(
        entry(title, summary),
        _TOPICS[topic],
        None if kind == "-" else Kind(kind),
        "gossip" in more,
        seasons[0] if seasons else None,
    )


def right(rows: tuple[Labelled, ...], judged: list[Judgement]) -> dict[str, float]:
    """The share of right answers by question; the kind is asked of what is of the show."""
    pairs = list(zip(rows, judged, strict=True))
    return {
        "about": _mean((row.topic is Topic.SHOW) is it.about_show for row, it in pairs),
        "topic": _mean(row.topic is it.topic for row, it in pairs),
        "kind": _mean(row.kind is it.kind for row, it in pairs if row.topic is Topic.SHOW),
        "gossip": _mean(row.gossip is it.gossip for row, it in pairs),
        "season": _mean(row.season == it.spoiler_season for row, it in pairs),
    }


def _mean(values: Iterator[bool]) -> float:
    found = list(values)
    return sum(found) / len(found)
