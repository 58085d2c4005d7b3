"""What a server does about a verdict: strictness, sureness, channels, watch mode."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discord_bot.moderation.model import BREACHES, OK_VERDICT, Label, Verdict
from discord_bot.moderation.policy import (
    DEFAULT_RULES,
    Action,
    ChannelMode,
    Decided,
    MessageKind,
    Place,
    Rule,
    ServerPolicy,
    Strictness,
    decide,
    default_action,
    is_support,
)

PLACE = Place(guild_id=1, channel_id=2, author_id=3)
ENFORCING = ServerPolicy(enforced=frozenset(BREACHES))


def verdict(label: Label = Label.SPECULATION, confidence: float = 0.9) -> Verdict:
    return Verdict(leading=label, confidence=confidence)


@pytest.mark.parametrize(
    ("label", "confidence", "action"),
    [
        (Label.SPECULATION, 0.49, Action.NONE),
        (Label.SPECULATION, 0.5, Action.LOG),
        (Label.SPECULATION, 0.85, Action.NUDGE),
        (Label.OUTING, 0.9, Action.NUDGE),
        (Label.GATEKEEPING, 0.9, Action.NUDGE),
        (Label.STEREOTYPING, 0.9, Action.NUDGE),
        (Label.HARASSMENT, 0.5, Action.HOLD),
        (Label.HARASSMENT, 0.84, Action.HOLD),
        (Label.HARASSMENT, 0.85, Action.REMOVE),
        (Label.IDENTITY_ATTACK, 0.7, Action.HOLD),
        (Label.IDENTITY_ATTACK, 0.99, Action.REMOVE),
    ],
)
def test_the_defaults_teach_first_and_protect_at_once(
    label: Label, confidence: float, action: Action
) -> None:
    assert default_action(verdict(label, confidence)) is action


def test_nothing_is_done_about_what_is_fine() -> None:
    assert default_action(OK_VERDICT) is Action.NONE


def test_every_breach_has_a_default_rule() -> None:
    assert set(DEFAULT_RULES) == set(BREACHES)


@pytest.mark.parametrize(
    ("strictness", "from_"),
    [(Strictness.LENIENT, 0.8), (Strictness.STANDARD, 0.5), (Strictness.STRICT, 0.35)],
)
def test_strictness_is_the_confidence_from_which_a_breach_is_seen(
    strictness: Strictness, from_: float
) -> None:
    policy = replace(ENFORCING, rules={Label.OUTING: Rule(strictness)})
    assert decide(verdict(Label.OUTING, from_ - 0.01), policy, PLACE).action is Action.NONE
    assert decide(verdict(Label.OUTING, from_), policy, PLACE).action is Action.LOG


def test_a_server_begins_by_watching() -> None:
    decided = decide(verdict(), ServerPolicy(), PLACE)
    assert decided == Decided(action=Action.LOG, would=Action.NUDGE)
    assert ServerPolicy().is_watching_only


def test_one_label_is_enforced_while_others_are_watched() -> None:
    policy = ServerPolicy(enforced=frozenset({Label.HARASSMENT}))
    assert decide(verdict(Label.HARASSMENT), policy, PLACE).action is Action.REMOVE
    assert decide(verdict(Label.OUTING), policy, PLACE) == Decided(Action.LOG, Action.NUDGE)


def test_a_support_channel_is_logged_only() -> None:
    policy = replace(ENFORCING, channels={2: ChannelMode.LOG_ONLY})
    assert decide(verdict(Label.HARASSMENT), policy, PLACE) == Decided(Action.LOG, Action.LOG)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("support", True),
        ("💜│peer-support", True),
        ("vent-room", True),
        ("safespace", True),
        ("Help 2", True),
        ("trauer-hilfe", True),
        ("inventory", False),
        ("supporters", False),
        ("season-3-events", False),
        ("lounge", False),
    ],
)
def test_a_channel_of_support_is_known_by_its_name(name: str, *, expected: bool) -> None:
    assert is_support(name) is expected


def test_a_channel_of_support_is_logged_only_until_a_server_chooses() -> None:
    support = PLACE._replace(is_support=True)
    assert decide(verdict(Label.HARASSMENT), ENFORCING, support).action is Action.LOG
    thread = support._replace(channel_id=20, parent_id=2)
    for mode, action in ((ChannelMode.NORMAL, Action.REMOVE), (ChannelMode.OFF, Action.NONE)):
        policy = replace(ENFORCING, channels={2: mode})
        for place in (support, thread):
            assert decide(verdict(Label.HARASSMENT), policy, place).action is action


def test_a_thread_is_like_its_channel_unless_it_has_a_mode_of_its_own() -> None:
    thread = Place(guild_id=1, channel_id=20, author_id=3, parent_id=2)
    policy = replace(ENFORCING, channels={2: ChannelMode.OFF})
    assert not policy.covers(thread)
    assert replace(policy, channels={2: ChannelMode.OFF, 20: ChannelMode.NORMAL}).covers(thread)


def test_a_channels_rule_comes_before_the_servers() -> None:
    gentle, hard = Rule(sure=Action.LOG), Rule(sure=Action.TIME_OUT)
    policy = replace(
        ENFORCING, rules={Label.OUTING: gentle}, channel_rules={2: {Label.OUTING: hard}}
    )
    assert decide(verdict(Label.OUTING), policy, PLACE).action is Action.TIME_OUT
    elsewhere = PLACE._replace(channel_id=9)
    assert decide(verdict(Label.OUTING), policy, elsewhere).action is Action.LOG
    assert decide(verdict(Label.OUTING), policy, elsewhere._replace(parent_id=2)).action is (
        Action.TIME_OUT
    )


def test_exempt_roles_webhooks_and_profiles() -> None:
    policy = replace(ENFORCING, exempt_roles=frozenset({7}))
    assert decide(verdict(), policy, PLACE._replace(role_ids=frozenset({6, 7}))).would is (
        Action.NONE
    )
    webhook = PLACE._replace(is_webhook=True)
    assert not policy.covers(webhook)
    assert replace(policy, webhooks=True).covers(webhook)
    nickname = PLACE._replace(kind=MessageKind.NICKNAME)
    assert not policy.covers(nickname)
    assert replace(policy, profiles=True).covers(nickname)


@pytest.mark.parametrize("kind", [MessageKind.REPORT, MessageKind.AUTOMOD])
def test_what_people_reported_and_discord_stopped_is_left_to_moderators(kind: MessageKind) -> None:
    decided = decide(verdict(Label.HARASSMENT), ENFORCING, PLACE._replace(kind=kind))
    assert decided == Decided(Action.LOG, Action.REMOVE)


def test_a_rule_of_none_leaves_no_trace() -> None:
    policy = replace(ENFORCING, rules={Label.OUTING: Rule(unsure=Action.NONE)})
    assert decide(verdict(Label.OUTING, 0.6), policy, PLACE).would is Action.NONE


rules = st.builds(
    Rule, st.sampled_from(Strictness), st.sampled_from(Action), st.sampled_from(Action)
)
policies = st.builds(
    ServerPolicy,
    enforced=st.frozensets(st.sampled_from(BREACHES)),
    rules=st.dictionaries(st.sampled_from(BREACHES), rules),
    channels=st.dictionaries(st.sampled_from((2, 9)), st.sampled_from(ChannelMode)),
)
verdicts = st.builds(
    Verdict, leading=st.sampled_from((None, *BREACHES)), confidence=st.floats(0, 1)
)


@given(policies, verdicts)
def test_never_more_is_done_than_enforcement_would(policy: ServerPolicy, given_: Verdict) -> None:
    decided = decide(given_, policy, PLACE)
    assert decided.action in {Action.LOG, decided.would}
    if decided.action.takes_down:
        assert given_.leading in policy.enforced
        assert policy.mode(PLACE) is ChannelMode.NORMAL


@given(policies, verdicts)
def test_in_watch_mode_no_message_is_taken_down(policy: ServerPolicy, given_: Verdict) -> None:
    watching = replace(policy, enforced=frozenset())
    assert decide(given_, watching, PLACE).action in {Action.NONE, Action.LOG}
