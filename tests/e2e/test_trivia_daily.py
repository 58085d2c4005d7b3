"""The daily five, and the post that calls for it."""

from __future__ import annotations

import re
from typing import Any

import discord
import pytest
import simcord
from aiohttp import ServerDisconnectedError

from discord_bot.trivia.daily_store import DailyPlay, DailyStore
from tests.disks import failing
from tests.e2e.conftest import World, told


async def play_of(world: World, member: simcord.MemberActor) -> DailyPlay:
    async with world.services.database.reading() as connection:
        rows = await connection.fetch_all(
            "SELECT play_id FROM trivia_dailies WHERE user_id = :id ORDER BY play_id DESC LIMIT 1",
            {"id": member.id},
        )
        play = await DailyStore.by_id(connection, rows[0]["play_id"])
    assert play is not None
    return play


async def answer(
    world: World, member: simcord.MemberActor, shown: simcord.InteractionResult, *, right: bool
) -> simcord.InteractionResult:
    play = await play_of(world, member)
    item = play.current
    assert item is not None
    assert shown.response is not None
    index = item.choices.index(item.question.answer)
    choice = index if right else (index + 1) % 4
    return await member.click(
        shown.response, custom_id=f"trivia:daily{item.number}:{play.id}:{choice}"
    )


async def finish(
    world: World, member: simcord.MemberActor, rights: list[bool]
) -> simcord.InteractionResult:
    shown = await member.slash(world.trivia, "trivia daily")
    assert shown.ephemeral
    for right in rights:
        shown = await answer(world, member, shown, right=right)
    return shown


def shown_text(result: simcord.InteractionResult) -> str:
    assert result.response is not None
    return "\n".join(
        part
        for embed in result.response.embeds
        for part in (embed.title, embed.author.name, embed.description)
        if part
    )


async def post_daily(world: World, time: str) -> None:
    """An administrator chose a channel and an hour."""
    await world.services.guilds.change(
        world.guild.id,
        world.admin.id,
        world.env.now(),
        daily_channel=world.lounge.id,
        daily_time=time,
    )


async def test_five_questions_then_the_grid_and_what_to_do_next(world: World) -> None:
    shown = await finish(world, world.alice, [True, False, True, True, False])
    text = shown_text(shown)
    assert "3/5" in text
    emblem = world.services.pack.show.emblem
    right, wrong = emblem.correct, emblem.wrong
    assert f"{right}{wrong}{right}{right}{wrong}" in text
    assert "tomorrow" in text
    assert not [m for m in world.trivia.history() if m.embeds], "nobody else sees any of it"


async def test_the_daily_goes_on_where_it_was_left_even_after_a_restart(world: World) -> None:
    shown = await world.alice.slash(world.trivia, "trivia daily")
    shown = await answer(world, world.alice, shown, right=True)
    second = await play_of(world, world.alice)
    await world.restart()
    again = await world.alice.slash(world.lounge, "trivia daily")
    assert second.current is not None
    assert second.current.question.prompt in shown_text(again).replace("\\", "")
    await answer(world, world.alice, again, right=True)
    stale = await world.alice.click(
        shown.response,
        custom_id=f"trivia:daily2:{second.id}:0",  # type: ignore[arg-type]
    )
    assert stale.response is not None
    assert (await play_of(world, world.alice)).outcomes == (True, True, None, None, None)


async def test_another_member_cannot_answer_for_one(world: World) -> None:
    await world.alice.slash(world.trivia, "trivia daily")
    play = await play_of(world, world.alice)
    given = await world.services.daily.answer(play.id, 1, world.bob.id, 0, world.env.now())
    assert given is None


async def test_everyone_has_the_same_five_and_a_lower_ceiling_holds(world: World) -> None:
    await world.alice.slash(world.trivia, "trivia daily")
    await world.bob.slash(world.trivia, "trivia preferences", season=0)
    await world.bob.slash(world.trivia, "trivia daily")
    mine, theirs = await play_of(world, world.alice), await play_of(world, world.bob)
    assert all(item.question.season == 0 for item in theirs.items)
    allowed = [item.question.id for item in mine.items if item.question.season == 0]
    assert set(allowed) <= {item.question.id for item in theirs.items}


