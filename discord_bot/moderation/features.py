"""What the first stage's classifier sees of a message: hashed words, pairs, classes and rules.

Everything is a number below ``SIZE``, so that a model is one table of weights. Names are replaced
by what they are, so that a verdict can't depend on which actor is named.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from discord_bot.moderation.vocabulary import Word, stable_hash

SIZE = 1 << 17
"""Buckets. Twice as many were no better on themes kept aside: features that share one are rare."""
_MASK = np.int64(SIZE - 1)
_MULTIPLIER = np.int64(1_000_003)
_KINDS = {
    name: np.int64(stable_hash(f"kind:{name}"))
    for name in ("2", "3", "skip", "skip2", "c2", "c3", "cs")
}
_NGRAMS = (3, 4, 5)

Indices = npt.NDArray[np.int64]


def word_features(word: Word, classes: Iterable[str] = ()) -> list[int]:
    """A word by itself: its whole, its classes, and its pieces of three to five letters."""
    found = [stable_hash(f"w:{word.feature}") & (SIZE - 1)]
    found += [stable_hash(f"k:{name}") & (SIZE - 1) for name in classes]
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


@lru_cache(maxsize=512)  # one for each number of words met
def _kinds(count: int) -> Indices:
    """Which kind each pair of ``pair_features`` is of, for a message of ``count`` words."""
    kinds = (("2", 1), ("c2", 1), ("skip", 2), ("cs", 2), ("c3", 2), ("skip2", 3))
    return np.concatenate(
        [np.full(max(0, count - away), _KINDS[kind], dtype=np.int64) for kind, away in kinds]
    )


def pair_features(keys: Indices, coarse: Indices) -> Indices:
    """Neighbours and near neighbours: of words, and of their classes.

    ``keys`` are the words' hashes and ``coarse`` a number below 256 for each word's class.
    """
    count = len(keys)
    left = np.concatenate((
        keys[:-1], coarse[:-1], keys[:-2], coarse[:-2], coarse[:-2] * 256 + coarse[1:-1], coarse[:-3]  # noqa: E501
    ))  # fmt: skip
    right = np.concatenate((keys[1:], coarse[1:], keys[2:], coarse[2:], coarse[2:], coarse[3:]))
    left += _kinds(count)
    left *= _MULTIPLIER
    left ^= left >> 17
    left += right
    left *= _MULTIPLIER
    left ^= left >> 29
    left ^= left >> 13
    left &= _MASK
    return left
