"""What is looked at with a message: the last words of the same two people, and nobody else's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cogs.moderation.hearing import CONTEXT_AGE, CONTEXT_MESSAGES, Conversations
from discord_bot.moderation.policy import Place

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
PEOPLE = st.integers(1, 4)
AGES = st.integers(0, 20)


def place(author: int, message: int | None = None, aimed_at: int | None = None) -> Place:
    return Place(1, 2, author, message_id=message, aimed_at=aimed_at)


@given(st.lists(st.tuples(PEOPLE, AGES), max_size=10), PEOPLE, PEOPLE | st.none())
def test_the_last_words_of_two_people(
    said: list[tuple[int, int]], author: int, aimed_at: int | None
) -> None:
    aimed_at = None if aimed_at == author else aimed_at
    said.sort(key=lambda one: -one[1])
    heard = Conversations()
    for number, (person, minutes) in enumerate(said, 1):
        heard.note(place(person, number), f"words {number}", NOW - timedelta(minutes=minutes))
    lately = [
        (person, f"words {number}")
        for number, (person, minutes) in enumerate(said, 1)
        if timedelta(minutes=minutes) <= CONTEXT_AGE
    ]
    others = [person for person, _ in lately if person != author]
    pair = {author, aimed_at or (others[-1] if others else None)}
    expected = [words for person, words in lately if person in pair][-CONTEXT_MESSAGES:]
    assert list(heard.before(place(author, 99, aimed_at), NOW)) == expected


def test_a_message_is_no_context_of_itself() -> None:
    heard = Conversations()
    heard.note(place(1, 7), "as it was", NOW)
    assert heard.before(place(1, 7), NOW) == ()
    assert heard.before(place(1, 8), NOW) == ("as it was",)
