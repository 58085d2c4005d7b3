"""How well the judge does on labelled messages: the figures of ``fanbot moderation evaluate``."""

from __future__ import annotations

import math
import reprlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from discord_bot.errors import ConfigurationError
from discord_bot.moderation.lines import post_of, row_of, whole
from discord_bot.moderation.model import BREACHES, LABELS, Label, Post, Verdict

BINS = 10
"""Bars of the reliability curve: a tenth of confidence each."""
SET_AGAINST_ALL = "no ok messages of its own: precision counts the whole file's false alarms"
"""What has to be said of a group for which ``is_set_against_all``."""
ALARMS_ALONE = "no breaches to find: such a group has false alarms alone"
"""What has to be said of a group without breaches."""
_Z = 1.96
"""Of a normal distribution, 95 % lie within so many standard deviations."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A message with the label that people gave it, and the group that figures are split by."""

    post: Post
    label: Label
    group: str


@dataclass(frozen=True, slots=True)
class Share:
    """``hits`` of ``total``, with Wilson's 95 % interval."""

    hits: int
    total: int

    @property
    def value(self) -> float | None:
        """The share, or None of nothing."""
        return self.hits / self.total if self.total else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's score interval (1927), which holds for small numbers and near 0 and 1."""
        if not self.total:
            return None
        share, square = self.hits / self.total, _Z**2
        below = 1 + square / self.total
        centre = (share + square / (2 * self.total)) / below
        spread = share * (1 - share) / self.total + square / (4 * self.total**2)
        half = _Z * math.sqrt(spread) / below
        return max(0.0, centre - half), min(1.0, centre + half)


@dataclass(frozen=True, slots=True)
class LabelFigures:
    """One label: of what was given it how much was right, of what is of it how much was found."""

    label: Label
    precision: Share
    recall: Share

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall."""
        return _f1(self.precision, self.recall)


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """One group: how many of its breaches were found, and how many of its others were flagged.

    ``found`` is its recall, where whatever breach a message was called counts. ``precision`` is the
    share of found breaches among them and the false alarms, which are the group's own. A group of
    breaches alone can have none, and ``is_set_against_all``: those of the whole file count. Of a
    group without breaches, and in a file without ``ok`` messages, precision says nothing and is
    of a total of 0.
    """

    group: str
    found: Share
    false_alarms: Share
    precision: Share
    is_set_against_all: bool

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall; None where either says nothing."""
        return _f1(self.precision, self.found)


def _f1(precision: Share, recall: Share) -> float | None:
    """None where it is of nothing, 0 where nothing was found, and so nothing can be precise."""
    if precision.value is None and recall.value != 0:
        return None
    if not precision.value or not recall.value:
        return 0.0
    return 2 * precision.value * recall.value / (precision.value + recall.value)


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Messages of about one confidence: their mean confidence, and how many are breaches."""

    confidence: float
    breaches: Share


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything that was measured. ``confusion`` counts (given by people, given by the judge)."""

    messages: int
    labels: tuple[LabelFigures, ...]
    groups: tuple[GroupFigures, ...]
    confusion: Counter[tuple[Label, Label]]
    found: Share
    label_right: Share
    false_alarms: Share
    reliability: tuple[ReliabilityBin, ...]
    calibration_error: float

    @property
    def false_alarms_per_thousand(self) -> float | None:
        """Of a thousand messages that are fine, how many are flagged."""
        share = self.false_alarms.value
        return None if share is None else share * 1000


