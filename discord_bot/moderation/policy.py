"""What a server does about which verdict, channel by channel; and what enforcement would do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from discord_bot.moderation.model import BREACH, BREACHES, Label, Verdict

SURE = 0.85
"""The confidence from which ``Rule.sure`` is done instead of ``Rule.unsure``."""
TRIAL = timedelta(days=7)
"""How long a server watches before moderators are shown what enforcement would have done."""
LONGEST_TIME_OUT = timedelta(days=28)
"""Discord takes no longer pause: https://discord.com/developers/docs/resources/guild."""


class Action(StrEnum):
    """What is done about a message, from nothing to the most.

    ``nudge`` takes it down and gives it back in private with an explanation; ``hold`` takes it down
    until a moderator decides; ``time_out`` takes it down and lets its author pause.
    """

    NONE = "none"
    LOG = "log"
    NUDGE = "nudge"
    HOLD = "hold"
    REMOVE = "remove"
    TIME_OUT = "time_out"

    @property
    def takes_down(self) -> bool:
        """Whether the message does not stay in its channel."""
        return self in _TAKING_DOWN


_TAKING_DOWN = frozenset({Action.NUDGE, Action.HOLD, Action.REMOVE, Action.TIME_OUT})


class Strictness(StrEnum):
    """How sure the judge must be before a server sees a breach."""

    LENIENT = "lenient"
    STANDARD = "standard"
    STRICT = "strict"

    @property
    def threshold(self) -> float:
        """The confidence from which a message is a breach."""
        return _THRESHOLDS[self]


_THRESHOLDS = {Strictness.LENIENT: 0.8, Strictness.STANDARD: BREACH, Strictness.STRICT: 0.35}


@dataclass(frozen=True, slots=True)
class Rule:
    """What a server does about one label; ``sure`` is for confidence from ``SURE``."""

    strictness: Strictness = Strictness.STANDARD
    unsure: Action = Action.LOG
    sure: Action = Action.NUDGE


TEACHING = Rule(unsure=Action.LOG, sure=Action.NUDGE)
"""What is mostly thoughtless: its author gets it back with an explanation."""
PROTECTING = Rule(unsure=Action.HOLD, sure=Action.REMOVE)
"""What hurts by standing there: down first, and a moderator looks."""
DEFAULT_RULES: Mapping[Label, Rule] = MappingProxyType(
    {
        Label.SPECULATION: TEACHING,
        Label.OUTING: TEACHING,
        Label.GATEKEEPING: TEACHING,
        Label.STEREOTYPING: TEACHING,
        Label.IDENTITY_ATTACK: PROTECTING,
        Label.HARASSMENT: PROTECTING,
    }
)


class ChannelMode(StrEnum):
    """How a channel differs: nothing is judged there, or nothing more than logged."""

    NORMAL = "normal"
    LOG_ONLY = "log_only"
    OFF = "off"


_SUPPORT = re.compile(
    r"(?<![^\W_])(?:support|help|vent|venting|advice|safe[-_ ]?space|comfort"
    r"|hilfe|kummerkasten|ayuda|apoyo|desahogo|ajuda|apoio|desabafo|aide|entraide|soutien)(?![^\W\d_])"
)
"""Words in the names of channels in which members help each other, whole and in our languages."""


@lru_cache(maxsize=4096)
def is_support(name: str) -> bool:
    """Whether members help each other in a channel by its name, and quote what was done to them.

    There nothing is done but noted (``ChannelMode.LOG_ONLY``) unless a server chose otherwise.
    """
    return _SUPPORT.search(name.casefold()) is not None


class MessageKind(StrEnum):
    """What was written, and how it came to the filter."""

    MESSAGE = "message"
    EDIT = "edit"
    THREAD_TITLE = "thread_title"
    POLL = "poll"
    NICKNAME = "nickname"
    AUTOMOD = "automod"
    REPORT = "report"


class Place(NamedTuple):
    """Where something was written and by whom.

    ``parent_id`` is the channel of a thread. ``aimed_at`` is the member whom the message answers or
    mentions first, where there is one: it is for seeing that many turn on one person, and is kept
    in memory only. ``is_support`` tells what the channel, or that of the thread, is by its name.
    """

    guild_id: int
    channel_id: int
    author_id: int
    parent_id: int | None = None
    message_id: int | None = None
    role_ids: frozenset[int] = frozenset()
    is_webhook: bool = False
    kind: MessageKind = MessageKind.MESSAGE
    aimed_at: int | None = None
    is_support: bool = False


