"""What play shows of questions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discord_bot.pack_files import Difficulty
from discord_bot.trivia.statistics import (
    QuestionStatistics,
    Tally,
    discrimination,
    shown_difficulty,
)


@pytest.mark.parametrize("written", list(Difficulty))
def test_without_evidence_the_written_difficulty_stands(written: Difficulty) -> None:
    assert shown_difficulty(written, Tally()) is written


@pytest.mark.parametrize("correct", [0, 1])
@pytest.mark.parametrize("written", list(Difficulty))
def test_one_answer_does_not_move_a_difficulty(written: Difficulty, correct: int) -> None:
    assert shown_difficulty(written, Tally(1, correct)) is written


def test_evidence_moves_a_difficulty_both_ways() -> None:
    assert shown_difficulty(Difficulty.EASY, Tally(60, 12)) is Difficulty.HARD
    assert shown_difficulty(Difficulty.HARD, Tally(60, 57)) is Difficulty.EASY


def test_statistics_follow_play_as_it_happens() -> None:
    statistics = QuestionStatistics({"leaf": Difficulty.EASY}, {})
    assert not statistics.difficulties
    for _ in range(40):
        statistics.add("leaf", 2, 0)
    assert statistics.difficulties == {"leaf": Difficulty.HARD}
    statistics.add("leaf", 4000, 4000)
    assert not statistics.difficulties


def test_a_question_that_strong_players_get_right_tells_players_apart() -> None:
    fair = [(True, 0.9), (True, 0.8), (False, 0.3), (False, 0.2), (True, 0.7)]
    misleading = [(not right, share) for right, share in fair]
    assert (discrimination(fair) or 0) > 0.8
    assert (discrimination(misleading) or 0) < -0.8


def test_too_few_answers_or_all_alike_tell_nothing() -> None:
    assert discrimination([(True, 0.5)] * 4) is None
    assert discrimination([(True, 0.5)] * 9) is None


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 1)), max_size=30))
def test_discrimination_is_a_correlation(results: list[tuple[bool, float]]) -> None:
    value = discrimination(results)
    assert value is None or -1.000001 <= value <= 1.000001
