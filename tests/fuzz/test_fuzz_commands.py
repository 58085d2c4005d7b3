"""Every command there is, a new one too, with whatever can be typed into it."""

from __future__ import annotations

from typing import Any

import discord
import pytest
import simcord
from discord import app_commands
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.dialogs import fill
from tests.fuzz.laboratory import Laboratory, budget, words

KINDS = discord.AppCommandOptionType
WHOLE = 2**53 - 1
"""The largest whole number of an option: it has to fit a JavaScript number."""


def values(lab: Laboratory, parameter: Any) -> st.SearchStrategy[Any]:
    """What an option can be given by Discord's own client."""
    if parameter.choices:
        return st.sampled_from([choice.value for choice in parameter.choices])
    low, high = parameter.min_value, parameter.max_value
    if parameter.type is KINDS.string:
        known = [text for text in lab.neighbour.strings if len(text) <= (high or 6000)]
        return st.one_of(words(low or 0, high or 6000), st.sampled_from(known))
    low, high = -WHOLE if low is None else low, WHOLE if high is None else high
    if parameter.type is KINDS.integer:
        return st.integers(int(low), int(high))
    if parameter.type is KINDS.number:
        return st.floats(low, high)
    return things(lab)[parameter.type]


def things(lab: Laboratory) -> dict[KINDS, st.SearchStrategy[Any]]:
    """What options are given that are neither texts nor numbers."""
    world = lab.world
    people = st.sampled_from([world.alice, world.moderator, world.admin, lab.machine])
    roles = st.sampled_from([lab.neighbour.role, world.guild.default_role])
    names = st.sampled_from(["a.csv", "a.json", "a.opml", "a.yaml", "a", "ä.png"])
    texts = st.one_of(st.binary(max_size=200), words(most=4000).map(str.encode))
    return {
        KINDS.boolean: st.booleans(),
        KINDS.user: people,
        KINDS.role: roles,
        KINDS.mentionable: st.one_of(people, roles),
        KINDS.channel: st.sampled_from(list(world.guild.channels.values())),
        KINDS.attachment: st.tuples(names, texts),
    }


def options(lab: Laboratory, command: Any) -> st.SearchStrategy[dict[str, Any]]:
    """Values for all options that are required, and for some of the others."""
    needed = {item.display_name: values(lab, item) for item in command.parameters if item.required}
    others = {
        item.display_name: values(lab, item) for item in command.parameters if not item.required
    }
    return st.fixed_dictionaries(needed, optional=others)


def commands(lab: Laboratory) -> list[Any]:
    return [
        command
        for command in lab.world.bot.tree.walk_commands(type=discord.AppCommandType.chat_input)
        if isinstance(command, app_commands.Command)
    ]


@pytest.mark.slow
def test_no_command_can_be_given_what_it_does_not_answer(lab: Laboratory) -> None:
    found = commands(lab)
    assert len(found) > 50
    for command in found:
        assert try_out(lab, command) > 0, f"/{command.qualified_name} was never let through"
        assert lab.spared(), f"/{command.qualified_name} changed something in another server"


def try_out(lab: Laboratory, command: Any) -> int:
    world, name, done = lab.world, command.qualified_name, 0
    people = st.sampled_from([world.admin, world.admin, world.moderator, world.alice])

    @budget(3, shrinking=False)
    @given(data=st.data(), who=people, given_options=options(lab, command))
    def example(data: st.DataObject, who: simcord.MemberActor, given_options: dict[str, Any]):
        nonlocal done
        lab.be_patient()
        what = f"/{name} {given_options!r} of {who.name}"
        result = lab.answer(lambda: who.slash(world.lounge, name, **given_options), what)
        done += result is not None
        if result is not None and result.modal is not None:
            fill(lab, who, result, data)

    example()
    return done


@pytest.mark.slow
def test_nothing_can_be_typed_that_no_suggestions_can_be_made_for(lab: Laboratory) -> None:
    asked = [
        (command.qualified_name, parameter.display_name)
        for command in commands(lab)
        for parameter in command.parameters
        if parameter.autocomplete
    ]
    assert len(asked) > 5
    for name, option in asked:
        suggest(lab, name, option)


def suggest(lab: Laboratory, name: str, option: str) -> None:
    world = lab.world

    @budget(4, shrinking=False)
    @given(typed=words(0, 200), who=st.sampled_from([world.admin, world.alice]))
    def example(typed: str, who: simcord.MemberActor):
        cursor, what = world.env.error_cursor, f"/{name} {option}: {typed!r}"
        try:
            found = lab.run(lambda: who.autocomplete(world.lounge, name, option, typed))
        except simcord.SetupError:
            return  # the command is not theirs
        lab.look(cursor, what)
        assert len(found) <= 25, what

    example()
