"""Which questions may be asked, and which comes next."""

from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from discord_bot.pack_files import Difficulty
from discord_bot.trivia import bank
from discord_bot.trivia.bank import Criteria, QuestionBank
from discord_bot.trivia.model import Mode, Origin, Question

CATEGORIES = ("cast", "music")


def make(number: int, **changes: object) -> Question:
    base = Question(
        id=f"q{number}",
        prompt=f"Prompt {number}?",
        answer="Right",
        aliases=(),
        distractors=("One", "Two", "Three", "Four"),
        difficulty=list(Difficulty)[number % 3],
        season=number % 5,
        category=CATEGORIES[number % 2],
        explanation="",
        source="https://example.org",
    )
    return replace(base, **changes)  # type: ignore[arg-type]


questions = st.lists(
    st.builds(
        make,
        st.integers(0, 400),
        season=st.integers(0, 5),
        typed=st.booleans(),
        distractors=st.sampled_from([(), ("One", "Two", "Three")]),
    ),
    unique_by=lambda question: question.id,
    max_size=30,
)


@given(
    questions,
    questions,
    st.integers(0, 5),
    st.sampled_from(list(Mode)),
    st.sampled_from([None, *CATEGORIES]),
    st.sampled_from([None, *Difficulty]),
    st.randoms(use_true_random=False),
)
def test_no_selection_ever_breaks_the_spoiler_ceiling(
    pack: list[Question],
    own: list[Question],
    ceiling: int,
    mode: Mode,
    category: str | None,
    difficulty: Difficulty | None,
    rng: random.Random,
) -> None:
    criteria = Criteria(ceiling, mode, category, difficulty)
    pool = QuestionBank(pack).pool(criteria, own)
    for question in pool:
        assert question.season <= ceiling
        assert category in {None, question.category}
        assert question.typed if mode is Mode.TYPED else question.distractors
    chosen, _ = bank.choose(pool, [], rng)
    assert (chosen is None) == (not pool)
    assert chosen is None or chosen in pool


@given(st.integers(1, 12), st.integers(1, 40), st.randoms(use_true_random=False))
def test_nothing_repeats_in_a_channel_until_its_pool_is_used_up(
    size: int, rounds: int, rng: random.Random
) -> None:
    pool = [make(number, origin=list(Origin)[number % 2]) for number in range(size)]
    seen: list[str] = []
    previous = None
    asked_in_cycle: set[str] = set()
    for _ in range(rounds):
        question, anew = bank.choose(pool, seen, rng)
        assert question is not None
        if anew:
            assert len(asked_in_cycle) == size
            asked_in_cycle, seen = set(), []
        assert question.id not in asked_in_cycle
        assert size == 1 or question.id != previous
        asked_in_cycle.add(question.id)
        seen.append(question.id)
        previous = question.id


def test_resting_questions_are_not_asked() -> None:
    pool = QuestionBank([make(0), make(6)]).pool(
        Criteria(5, Mode.BUTTONS), resting=frozenset({"q0"})
    )
    assert [question.id for question in pool] == ["q6"]


def test_the_difficulty_that_play_has_shown_counts_when_one_is_asked_for() -> None:
    easy = make(0, difficulty=Difficulty.EASY)
    pool = QuestionBank([easy]).pool(
        Criteria(5, Mode.BUTTONS, difficulty=Difficulty.HARD),
        difficulties={"q0": Difficulty.HARD},
    )
    assert [question.difficulty for question in pool] == [Difficulty.HARD]


@given(st.randoms(use_true_random=False))
def test_buttons_show_the_answer_once_among_three_distractors(rng: random.Random) -> None:
    question = make(1)
    choices = bank.choices(question, rng)
    assert len(choices) == len(set(choices)) == bank.CHOICES
    assert question.answer in choices
    assert set(choices) <= {question.answer, *question.distractors}
