"""The buttons and menus of ``/moderation setup``. All they need is in their custom id.

A custom id is ``mset:<what>:<label>:<channel>:<value>``: the label and the channel are those that
the page looks at, ``ok`` and 0 where it looks at none. What is set comes from memory each time, so
a panel works after a restart and is never outdated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Self, TypeAlias, cast

import discord
from discord import ui

from cogs._components import ID, AnyInteraction, Interaction, PersistentItem
from cogs.moderation.items import LABEL_LIMIT
from discord_bot.moderation.model import Label

Row: TypeAlias = ui.ActionRow[Any]
Clickable: TypeAlias = ui.Button[Any] | ui.Select[Any] | ui.RoleSelect[Any] | ui.ChannelSelect[Any]


class Page(StrEnum):
    """The pages of the panel, in their order."""

    WATCH = "watch"
    RULES = "rules"
    PLACES = "places"
    PEOPLE = "people"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Focus:
    """What a page looks at besides the server: one label, and one channel or none (0)."""

    label: Label = Label.SPECULATION
    channel_id: int = 0

    def custom_id(self, what: str, value: str = "") -> str:
        """The custom id of something to press while looking at this."""
        return f"mset:{what}:{self.label}:{self.channel_id}:{value}"


@dataclass(frozen=True, slots=True)
class Press:
    """A button was pressed or a menu's options were chosen."""

    what: str
    focus: Focus
    value: str
    chosen: tuple[str, ...] = ()

    @property
    def only(self) -> str | None:
        """What was chosen in a menu of one choice; None where it was emptied."""
        return self.chosen[0] if self.chosen else None


class SetupItem(
    PersistentItem[ui.Item[Any]],
    template=(
        rf"mset:(?P<what>[a-z_]+):(?P<label>{'|'.join(Label)}):(?P<channel>{ID})"
        r":(?P<value>[a-z0-9_]*)"
    ),
):
    """Any button or menu of the panel."""

    def __init__(self, item: ui.Item[Any], press: Press) -> None:
        super().__init__(item)
        self.press = press

    @classmethod
    async def from_custom_id(
        cls, _interaction: AnyInteraction, item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """The item of a panel that may be older than this process."""
        return cls(item, _press(match))

    @classmethod
    def of(cls, item: Clickable) -> Self:
        """Make a button or menu with a fitting custom id work after restarts."""
        match = cls.__discord_ui_compiled_template__.fullmatch(item.custom_id or "")
        assert match is not None, "the custom ids are made by Focus"
        return cls(item, _press(match))

    async def act(self, interaction: Interaction) -> None:
        """Hand over to the cog."""
        from cogs.moderation.setup_cog import ModerationSetup

        data = cast("dict[str, Any]", interaction.data or {})
        cog = interaction.client.get_cog("ModerationSetup")
        assert isinstance(cog, ModerationSetup), "the package adds it"
        await cog.pressed(interaction, replace(self.press, chosen=tuple(data.get("values", ()))))


def _press(match: re.Match[str]) -> Press:
    focus = Focus(Label(match["label"]), int(match["channel"]))
    return Press(match["what"], focus, match["value"])


def button(
    custom_id: str,
    label: str,
    style: discord.ButtonStyle = discord.ButtonStyle.secondary,
    *,
    disabled: bool = False,
) -> SetupItem:
    """A button that works after restarts."""
    made: ui.Button[Any] = ui.Button(
        custom_id=custom_id, label=label[:LABEL_LIMIT], style=style, disabled=disabled
    )
    return SetupItem.of(made)


def row(item: SetupItem) -> Row:
    """A row with one thing in it."""
    return ui.ActionRow(item)


def menu(custom_id: str, options: Iterable[tuple[str, str]], chosen: str, hint: str) -> Row:
    """A row with a menu of one choice; ``options`` are values and labels, at most 25."""
    made: ui.Select[Any] = ui.Select(
        custom_id=custom_id,
        options=[
            discord.SelectOption(label=label[:100], value=value, default=value == chosen)
            for value, label in options
        ],
        placeholder=hint[:150] or None,
    )
    return row(SetupItem.of(made))


JUDGED_CHANNELS = [
    discord.ChannelType.text,
    discord.ChannelType.news,
    discord.ChannelType.forum,
    discord.ChannelType.media,
    discord.ChannelType.voice,
    discord.ChannelType.stage_voice,
]


def channel_menu(
    custom_id: str,
    chosen: discord.abc.GuildChannel | None,
    hint: str,
    *,
    types: list[discord.ChannelType] = JUDGED_CHANNELS,
) -> Row:
    """A row with a menu of one channel or none."""
    kind = discord.SelectDefaultValueType.channel
    made: ui.ChannelSelect[Any] = ui.ChannelSelect(
        custom_id=custom_id,
        channel_types=types,
        placeholder=hint[:150],
        min_values=0,
        default_values=[]
        if chosen is None
        else [discord.SelectDefaultValue(id=chosen.id, type=kind)],
    )
    return row(SetupItem.of(made))


def role_menu(custom_id: str, chosen: Iterable[int], hint: str) -> Row:
    """A row with a menu of up to 25 roles."""
    kind = discord.SelectDefaultValueType.role
    made: ui.RoleSelect[Any] = ui.RoleSelect(
        custom_id=custom_id,
        placeholder=hint[:150],
        min_values=0,
        max_values=25,
        default_values=[discord.SelectDefaultValue(id=role, type=kind) for role in chosen],
    )
    return row(SetupItem.of(made))
