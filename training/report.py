"""What training prints: how much is found and flagged on messages that were kept aside."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar

from discord_bot.moderation.model import LABELS, Label
from training.data import DEVELOPMENT, Example

TENTHS = 10


def temperature_of(scores: np.ndarray, labels: np.ndarray) -> float:
    """The temperature with the least log loss on scores that were not trained on."""

    def loss(log_temperature: float) -> float:
        scaled = scores / np.exp(log_temperature)
        scaled = scaled - scaled.max(1, keepdims=True)
        return float(
            np.mean(np.log(np.exp(scaled).sum(1)) - scaled[np.arange(len(labels)), labels])
        )

    return float(np.exp(minimize_scalar(loss, bounds=(-2, 2), method="bounded").x))


def report(
    examples: Sequence[Example], given: npt.NDArray[np.int64], title: str
) -> dict[str, list[int]]:
    """Print and return how many were flagged and of how many, by group and label.

    ``given`` are the places in ``LABELS`` of what the judge calls each message.
    """
    counts: dict[str, list[int]] = {}

    def count(name: str, hit: bool) -> None:
        hits, total = counts.get(name, (0, 0))
        counts[name] = [hits + hit, total + 1]

    for example, place in zip(examples, given.tolist(), strict=True):
        is_breach = example.label != Label.OK
        count(example.group, place > 0)
        count("found" if is_breach else "false_alarms", place > 0)
        if is_breach:
            count(f"label {example.label}", place > 0)
            if place:
                count("label_right", LABELS[place] == example.label)
    print(f"== {title}: {len(examples)} messages")
    for name, (hits, total) in sorted(counts.items()):
        print(f"  {name:26} {hits:5} of {total:5}  {hits / total:6.1%}")
    return counts


def calibration(
    confidence: npt.NDArray[np.float32], labels: npt.NDArray[np.int64]
) -> list[list[float]]:
    """Of each tenth of the confidences: their mean, how many were breaches, and of how many.

    ``confidence`` is that in a breach, ``labels`` are places in ``LABELS``.
    """
    tenths = np.minimum((confidence * TENTHS).astype(int), TENTHS - 1)
    rows = [np.flatnonzero(tenths == tenth) for tenth in range(TENTHS)]
    return [
        [round(float(confidence[row].mean()), 3), int((labels[row] > 0).sum()), len(row)]
        for row in rows
        if len(row)
    ]


def report_development(examples: Sequence[Example], given: npt.NDArray[np.int64]) -> None:
    """Print the same of the development set's messages alone."""
    places = [i for i, example in enumerate(examples) if example.theme.startswith(DEVELOPMENT)]
    report([examples[place] for place in places], given[places], "of the development set")


def passed_on(examples: Sequence[Example], asked: npt.NDArray[np.bool_]) -> None:
    """Print how many messages of which group reach the second stage."""
    for group in sorted({example.group for example in examples}):
        places = [i for i, example in enumerate(examples) if example.group == group]
        print(f"  {group:26} the second stage is asked about {asked[places].mean():.1%}")
