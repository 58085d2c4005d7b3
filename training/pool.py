"""Messages without labels that the encoder tells the student its mind about."""

from __future__ import annotations

import csv
import random
from collections.abc import Sequence
from pathlib import Path

from training.data import Example

PUBLIC_ROWS = 8_000
VARIED = 3
"""Variants of each message of ours."""
_DROPPED = 0.2
"""Share of the words left out of a variant."""


def pool_of(ours: Sequence[Example], public: Path | None, seed: int) -> list[Example]:
    """Public posts, and our messages varied: words left out, halves exchanged.

    What is made of a theme bears that theme, so that it is kept aside with it.
    """
    rng = random.Random(seed)
    themes: dict[str, list[Example]] = {}
    for example in ours:
        themes.setdefault(example.theme, []).append(example)
    found = [
        variant
        for theme in themes.values()
        for one in theme
        for variant in _varied(one, theme, rng)
    ]
    if public is not None:
        posts = _posts(public)
        rng.shuffle(posts)
        found += posts[:PUBLIC_ROWS]
    return found


def _varied(example: Example, theme: Sequence[Example], rng: random.Random) -> list[Example]:
    words = example.text.split(" ")
    texts = {" ".join(word for word in words if rng.random() >= _DROPPED)}
    for other in rng.choices(theme, k=VARIED - 1):
        others = other.text.split(" ")
        texts.add(" ".join([*words[: len(words) // 2], *others[len(others) // 2 :]]))
    return [
        Example(text, "ok", "pool", example.theme, example.reply_to)
        for text in sorted(texts)
        if text.strip() and text != example.text
    ]


def _posts(folder: Path) -> list[Example]:
    found = []
    for name, column in (("davidson.csv", "tweet"), ("edos.csv", "text")):
        with (folder / name).open(encoding="utf-8") as file:
            for number, row in enumerate(csv.DictReader(file)):
                found.append(Example(row[column], "ok", "pool", f"{name}-{number}"))
    return found
