"""What is looked at with a message: the last words of the same two people, and nobody else's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.moderation.hearing import CONTEXT_AGE, Conversations
from discord_bot.moderation.conversation import (
    CONTEXT_MESSAGES,
    REMEMBERED_CHANNELS,
    REMEMBERED_MESSAGES,
    Transcript,
)
from discord_bot.moderation.loading import load_judge
from discord_bot.moderation.model import Post
from discord_bot.moderation.policy import Place
from discord_bot.packs import load_pack

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


class Room(Transcript):
    """One channel of a transcript, and what counts for each message in it."""

    def hears(self, author: str, text: str, reply_to: str | None = None) -> tuple[str, ...]:
        return self.hear(Post(text, reply_to=reply_to), author, "lounge").previous


@given(st.lists(st.tuples(PEOPLE, PEOPLE | st.none()), max_size=20))
def test_a_transcript_chooses_as_the_bot_does(said: list[tuple[int, int | None]]) -> None:
    heard, room = Conversations(), Room()
    for number, (author, mentioned) in enumerate(said, 1):
        aimed_at = None if mentioned == author else mentioned
        here = place(author, number, aimed_at)
        text = f"words {number}" if mentioned is None else f"<@{mentioned}> words {number}"
        assert room.hears(str(author), text) == heard.before(here, NOW)
        heard.note(here, text, NOW)


def test_an_answer_goes_with_the_words_of_whoever_is_answered() -> None:
    room = Room()
    room.hears("mira", "we were wondering about joe")
    room.hears("sam", "lunch?")
    assert room.hears("ola", "and?", "we were wondering about joe") == (
        "we were wondering about joe",
    )
    assert room.hears("ola", "well") == ("lunch?", "and?"), "sam is the last other one"
    assert room.hears("ola", "hm", "and?") == ("and?", "well"), "answering oneself is aimed at none"


def test_other_channels_are_other_conversations() -> None:
    transcript = Transcript()
    transcript.hear(Post("we were wondering about joe"), "mira", "lounge")
    assert transcript.hear(Post("and?"), "ola", "help").previous == ()
    assert transcript.hear(Post("and?"), "ola", "lounge").previous == (
        "we were wondering about joe",
    )


def test_only_a_little_is_remembered() -> None:
    transcript, room = Transcript(), Room()
    room.hears("mira", "a while ago")
    for number in range(REMEMBERED_MESSAGES):
        room.hears("sam", f"monologue {number}")
    assert room.hears("mira", "<@0> hello") == (), "her own words are too long ago"
    transcript.hear(Post("first"), "mira", "0")
    for number in range(1, REMEMBERED_CHANNELS + 1):
        transcript.hear(Post("first"), "mira", str(number))
    assert transcript.hear(Post("second"), "mira", "1").previous == ("first",)
    assert transcript.hear(Post("second"), "mira", "0").previous == ()


@pytest.mark.parametrize(
    ("before", "text", "is_breach"),
    [
        (("we were wondering whether tobie is gay",), "and is he?", True),
        (("we were wondering whether the library is open",), "and is it?", False),
        (("isaac in season 2 though", "yeah he is great"), "he totally is gay", False),
        (("tobie at the premiere though",), "he totally is gay", True),
    ],
)
def test_what_was_said_before_raises_and_lowers_a_verdict(
    before: tuple[str, ...], text: str, is_breach: bool
) -> None:
    judge = load_judge(load_pack())
    if not judge.has_second:
        pytest.skip("needs the extra [transformer]")
    assert judge.check(Post(text, previous=before)).is_breach == is_breach
