"""The rows of a server's own calendar: its dates, its channel, and Discord's scheduled events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from discord_bot.epochs import from_epoch, to_epoch
from discord_bot.season.model import Event, EventKind, Origin, Subscription, When
from discord_bot.storage.database import Connection, Row

HISTORY = "season."
"""What the keys of the calendar begin with in a server's history of settings."""


@dataclass(frozen=True, slots=True)
class OwnDate:
    """What moderators wrote of one event. ``title`` is None for a date of the pack's event.

    ``base`` is the pack's date when they wrote theirs, as text; empty for none.
    """

    guild_id: int
    event_key: str
    title: str | None
    kind: EventKind
    spoils: int
    when: When | None
    base: str
    source: str
    changed_at: datetime

    def event(self, packs: Event | None) -> Event | None:
        """The event with this date; None where the pack's is gone or has a newer date itself."""
        if self.title is not None:
            return Event(
                key=self.event_key,
                title=self.title,
                kind=self.kind,
                source=self.source,
                when=self.when,
                spoils=self.spoils,
                origin=Origin.SERVER,
                changed_at=self.changed_at,
            )
        if packs is None or self.base != text_of(packs.when):
            return None
        return Event(
            key=packs.key,
            title=packs.title,
            kind=packs.kind,
            source=self.source,
            when=self.when,
            season=packs.season,
            spoils=packs.spoils,
            origin=Origin.CHANGED,
            changed_at=self.changed_at,
        )


@dataclass(frozen=True, slots=True)
class Happening:
    """A scheduled event of Discord's; ``scheduled_id`` is None while it is being made."""

    guild_id: int
    event_key: str
    scheduled_id: int | None
    told: When


def text_of(when: When | None) -> str:
    """A date as text; empty for none."""
    return "" if when is None else str(when)


def when_of(text: str | None) -> When | None:
    """What ``text_of`` wrote."""
    return When.parse(text) if text else None


class CalendarStore:
    """Statements on dates and channels."""

    @staticmethod
    async def dates(connection: Connection, guild_id: int | None = None) -> list[OwnDate]:
        """The own dates of one server, or of all."""
        rows = await connection.fetch_all(
            "SELECT * FROM season_events WHERE guild_id = :guild_id OR :guild_id IS NULL"
            " ORDER BY changed_at",
            {"guild_id": guild_id},
        )
        return [_own_date(row) for row in rows]

    @staticmethod
    async def put(connection: Connection, own: OwnDate, editor: int) -> None:
        """Write a date, in place of the one before."""
        await connection.execute(
            "INSERT INTO season_events (guild_id, event_key, title, kind, spoils, dated, base,"
            " source, editor_user_id, changed_at) VALUES (:guild_id, :event_key, :title, :kind,"
            " :spoils, :dated, :base, :source, :editor, :now)"
            " ON CONFLICT (guild_id, event_key) DO UPDATE SET dated = excluded.dated,"
            " base = excluded.base, source = excluded.source,"
            " editor_user_id = excluded.editor_user_id, changed_at = excluded.changed_at",
            {
                "guild_id": own.guild_id,
                "event_key": own.event_key,
                "title": own.title,
                "kind": own.kind,
                "spoils": own.spoils,
                "dated": None if own.when is None else str(own.when),
                "base": own.base,
                "source": own.source,
                "editor": editor,
                "now": to_epoch(own.changed_at),
            },
        )

    @staticmethod
    async def remove(connection: Connection, guild_id: int, event_key: str) -> None:
        """Delete a date."""
        await connection.execute(
            "DELETE FROM season_events WHERE guild_id = :guild_id AND event_key = :event_key",
            {"guild_id": guild_id, "event_key": event_key},
        )

    @staticmethod
    async def editors(connection: Connection, guild_id: int) -> dict[str, int]:
        """Who wrote each of a server's dates; 0 for somebody who asked to be forgotten."""
        rows = await connection.fetch_all(
            "SELECT event_key, editor_user_id FROM season_events WHERE guild_id = :guild_id",
            {"guild_id": guild_id},
        )
        return {row["event_key"]: row["editor_user_id"] for row in rows}

    @staticmethod
    async def channels(
        connection: Connection, guild_id: int | None = None
    ) -> dict[int, Subscription]:
        """Where one server is reminded, or each."""
        rows = await connection.fetch_all(
            "SELECT * FROM season_channels WHERE guild_id = :guild_id OR :guild_id IS NULL",
            {"guild_id": guild_id},
        )
        return {
            row["guild_id"]: Subscription(
                row["guild_id"], row["channel_id"], row["role_id"], from_epoch(row["since_at"])
            )
            for row in rows
        }

    @staticmethod
    async def subscribe(connection: Connection, subscription: Subscription) -> None:
        """Remind a server in a channel."""
        await connection.execute(
            "INSERT INTO season_channels (guild_id, channel_id, role_id, since_at)"
            " VALUES (:guild_id, :channel_id, :role_id, :since)"
            " ON CONFLICT (guild_id) DO UPDATE SET channel_id = excluded.channel_id,"
            " role_id = excluded.role_id, since_at = excluded.since_at",
            {
                "guild_id": subscription.guild_id,
                "channel_id": subscription.channel_id,
                "role_id": subscription.role_id,
                "since": to_epoch(subscription.since),
            },
        )

    @staticmethod
    async def unsubscribe(connection: Connection, guild_id: int) -> None:
        """Remind a server no longer."""
        await connection.execute(
            "DELETE FROM season_channels WHERE guild_id = :guild_id", {"guild_id": guild_id}
        )


