"""What each server chose for the filter: cached, changed only through the service."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from datetime import datetime
from typing import Any, get_type_hints

from pydantic import TypeAdapter, ValidationError

from discord_bot.epochs import to_epoch
from discord_bot.moderation.model import Label
from discord_bot.moderation.policy import ChannelMode, Rule, ServerPolicy
from discord_bot.storage.database import Connection, Database

_KINDS: Mapping[str, TypeAdapter[Any]] = {
    name: TypeAdapter(kind) for name, kind in get_type_hints(ServerPolicy).items()
}
_FIELDS = frozenset(field.name for field in fields(ServerPolicy))
HISTORY = "moderation."
"""What the names of a policy's fields begin with in a server's history of settings."""


def read_field(name: str, value: object) -> object:
    """A field's value from that of the JSON which the history of settings has.

    What this version does not know, or can't read any more, comes back as it is.
    """
    kind = _KINDS.get(name)
    if kind is None:
        return value
    try:
        read: object = kind.validate_python(value)
    except ValidationError:
        return value
    return read


class PolicyStore:
    """The rows of ``moderation_policies``: one a field, so that a new one needs no migration."""

    @staticmethod
    async def all(connection: Connection) -> dict[int, ServerPolicy]:
        """Every server's policy; fields that this version does not know are left in place."""
        found: dict[int, dict[str, Any]] = {}
        rows = await connection.fetch_all("SELECT guild_id, key, value FROM moderation_policies")
        for row in rows:
            if row["key"] in _FIELDS:
                value = _KINDS[row["key"]].validate_json(row["value"])
                found.setdefault(row["guild_id"], {})[row["key"]] = value
        return {guild_id: ServerPolicy(**chosen) for guild_id, chosen in found.items()}

    @staticmethod
    async def put(connection: Connection, guild_id: int, key: str, value: str) -> None:
        """Set one field."""
        await connection.execute(
            "INSERT INTO moderation_policies (guild_id, key, value)"
            " VALUES (:guild_id, :key, :value)"
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


class PolicyService:
    """Policies from memory; every change goes to the database first, and into the history."""

    def __init__(
        self,
        database: Database,
        loaded: Mapping[int, ServerPolicy],
        new_id: Callable[[], int],
    ) -> None:
        self._database = database
        self._cache = dict(loaded)
        self._new_id = new_id
        # A new set of labels is worked out from the old one: two moderators must take turns.
        self._changing = asyncio.Lock()

    @classmethod
    async def open(cls, database: Database, new_id: Callable[[], int]) -> PolicyService:
        """Read every server's policy once."""
        async with database.reading() as connection:
            return cls(database, await PolicyStore.all(connection), new_id)

    def get(self, guild_id: int) -> ServerPolicy:
        """What a server chose, defaults where it chose nothing; never touches the disk."""
        return self._cache.get(guild_id) or _BEGINNING

    def forget_guild(self, guild_id: int) -> None:
        """Drop what memory holds of a server whose rows were deleted."""
        self._cache.pop(guild_id, None)

    async def change(
        self, guild_id: int, user_id: int, now: datetime, **changes: object
    ) -> ServerPolicy:
        """Set the named fields of ``ServerPolicy``, keep who did it, and return the result.

        What is set to what it was already is no change. Raises ``TypeError`` for a name that is no
        field.
        """
        async with self._changing:
            return await self._change(guild_id, user_id, now, changes)

    async def _change(
        self, guild_id: int, user_id: int, now: datetime, changes: Mapping[str, object]
    ) -> ServerPolicy:
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
        self, guild_id: int, user_id: int, channel_id: int, mode: ChannelMode, now: datetime
    ) -> ServerPolicy:
        """Set the mode of one channel; ``normal`` takes it off the list."""
        async with self._changing:
            chosen = None if mode is ChannelMode.NORMAL else mode
            modes = _with(self.get(guild_id).channels, channel_id, chosen)
            return await self._change(guild_id, user_id, now, {"channels": modes})


_BEGINNING = ServerPolicy()


def _with(mapping: Mapping[Any, Any], key: object, value: object) -> dict[Any, Any]:
    """A copy with ``key`` set, or left out where ``value`` is None."""
    changed = {**mapping, key: value}
    if value is None:
        del changed[key]
    return changed
