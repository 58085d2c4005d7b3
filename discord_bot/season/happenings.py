"""Discord's own scheduled events that moderators had made of dates: made once, kept up to date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from discord_bot.errors import UserError
from discord_bot.season.calendars import CalendarService
from discord_bot.season.model import Event, When, at
from discord_bot.season.store import Happening, HappeningStore
from discord_bot.sharding import ALL, Shards
from discord_bot.storage.database import Database

_LENGTH = timedelta(hours=1)
_LEAD = timedelta(minutes=2)
"""Discord takes no event that begins in the past; one on this very day begins now."""


class Remedy(StrEnum):
    """What a scheduled event needs because its date is not what it shows."""

    MOVE = "move"
    DELETE = "delete"
    FORGET = "forget"
    """It is over: Discord ends it by itself."""


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when a scheduled event lasts; a day without an hour lasts from its morning."""

    start: datetime
    end: datetime


def span(when: When, now: datetime, zone: str) -> Span:
    """What to tell Discord of a date that is not over."""
    start = max(when.moment(zone), now + _LEAD)
    if when.clock is not None:
        return Span(start, start + _LENGTH)
    midnight = at(when.day + timedelta(days=1), time(), zone)
    return Span(start, max(midnight, start + _LENGTH))


class HappeningService:
    """Remembers which dates stand in a server as scheduled events."""

    def __init__(
        self, database: Database, calendars: CalendarService, shards: Shards = ALL
    ) -> None:
        self._shards = shards
        self._database = database
        self._calendars = calendars

    def check(self, guild_id: int, key: str, now: datetime) -> Event:
        """The event that may be made. Raises ``UserError`` where it has no date that lies ahead."""
        event = self._calendars.get(guild_id, key)
        if event.when is None:
            raise UserError("season.happening.no_date")
        if now >= event.when.over_at(self._calendars.zone(guild_id)):
            raise UserError("season.happening.over")
        return event

    async def begin(self, guild_id: int, event: Event, user_id: int, now: datetime) -> Happening:
        """Write that one is being made; one that was begun or made before is returned instead."""
        assert event.when is not None, "check has asked"
        async with self._database.transaction() as connection:
            known = await HappeningStore.get(connection, guild_id, event.key)
            if known is not None:
                return known
            made = Happening(guild_id, event.key, None, event.when)
            await HappeningStore.put(connection, made, user_id, now)
            return made

    async def shows(self, guild_id: int, key: str, scheduled_id: int, when: When) -> None:
        """It stands in the server with that date."""
        async with self._database.transaction() as connection:
            await HappeningStore.shows(connection, Happening(guild_id, key, scheduled_id, when))

    async def forget(self, guild_id: int, key: str) -> None:
        """It could not be made, is over, or was deleted."""
        async with self._database.transaction() as connection:
            await HappeningStore.remove(connection, guild_id, key)

    async def outdated(self, now: datetime) -> list[tuple[Happening, Event | None, Remedy]]:
        """Those that show another date than the calendar has, with what they need."""
        async with self._database.reading() as connection:
            every = await HappeningStore.all(connection)
        found = []
        for happening in every:
            if not self._shards.serves(happening.guild_id):
                continue
            event = self._calendars.events(happening.guild_id).get(happening.event_key)
            remedy = self._remedy(happening, event, now)
            if remedy is not None:
                found.append((happening, event, remedy))
        return found

    def _remedy(self, happening: Happening, event: Event | None, now: datetime) -> Remedy | None:
        zone = self._calendars.zone(happening.guild_id)
        if now >= happening.told.over_at(zone) + _LENGTH:
            return Remedy.FORGET
        if happening.scheduled_id is None:
            return None
        if event is None or event.when is None:
            return Remedy.DELETE
        if str(event.when) == str(happening.told):
            return None
        return Remedy.DELETE if now >= event.when.over_at(zone) else Remedy.MOVE
