"""The daily five: the same for everyone, never above a ceiling, and streaks of days."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from discord_bot.pack_files import Difficulty, Emblem
from discord_bot.trivia import daily
from discord_bot.trivia.model import Origin, Question
from tests.trivia.test_bank import make

POOL = [make(number, season=number % 4) for number in range(120)]
DAYS = st.dates(date(2024, 1, 1), date(2030, 1, 1))


def ids(questions: tuple[Question, ...]) -> list[str]:
    return [question.id for question in questions]


@given(DAYS, st.integers(0, 4), st.randoms(use_true_random=False))
def test_a_day_is_the_same_however_the_pool_is_ordered(
    day: date, ceiling: int, random: object
) -> None:
    shuffled = list(POOL)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert ids(daily.questions_of(day, POOL, ceiling)) == ids(
        daily.questions_of(day, shuffled, ceiling)
    )


@given(DAYS, st.integers(0, 4))
def test_no_daily_question_is_above_the_ceiling(day: date, ceiling: int) -> None:
    five = daily.questions_of(day, POOL, ceiling)
    assert len(five) == len(set(ids(five))) == 5
    assert all(question.season <= ceiling for question in five)


@given(DAYS)
def test_a_lower_ceiling_replaces_only_what_it_must(day: date) -> None:
    high = daily.questions_of(day, POOL, 3)
    low = daily.questions_of(day, POOL, 1)
    for above, below in zip(high, low, strict=True):
        assert below == above or above.season > 1


def test_difficulties_rise_through_the_five() -> None:
    five = daily.questions_of(date(2026, 3, 1), POOL, 4)
    assert [question.difficulty for question in five] == [slot.difficulty for slot in daily.SLOTS]


@given(DAYS)
def test_three_at_least_of_the_five_were_written_by_hand(day: date) -> None:
    mixed = [
        make(number, origin=Origin.GENERATED if number % 4 else Origin.PACK)
        for number in range(240)
    ]
    five = daily.questions_of(day, mixed, 5)
    assert sum(question.origin is Origin.PACK for question in five) >= 3


def test_a_question_comes_again_only_after_all_of_its_difficulty() -> None:
    hard = [question for question in POOL if question.difficulty is Difficulty.HARD]
    first = date.fromordinal(len(hard) * 18_000)
    days = [first + timedelta(days=number) for number in range(len(hard))]
    asked = [daily.questions_of(day, POOL, 4)[4].id for day in days]
    assert sorted(asked) == sorted(question.id for question in hard)


def test_a_resting_question_is_replaced() -> None:
    day = date(2026, 3, 1)
    five = daily.questions_of(day, POOL, 4)
    again = daily.questions_of(day, POOL, 4, resting={five[2].id})
    assert five[2].id not in ids(again)
    assert len(again) == 5


def test_a_small_pack_gives_what_it_has() -> None:
    assert len(daily.questions_of(date(2026, 3, 1), POOL[:3], 4)) == 3
    assert daily.questions_of(date(2026, 3, 1), [], 4) == ()


def test_everyone_sees_the_same_buttons() -> None:
    day = date(2026, 3, 1)
    assert daily.choices_of(day, POOL[0]) == daily.choices_of(day, POOL[0])


@given(st.sets(st.integers(0, 60)), st.integers(0, 70))
def test_a_streak_is_days_in_a_row_up_to_today_or_yesterday(played: set[int], today: int) -> None:
    start = date(2026, 1, 1)
    played = {number for number in played if number <= today}
    found = daily.streak([start + timedelta(days=n) for n in played], start + timedelta(days=today))
    last = today if today in played else today - 1
    run = 0
    while last - run in played:
        run += 1
    assert found.current == run
    assert found.best >= found.current
    assert (found.best == 0) == (not played)


def test_the_grid_gives_nothing_away_but_right_and_wrong() -> None:
    emblem = Emblem(correct="🍃", wrong="🍂", unanswered="🤍")
    assert daily.grid([True, False, None], emblem) == "🍃🍂🤍"
