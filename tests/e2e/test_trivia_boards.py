"""Leaderboards, profiles and insights, as pictures and as text."""

from __future__ import annotations

import io

import discord
import simcord
from PIL import Image

from tests.e2e.conftest import World, told
from tests.e2e.test_trivia_games import click, open_round


def attachments(result: simcord.InteractionResult) -> list[discord.Attachment]:
    answers = [answer for answer in (result.response, *result.followups) if answer is not None]
    return [file for answer in answers for file in answer.attachments]


def words(result: simcord.InteractionResult) -> str:
    """What a screen reader speaks of the picture."""
    (file,) = attachments(result)
    return file.description or ""


async def play(world: World, rights: dict[str, bool]) -> None:
    await world.alice.slash(world.trivia, "trivia play", rounds=1)
    round_ = await open_round(world)
    for name, right in rights.items():
        await click(world, getattr(world, name), round_, right=right)
    await world.env.advance_time(90)


async def test_the_board_is_a_picture_with_the_same_as_text(world: World) -> None:
    await play(world, {"alice": True, "bob": False, "moderator": True})
    result = await world.bob.slash(world.trivia, "trivia leaderboard", period="all")
    (file,) = attachments(result)
    picture = Image.open(io.BytesIO(await file.read()))
    assert picture.format == "PNG"
    assert "alice" in words(result)
    assert "mo" in words(result)


async def test_who_leaves_the_boards_is_on_none_and_keeps_the_points(world: World) -> None:
    await play(world, {"alice": True, "bob": True})
    await world.alice.slash(world.trivia, "trivia preferences", boards=False)
    board = await world.bob.slash(world.trivia, "trivia leaderboard", period="all")
    assert "alice" not in words(board)
    assert "bob" in words(board)
    refused = await world.bob.slash(world.trivia, "trivia profile", member=world.alice)
    assert "keeps their profile" in told(refused)
    own = await world.alice.slash(world.trivia, "trivia profile")
    assert own.ephemeral
    profile = await world.services.boards.profile(world.guild.id, world.alice.id, world.env.now())
    assert profile.points > 0
    back = await world.alice.slash(world.trivia, "trivia preferences", boards=True)
    assert "You are shown" in told(back)


async def test_an_empty_board_says_how_to_begin(world: World) -> None:
    result = await world.alice.slash(world.trivia, "trivia leaderboard")
    assert "/trivia play" in words(result)


async def test_a_profile_names_its_badges(world: World) -> None:
    await play(world, {"alice": True, "bob": True})
    result = await world.alice.slash(world.trivia, "trivia profile")
    assert "First right answer" in words(result)


async def test_a_category_that_is_not_there_is_refused(world: World) -> None:
    refused = await world.alice.slash(world.trivia, "trivia leaderboard", category="cooking")
    assert "I don't know the category" in told(refused)


async def test_insights_are_for_moderators(world: World) -> None:
    refused = await world.alice.slash(world.trivia, "trivia insights")
    assert "moderators" in told(refused)
    shown = await world.moderator.slash(world.trivia, "trivia insights")
    assert shown.ephemeral
