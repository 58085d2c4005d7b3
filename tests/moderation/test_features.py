"""The numbers that a model is trained on stay the numbers that it is used on."""

from __future__ import annotations

from itertools import chain

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from discord_bot.moderation.features import (
    SIZE,
    pair_features,
    paired,
    parts_of,
    rule_feature,
    word_features,
)
from discord_bot.moderation.vocabulary import Word, stable_hash

KINDS = [("2", 1), ("skip", 2)]
COARSE_KINDS = [("c2", 1), ("cs", 2), ("skip2", 3)]
WORDS = st.lists(st.tuples(st.integers(0, 2**31 - 1), st.integers(0, 255)), min_size=1, max_size=40)


def signed(number: int) -> int:
    """A number as 64 bits hold it."""
    return (number + 2**63) % 2**64 - 2**63


def plainly(kind: str, left: int, right: int) -> int:
    """The feature of one pair."""
    mixed = signed((left + stable_hash(f"kind:{kind}")) * 1_000_003)
    mixed ^= mixed >> 17
    mixed = signed((mixed + right) * 1_000_003)
    mixed ^= mixed >> 29
    mixed ^= mixed >> 13
    return mixed & (SIZE - 1)


@given(WORDS)
def test_pairs_are_hashed_as_they_are_described(words: list[tuple[int, int]]) -> None:
    keys, coarse = map(list, zip(*words, strict=True))
    expected = [
        plainly(kind, numbers[place], numbers[place + away])
        for numbers, kinds in ((keys, KINDS), (coarse, COARSE_KINDS))
        for kind, away in kinds
        for place in range(len(words) - away)
    ]
    expected += [
        plainly("c3", coarse[place] * 256 + coarse[place + 1], coarse[place + 2])
        for place in range(len(words) - 2)
    ]
    assert sorted(pair_features(np.array(keys), np.array(coarse)).tolist()) == sorted(expected)


@given(WORDS)
def test_words_remembered_one_by_one_make_the_same_pairs(words: list[tuple[int, int]]) -> None:
    remembered = np.array([parts_of(key, coarse) for key, coarse in words])
    keys, coarse = map(np.array, zip(*words, strict=True))
    assert paired(remembered).tolist() == pair_features(keys, coarse).tolist()


@given(st.text(max_size=30))
def test_a_word_is_its_whole_and_its_pieces(text: str) -> None:
    marked = f"^{text}$"
    pieces = chain.from_iterable(
        (marked[start : start + length] for start in range(len(marked) - length + 1))
        for length in (3, 4, 5)
    )
    expected = [f"w:{text}"]
    if text[:1].isalpha() and len(text) > 3:
        expected += [f"c:{piece}" for piece in pieces]
    assert sorted(word_features(Word(text, 0, text))) == sorted(
        stable_hash(name) % SIZE for name in expected
    )


def test_a_words_classes_are_features_of_it() -> None:
    word = Word("cat", 0, "cat")
    assert word_features(word, ["animal"]) == [*word_features(word), stable_hash("k:animal") % SIZE]


def test_hashes_are_the_same_in_every_version() -> None:
    # FNV-1a's own test vectors, of which ours is the upper half.
    assert [stable_hash(text) for text in ("", "a", "foobar")] == [
        0x811C9DC5 >> 1,
        0xE40C292C >> 1,
        0xBF9CF968 >> 1,
    ]
    assert rule_feature("slur") == stable_hash("rule:slur") % SIZE
