"""The weights by which two headlines are taken for one story, fitted.

``python -m training.headlines``: a logistic regression over the pairs of headlines in
``tests/news/clustering/stories.toml`` that nothing speaks against, without the themes aside; it
takes seconds, and prints the table for ``comparing.py``. Each theme is also judged by weights that
were fitted without it, for the line to be drawn by.
"""

from __future__ import annotations

import tomllib
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from discord_bot.news.clustering.comparing import WEIGHTS, conflict, features_of
from discord_bot.news.clustering.names import Names
from discord_bot.news.clustering.slots import slots_of
from discord_bot.packs import load_pack

STORIES = Path(__file__).parents[1] / "tests/news/clustering/stories.toml"
PENALTY = 2.0
"""Of the squared weights, but for the constant one."""

Floats = NDArray[np.float64]


def pairs(*, aside: bool) -> tuple[Floats, Floats, NDArray[np.str_], NDArray[np.bool_]]:
    """Features, truth, theme and whether something speaks against it, a row for each pair."""
    names = Names.from_pack(load_pack("heartstopper"))
    features, truth, themes, against = [], [], [], []
    for theme in tomllib.loads(STORIES.read_text(encoding="utf-8"))["theme"]:
        if theme.get("aside", False) != aside:
            continue
        told = [
            (number, slots_of(title, "", names))
            for number, story in enumerate(theme["stories"])
            for title in story
        ]
        for (one, mine), (other, yours) in combinations(told, 2):
            features.append(features_of(mine, yours))
            truth.append(one == other)
            themes.append(theme["name"])
            against.append(conflict(mine, yours) is not None)
    return np.array(features, float), np.array(truth, float), np.array(themes), np.array(against)


def fit(features: Floats, truth: Floats) -> Floats:
    """The weights, by Newton's method."""
    weights = np.zeros(features.shape[1])
    penalty = np.diag([PENALTY] * (len(weights) - 1) + [1e-6])
    for _ in range(30):
        chance = scores(features, weights)
        slope = features.T @ (chance - truth) + penalty @ weights
        curve = (features.T * (chance * (1 - chance))) @ features + penalty
        weights -= np.linalg.solve(curve, slope)
    return weights


def scores(features: Floats, weights: Floats) -> Floats:
    """How sure the weights are of each pair."""
    return np.asarray(1 / (1 + np.exp(-features @ weights)))


def report(name: str, score: Floats, truth: Floats) -> None:
    """Print what each line would bring."""
    for line in (0.5, 0.6, 0.7, 0.8, 0.9):
        merged = score > line
        right = truth[merged].sum()
        print(
            f"{name:>16}, from {line}: precision {right / max(1, merged.sum()):.3f}, "
            f"recall {right / truth.sum():.3f}, false {(merged & (truth == 0)).sum()} of "
            f"{(truth == 0).sum():.0f}"
        )


def main() -> None:
    """Print the table and the figures."""
    features, truth, themes, against = pairs(aside=False)
    unseen = np.zeros(len(truth))
    for theme in sorted(set(themes)):
        rest, here = (themes != theme) & ~against, themes == theme
        unseen[here] = scores(features[here], fit(features[rest], truth[rest]))
    unseen[against] = 0
    report("theme by theme", unseen, truth)
    weights = fit(features[~against], truth[~against])
    features, truth, _, against = pairs(aside=True)
    report("themes aside", np.where(against, 0, scores(features, weights)), truth)
    for name, weight in zip(WEIGHTS, weights, strict=True):
        print(f'    "{name}": {weight:.1f},')


if __name__ == "__main__":
    main()
