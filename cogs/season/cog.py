"""``/countdown`` and ``/season``, the buttons of the calendar, and the clock of its reminders."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands, tasks

from cogs._clocks import Retries
from cogs._components import Interaction, number, reply
from cogs._cooldowns import Cooldown, each_member
from cogs.season import countdown, items, overview
from cogs.season.items import SeasonButton
from cogs.season.look import Look, title_of
from cogs.season.reminding import Reminding
from cogs.season.scheduling import Scheduling, may_schedule
from discord_bot.errors import UserError
from discord_bot.guilds import Feature, GuildSettings
from discord_bot.season import rules
from discord_bot.season.model import Event

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

log = logging.getLogger(__name__)

LONGEST_SLEEP = timedelta(hours=1)
"""The clock wakes at least so often, should the time of the machine be set anew under it."""
FAILURE_PAUSE = 30.0
"""Seconds before a tick that failed is tried again for the first time."""
OFFERED = 25
LABEL = 100


class Season(commands.Cog):
    """What comes when."""

    def __init__(self, bot: FanBot) -> None:
        self.bot = bot
        self.reminding = Reminding(bot, self.look)
        self.scheduling = Scheduling(bot, self.look)
        self._drawing = Cooldown(3, 15, each_member)
        self._changed = False
        self._recovered = False
        self._retries = Retries(FAILURE_PAUSE)
        self._last = self._next = bot.now()

    # --- the clock ----------------------------------------------------------------------------

    async def cog_load(self) -> None:
        """Make old buttons work and let the clock run."""
        self.bot.add_dynamic_items(SeasonButton)
        self.bot.services.guilds.listeners.append(self._settings_changed)
        self.clock.start()

    async def cog_unload(self) -> None:
        """Stop the clock."""
        self.bot.services.guilds.listeners.remove(self._settings_changed)
        self.clock.cancel()

    @tasks.loop(seconds=LONGEST_SLEEP.total_seconds())
    async def clock(self) -> None:
        """Tell what is due, then sleep until the next thing is."""
        self._changed, self._last = False, self._next
        try:
            if not self._recovered:  # here, where a failure is tried again
                await self.bot.services.reminders.recover(self.bot.now())
                self._recovered = True
            await self.bot.services.reminders.prepare(self.bot.now())
            await self.reminding.deliver()
            await self.scheduling.keep_up()
            pause = await self._pause()
            self.bot.feature_works(Feature.NEWS, "calendar")
            self._retries.worked()
        except Exception:
            log.exception("a tick of the calendar failed; the next one tries again")
            self.bot.feature_failed(Feature.NEWS, "Dates are not told.", "calendar")
            pause = self._retries.failed()
        self._sleep(0 if self._changed else pause)

    @clock.before_loop
    async def _ready(self) -> None:
        await self.bot.wait_until_ready()
        self._next = self.bot.now()

    def _sleep(self, pause: float) -> None:
        """Tick again after so many seconds from now, or at once for 0.

        discord.py counts from when the last tick was due: after a machine has slept for hours, one
        short pause after the other would only catch up with them, tick by tick.
        """
        late = max(0.0, (self.bot.now() - self._last).total_seconds()) if pause else 0.0
        self._next = self._last + timedelta(seconds=late + pause)
        self.clock.change_interval(seconds=late + pause)

    async def _pause(self) -> float:
        """The seconds until something is due, held to the longest sleep."""
        now, reminders = self.bot.now(), self.bot.services.reminders
        moments = (reminders.next_due(now), await reminders.next_try(), now + LONGEST_SLEEP)
        due = min(moment for moment in moments if moment is not None)
        return max(0.0, (due - now).total_seconds())

    def _settings_changed(self, _settings: GuildSettings) -> None:
        self.wake()

    def wake(self) -> None:
        """Something has changed: look again at once what is due when."""
        self._changed = True
        self._sleep(0)

    # --- what members ask ---------------------------------------------------------------------

    def look(self, where: int | Interaction) -> Look:
        """How dates are said to somebody, or in a server."""
        guild_id = where if isinstance(where, int) else where.guild_id or 0
        zone = self.bot.services.calendars.zone(guild_id)
        return Look(self.bot.services.pack, self.bot.texts(where), zone)

    def check(self, interaction: Interaction) -> int:
        """The server that an interaction is in. Raises ``UserError`` where news are off."""
        if interaction.guild_id is None:
            raise UserError("errors.server_only")
        if not self.bot.services.guilds.get(interaction.guild_id).is_on(Feature.NEWS):
            raise UserError("season.refused.off")
        return interaction.guild_id

    @app_commands.command(name="countdown", description="How long until the next date")
    @app_commands.describe(event="Which event; the next one if left out")
    @app_commands.guild_only()
    async def countdown(self, interaction: Interaction, event: str | None = None) -> None:
        """Show how long it still is."""
        guild_id = self.check(interaction)
        self._drawing.spend(interaction)
        calendars, now = self.bot.services.calendars, self.bot.now()
        events, zone = calendars.visible(guild_id), calendars.zone(guild_id)
        ahead = rules.upcoming(events, now, zone)
        if event is not None:
            key = meant(events, event)
            await self._show(interaction, calendars.get(guild_id, key), ())
        elif ahead:
            await self._show(interaction, ahead[0], ahead[1:])
        else:
            await self._show_nothing(interaction, events)

    @countdown.autocomplete("event")
    async def _offer(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        guild_id = interaction.guild_id or 0
        calendars = self.bot.services.calendars
        events = ordered(calendars.visible(guild_id), self.bot, guild_id)
        return choices(events, typed)

    async def _show(
        self, interaction: Interaction, event: Event, others: tuple[Event, ...]
    ) -> None:
        await interaction.response.defer()
        look, now = self.look(interaction.guild_id or 0), self.bot.now()
        embed = countdown.embed(look, event, now, others)
        files = countdown.show_picture(embed, await countdown.draw(look, event, now))
        ahead = event.when is None or now < event.when.over_at(look.zone)
        view = items.of_countdown(
            look.texts,
            event,
            remind=ahead,
            schedule=ahead and event.when is not None and may_schedule(interaction),
        )
        await _answer(interaction, embed, files, view)

    async def _show_nothing(self, interaction: Interaction, events: tuple[Event, ...]) -> None:
        """There is no day to count down to; the first of what is announced stands on the card."""
        await interaction.response.defer()
        look, now = self.look(interaction.guild_id or 0), self.bot.now()
        announced = rules.announced(events)
        latest = next(iter(rules.past(events, now, look.zone)), None)
        embed = countdown.nothing_embed(look, announced, latest, now)
        files, view = [], None
        if announced:
            first = announced[0]
            files = countdown.show_picture(embed, await countdown.draw(look, first, now))
            view = items.of_countdown(look.texts, first, remind=True, schedule=False)
        await _answer(interaction, embed, files, view)

    @app_commands.command(name="season", description="What is out and what is announced")
    @app_commands.describe(number="Tell more of one season")
    @app_commands.guild_only()
    async def season(
        self, interaction: Interaction, number: app_commands.Range[int, 1, 99] | None = None
    ) -> None:
        """Show what is out and what is to come, each with its source."""
        guild_id = self.check(interaction)
        look, calendars = self.look(guild_id), self.bot.services.calendars
        visible = calendars.visible(guild_id)
        facts = overview.Facts(
            events=visible,
            held=len(calendars.events(guild_id)) - len(visible),
            ceiling=calendars.ceiling(guild_id),
            now=self.bot.now(),
        )
        if number is None:
            embed = overview.whole(look, facts, self.bot.mention)
        else:
            seasons = {season.number: season for season in look.pack.show.seasons}
            if number not in seasons:
                raise UserError("season.refused.unknown_season", season=number)
            embed = overview.about(look, seasons[number], facts)
        await interaction.response.send_message(
            embed=embed, allowed_mentions=discord.AllowedMentions.none()
        )

    @season.autocomplete("number")
    async def _numbers(
        self, _interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[int]]:
        return [
            app_commands.Choice(name=season.title[:LABEL], value=season.number)
            for season in self.bot.services.pack.show.seasons
            if typed.casefold() in f"{season.number} {season.title}".casefold()
        ][:OFFERED]

    # --- buttons ------------------------------------------------------------------------------

    async def pressed(self, interaction: Interaction, what: str, target: str) -> None:
        """A button of any run of the bot was pressed."""
        if what == "schedule":
            await self.scheduling.create(interaction, self.check(interaction), target)
        elif what == "remind":
            await self._watch(interaction, self.check(interaction), target)
        else:
            notice = await self.bot.services.reminders.notice(number(target))
            if notice is None or (what == "stop") is not (notice.user_id == interaction.user.id):
                raise UserError("season.refused.gone")
            if what == "stop":
                await self._unwatch(interaction, notice.guild_id, notice.event_key)
            else:
                await self._watch(interaction, self.check(interaction), notice.event_key)

    async def _watch(self, interaction: Interaction, guild_id: int, key: str) -> None:
        """Remind the member from now on, or no longer."""
        services = self.bot.services
        event = services.calendars.get(guild_id, key)
        texts, title = self.bot.texts(interaction), title_of(event.title)
        if not await services.reminders.watch(guild_id, interaction.user.id, key, self.bot.now()):
            await services.reminders.unwatch(guild_id, interaction.user.id, key)
            await reply(interaction, texts("season.watch.off", title=title))
            return
        text = "season.watch.on" if event.when is not None else "season.watch.on_open"
        await reply(interaction, texts(text, title=title))
        self.wake()

    async def _unwatch(self, interaction: Interaction, guild_id: int, key: str) -> None:
        services = self.bot.services
        await services.reminders.unwatch(guild_id, interaction.user.id, key)
        event = services.calendars.events(guild_id).get(key)
        title = title_of(key if event is None else event.title)
        await reply(interaction, self.bot.texts(guild_id)("season.watch.off", title=title))


async def _answer(
    interaction: Interaction,
    embed: discord.Embed,
    files: list[discord.File],
    view: discord.ui.View | None,
) -> None:
    await interaction.followup.send(
        embed=embed,
        files=files,
        view=view or discord.utils.MISSING,
        allowed_mentions=discord.AllowedMentions.none(),
    )


def ordered(events: tuple[Event, ...], bot: FanBot, guild_id: int) -> list[Event]:
    """What is to come first, then what is announced, then what is over, newest first."""
    zone, now = bot.services.calendars.zone(guild_id), bot.now()
    ahead, open_ = rules.upcoming(events, now, zone), rules.announced(events)
    return [*ahead, *open_, *rules.past(events, now, zone)]


def choices(events: list[Event], typed: str) -> list[app_commands.Choice[str]]:
    """Events to offer whose title or day has what was typed."""
    wanted = typed.casefold()
    return [
        app_commands.Choice(name=event.title[:LABEL], value=event.key)
        for event in events
        if wanted in f"{event.title} {event.when or ''}".casefold()
    ][:OFFERED]


def meant(events: Sequence[Event], typed: str) -> str:
    """The key of the one event that a member may have meant who picked none of the list."""
    if any(event.key == typed for event in events):
        return typed
    wanted = typed.casefold().strip()
    found = [event.key for event in events if wanted in event.title.casefold()]
    return found[0] if len(found) == 1 else typed
