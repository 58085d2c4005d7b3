"""Filling in whatever dialog the bot shows."""

from __future__ import annotations

from typing import Any

import discord
import simcord
from hypothesis import strategies as st

from tests.fuzz.laboratory import Laboratory, words

TEXT, CHOICE = discord.ComponentType.text_input.value, discord.ComponentType.select.value


def controls(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """What can be filled in, in its order."""
    found = []
    for item in spec["components"]:
        found += [item["component"]] if "component" in item else item.get("components", [])
    return found


def value(control: dict[str, Any]) -> st.SearchStrategy[Any]:
    """What one control can be given."""
    if control["type"] == TEXT:
        least = control.get("min_length") or int(control.get("required", True))
        return words(least, control.get("max_length") or 4000)
    assert control["type"] == CHOICE, f"say here how {control} is filled in"
    known = [option["value"] for option in control["options"]]
    least, most = control.get("min_values", 1), control.get("max_values", 1)
    return st.lists(st.sampled_from(known), min_size=least, max_size=most, unique=True)


def fill(
    lab: Laboratory, who: Any, shown: simcord.InteractionResult, data: st.DataObject
) -> simcord.InteractionResult | None:
    """The answer to a dialog with something in all of its fields."""
    spec = shown.modal
    assert spec is not None
    filled = {control["custom_id"]: data.draw(value(control)) for control in controls(spec)}
    return lab.answer(lambda: who.submit_modal(shown, filled), f"{spec['title']}: {filled!r}")
