"""Typed answers: kind to slips, and never taking one name for another."""

from __future__ import annotations

import random
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discord_bot.folding import fold
from discord_bot.pack_files import Difficulty
from discord_bot.packs import load_pack
from discord_bot.trivia.generate import generate
from discord_bot.trivia.grading import MAX_LENGTH, Name, NameBook, Reason, grade
from discord_bot.trivia.model import Question
from discord_bot.trivia.reading import read

PACK = load_pack()
NAMES = NameBook.from_pack(PACK)
TYPED = [item for item in (*PACK.questions, *generate(PACK)) if item.typed]

#: Small enough to be read as a whole, with each kind of trap in it.
BOOK = NameBook(
    [
        Name("Kit Connor", ("Kit",)),
        Name("Kate Locke"),
        Name("Joe Locke", ("Joe",)),
        Name("Jonathan Bailey", ("Jonny Bailey",)),
        Name("Nick Nelson", ("Nick", "Nicholas Nelson")),
        Name("David Nelson"),
        Name("Sarah Nelson"),
        Name("Sahar Zahid", ("Sahar",)),
        Name("Tara Jones", ("Tara",)),
        Name("Tao Xu", ("Tao",)),
        Name("Mr Ajayi", ("Nathan Ajayi",)),
        Name("Mr Farouk"),
        Name("Thibault de Montalembert"),
        Name("Stéphane", ("Nick's dad",)),
        Name("Felix"),
        Name("Friend", person=False),
        Name("Truth/Dare", person=False),
        Name("Boyfriend", person=False),
    ]
)


def ask(answer: str, *aliases: str, wrong: tuple[str, ...] = (), prompt: str = "?") -> Question:
    return Question(
        id="q",
        prompt=prompt,
        answer=answer,
        aliases=aliases,
        distractors=wrong,
        difficulty=Difficulty.EASY,
        season=0,
        category="c",
        explanation="",
        source="s",
    )


RIGHT = [
    # answer, typed, why
    ("Kit Connor", "Kit Connor", Reason.EXACT),
    ("Kit Connor", "  kit   CONNOR ", Reason.EXACT),
    ("Kit Connor", "kitconnor", Reason.EXACT),
    ("Kit Connor", "||Kit Connor||", Reason.EXACT),
    ("Kit Connor", "Kít Cönnor!", Reason.EXACT),
    ("Kit Connor", "K. Connor", Reason.NAME),
    ("Kit Connor", "k connor", Reason.NAME),
    ("Kit Connor", "Kit", Reason.NAME),
    ("Kit Connor", "connor", Reason.NAME),
    ("Kit Connor", "Kit Conner", Reason.SLIP),
    ("Kit Connor", "kit conor", Reason.SLIP),
    ("Kit Connor", "kit connro", Reason.SLIP),
    ("Kit Connor", "kit connnor", Reason.SLIP),
    ("Kit Connor", "kitconner", Reason.SLIP),
    ("Jonathan Bailey", "jonny bailey", Reason.NAME),
    ("Jonathan Bailey", "johnathan baily", Reason.SLIP),
    ("Nick Nelson", "Nicholas Nelson", Reason.NAME),
    ("Nick Nelson", "N. Nelson", Reason.NAME),
    ("Nick Nelson", "Nick Nelsen", Reason.SLIP),
    ("Mr Ajayi", "ajayi", Reason.NAME),
    ("Thibault de Montalembert", "thibault de montalembart", Reason.SLIP),
    ("Thibault de Montalembert", "thibaut de montalambret", Reason.SLIP),
    ("Thibault de Montalembert", "T. de Montalembert", Reason.NAME),
    ("Stéphane", "stephane", Reason.EXACT),
    ("Truth/Dare", "truth dare", Reason.EXACT),
    ("Truth/Dare", "TruthDare", Reason.EXACT),
    ("The Long Wick", "long wick", Reason.EXACT),
    ("Long Wick", "the long wick", Reason.EXACT),
    ("Soot & Glass", "soot and glass", Reason.EXACT),
    ("Nick and Charlie", "nick & charlie", Reason.EXACT),
    ("three", "3", Reason.EXACT),
    ("3", "three", Reason.EXACT),
    ("twenty-two", "22", Reason.EXACT),
    ("31 days", "thirty one days", Reason.EXACT),
    ("the third episode", "3rd episode", Reason.EXACT),
    ("1,000", "1000", Reason.EXACT),
    ("3.5", "3,5", Reason.EXACT),
    ("Season 1", "season one", Reason.EXACT),
    ("Season 1", "season1", Reason.EXACT),
    ("22 April 2022", "April 22nd, 2022", Reason.EXACT),
    ("22 April 2022", "22nd of apr 2022", Reason.EXACT),
    ("22 April 2022", "2022-04-22", Reason.EXACT),
    ("C++", "c plus plus", Reason.EXACT),
    ("Nick's mum", "nicks mum", Reason.EXACT),
    ("Nick's mum", "Nick’s mum", Reason.EXACT),
    ("🍃", "🍃", Reason.EXACT),
    ("❤️", "❤", Reason.EXACT),
    ("ΑΘΗΝΑ", "Αθήνα", Reason.EXACT),
    ("東京", "東京", Reason.EXACT),
    ("A", "a", Reason.EXACT),
]


