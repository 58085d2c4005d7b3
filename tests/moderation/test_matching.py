"""Patterns find what they say, as slow and plain code finds it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import or_

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discord_bot.moderation.lexicon import Lexicon
from discord_bot.moderation.matching import Pattern, Sentence, compile_pattern
from discord_bot.moderation.prefilter import Prefilter
from discord_bot.moderation.vocabulary import Word

LEXICON = Lexicon()
LEXICON.add("animal", ["cat", "dog", "jaguar"])
LEXICON.add("car", ["jaguar", "mini"])
LEXICON.add("stop", [".", "!"])
WORDS = ["cat", "dog", "jaguar", "mini", "the", "red", ".", "!"]
for word in WORDS:
    # Patterns of these tests name some words; the bits must be there before words are read.
    LEXICON.literal(word)


def compiled(pattern: str) -> Pattern:
    return compile_pattern(pattern, LEXICON)


def sentence(words: list[str], *patterns: Pattern) -> Sentence:
    asked = reduce(or_, [pattern.classes for pattern in patterns])
    return Sentence([LEXICON.mask(word) for word in words], LEXICON.bit("stop"), asked)


def as_read(words: list[str]) -> list[Word]:
    return [Word(word, LEXICON.mask(word), word) for word in words]


def found(pattern: str, text: str) -> str | None:
    """The words that a pattern finds in a text, or None."""
    words = text.split()
    wanted = compiled(pattern)
    match = sentence(words, wanted).find(wanted)
    return None if match is None else " ".join(words[match[0] : match[1] + 1])


@pytest.mark.parametrize(
    ("pattern", "text", "words"),
    [
        ("ANIMAL", "the cat", "cat"),
        ("ANIMAL", "the mini", None),
        ("red", "the red mini", "red"),
        ("ANIMAL|CAR", "the mini", "mini"),
        ("red CAR", "red mini", "red mini"),
        ("red CAR", "red the mini", None),
        ("red CAR", "mini red", None),
        ("red ..1 CAR", "red mini", "red mini"),
        ("red ..1 CAR", "red the mini", "red the mini"),
        ("red ..1 CAR", "red the the mini", None),
        ("red ..3 CAR", "red . the mini", None),
        ("red ..3 CAR", "red red the mini", "red the mini"),
        ("the ?red CAR", "the red mini", "the red mini"),
        ("the ?red CAR", "the mini", "the mini"),
        ("the ?red CAR", "the cat mini", None),
        ("?red CAR", "mini", "mini"),
        ("the ..1 ?red CAR", "the cat red mini", "the cat red mini"),
        ("the ..1 ?red CAR", "the cat mini", None),
        ("^ CAR", "mini red", "mini"),
        ("^ CAR", "red . mini", "mini"),
        ("^ CAR", "red mini", None),
        ("^ ?red CAR", "mini", "mini"),
        ("^ ..1 CAR", "the mini", "the mini"),
        ("CAR $", "red mini", "mini"),
        ("CAR $", "mini . red", "mini ."),
        ("CAR $", "mini red", None),
        ("ANIMAL CAR", "jaguar", None),
        ("ANIMAL CAR", "jaguar jaguar", "jaguar jaguar"),
        ("cat dog", "cat cat dog dog", "cat dog"),
    ],
)
def test_a_pattern_finds_what_it_says(pattern: str, text: str, words: str | None) -> None:
    assert found(pattern, text) == words


@pytest.mark.parametrize("pattern", ["", "red ..2", "UNHEARD_OF", "red|UNHEARD_OF cat"])
def test_a_pattern_that_says_nothing_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"pattern|class"):
        compiled(pattern)


def matches(pattern: Pattern, words: list[str]) -> Iterator[tuple[int, int]]:
    """Every first and last place of a match, by trying everything."""
    masks = [LEXICON.mask(word) for word in words]
    stops = [bool(mask & LEXICON.bit("stop")) for mask in masks]
    start_of_clause, end_of_clause = (compiled(f"{sign} cat").steps[0].mask for sign in "^$")

    def ends(step: int, place: int) -> Iterator[int]:
        """Where the words of a match end, if those from ``step`` on begin at ``place``."""
        if step == len(pattern.steps):
            yield place
            return
        mask, gap, optional = pattern.steps[step]
        if optional:
            yield from ends(step + 1, place)
        for skipped in range(gap + 1):
            here = place + skipped
            if here > len(words) or any(stops[place:here]):
                return
            if mask == start_of_clause:
                if here == 0 or stops[here - 1]:
                    yield from ends(step + 1, here)
            elif mask == end_of_clause:
                if here == len(words) or stops[here]:
                    yield from ends(step + 1, here + 1)
            elif here < len(words) and masks[here] & mask:
                yield from ends(step + 1, here + 1)

    for first in range(len(words)):
        for end in ends(0, first):
            yield first, min(end, len(words)) - 1


NAMES = st.sampled_from(["ANIMAL", "CAR", "ANIMAL|red", "red", "the", "cat|CAR", "STOP"])
GAPS = st.sampled_from(["", "", "..1 ", "..3 "])
TEXTS = st.lists(st.sampled_from(WORDS), max_size=12) | st.lists(
    st.sampled_from(WORDS), min_size=65, max_size=90
)


@st.composite
def patterns(draw: st.DrawFn, signs: tuple[str, ...] = ("", "?")) -> Pattern:
    """Patterns with at least one word that can't be missing."""
    steps = draw(st.lists(st.tuples(GAPS, st.sampled_from(signs), NAMES), min_size=1, max_size=5))
    steps.insert(draw(st.integers(0, len(steps))), ("", "", draw(NAMES)))
    steps[0] = ("", *steps[0][1:])
    text = " ".join(map("".join, steps))
    return compiled(draw(st.sampled_from(["", "^ "])) + text + draw(st.sampled_from(["", " $"])))


@given(patterns(), TEXTS)
def test_whether_a_pattern_fits(pattern: Pattern, words: list[str]) -> None:
    assert bool(list(matches(pattern, words))) == (
        sentence(words, pattern).find(pattern) is not None
    )


@given(patterns(signs=("",)), TEXTS)
def test_the_match_is_one_and_the_first_to_end(pattern: Pattern, words: list[str]) -> None:
    every = set(matches(pattern, words))
    match = sentence(words, pattern).find(pattern)
    if match is not None:
        assert match in every
        assert match[1] == min(last for _, last in every)


@given(st.lists(patterns(), min_size=1, max_size=6), TEXTS)
def test_the_prefilter_leaves_out_no_pattern_that_fits(
    several: list[Pattern], words: list[str]
) -> None:
    likely = Prefilter(several).likely(as_read(words))
    together = sentence(words, *several)
    fitting = [place for place, one in enumerate(several) if together.find(one)]
    assert fitting == [place for place, one in enumerate(several) if sentence(words, one).find(one)]
    assert set(fitting) <= set(likely)
    assert likely == sorted(likely)


def test_the_prefilter_asks_for_the_order_of_words() -> None:
    prefilter = Prefilter([compiled("red ..1 CAR"), compiled("CAR red"), compiled("ANIMAL")])
    assert prefilter.likely(as_read(["red", "cat", "the", "mini"])) == [0, 2]
