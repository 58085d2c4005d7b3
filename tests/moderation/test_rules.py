"""Each rule finds what it is for, and leaves its mirror alone."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discord_bot.moderation.entities import Reader
from discord_bot.moderation.judge import Judge, RuleSet
from discord_bot.moderation.lexicon import Lexicon, load_lexicon
from discord_bot.moderation.loading import load_judge, make_reader, names_of, read_words
from discord_bot.moderation.matching import Sentence
from discord_bot.moderation.model import BREACH, BREACHES, Label, Post
from discord_bot.moderation.rules import RULES, Rule
from discord_bot.packs import data_directory, load_pack
from tests.moderation.rule_tables import TABLE

CATCHES = [(rule, text) for rule in RULES for text in TABLE[rule.id].catches]
LEAVES = [(rule, text) for rule in RULES for text in TABLE[rule.id].leaves]
SPEAKING_FOR_A_BREACH = [rule for rule in RULES if rule.label is not Label.OK]
MIRRORS = [(rule, text) for rule in SPEAKING_FOR_A_BREACH for text in TABLE[rule.id].leaves]

STILL_FLAGGED = {
    "first stage": {
        "his roommate again",
        "i unfollowed the news",
        "spotted a heron in soho",
        "you can't be a wizard if you like him",
        "is joe not gay",
        "give the pen back",
        "no straight answers from the studio",
        "a tall man wouldn't fit in there",
        "only a tall man would reach that",
        "he is too busy to call",
        "me llamaron maricón en clase",
        "boys in boots, all of them",
        "send him back to the director",
        "the toast will burn in there",
        "il m'a dit va te pendre",
        "the fat hen",
        "if i had your luck",
        "watch your step",
        "screw the lid on, corinna",
        "somebody shoot tobie from the left, the light is better",
        "corinna deserves to be heard",
        "you're a neighbour",
    },
    "both stages": {
        "his roommate again",
        "it's time to eat out",
        "you can't be a wizard if you like him",
        "is joe not gay",
        "a tall man wouldn't fit in there",
        "only a tall man would reach that",
        "sink the putt",
        "boys in boots, all of them",
        "send him back to the director",
        "ship them home before it rains",
        "the fat hen",
        "kit needs to catch a train",
        "watch your step",
        "screw the lid on, corinna",
        "somebody shoot tobie from the left, the light is better",
    },
}
"""Mirrors of rules for breaches that the shipped models take for a breach all the same.

A list to shorten: what is no longer flagged has to go, and nothing may join it but with models
trained anew.
"""
_OTHERWISE_ROUNDED = 0.02
"""So near to the line a confidence of the second stage may fall on either side of it.