@pytest.mark.parametrize(("answer", "typed", "why"), RIGHT)
def test_what_says_the_answer_is_right(answer: str, typed: str, why: Reason) -> None:
    graded = grade(typed, ask(answer), BOOK)
    assert (graded.correct, graded.reason) == (True, why)


WRONG = [
    ("Kit Connor", "KC", Reason.WRONG),
    ("Kit Connor", "Joe Locke", Reason.OTHER),
    ("Kit Connor", "Connor Kit", Reason.WRONG),
    ("Kit Connor", "kit connorrr", Reason.WRONG),
    ("Kit Connor", "kat connor", Reason.WRONG),
    ("Kit Connor", "is it kit connor", Reason.WRONG),
    ("Joe Locke", "Locke", Reason.OTHER),
    ("Joe Locke", "K Locke", Reason.OTHER),
    ("Nick Nelson", "David Nelson", Reason.OTHER),
    ("Nick Nelson", "Nelson", Reason.OTHER),
    ("Nick Nelson", "D. Nelson", Reason.OTHER),
    ("Tara Jones", "Tao", Reason.OTHER),
    ("Tao Xu", "Tara", Reason.OTHER),
    ("Tao Xu", "Tao Xo", Reason.WRONG),
    ("Sarah Nelson", "Sahar", Reason.OTHER),
    ("Sahar Zahid", "Sarah", Reason.OTHER),
    ("Mr Ajayi", "Mr", Reason.WRONG),
    ("Mr Ajayi", "Mr Farouk", Reason.OTHER),
    ("Friend", "Boyfriend", Reason.OTHER),
    ("2021", "2022", Reason.WRONG),
    ("2021", "20211", Reason.WRONG),
    ("eleven", "elevn", Reason.WRONG),
    ("Season 1", "Season 2", Reason.WRONG),
    ("22 April 2022", "22 April 2023", Reason.WRONG),
    ("22 April 2022", "2 April 2022", Reason.WRONG),
    ("22 April 2022", "22 April", Reason.WRONG),
    ("-5", "5", Reason.WRONG),
    ("35", "3.5", Reason.WRONG),
    ("35", "3 5", Reason.WRONG),
    ("C++", "C#", Reason.WRONG),
    ("Felix", "Felux", Reason.WRONG),
    ("Felix", "", Reason.EMPTY),
    ("Felix", " \u200b\n", Reason.EMPTY),
    ("Felix", "\x00", Reason.EMPTY),
    ("Felix", "Felix " * 40, Reason.TOO_LONG),
]


@pytest.mark.parametrize(("answer", "typed", "why"), WRONG)
def test_what_says_anything_else_is_wrong(answer: str, typed: str, why: Reason) -> None:
    graded = grade(typed, ask(answer), BOOK)
    assert (graded.correct, graded.reason) == (False, why)


def test_a_wrong_choice_of_the_question_is_never_taken_for_a_slip() -> None:
    question = ask("Brighton", wrong=("Brightan", "Dover", "Hove"))
    assert grade("brightin", question, BOOK).reason is Reason.OTHER
    assert grade("brightan", question, BOOK).reason is Reason.OTHER
    assert grade("brightton", ask("Brighton"), BOOK).reason is Reason.SLIP


def test_what_is_as_near_to_another_name_is_wrong() -> None:
    book = NameBook([Name("Marian Moor"), Name("Marion Moor")])
    question = ask("Marian Moor")
    assert grade("Marion Moor", question, book).reason is Reason.OTHER
    assert grade("Mariyn Moor", question, book).reason is Reason.OTHER


def test_a_name_that_two_share_is_right_where_the_question_gives_it_as_an_alias() -> None:
    assert grade("Nelson", ask("Nick Nelson", "Nelson"), BOOK).correct
    assert not grade("Nelson", ask("Nick Nelson"), BOOK).correct


def test_what_the_question_says_itself_is_not_the_answer() -> None:
    question = ask("Stéphane", prompt="What is the name of Nick's dad?")
    assert not grade("Nick's dad", question, BOOK).correct
    assert grade("Nick's dad", ask("Stéphane", prompt="Who is it?"), BOOK).correct


