"""Reads what the bot showed: texts, buttons and menus, of old and of new kinds of messages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import simcord
from simcord.components import walk_components

Shown = simcord.ResponseMessage


def components(message: Shown) -> Iterator[dict[str, Any]]:
    """Every component, however deep."""
    return walk_components(message.components)


def shown_text(message: Shown) -> str:
    """All that can be read in a message but labels."""
    parts = [message.content]
    for embed in message.embeds:
        parts += [embed.title, embed.description]
        parts += [f"{field.name}: {field.value}" for field in embed.fields]
    parts += [str(item["content"]) for item in components(message) if item.get("type") == 10]
    return "\n".join(part for part in parts if part)


def custom_ids(message: Shown) -> list[str]:
    """The custom ids of everything that can be used."""
    return [item["custom_id"] for item in components(message) if item.get("custom_id")]


def component(message: Shown, custom_id: str) -> dict[str, Any]:
    """One button or menu."""
    return next(item for item in components(message) if item.get("custom_id") == custom_id)


def defaults(message: Shown, custom_id: str) -> list[str]:
    """What a menu shows as chosen."""
    item = component(message, custom_id)
    chosen = [option["value"] for option in item.get("options", []) if option.get("default")]
    return chosen + [str(value["id"]) for value in item.get("default_values", [])]


def answer(result: simcord.InteractionResult) -> Shown:
    """The last message with which the bot answered."""
    found = [item for item in (result.response, *result.followups) if item is not None]
    return found[-1]
