"""``/calendar``: moderators' commands for their server's dates and reminders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import discord
from discord import app_commands
from discord.ext import commands

from cogs._components import Interaction, reply
from cogs._members import is_moderator, require_pingable
from cogs.season import overview
from cogs.season.cog import Season, choices, meant, ordered
from cogs.season.look import title_of
from discord_bot.errors import UserError
from discord_bot.season import rules, typed
from discord_bot.season.model import Event, EventKind, Origin
from discord_bot.times import zones_like

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

Channel = discord.TextChannel | discord.Thread


class Calendar(commands.Cog):
    """What moderators do with their server's calendar."""

    calendar = app_commands.Group(
        name="calendar",
        description="For moderators: this server's dates, and who is reminded of them",
        guild_only=True,
        default_permissions=discord.Permissions(manage_messages=True),
    )

    def __init__(self, bot: FanBot, season: Season) -> None:
        self.bot = bot
        self._season = season

    async def interaction_check(self, interaction: Interaction, /) -> bool:  # type: ignore[override]
        """Discord hides these commands from members; a server may have shown them all the same."""
        if not is_moderator(interaction):
            raise app_commands.CheckFailure
        return True

    @calendar.command(name="remind", description="Remind this server of dates in a channel")
    @app_commands.describe(channel="Where I post", role="Whom I ping, if anybody")
    async def remind(
        self, interaction: Interaction, channel: Channel, role: discord.Role | None = None
    ) -> None:
        """Remind the server from now on."""
        guild_id = self._season.check(interaction)
        texts = self.bot.texts(interaction)
        if role is not None and role.is_default():
            raise UserError("season.refused.everyone_role")
        if role is not None:
            require_pingable(role, interaction.permissions)
        lacking = self._season.reminding.missing(guild_id, channel.id, texts)
        if lacking:
            raise UserError("season.refused.channel", channel=channel.mention, permissions=lacking)
        await interaction.response.defer(ephemeral=True)
        role_id = None if role is None else role.id
        await self.bot.services.calendars.remind(
            guild_id, interaction.user.id, channel.id, role_id, self.bot.now()
        )
        self._season.wake()
        words = overview.role_words(texts, role_id)
        lines = [texts("season.calendar.remind", channel=channel.mention, role=words)]
        lines.append(self._first(interaction, guild_id))
        if role is not None and not self._may_ping(interaction, role):
            lines.append(texts("season.calendar.unpingable", role=role.mention))
        await reply(interaction, "\n".join(lines))

    def _first(self, interaction: Interaction, guild_id: int) -> str:
        """The date that will be told next."""
        look, calendars = self._season.look(interaction), self.bot.services.calendars
        ceiling = calendars.ceiling(guild_id)
        events = calendars.events(guild_id).values()
        event = rules.next_event(events, self.bot.now(), ceiling, look.zone)
        if event is None:
            command = self.bot.mention("calendar add")
            return look.texts("season.calendar.first_none", command=command)
        return look.texts(
            "season.calendar.first",
            title=title_of(event.title),
            date=look.stamp_or_open(event.when),
        )

    @staticmethod
    def _may_ping(interaction: Interaction, role: discord.Role) -> bool:
        return role.mentionable or interaction.app_permissions.mention_everyone

    @calendar.command(name="off", description="Remind this server of nothing any more")
    async def off(self, interaction: Interaction) -> None:
        """Stop reminding the server."""
        guild_id = self._season.check(interaction)
        await interaction.response.defer(ephemeral=True)
        await self.bot.services.calendars.stop(guild_id, interaction.user.id, self.bot.now())
        await reply(interaction, self.bot.texts(interaction)("season.calendar.stopped"))

    @calendar.command(name="add", description="Add a date of this server's own")
    @app_commands.describe(
        title="What happens",
        date="The day, like 2026-12-24",
        source="Where members can look it up: an address",
        time="The hour, like 18:30",
        zone="Whose clocks show that hour; this server's if left out",
        kind="What kind of event it is",
        spoils="The earliest season whose viewers it does not spoil",
    )
    async def add(
        self,
        interaction: Interaction,
        title: str,
        date: str,
        source: str,
        time: str | None = None,
        zone: str | None = None,
        kind: Literal["release", "announcement", "filming", "award", "book", "event"] = "event",
        spoils: app_commands.Range[int, 0, 99] = 0,
    ) -> None:
        """Add a date."""
        guild_id = self._season.check(interaction)
        await interaction.response.defer(ephemeral=True)
        now, calendars = self.bot.now(), self.bot.services.calendars
        when = typed.parse_when(date, time, zone, calendars.zone(guild_id), now)
        event = await calendars.add(
            guild_id,
            interaction.user.id,
            typed.parse_title(title),
            when,
            typed.parse_source(source),
            now,
            kind=EventKind(kind),
            spoils=spoils,
        )
        await self._changed(interaction, guild_id, event, "added")

    @calendar.command(name="change", description="Give an event another date in this server")
    @app_commands.describe(
        event="Which event",
        date="The new day, like 2026-12-24, or: unknown",
        source="Where members can look it up: an address",
        time="The hour, like 18:30",
        zone="Whose clocks show that hour; this server's if left out",
    )
    async def change(
        self,
        interaction: Interaction,
        event: str,
        date: str,
        source: str,
        time: str | None = None,
        zone: str | None = None,
    ) -> None:
        """Change a date; whoever was reminded of the old one is told."""
        guild_id = self._season.check(interaction)
        await interaction.response.defer(ephemeral=True)
        now, calendars = self.bot.now(), self.bot.services.calendars
        when = None
        if date.strip().casefold() != typed.UNKNOWN:
            when = typed.parse_when(date, time, zone, calendars.zone(guild_id), now)
        where = typed.parse_source(source)
        event = meant(self._events(interaction), event)
        changed = await calendars.change(guild_id, interaction.user.id, event, when, where, now)
        key = "changed" if changed.when is not None else "opened"
        await self._changed(interaction, guild_id, changed, key)

    @calendar.command(
        name="remove", description="Take out a date of this server's own, or take a change back"
    )
    @app_commands.describe(event="Which event")
    async def remove(self, interaction: Interaction, event: str) -> None:
        """Remove what moderators wrote."""
        guild_id = self._season.check(interaction)
        await interaction.response.defer(ephemeral=True)
        calendars = self.bot.services.calendars
        event = meant(self._events(interaction), event)
        gone = await calendars.remove(guild_id, interaction.user.id, event, self.bot.now())
        left = calendars.events(guild_id).get(event)
        key = "removed" if left is None else "taken_back"
        await self._changed(interaction, guild_id, left or gone, key)

    async def _changed(
        self, interaction: Interaction, guild_id: int, event: Event, key: str
    ) -> None:
        """Say what holds now, and let whoever was told otherwise hear of it."""
        self.bot.services.reminders.dates_changed(guild_id)
        look, calendars = self._season.look(interaction), self.bot.services.calendars
        texts, ceiling = look.texts, calendars.ceiling(guild_id)
        date = look.stamp_or_open(event.when)
        lines = [texts(f"season.calendar.{key}", title=title_of(event.title), date=date)]
        if event.when is not None and self.bot.now() >= event.when.over_at(look.zone):
            lines.append(texts("season.calendar.not_ahead"))
        if event.spoils > ceiling:
            lines.append(texts("season.calendar.hidden", season=event.spoils, ceiling=ceiling))
        await reply(interaction, "\n".join(lines))
        self._season.wake()

    @calendar.command(name="list", description="This server's dates, and where I remind of them")
    async def list_dates(self, interaction: Interaction) -> None:
        """Show the calendar with what members do not see."""
        guild_id = self._season.check(interaction)
        await interaction.response.defer(ephemeral=True)
        look, services = self._season.look(interaction), self.bot.services
        failed = await services.reminders.failed(guild_id, self.bot.now())
        desk = overview.Desk(
            events=services.calendars.events(guild_id).values(),
            ceiling=services.calendars.ceiling(guild_id),
            editors=await services.calendars.editors(guild_id),
            subscription=services.calendars.subscription(guild_id),
            troubles=[(item, self._season.reminding.trouble(item, look.texts)) for item in failed],
            now=self.bot.now(),
        )
        embed = overview.desk(look, desk, self.bot.mention)
        await interaction.followup.send(embed=embed, ephemeral=True)

    # --- suggestions --------------------------------------------------------------------------

    @change.autocomplete("event")
    async def _any(self, interaction: Interaction, typing: str) -> list[app_commands.Choice[str]]:
        return choices(self._events(interaction), typing)

    @remove.autocomplete("event")
    async def _own(self, interaction: Interaction, typing: str) -> list[app_commands.Choice[str]]:
        own = [item for item in self._events(interaction) if item.origin is not Origin.PACK]
        return choices(own, typing)

    def _events(self, interaction: Interaction) -> list[Event]:
        guild_id = interaction.guild_id or 0
        every = tuple(self.bot.services.calendars.events(guild_id).values())
        return ordered(every, self.bot, guild_id)

    @add.autocomplete("zone")
    @change.autocomplete("zone")
    async def _zones(
        self, _interaction: Interaction, typing: str
    ) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=zone, value=zone) for zone in zones_like(typing)]
