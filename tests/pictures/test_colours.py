from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discord_bot.pictures import colours
from discord_bot.pictures.blocks import bar_colour
from discord_bot.pictures.colours import (
    AVATARS,
    SHAPE_RATIO,
    TEXT_RATIO,
    avatar_colour,
    contrast,
    legible,
    parse_colour,
)
from discord_bot.pictures.leaderboard import MEDALS

TEXT_ON_GROUND = [
    ("TEXT", "GROUND"),
    ("TEXT", "PANEL"),
    ("TEXT", "TRACK"),
    ("MUTED", "GROUND"),
    ("MUTED", "PANEL"),
    ("WARNING", "PANEL"),
    ("INK", "WARNING"),
]


def test_the_formula_agrees_with_its_standard():
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((0x76, 0x76, 0x76), (255, 255, 255)) == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize(("ink", "ground"), TEXT_ON_GROUND)
def test_text_reaches_level_aa(ink, ground):
    assert contrast(getattr(colours, ink), getattr(colours, ground)) >= TEXT_RATIO


@pytest.mark.parametrize("ground", [*AVATARS, *MEDALS.values()])
def test_initials_and_medals_reach_level_aa(ground):
    assert contrast(colours.INK, ground) >= TEXT_RATIO
    assert contrast(ground, colours.PANEL) >= SHAPE_RATIO


@given(st.integers(0, 0xFFFFFF))
def test_any_pack_accent_gives_legible_bars_and_chips(number):
    accent = f"#{number:06x}"
    bar = bar_colour(accent)
    for ground in (colours.TRACK, colours.PANEL, colours.GROUND):
        assert contrast(bar, ground) >= SHAPE_RATIO
    assert contrast(colours.INK, legible(bar, colours.PANEL, TEXT_RATIO)) >= TEXT_RATIO


def test_a_legible_accent_is_kept():
    assert bar_colour("#7fd6c2") == parse_colour("#7fd6c2")


@pytest.mark.parametrize("text", ["", "red", "#12345", "#12345g", "1234567"])
def test_what_is_no_colour_is_refused(text):
    with pytest.raises(ValueError, match=r"colour|hexadecimal"):
        parse_colour(text)


def test_an_avatar_keeps_its_colour_and_members_differ():
    assert avatar_colour(7) == avatar_colour(7)
    assert {avatar_colour(member) for member in range(300)} == set(AVATARS)
