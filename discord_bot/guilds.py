"""What each server chose: typed settings, cached, changed only through the service."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, get_args, get_type_hints

from discord_bot.epochs import to_epoch
from discord_bot.errors import UserError
from discord_bot.sharding import ALL, Shards
from discord_bot.storage.database import Connection, Database


class Feature(StrEnum):
    """The parts of the bot that a server switches on and off."""

    TRIVIA = "trivia"
    NEWS = "news"
    MODERATION = "moderation"


# The names of a feature's fields, put together once: every message asks for them.
_SWITCH = {feature: f"{feature}_on" for feature in Feature}
_PAUSE = {feature: f"paused_{feature}_until" for feature in Feature}


@dataclass(frozen=True, slots=True)
class GuildSettings:
    """The settings of one server. ``None`` means "not chosen"; times are aware UTC.

    ``paused_*_until`` is the end of a pause that moderators set; ``daily_time`` is ``HH:MM`` in
    ``timezone`` (an IANA name), at which the daily post appears in ``daily_channel``.
    """

    guild_id: int
    trivia_on: bool = True
    news_on: bool = True
    moderation_on: bool = False
    news_channel: int | None = None
    log_channel: int | None = None
    daily_channel: int | None = None
    daily_time: str | None = None
    timezone: str = "UTC"
    ceiling: int | None = None
    language: str = "en"
    moderator_role: int | None = None
    relaxed: bool = False
    solo_on_boards: bool = False
    paused_trivia_until: datetime | None = None
    paused_news_until: datetime | None = None
    paused_moderation_until: datetime | None = None
    intent_notice_at: datetime | None = None

    def is_on(self, feature: Feature) -> bool:
        """Whether the server has ``feature`` switched on, paused or not."""
        return bool(getattr(self, _SWITCH[feature]))

    def paused_until(self, feature: Feature, now: datetime) -> datetime | None:
        """The end of the running pause of ``feature``, or None when it is not paused."""
        until: datetime | None = getattr(self, _PAUSE[feature])
        return until if until is not None and until > now else None

    def is_active(self, feature: Feature, now: datetime) -> bool:
        """Whether ``feature`` acts now: switched on and not paused."""
        return self.is_on(feature) and self.paused_until(feature, now) is None


@dataclass(frozen=True, slots=True)
class SettingChange:
    """One line of a server's history of settings: who set what to which value, and when.

    ``user_id`` is 0 for somebody who asked to be forgotten. The value of a key that this version
    does not know is as it was read from JSON.
    """

    guild_id: int
    user_id: int
    key: str
    value: object
    changed_at: datetime


_FIELDS = tuple(field.name for field in fields(GuildSettings) if field.name != "guild_id")
_HINTS = get_type_hints(GuildSettings)


def _encode(value: object) -> str:
    return json.dumps(int(value.timestamp()) if isinstance(value, datetime) else value)


def _decode(key: str, text: str) -> Any:
    value = json.loads(text)
    if value is not None and datetime in get_args(_HINTS.get(key)):
        return datetime.fromtimestamp(value, UTC)
    return value


class GuildStore:
    """The rows behind ``GuildSettings``: one a key, so that a new setting needs no migration."""

    @staticmethod
    async def load(connection: Connection, guild_id: int | None = None) -> dict[int, GuildSettings]:
        """One server's settings, or all; keys that this version does not know are left in place."""
        values: dict[int, dict[str, Any]] = {}
        for row in await connection.fetch_all(
            "SELECT guild_id, key, value FROM guild_settings"
            " WHERE guild_id = :guild_id OR :guild_id IS NULL",
            {"guild_id": guild_id},
        ):
            if row["key"] in _FIELDS:
                values.setdefault(row["guild_id"], {})[row["key"]] = _decode(
                    row["key"], row["value"]
                )
        return {server: GuildSettings(server, **chosen) for server, chosen in values.items()}

    @classmethod
    async def put(
        cls,
        connection: Connection,
        change_id: int,
        guild_id: int,
        key: str,
        value: str,
        user_id: int,
        now: datetime,
    ) -> None:
        """Set one key and add the change to the server's history."""
        await connection.execute(
            "INSERT INTO guild_settings (guild_id, key, value) VALUES (:guild_id, :key, :value)"
            " ON CONFLICT (guild_id, key) DO UPDATE SET value = excluded.value",
            {"guild_id": guild_id, "key": key, "value": value},
        )
        await cls.note(connection, change_id, guild_id, user_id, key, value, now)

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
        """Add a change to the server's history of settings; ``value`` is JSON."""
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

    @staticmethod
    async def history(connection: Connection, guild_id: int, limit: int) -> list[SettingChange]:
        """The newest ``limit`` changes of a server, newest first."""
        rows = await connection.fetch_all(
            "SELECT guild_id, user_id, key, value, changed_at FROM setting_changes"
            " WHERE guild_id = :guild_id ORDER BY changed_at DESC, change_id DESC LIMIT :limit",
            {"guild_id": guild_id, "limit": limit},
        )
        return [
            SettingChange(
                row["guild_id"],
                row["user_id"],
                row["key"],
                _decode(row["key"], row["value"]),
                datetime.fromtimestamp(row["changed_at"], UTC),
            )
            for row in rows
        ]


