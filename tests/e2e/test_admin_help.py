"""/help and /about."""

from __future__ import annotations

import discord
import pytest
import simcord

import discord_bot
from discord_bot.pack_files import Difficulty
from discord_bot.trivia import scoring
from tests.e2e.conftest import World, WorldMaker
from tests.e2e.reading import answer, component, shown_text


async def helped(world: World, member: simcord.MemberActor) -> simcord.ResponseMessage:
    shown = answer(await member.slash(world.lounge, "help"))
    assert shown.ephemeral
    return shown


def pages(shown: simcord.ResponseMessage) -> list[str]:
    return [option["value"] for option in component(shown, "help:page")["options"]]


async def test_members_see_what_is_on_as_clickable_commands(world: World) -> None:
    shown = await helped(world, world.alice)
    play = f"</trivia play:{world.bot.command_ids['trivia']}>"
    assert play in shown_text(shown)
    assert f"</privacy:{world.bot.command_ids['privacy']}>" in shown_text(shown)
    assert pages(shown) == ["start", "trivia", "news", "points"]
    await world.alice.select(shown, ["trivia"], custom_id="help:page")
    text = shown_text(shown)
    for command in ("play", "daily", "leaderboard", "profile", "suggest", "report"):
        assert f"</trivia {command}:" in text
    assert "up to Season 3" in text
    assert "insights" not in text, "that is for moderators"
    assert "questions" not in text.replace("questions a day", "").replace("Five questions", "")


async def test_a_feature_that_is_off_is_not_told_of(world: World) -> None:
    await world.services.guilds.change(
        world.guild.id, world.admin.id, world.env.now(), trivia_on=False, news_on=False
    )
    shown = await helped(world, world.alice)
    assert pages(shown) == ["start"]
    assert "trivia" not in shown_text(shown).casefold()
    assert f"</setup:{world.bot.command_ids['setup']}>" in shown_text(shown)


async def test_a_page_that_is_gone_since_leads_back_to_the_first(world: World) -> None:
    shown = await helped(world, world.alice)
    await world.services.guilds.change(
        world.guild.id, world.admin.id, world.env.now(), trivia_on=False, news_on=False
    )
    await world.alice.select(shown, ["trivia"], custom_id="help:page")
    assert pages(shown) == ["start"]


async def test_moderators_see_their_part_too_and_admins_all(world: World) -> None:
    moderators = await helped(world, world.moderator)
    assert "server" in pages(moderators)
    await world.moderator.select(moderators, ["trivia"], custom_id="help:page")
    assert "</questions review:" in shown_text(moderators)
    assert "</trivia insights:" in shown_text(moderators)
    await world.moderator.select(moderators, ["server"], custom_id="help:page")
    listed = shown_text(moderators).splitlines()
    assert any(line.startswith("</pause:") for line in listed)
    assert not any(line.startswith("</settings relaxed:") for line in listed)

    admins = await helped(world, world.admin)
    await world.admin.select(admins, ["server"], custom_id="help:page")
    listed = shown_text(admins).splitlines()
    assert any(line.startswith("</settings relaxed:") for line in listed)


async def test_every_page_fits(world: World) -> None:
    shown = await helped(world, world.admin)
    for page in pages(shown):
        await world.admin.select(shown, [page], custom_id="help:page")
        assert 100 < len(shown_text(shown)) <= 4000


async def test_every_command_stands_on_some_page_of_an_admin(world: World) -> None:
    await world.services.guilds.change(
        world.guild.id, world.admin.id, world.env.now(), moderation_on=True
    )
    shown = await helped(world, world.admin)
    text = ""
    for page in pages(shown):
        await world.admin.select(shown, [page], custom_id="help:page")
        text += shown_text(shown)
    for name in world.admin.available_commands(world.lounge):
        assert f"</{name}:" in text, name


async def test_points_are_told_as_they_are_given(world: World) -> None:
    shown = await helped(world, world.alice)
    await world.alice.select(shown, ["points"], custom_id="help:page")
    text = shown_text(shown)
    for difficulty in Difficulty:
        assert f"**{scoring.BASE_POINTS[difficulty]}**" in text
    assert f"{round(scoring.SPEED_SHARE * 100)} %" in text
    assert f"for up to {scoring.STREAK_CAP} in a row" in text
    assert "not for the leaderboards" in text
    await world.services.guilds.change(
        world.guild.id, world.admin.id, world.env.now(), solo_on_boards=True
    )
    await world.alice.select(shown, ["points"], custom_id="help:page")
    assert "counts on the leaderboards too" in shown_text(shown)


async def test_a_pause_is_told(world: World) -> None:
    await world.moderator.slash(world.lounge, "pause", feature="trivia")
    shown = await helped(world, world.alice)
    await world.alice.select(shown, ["trivia"], custom_id="help:page")
    assert "Paused until <t:" in shown_text(shown)


async def test_the_pages_work_after_a_restart(world: World) -> None:
    shown = await helped(world, world.alice)
    await world.restart()
    await world.alice.select(shown, ["points"], custom_id="help:page")
    assert "How points are given" in shown_text(shown)


async def test_about_tells_what_this_is(world: World) -> None:
    shown = answer(await world.alice.slash(world.lounge, "about"))
    text = shown_text(shown)
    assert shown.ephemeral
    assert world.services.pack.show.title in text
    assert f"Version: {discord_bot.__version__}" in text
    assert "Servers: 1" in text
    assert f"<t:{int(world.bot.started_at.timestamp())}:R>" in text
    assert "MIT" in text
    assert "More about me" not in text


async def test_about_works_in_a_direct_message_and_links_home_if_there_is_one(
    make_world: WorldMaker,
) -> None:
    async with make_world(homepage="https://example.org/fanbot") as world:
        shown = answer(await world.alice.user.slash("about"))
        assert "https://example.org/fanbot" in shown_text(shown)
        assert "help" not in world.alice.user.available_commands()


@pytest.mark.parametrize("name", ["help", "about", "privacy"])
async def test_everybody_sees_it(world: World, name: str) -> None:
    assert name in world.alice.available_commands(world.lounge)


async def test_a_role_of_the_servers_makes_a_moderator(world: World) -> None:
    carers = world.guild.create_role("Carers", permissions=discord.Permissions.none())
    carer = world.guild.add_member(world.env.create_user("cas"), roles=[carers])
    assert "server" not in pages(await helped(world, carer))
    await world.services.guilds.change(
        world.guild.id, world.admin.id, world.env.now(), moderator_role=carers.id
    )
    assert "server" in pages(await helped(world, carer))
