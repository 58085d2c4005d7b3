"""What the judge would say, worked out for many messages at once from both stages' scores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from discord_bot.moderation.entities import Reader
from discord_bot.moderation.judge import SETTLED, UNSURE, RuleSet
from discord_bot.moderation.model import BREACH
from training.data import Example

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Ruled:
    """What the rules alone decide of messages: a flag for each, and the label that is settled.

    ``settled`` is the place of a label in ``LABELS``, or -1 for none; ``fine`` are messages that
    a rule settles to be fine.
    """

    settled: npt.NDArray[np.int64]
    fine: npt.NDArray[np.bool_]

    def at(self, places: npt.NDArray[np.int64]) -> Ruled:
        """The same of some messages."""
        return Ruled(self.settled[places], self.fine[places])


def ruled(rules: RuleSet, reader: Reader, examples: Sequence[Example]) -> Ruled:
    """What the rules decide of ``examples``."""
    settled, fine = [], []
    for example in examples:
        context = (example.reply_to,) if example.reply_to else ()
        reading = reader.read(example.text, context)
        found = rules.find(reading)
        at_least = rules.at_least(found, [0.99, *([0.01 / 6] * 6)])
        is_settled = at_least[0] == 1 - SETTLED
        settled.append(at_least.index(SETTLED) if is_settled else -1)
        fine.append(rules.is_settled(reading, found))
    return Ruled(np.array(settled), np.array(fine))


def alone(rules: Ruled, likely: Floats) -> npt.NDArray[np.int64]:
    """The labels' places that the first stage gives by itself; ``likely`` (n, 7) are its odds."""
    given = _given(rules, likely)
    given[rules.fine] = 0
    return given


def asked(rules: Ruled, likely: Floats) -> npt.NDArray[np.bool_]:
    """Which messages the second stage is asked about."""
    confidence = 1 - _at_least(rules, likely)[:, 0]
    unsure = (confidence > UNSURE[0]) & (confidence < UNSURE[1])
    doubtful: npt.NDArray[np.bool_] = unsure & ~rules.fine
    return doubtful


def together(rules: Ruled, likely: Floats, mixed: Floats) -> npt.NDArray[np.int64]:
    """The labels' places that both stages give; ``mixed`` (n, 7) are the odds of both."""
    given = _given(rules, likely)
    given[rules.fine] = 0
    return np.where(asked(rules, likely), _given(rules, mixed), given)


def confidence_alone(rules: Ruled, likely: Floats) -> Floats:
    """The first stage's confidence in a breach; what a rule settles to be fine has hardly any."""
    return np.where(rules.fine, 0.0, 1 - _at_least(rules, likely)[:, 0]).astype(np.float32)


def confidence_together(rules: Ruled, likely: Floats, mixed: Floats) -> Floats:
    """The confidence in a breach of both stages."""
    both = 1 - _at_least(rules, mixed)[:, 0]
    confidence: Floats = np.where(asked(rules, likely), both, confidence_alone(rules, likely))
    return confidence


def softmax(scores: Floats) -> Floats:
    """Scores (n, 7) as shares that add up to one."""
    raised = np.exp(scores - scores.max(1, keepdims=True))
    likely: Floats = (raised / raised.sum(1, keepdims=True)).astype(np.float32)
    return likely


def _at_least(rules: Ruled, likely: Floats) -> Floats:
    raised = likely.copy()
    places = np.flatnonzero((rules.settled >= 0) & (likely[:, 0] > 1 - SETTLED))
    raised[places] = 0
    raised[places, 0] = 1 - SETTLED
    raised[places, rules.settled[places]] = SETTLED
    return raised


def _given(rules: Ruled, likely: Floats) -> npt.NDArray[np.int64]:
    sure = _at_least(rules, likely)
    leading = 1 + sure[:, 1:].argmax(1)
    given: npt.NDArray[np.int64] = np.where(1 - sure[:, 0] >= BREACH, leading, 0)
    return given
