"""What the judge remembers of words changes no verdict, and walls of text cost little."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import product
from string import ascii_lowercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discord_bot.moderation.entities import Reader
from discord_bot.moderation.judge import Judge
from discord_bot.moderation.lexicon import load_lexicon
from discord_bot.moderation.loading import load_judge, make_reader, names_of
from discord_bot.moderation.model import Post
from discord_bot.moderation.normalize import normalize, tokens_of
from discord_bot.packs import data_directory, load_pack

TEXTS = [
    "is tobie gay or what",
    "nick's mum is queen",
    "he owes us the truth",
    "lesbians are great",
]


@pytest.fixture(scope="module")
def judge() -> Judge:
    return load_judge(load_pack(), second=False)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return make_reader(load_lexicon(data_directory() / "lexicon"), names_of(load_pack()), [])


def new_words(count: int) -> Iterator[str]:
    """Messages of words that nobody has written before."""
    words = map("".join, product("qxz", ascii_lowercase, ascii_lowercase, "qxz", ascii_lowercase))
    for _ in range(count):
        yield " ".join(word for _, word in zip(range(400), words, strict=False))


def test_forgetting_words_changes_no_verdict(judge: Judge) -> None:
    before = [judge.first(Post(text)) for text in TEXTS]
    # More words than the judge remembers of any kind, among words that it has met already.
    for message in new_words(60):
        judge.first(Post(f"{message} {TEXTS[0]}"))
        assert [judge.first(Post(text)) for text in TEXTS] == before


def test_a_text_of_more_new_words_than_are_remembered_is_judged(judge: Judge) -> None:
    words = map("".join, product("qxz", *["bcdfghjklmnprstvwyz"] * 3, "qxz"))
    text = " ".join(word for _, word in zip(range(50_000), words, strict=False))
    assert len(text.split()) == 50_000
    before = judge.first(Post(TEXTS[0]))
    trace = judge.trace(Post(f"{text} nobody wants you here, kill yourself"))
    assert trace.rules, "rules read to the end of the longest text"
    assert judge.first(Post(TEXTS[0])) == before


def test_meeting_words_in_another_order_changes_no_verdict(judge: Judge) -> None:
    other = load_judge(load_pack(), second=False)
    backwards = [other.first(Post(text)) for text in reversed(TEXTS)]
    assert [judge.first(Post(text)) for text in TEXTS] == backwards[::-1]


@given(st.text())
def test_no_token_has_a_space_in_it(text: str) -> None:
    folded = normalize(text).text
    apart = [token for chunk in folded.split(" ") for token in tokens_of(chunk)]
    assert apart == tokens_of(folded)


SCRAPS = (
    "nick joe tobie will he she they is was gay bi k i l l kissed 's . ? in the show killyourself"
)


@given(st.lists(st.sampled_from(SCRAPS.split()), max_size=25), st.sampled_from(["", "so is kit"]))
def test_what_neighbours_tell_of_a_word_is_the_words(
    reader: Reader, pieces: list[str], context: str
) -> None:
    reading = reader.read(" ".join(pieces), [context])
    assert reading.masks == [word.mask for word in reading.words]
    for mask in reading.masks:
        assert reading.union & mask == mask


WALLS = [
    "z\u0321\u0322a\u0323\u0324l\u0325\u0326g\u0327\u0328o\u0329\u032a " * 266,
    "a" * 4000,
    "g4y " * 1000,
    "> " * 2000,
    "> he is gay\n" * 333,
    "is he gay or is joe bi? " * 166,
    "k.y.s " * 666,
    "".join(chr(0x1F600 + place % 64) for place in range(4000)),
]


@pytest.mark.parametrize("text", WALLS, ids=lambda text: repr(text[:6]))
def test_the_longest_messages_are_judged_without_holding_others_up(judge: Judge, text: str) -> None:
    best = 9.0
    for _ in range(3):
        began = time.thread_time()
        verdict = judge.first(Post(text))
        best = min(best, time.thread_time() - began)
    assert all(0 <= start < end <= len(text) for start, end in verdict.evidence)
    # Tens of milliseconds on slow machines; what is not linear takes seconds.
    assert best < 0.3
