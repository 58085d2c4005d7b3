"""How questions look: whatever a text holds, it cannot become markup, a ping or too long."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.trivia import embeds
from cogs.trivia.embeds import Look
from discord_bot.packs import load_pack
from discord_bot.trivia.display import Reveal
from discord_bot.trivia.model import Answer
from tests.trivia.test_game import NOW, opened, question

PACK = load_pack()
LOOK = Look(PACK, PACK.wording.texts("en"))


@pytest.mark.parametrize(
    "source",
    [
        "https://example.org/a>) [elsewhere](https://example.com)",
        "https://example.org/with space",
        "javascript:alert(1)",
    ],
)
def test_a_source_cannot_break_out_of_its_link(source: str) -> None:
    shown = LOOK.source(question(source=source))
    assert "](<" not in shown


def test_an_address_is_a_link() -> None:
    assert LOOK.source(question(source="https://example.org/(a)")).startswith("[Source](<https://")


def test_markup_in_a_question_is_shown_as_it_was_typed() -> None:
    game, round_ = opened()
    loud = replace(round_, question=question(prompt="**Who** is ||it||?"))
    text = embeds.question(LOOK, game, loud, by_message=True).description or ""
    assert "**Who**" not in text
    assert "||it||" not in text


@given(st.text(min_size=1, max_size=300), st.text(max_size=400), st.integers(0, 60))
def test_no_text_and_no_crowd_breaks_discords_limits(
    prompt: str, explanation: str, players: int
) -> None:
    game, round_ = opened()
    answers = {
        10**18 + member: Answer(10**18 + member, 0, True, 1, 1000 + member)
        for member in range(players)
    }
    full = replace(
        round_,
        question=question(prompt=prompt, explanation=explanation),
        closed_at=NOW + timedelta(seconds=20),
        answers=answers,
    )
    embed = embeds.reveal(LOOK, game, Reveal(full, dict.fromkeys(answers, 300)), None)
    assert len(embed) <= 6000
    assert len(embed.description or "") <= 4096


@given(st.text(max_size=200))
def test_a_buttons_label_fits(choice: str) -> None:
    assert 1 <= len(embeds.choice_label(3, choice)) <= 80
