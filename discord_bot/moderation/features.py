"""What the first stage's classifier sees of a message: hashed words, pairs, classes and rules.

Everything is a number below ``SIZE``, so that a model is one table of weights. Names are replaced
by what they are, so that a verdict can't depend on which actor is named.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from discord_bot.moderation.vocabulary import HASH_PRIME, Word, hash_state, stable_hash

SIZE = 1 << 17
"""Buckets. Twice as many were no better on themes kept aside: features that share one are rare."""
_FACTOR = 1_000_003
# Numbers as arrays: to make one of a Python number takes as long as to work with it.
_MASK, _MULTIPLIER, _13, _17, _29 = map(np.array, (SIZE - 1, _FACTOR, 13, 17, 29))
_SHORTEST_PIECE, _LONGEST_PIECE = 3, 5
_LONGEST_WORD = 40
"""Letters of a word that are taken to pieces: a wall of letters would cost time."""
_PIECE = hash_state("c:")

Indices = npt.NDArray[np.int64]
Number = TypeVar("Number", int, Indices)

_KINDS = {
    name: stable_hash(f"kind:{name}") * _FACTOR for name in ("2", "skip", "c2", "cs", "skip2", "c3")
}
_KEY, _COARSE, _AFTER, _NOTHING = range(len(_KINDS), len(_KINDS) + 4)
PARTS = len(_KINDS) + 4
"""How many numbers ``parts_of`` gives: one for each kind of pair, and four more."""
_PAIRS = (
    ("2", 1, _NOTHING, _KEY),
    ("c2", 1, _NOTHING, _COARSE),
    ("skip", 2, _NOTHING, _KEY),
    ("cs", 2, _NOTHING, _COARSE),
    ("c3", 2, _AFTER, _COARSE),
    ("skip2", 3, _NOTHING, _COARSE),
)
"""Kinds of pairs: how far apart they are, and which part the word right after the left one, and
the right word have in the hash."""


def word_features(word: Word, classes: Iterable[str] = ()) -> list[int]:
    """A word by itself: its whole, its classes, and its pieces of three to five letters."""
    found = [stable_hash(f"w:{word.feature}") & (SIZE - 1)]
    found += [stable_hash(f"k:{name}") & (SIZE - 1) for name in classes]
    text = word.feature[:_LONGEST_WORD]
    if text[:1].isalpha() and len(text) > _SHORTEST_PIECE:
        found += _pieces(f"^{text}$")
    return found


def _pieces(text: str) -> list[int]:
    """The features of the pieces of ``text``; each hash goes on from that of a shorter piece."""
    found: list[int] = []
    letters = [letter.encode("utf-8", "surrogatepass") for letter in text]
    for start in range(len(letters) - _SHORTEST_PIECE + 1):
        value = _PIECE
        for length, letter in enumerate(letters[start : start + _LONGEST_PIECE], 1):
            for byte in letter:
                value = ((value ^ byte) * HASH_PRIME) & 0xFFFFFFFF
            if length >= _SHORTEST_PIECE:
                found.append((value >> 1) & (SIZE - 1))
    return found


def rule_feature(rule_id: str) -> int:
    """The place of a rule's weight."""
    return stable_hash(f"rule:{rule_id}") & (SIZE - 1)


def parts_of(key: Number, coarse: Number) -> tuple[Number, ...]:
    """What a word brings to the pairs it is in; ``key`` is its hash, ``coarse`` its class's number.

    First what it is as the left word of each kind, then what it is as another word. Products are
    taken here, once for each word, and not for each pair; all stay below 2^53.
    """
    times, coarse_times = key * _FACTOR, coarse * _FACTOR
    return (
        times + _KINDS["2"],
        times + _KINDS["skip"],
        coarse_times + _KINDS["c2"],
        coarse_times + _KINDS["cs"],
        coarse_times + _KINDS["skip2"],
        coarse_times * 256 + _KINDS["c3"],
        key,
        coarse,
        coarse_times,
        key * 0,
    )


@lru_cache(maxsize=64)  # one for each number of words met; 64 of the longest messages take 12 MB
def _places(count: int) -> tuple[Indices, Indices, Indices]:
    """For ``count`` words, where the parts of their pairs are: left, right after it, and right."""
    columns: tuple[list[Indices], ...] = ([], [], [])
    for kind, away, after, right in _PAIRS:
        first = np.arange(max(0, count - away), dtype=np.int64) * PARTS
        columns[0].append(first + list(_KINDS).index(kind))
        columns[1].append(first + PARTS + after)
        columns[2].append(first + PARTS * away + right)
    left_places, after_places, right_places = map(np.concatenate, columns)
    return left_places, after_places, right_places


def paired(parts: Indices) -> Indices:
    """The features of neighbours and near neighbours; ``parts`` has a row of parts for each word.

    What is hashed is ``((left + kind) * m ^ itself >> 17) + right``, times ``m``, and mixed again.
    """
    left_places, after_places, right_places = _places(len(parts))
    flat = parts.ravel()  # of one dimension, which [] is thrice as fast in as take()
    mixed = flat[left_places]
    mixed += flat[after_places]
    mixed ^= mixed >> _17
    mixed += flat[right_places]
    mixed *= _MULTIPLIER
    mixed ^= mixed >> _29
    mixed ^= mixed >> _13
    mixed &= _MASK
    return mixed


def pair_features(keys: Indices, coarse: Indices) -> Indices:
    """Neighbours and near neighbours: of words, and of their classes.

    ``keys`` are the words' hashes and ``coarse`` a number below 256 for each word's class.
    """
    return paired(np.stack(parts_of(keys, coarse), axis=1))
