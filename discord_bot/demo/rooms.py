"""Simcord's previews of the simulated server's channels, and whose turn it is to act on it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from zoneinfo import available_timezones

from simcord import Env
from simcord.preview import Preview

from discord_bot.demo.world import Place

WATCHED_SECONDS = 120.0
"""A room is kept up to date this long after its last request. Browsers let a tab that is in the
background ask once a minute only."""


@dataclass(slots=True)
class Room:
    """One channel's preview. ``asked_at`` is the loop's time of the last request for it."""

    preview: Preview
    asked_at: float
    origin: str = field(init=False)
    capability: str = field(init=False)

    def __post_init__(self) -> None:
        address, _, self.capability = self.preview.url.partition("#")
        self.origin = address.rstrip("/")


class Rooms:
    """One preview a channel, opened when somebody first looks into it.

    ``turn`` is held by whatever acts on the simulated server: simcord refuses an operation while
    another runs, and a click must not fail because the clock ticked.

    simcord allows one preview an Env, and shows one channel in it, because it counts what an action
    sends to *the* preview. With turns there is never more than one action, so several previews
    live together if the Env is shown the right one first: that is all that ``_preview`` is for.
    They close with the Env.
    """

    def __init__(self, env: Env) -> None:
        self.turn = asyncio.Lock()
        self._env = env
        self._rooms: dict[int, Room] = {}
        self._timezone = "UTC"

    def use_timezone(self, name: str) -> None:
        """Show times in the watcher's time zone, an IANA name, in rooms opened from now on."""
        if name in available_timezones():
            self._timezone = name

    async def enter(self, place: Place) -> Room:
        """The room of a place, opened if it is not yet."""
        async with self.turn:
            room = self._rooms.get(place.channel.id)
            if room is None:
                room = await self._open(place)
        room.asked_at = asyncio.get_running_loop().time()
        return room

    async def _open(self, place: Place) -> Room:
        self._env._preview = None  # noqa: SLF001 - see the class
        preview = self._env.preview(
            place.channel,
            viewers=list(place.viewers.values()),
            layout="channel",
            timezone=self._timezone,
        )
        await preview.__aenter__()
        room = Room(preview, asyncio.get_running_loop().time())
        self._rooms[place.channel.id] = room
        return room

    def forget(self, room: Room) -> None:
        """Drop a room that no longer answers, so that the next to enter opens it anew."""
        self._rooms = {key: kept for key, kept in self._rooms.items() if kept is not room}

    def point_at(self, room: Room) -> None:
        """Before an action: what it sends counts for this room. Needs the turn."""
        self._env._preview = room.preview  # noqa: SLF001 - see the class

    async def refresh(self) -> None:
        """Show everyone who watches what is new. Needs the turn."""
        now = asyncio.get_running_loop().time()
        for room in self._rooms.values():
            if now - room.asked_at <= WATCHED_SECONDS:
                await room.preview.refresh()
