"""Cooldowns that belong to a cog: they begin anew with it, unlike those of a decorator."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from discord import app_commands
from discord.ext.commands import CooldownMapping

from cogs._components import Interaction


class Cooldown:
    """At most ``rate`` uses in ``per`` seconds for each key, such as a member or a channel."""

    def __init__(self, rate: int, per: float, key: Callable[[Interaction], Hashable]) -> None:
        self._buckets: CooldownMapping[Interaction] = CooldownMapping(
            app_commands.Cooldown(rate, per), key
        )

    def spend(self, interaction: Interaction) -> None:
        """Count a use. Raises ``CommandOnCooldown`` where there were too many."""
        moment = interaction.created_at.timestamp()
        bucket = self._buckets.get_bucket(interaction, moment)
        assert bucket is not None, "the mapping was made with a cooldown"
        wait = bucket.update_rate_limit(moment)
        if wait is not None:
            raise app_commands.CommandOnCooldown(bucket, wait)


def each_member(interaction: Interaction) -> Hashable:
    """Key by member."""
    return interaction.user.id


def each_channel(interaction: Interaction) -> Hashable:
    """Key by channel."""
    return interaction.channel_id
