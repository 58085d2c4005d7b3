"""What the first stage's classifier sees of a message: hashed words, pairs, classes and rules.

Everything is a number below ``SIZE``, so that a model is one table of weights. Names are replaced by
what they are, so that a verdict can't depend on which actor is named.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from discord_bot.moderation.entities import Reading, Word, stable_hash

SIZE = 1 << 18
"""Buckets. A collision costs little at this size: some 10^5 features occur in training."""
_MASK = np.int64(SIZE - 1)
_MULTIPLIER = np.int64(1_000_003)
_KINDS = {name: np.int64(stable_hash(f"kind:{name}")) for name in ("2", "3", "skip", "skip2", "c2", "c3", "cs")}
_NGRAMS = (3, 4, 5)

Indices = npt.NDArray[np.int64]


def word_features(word: Word) -> list[int]:
    """A word by itself: its whole, and its pieces of three to five letters."""
    found = [stable_hash(f"w:{word.feature}") & (SIZE - 1)]
    text = word.feature
    if text[:1].isalpha() and len(text) > 3:  # noqa: PLR2004 - shorter ones have no pieces of their own
        marked = f"^{text}$"
        for length in _NGRAMS:
            for start in range(len(marked) - length + 1):
                found.append(stable_hash(f"c:{marked[start : start + length]}") & (SIZE - 1))
    return found


def rule_feature(rule_id: str) -> int:
    """The place of a rule's weight."""
    return stable_hash(f"rule:{rule_id}") & (SIZE - 1)


def _mix(*parts: npt.NDArray[np.int64], kind: np.int64) -> Indices:
    mixed = parts[0] * _MULTIPLIER + kind
    for part in parts[1:]:
        mixed = (mixed ^ (mixed >> 17)) * _MULTIPLIER + part
    return (mixed ^ (mixed >> 29) ^ (mixed >> 13)) & _MASK


def pair_features(reading: Reading, coarse: npt.NDArray[np.int64]) -> Indices:
    """Neighbours and near neighbours: of words, and of their classes.

    ``coarse`` is a number for each word's class, as ``coarse_classes`` gives it.
    """
    keys = np.array([word.key for word in reading.words], dtype=np.int64)
    pieces = []
    if len(keys) > 1:
        pieces += [
            _mix(keys[:-1], keys[1:], kind=_KINDS["2"]),
            _mix(coarse[:-1], coarse[1:], kind=_KINDS["c2"]),
        ]
    if len(keys) > 2:  # noqa: PLR2004 - three in a row
        pieces += [
            _mix(keys[:-2], keys[2:], kind=_KINDS["skip"]),
            _mix(coarse[:-2], coarse[2:], kind=_KINDS["cs"]),
            _mix(coarse[:-2], coarse[1:-1], coarse[2:], kind=_KINDS["c3"]),
        ]
    if len(keys) > 3:  # noqa: PLR2004 - two between
        pieces.append(_mix(coarse[:-3], coarse[3:], kind=_KINDS["skip2"]))
    if not pieces:
        return np.empty(0, dtype=np.int64)
    return np.concatenate(pieces)
