"""Every button and menu there is, a new one too, with custom ids that nobody ever gave them.

Who uses a client of their own may send whatever they like. The parts of a custom id are what the
code of its package compares them with, rows of both servers, and what its pattern lets through.
"""

from __future__ import annotations

import ast
import pkgutil
import re
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

import discord
import pytest
import simcord
from discord import ui
from hypothesis import given
from hypothesis import strategies as st

import cogs
from cogs._components import PersistentItem
from tests.fuzz.dialogs import fill
from tests.fuzz.laboratory import Laboratory, budget

ROOT = Path(__file__).parents[2]
LIMIT = 100
"""Characters of a custom id."""
NUMBERS = ("0", "1", "2", "7", "00", "9" * 18, "9" * 19, "9" * 60, "٣", "18446744073709551616")


PLAIN = ("trivia:", "season:", "nudge:", "automod:", "native:")
"""What stands in messages of the old kind; no message can become one of the other kind."""


def kinds() -> list[type[PersistentItem[Any]]]:
    """Every kind of component that works after a restart."""
    for module in pkgutil.walk_packages(cogs.__path__, "cogs."):
        import_module(module.name)
    return sorted(PersistentItem.__subclasses__(), key=lambda kind: kind.__qualname__)


def literals(kind: type) -> list[str]:
    """The short words in the code of a kind's package: what its custom ids are compared with."""
    folder = ROOT.joinpath(*kind.__module__.split(".")[:-1])
    found: set[str] = set()
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.update(re.findall(r"^[a-z_]{2,20}[0-9]?$", node.value))
    return sorted(found)


def pattern(kind: Any) -> re.Pattern[str]:
    found: re.Pattern[str] = kind.__discord_ui_compiled_template__
    return found


def custom_ids(lab: Laboratory, kind: type, words: list[str]) -> st.SearchStrategy[str]:
    """Custom ids of a kind: words and numbers where they may stand, or all that may stand there."""
    world = lab.world
    rows = [world.guild.id, lab.neighbour.guild.id, world.lounge.id, lab.neighbour.channel.id]
    known = [*map(str, rows), *NUMBERS, *words[:3], "ok", "on", "off", ""]
    prefix = re.match(r"[a-z]+", pattern(kind).pattern)
    firsts = [prefix[0]] if prefix else ["setup", "help", "privacy", "automod"]
    parts = st.lists(st.sampled_from(known), min_size=0, max_size=4)
    forged = st.builds(
        lambda first, word, rest: ":".join([first, word, *rest]),
        st.sampled_from(firsts),
        st.sampled_from(words),
        parts,
    )
    any_text = st.from_regex(pattern(kind), fullmatch=True)
    return st.one_of(forged, forged, any_text).filter(
        lambda text: 0 < len(text) <= LIMIT and pattern(kind).fullmatch(text) is not None
    )


def component(lab: Laboratory, custom_id: str) -> st.SearchStrategy[ui.Item[Any]]:
    """A button or any menu with this custom id."""
    chosen = st.lists(
        st.one_of(
            st.sampled_from(["1", "0", "off", "ok", "en", *NUMBERS]),
            st.text(ASCII, min_size=1, max_size=9),
        ),
        min_size=1,
        max_size=5,
        unique=True,
    )
    return st.one_of(
        st.builds(lambda: ui.Button(label="x", custom_id=custom_id)),
        chosen.map(lambda values: _menu(custom_id, values)),
        st.sampled_from([ui.ChannelSelect, ui.RoleSelect]).map(
            lambda made: made(custom_id=custom_id, min_values=0, max_values=2)
        ),
    )


ASCII = st.characters(min_codepoint=33, max_codepoint=126)


def _menu(custom_id: str, values: Iterable[str]) -> ui.Select[Any]:
    options = [discord.SelectOption(label=value, value=value) for value in values]
    return ui.Select(custom_id=custom_id, options=options, min_values=0, max_values=len(options))


@pytest.mark.slow
@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.__name__)
def test_no_custom_id_is_left_unanswered(lab: Laboratory, kind: type[PersistentItem[Any]]) -> None:
    words = literals(kind)
    assert words
    world = lab.world
    people = [world.admin, world.alice, lab.neighbour_in_private]
    pressed = 0

    @budget(40, shrinking=False)
    @given(data=st.data(), custom_id=custom_ids(lab, kind, words), who=st.sampled_from(people))
    def example(data: st.DataObject, custom_id: str, who: Any) -> None:
        nonlocal pressed
        item = data.draw(component(lab, custom_id))
        lab.be_patient()
        message = lab.run(lambda: post(lab, who, item))
        what = f"{type(item).__name__} {custom_id!r} of {who.name}"
        result = lab.answer(lambda: press(lab, who, message, item, data), what)
        pressed += result is not None
        if result is not None and result.modal is not None:
            fill(lab, who, result, data)

    example()
    assert pressed
    assert lab.spared(), f"{kind.__name__} changed something in another server"


async def post(lab: Laboratory, who: Any, item: ui.Item[Any]) -> discord.Message:
    """A message of the bot's with this in it, as if the bot had once sent it."""
    world = lab.world
    view: Any = ui.View(timeout=None)
    if not item.custom_id.startswith(PLAIN):
        view = ui.LayoutView(timeout=None)
        item = ui.ActionRow(item)
    view.add_item(item)
    if isinstance(who, simcord.UserHandle):
        to: Any = await world.bot.fetch_user(who.id)
    else:
        to = world.bot.get_channel(world.lounge.id)
    message: discord.Message = await to.send(view=view)
    view.stop()
    return message


async def press(
    lab: Laboratory, who: Any, message: discord.Message, item: Any, data: st.DataObject
) -> simcord.InteractionResult:
    custom_id, world = item.custom_id, lab.world
    if isinstance(item, ui.Button):
        result = await who.click(message, custom_id=custom_id)
    else:
        values: list[Any] = [option.value for option in getattr(item, "options", [])]
        if isinstance(item, ui.ChannelSelect):
            values = [world.trivia, world.lounge]
        elif isinstance(item, ui.RoleSelect):
            values = [lab.neighbour.role, world.guild.default_role]
        count = data.draw(st.integers(0, len(values)))
        result = await who.select(message, values[:count], custom_id=custom_id)
    return result
