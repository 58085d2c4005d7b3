"""The figures of ``fanbot moderation evaluate`` as a picture."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from discord_bot.moderation.evaluation import Evaluation, Labelled, evaluate
from discord_bot.moderation.model import Label, Post, Verdict
from discord_bot.pictures.evaluation import MAX_GROUPS, draw_evaluation
from discord_bot.pictures.fonts import FontBook

ROWS = [
    (Label.SPECULATION, Label.SPECULATION, 0.9, "explicit"),
    (Label.SPECULATION, Label.OK, 0.2, "implicit"),
    (Label.HARASSMENT, Label.IDENTITY_ATTACK, 0.7, "explicit"),
    (Label.OK, Label.OK, 0.05, "ordinary"),
    (Label.OK, Label.OUTING, 0.55, "ordinary"),
]


def measured(rows: list[tuple[Label, Label, float, str]]) -> Evaluation:
    labelled = [Labelled(Post("x"), label, group) for label, _, _, group in rows]
    verdicts = [
        Verdict(leading=None if given is Label.OK else given, confidence=confidence)
        for _, given, confidence, _ in rows
    ]
    return evaluate(labelled, verdicts)


def height(found: Evaluation, fonts: FontBook) -> int:
    picture = Image.open(io.BytesIO(draw_evaluation(found, "rows.jsonl", fonts).png()))
    picture.load()
    assert picture.format == "PNG"
    assert picture.width == 1100
    return picture.height


@pytest.mark.parametrize("count", range(1, len(ROWS) + 1))
def test_any_figures_can_be_drawn(count: int, fonts: FontBook) -> None:
    assert height(measured(ROWS[:count]), fonts) > 1000


def test_the_same_figures_give_the_same_picture(fonts: FontBook) -> None:
    one, other = (draw_evaluation(measured(ROWS), "rows.jsonl", fonts).png() for _ in range(2))
    assert one == other


def test_what_figures_of_groups_can_not_say_is_written_below_them(fonts: FontBook) -> None:
    fine, breach = (Label.OK, Label.OK, 0.1, "ordinary"), ROWS[0]
    both = [(*fine[:3], "theme"), (*breach[:3], "theme")]
    alone = height(measured([*both, (*fine[:3], "other"), (*breach[:3], "other")]), fonts)
    assert height(measured([*both, fine]), fonts) - alone == 40, "that it has no breaches"
    assert height(measured([*both, breach]), fonts) - alone == 40, "what it is set against"


def test_more_groups_than_fit_are_counted_below_the_largest(fonts: FontBook) -> None:
    many = [(Label.OK, Label.OK, 0.1, f"group {number}") for number in range(MAX_GROUPS)]
    more = [*many, *((Label.OK, Label.OK, 0.1, f"more {number}") for number in range(500))]
    assert 0 < height(measured(more), fonts) - height(measured(many), fonts) < 100
