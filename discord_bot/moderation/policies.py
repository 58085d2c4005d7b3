"""What each server chose for the filter: cached, changed only through the service."""

from __future__ import annotations

from datetime import datetime

from discord_bot.moderation.model import Label
from discord_bot.moderation.policy import ChannelMode, Rule, ServerPolicy


class PolicyService:
    """Policies from memory; every change goes to the database first, and into the history."""

    def get(self, guild_id: int) -> ServerPolicy:
        """What a server chose, defaults where it chose nothing; never touches the disk."""
        raise NotImplementedError

    async def change(
        self, guild_id: int, user_id: int, now: datetime, **changes: object
    ) -> ServerPolicy:
        """Set the named fields of ``ServerPolicy``, keep who did it, and return the result.

        Raises ``TypeError`` for a name that is no field.
        """
        raise NotImplementedError

    async def enforce(
        self, guild_id: int, user_id: int, label: Label, now: datetime, *, enforced: bool
    ) -> ServerPolicy:
        """Switch enforcement of one label on or off."""
        raise NotImplementedError

    async def set_rule(
        self, guild_id: int, user_id: int, label: Label, rule: Rule, now: datetime
    ) -> ServerPolicy:
        """Set what is done about one label."""
        raise NotImplementedError

    async def set_channel(
        self, guild_id: int, user_id: int, channel_id: int, mode: ChannelMode, now: datetime
    ) -> ServerPolicy:
        """Set the mode of one channel; ``normal`` takes it off the list."""
        raise NotImplementedError
