"""The buttons of the calendar. All they need is in their custom id: they outlive restarts.

A custom id is ``season:remind:<event>`` or ``season:schedule:<event>`` under a countdown, and
``season:watch:<notice>`` or ``season:stop:<notice>`` under something that was told. The latter is
also the mark by which a notice is found in its channel when nobody knows whether it arrived.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Self, cast

import discord
from discord import ui

from cogs._components import AnyInteraction, Interaction, PersistentItem
from discord_bot.season.model import Event, Notice
from discord_bot.wording import Texts

if TYPE_CHECKING:
    from cogs.season.cog import Season


class SeasonButton(
    PersistentItem[ui.Button[Any]],
    template=r"season:(?P<what>remind|schedule|watch|stop):(?P<target>[a-z0-9:-]+)",
):
    """Any button of the calendar: what it does, and to which event or notice."""

    def __init__(self, button: ui.Button[Any], what: str, target: str) -> None:
        super().__init__(button)
        self.what = what
        self.target = target

    @classmethod
    def of(cls, what: str, target: str, label: str, emoji: str) -> Self:
        """A new button."""
        button: ui.Button[Any] = ui.Button(
            label=label[:80], emoji=emoji, custom_id=f"season:{what}:{target}"
        )
        return cls(button, what, target)

    @classmethod
    async def from_custom_id(
        cls, _interaction: AnyInteraction, item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """The button of a message that may be older than this process."""
        return cls(cast("ui.Button[Any]", item), match["what"], match["target"])

    async def act(self, interaction: Interaction) -> None:
        """Hand over to the cog, which knows what each button is for."""
        cog = cast("Season", interaction.client.get_cog("Season"))
        await cog.pressed(interaction, self.what, self.target)


def of_countdown(texts: Texts, event: Event, *, remind: bool, schedule: bool) -> ui.View | None:
    """The buttons under a countdown; None where there is none to show."""
    view = ui.View(timeout=None)
    if remind:
        label = texts("season.countdown.remind")
        view.add_item(SeasonButton.of("remind", event.key, label, "🔔"))
    if schedule:
        label = texts("season.countdown.schedule")
        view.add_item(SeasonButton.of("schedule", event.key, label, "🗓️"))
    return view if view.children else None


def of_notice(texts: Texts, notice: Notice) -> ui.View:
    """The one button under something that was told."""
    view = ui.View(timeout=None)
    if notice.is_private:
        label, what, emoji = texts("season.watch.stop"), "stop", "🔕"
    else:
        label, what, emoji = texts("season.countdown.remind"), "watch", "🔔"
    view.add_item(SeasonButton.of(what, str(notice.id), label, emoji))
    return view


def bears_mark(message: discord.Message, notice: Notice) -> bool:
    """Whether a message is the one that this notice became."""
    marks = {f"season:watch:{notice.id}", f"season:stop:{notice.id}"}
    return any(
        getattr(child, "custom_id", None) in marks
        for row in message.components
        for child in getattr(row, "children", ())
    )
