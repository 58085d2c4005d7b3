"""The buttons and dialogs of cases. All they need is in their custom id: they outlive restarts.

A custom id is ``mod:<what>:<guild>:<id>`` or ``mod:<what>:<guild>:<id>:<version>``. The id is a
case's number, or that of an appeal for *grant* and *decline*; the version is the one that a card
shows, so that nobody decides on what a colleague has decided already.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol, Self, cast

import discord
from discord import ui

from cogs._components import ID, AnyInteraction, Dialog, Interaction, PersistentItem
from cogs._members import is_moderator
from discord_bot.errors import UserError
from discord_bot.wording import Texts

LABEL_LIMIT = 80
"""Characters of a button: https://discord.com/developers/docs/components/reference#button."""
TITLE_LIMIT = 45
"""Characters of a dialog's title and of a label in it."""
_OF_APPEALS = frozenset({"appeal", "why", "mine", "grant", "decline"})
"""What the cog of appeals acts upon; all else is that of cases."""


@dataclass(frozen=True, slots=True)
class Press:
    """A button was pressed or a menu's option was chosen."""

    what: str
    guild_id: int
    id: int
    version: int | None = None
    chosen: tuple[str, ...] = ()

    @property
    def custom_id(self) -> str:
        """What Discord sends back."""
        version = "" if self.version is None else f":{self.version}"
        return f"mod:{self.what}:{self.guild_id}:{self.id}{version}"


class Pressable(Protocol):
    """A cog that acts on its own buttons and menus."""

    async def pressed(self, interaction: Interaction, press: Press) -> None:
        """Do what was asked for; may raise ``UserError``."""


class CaseItem(
    PersistentItem[ui.Item[Any]],
    template=(
        r"mod:(?P<what>uphold|overrule|warn|time_out|restore|grant|decline|appeal|why|mine)"
        rf":(?P<guild>{ID}):(?P<id>{ID})(?::(?P<version>{ID}))?"
    ),
):
    """Any button or menu about a case or an appeal."""

    def __init__(self, item: ui.Item[Any], press: Press) -> None:
        super().__init__(item)
        self.press = press

    @classmethod
    async def from_custom_id(
        cls, _interaction: AnyInteraction, item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """The item of a message that may be older than this process."""
        version = None if match["version"] is None else int(match["version"])
        return cls(item, Press(match["what"], int(match["guild"]), int(match["id"]), version))

    async def act(self, interaction: Interaction) -> None:
        """Hand over to the cog that knows what it is for."""
        data = cast("dict[str, Any]", interaction.data or {})
        known = self.press
        chosen = tuple(data.get("values", ()))
        press = Press(known.what, known.guild_id, known.id, known.version, chosen)
        name = "Appeals" if press.what in _OF_APPEALS else "Cases"
        await cast("Pressable", interaction.client.get_cog(name)).pressed(interaction, press)


def button(
    press: Press,
    label: str,
    style: discord.ButtonStyle = discord.ButtonStyle.secondary,
    *,
    emoji: str | None = None,
    disabled: bool = False,
) -> CaseItem:
    """A button that works after restarts."""
    made: ui.Button[Any] = ui.Button(
        custom_id=press.custom_id,
        label=label[:LABEL_LIMIT],
        style=style,
        emoji=emoji,
        disabled=disabled,
    )
    return CaseItem(made, press)


def menu(press: Press, options: list[discord.SelectOption], placeholder: str) -> CaseItem:
    """A menu of one choice that works after restarts."""
    made: ui.Select[Any] = ui.Select(
        custom_id=press.custom_id, options=options, placeholder=placeholder[:150]
    )
    return CaseItem(made, press)


def check_moderator(interaction: Interaction, guild_id: int) -> None:
    """Raise ``UserError`` for who is no moderator of this server, or is somewhere else."""
    if interaction.guild_id != guild_id or not is_moderator(interaction):
        raise UserError("errors.not_allowed")


class TextDialog(Dialog):
    """Asks for a text and hands it on, without spaces around it; None where nothing was written."""

    def __init__(
        self,
        title: str,
        label: str,
        submit: Callable[[Interaction, str | None], Awaitable[None]],
        *,
        limit: int,
        required: bool = True,
        hint: str | None = None,
    ) -> None:
        super().__init__(title=title[:TITLE_LIMIT], timeout=1800)
        self._submit = submit
        self._field: ui.TextInput[Any] = ui.TextInput(
            custom_id="text",
            style=discord.TextStyle.paragraph,
            max_length=limit,
            required=required,
        )
        self.add_item(ui.Label(text=label[:TITLE_LIMIT], description=hint, component=self._field))

    async def on_submit(self, interaction: AnyInteraction, /) -> None:
        """Hand the text on."""
        await self._submit(interaction, self._field.value.strip() or None)


class PauseDialog(Dialog):
    """Asks how long somebody is to pause, in minutes."""

    def __init__(
        self,
        texts: Texts,
        number: int,
        spans: list[tuple[int, str]],
        usual: int,
        submit: Callable[[Interaction, int], Awaitable[None]],
    ) -> None:
        super().__init__(
            title=texts("moderation.card.pause.title", number=number)[:TITLE_LIMIT], timeout=600
        )
        self._submit = submit
        options = [
            discord.SelectOption(label=label, value=str(minutes), default=minutes == usual)
            for minutes, label in spans
        ]
        self._menu: ui.Select[Any] = ui.Select(custom_id="minutes", options=options)
        label = texts("moderation.card.pause.label")
        self.add_item(ui.Label(text=label[:TITLE_LIMIT], component=self._menu))

    async def on_submit(self, interaction: AnyInteraction, /) -> None:
        """Hand the span on."""
        await self._submit(interaction, int(self._menu.values[0]))
