"""Discord's own scheduled events, made of dates by a moderator's click and moved with them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

import discord

from cogs._answers import NO_ANSWER, Unanswered, facts, is_uncertain
from cogs._components import Interaction, reply
from cogs.season.look import Look, title_of
from discord_bot.errors import UserError
from discord_bot.season.happenings import Remedy, span
from discord_bot.season.model import Event, When
from discord_bot.season.store import Happening

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

log = logging.getLogger(__name__)

_NAME, _PLACE, _TEXT = 100, 100, 1000
_FULL = 30038
"""Discord's code for a server with as many events as it may have."""


def may_schedule(interaction: Interaction) -> bool:
    """Whether the member may create events here."""
    allowed = interaction.permissions
    return allowed.manage_events or allowed.administrator


class Scheduling:
    """Makes scheduled events, and keeps them at the date of the calendar."""

    def __init__(self, bot: FanBot, look: Callable[[int], Look]) -> None:
        self._bot = bot
        self._look = look
        self._making: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def create(self, interaction: Interaction, guild_id: int, key: str) -> None:
        """Make an event of a date, unless there is one; say where it is."""
        if not may_schedule(interaction):
            raise UserError("season.happening.not_allowed")
        event = self._bot.services.happenings.check(guild_id, key, self._bot.now())
        if not interaction.app_permissions.create_events:
            raise UserError("season.happening.missing")
        await interaction.response.defer(ephemeral=True, thinking=True)
        guild = interaction.guild
        assert guild is not None, "the button stands in a server"
        texts = self._bot.texts(interaction)
        scheduled, made = await self.ensure(guild, event, interaction.user.id)
        link = f"https://discord.com/events/{guild.id}/{scheduled.id}"
        key = "season.happening.made" if made else "season.happening.exists"
        await reply(interaction, texts(key, title=title_of(event.title), link=link))

    async def ensure(
        self, guild: discord.Guild, event: Event, user_id: int
    ) -> tuple[discord.ScheduledEvent, bool]:
        """The event in the server, and whether it was made just now.

        Of two clicks at once the second finds what the first has made. Raises ``UserError`` where
        Discord refuses it.
        """
        async with self._making.setdefault(guild.id, asyncio.Lock()):
            return await self._ensure(guild, event, user_id)

    async def _ensure(
        self, guild: discord.Guild, event: Event, user_id: int
    ) -> tuple[discord.ScheduledEvent, bool]:
        services = self._bot.services
        known = await services.happenings.begin(guild.id, event, user_id, self._bot.now())
        found = await self._find(guild, known, event)
        if found is None and known.scheduled_id is not None:
            # Somebody deleted it: the next one is another.
            await services.happenings.forget(guild.id, event.key)
            known = await services.happenings.begin(guild.id, event, user_id, self._bot.now())
        made = found is None
        if found is None:
            found = await self._make(guild, event)
        assert event.when is not None, "check has asked"
        told = event.when if made else known.told
        await services.happenings.shows(guild.id, event.key, found.id, told)
        return found, made

    async def _find(
        self, guild: discord.Guild, known: Happening, event: Event
    ) -> discord.ScheduledEvent | None:
        """The event that stands in the server, also where the bot stopped before noting its id."""
        if known.scheduled_id is not None:
            try:
                return await guild.fetch_scheduled_event(known.scheduled_id, with_counts=False)
            except discord.NotFound:
                return None
        own = self._bot.user
        for item in await guild.fetch_scheduled_events(with_counts=False):
            ours = own is not None and item.creator_id == own.id
            if ours and item.name == event.title[:_NAME] and item.location == _place(event):
                return item
        return None

    async def _make(self, guild: discord.Guild, event: Event) -> discord.ScheduledEvent:
        look = self._look(guild.id)
        assert event.when is not None, "check has asked"
        lasts = span(event.when, self._bot.now(), look.zone)
        try:
            return await guild.create_scheduled_event(
                name=event.title[:_NAME],
                description=_description(look, event, event.when),
                start_time=lasts.start,
                end_time=lasts.end,
                entity_type=discord.EntityType.external,
                privacy_level=discord.PrivacyLevel.guild_only,
                location=_place(event),
            )
        except NO_ANSWER as error:
            if not is_uncertain(error):
                await self._bot.services.happenings.forget(guild.id, event.key)
            raise _refusal(error) from error

    # --- keeping up ---------------------------------------------------------------------------

    async def keep_up(self) -> None:
        """Move what has another date by now; what could not be moved is tried at the next tick."""
        happenings = self._bot.services.happenings
        for happening, event, remedy in await happenings.outdated(self._bot.now()):
            if remedy is Remedy.FORGET:
                await happenings.forget(happening.guild_id, happening.event_key)
                continue
            guild = self._bot.get_guild(happening.guild_id)
            if guild is not None:
                await self._mend(guild, happening, event, remedy)

    async def _mend(
        self, guild: discord.Guild, happening: Happening, event: Event | None, remedy: Remedy
    ) -> None:
        happenings = self._bot.services.happenings
        assert happening.scheduled_id is not None, "one that is being made is not outdated"
        try:
            scheduled = await guild.fetch_scheduled_event(happening.scheduled_id, with_counts=False)
            if remedy is Remedy.DELETE or event is None or event.when is None:
                await scheduled.delete()
                await happenings.forget(guild.id, happening.event_key)
                return
            look = self._look(guild.id)
            lasts = span(event.when, self._bot.now(), look.zone)
            await scheduled.edit(
                name=event.title[:_NAME],
                description=_description(look, event, event.when),
                start_time=lasts.start,
                end_time=lasts.end,
                location=_place(event),
            )
            await happenings.shows(guild.id, happening.event_key, scheduled.id, event.when)
        except discord.NotFound:
            await happenings.forget(guild.id, happening.event_key)
        except NO_ANSWER as error:
            log.warning(
                "a scheduled event could not be moved",
                extra={"guild_id": guild.id, **facts(error)},
            )


def _description(look: Look, event: Event, when: When) -> str:
    """Discord shows markdown there, and pings nobody."""
    return look.texts("season.happening.description", date=look.date(when), source=event.source)[
        :_TEXT
    ]


def _place(event: Event) -> str:
    """Where it takes place: at its source, if that is short enough, else what it is called."""
    return event.source if len(event.source) <= _PLACE else event.title[:_PLACE]


def _refusal(error: Unanswered) -> UserError:
    if isinstance(error, discord.Forbidden):
        return UserError("season.happening.missing")
    if not isinstance(error, discord.HTTPException):
        return UserError("season.happening.failed", status=type(error).__name__)
    if error.code == _FULL:
        return UserError("season.happening.full")
    return UserError("season.happening.failed", status=error.status)
