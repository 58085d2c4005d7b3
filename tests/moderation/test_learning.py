"""Texts that moderators called fine are left alone, and nothing that hides behind them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discord_bot.folding import fold
from discord_bot.moderation.learning import LIMIT, Example, ExceptionBook, Ruling
from discord_bot.moderation.model import Label

GUILD, AUTHOR = 1, 2
FINE = "You absolute clown, that was the best cosplay all weekend"


def example(text: str, ruling: Ruling = Ruling.FINE, author: int = AUTHOR) -> Example:
    return Example(GUILD, author, Label.HARASSMENT, ruling, fold(text))


def allows(book: ExceptionBook, text: str, *evidence: str, label: Label = Label.HARASSMENT) -> bool:
    return book.allows(GUILD, label, text, evidence or ("clown",))


@pytest.fixture
def book() -> ExceptionBook:
    return ExceptionBook([example(FINE), example("clown")])


@pytest.mark.parametrize(
    "text",
    [
        FINE,
        FINE.upper() + "!!!",
        "you absolute clown that was the best cosplay all the weekend",
        "you absolute clown, that was the best cosplays all weekend",
        "that was the best cosplay all weekend, you absolute clown",
        "CLOWN!",
    ],
)
def test_the_same_and_near_texts_are_left_alone(book: ExceptionBook, text: str) -> None:
    assert allows(book, text)


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("you absolute clown", "clown"),
        (FINE + " kys", "kys"),
        ("you absolute trash, that was the best cosplay all weekend", "trash"),
        ("you absolute clown, that was not the best cosplay all weekend", "clown"),
        ("clowns", "clowns"),
    ],
)
def test_what_hides_behind_a_fine_text_is_not(
    book: ExceptionBook, text: str, evidence: str
) -> None:
    assert not allows(book, text, evidence)


def test_a_near_text_under_another_label_is_judged_anew(book: ExceptionBook) -> None:
    assert not allows(book, FINE + "s", label=Label.OUTING)


def test_servers_do_not_share_what_they_learned(book: ExceptionBook) -> None:
    assert not book.allows(GUILD + 1, Label.HARASSMENT, FINE, ["clown"])


def test_the_newest_ruling_on_a_text_holds(book: ExceptionBook) -> None:
    book.learn(example(FINE, Ruling.BREACH))
    assert not allows(book, FINE)
    book.learn(example(FINE))
    assert allows(book, FINE)


def test_a_member_is_forgotten(book: ExceptionBook) -> None:
    book.learn(example("what a clown car of a season finale", author=9))
    book.forget(AUTHOR)
    assert not allows(book, FINE)
    assert allows(book, "what a clown car of a season finale")


def test_the_oldest_texts_make_room() -> None:
    texts = [f"clown number {number} {number * 7919}" for number in range(LIMIT + 1)]
    book = ExceptionBook(example(text) for text in texts)
    assert not allows(book, texts[0], texts[0])
    assert allows(book, texts[1], texts[1])
    assert allows(book, texts[-1], texts[-1])


@given(st.text(max_size=60))
def test_an_overruled_text_itself_is_always_left_alone(text: str) -> None:
    book = ExceptionBook([Example(GUILD, AUTHOR, Label.OUTING, Ruling.FINE, fold(text))])
    assert book.allows(GUILD, Label.HARASSMENT, text, [text])
