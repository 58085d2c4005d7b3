"""Which features this version of the bot has, and which commands belong to each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypeAlias

from discord import app_commands
from discord.ext import commands

from discord_bot.guilds import Feature

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

Leaf: TypeAlias = app_commands.Command[Any, ..., Any]
"""A command that can be called, as opposed to a group of them."""


def features(bot: FanBot) -> tuple[Feature, ...]:
    """The features that a loaded cog declares, in their usual order."""
    declared = {getattr(module, "FEATURE", None) for module in bot.extensions.values()}
    return tuple(feature for feature in Feature if feature in declared)


def commands_of(bot: FanBot, feature: Feature | None) -> Iterator[Leaf]:
    """Every command of a feature, or of the cogs that belong to none, by its name."""
    found = [
        command
        for cog in bot.cogs.values()
        if _feature_of(bot, cog) is feature
        for command in cog.walk_app_commands()
        if isinstance(command, app_commands.Command)
    ]
    return iter(sorted(found, key=lambda command: command.qualified_name))


def _feature_of(bot: FanBot, cog: commands.Cog) -> Feature | None:
    package = ".".join(type(cog).__module__.split(".")[:2])
    feature: Feature | None = getattr(bot.extensions.get(package), "FEATURE", None)
    return feature
