"""Discord's own scheduled events, made of dates by a click."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import cast

import discord
import simcord
from simcord.backend.models import ScheduledEvent

from cogs.season.cog import Season
from tests.e2e.conftest import World, told
from tests.e2e.reading import answer, custom_ids

SOURCE = "https://example.org/news/a-date"


def host(world: World) -> simcord.MemberActor:
    """A moderator who may manage events."""
    role = world.guild.create_role(
        "Hosts", permissions=discord.Permissions(manage_messages=True, manage_events=True)
    )
    return world.guild.add_member(world.env.create_user("hana"), roles=[role])


async def dated(world: World, date: str = "2026-01-05", **more: object) -> str:
    values = {"title": "Watch party", "date": date, "source": SOURCE, **more}
    await world.moderator.slash(world.lounge, "calendar add", **values)
    events = world.services.calendars.events(world.guild.id).values()
    return next(event.key for event in events if event.is_own)


async def shown_to(world: World, member: simcord.MemberActor) -> simcord.ResponseMessage:
    return answer(await member.slash(world.lounge, "countdown"))


def events(world: World) -> Sequence[ScheduledEvent]:
    return list(world.env.backend.get_guild(world.guild.id).scheduled_events.values())


async def test_a_click_makes_an_event_with_source_and_later_clicks_find_it(
    world: World,
) -> None:
    hana = host(world)
    await dated(world, time="18:30", zone="Europe/Berlin")
    shown = await shown_to(world, hana)
    made = await hana.click(shown, label="Create event")
    assert made.ephemeral
    (event,) = events(world)
    assert f"https://discord.com/events/{world.guild.id}/{event.id}" in told(made)
    assert event.name == "Watch party"
    assert SOURCE in (event.description or "")
    start = datetime.fromisoformat(event.scheduled_start_time)
    assert start == datetime.fromisoformat("2026-01-05T17:30:00+00:00")
    assert event.scheduled_end_time is not None
    assert datetime.fromisoformat(event.scheduled_end_time) > start
    again = await hana.click(shown, label="Create event")
    assert "already" in told(again)
    assert len(events(world)) == 1
    # The bot stops between Discord's answer and the note of it.
    async with world.services.database.transaction() as connection:
        await connection.execute("UPDATE season_happenings SET scheduled_id = NULL")
    await world.restart()
    assert "already" in told(await hana.click(shown, label="Create event"))
    # Somebody deletes it: then the next click makes another.
    world.env.backend.delete_scheduled_event(world.guild.id, events(world)[0].id)
    assert "Done" in told(await hana.click(shown, label="Create event"))
    assert len(events(world)) == 1


class SlowGuild:
    """A server where Discord takes its time to make an event."""

    def __init__(self, guild: discord.Guild) -> None:
        self._guild = guild

    def __getattr__(self, name: str) -> object:
        return getattr(self._guild, name)

    async def create_scheduled_event(self, **options: object) -> discord.ScheduledEvent:
        await asyncio.sleep(0.1)
        return await self._guild.create_scheduled_event(**options)  # type: ignore[call-overload]


async def test_two_clicks_at_once_make_one_event(world: World) -> None:
    hana = host(world)
    event = world.services.calendars.get(world.guild.id, await dated(world))
    guild = cast("discord.Guild", SlowGuild(world.bot.get_guild(world.guild.id)))
    scheduling = cast("Season", world.bot.get_cog("Season")).scheduling
    both = [scheduling.ensure(guild, event, hana.id) for _ in range(2)]
    (first, made), (second, again) = await asyncio.gather(*both)
    assert (made, again) == (True, False)
    assert first.id == second.id
    assert len(events(world)) == 1


async def test_a_changed_date_moves_the_event_and_a_removed_one_takes_it_away(
    world: World,
) -> None:
    hana = host(world)
    key = await dated(world, time="18:30")
    await hana.click(await shown_to(world, hana), label="Create event")
    await world.moderator.slash(
        world.lounge,
        "calendar change",
        event=key,
        date="2026-01-08",
        time="20:00",
        source=f"{SOURCE}/new",
    )
    await world.env.advance_time(60)
    (event,) = events(world)
    assert event.scheduled_start_time.startswith("2026-01-08T20:00")
    assert f"{SOURCE}/new" in (event.description or "")
    await world.moderator.slash(world.lounge, "calendar remove", event=key)
    await world.env.advance_time(60)
    assert not events(world)


async def test_a_day_without_an_hour_lasts_from_its_morning_in_the_servers_zone(
    world: World,
) -> None:
    await world.services.guilds.change(
        world.guild.id, world.admin.id, world.env.now(), timezone="America/New_York"
    )
    hana = host(world)
    await dated(world)
    await hana.click(await shown_to(world, hana), label="Create event")
    (event,) = events(world)
    assert event.scheduled_start_time.startswith("2026-01-05T14:00")
    assert (event.scheduled_end_time or "").startswith("2026-01-06T05:00")


async def test_who_may_not_make_events_is_told_so_member_or_bot(world: World) -> None:
    hana = host(world)
    key = await dated(world)
    theirs = await shown_to(world, world.alice)
    assert not [item for item in custom_ids(theirs) if item.startswith("season:schedule")]
    shown = await shown_to(world, hana)
    refused = await world.alice.click(shown, custom_id=f"season:schedule:{key}")
    assert "Manage Events" in told(refused)
    assert not events(world)
    path = f"/guilds/{world.guild.id}/scheduled-events"
    world.env.inject_error("POST", path, status=403, code=50013, times=1)
    refused = await hana.click(shown, label="Create event")
    assert "Create Events" in told(refused)
    assert not events(world)
    made = await hana.click(shown, label="Create event")
    assert "Done" in told(made)
