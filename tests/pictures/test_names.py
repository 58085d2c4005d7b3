from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from discord_bot.pictures.names import (
    clean,
    clusters,
    escape_markdown,
    group_digits,
    initials,
    percentage,
    reads_right_to_left,
    signed,
)

HOSTILE = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("a 🏳🌈\ufe0f\u200d\u200b\u202e\u202f\u0301\u0327\u3164\n\t7ש\U0001f3fd🇬🇧"),
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("Ella", "Ella"),
        ("  Ella \n\t Grey  ", "Ella Grey"),
        ("\u202eevil\u202c", "evil"),
        ("a\u200bb\u200b\ufeff", "ab"),
        ("\u3164\u3164", ""),
        ("\u200d\u200d", ""),
        ("", ""),
        ("Z" + "\u0321" * 40, "Z\u0321\u0321\u0321"),
        ("e\u200b\u0301", "é"),
        ("🏳️\u200d🌈", "🏳️\u200d🌈"),
        ("x" * 5000, "x" * 300),
    ],
)
def test_names_lose_what_is_invisible_or_harmful(raw, shown):
    assert clean(raw) == shown


@given(HOSTILE)
@example("a\u200d\u202e b")
def test_a_clean_name_is_one_visible_line_and_stays_so(raw):
    name = clean(raw)
    assert clean(name) == name
    assert name == name.strip()
    unwanted = {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert not [c for c in name if unicodedata.category(c) in unwanted]
    assert {c for c in name if unicodedata.category(c) == "Cf"} <= {"\u200c", "\u200d"}


@given(HOSTILE)
def test_clusters_lose_nothing(raw):
    assert "".join(clusters(raw)) == raw


@pytest.mark.parametrize("one", ["👩🏽\u200d🎤", "🇬🇧", "e\u0301", "🏳️\u200d🌈", "1\ufe0f\u20e3"])
def test_what_reads_as_one_character_stays_together(one):
    assert clusters(f"a{one}b") == ["a", one, "b"]


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Ella", "E"),
        ("nick nelson", "NN"),
        ("~*Tao Xu*~", "TX"),
        ("Ana Maria Lopez", "AL"),
        ("さくら 花", "さ"),
        ("🍂", "🍂"),
        ("🍂 tara", "T"),
        ("\u200b", ""),
    ],
)
def test_initials(name, letters):
    assert initials(name) == letters


@given(HOSTILE)
def test_initials_of_anything_are_short(raw):
    assert len(clusters(initials(raw))) <= 6


def test_direction_is_that_of_the_first_letter():
    assert reads_right_to_left("12 שירה (Shira)")
    assert not reads_right_to_left("Shira (שירה)")
    assert not reads_right_to_left("🍂 12")


def test_markdown_is_shown_and_not_obeyed():
    assert escape_markdown("**x** <@1> a.b") == r"\*\*x\*\* \<\@1\> a\.b"


def test_numbers():
    assert group_digits(1234567) == "1\u202f234\u202f567"
    assert percentage(0.615) == "62%"
    assert signed(-0.306) == "−0.31"
    assert signed(-0.001) == "0.00"