Processors round its whole numbers of 8 bits differently. A cautious guess, not measured."""


def _id(value: object) -> str:
    return value.id if isinstance(value, Rule) else str(value)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon(data_directory() / "lexicon")


@pytest.fixture(scope="module")
def rules(lexicon: Lexicon) -> RuleSet:
    return RuleSet(RULES, lexicon)


@pytest.fixture(scope="module")
def reader(lexicon: Lexicon, rules: RuleSet) -> Reader:
    """Reads as the shipped judge does; the rules come first, for they name words of their own."""
    known = read_words(data_directory() / "models")
    return make_reader(lexicon, names_of(load_pack()), known)


def fired(rules: RuleSet, reader: Reader, text: str) -> set[str]:
    """The ids of the rules that find something in ``text``."""
    return {rules.rules[place].id for place in rules.find(reader.read(text))}


@pytest.mark.parametrize(("rule", "text"), CATCHES, ids=_id)
def test_a_rule_finds_what_it_is_for(rules: RuleSet, reader: Reader, rule: Rule, text: str) -> None:
    assert rule.id in fired(rules, reader, text)


@pytest.mark.parametrize(("rule", "text"), LEAVES, ids=_id)
def test_a_rule_leaves_its_mirror_alone(
    rules: RuleSet, reader: Reader, rule: Rule, text: str
) -> None:
    assert rule.id not in fired(rules, reader, text)


@pytest.fixture(scope="module")
def judge() -> Judge:
    return load_judge(load_pack())


@pytest.mark.parametrize(("rule", "text"), MIRRORS, ids=_id)
def test_the_first_stage_leaves_a_mirror_alone(judge: Judge, rule: Rule, text: str) -> None:
    is_flagged = judge.first(Post(text)).is_breach
    assert is_flagged == (text in STILL_FLAGGED["first stage"]), rule.id


@pytest.mark.parametrize(("rule", "text"), MIRRORS, ids=_id)
def test_both_stages_leave_a_mirror_alone(judge: Judge, rule: Rule, text: str) -> None:
    if not judge.has_second:
        pytest.skip("needs the extra [transformer]")
    verdict = judge.check(Post(text))
    if abs(verdict.confidence - BREACH) > _OTHERWISE_ROUNDED:
        assert verdict.is_breach == (text in STILL_FLAGGED["both stages"]), rule.id


def test_what_is_still_flagged_is_a_mirror() -> None:
    mirrors = {text for _, text in MIRRORS}
    for stages, texts in STILL_FLAGGED.items():
        assert texts <= mirrors, stages


def test_a_rule_arrives_with_two_texts_and_two_mirrors() -> None:
    assert set(TABLE) == {rule.id for rule in RULES}
    for rule_id, row in TABLE.items():
        assert len(set(row.catches)) >= 2, rule_id
        assert len(set(row.leaves)) >= 2, rule_id
        assert not set(row.catches) & set(row.leaves), rule_id


def test_no_two_rules_share_an_id() -> None:
    ids = [rule.id for rule in RULES]
    assert len(ids) == len(set(ids))


def test_no_rule_writes_a_pattern_twice() -> None:
    for rule in RULES:
        assert len(rule.patterns) == len(set(rule.patterns)), rule.id


@pytest.mark.parametrize("label", Label)
def test_every_label_has_rules(label: Label) -> None:
    assert any(rule.label is label for rule in RULES)


@pytest.mark.parametrize("rule", SPEAKING_FOR_A_BREACH, ids=_id)
def test_a_member_can_be_told_what_a_rule_saw(rule: Rule) -> None:
    text = load_pack().wording.texts("en")(f"moderation.reason.{rule.id.replace('-', '_')}")
    assert text.endswith(".")


@pytest.mark.parametrize("label", BREACHES)
def test_a_member_can_be_told_what_a_message_reads_like(label: Label) -> None:
    assert load_pack().wording.texts("en")(f"moderation.reason.like_{label.value}").endswith(".")


WORDS = sorted(
    {word for _, text in CATCHES + LEAVES for word in text.split()} | {".", "he", "is", "gay", "so"}
)


@given(
    st.sampled_from([text for _, text in CATCHES + LEAVES]),
    st.lists(st.sampled_from(WORDS), max_size=8),
    st.randoms(use_true_random=False),
)
def test_what_is_skipped_is_nothing(
    rules: RuleSet, reader: Reader, text: str, more: list[str], chance: random.Random
) -> None:
    """Looking for every pattern in every word finds the same in the same places."""
    words = [*text.split(), *more]
    if more:
        chance.shuffle(words)
    reading = reader.read(" ".join(words))
    stop = reader.bits("stop")
    plainly: dict[int, tuple[int, int]] = {}
    for place, pattern in rules.patterns:
        match = Sentence(reading.masks, stop, -1).find(pattern)
        if match is not None:
            plainly.setdefault(place, match)
    assert rules.find(reading) == plainly


def test_punctuation_ends_what_a_rule_reads(rules: RuleSet, reader: Reader) -> None:
    assert "group-is-bad" in fired(rules, reader, "bi people are simply greedy")
    assert "group-is-bad" not in fired(rules, reader, "bi people are here. greedy dogs too")


def test_no_word_that_is_read_as_it_stands_hides_a_name(reader: Reader) -> None:
    names = names_of(load_pack())
    for name in {*names.people, *names.characters} - names.ambiguous:
        reading = reader.read(f"{name}'s new book")
        assert reading.words[0].feature in {"<actor>", "<character>"}, name


def test_case_and_disguise_change_nothing_for_a_rule(rules: RuleSet, reader: Reader) -> None:
    for text in ("BI PEOPLE ARE GREEDY", "b1 people are gr33dy", "b i people are grеedy"):
        assert "group-is-bad" in fired(rules, reader, text), text
