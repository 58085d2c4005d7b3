"""No command of one server reads or changes what belongs to another.

Every command there is, a new one too, is run by an administrator of one server with what the other
server's rows go by: its numbers, its ids, its words.
"""

from __future__ import annotations

import itertools
from typing import Any

import discord
import pytest
from discord import app_commands

from discord_bot.guilds import Feature
from tests.e2e.conftest import World
from tests.e2e.neighbour import SECRET, Neighbour

NUMBERS = (1, 2)
_FILES = {discord.AppCommandOptionType.attachment}


def options(command: Any, neighbour: Neighbour, turn: int) -> dict[str, object]:
    """A value for each option that can have one; the neighbour's where it is a text or a number."""
    world = neighbour.world
    kinds = discord.AppCommandOptionType
    filled: dict[str, object] = {}
    for parameter in command.parameters:
        name = parameter.display_name
        if parameter.choices:
            filled[name] = parameter.choices[turn % len(parameter.choices)].value
        elif parameter.type is kinds.string:
            text = neighbour.strings[turn % len(neighbour.strings)]
            low = parameter.min_value or 0
            if low <= len(text) <= (parameter.max_value or 6000):
                filled[name] = text
        elif parameter.type in {kinds.integer, kinds.number}:
            number = NUMBERS[turn % len(NUMBERS)]
            low, high = parameter.min_value, parameter.max_value
            filled[name] = min(max(number, low or number), high or number)
        elif parameter.type is kinds.boolean:
            filled[name] = bool(turn % 2)
        elif parameter.type is kinds.user:
            filled[name] = world.alice
        elif parameter.type is kinds.role:
            filled[name] = neighbour.role
        elif parameter.type is kinds.channel and turn % 2:
            filled[name] = world.lounge
    return filled


def said(result: Any) -> str:
    """All that the member got to see, in any part of an answer."""
    answers = [result.response, *result.followups]
    return " ".join(str(vars(answer)) if answer is not None else "" for answer in answers)


@pytest.mark.slow
async def test_no_command_reaches_into_another_server(world: World) -> None:
    neighbour = Neighbour(world)
    await neighbour.fill()
    before = await neighbour.rows()
    assert sum(bool(rows) for rows in before.values()) >= 6, "else this test shows little"
    await world.services.guilds.change(
        world.guild.id, world.admin.id, world.env.now(), moderation_on=True
    )
    commands = [
        command
        for command in world.bot.tree.walk_commands(type=discord.AppCommandType.chat_input)
        if isinstance(command, app_commands.Command)
    ]
    assert len(commands) > 50
    for command, turn in itertools.product(commands, range(4)):
        values = options(command, neighbour, turn)
        if any(item.required and item.display_name not in values for item in command.parameters):
            continue
        try:
            result = await world.admin.slash(world.lounge, command.qualified_name, **values)
        except ValueError:
            continue  # Discord would not have let that be typed
        shown = said(result).replace(str(values), "")
        echoed = SECRET in map(str, values.values())
        assert echoed or SECRET not in shown, f"/{command.qualified_name} {values}"
    after = await neighbour.rows()
    assert after == before
    assert world.services.guilds.get(neighbour.guild.id).is_on(Feature.MODERATION)
