"""Each server's calendar: the pack's events, the dates that its moderators know better, their own.

All of it is held in memory; every change goes to the database first, and into the history.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, time
from typing import Any

from discord_bot.epochs import from_epoch, to_epoch
from discord_bot.errors import UserError
from discord_bot.guilds import GuildService, GuildStore
from discord_bot.pack_files import CalendarEvent
from discord_bot.season import rules, typed
from discord_bot.season.model import Event, EventKind, Origin, Subscription, When
from discord_bot.season.store import HISTORY, CalendarStore, OwnDate, text_of
from discord_bot.storage.database import Database

MOST_OWN = 50
"""Events that a server may add itself."""
OWN = "own:"
"""The keys of a server's own events begin with this, and no id of a pack can."""


def from_pack(entry: CalendarEvent) -> Event:
    """An event of a pack's ``calendar.toml``."""
    when = None
    if entry.date is not None:
        clock = None if entry.time is None else time.fromisoformat(entry.time)
        when = When(entry.date, clock, entry.zone)
    return Event(
        key=entry.id,
        title=entry.title,
        kind=EventKind(entry.kind),
        source=entry.source,
        when=when,
        season=entry.season,
        spoils=entry.spoils,
    )


class CalendarService:
    """What a server's calendar holds, and who may be told of it where."""

    def __init__(
        self,
        database: Database,
        guilds: GuildService,
        pack: Iterable[Event],
        default_ceiling: int,
        new_id: Callable[[], int],
    ) -> None:
        self._database = database
        self._guilds = guilds
        self._pack = {event.key: event for event in pack}
        self._default_ceiling = default_ceiling
        self._new_id = new_id
        self._own: dict[int, dict[str, OwnDate]] = {}
        self._channels: dict[int, Subscription] = {}

    @classmethod
    async def open(
        cls,
        database: Database,
        guilds: GuildService,
        pack: Iterable[CalendarEvent],
        default_ceiling: int,
        new_id: Callable[[], int],
    ) -> CalendarService:
        """Read every server's dates once. Those that the pack knows better by now are deleted."""
        calendars = cls(database, guilds, map(from_pack, pack), default_ceiling, new_id)
        async with database.transaction() as connection:
            for own in await CalendarStore.dates(connection):
                if own.event(calendars._pack.get(own.event_key)) is None:
                    await CalendarStore.remove(connection, own.guild_id, own.event_key)
                else:
                    calendars._own.setdefault(own.guild_id, {})[own.event_key] = own
            calendars._channels = await CalendarStore.channels(connection)
        return calendars

    async def refresh(self, guild_id: int | None) -> None:
        """Read what another process changed of a server's calendar, or of any."""
        async with self._database.transaction() as connection:
            dates = await CalendarStore.dates(connection, guild_id)
            channels = await CalendarStore.channels(connection, guild_id)
            for held in (self._own, self._channels):
                for server in [*held] if guild_id is None else [guild_id]:
                    held.pop(server, None)
            for own in dates:
                if own.event(self._pack.get(own.event_key)) is not None:
                    self._own.setdefault(own.guild_id, {})[own.event_key] = own
            self._channels.update(channels)

    # --- what holds ---------------------------------------------------------------------------

    def zone(self, guild_id: int) -> str:
        """The server's time zone."""
        return self._guilds.get(guild_id).timezone

    def ceiling(self, guild_id: int) -> int:
        """The highest season that may be given away in a server."""
        chosen = self._guilds.get(guild_id).ceiling
        return self._default_ceiling if chosen is None else chosen

    def events(self, guild_id: int) -> Mapping[str, Event]:
        """Everything by its key, also what spoils."""
        found = dict(self._pack)
        for key, own in self._own.get(guild_id, {}).items():
            event = own.event(self._pack.get(key))
            if event is not None:
                found[key] = event
        return found

    def visible(self, guild_id: int) -> tuple[Event, ...]:
        """Everything that may be shown in a server."""
        return rules.visible(self.events(guild_id).values(), self.ceiling(guild_id))

    def get(self, guild_id: int, key: str) -> Event:
        """What a member may see of one event.

        Raises ``UserError`` where there is none, or it spoils too much for this server.
        """
        event = self.events(guild_id).get(key)
        if event is None or event.spoils > self.ceiling(guild_id):
            raise UserError("season.refused.unknown")
        return event

    def subscription(self, guild_id: int) -> Subscription | None:
        """Where a server is reminded, or None."""
        return self._channels.get(guild_id)

    def subscriptions(self) -> Mapping[int, Subscription]:
        """Where each server is reminded."""
        return dict(self._channels)

    async def editors(self, guild_id: int) -> dict[str, int]:
        """Who wrote each of a server's dates; 0 for somebody who asked to be forgotten."""
        async with self._database.reading() as connection:
            return await CalendarStore.editors(connection, guild_id)

    # --- what moderators change ---------------------------------------------------------------

    async def add(
        self,
        guild_id: int,
        user_id: int,
        title: str,
        when: When,
        source: str,
        now: datetime,
        *,
        kind: EventKind = EventKind.EVENT,
        spoils: int = 0,
    ) -> Event:
        """Add an event of the server's own.

        Raises ``UserError`` for one that is over, or one too many.
        """
        typed.require_ahead(when, now, self.zone(guild_id))
        own = [item for item in self._own.get(guild_id, {}).values() if item.title is not None]
        if len(own) >= MOST_OWN:
            raise UserError("season.refused.full", limit=MOST_OWN)
        date = OwnDate(
            guild_id, f"{OWN}{self._new_id()}", title, kind, spoils, when, "", source, now
        )
        return await self._write(date, user_id, now)

    async def change(
        self,
        guild_id: int,
        user_id: int,
        key: str,
        when: When | None,
        source: str,
        now: datetime,
    ) -> Event:
        """Give an event another date in this server; None where the day is open.

        A date of the pack's event holds until the pack itself gets another one. Raises
        ``UserError`` where there is no such event, or that is its date already.
        """
        event = self.events(guild_id).get(key)
        if event is None:
            raise UserError("season.refused.unknown")
        if text_of(event.when) == text_of(when):
            raise UserError("season.refused.same")
        packs = self._pack.get(key)
        date = OwnDate(
            guild_id=guild_id,
            event_key=key,
            title=event.title if event.is_own else None,
            kind=event.kind,
            spoils=event.spoils,
            when=when,
            base="" if packs is None else text_of(packs.when),
            source=source,
            changed_at=now,
        )
        return await self._write(date, user_id, now)

    async def _write(self, date: OwnDate, user_id: int, now: datetime) -> Event:
        kept = _as_kept(date)
        event = kept.event(self._pack.get(date.event_key))
        assert event is not None, "it was made from what the pack has now"
        said = text_of(kept.when) or typed.UNKNOWN
        async with self._database.transaction() as connection:
            await CalendarStore.put(connection, kept, user_id)
            await self._note(
                connection,
                date.guild_id,
                user_id,
                "date",
                f"{event.title}: {said} ({date.source})",
                now,
            )
        self._own.setdefault(date.guild_id, {})[date.event_key] = kept
        return event

    async def remove(self, guild_id: int, user_id: int, key: str, now: datetime) -> Event:
        """Take away an event of the server's own, or its own date of one of the pack's.

        Returns what was there. Raises ``UserError`` where there is no such thing, or it is all the
        pack's.
        """
        event = self.events(guild_id).get(key)
        if event is None:
            raise UserError("season.refused.unknown")
        if event.origin is Origin.PACK:
            raise UserError("season.refused.packs")
        async with self._database.transaction() as connection:
            await CalendarStore.remove(connection, guild_id, key)
            what = "removed" if event.is_own else "taken_back"
            await self._note(connection, guild_id, user_id, what, event.title, now)
        self._own[guild_id].pop(key, None)
        return event

    async def remind(
        self, guild_id: int, user_id: int, channel_id: int, role_id: int | None, now: datetime
    ) -> Subscription:
        """Remind a server in a channel from now on, and ping a role if one is given."""
        before = self._channels.get(guild_id)
        # Who only picks another channel has been listening since before.
        since = _whole(now) if before is None else before.since
        chosen = Subscription(guild_id, channel_id, role_id, since)
        if chosen == before:
            return chosen
        async with self._database.transaction() as connection:
            await CalendarStore.subscribe(connection, chosen)
            if before is None or before.channel_id != channel_id:
                await self._note(connection, guild_id, user_id, "reminder_channel", channel_id, now)
            if (before.role_id if before else None) != role_id:
                await self._note(connection, guild_id, user_id, "reminder_role", role_id, now)
        self._channels[guild_id] = chosen
        return chosen

    async def stop(self, guild_id: int, user_id: int, now: datetime) -> None:
        """Remind a server no longer. Raises ``UserError`` where it is not reminded."""
        if guild_id not in self._channels:
            raise UserError("season.refused.not_reminded")
        async with self._database.transaction() as connection:
            await CalendarStore.unsubscribe(connection, guild_id)
            await self._note(connection, guild_id, user_id, "reminder_channel", None, now)
        self._channels.pop(guild_id, None)

    async def _note(
        self, connection: Any, guild_id: int, user_id: int, key: str, value: object, now: datetime
    ) -> None:
        text = json.dumps(value, ensure_ascii=False)
        await GuildStore.note(
            connection, self._new_id(), guild_id, user_id, HISTORY + key, text, now
        )


def _whole(moment: datetime) -> datetime:
    """The moment as the database keeps it: in whole seconds."""
    return from_epoch(to_epoch(moment))


def _as_kept(date: OwnDate) -> OwnDate:
    return OwnDate(
        date.guild_id,
        date.event_key,
        date.title,
        date.kind,
        date.spoils,
        date.when,
        date.base,
        date.source,
        _whole(date.changed_at),
    )
