"""The longest messages of words that nobody has written before cost little to read.

What is counted is calls and not time, so that a busy machine changes nothing.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator
from string import ascii_lowercase
from types import FrameType
from typing import Any

import pytest

from discord_bot.moderation.entities import Reader
from discord_bot.moderation.lexicon import load_lexicon
from discord_bot.moderation.loading import make_reader, names_of, read_words
from discord_bot.packs import data_directory, load_pack

LONGEST = 4_000
"""Characters of a message, with Discord's subscription."""


def drawn(letters: str, length: int) -> Callable[[random.Random], str]:
    return lambda rng: "".join(rng.choices(letters, k=length))


def doubled(rng: random.Random) -> str:
    return "".join(letter * 2 for letter in rng.sample(ascii_lowercase, 6)) + "81"


def starred(rng: random.Random) -> str:
    first, *last = rng.choices(ascii_lowercase, k=4)
    return first + "*" * rng.randint(1, 3) + "".join(last)


WORDS: dict[str, Callable[[random.Random], str]] = {
    "doubled": doubled,
    "signs": drawn("0123456789@$!+*#_-.~abcdefgh", 7),
    "starred": starred,
    "unknown": drawn(ascii_lowercase, 6),
    "run together": drawn("iua", 39),
    "eights": drawn("81!ab", 6),
    "long eights": drawn("81!iua", 39),
    "parted": drawn("ab_8#1", 39),
    "parted by other signs": drawn("a8/1.", 39),
    "parted words": drawn("abc/", 39),
    "marks": drawn("a8\u0301", 39),
    "one wall": drawn("a81!", LONGEST),
    "one wall of parts": drawn("a8_/", LONGEST),
}


def wall(kind: str, length: int) -> str:
    """A message of so many characters in words of a kind, all of them different."""
    rng = random.Random(f"{kind} {length}")
    words: Iterator[str] = iter(lambda: WORDS[kind](rng), "")
    text = next(words)
    while len(text) < length:
        text = f"{text} {next(words)}"
    return text[:length]


def calls(work: Callable[[], object]) -> int:
    """How many functions are called, Python's and those of C."""
    count = 0

    def called(_frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(called)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


@pytest.fixture(scope="module")
def reader() -> Reader:
    data = data_directory()
    return make_reader(
        load_lexicon(data / "lexicon"), names_of(load_pack()), read_words(data / "models")
    )


@pytest.mark.parametrize("kind", WORDS)
def test_reading_new_words_takes_a_few_calls_a_character(reader: Reader, kind: str) -> None:
    reader.read("what is worked out once is no matter here: å8*")
    assert calls(lambda: reader.read(wall(kind, LONGEST))) < 15 * LONGEST


@pytest.mark.parametrize("kind", WORDS)
def test_four_times_the_length_takes_no_more_than_four_times_the_calls(
    reader: Reader, kind: str
) -> None:
    short = calls(lambda: reader.read(wall(kind, LONGEST // 4)))
    assert calls(lambda: reader.read(wall(kind, LONGEST))) < 4.5 * short


def last_word(reader: Reader, text: str) -> str:
    return reader.read(text).words[-1].text


class TestMoreDisguisesThanAreRead:
    def test_are_read_as_they_stand(self, reader: Reader) -> None:
        assert last_word(reader, wall("eights", 450) + " f4gg0t") == "faggot"
        assert last_word(reader, wall("eights", 700) + " f4gg0t") == "f4gg0t"

    def test_whatever_was_read_before(self, reader: Reader) -> None:
        long = wall("eights", 700) + " l3sb1an"
        assert last_word(reader, long) == "l3sb1an"
        assert last_word(reader, "l3sb1an") == "lesbian"
        assert last_word(reader, long) == "l3sb1an"

    def test_do_not_hide_words_without_disguise(self, reader: Reader) -> None:
        reading = reader.read(wall("eights", 3_900) + " you are a faggot lesbiaaaan")
        assert [word.text for word in reading.words[-5:]] == "you are a faggot lesbian".split()
        last = len(reading.words) - 1
        assert reading.span(last, last) == (3918, 3928)

    def test_are_counted_once_each(self, reader: Reader) -> None:
        assert last_word(reader, "h3r3 " * 900 + "f4gg0t") == "faggot"

    def test_in_a_long_text_of_ordinary_words_there_are_none(self, reader: Reader) -> None:
        assert (
            last_word(reader, "well, it's the 2nd best show (by far)! " * 90 + "f4gg0t") == "faggot"
        )
