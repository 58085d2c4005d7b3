"""What a server chose for all its news: how much a channel takes, and how near a source must be."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any, get_type_hints

from pydantic import TypeAdapter

from discord_bot.epochs import to_epoch
from discord_bot.news.model import Tier
from discord_bot.storage.database import Connection, Database

HISTORY = "news."
"""What the names of a policy's fields begin with in a server's history of settings."""


@dataclass(frozen=True, slots=True)
class TierPolicy:
    """What is done with stories of one tier of sources.

    ``channel_id`` is where they go in place of the subscription's channel. ``hold``: a moderator
    looks at each before it goes.
    """

    channel_id: int | None = None
    ping: bool = True
    hold: bool = False


@dataclass(frozen=True, slots=True)
class NewsPolicy:
    """What holds for all subscriptions of a server. More than ``posts_an_hour`` become a digest."""

    posts_an_hour: int = 6
    tiers: Mapping[Tier, TierPolicy] = field(default_factory=dict)

    def tier(self, tier: Tier) -> TierPolicy:
        """What is done with a tier: as chosen, else posted, and without a ping from afar."""
        return self.tiers.get(tier) or TierPolicy(ping=tier is not Tier.OTHER)


_KINDS: Mapping[str, TypeAdapter[Any]] = {
    name: TypeAdapter(kind) for name, kind in get_type_hints(NewsPolicy).items()
}
_FIELDS = frozenset(field.name for field in fields(NewsPolicy))


class PolicyStore:
    """The rows of ``news_policies``: one a field, so that a new one needs no migration."""

    @staticmethod
    async def all(connection: Connection) -> dict[int, NewsPolicy]:
        """Every server's policy; fields that this version does not know are left in place."""
        found: dict[int, dict[str, Any]] = {}
        for row in await connection.fetch_all("SELECT guild_id, key, value FROM news_policies"):
            if row["key"] in _FIELDS:
                value = _KINDS[row["key"]].validate_json(row["value"])
                found.setdefault(row["guild_id"], {})[row["key"]] = value
        return {guild_id: NewsPolicy(**chosen) for guild_id, chosen in found.items()}

    @staticmethod
    async def put(connection: Connection, guild_id: int, key: str, value: str) -> None:
        """Set one field."""
        await connection.execute(
            "INSERT INTO news_policies (guild_id, key, value) VALUES (:guild_id, :key, :value)"
            " ON CONFLICT (guild_id, key) DO UPDATE SET value = excluded.value",
            {"guild_id": guild_id, "key": key, "value": value},
        )

    @staticmethod
    async def note(
        connection: Connection,
        change_id: int,
        guild_id: int,
        user_id: int,
        key: str,
        value: str,
        now: datetime,
    ) -> None:
        """Add a change to the server's history of settings."""
        await connection.execute(
            "INSERT INTO setting_changes (change_id, guild_id, user_id, key, value, changed_at)"
            " VALUES (:change_id, :guild_id, :user_id, :key, :value, :now)",
            {
                "change_id": change_id,
                "guild_id": guild_id,
                "user_id": user_id,
                "key": key,
                "value": value,
                "now": to_epoch(now),
            },
        )


class NewsPolicyService:
    """Policies from memory; every change goes to the database first, and into the history."""

    def __init__(
        self,
        database: Database,
        loaded: Mapping[int, NewsPolicy],
        new_id: Callable[[], int],
    ) -> None:
        self._database = database
        self._cache = dict(loaded)
        self._new_id = new_id
        # A new set of tiers is worked out from the old one: two moderators must take turns.
        self._changing = asyncio.Lock()

    def get(self, guild_id: int) -> NewsPolicy:
        """What a server chose, defaults where it chose nothing; never touches the disk."""
        return self._cache.get(guild_id) or _BEGINNING

    def forget_guild(self, guild_id: int) -> None:
        """Drop what memory holds of a server whose rows were deleted."""
        self._cache.pop(guild_id, None)

    async def change(
        self, guild_id: int, user_id: int, now: datetime, **changes: object
    ) -> NewsPolicy:
        """Set the named fields of ``NewsPolicy``, keep who did it, and return the result.

        What is set to what it was already is no change. Raises ``TypeError`` for a name that is no
        field.
        """
        async with self._changing:
            return await self._change(guild_id, user_id, now, changes)

    async def set_tier(
        self, guild_id: int, user_id: int, tier: Tier, policy: TierPolicy, now: datetime
    ) -> NewsPolicy:
        """Set what is done with one tier."""
        async with self._changing:
            tiers = {**self.get(guild_id).tiers, tier: policy}
            return await self._change(guild_id, user_id, now, {"tiers": tiers})

    async def _change(
        self, guild_id: int, user_id: int, now: datetime, changes: Mapping[str, object]
    ) -> NewsPolicy:
        before = self.get(guild_id)
        changed = replace(before, **changes)  # type: ignore[arg-type]
        different = {key: new for key, new in changes.items() if getattr(before, key) != new}
        if not different:
            return before
        async with self._database.transaction() as connection:
            for key, new in different.items():
                value = _KINDS[key].dump_json(new).decode()
                await PolicyStore.put(connection, guild_id, key, value)
                await PolicyStore.note(
                    connection, self._new_id(), guild_id, user_id, HISTORY + key, value, now
                )
        self._cache[guild_id] = changed
        return changed


_BEGINNING = NewsPolicy()
