"""Sorting 1,250 to 10,000 made-up stories, beside comparing each headline with all before it.

Prints the processor's time to place and to add one entry, when the stories are of half a year and
when all are of five days; how well they were sorted; the memory; and what a start costs.
``python -m bench.news_clustering [--json FILE] [--quick]``
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rapidfuzz import fuzz, process

from discord_bot.news.clustering.index import StoryIndex
from discord_bot.news.clustering.names import Names
from discord_bot.news.model import Entry, Kind
from discord_bot.packs import load_pack

SIZES, QUICK_SIZES = (1_250, 2_500, 5_000), (100, 200)
MOST_PAIRS = 2_500
"""All pairs of more stories than these take minutes."""
HALF_A_YEAR = timedelta(days=180)
FIVE_DAYS = timedelta(days=5)
LATER = timedelta(hours=30)
PEER_LINE = 80
START = datetime(2026, 1, 1, tzinfo=UTC)

_CAST = (
    "Kit Connor|Joe Locke|Yasmin Finney|William Gao|Corinna Brown|Kizzy Edgell|Tobie Donovan|"
    "Rhea Norwood|Jenny Walser|Sebastian Croft|Leila Khan|Bel Priestley"
).split("|")
_PLACES = "Leeds Bristol Dublin Paris Madrid Berlin Oslo Toronto Boston Cardiff Ghent Turin".split()
_TELLINGS = (
    ("{show} season {n} gets {month} release date", "{show}'s season {n} to arrive in {month}"),
    ("{show} renewed for season {n}", "{channel} orders season {n} of {show}"),
    ("{show} season {n} starts filming in {place}", "Cameras roll on {show} S{n} in {place}"),
    ("{person} joins {title}", "{person} cast in {title}"),
    ("{person} nominated for {title} award", "{title} award nod for {person}"),
    ("{person}: '{quote}'", "'{quote}', says {person}"),
    ("{place} opens {title} exhibition", "{title} exhibition comes to {place}"),
    ("{title} trailer released", "Watch the first trailer for {title}"),
    ("{author} announces new novel {title}", "New novel {title} from {author}"),
    ("{count} people sign petition for {title}", "Petition for {title} passes {count} names"),
)
_ENDINGS = "er on ley ham ton ford ris wick man dale ster win ard ell ova ski".split()
_BEGINNINGS = (
    "Bar Cal Dor Fen Gal Har Jes Kin Lor Mar Nor Pel Quin Ros Sel Tam Ver Wil Yar Zan".split()
)


@dataclass(frozen=True)
class Told:
    entry: Entry
    story: int


def name(rng: random.Random) -> str:
    return rng.choice(_BEGINNINGS) + rng.choice(_ENDINGS) + rng.choice(("", "a", "e", "o", "us"))


def stories(count: int, within: timedelta) -> list[Told]:
    """Stories told once to three times, in the order of their times."""
    rng = random.Random(count)
    months = "March April June July August September October".split()
    told = []
    for story in range(count):
        words = {
            "show": rng.choice((f"The {name(rng)} {name(rng)}", f"{name(rng)} {name(rng)}")),
            "n": rng.randint(2, 9),
            "month": rng.choice(months),
            "channel": rng.choice(("Netflix", name(rng))),
            "place": rng.choice(_PLACES),
            "person": rng.choice((rng.choice(_CAST), f"{name(rng)} {name(rng)}")),
            "title": f"{name(rng)} {name(rng)}",
            "quote": f"I have never been to {name(rng)} with a {name(rng).lower()}",
            "author": rng.choice(("Alice Oseman", f"{name(rng)} {name(rng)}")),
            "count": rng.randint(20, 900) * 100,
        }
        patterns = rng.choice(_TELLINGS)
        first = START + within * rng.random()
        for telling in range(rng.choice((1, 1, 2, 2, 3))):
            title = rng.choice(patterns).format(**words)
            at = first + LATER * rng.random()
            link = (
                f"https://outlet-{rng.randrange(40)}.example/news/{story}-{telling}-{rng.random()}"
            )
            told.append(Told(Entry(link, link, title, "", at), story))
    return sorted(told, key=lambda item: item.entry.published or START)


def ours(told: list[Told], names: Names) -> tuple[StoryIndex, list[int]]:
    index = StoryIndex(names)
    found = []
    for number, item in enumerate(told):
        now = item.entry.published or START
        place = index.place(item.entry, Kind.OTHER, now)
        story = number if place.story_id is None else place.story_id
        index.add(story, item.entry, Kind.OTHER, now)
        found.append(story)
    return index, found


def peer(told: list[Told]) -> list[int]:
    """The nearest of all headlines before, by the share of common words."""
    titles: list[str] = []
    found: list[int] = []
    for number, item in enumerate(told):
        title = item.entry.title.lower()
        best = process.extractOne(
            title, titles, scorer=fuzz.token_set_ratio, score_cutoff=PEER_LINE
        )
        found.append(number if best is None else found[best[2]])
        titles.append(title)
    return found


def quality(told: list[Told], found: list[int]) -> tuple[float, float]:
    """Precision and recall of pairs."""

    def pairs(groups: Iterator[object]) -> int:
        sizes: dict[object, int] = {}
        for group in groups:
            sizes[group] = sizes.get(group, 0) + 1
        return sum(size * (size - 1) // 2 for size in sizes.values())

    both = pairs((item.story, place) for item, place in zip(told, found, strict=True))
    made, true = pairs(iter(found)), pairs(item.story for item in told)
    return both / made if made else 1.0, both / true


def measure(count: int, within: timedelta, names: Names) -> dict[str, float]:
    told = stories(count, within)
    start = time.process_time()
    _, found = ours(told, names)
    seconds = time.process_time() - start
    precision, recall = quality(told, found)
    return {
        "stories": count,
        "days": within.days,
        "entries": len(told),
        "seconds": seconds,
        "microseconds": seconds / len(told) * 1e6,
        "precision": precision,
        "recall": recall,
    }


def measure_peer(count: int) -> dict[str, float]:
    told = stories(count, HALF_A_YEAR)
    start = time.process_time()
    found = peer(told)
    seconds = time.process_time() - start
    precision, recall = quality(told, found)
    return {
        "stories": count,
        "entries": len(told),
        "seconds": seconds,
        "microseconds": seconds / len(told) * 1e6,
        "precision": precision,
        "recall": recall,
    }


def show(name: str, row: dict[str, float]) -> None:
    print(
        f"{name:>18}: {row['stories']:>6} stories, {row['entries']:>6} entries, "
        f"{row['seconds']:6.1f} s, {row['microseconds']:6.0f} µs each, "
        f"precision {row['precision']:.3f}, recall {row['recall']:.3f}",
        flush=True,
    )


def memory(count: int, names: Names) -> float:
    """Megabytes that the index holds for so many stories of half a year."""
    told = stories(count, HALF_A_YEAR)
    tracemalloc.start()
    index, _ = ours(told, names)
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return held / 1e6 if len(index) else 0.0


def restart(count: int, names: Names) -> float:
    """Seconds to add again what half a year brought, and to place one entry."""
    told = stories(count, HALF_A_YEAR)
    index = StoryIndex(names)
    start = time.process_time()
    for item in told:
        index.add(item.story, item.entry, Kind.OTHER, START)
    index.place(told[-1].entry, Kind.OTHER, START)
    return time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    sizes = QUICK_SIZES if options.quick else SIZES
    names = Names.from_pack(load_pack("heartstopper"))
    measure(200, FIVE_DAYS, names)  # warm
    print(f"Python {platform.python_version()}, {platform.machine()}")
    rows = {}
    for name, within in (("half a year", HALF_A_YEAR), ("five days", FIVE_DAYS)):
        rows[name] = [measure(count, within, names) for count in sizes]
        for row in rows[name]:
            show(name, row)
    rows["all pairs"] = [measure_peer(count) for count in sizes if count <= MOST_PAIRS]
    for row in rows["all pairs"]:
        show("all pairs", row)
    middle = sizes[1]
    held = memory(middle, names)
    again = restart(middle, names)
    print(f"{middle} stories hold {held:.1f} MB; a start with them takes {again:.2f} s")
    if options.json:
        options.json.write_text(
            json.dumps(
                {"rows": rows, "middle": middle, "megabytes": held, "restart": again}, indent=1
            ),
            encoding="utf-8",
        )


if __name__ == "__main__":
    main()
