from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from discord_bot.pictures import (
    CategoryAccuracy,
    DayPoints,
    LeaderboardRow,
    QuestionInsight,
)
from discord_bot.pictures.insights import MARK, spread
from discord_bot.pictures.paint import paint
from discord_bot.pictures.profile import nice_ceiling
from tests.pictures.samples import board, countdown, insights, profile
from tests.pictures.test_names import HOSTILE

MAX_BYTES = 300_000


def decoded(png):
    assert len(png) < MAX_BYTES
    image = Image.open(io.BytesIO(png))
    image.load()
    assert image.format == "PNG"
    assert image.width == 1100
    return image


EVERY = {
    "board": board(),
    "board of one": board(["Solo"], viewer=False, footer=""),
    "empty board": board((), viewer=False),
    "profile": profile(),
    "new member": profile(categories=(), days=(), badges=(), points=0, streak=0, best_streak=0),
    "insights": insights(),
    "insights without worst": insights(worst=()),
    "no insights": insights(worst=(), others=()),
    "countdown": countdown(),
    "countdown to an open day": countdown(figure="Not yet", unit="day not known", steps=()),
}


@pytest.mark.parametrize("picture", EVERY.values(), ids=EVERY.keys())
def test_every_picture_is_a_png_and_the_same_each_time(picture, fonts):
    png = paint(picture, fonts)
    decoded(png)
    assert paint(picture, fonts) == png


def test_the_viewers_own_row_stands_apart_below(fonts):
    without = decoded(paint(board(viewer=False), fonts))
    with_viewer = decoded(paint(board(), fonts))
    assert with_viewer.height > without.height + 88


def test_the_viewers_row_looks_different(fonts):
    plain = board(["Ella"], viewer=False)
    own = replace(plain, rows=(replace(plain.rows[0], is_viewer=True),))
    assert paint(plain, fonts) != paint(own, fonts)


@settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(HOSTILE, st.integers(0, 10**15)), max_size=3), HOSTILE)
def test_no_name_breaks_a_picture(fonts, members, title):
    rows = tuple(
        LeaderboardRow(n + 1, n, name, points, streak=n) for n, (name, points) in enumerate(members)
    )
    decoded(paint(replace(board(), title=title, rows=rows), fonts))


@settings(
    deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(HOSTILE, st.integers(0, 10**12))
def test_no_words_break_a_profile_or_the_insights(fonts, words, number):
    day = DayPoints(date(2026, 1, 1), number)
    category = CategoryAccuracy(words, number, number // 3)
    decoded(
        paint(
            profile(
                name=words, points=number, categories=(category,), days=(day,), badges=(words,)
            ),
            fonts,
        )
    )
    decoded(paint(countdown(figure=words, unit=words, title=words, date=words), fonts))
    question = QuestionInsight(words, number, 0.5, -1.0)
    decoded(paint(insights(title=words, worst=(question,) * 3, others=()), fonts))


def test_the_fullest_pictures_stay_small(fonts):
    long = "🏳️\u200d🌈 Wm@gg 漢字 Åß " * 3
    rows = tuple(LeaderboardRow(n, n, long, 10**9 - n, streak=400) for n in range(1, 21))
    decoded(paint(replace(board(), rows=rows), fonts))
    first = date(2026, 1, 1)
    decoded(
        paint(
            profile(
                categories=tuple(CategoryAccuracy(long, 99, n * 8) for n in range(12)),
                days=tuple(DayPoints(first + timedelta(days=n), n * 997) for n in range(62)),
                badges=(long,) * 12,
            ),
            fonts,
        )
    )
    others = tuple(
        QuestionInsight("?", 9, (n * 7919 % 1000) / 999, (n * 104729 % 2000) / 1000 - 1)
        for n in range(5000)
    )
    decoded(paint(insights(worst=insights().worst[:4] * 2, others=others), fonts))


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"badges": ("b",) * 13}, "badges"),
        ({"categories": (CategoryAccuracy("c", 1, 1),) * 13}, "categories"),
        ({"days": (DayPoints(date(2026, 1, 1), 1),) * 63}, "days"),
        ({"accent": "teal"}, "colour"),
    ],
)
def test_what_does_not_fit_is_refused_and_not_cut(changes, what):
    with pytest.raises(ValueError, match=what):
        profile(**changes)


def test_what_lies_behind_stands_out_on_the_way(fonts):
    far, near = countdown(), countdown()
    passed = tuple(replace(step, passed=True) for step in near.steps)
    assert paint(far, fonts) != paint(replace(near, steps=passed), fonts)
    with pytest.raises(ValueError, match="steps"):
        countdown(steps=far.steps * 2)


def test_without_a_way_the_card_is_lower(fonts):
    assert decoded(paint(countdown(steps=()), fonts)).height < 420
    assert decoded(paint(countdown(), fonts)).height > 480


def test_impossible_figures_are_refused():
    with pytest.raises(ValueError, match="3 right of 2"):
        CategoryAccuracy("Cast", 2, 3)
    with pytest.raises(ValueError, match="share"):
        QuestionInsight("?", 1, 1.2, 0.0)
    with pytest.raises(ValueError, match="rows"):
        replace(board(), rows=(LeaderboardRow(1, 1, "x", 1),) * 21)


@given(st.integers(1, 10**9))
def test_a_scale_is_round_even_and_at_most_twice_as_high(most):
    ceiling = nice_ceiling(most)
    assert ceiling >= most
    assert ceiling % 2 == 0
    assert ceiling <= max(10, 2 * most)


@given(st.lists(st.tuples(st.floats(200, 900), st.floats(240, 700)), max_size=8))
def test_numbered_marks_do_not_cover_each_other(points):
    places = spread(points, 2 * MARK + 4, 200)
    assert len(places) == len(points)
    for number, (x, y) in enumerate(places):
        for other_x, other_y in places[:number]:
            assert abs(x - other_x) + abs(y - other_y) >= MARK
