"""A server's moderation policy in plain words, for its panel and for the history of settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from discord_bot.moderation.model import BREACHES, Label
from discord_bot.moderation.policy import Action, ChannelMode, Escalation, Rule
from discord_bot.wording import Texts

SHOWN_IN_LISTS = 10
"""What a value of many things names; the rest is counted."""


@dataclass(frozen=True, slots=True)
class PolicyWords:
    """Says the fields of ``ServerPolicy`` in one language."""

    texts: Texts

    def label(self, label: Label) -> str:
        """What a rule is about."""
        return self.texts(f"moderation.card.label.{label}")

    def action(self, action: Action) -> str:
        """What is done, in a word or two."""
        return self.texts(f"moderation.setup.action.{action}")

    def mode(self, mode: ChannelMode) -> str:
        """How a channel differs."""
        return self.texts(f"moderation.setup.mode.{mode}")

    def rule(self, rule: Rule) -> str:
        """Strictness, and what is done."""
        return self.texts(
            "moderation.setup.rule",
            strictness=self.texts(f"moderation.setup.strictness.{rule.strictness}"),
            unsure=self.action(rule.unsure),
            sure=self.action(rule.sure),
        )

    def rules(self, rules: Mapping[Label, Rule]) -> str:
        """The labels that differ from the usual, each with its rule."""
        named = [f"{self.label(label)} ({self.rule(rule)})" for label, rule in rules.items()]
        return "; ".join(named) or self.texts("moderation.setup.usual")

    def enforced(self, labels: Iterable[Label]) -> str:
        """What is enforced, in the order of the policy."""
        chosen = frozenset(labels)
        if len(chosen) == len(BREACHES):
            return self.texts("moderation.setup.everything")
        named = [self.label(label) for label in BREACHES if label in chosen]
        return ", ".join(named) or self.texts("moderation.setup.watching")

    def escalation(self, escalation: Escalation | None) -> str:
        """When a member has to pause, and for how long."""
        if escalation is None:
            return self.texts("moderation.setup.never")
        return self.texts(
            "moderation.setup.escalated",
            cases=self.texts("moderation.setup.cases", count=escalation.count),
            days=self.texts("moderation.card.days", count=escalation.days),
            span=self.span(escalation.minutes),
        )

    def span(self, minutes: int) -> str:
        """A length of time in the largest unit that it is whole in."""
        for unit, length in (("days", 1440), ("hours", 60)):
            if minutes % length == 0:
                return self.texts(f"moderation.card.{unit}", count=minutes // length)
        return self.texts("moderation.card.minutes", count=minutes)

    def listed(self, parts: Iterable[str], empty: str) -> str:
        """Many things in a line; beyond ``SHOWN_IN_LISTS`` they are counted."""
        every = list(parts)
        shown = ", ".join(every[:SHOWN_IN_LISTS]) or empty
        left = len(every) - SHOWN_IN_LISTS
        return shown if left <= 0 else f"{shown} {self.texts('moderation.setup.more', count=left)}"

    def value(self, field: str, value: object) -> str:
        """Any field's value."""
        texts = self.texts
        match field, value:
            case "enforced", frozenset():
                said = self.enforced(value)
            case "rules", dict():
                said = self.rules(value)
            case "channel_rules", dict():
                parts = (f"<#{channel}>: {self.rules(own)}" for channel, own in value.items())
                said = self.listed(parts, texts("moderation.setup.usual"))
            case "exempt_roles", frozenset():
                said = self.listed((f"<@&{role}>" for role in value), texts("setup.none"))
            case "channels", dict():
                parts = (f"<#{channel}>: {self.mode(mode)}" for channel, mode in value.items())
                said = self.listed(parts, texts("setup.none"))
            case "escalation", Escalation() | None:
                said = self.escalation(value)
            case _, bool():
                said = texts("setup.on" if value else "setup.off")
            case _:
                said = str(value)
        return said
