"""The buttons, menus and dialogs of setting up. All they need is in their custom id.

A custom id is ``<part>:<what>`` or ``<part>:<what>:<value>``; the part is the cog that acts. What
is set comes from the database each time, so a panel works after a restart and is never outdated.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol, Self, TypeAlias, cast

import discord
from discord import ui

from cogs._components import AnyInteraction, Dialog, Interaction, PersistentItem
from discord_bot.wording import Texts

Clickable: TypeAlias = ui.Button[Any] | ui.Select[Any] | ui.RoleSelect[Any] | ui.ChannelSelect[Any]
MENU_LIMIT = 25
"""How many options Discord shows in a menu."""
_COGS = {
    "setup": "Setup",
    "help": "Help",
    "privacy": "Privacy",
    "automod": "Arrival",
    "status": "Status",
}


@dataclass(frozen=True, slots=True)
class Press:
    """A button was pressed or a menu's options were chosen."""

    what: str
    value: str | None
    chosen: tuple[str, ...]

    @property
    def only(self) -> str | None:
        """What was chosen in a menu of one choice; None where it was emptied."""
        return self.chosen[0] if self.chosen else None


class Pressable(Protocol):
    """A cog that acts on its own buttons and menus."""

    async def pressed(self, interaction: Interaction, press: Press) -> None:
        """Do what was asked for; may raise ``UserError``."""


class AdminItem(
    PersistentItem[ui.Item[Any]],
    template=(
        r"(?P<part>setup|help|privacy|automod|status):(?P<what>[a-z_]+)(?::(?P<value>[a-z0-9_]+))?"
    ),
):
    """Any button or menu of this package."""

    def __init__(self, item: ui.Item[Any], part: str, what: str, value: str | None) -> None:
        super().__init__(item)
        self.part = part
        self.what = what
        self.value = value

    @classmethod
    def of(cls, item: Clickable) -> Self:
        """Make a button or menu with a fitting custom id work after restarts."""
        match = cls.__discord_ui_compiled_template__.fullmatch(item.custom_id or "")
        assert match is not None, "the custom ids stand beside this template"
        return cls(item, match["part"], match["what"], match["value"])

    @classmethod
    async def from_custom_id(
        cls, _interaction: AnyInteraction, item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """The item of a message that may be older than this process."""
        return cls(item, match["part"], match["what"], match["value"])

    async def act(self, interaction: Interaction) -> None:
        """Hand over to the cog that knows what it is for."""
        data = cast("dict[str, Any]", interaction.data or {})
        cog = cast("Pressable", interaction.client.get_cog(_COGS[self.part]))
        await cog.pressed(interaction, Press(self.what, self.value, tuple(data.get("values", ()))))


def button(
    custom_id: str,
    label: str,
    style: discord.ButtonStyle = discord.ButtonStyle.secondary,
    *,
    emoji: str | None = None,
    disabled: bool = False,
) -> AdminItem:
    """A button that works after restarts."""
    return AdminItem.of(
        ui.Button(
            custom_id=custom_id, label=label[:80], style=style, emoji=emoji, disabled=disabled
        )
    )


def menu(custom_id: str, options: list[discord.SelectOption], placeholder: str) -> AdminItem:
    """A menu of one choice that works after restarts. More than 25 options are a defect."""
    return AdminItem.of(
        ui.Select(custom_id=custom_id, options=options, placeholder=placeholder[:150])
    )


def button_view(*items: AdminItem) -> ui.View:
    """A view of these, which never times out."""
    view = ui.View(timeout=None)
    for item in items:
        view.add_item(item)
    return view


def text_view(text: str, accent: discord.Colour, *items: AdminItem) -> ui.LayoutView:
    """A text of at most 4,000 characters in a frame, and below it a row of buttons or one menu."""
    view = ui.LayoutView(timeout=None)
    container: ui.Container[Any] = ui.Container(ui.TextDisplay(text), accent_colour=accent)
    view.add_item(container)
    if items:
        view.add_item(ui.ActionRow(*items))
    return view


class OneLineDialog(Dialog):
    """Asks for one line and hands it on."""

    def __init__(
        self,
        texts: Texts,
        what: str,
        default: str | None,
        submit: Callable[[Interaction, str], Awaitable[None]],
    ) -> None:
        super().__init__(title=texts(f"setup.form.{what}_title"), timeout=600)
        self._submit = submit
        self._line: ui.TextInput[Any] = ui.TextInput(
            custom_id="line", max_length=60, default=default
        )
        self.add_item(ui.Label(text=texts(f"setup.form.{what}_label"), component=self._line))

    async def on_submit(self, interaction: AnyInteraction, /) -> None:
        """Hand the line on; what does not hold in it is refused with the reason."""
        await self._submit(interaction, self._line.value)
