"""The buttons and menus of news. All they need is in their custom id: they outlive restarts.

A custom id is ``news:<what>:<id>`` or ``news:<what>:<id>:<mark>``. The id is that of a story, a
channel or a delivery, or a subscription's number, as ``what`` has it; the mark is the one by which
``sender`` knows a message again, or says which page or choice it is about.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, Self, cast

import discord
from discord import ui

from cogs._components import ID, AnyInteraction, Interaction, PersistentItem
from cogs._members import is_moderator
from cogs.news.checkup import POSTABLE
from discord_bot.errors import UserError

LABEL_LIMIT = 80
"""Characters of a button: https://discord.com/developers/docs/components/reference#button."""
OPTION_LIMIT = 100
"""Characters of a menu's option, and of what an autocompletion offers."""
PLACEHOLDER_LIMIT = 150
FOR_EVERYONE = frozenset({"why"})
"""What members may press, too."""


@dataclass(frozen=True, slots=True)
class Press:
    """A button was pressed or a menu's options were chosen."""

    what: str
    id: int
    mark: str = ""
    chosen: tuple[str, ...] = ()

    @property
    def custom_id(self) -> str:
        """What Discord sends back."""
        mark = f":{self.mark}" if self.mark else ""
        return f"news:{self.what}:{self.id}{mark}"

    @property
    def only(self) -> str | None:
        """What was chosen in a menu of one choice; None where it was emptied."""
        return self.chosen[0] if self.chosen else None


class Pressable(Protocol):
    """The cog that acts on these."""

    async def pressed(self, interaction: Interaction, press: Press) -> None:
        """Do what was asked for; may raise ``UserError``."""


class NewsItem(
    PersistentItem[ui.Item[Any]],
    template=rf"news:(?P<what>[a-z_]+):(?P<id>{ID})(?::(?P<mark>[a-z0-9_]+))?",
):
    """Any button or menu of news."""

    def __init__(self, item: ui.Item[Any], press: Press) -> None:
        super().__init__(item)
        self.press = press

    @classmethod
    async def from_custom_id(
        cls, _interaction: AnyInteraction, item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """The item of a message that may be older than this process."""
        return cls(item, Press(match["what"], int(match["id"]), match["mark"] or ""))

    async def act(self, interaction: Interaction) -> None:
        """Hand over to the cog. Raises ``UserError`` for who is no moderator and has to be."""
        if self.press.what not in FOR_EVERYONE and not is_moderator(interaction):
            raise UserError("errors.not_allowed")
        data = cast("dict[str, Any]", interaction.data or {})
        press = replace(self.press, chosen=tuple(data.get("values", ())))
        await cast("Pressable", interaction.client.get_cog("News")).pressed(interaction, press)


def button(
    press: Press,
    label: str | None,
    style: discord.ButtonStyle = discord.ButtonStyle.secondary,
    *,
    emoji: str | None = None,
    disabled: bool = False,
) -> NewsItem:
    """A button that works after restarts."""
    made: ui.Button[Any] = ui.Button(
        custom_id=press.custom_id,
        label=None if label is None else label[:LABEL_LIMIT],
        style=style,
        emoji=emoji,
        disabled=disabled,
    )
    return NewsItem(made, press)


def menu(
    press: Press,
    options: Sequence[discord.SelectOption],
    placeholder: str,
    *,
    most: int = 1,
    least: int = 1,
) -> NewsItem:
    """A menu that works after restarts."""
    made: ui.Select[Any] = ui.Select(
        custom_id=press.custom_id,
        options=list(options),
        placeholder=placeholder[:PLACEHOLDER_LIMIT],
        min_values=least,
        max_values=most,
    )
    return NewsItem(made, press)


def channel_menu(
    press: Press,
    chosen: Sequence[discord.SelectDefaultValue],
    placeholder: str,
    *,
    least: int = 1,
) -> NewsItem:
    """A menu of the channels that news can be posted in."""
    made: ui.ChannelSelect[Any] = ui.ChannelSelect(
        custom_id=press.custom_id,
        channel_types=POSTABLE,
        placeholder=placeholder[:PLACEHOLDER_LIMIT],
        min_values=least,
        default_values=chosen,
    )
    return NewsItem(made, press)


def row(*items: NewsItem) -> ui.ActionRow[Any]:
    """Some of them side by side."""
    return ui.ActionRow(*items)