class HappeningStore:
    """Statements on Discord's scheduled events."""

    @staticmethod
    async def all(connection: Connection) -> list[Happening]:
        """Every one that was made or is being made."""
        rows = await connection.fetch_all("SELECT * FROM season_happenings ORDER BY created_at")
        return [_happening(row) for row in rows]

    @staticmethod
    async def get(connection: Connection, guild_id: int, event_key: str) -> Happening | None:
        """The one of an event in a server."""
        row = await connection.fetch_one(
            "SELECT * FROM season_happenings WHERE guild_id = :guild_id AND event_key = :event_key",
            {"guild_id": guild_id, "event_key": event_key},
        )
        return None if row is None else _happening(row)

    @staticmethod
    async def put(
        connection: Connection, happening: Happening, creator: int, now: datetime
    ) -> None:
        """Write that one is being made; who began it first stays its creator."""
        await connection.execute(
            "INSERT INTO season_happenings (guild_id, event_key, scheduled_id, told,"
            " creator_user_id, created_at) VALUES (:guild_id, :event_key, :scheduled_id, :told,"
            " :creator, :now) ON CONFLICT (guild_id, event_key) DO NOTHING",
            {
                "guild_id": happening.guild_id,
                "event_key": happening.event_key,
                "scheduled_id": happening.scheduled_id,
                "told": str(happening.told),
                "creator": creator,
                "now": to_epoch(now),
            },
        )

    @staticmethod
    async def shows(connection: Connection, happening: Happening) -> None:
        """It stands in the server and shows that date."""
        await connection.execute(
            "UPDATE season_happenings SET scheduled_id = :scheduled_id, told = :told"
            " WHERE guild_id = :guild_id AND event_key = :event_key",
            {
                "scheduled_id": happening.scheduled_id,
                "told": str(happening.told),
                "guild_id": happening.guild_id,
                "event_key": happening.event_key,
            },
        )

    @staticmethod
    async def remove(connection: Connection, guild_id: int, event_key: str) -> None:
        """It is over, or somebody deleted it."""
        await connection.execute(
            "DELETE FROM season_happenings WHERE guild_id = :guild_id AND event_key = :event_key",
            {"guild_id": guild_id, "event_key": event_key},
        )


def _own_date(row: Row) -> OwnDate:
    return OwnDate(
        guild_id=row["guild_id"],
        event_key=row["event_key"],
        title=row["title"],
        kind=EventKind(row["kind"]),
        spoils=row["spoils"],
        when=when_of(row["dated"]),
        base=row["base"],
        source=row["source"],
        changed_at=from_epoch(row["changed_at"]),
    )


def _happening(row: Row) -> Happening:
    return Happening(
        row["guild_id"], row["event_key"], row["scheduled_id"], When.parse(row["told"])
    )