async def test_a_streak_grows_by_days_and_breaks_by_a_missed_one(world: World) -> None:
    day = 24 * 3600.0
    for expected in (1, 2):
        await finish(world, world.alice, [True] * 5)
        found = await world.services.daily.streak(world.guild.id, world.alice.id, world.env.now())
        assert found.current == expected
        await world.env.advance_time(day)
    await world.env.advance_time(day)
    found = await world.services.daily.streak(world.guild.id, world.alice.id, world.env.now())
    assert (found.current, found.best) == (0, 2)


async def test_sharing_posts_the_grid_and_gives_no_answer_away(world: World) -> None:
    shown = await finish(world, world.alice, [True, True, False, True, True])
    assert shown.response is not None
    shared = await world.alice.click(shown.response, label="Share")
    assert not shared.ephemeral
    text = told(shared)
    assert "4/5" in text
    assert world.alice.mention in text
    play = await play_of(world, world.alice)
    for item in play.items:
        assert item.question.answer not in text


async def test_one_cannot_share_what_is_not_finished(world: World) -> None:
    await finish(world, world.alice, [True] * 5)
    await world.env.advance_time(24 * 3600.0)
    post = await world.alice.slash(world.trivia, "trivia daily")
    assert post.ephemeral
    assert (await play_of(world, world.alice)).current is not None


async def test_the_daily_post_appears_at_its_time_with_yesterdays_results(world: World) -> None:
    now = world.env.now()
    await world.services.guilds.change(
        world.guild.id,
        world.admin.id,
        now,
        daily_channel=world.lounge.id,
        daily_time="09:00",
        timezone="Europe/London",
    )
    await finish(world, world.alice, [True] * 5)
    await world.env.advance_time(33 * 3600.0 + 61)
    posts = [message for message in world.lounge.history() if message.embeds]
    assert [_title(message) for message in posts] == [
        "Today's five: 2026-01-01",
        "Today's five: 2026-01-02",
    ]
    description = posts[-1].embeds[0].description or ""
    assert re.search(rf"{re.escape(world.alice.mention)}: 5 right, \d+ points", description)
    opened = await world.bob.click(posts[-1], label="Play today's five")
    assert opened.ephemeral
    assert (await play_of(world, world.bob)).current is not None


async def test_a_daily_post_is_not_made_twice_by_a_restart(world: World) -> None:
    await post_daily(world, "00:01")
    await world.env.advance_time(200)
    await world.restart()
    await world.env.advance_time(200)
    assert len([message for message in world.lounge.history() if message.embeds]) == 1


async def test_a_post_that_discord_refused_is_made_after_the_next_start(world: World) -> None:
    await post_daily(world, "00:01")
    world.env.inject_error("POST", "/channels/*/messages", status=403, code=50013, times=1)
    await world.env.advance_time(200)
    assert not world.lounge.history()
    await world.restart()
    await world.env.advance_time(5)
    assert len(world.lounge.history()) == 1


@pytest.mark.parametrize("arrives", [False, True])
async def test_a_post_that_discord_could_not_take_is_made_once_when_it_can(
    world: World, arrives: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``arrives``: the post stands in the channel, and only the answer to it was lost."""
    await post_daily(world, "00:01")
    ask = world.bot.http.request

    async def lost(*args: Any, **options: Any) -> Any:
        if arrives:
            await ask(*args, **options)
        raise ServerDisconnectedError

    monkeypatch.setattr(world.bot.http, "request", lost)
    await world.env.advance_time(200)
    monkeypatch.setattr(world.bot.http, "request", ask)
    await world.env.advance_time(600)
    assert len(world.lounge.history()) == 1
    await world.restart()
    await world.env.advance_time(600)
    assert len(world.lounge.history()) == 1


async def test_the_clock_begins_even_if_the_disk_is_full_at_the_start(world: World) -> None:
    await post_daily(world, "00:30")
    async with failing(world.services.database):
        await world.restart()
        await world.env.advance_time(120)
    world.faults.found.clear()  # who runs the bot is told, each time
    await world.env.advance_time(1900)
    assert len(world.lounge.history()) == 1


def _title(message: discord.Message) -> str | None:
    return message.embeds[0].title