def test_an_answer_that_is_only_a_nickname_does_not_take_the_full_name() -> None:
    question = ask("Nicholas", prompt="What is Nick short for?")
    assert not grade("Nick", question, BOOK).correct
    assert grade("nicholas", question, BOOK).correct


# --- laws -----------------------------------------------------------------------------------------

ACCENTS = "\u0301\u0308\u0303"


@st.composite
def retyped(draw: st.DrawFn, text: str) -> str:
    """The same text in other case, with accents over letters and other spacing."""
    rng = random.Random(draw(st.integers(0, 2**32)))
    letters = []
    for written in text:
        letter = rng.choice((written.upper(), written.lower(), written))
        if letter.isascii() and letter.isalpha() and rng.random() < 0.2:
            letter = unicodedata.normalize("NFC", letter + rng.choice(ACCENTS))
        letters.append(letter)
    joined = "".join(letters)
    space = rng.choice((" ", "  ", " \t", "\n"))
    outer = rng.choice(("", " ", "  "))
    return outer + joined.replace(" ", space) + outer


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_every_accepted_form_is_right_however_it_is_typed(data: st.DataObject) -> None:
    question = data.draw(st.sampled_from(TYPED))
    form = data.draw(st.sampled_from((question.answer, *question.aliases)))
    typed = data.draw(retyped(form))
    assert grade(typed, question, NAMES).correct


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_space_left_out_is_no_mistake(data: st.DataObject) -> None:
    question = data.draw(st.sampled_from(TYPED))
    words = question.answer.split(" ")
    place = data.draw(st.integers(0, len(words)))
    first, second = " ".join(words[:place]), " ".join(words[place:])
    if not (first[-1:].isdigit() and second[:1].isdigit()):
        assert grade(first + second, question, NAMES).correct


def _all_names() -> list[str]:
    cast = [*PACK.cast.people, *PACK.cast.characters]
    titles = [episode.title for episode in PACK.show.episodes]
    return [form for item in cast for form in (item.name, *item.aliases)] + titles


EVERY_NAME = _all_names()


def _own_forms(question: Question) -> set[str]:
    """What a question accepts outright, and every name of whoever is called like its answer."""
    accepted = {fold(text) for text in (question.answer, *question.aliases)}
    for item in (*PACK.cast.people, *PACK.cast.characters):
        if fold(item.name) == fold(question.answer):
            accepted |= {fold(form) for form in (item.name, *item.aliases)}
    return accepted


@settings(max_examples=40, deadline=None)  # each goes through all names
@given(st.sampled_from(TYPED), st.data())
def test_no_other_name_is_ever_accepted(question: Question, data: st.DataObject) -> None:
    own = {read(form).text for form in _own_forms(question)}
    for name in EVERY_NAME:
        if read(name).text not in own:
            assert not grade(name, question, NAMES).correct, name
    other = data.draw(st.sampled_from(EVERY_NAME))
    if read(other).text not in own:
        assert not grade(data.draw(retyped(other)), question, NAMES).correct


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(TYPED), st.data())
def test_no_wrong_choice_is_ever_accepted(question: Question, data: st.DataObject) -> None:
    if question.distractors:
        choice = data.draw(st.sampled_from(question.distractors))
        assert not grade(data.draw(retyped(choice)), question, NAMES).correct


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(TYPED), st.data())
def test_a_verdict_does_not_hang_on_case_accents_or_spacing(
    question: Question, data: st.DataObject
) -> None:
    slipped = list(question.answer)
    place = data.draw(st.integers(0, len(slipped) - 1))
    slipped[place : place + 1] = data.draw(st.sampled_from(("", "x", "e", slipped[place] * 2)))
    text = "".join(slipped)
    verdict = grade(text, question, NAMES).correct
    assert grade(data.draw(retyped(text)), question, NAMES).correct is verdict


@settings(max_examples=400, deadline=None)
@given(st.text(st.characters(), max_size=300))
def test_no_text_at_all_breaks_it(text: str) -> None:
    graded = grade(text, ask("Kit Connor"), BOOK)
    assert grade(text, ask("Kit Connor"), BOOK) == graded
    if len(text) > MAX_LENGTH:
        assert graded.reason is Reason.TOO_LONG


@given(st.text(max_size=100))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(st.characters(codec="ascii"), max_size=100))
def test_ascii_is_folded_like_any_other_text(text: str) -> None:
    assert fold(text) == fold(f"{text}\u0301")  # an accent, which goes: now it is not ASCII


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_a_number_is_never_another(answer: int, typed: int) -> None:
    assert grade(str(typed), ask(str(answer)), BOOK).correct is (typed == answer)