def read_labelled(path: Path) -> list[Labelled]:
    """The rows of a JSONL file: ``text``, ``label``, ``group`` and, where it has one, ``reply_to``.

    Raises ``ConfigurationError`` naming the line that can't be read.
    """
    try:
        # Not splitlines: inside a message, U+2028 and its like are signs as any other.
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"{path} can't be read ({error}); name a JSONL file.") from None
    rows = [_labelled(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if not rows:
        raise ConfigurationError(f"{path} has no labelled message in it.")
    return rows


def _labelled(path: Path, number: int, line: str) -> Labelled:
    try:
        row = row_of(line)
        return Labelled(post_of(row), _label(row.get("label")), _group(row.get("group")))
    except ValueError as error:
        raise ConfigurationError(f"{path} line {number}: {error}.") from None


def _label(given: object) -> Label:
    names = ", ".join(LABELS)
    if given is None:
        raise ValueError(f'has no "label"; write one of {names}')
    if given not in LABELS:
        raise ValueError(f'"label" is {reprlib.repr(given)}; write one of {names}')
    return Label(str(given))


def _group(given: object) -> str:
    if not isinstance(given, str | int | None):
        raise ValueError('"group" must be text')  # noqa: TRY004 - one kind for all
    return "all" if given is None else whole(str(given))


def evaluate(rows: Sequence[Labelled], verdicts: Sequence[Verdict]) -> Evaluation:
    """Compare verdicts with labels, in the same order."""
    pairs = [(row.label, verdict.label) for row, verdict in zip(rows, verdicts, strict=True)]
    confusion = Counter(pairs)
    breaches = [pair for pair in pairs if pair[0] is not Label.OK]
    hits = [pair for pair in breaches if pair[1] is not Label.OK]
    fine = [pair for pair in pairs if pair[0] is Label.OK]
    bins = tuple(_reliability(rows, verdicts))
    error = sum(
        abs(bar.confidence - (bar.breaches.value or 0.0)) * bar.breaches.total for bar in bins
    )
    return Evaluation(
        messages=len(rows),
        labels=tuple(_label_figures(label, confusion) for label in LABELS),
        groups=tuple(_group_figures(rows, pairs)),
        confusion=confusion,
        found=Share(len(hits), len(breaches)),
        label_right=Share(sum(true is given for true, given in hits), len(hits)),
        false_alarms=Share(sum(given is not Label.OK for _, given in fine), len(fine)),
        reliability=bins,
        calibration_error=error / len(rows),
    )


def _label_figures(label: Label, confusion: Counter[tuple[Label, Label]]) -> LabelFigures:
    right = confusion[label, label]
    given = sum(confusion[other, label] for other in LABELS)
    there = sum(confusion[label, other] for other in LABELS)
    return LabelFigures(label, Share(right, given), Share(right, there))


def _group_figures(
    rows: Sequence[Labelled], pairs: Sequence[tuple[Label, Label]]
) -> Iterator[GroupFigures]:
    by_group: dict[str, list[tuple[Label, Label]]] = {}
    for row, pair in zip(rows, pairs, strict=True):
        by_group.setdefault(row.group, []).append(pair)
    of_all = _flagged(pair for pair in pairs if pair[0] is Label.OK)
    for group, of_group in sorted(by_group.items()):
        found = _flagged(pair for pair in of_group if pair[0] in BREACHES)
        own = _flagged(pair for pair in of_group if pair[0] is Label.OK)
        against = own if own.total else of_all
        says_something = found.total and against.total
        flagged = found.hits + against.hits if says_something else 0
        precision = Share(found.hits if flagged else 0, flagged)
        is_set_against_all = bool(says_something) and not own.total
        yield GroupFigures(group, found, own, precision, is_set_against_all)


def _flagged(pairs: Iterable[tuple[Label, Label]]) -> Share:
    given = [pair[1] is not Label.OK for pair in pairs]
    return Share(sum(given), len(given))


def _reliability(rows: Sequence[Labelled], verdicts: Sequence[Verdict]) -> Iterator[ReliabilityBin]:
    for place in range(BINS):
        inside = [
            (verdict.confidence, row.label is not Label.OK)
            for row, verdict in zip(rows, verdicts, strict=True)
            if min(int(verdict.confidence * BINS), BINS - 1) == place
        ]
        if inside:
            mean = sum(confidence for confidence, _ in inside) / len(inside)
            yield ReliabilityBin(mean, Share(sum(breach for _, breach in inside), len(inside)))
