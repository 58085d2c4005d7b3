"""The weights of rules, as moderators read them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from discord_bot.moderation.classifier import Weights, load_weights
from discord_bot.moderation.features import rule_feature
from discord_bot.moderation.model import LABELS
from discord_bot.moderation.rule_weights import rule_weights
from discord_bot.moderation.rules import RULES
from discord_bot.packs import data_directory


def test_a_rule_that_speaks_for_its_label_has_a_weight_above_nought() -> None:
    rule, blank = RULES[0], Weights.blank()
    table = blank.table.copy()
    table[rule_feature(rule.id), LABELS.index(rule.label)] = 6
    table[rule_feature(rule.id), 0] = -2
    weights = replace(blank, table=table, scale=np.full_like(blank.scale, 0.5), temperature=2.0)
    found = rule_weights(weights)
    assert found[rule.id] == (6 + 2) * 0.5 / 2.0
    assert set(found) == {rule.id for rule in RULES}


def test_training_gave_most_rules_a_say() -> None:
    found = rule_weights(load_weights(data_directory() / "models"))
    assert sum(weight > 0 for weight in found.values()) > len(found) / 2
