"""Buttons and dialogs that nothing in the bot is for: discord.py drops them without a word."""

from __future__ import annotations

import discord
import pytest
from simcord.enums import InteractionType

from tests.e2e.conftest import World, told

SORRY = "of an older version of me"


async def press(world: World, custom_id: str) -> str:
    """What the bot says to whoever presses a button of this name."""
    channel = world.bot.get_channel(world.lounge.id)
    assert isinstance(channel, discord.TextChannel)
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button(label="press", custom_id=custom_id))
    message = await channel.send(view=view)
    view.stop()
    result = await world.admin.click(message, custom_id=custom_id)
    assert result.ephemeral
    return told(result)


@pytest.mark.parametrize(
    "custom_id",
    [
        "quiz:answer:1",  # nothing is called so
        "trivia:dance:1",  # trivia has no such button
        "trivia:answer:99999999999999999999:1",  # no database takes such a number
        "trivia:answer:٣:1",  # digits, and not ours
        "mset:page:nothing:0:rules",
        "mod:mine:1:1",  # a menu's, in which nothing was chosen
        "season:stop:added",
        "automod:everything",
    ],
)
async def test_what_nothing_is_for_gets_an_answer(world: World, custom_id: str) -> None:
    assert SORRY in await press(world, custom_id)


async def test_a_dialog_of_before_a_restart_gets_an_answer(world: World) -> None:
    data = {"custom_id": "0123456789abcdef", "components": []}
    result = await world.alice._dispatch_interaction(
        InteractionType.MODAL_SUBMIT, world.lounge, data
    )
    assert SORRY in told(result)


async def test_what_is_known_is_answered_once(world: World) -> None:
    shown = await world.admin.slash(world.lounge, "privacy")
    message = shown.response or shown.followups[-1]
    result = await world.admin.click(message, custom_id="privacy:export")
    assert SORRY not in told(result)
    assert not world.faults.found
