from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from discord_bot.pictures.fonts import SHIPPED, FontBook, Weight
from tests.pictures.test_names import HOSTILE

FONTS = FontBook(())


def drawn(line):
    return "".join(segment.text for segment in line.segments)


def test_a_text_that_fits_is_kept_and_one_that_does_not_ends_in_an_ellipsis(fonts):
    assert drawn(fonts.fit("Ella", 34, 400)) == "Ella"
    short = fonts.fit("Bartholomew Featherstonehaugh", 34, 200)
    assert drawn(short).startswith("Bart")
    assert drawn(short).endswith("…")


@settings(deadline=None)
@given(HOSTILE, st.integers(60, 700), st.sampled_from(Weight))
def test_no_text_is_wider_than_its_room(text, width, weight):
    assert FONTS.fit(text, 34, width, weight).width <= width


@settings(deadline=None)
@given(HOSTILE)
@example("\u02ef \u0710")
def test_what_can_be_drawn_is_drawn_whole(text):
    shown = FONTS.drawable(text)
    assert FONTS.drawable(shown) == shown
    assert bool(shown) == bool(FONTS.line(text, 20).segments)


@settings(deadline=None)
@given(HOSTILE, st.integers(1, 3))
def test_wrapping_keeps_to_its_lines(text, lines):
    wrapped = FONTS.wrap(text, 30, 300, lines)
    assert len(wrapped) <= lines
    assert all(line.width <= 300 for line in wrapped)


def test_a_question_is_broken_between_words(fonts):
    first, second = fonts.wrap("Who plays the art teacher in season two?", 30, 360, 2)
    assert f"{drawn(first)} {drawn(second)}" == "Who plays the art teacher in season two?"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("𝓔𝓵𝓵𝓮", "Elle"),
        ("Ｅｌｌａ", "Ella"),
        ("さくら Sakura", "Sakura"),
        ("漢字", ""),
        ("Ωμέγα", "Ωμέγα"),
        ("Дарья", "Дарья"),
        ("שירה", "שירה"),
        ("مريم", "مريم"),
        ("🍂", "🍂"),
    ],
)
def test_the_shipped_fonts_draw_what_they_have_and_drop_the_rest(fonts, name, shown):
    assert fonts.drawable(name) == shown


def test_a_font_of_the_system_draws_what_the_shipped_ones_lack(tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "NotoSansCJK-Regular.ttc").write_bytes(b"not a font")
    assert FontBook([tmp_path]).drawable("漢字 ok") == "ok"


def test_mixed_directions_run_from_right_to_left(fonts):
    line = fonts.line("שירה (Shira)", 30)
    assert [segment.text.strip() for segment in line.segments] == ["(Shira)", "שירה"]


def test_an_invisible_mark_cannot_turn_a_name_around(fonts):
    assert fonts.line("\u200fElla 🍂", 30) == fonts.line("Ella 🍂", 30)


def test_a_word_that_cannot_be_drawn_leaves_no_hole(fonts):
    assert drawn(fonts.line("Ella 漢字 Grey", 30)) == "Ella Grey"


def test_without_shaping_the_order_is_still_right():
    plain = FontBook((), shaping=False)
    assert drawn(plain.line("שירה", 30)) == "הריש"
    assert drawn(plain.line("🏳️\u200d🌈 a", 30)) == "🏳🌈 a"


def test_the_shipped_fonts_come_with_their_licences():
    licences = {"OFL.txt", "DejaVu-LICENSE.txt"}
    assert licences <= {path.name for path in SHIPPED.iterdir()}
    listed = (SHIPPED / "README.md").read_text(encoding="utf-8")
    assert all(path.name in listed for path in SHIPPED.glob("*.ttf"))