@dataclass(frozen=True, slots=True)
class Escalation:
    """A member with ``count`` upheld cases within ``days`` pauses for ``minutes``."""

    count: int = 3
    days: int = 30
    minutes: int = 60


@dataclass(frozen=True, slots=True)
class ServerPolicy:
    """What one server chose. It begins in watch mode: nothing is enforced, breaches are logged.

    ``rules`` holds only labels that differ from ``DEFAULT_RULES``; ``channel_rules`` those of a
    channel that differ from the server's. ``channels`` holds what was chosen for a channel; for one
    of support that may be ``normal``, too. ``webhooks`` and ``profiles`` tell whether messages of
    webhooks, and nicknames, are judged. ``time_out_minutes`` is for ``Action.TIME_OUT`` and the
    moderators' button; a warning counts for ``warning_days``; ``evidence_days`` after a case was
    closed its words are deleted.
    """

    enforced: frozenset[Label] = frozenset()
    rules: Mapping[Label, Rule] = field(default_factory=dict)
    channel_rules: Mapping[int, Mapping[Label, Rule]] = field(default_factory=dict)
    exempt_roles: frozenset[int] = frozenset()
    channels: Mapping[int, ChannelMode] = field(default_factory=dict)
    webhooks: bool = False
    profiles: bool = False
    escalation: Escalation | None = None
    time_out_minutes: int = 60
    warning_days: int = 90
    evidence_days: int = 30

    @property
    def is_watching_only(self) -> bool:
        """Whether the server is in watch mode: no label is enforced."""
        return not self.enforced

    def mode(self, place: Place) -> ChannelMode:
        """The mode of a place: its own, else that of the channel above, else that of its name."""
        chosen = _of_place(self.channels, place)
        if chosen is None:
            return ChannelMode.LOG_ONLY if place.is_support else ChannelMode.NORMAL
        return chosen

    def rule(self, label: Label, place: Place | None = None) -> Rule:
        """The rule for a label: the place's own, else the server's, else the default."""
        own = None if place is None else _of_label(self.channel_rules, label, place)
        return own or self.rules.get(label) or DEFAULT_RULES[label]

    def covers(self, place: Place) -> bool:
        """Whether what is written at ``place`` by this author is judged at all."""
        if self.mode(place) is ChannelMode.OFF or self.exempt_roles & place.role_ids:
            return False
        if place.is_webhook and not self.webhooks:
            return False
        return place.kind is not MessageKind.NICKNAME or self.profiles


def _of_place(modes: Mapping[int, ChannelMode], place: Place) -> ChannelMode | None:
    own = modes.get(place.channel_id)
    if own is None and place.parent_id is not None:
        return modes.get(place.parent_id)
    return own


def _of_label(rules: Mapping[int, Mapping[Label, Rule]], label: Label, place: Place) -> Rule | None:
    own = rules.get(place.channel_id, {}).get(label)
    if own is None and place.parent_id is not None:
        return rules.get(place.parent_id, {}).get(label)
    return own


@dataclass(frozen=True, slots=True)
class Decided:
    """What is done now, and what would be done if the label were enforced."""

    action: Action
    would: Action


NOTHING = Decided(Action.NONE, Action.NONE)


def decide(verdict: Verdict, policy: ServerPolicy, place: Place) -> Decided:
    """What a server does about a verdict at a place."""
    if verdict.leading is None:
        return NOTHING
    return decide_on(verdict.leading, verdict.confidence, policy, place)


def decide_on(label: Label, confidence: float, policy: ServerPolicy, place: Place) -> Decided:
    """What a server does about a breach that the judge is so confident of."""
    if not policy.covers(place):
        return NOTHING
    rule = policy.rule(label, place)
    if confidence < rule.strictness.threshold:
        return NOTHING
    would = rule.sure if confidence >= SURE else rule.unsure
    if would is Action.NONE:
        return NOTHING
    if policy.mode(place) is ChannelMode.LOG_ONLY:
        would = Action.LOG
    is_enforced = label in policy.enforced and place.kind not in _LEFT_TO_MODERATORS
    return Decided(would if is_enforced else Action.LOG, would)


_LEFT_TO_MODERATORS = frozenset({MessageKind.AUTOMOD, MessageKind.REPORT})
"""What Discord stopped already, and what a member wants a moderator to look at."""

_EVERYTHING = ServerPolicy(enforced=frozenset(BREACHES))
_ANYWHERE = Place(guild_id=0, channel_id=0, author_id=0)


def default_action(verdict: Verdict) -> Action:
    """What is done about a verdict with every label enforced at its default rule."""
    return decide(verdict, _EVERYTHING, _ANYWHERE).action
