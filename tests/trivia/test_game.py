"""The rules of a game: what members can do in any order, and what it earns them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discord_bot.pack_files import Difficulty
from discord_bot.trivia import game as rules
from discord_bot.trivia import scoring
from discord_bot.trivia.game import Receipt
from discord_bot.trivia.model import EndReason, Game, GameState, Mode, Pace, Question, Round

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
CHOICES = ("Leaf", "Stone", "River", "Cloud")


def question(**changes: object) -> Question:
    base = Question(
        id="leaf",
        prompt="What falls?",
        answer="Leaf",
        aliases=(),
        distractors=CHOICES[1:],
        difficulty=Difficulty.MEDIUM,
        season=0,
        category="nature",
        explanation="It does.",
        source="https://example.org",
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def new_game(**changes: object) -> Game:
    base = Game(
        id=1,
        guild_id=2,
        channel_id=3,
        starter_id=10,
        opponent_id=None,
        mode=Mode.BUTTONS,
        pace=Pace.NORMAL,
        rounds_total=5,
        category=None,
        difficulty=None,
        ceiling=3,
        state=GameState.BETWEEN,
        round_number=0,
        unanswered=0,
        message_id=None,
        due_at=NOW,
        started_at=NOW,
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def opened(**changes: object) -> tuple[Game, Round]:
    return rules.open_round(new_game(**changes), 100, question(), CHOICES, NOW)


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_an_answer_can_be_changed_once_until_time_is_up() -> None:
    game, round_ = opened()
    round_, first = rules.answer(game, round_, 20, 1, after(1))
    round_, second = rules.answer(game, round_, 20, 0, after(2))
    unchanged, third = rules.answer(game, round_, 20, 2, after(3))
    assert (first, second, third) == (Receipt.ACCEPTED, Receipt.CHANGED, Receipt.FINAL)
    assert unchanged.answers[20].choice == 0
    assert unchanged.answers[20].elapsed_ms == 2000


def test_the_same_button_twice_is_not_a_change() -> None:
    game, round_ = opened()
    round_, _ = rules.answer(game, round_, 20, 1, after(1))
    round_, again = rules.answer(game, round_, 20, 1, after(2))
    _, changed = rules.answer(game, round_, 20, 0, after(3))
    assert (again, changed) == (Receipt.SAME, Receipt.CHANGED)


def test_an_answer_after_the_deadline_scores_nothing() -> None:
    game, round_ = opened()
    late, receipt = rules.answer(game, round_, 20, 0, round_.deadline_at)
    assert receipt is Receipt.LATE
    assert not late.answers


def test_an_answer_to_a_closed_round_is_late_even_before_its_deadline() -> None:
    game, round_ = opened()
    _, closed = rules.close(game, round_, after(1))
    _, receipt = rules.answer(game, closed, 20, 0, after(2))
    assert receipt is Receipt.LATE


def test_only_the_two_of_a_duel_may_answer() -> None:
    game, round_ = opened(mode=Mode.DUEL, opponent_id=11)
    _, receipt = rules.answer(game, round_, 20, 0, after(1))
    assert receipt is Receipt.NOT_PLAYING
    for member in (10, 11):
        assert not rules.everyone_answered(game, round_)
        round_, receipt = rules.answer(game, round_, member, 0, after(1))
        assert receipt is Receipt.ACCEPTED
    assert rules.everyone_answered(game, round_)


def test_typing_gives_three_tries_and_the_first_right_one_stands() -> None:
    game, round_ = opened(mode=Mode.TYPED)
    for _ in range(rules.TYPED_ATTEMPTS):
        round_, receipt = rules.attempt(game, round_, 20, correct=False, now=after(1))
        assert receipt is Receipt.WRONG
    round_, receipt = rules.attempt(game, round_, 20, correct=True, now=after(2))
    assert receipt is Receipt.NO_ATTEMPTS
    round_, receipt = rules.attempt(game, round_, 21, correct=True, now=after(2))
    assert receipt is Receipt.ACCEPTED
    _, receipt = rules.attempt(game, round_, 21, correct=False, now=after(3))
    assert receipt is Receipt.SAME


def test_three_rounds_without_an_answer_pause_the_game_and_an_answer_starts_the_count_anew() -> (
    None
):
    game = new_game(rounds_total=10)
    for number, answered in enumerate([False, False, True, False, False, False]):
        game, round_ = rules.open_round(game, 100 + number, question(), CHOICES, NOW)
        if answered:
            round_, _ = rules.answer(game, round_, 20, 0, after(1))
        game, _ = rules.close(game, round_, round_.deadline_at)
        expected = GameState.PAUSED if number == 5 else GameState.BETWEEN
        assert game.state is expected


def test_a_skipped_round_does_not_count_as_unanswered() -> None:
    game, round_ = opened(unanswered=2)
    game, _ = rules.close(game, replace(round_, skip_votes=frozenset({20})), after(3))
    assert game.state is GameState.BETWEEN


def test_the_last_round_ends_the_game() -> None:
    game, round_ = opened(rounds_total=1)
    game, _ = rules.close(game, round_, round_.deadline_at)
    assert (game.state, game.end_reason) == (GameState.ENDED, EndReason.FINISHED)
    assert rules.end(game, EndReason.STOPPED, after(99)) == game


def test_closing_twice_changes_nothing() -> None:
    game, round_ = opened()
    game, closed = rules.close(game, round_, after(20))
    assert rules.close(game, closed, after(40)) == (game, closed)


def test_longer_questions_give_more_time_and_relaxed_gives_twice_of_it() -> None:
    short = rules.answer_seconds(Mode.BUTTONS, Pace.NORMAL, question(), CHOICES)
    long_question = question(prompt="x" * 300)
    long = rules.answer_seconds(Mode.BUTTONS, Pace.NORMAL, long_question, CHOICES)
    assert rules.MIN_SECONDS <= short < long <= rules.MAX_SECONDS
    relaxed = rules.answer_seconds(Mode.BUTTONS, Pace.RELAXED, long_question, CHOICES)
    assert relaxed == 2 * long


def test_a_round_that_was_open_while_the_bot_was_away_gets_time_back() -> None:
    _, round_ = opened()
    back = round_.deadline_at + timedelta(minutes=5)
    assert rules.recover(round_, back).deadline_at > back
    assert rules.recover(round_, NOW) == round_


ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(["answer", "tick", "restart", "close"]),
        st.integers(20, 23),
        st.integers(0, 3),
        st.integers(0, 8),
    ),
    max_size=40,
)


@given(ACTIONS)
def test_any_interleaving_keeps_one_answer_a_member_and_at_most_two_picks(
    actions: list[tuple[str, int, int, int]],
) -> None:
    game, round_ = opened()
    now = NOW
    picks: dict[int, int] = {}
    for action, member, choice, seconds in actions:
        now += timedelta(seconds=seconds)
        if action == "answer":
            round_, receipt = rules.answer(game, round_, member, choice, now)
            if receipt in {Receipt.ACCEPTED, Receipt.CHANGED}:
                picks[member] = picks.get(member, 0) + 1
                assert round_.answers[member].choice == choice
                assert round_.closed_at is None
        elif action == "restart" and round_.closed_at is None:
            round_ = rules.recover(round_, now)
        elif action == "close" or now >= round_.deadline_at:
            game, round_ = rules.close(game, round_, now)
    assert set(picks) == set(round_.answers)
    assert all(count <= 1 + rules.CHANGES_ALLOWED for count in picks.values())
    for score in rules.scores(game, round_, {}):
        assert (score.points > 0) == score.answer.correct


@given(
    st.dictionaries(st.integers(1, 50), st.tuples(st.integers(0, 3), st.integers(0, 60_000))),
    st.randoms(use_true_random=False),
    st.sampled_from(list(Pace)),
)
def test_the_order_of_answers_decides_nothing_but_speed(
    given_answers: dict[int, tuple[int, int]], random: object, pace: Pace
) -> None:
    game, empty = opened(pace=pace)
    orders = [list(given_answers.items()), list(given_answers.items())]
    random.shuffle(orders[1])  # type: ignore[attr-defined]
    results = []
    for order in orders:
        round_ = empty
        for member, (choice, elapsed) in order:
            moment = NOW + timedelta(milliseconds=elapsed)
            round_, _ = rules.answer(game, round_, member, choice, moment)
        results.append({s.answer.user_id: s.points for s in rules.scores(game, round_, {})})
    assert results[0] == results[1]
    right = [(given_answers[m][1], p) for m, p in results[0].items() if p]
    for early, late in zip(sorted(right), sorted(right)[1:], strict=False):
        assert early[1] >= late[1]


@given(
    st.sampled_from(list(Difficulty)),
    st.sampled_from(list(Pace)),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-5, 1000),
)
def test_points_are_never_below_the_base_and_bonuses_are_capped(
    difficulty: Difficulty, pace: Pace, share: float, streak: int
) -> None:
    base = scoring.BASE_POINTS[difficulty]
    earned = scoring.points(difficulty, pace, share, streak)
    speed = scoring.SPEED_SHARE if pace is Pace.NORMAL else 0
    assert base <= earned <= base * (1 + speed + scoring.STREAK_STEP * scoring.STREAK_CAP) + 1


def test_relaxed_gives_no_points_for_speed() -> None:
    fast = scoring.points(Difficulty.EASY, Pace.RELAXED, 1.0, 0)
    slow = scoring.points(Difficulty.EASY, Pace.RELAXED, 0.0, 0)
    assert fast == slow == scoring.BASE_POINTS[Difficulty.EASY]


@given(st.dictionaries(st.integers(1, 99), st.integers(0, 5)))
def test_equal_points_share_a_rank_and_the_next_rank_is_skipped(totals: dict[int, int]) -> None:
    standings = scoring.rank(totals.items())
    for standing in standings:
        above = sum(points > standing.points for points in totals.values())
        assert standing.rank == above + 1


@pytest.mark.parametrize(("players", "needed"), [(1, 2), (2, 2), (3, 2), (4, 3), (9, 5)])
def test_skipping_takes_more_than_half_of_the_players_and_at_least_two(
    players: int, needed: int
) -> None:
    assert rules.votes_needed(players) == needed
