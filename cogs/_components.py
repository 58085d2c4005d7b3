"""What all cogs' buttons, selects and modals share: errors end in the bot's one error handler.

discord.py only logs what a persistent component raises; the member would see "interaction failed".
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias, TypeVar
from weakref import WeakSet

import discord
from discord import ui

from discord_bot.errors import UserError

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

    Interaction: TypeAlias = discord.Interaction[FanBot]
else:
    Interaction = discord.Interaction

AnyInteraction: TypeAlias = discord.Interaction[Any]
"""For methods that override discord.py's, which leave the kind of client open."""

ItemT = TypeVar("ItemT", bound=ui.Item[Any])
ChoiceT = TypeVar("ChoiceT", bound=StrEnum)

ID = "[0-8]?[0-9]{1,18}"
"""A number in a custom id: what a database takes, which is less than 2 to the 63rd."""
_LARGEST = 2**63 - 1


def outdated() -> UserError:
    """For what no component sends that the bot has now: it is of an older version, or forged."""
    return UserError("errors.outdated_button")


def number(sent: str | None) -> int:
    """The number that a component sent. Raises ``UserError`` where it is none."""
    if sent is None or not (
        sent.isascii() and sent.isdigit() and len(sent) < len(str(_LARGEST)) + 1
    ):
        raise outdated()
    if (found := int(sent)) > _LARGEST:
        raise outdated()
    return found


def one_of(choices: type[ChoiceT], sent: str | None) -> ChoiceT:
    """The choice that a component sent. Raises ``UserError`` where it is none of these."""
    if sent not in list(choices):
        raise outdated()
    return choices(sent)


class PersistentItem(ui.DynamicItem[ItemT], template="unused:(?P<never>never)"):
    """A component that works after a restart: all it needs is in its custom id.

    Subclasses give their own ``template``, ``from_custom_id`` and ``act``.
    """

    async def act(self, interaction: Interaction) -> None:
        """Do what the component is for; may raise ``UserError``."""
        raise NotImplementedError

    @classmethod
    def fits(cls, custom_id: str) -> bool:
        """Whether this is how such a component is called."""
        return cls.__discord_ui_compiled_template__.fullmatch(custom_id) is not None

    async def interaction_check(self, interaction: AnyInteraction, /) -> bool:
        """Let everybody press, and each press count once."""
        return bool(interaction.client.is_new(interaction))

    async def callback(self, interaction: AnyInteraction) -> None:
        """Run ``act`` and report what it raises: this is the border to discord.py's dispatch."""
        try:
            await self.act(interaction)
        except Exception as error:  # noqa: BLE001 - the command tree's counterpart for components
            await interaction.client.report(interaction, error)


class Dialog(ui.Modal):
    """A modal whose errors are reported like a command's."""

    _shown: ClassVar[WeakSet[Dialog]] = WeakSet()

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._shown.add(self)

    @classmethod
    def awaits(cls, custom_id: str) -> bool:
        """Whether a dialog of that name was shown and not yet sent back."""
        return any(item.custom_id == custom_id and not item.is_finished() for item in cls._shown)

    async def interaction_check(self, interaction: AnyInteraction, /) -> bool:
        """Let what was typed count once."""
        return bool(interaction.client.is_new(interaction))

    # discord.py itself gives a modal's on_error one argument less than a view's.
    async def on_error(  # type: ignore[override]
        self, interaction: AnyInteraction, error: Exception, /
    ) -> None:
        """Tell the member."""
        await interaction.client.report(interaction, error)


async def reply(interaction: Interaction, text: str, **options: Any) -> None:
    """Answer for the member's eyes only, whether or not the interaction was deferred."""
    if interaction.response.is_done():
        await interaction.followup.send(text, ephemeral=True, **options)
    else:
        await interaction.response.send_message(text, ephemeral=True, **options)
