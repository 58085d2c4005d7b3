"""What people read of how a verdict came about, whatever the models think of a message."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pytest
from rich.console import Console

from discord_bot.moderation.entities import Reading
from discord_bot.moderation.explain import explain
from discord_bot.moderation.judge import Judge, RuleSet
from discord_bot.moderation.lexicon import load_lexicon
from discord_bot.moderation.loading import make_reader, names_of
from discord_bot.moderation.model import Post
from discord_bot.moderation.rules import RULES
from discord_bot.moderation.transformer import EncoderText
from discord_bot.packs import data_directory, load_pack

DENIES = "gay people are not human"
RECLAIMS = "as a dyke myself i find that funny"
PLAIN = "my dog slept through the whole episode"


class Certain:
    """A model that is as sure of each message that it is a breach, as the first or second stage."""

    def __init__(self, breach: float) -> None:
        rest = [breach / 6] * 6
        self._scores = np.log(np.array([1 - breach, *rest], np.float32))

    def scores(
        self, _read: Reading | EncoderText, _more: Sequence[float]
    ) -> npt.NDArray[np.float32]:
        return self._scores


Explained: TypeAlias = Callable[..., str]


@pytest.fixture(scope="module")
def explained() -> Explained:
    """Explains a message where the stages think a breach so likely."""
    pack, lexicon = load_pack(), load_lexicon(data_directory() / "lexicon")
    reader, rules = make_reader(lexicon, names_of(pack), ()), RuleSet(RULES, lexicon)

    def say(post: Post, first: float, second: float | None = None) -> str:
        wise = None if second is None else Certain(second)
        judge = Judge(reader, rules, Certain(first), 1.0, wise)  # type: ignore[arg-type]
        console = Console(file=io.StringIO(), width=100)
        console.print(explain(judge, post, pack.wording.texts("en")))
        return console.file.getvalue()  # type: ignore[attr-defined, no-any-return]

    return say


def test_a_rule_that_settles_a_breach_is_named(explained: Explained) -> None:
    said = explained(Post(DENIES), 0.3)
    assert "Settled by rule denies-humanity: identity_attack at 70%" in said
    assert "Verdict: identity_attack, breach 70.0%" in said


def test_a_rule_settles_what_the_second_stage_thinks_too(explained: Explained) -> None:
    said = explained(Post(DENIES), 0.9, 0.2)
    first, second = said.split("4. Second stage: ")
    assert "Settled" not in first, "the first stage was surer than the rule"
    assert second.startswith("20.0% for a breach\nSettled by rule denies-humanity")
    assert "Verdict: identity_attack, breach 70.0%" in second


def test_models_that_are_surer_than_the_rule_have_the_last_word(explained: Explained) -> None:
    said = explained(Post(DENIES), 0.9, 0.95)
    assert "Settled" not in said
    assert "breach 95.0%" in said


def test_a_rule_that_settles_that_it_is_fine_is_named(explained: Explained) -> None:
    said = explained(Post(RECLAIMS), 0.9, 0.9)
    assert "Settled by rule reclaims: fine, whatever is likely" in said
    assert "4. Second stage: not asked, a rule settled it" in said
    assert "Verdict: ok" in said


def test_where_no_rule_settles_anything_none_is_named(explained: Explained) -> None:
    said = explained(Post(PLAIN), 0.4, 0.1)
    assert "Settled" not in said
    assert "In answer to" not in said
    assert "4. Second stage: 10.0% for a breach" in said


def test_where_nothing_is_said_it_says_so(explained: Explained) -> None:
    said = explained(Post("🍂 12"), 0.9, 0.9)
    assert "Nothing is said, so it is fine" in said
    assert "Verdict: ok, breach 0.0%" in said


def test_the_message_answered_is_shown(explained: Explained) -> None:
    said = explained(Post("is he?", reply_to="tobie was [b]great[/b]"), 0.3)
    assert "In answer to: tobie was [b]great[/b]" in said
