"""The buttons and dialogs of games. All they need is in their custom id: they outlive restarts.

A custom id is ``trivia:<what>:<id>`` or ``trivia:<what>:<round>:<choice>``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal, Self, TypeAlias, cast

import discord
from discord import ui

from cogs._components import ID, AnyInteraction, Dialog, Interaction, PersistentItem, reply
from cogs.trivia import embeds
from discord_bot.trivia.game import TYPED_ATTEMPTS, Receipt
from discord_bot.trivia.model import Game, Mode, Round

if TYPE_CHECKING:
    from cogs.trivia.cog import Trivia

Level: TypeAlias = Literal["easy", "medium", "hard"]
"""A difficulty as a command's option: of an enum discord.py would show the names in capitals."""
WIDE_LABEL = 22
"""A choice longer than this gets a row of its own: Discord cuts long labels on a phone."""


class TriviaButton(
    PersistentItem[ui.Button[Any]],
    template=rf"trivia:(?P<what>[a-z]+[0-9]?):(?P<id>{ID})(?::(?P<choice>[0-9]))?",
):
    """Any button of trivia: what it does, to which round, game or play, and which choice it is."""

    def __init__(self, button: ui.Button[Any], what: str, target: int, choice: int | None) -> None:
        super().__init__(button)
        self.what = what
        self.target = target
        self.choice = choice

    @classmethod
    def of(
        cls,
        what: str,
        target: int,
        label: str,
        *,
        choice: int | None = None,
        style: discord.ButtonStyle = discord.ButtonStyle.secondary,
        emoji: str | None = None,
        row: int | None = None,
    ) -> Self:
        """A new button."""
        custom_id = f"trivia:{what}:{target}" + ("" if choice is None else f":{choice}")
        button: ui.Button[Any] = ui.Button(
            label=label, style=style, emoji=emoji, custom_id=custom_id, row=row
        )
        return cls(button, what, target, choice)

    @classmethod
    async def from_custom_id(
        cls, _interaction: AnyInteraction, item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """The button of a message that may be older than this process."""
        choice = match["choice"]
        return cls(
            cast("ui.Button[Any]", item),
            match["what"],
            int(match["id"]),
            None if choice is None else int(choice),
        )

    async def act(self, interaction: Interaction) -> None:
        """Hand over to the cog, which knows what each button is for."""
        cog = cast("Trivia", interaction.client.get_cog("Trivia"))
        await cog.pressed(interaction, self.what, self.target, self.choice)


def choice_view(what: str, target: int, choices: tuple[str, ...]) -> ui.View:
    """A row of choices, or one in each row where a text is long."""
    view = ui.View(timeout=None)
    wide = any(len(choice) > WIDE_LABEL for choice in choices)
    for index, choice in enumerate(choices):
        label = embeds.choice_label(index, choice)
        row = index if wide else None
        view.add_item(TriviaButton.of(what, target, label, choice=index, row=row))
    return view


def closed_view(round_: Round) -> ui.View | None:
    """The same buttons after the reveal: the right one stands out, none can be clicked."""
    if not round_.choices:
        return None
    view = choice_view("closed", round_.id, round_.choices)
    for index, item in enumerate(view.children):
        button = cast("TriviaButton", item).item
        button.disabled = True
        if index == round_.right_choice:
            button.style = discord.ButtonStyle.success
            button.emoji = discord.PartialEmoji(name="✅")
    return view


def question_view(game: Game, round_: Round, label: str) -> ui.View:
    """The buttons of an open question; ``label`` is that of a typed round's one button."""
    if game.mode is not Mode.TYPED:
        return choice_view("answer", round_.id, round_.choices)
    return button_view(
        TriviaButton.of("type", round_.id, label, style=discord.ButtonStyle.primary, emoji="✍️")
    )


def button_view(*buttons: TriviaButton) -> ui.View:
    """A view of these buttons, which never times out."""
    view = ui.View(timeout=None)
    for button in buttons:
        view.add_item(button)
    return view


class AnswerDialog(Dialog):
    """Types an answer that only its author sees."""

    def __init__(self, interaction: Interaction, round_id: int) -> None:
        texts = interaction.client.texts(interaction)
        super().__init__(
            title=texts("trivia.question.answer_dialog"),
            custom_id=f"trivia:typed:{round_id}",
            timeout=180,
        )
        self.round_id = round_id
        self.field: ui.TextInput[Any] = ui.TextInput(custom_id="answer", max_length=100)
        self.add_item(ui.Label(text=texts("trivia.question.answer_label"), component=self.field))

    async def on_submit(self, interaction: AnyInteraction, /) -> None:
        """Grade what was typed."""
        bot = cast("Interaction", interaction).client
        given = await bot.services.games.type_in_private(
            self.round_id, interaction.user.id, self.field.value, bot.now()
        )
        keys = {
            Receipt.ACCEPTED: "typed_right",
            Receipt.SAME: "typed_again",
            Receipt.WRONG: "typed_wrong",
        }
        answer = given.round.answers.get(interaction.user.id) if given.round else None
        left = TYPED_ATTEMPTS - (answer.attempts if answer else 0)
        key = keys.get(given.receipt, given.receipt.value)
        await reply(interaction, bot.texts(interaction)(f"trivia.receipt.{key}", left=left))
