"""What each rule's word counts for: the weights that training gave them, for people to read."""

from __future__ import annotations

from collections.abc import Mapping

from discord_bot.moderation.classifier import Weights
from discord_bot.moderation.features import rule_feature
from discord_bot.moderation.model import LABELS, Label
from discord_bot.moderation.rules import RULES

_OK = LABELS.index(Label.OK)


def rule_weights(weights: Weights) -> Mapping[str, float]:
    """By how much a rule that fires speaks for its own label and against ``ok``, in log-odds.

    That is its direct part; what it does together with words goes through the hidden layer.
    """
    found = {}
    for rule in RULES:
        row, label = rule_feature(rule.id), LABELS.index(rule.label)
        for_label = float(weights.table[row, label]) * float(weights.scale[label])
        for_ok = float(weights.table[row, _OK]) * float(weights.scale[_OK])
        found[rule.id] = (for_label - for_ok) / weights.temperature
    return found
