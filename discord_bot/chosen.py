"""What servers chose for a feature: a frozen dataclass of fields, cached, a row for each field.

A row a field needs no migration when a field is added. Whatever is changed goes to the database
first, and into the server's history of settings.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from datetime import datetime
from typing import Any, Generic, TypeVar, get_type_hints

from pydantic import TypeAdapter, ValidationError

from discord_bot.guilds import GuildStore
from discord_bot.storage.database import Connection, Database

PolicyT = TypeVar("PolicyT")


class PolicyFields(Generic[PolicyT]):
    """How the fields of a policy are kept in ``table`` (guild_id, key, value as JSON).

    ``history`` is what their names begin with in a server's history of settings. The policy's class
    must be a frozen dataclass that can be made without arguments.
    """

    def __init__(self, policy: type[PolicyT], table: str, history: str) -> None:
        self._policy = policy
        self._table = table
        self.history = history
        self.beginning = policy()
        hints = get_type_hints(policy)
        names = [field.name for field in fields(policy)]  # type: ignore[arg-type]
        self._kinds: Mapping[str, TypeAdapter[Any]] = {
            name: TypeAdapter(hints[name]) for name in names
        }

    def read(self, name: str, value: object) -> object:
        """A field's value from that of the JSON which the history of settings has.

        What this version does not know, or can't read any more, comes back as it is.
        """
        kind = self._kinds.get(name)
        if kind is None:
            return value
        try:
            read: object = kind.validate_python(value)
        except ValidationError:
            return value
        return read

    def dump(self, name: str, value: object) -> str:
        """A field's value as JSON. Raises ``KeyError`` for a name that is no field."""
        return self._kinds[name].dump_json(value).decode()

    async def load(self, connection: Connection, guild_id: int | None = None) -> dict[int, PolicyT]:
        """One server's policy, or all; fields that this version does not know are left in place."""
        found: dict[int, dict[str, Any]] = {}
        rows = await connection.fetch_all(
            f"SELECT guild_id, key, value FROM {self._table}"  # noqa: S608 - a name of ours
            " WHERE guild_id = :guild_id OR :guild_id IS NULL",
            {"guild_id": guild_id},
        )
        for row in rows:
            if row["key"] in self._kinds:
                value = self._kinds[row["key"]].validate_json(row["value"])
                found.setdefault(row["guild_id"], {})[row["key"]] = value
        return {server: self._policy(**chosen) for server, chosen in found.items()}

    async def put(self, connection: Connection, guild_id: int, key: str, value: str) -> None:
        """Set one field."""
        await connection.execute(
            f"INSERT INTO {self._table} (guild_id, key, value)"  # noqa: S608 - a name of ours
            " VALUES (:guild_id, :key, :value)"
            " ON CONFLICT (guild_id, key) DO UPDATE SET value = excluded.value",
            {"guild_id": guild_id, "key": key, "value": value},
        )


class Policies(Generic[PolicyT]):
    """Policies from memory; every change goes to the database first, and into the history."""

    def __init__(
        self,
        database: Database,
        fields_: PolicyFields[PolicyT],
        loaded: Mapping[int, PolicyT],
        new_id: Callable[[], int],
    ) -> None:
        self._database = database
        self._fields = fields_
        self._cache = dict(loaded)
        self._new_id = new_id
        #: Called after every change with the server's number, None for any of them.
        self.listeners: list[Callable[[int | None], None]] = []
        # A new set is often worked out from the old one: two moderators must take turns.
        self._changing = asyncio.Lock()

    def get(self, guild_id: int) -> PolicyT:
        """What a server chose, defaults where it chose nothing; never touches the disk."""
        return self._cache.get(guild_id, self._fields.beginning)

    async def refresh(self, guild_id: int | None) -> None:
        """Read what another process changed of a server, or of any."""
        # In a write transaction, so that none of our own changes comes between reading and keeping.
        async with self._changing, self._database.transaction() as connection:
            loaded = await self._fields.load(connection, guild_id)
            if guild_id is None:
                self._cache = loaded
            else:
                self._cache[guild_id] = loaded.get(guild_id, self._fields.beginning)
        self._tell(guild_id)

    def _tell(self, guild_id: int | None) -> None:
        for listener in self.listeners:
            listener(guild_id)

    def forget_guild(self, guild_id: int) -> None:
        """Drop what memory holds of a server whose rows were deleted."""
        self._cache.pop(guild_id, None)

    async def change(
        self, guild_id: int, user_id: int, now: datetime, **changes: object
    ) -> PolicyT:
        """Set the named fields, keep who did it, and return the result.

        What is set to what it was already is no change. Raises ``TypeError`` for a name that is no
        field.
        """
        async with self._changing:
            return await self._change(guild_id, user_id, now, changes)

    async def _change(
        self, guild_id: int, user_id: int, now: datetime, changes: Mapping[str, object]
    ) -> PolicyT:
        """See ``change``, for whoever has its turn already."""
        before = self.get(guild_id)
        changed: PolicyT = replace(before, **changes)  # type: ignore[type-var]
        different = {key: new for key, new in changes.items() if getattr(before, key) != new}
        if not different:
            return before
        async with self._database.transaction() as connection:
            for key, new in different.items():
                value = self._fields.dump(key, new)
                await self._fields.put(connection, guild_id, key, value)
                named = self._fields.history + key
                await GuildStore.note(
                    connection, self._new_id(), guild_id, user_id, named, value, now
                )
        self._cache[guild_id] = changed
        self._tell(guild_id)
        return changed
