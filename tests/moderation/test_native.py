"""What goes into a keyword rule of Discord's AutoMod, and what must never."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from discord_bot.moderation import native
from discord_bot.moderation.lexicon import Lexicon, load_english
from discord_bot.moderation.native import Drift, NativeRule, drift, left_out, patterns, plan, slurs
from discord_bot.moderation.policy import ChannelMode, ServerPolicy
from discord_bot.packs import data_directory

LEXICON = load_english(data_directory() / "lexicon")
WORDS = slurs(LEXICON)


def test_the_rule_is_within_discords_limits() -> None:
    assert 30 <= len(WORDS) <= native.KEYWORDS
    assert all(len(word) <= native.KEYWORD_LENGTH for word in WORDS)
    assert 1 <= len(patterns(WORDS)) <= native.PATTERNS
    assert all(len(pattern) <= native.PATTERN_LENGTH for pattern in patterns(WORDS))


def test_patterns_keep_to_what_discord_understands() -> None:
    """Rust's patterns have no look-around and no references back."""
    for pattern in patterns(WORDS):
        assert "(?=" not in pattern
        assert "(?!" not in pattern
        assert "(?<" not in pattern
        assert not re.search(r"\\\d", pattern)


@pytest.mark.parametrize(
    "word",
    "gay queer lesbian bi trans dyke dykes fag faggots faggy tranny homo homos poof twink cripple "
    "slut bitch nigga crip muslim jew black deaf autistic autist ace aro enby",
)
def test_words_that_people_use_of_themselves_are_never_in_it(word: str) -> None:
    for own in word.split():
        assert own not in WORDS


@pytest.mark.parametrize("word", ["coons", "chink", "paki", "trap", "traps", "kaffir", "midget"])
def test_words_that_can_be_something_else_are_not_in_it(word: str) -> None:
    assert word not in WORDS


@pytest.mark.parametrize(
    "text",
    [
        "there is a chink in his armour",
        "we saw a maine coon at the convention",
        "the flight to Troon was late, quel retard",
        "my kaffir lime tree is a Kike Hernandez fan",
        "1 niggle: the sound. n1ce shots though, $pice it up",
        "i am a proud dyke and so is she",
    ],
)
def test_ordinary_talk_meets_no_pattern_and_no_word(text: str) -> None:
    assert not any(re.search(pattern, text) for pattern in patterns(WORDS))
    said = re.findall(r"\w+", text.lower())
    assert not set(said) & set(WORDS)


@pytest.mark.parametrize("disguised", ["n1gger", "N!GG3R", "$h3m@le", "r4ghe4d$", "p1llowb1ter"])
def test_disguises_are_met(disguised: str) -> None:
    text = f"oh {disguised} again"
    assert any(re.search(pattern, text) for pattern in patterns(WORDS))


def test_more_words_than_a_rule_holds_are_no_rule() -> None:
    lexicon = Lexicon()
    for name in ("slur_gay", "slur_trans", "slur_race", "slur_disability", "reclaimable"):
        lexicon.add(name, [])
    lexicon.add("slur_race", [f"word{number}x" for number in range(native.KEYWORDS + 1)])
    with pytest.raises(ValueError, match="don't fit"):
        slurs(lexicon)
    assert len(patterns(f"wordx{'y' * number}" for number in range(1, 99))) == native.PATTERNS


def test_who_and_what_is_left_alone_is_exempt() -> None:
    modes = {1: ChannelMode.LOG_ONLY, 2: ChannelMode.OFF, 3: ChannelMode.NORMAL}
    rule = plan(LEXICON, ServerPolicy(channels=modes, exempt_roles=frozenset({7})), 9)
    assert rule.channels == {1, 2}
    assert rule.roles == {7}
    assert rule.alert_channel == 9


def test_what_discord_does_not_take_is_counted() -> None:
    modes = dict.fromkeys(range(60), ChannelMode.OFF)
    policy = ServerPolicy(channels=modes, exempt_roles=frozenset(range(25)))
    rule = plan(LEXICON, policy, None)
    assert (len(rule.channels), len(rule.roles)) == (50, 20)
    assert left_out(policy) == 15
    assert left_out(ServerPolicy()) == 0


PLANNED = NativeRule(("a", "b"), ("c",), frozenset({1}), frozenset({2}), alert_channel=3)


@pytest.mark.parametrize(
    ("there", "expected"),
    [
        (PLANNED, set()),
        (replace(PLANNED, keywords=("b", "a")), set()),
        (replace(PLANNED, roles=frozenset({1, 5}), channels=frozenset({2, 6})), set()),
        (replace(PLANNED, enabled=False), {Drift.DISABLED}),
        (replace(PLANNED, keywords=("a",)), {Drift.WORDS}),
        (replace(PLANNED, patterns=()), {Drift.WORDS}),
        (replace(PLANNED, blocks=False), {Drift.ACTIONS}),
        (replace(PLANNED, alert_channel=None), {Drift.ACTIONS}),
        (replace(PLANNED, roles=frozenset()), {Drift.EXEMPT}),
        (replace(PLANNED, channels=frozenset()), {Drift.EXEMPT}),
    ],
)
def test_what_somebody_changed_is_seen(there: NativeRule, expected: set[Drift]) -> None:
    assert drift(PLANNED, there) == expected


RULE = plan(LEXICON, ServerPolicy(), 1)


@pytest.mark.parametrize("text", ["oh you muzrat", "a Muzrat!", "he is a muzr4t"])
def test_what_a_rule_stops_goes_onto_its_list_with_the_words_around_it(text: str) -> None:
    assert native.stopped(f"hello\n {text} \nbye", RULE) == (text,)


def test_of_a_long_line_as_many_words_go_with_it_as_an_entry_takes() -> None:
    text = "one two three four five six seven eight nine muzrat ten eleven twelve thirteen fourteen"
    (entry,) = native.stopped(text, RULE)
    assert "nine muzrat ten" in entry
    assert entry in text
    assert native.KEYWORD_LENGTH - 10 <= len(entry) <= native.KEYWORD_LENGTH
    assert native.stopped("nothing of the kind " * 9, RULE) == ()


def test_a_rule_has_the_fingerprint_of_its_like_alone() -> None:
    found = native.fingerprint(RULE)
    again = replace(RULE, keywords=tuple(reversed(RULE.keywords)))
    assert native.fingerprint(again) == found
    for change in ({"enabled": False}, {"channels": frozenset({5})}, {"alert_channel": 2}):
        assert native.fingerprint(replace(RULE, **change)) != found
