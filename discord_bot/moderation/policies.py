"""What each server chose for the filter: cached, changed only through the service."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from discord_bot.chosen import Policies, PolicyFields
from discord_bot.moderation.model import Label
from discord_bot.moderation.policy import ChannelMode, Rule, ServerPolicy
from discord_bot.storage.database import Database

HISTORY = "moderation."
"""What the names of a policy's fields begin with in a server's history of settings."""
FIELDS = PolicyFields(ServerPolicy, "moderation_policies", HISTORY)


class PolicyService(Policies[ServerPolicy]):
    """Policies from memory; every change goes to the database first, and into the history."""

    @classmethod
    async def open(cls, database: Database, new_id: Callable[[], int]) -> PolicyService:
        """Read every server's policy once."""
        async with database.reading() as connection:
            return cls(database, FIELDS, await FIELDS.load(connection), new_id)

    async def enforce(
        self, guild_id: int, user_id: int, label: Label, now: datetime, *, enforced: bool
    ) -> ServerPolicy:
        """Switch enforcement of one label on or off."""
        async with self._changing:
            before = self.get(guild_id).enforced
            labels = before | {label} if enforced else before - {label}
            return await self._change(guild_id, user_id, now, {"enforced": labels})

    async def set_rule(
        self,
        guild_id: int,
        user_id: int,
        label: Label,
        rule: Rule | None,
        now: datetime,
        *,
        channel_id: int | None = None,
    ) -> ServerPolicy:
        """Set what is done about one label, in one channel or the whole server; None is the usual.

        The usual of a channel is what the server chose, and that of a server the default.
        """
        async with self._changing:
            policy = self.get(guild_id)
            if channel_id is None:
                change: dict[str, object] = {"rules": _with(policy.rules, label, rule)}
            else:
                own = _with(policy.channel_rules.get(channel_id, {}), label, rule)
                change = {"channel_rules": _with(policy.channel_rules, channel_id, own or None)}
            return await self._change(guild_id, user_id, now, change)

    async def set_channel(
        self, guild_id: int, user_id: int, channel_id: int, mode: ChannelMode | None, now: datetime
    ) -> ServerPolicy:
        """Set the mode of one channel; None takes it off the list: then its name decides."""
        async with self._changing:
            modes = _with(self.get(guild_id).channels, channel_id, mode)
            return await self._change(guild_id, user_id, now, {"channels": modes})


def _with(mapping: Mapping[Any, Any], key: object, value: object) -> dict[Any, Any]:
    """A copy with ``key`` set, or left out where ``value`` is None."""
    changed = {**mapping, key: value}
    if value is None:
        del changed[key]
    return changed
