from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discord_bot.pictures import LeaderboardRow, describe
from tests.pictures.samples import board, countdown, insights, profile
from tests.pictures.test_names import HOSTILE


def test_a_leaderboard_in_words():
    lines = describe(board()).splitlines()
    assert lines[:3] == [
        "Leaderboard",
        "This week · all categories · Leaf Lounge",
        "1. Ella: 12480 points, 5 days",
    ]
    assert lines[3].startswith("2. ")
    assert lines[4].startswith("2. ")
    assert lines[-3:] == [
        "…",
        "23. Sam Okafor (you): 9 points, 3 days",
        "142 members played · updated 14:05 UTC",
    ]


def test_a_member_without_a_visible_name_is_named_kindly():
    assert "1. A member: 12480 points" in describe(board(["\u3164\u200b"]))


def test_an_empty_leaderboard_says_what_to_do():
    assert describe(board((), viewer=False, footer="")).splitlines()[-2:] == [
        "Nobody has played yet",
        "Start a round with /trivia play and be the first.",
    ]


def test_the_viewer_is_marked_inside_the_list():
    rows = (LeaderboardRow(1, 5, "Ella", 10, is_viewer=True),)
    assert "1. Ella (you): 10 points" in describe(replace(board(), rows=rows, viewer=None))


def test_a_long_board_gives_up_its_last_rows_but_never_the_viewer():
    rows = tuple(LeaderboardRow(n, n, "x" * 32, 100 - n) for n in range(1, 21))
    text = describe(replace(board(), rows=rows), 300)
    assert len(text) <= 300
    assert "23. Sam Okafor (you): 9 points, 3 days" in text
    assert "20. " not in text
    assert "\n1. xxx" in text
    assert len(text) > 300 - len("1. : 100 points\n") - 32, "no more is given up than must be"
    assert "\n…\n" in text
    inside = (*rows[:-1], replace(rows[-1], is_viewer=True))
    assert "20. xxx" in describe(replace(board(), rows=inside, viewer=None), 300)


def test_markdown_is_escaped_for_messages_only():
    picture = board(["**bold** <@123>"])
    assert "1. **bold** <@123>: " in describe(picture)
    assert r"1. \*\*bold\*\* \<\@123\>: " in describe(picture, 2000, markdown=True)


@given(st.lists(HOSTILE, max_size=20), st.integers(100, 2000), st.booleans())
def test_any_names_give_one_line_each_within_the_limit(names, limit, markdown):
    rows = tuple(LeaderboardRow(n + 1, n, name, 5) for n, name in enumerate(names))
    text = describe(replace(board(), rows=rows), limit, markdown=markdown)
    assert len(text) <= limit
    assert "(you)" in text
    assert len(text.splitlines()) <= len(rows) + 5
    assert "\u202e" not in text


@given(HOSTILE, st.integers(100, 400))
def test_any_title_leaves_room_for_the_viewer(title, limit):
    text = describe(replace(board(), title=title, subtitle=title * 9, footer=""), limit)
    assert "23. Sam Okafor (you): 9 points, 3 days" in text
    assert len(text) <= limit


def test_a_limit_that_cannot_hold_anything_is_refused():
    with pytest.raises(ValueError, match="at least 100"):
        describe(board(), 20)


def test_a_profile_in_words():
    lines = describe(profile(), 2000).splitlines()
    assert lines[0] == "Imogen Heaney-Smith"
    assert "points: 7\u202f310" in lines
    assert "right: 73%" in lines
    assert "day streak: 12" in lines
    assert "best streak: 31" in lines
    assert "Cast: 84%, 120 answered" in lines
    assert (
        "Badges: First daily, Seven days in a row, Hundred right, Quick leaf, Duel winner" in lines
    )
    assert lines[-1].startswith("Points in the last 30 days: 11 Feb: 92; ")


def test_a_new_members_profile_in_words():
    text = describe(profile(categories=(), days=(), badges=(), points=0))
    assert "right: –" in text
    assert "No answers yet: /trivia play starts a round." in text
    assert "Points in the last 30 days: No points in this time." in text


def test_insights_in_words():
    lines = describe(insights(), 2000).splitlines()
    assert lines[2:4] == [
        "Worth a look:",
        "1. Which song plays while the snow falls? "
        "(check the answer: 12% right, −0.31 apart, 42 answers)",
    ]
    assert lines[-1] == "5. Which actor was born first? (25% right, – apart, 4 answers)"


def test_insights_without_data_say_when_there_will_be_some():
    assert "once five members" in describe(insights(worst=(), others=()))


def test_a_countdown_in_words():
    assert describe(countdown()).splitlines() == [
        "The fourth series is broadcast",
        "28 days to go",
        "Thursday, 24 December 2026, 08:00 (Europe/London)",
        "Release",
    ]
    assert "Not yet" in describe(countdown(figure="Not yet", unit=""))
