"""Both stages together: who is asked, and how their words are weighed."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from discord_bot.errors import ConfigurationError
from discord_bot.moderation.judge import UNSURE, Judge
from discord_bot.moderation.loading import load_judge
from discord_bot.moderation.mixing import MIX, Mix, load_mix
from discord_bot.moderation.model import LABELS, Label, Post, Stage, Verdict
from discord_bot.moderation.transformer import EncoderText
from discord_bot.packs import load_pack


class Certain:
    """A second stage that knows the answer, and remembers what it was asked."""

    def __init__(self, label: Label) -> None:
        self.label = label
        self.asked: list[EncoderText] = []

    def scores(self, text: EncoderText, first: Sequence[float]) -> list[float]:
        self.asked.append(text)
        return [9.0 if label is self.label else 0.0 for label in LABELS]


@pytest.fixture(scope="module")
def alone() -> Judge:
    return load_judge(load_pack(), second=False)


def with_second(judge: Judge, stage: Certain) -> Judge:
    return Judge(judge._reader, judge._rules, judge._classifier, judge._temperature, stage)


def test_without_the_second_stage_the_first_decides_alone(alone: Judge):
    assert not alone.has_second
    doubtful = Verdict(confidence=0.5)
    assert not alone.is_unsure(doubtful)
    assert alone.second(Post("hello"), doubtful) is doubtful


@pytest.mark.parametrize(("confidence", "asked"), [(0.0, False), (0.5, True), (1.0, False)])
def test_only_what_the_first_is_unsure_of_is_passed_on(
    alone: Judge, confidence: float, asked: bool
):
    judge = with_second(alone, Certain(Label.OK))
    assert judge.is_unsure(Verdict(confidence=confidence)) is asked
    assert 0 < UNSURE[0] < UNSURE[1] < 1


def test_the_second_stage_has_the_last_word_and_says_so(alone: Judge):
    post = Post("is tobie gay or what")
    first = alone.first(post)
    spared = with_second(alone, Certain(Label.OK)).second(post, first)
    assert (spared.label, spared.stage) == (Label.OK, Stage.SECOND)
    blamed = with_second(alone, Certain(Label.OUTING)).second(post, first)
    assert (blamed.label, blamed.stage) == (Label.OUTING, Stage.SECOND)
    assert all(0 <= start < end <= len(post.text) for start, end in blamed.evidence)
    assert blamed._replace(stage=Stage.FIRST) != first


def test_the_second_stage_reads_what_is_answered_too(alone: Judge):
    stage = Certain(Label.OK)
    with_second(alone, stage).second(Post("and is he?", reply_to="what about Joe"), Verdict())
    assert stage.asked == [("and is he ?", "what about the actor")]


def test_the_mix_weighs_both_and_shifts_what_is_fine():
    first = np.array([[1.0, 0, 0, 0, 0, 0, 2.0]], np.float32)
    encoder = np.array([[0.0, 4.0, 0, 0, 0, 0, 0]], np.float32)
    mixed = Mix(first=1.0, encoder=0.5, ok=-0.25).scores_of(first, encoder)
    assert mixed.tolist() == [[0.75, 2.0, 0, 0, 0, 0, 2.0]]


@pytest.mark.parametrize("text", [None, "{", json.dumps({"first": 1}), json.dumps([1, 2, 3])])
def test_a_mix_that_cannot_be_read_is_named(tmp_path: Path, text: str | None):
    if text is not None:
        (tmp_path / MIX).write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"mix\.json"):
        load_mix(tmp_path)
