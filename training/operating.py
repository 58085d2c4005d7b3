"""Where the line is drawn, so that few harmless messages are flagged.

Breaches are rare in a chat and half of what we train on, so that odds learnt from our sentences are
too high for a server. An offset for ``ok`` makes up for it. It is the least that keeps false alarms
within ``MOST_ALONE`` and ``MOST_TOGETHER`` on messages that were kept aside.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from discord_bot.moderation.mixing import Mix
from training.mixing import fit_mix
from training.verdicts import Ruled, alone, softmax, together

Floats = npt.NDArray[np.float32]
Places = npt.NDArray[np.int64]

MOST_ALONE, MOST_TOGETHER = 0.075, 0.045
"""The share of harmless messages kept aside that may be flagged, by the first stage and by both.

Nearly all are twins of breaches. Of 400 harmless messages by two writers who knew the policy alone
judges drawn at 0.06 and 0.035 flagged a third as many, 1.8 and 1.0 in 100, where 3 and 2 are borne.
"""
_OFFSETS = np.linspace(0.0, 5.0, 251)


@dataclass(frozen=True, slots=True)
class Kept:
    """Messages kept aside: what rules decide, the first stage's scores, and the true labels."""

    rules: Ruled
    first: Floats
    labels: Places

    def at(self, places: Places) -> Kept:
        """Some of them."""
        return Kept(self.rules.at(places), self.first[places], self.labels[places])

    def doubted(self, offset: float) -> Kept:
        """The same with an offset for ``ok``."""
        return Kept(self.rules, doubted(self.first, offset), self.labels)

    def offset(self, temperature: float) -> float:
        """The least offset with which the first stage alone flags few."""
        return _least(
            lambda offset: alone(self.rules, softmax(doubted(self.first, offset) / temperature)),
            self.labels,
            MOST_ALONE,
        )

    def mix(self, encoder: Floats, temperature: float) -> Mix:
        """The weights of both stages with the least log loss, doubting as much as is needed."""
        found = fit_mix(self.first, encoder, self.labels)
        mixed = found.scores_of(self.first, encoder)
        likely = softmax(self.first / temperature)
        offset = _least(
            lambda offset: together(self.rules, likely, softmax(doubted(mixed, offset))),
            self.labels,
            MOST_TOGETHER,
        )
        return replace(found, ok=found.ok + offset)


def doubted(scores: Floats, offset: float) -> Floats:
    """Scores with an offset for ``ok``."""
    shifted = scores.copy()
    shifted[:, 0] += offset
    return shifted


def _least(given: Callable[[float], Places], labels: Places, most: float) -> float:
    """The least offset with which no more than ``most`` of what is fine are given a label."""
    flagged = ((float(o), np.mean(given(float(o))[labels == 0] > 0)) for o in _OFFSETS)
    return next((offset for offset, share in flagged if share <= most), float(_OFFSETS[-1]))
