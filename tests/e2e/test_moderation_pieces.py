"""How words are given back: in pieces that fit, and under names that Discord takes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.moderation.repost import Author, pieces_of


@given(st.text(alphabet="ab \n", max_size=200), st.integers(1, 20))
def test_pieces_fit_and_nothing_is_lost_between_them(text: str, limit: int) -> None:
    pieces = pieces_of(text, limit)
    assert all(0 < len(piece) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_a_text_is_parted_at_lines_and_words() -> None:
    assert pieces_of("one two\nthree four five", 12) == ["one two", "three four", "five"]


@pytest.mark.parametrize(
    ("name", "taken"),
    [
        ("alice", "alice"),
        ("Clyde of Discord", "C\u200blyde of D\u200biscord"),
        ("x" * 100, "x" * 80),
        ("   ", "fanbot"),
    ],
)
def test_names_that_discord_refuses_are_shown_all_the_same(name: str, taken: str) -> None:
    assert Author(name).webhook_name == taken
