"""The filter of messages, asked about headlines."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from discord_bot.moderation.model import Label, Post, Target, TargetKind, Verdict
from discord_bot.newsroom import SURE, FilterGossip

PERSON = Target(TargetKind.PERSON, "Kit Connor")


@dataclass(frozen=True)
class Fixed:
    """A filter with one answer."""

    verdict: Verdict

    def first(self, post: Post) -> Verdict:
        assert post.text
        return self.verdict


def said(verdict: Verdict) -> str | None:
    return FilterGossip(Fixed(verdict)).speculates("a headline")


def test_what_the_filter_is_sure_of_is_told_in_words() -> None:
    clause = said(Verdict(Label.SPECULATION, SURE, PERSON))
    assert clause is not None
    assert "somebody real" in clause


@pytest.mark.parametrize(
    "verdict",
    [
        Verdict(),
        Verdict(Label.SPECULATION, SURE - 0.01, PERSON),
        Verdict(Label.SPECULATION, 0.99, None),
        Verdict(Label.SPECULATION, 0.99, Target(TargetKind.CHARACTER, "Nick Nelson")),
        Verdict(Label.STEREOTYPING, 0.99, Target(TargetKind.GROUP)),
        Verdict(Label.HARASSMENT, 0.99, PERSON),
    ],
    ids=["nothing", "unsure", "nobody", "a character", "a group", "an insult"],
)
def test_what_is_no_speculation_about_a_person_is_no_gossip(verdict: Verdict) -> None:
    assert said(verdict) is None
