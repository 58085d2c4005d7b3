"""Words that are written to be missed are read; ordinary words are left as they are."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discord_bot.moderation.normalize import IGNORED, fold, normalize, token_spans
from discord_bot.moderation.spelling import Speller

KNOWN = """
a about all and are at be both class cocktail come did grape he his in is it of on pass reign
running same so that the therapist think train trains tree was we were what who with you
"""
SENSITIVE = (
    "bi bitch dating faggot faggots gay gays kys lesbian lesbians straight trans kill yourself"
)
SPELLER = Speller(KNOWN.split(), SENSITIVE.split())


def read(text: str) -> str:
    """What a single written word is read as."""
    return " ".join(SPELLER.read(fold(text)))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("g4y", "gay"),
        ("g@y", "gay"),
        ("6ay", "gay"),
        ("6um", "bum"),  # no known word: spelt out, and no more
        ("8itch", "bitch"),
        ("l3sb1an", "lesbian"),
        ("d4ting", "dating"),
        ("tra1ns", "trains"),  # the known word, and not the sensitive one
        ("f*ggot", "faggot"),
        ("f**got", "faggot"),
        ("f***ts", "faggots"),
        ("gaaaay", "gay"),
        ("gayyyyyy", "gay"),
        ("soooo", "so"),
        ("lesbain", "lesbian"),
        ("lesban", "lesbian"),
        ("gayyy", "gay"),
        ("faaagggot", "faggot"),
        ("kiill", "kill"),
        ("1358!@n", "lesbian"),
        ("k!11", "kill"),
        ("!d@ting", "dating"),
        ("l*e*s*b*i*a*n", "lesbian"),
        ("g#y", "gay"),
        ("l_sbian", "lesbian"),
        ("g_a_y", "gay"),
        ("les_bian", "lesbian"),
        ("grape_tree", "grape tree"),
        ("strght", "straight"),
        ("toggaf", "faggot"),
        ("runnin'", "running"),
        ("killyourself", "kill yourself"),
        ("gаy", "gay"),  # a Cyrillic letter
        ("𝓰𝓪𝔂", "gay"),
        ("ｇａｙ", "gay"),
        ("ɢᴀʏ", "gay"),
        ("gáy", "gay"),
        ("g\u200bay", "gay"),
        ("g\u0336a\u0336y\u0336", "gay"),
        ("🇬🇦🇾", "gay"),
        ("🅶🅰🆈", "gay"),
        ("⒡⒜⒢⒢⒪⒯", "faggot"),
        ("ᖴᗩGGOT", "faggot"),
        ("ꓝꓮꓖꓖꓳꓔ", "faggot"),
        ("fagցօt", "faggot"),  # Armenian
        ("ᎶᎪᎽ", "gay"),  # Cherokee
        ("ꭺꮍ", "ay"),  # and its small letters
        ("ΚILL", "kill"),  # Greek capitals
        ("ΝΟΤ", "not"),
        ("fągg०t", "faggot"),  # a digit of Devanagari
        ("ɟɐƃƃoʇ", "faggot"),
        ("ʇoƃƃɐɟ", "faggot"),  # upside down, to be read from its end
        ("uɐıqsǝl", "lesbian"),  # so that a "u" is an "n"
        ("f\u200ba\u00adg\u200dg\u2060o\ufefft", "faggot"),
    ],
)
def test_disguises_are_seen_through(written: str, meant: str) -> None:
    assert read(written) == meant


@pytest.mark.parametrize(
    "word",
    ["grape", "therapist", "cocktail", "class", "pass", "reign", "tree", "scunthorpe", "essex"],
)
def test_words_that_hold_a_harsher_one_are_themselves(word: str) -> None:
    assert read(word) == word


@pytest.mark.parametrize("number", ["2", "8", "2022", "1.5", "10th", "3pm", "1080p", "5k", "20s"])
def test_numbers_stay_numbers(number: str) -> None:
    assert read(number) == number


def test_a_known_word_is_never_taken_for_a_slip_of_another() -> None:
    assert Speller([*KNOWN.split(), "lesban"], SENSITIVE.split()).read("lesban") == ("lesban",)


def test_an_owner_is_read_apart_from_what_is_owned() -> None:
    assert SPELLER.read("train's") == ("train", "'s")


def test_run_together_words_are_taken_apart_only_if_one_of_them_matters() -> None:
    assert read("sogayandproud") == "sogayandproud", "not all of it is known"
    assert read("thetherapistisgay") == "the therapist is gay"
    assert read("thetreeandthegrape") == "thetreeandthegrape"


def test_keyboard_noise_is_left_alone() -> None:
    noise = "asdfghjklqwertyuiop" * 5
    assert read(noise) == noise


@given(st.text(min_size=1, max_size=60))
def test_anything_is_read_as_at_least_one_word(text: str) -> None:
    for token in normalize(text).tokens:
        assert SPELLER.read(token)


@given(st.sampled_from(["gay", "bi", "dating", "trans", "straight"]), st.integers(1, 30))
def test_stretching_a_word_does_not_hide_it(word: str, times: int) -> None:
    assert read(word + word[-1] * times) == word


class TestFolding:
    @given(st.text())
    def test_folding_keeps_every_place(self, text: str) -> None:
        assert len(fold(text)) == len(text)

    def test_every_character_is_folded_to_one_that_stays(self) -> None:
        everything = "".join(map(chr, range(0x110000)))
        folded = fold(everything)
        assert len(folded) == len(everything)
        again = fold(folded)
        assert [pair for pair in zip(folded, again, strict=True) if pair[0] != pair[1]] == []

    @given(st.text())
    def test_folding_twice_is_folding_once(self, text: str) -> None:
        assert fold(fold(text)) == fold(text)

    @given(st.text())
    def test_tokens_stand_where_they_are_said_to(self, text: str) -> None:
        normalized = normalize(text)
        spans = token_spans(normalized)
        assert [normalized.text[start:end] for start, end in spans] == normalized.tokens
        assert all(before[1] <= after[0] for before, after in pairwise(spans))

    def test_what_is_not_seen_is_marked_and_not_dropped(self) -> None:
        assert fold("a\u0301") == f"a{IGNORED}"


class TestQuotes:
    @pytest.mark.parametrize(
        ("text", "own"),
        [
            ("> he said this\nand i say that", "\n and i say that"),
            ("look what she wrote >>> no quote", "look what she wrote >>> no quote"),
            ("look what she sent me\n>>> go away\nnobody likes you", "look what she sent me \n"),
            ("a reply\n> one\nfrom me\n> two", "a reply \n \n from me \n"),
            ("<@&77> please look\n> go away", "<@&77> please look \n"),
            ("<@&77>\n> go away", "<@&77> \n"),
            ("> go away\nthis is vile", "\n this is vile"),
            ("> go away\nこれは ひどい", "\n こ れ は ひ と い"),
            (">not a quote\nthis", "> not a quote \n this"),
        ],
    )
    def test_what_is_quoted_is_not_read(self, text: str, own: str) -> None:
        assert " ".join(normalize(text).tokens).replace(f" {IGNORED}", "") == own

    @pytest.mark.parametrize(
        "beside",
        [
            "", ".", "\n.", "\n👀", "\n🇬🇧", "\n❤️", "\nthis", "\nTHISSS ☝️", "\nso true tbh", "\n^",
            "\n+1", "\nagreed", "\nsame", "\n<@123>", "\n<:based:123>", "\nth\u200bis", "\n1",
            "\nx", "\n> ", "\n\n", "\nᴛʜɪꜱ",
        ],
    )  # fmt: skip
    @pytest.mark.parametrize("sign", [">", ">>>"])
    def test_who_adds_no_words_to_a_quote_makes_it_their_own(self, sign: str, beside: str) -> None:
        text = f"{sign} all of it{beside}"
        normalized = normalize(text)
        places = dict(zip(normalized.tokens, token_spans(normalized), strict=True))
        assert normalized.tokens[:3] == ["all", "of", "it"]
        start, end = places["all"]
        assert text[start:end] == "all"

    @given(st.lists(st.sampled_from([">", ">>>", " ", "\n", "this", "word", "<@1>", "\u200b"])))
    def test_quotes_are_set_apart_once(self, pieces: list[str]) -> None:
        once = normalize("".join(pieces)).text
        assert len(once) == len("".join(pieces))
        assert normalize(once).text == once


WORST = [
    "a" * 4000,
    "a " * 2000,
    "g.a.y." * 666,
    "a*" * 2000,
    "*" * 4000,
    "> " * 2000,
    "<@" * 2000,
    "||" * 2000,
    "http://" * 571,
    "g\u0336" * 2000,
    "8" * 4000,
    "gay" * 1333,
    "\n> x" * 1000,
    "\n>>> x" * 600,
    "> x\n" + "a\u200b" * 1998,
    "> x\na" + "\u200b" * 3990,
    "((" * 2000,
]


@pytest.mark.parametrize("text", WORST, ids=lambda text: repr(text[:6]))
def test_time_grows_with_the_length_and_no_faster(text: str) -> None:
    def seconds(piece: str) -> float:
        best = 9.0
        for _ in range(5):
            began = time.thread_time()
            for token in normalize(piece).tokens:
                SPELLER.read(token)
            best = min(best, time.thread_time() - began)
        return best

    normalize(text), SPELLER.read("x")  # what is worked out once is no matter here
    # A quarter of the length takes about a quarter of the time; 16 would be its square.
    assert seconds(text[:4000]) < max(0.02, 12 * seconds(text[:1000]))