class GuildService:
    """Server settings from memory; every change goes to the database first, then to the cache.

    Memory holds every server's; ``shards`` says of which this process serves.
    """

    def __init__(
        self,
        database: Database,
        loaded: Mapping[int, GuildSettings],
        new_id: Callable[[], int],
        shards: Shards = ALL,
    ) -> None:
        self._database = database
        self.shards = shards
        self._cache = dict(loaded)
        self._new_id = new_id
        #: Called after every change, with what holds now; a clock that waits for a time listens.
        self.listeners: list[Callable[[GuildSettings], None]] = []

    @classmethod
    async def open(
        cls, database: Database, new_id: Callable[[], int], shards: Shards = ALL
    ) -> GuildService:
        """Read every server's settings once; ``shards`` are those that this process serves."""
        async with database.reading() as connection:
            return cls(database, await GuildStore.load(connection), new_id, shards)

    async def refresh(self, guild_id: int | None) -> None:
        """Read what another process changed of a server, or of any."""
        # In a write transaction, so that none of our own changes comes between reading and keeping.
        async with self._database.transaction() as connection:
            loaded = await GuildStore.load(connection, guild_id)
            if guild_id is None:
                self._cache = loaded
            else:
                self._cache[guild_id] = loaded.get(guild_id) or GuildSettings(guild_id)
        for listener in self.listeners:
            listener(self.get(guild_id or 0))

    def get(self, guild_id: int) -> GuildSettings:
        """The settings of a server, defaults where nothing was chosen; never touches the disk."""
        return self._cache.get(guild_id) or GuildSettings(guild_id)

    def all(self) -> tuple[GuildSettings, ...]:
        """The settings of every server that changed any, and that this process serves."""
        return tuple(item for item in self._cache.values() if self.shards.serves(item.guild_id))

    async def change(
        self, guild_id: int, user_id: int, now: datetime, **changes: object
    ) -> GuildSettings:
        """Set the named settings in one transaction, keep who did it, and return the result.

        What is set to what it was already is no change. Raises ``TypeError`` for a name that is no
        setting.
        """
        before = self.get(guild_id)
        changed = replace(before, **changes)  # type: ignore[arg-type]
        different = {key: new for key, new in changes.items() if getattr(before, key) != new}
        if not different:
            return before
        async with self._database.transaction() as connection:
            for key in different:
                value = _encode(getattr(changed, key))
                await GuildStore.put(connection, self._new_id(), guild_id, key, value, user_id, now)
        # Another change may have landed while this one waited for the disk.
        self._cache[guild_id] = replace(self.get(guild_id), **different)  # type: ignore[arg-type]
        for listener in self.listeners:
            listener(self._cache[guild_id])
        return self._cache[guild_id]

    async def pause(
        self, guild_id: int, user_id: int, feature: Feature, span: timedelta, now: datetime
    ) -> datetime:
        """Pause a feature for ``span`` from now, in place of any pause before; returns the end.

        Raises ``UserError`` where the feature is switched off, so that there is nothing to pause.
        """
        if not self.get(guild_id).is_on(feature):
            raise UserError("pause.off", feature=feature)
        until = now.replace(microsecond=0) + span  # the database keeps whole seconds
        await self.change(guild_id, user_id, now, **{f"paused_{feature}_until": until})
        return until

    async def resume(self, guild_id: int, user_id: int, feature: Feature, now: datetime) -> None:
        """End a feature's pause. Raises ``UserError`` where it is not paused."""
        if self.get(guild_id).paused_until(feature, now) is None:
            raise UserError("pause.not_paused", feature=feature)
        await self.change(guild_id, user_id, now, **{f"paused_{feature}_until": None})

    async def history(self, guild_id: int, limit: int = 20) -> list[SettingChange]:
        """The newest changes of a server's settings, newest first."""
        async with self._database.reading() as connection:
            return await GuildStore.history(connection, guild_id, limit)

    def forget_guild(self, guild_id: int) -> None:
        """Drop what memory holds of a server whose rows were deleted."""
        self._cache.pop(guild_id, None)

    def export(self, guild_id: int) -> dict[str, Any]:
        """A server's settings as plain values, for a file."""
        return asdict(self.get(guild_id))
