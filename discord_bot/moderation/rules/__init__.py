"""The rules: what a message says about whom, by patterns over classes of words.

Each rule comes with what it must catch and the nearest thing that it must leave alone; a test holds
both against the whole judge. ``discord_bot.moderation.matching`` explains the patterns.
"""

from __future__ import annotations

from discord_bot.moderation.rules.answering import ANSWERING
from discord_bot.moderation.rules.attacks import ATTACKS
from discord_bot.moderation.rules.gatekeeping import GATEKEEPING
from discord_bot.moderation.rules.harassment import HARASSMENT
from discord_bot.moderation.rules.outing import OUTING
from discord_bot.moderation.rules.rule import MACROS, Rule
from discord_bot.moderation.rules.speculation import SPECULATION
from discord_bot.moderation.rules.stereotyping import STEREOTYPING

__all__ = ["MACROS", "RULES", "Rule"]

RULES: tuple[Rule, ...] = (
    *SPECULATION,
    *OUTING,
    *GATEKEEPING,
    *STEREOTYPING,
    *ATTACKS,
    *HARASSMENT,
    *ANSWERING,
)
"""Every rule, breaches first, then those that speak for leaving a message alone."""
