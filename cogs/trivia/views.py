"""The buttons and dialogs of games. All that they need is in their custom id: they outlive restarts.

``trivia:<round>:<choice>`` answers, ``trivia:type:<round>`` opens the dialog of a typed round,
``trivia:fast:<round>:<choice>`` answers in a lightning round, ``trivia:go:<game>`` joins one,
``trivia:duel:<game>:<accept|decline>`` takes up a challenge, ``trivia:resume:<game>`` and
``trivia:again:<game>`` go on.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Self, cast

import discord
from discord import ui

from cogs._components import Dialog, Interaction, PersistentItem, reply
from cogs.trivia import embeds
from discord_bot.trivia.game import TYPED_ATTEMPTS, Receipt
from discord_bot.trivia.model import Game, Mode, Round

if TYPE_CHECKING:
    from cogs.trivia.cog import Trivia

WIDE_LABEL = 22
"""A choice longer than this gets a row of its own: Discord cuts long labels on a phone."""


def _cog(interaction: Interaction) -> Trivia:
    cog = interaction.client.get_cog("Trivia")
    assert cog is not None, "its buttons are only registered while it is loaded"
    return cast("Trivia", cog)


class AnswerButton(
    PersistentItem[ui.Button[Any]], template=r"trivia:(?P<round>\d+):(?P<choice>\d)"
):
    """One choice of a question."""

    def __init__(self, item: ui.Button[Any], round_id: int, choice: int) -> None:
        super().__init__(item)
        self.round_id = round_id
        self.choice = choice

    @classmethod
    def of(cls, round_: Round, choice: int, row: int | None) -> Self:
        """The button of an open round's choice."""
        button: ui.Button[Any] = ui.Button(
            label=embeds.choice_label(round_, choice),
            style=discord.ButtonStyle.secondary,
            custom_id=f"trivia:{round_.id}:{choice}",
            row=row,
        )
        return cls(button, round_.id, choice)

    @classmethod
    async def from_custom_id(
        cls, _interaction: Interaction, item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """The button of a message that may be older than this process."""
        return cls(cast("ui.Button[Any]", item), int(match["round"]), int(match["choice"]))

    async def act(self, interaction: Interaction) -> None:
        """Take the answer and confirm it to its author alone."""
        bot = interaction.client
        given = await bot.services.games.answer(
            self.round_id, interaction.user.id, self.choice, bot.now()
        )
        choice = ""
        if given.round is not None:
            answer = given.round.answers.get(interaction.user.id)
            index = answer.choice if answer is not None else None
            choice = embeds.choice_label(given.round, index) if index is not None else ""
        text = bot.texts(interaction)(f"trivia.receipt.{given.receipt}", choice=choice)
        await reply(interaction, text)
        if given.closed_game_id is not None:
            await _cog(interaction).play.present(given.closed_game_id)


def question_view(game: Game, round_: Round, label: str) -> ui.View:
    """The buttons of an open question; ``label`` is that of a typed round's button."""
    view = ui.View(timeout=None)
    if game.mode is Mode.TYPED:
        view.add_item(TypeButton.of(round_.id, label))
        return view
    wide = any(len(choice) > WIDE_LABEL for choice in round_.choices)
    for index in range(len(round_.choices)):
        view.add_item(AnswerButton.of(round_, index, index if wide else None))
    return view


def closed_view(round_: Round) -> ui.View | None:
    """The same buttons after the reveal: the right one stands out, none can be clicked."""
    if not round_.choices:
        return None
    view = ui.View(timeout=None)
    wide = any(len(choice) > WIDE_LABEL for choice in round_.choices)
    for index in range(len(round_.choices)):
        right = index == round_.right_choice
        view.add_item(
            ui.Button(
                label=embeds.choice_label(round_, index),
                style=discord.ButtonStyle.success if right else discord.ButtonStyle.secondary,
                emoji="✅" if right else None,
                disabled=True,
                custom_id=f"trivia:closed:{round_.id}:{index}",
                row=index if wide else None,
            )
        )
    return view


class TypeButton(PersistentItem[ui.Button[Any]], template=r"trivia:type:(?P<round>\d+)"):
    """Opens the dialog in which an answer is typed unseen."""

    def __init__(self, item: ui.Button[Any], round_id: int) -> None:
        super().__init__(item)
        self.round_id = round_id

    @classmethod
    def of(cls, round_id: int, label: str) -> Self:
        """The button under an open typed question."""
        button: ui.Button[Any] = ui.Button(
            label=label,
            emoji="✍️",
            style=discord.ButtonStyle.primary,
            custom_id=f"trivia:type:{round_id}",
        )
        return cls(button, round_id)

    @classmethod
    async def from_custom_id(
        cls, _interaction: Interaction, item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """The button of a message that may be older than this process."""
        return cls(cast("ui.Button[Any]", item), int(match["round"]))

    async def act(self, interaction: Interaction) -> None:
        """Show the dialog."""
        await interaction.response.send_modal(AnswerDialog(interaction, self.round_id))


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

    async def on_submit(self, interaction: Interaction, /) -> None:  # type: ignore[override]
        """Grade what was typed."""
        bot = interaction.client
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


class GameButton(
    PersistentItem[ui.Button[Any]],
    template=r"trivia:(?P<what>go|resume|again|duel-accept|duel-decline):(?P<game>\d+)",
):
    """A button that concerns a whole game."""

    def __init__(self, item: ui.Button[Any], what: str, game_id: int) -> None:
        super().__init__(item)
        self.what = what
        self.game_id = game_id

    @classmethod
    def of(
        cls, what: str, game_id: int, label: str, style: discord.ButtonStyle, emoji: str | None
    ) -> Self:
        """A button for ``what`` of a game."""
        button: ui.Button[Any] = ui.Button(
            label=label, style=style, emoji=emoji, custom_id=f"trivia:{what}:{game_id}"
        )
        return cls(button, what, game_id)

    @classmethod
    async def from_custom_id(
        cls, _interaction: Interaction, item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """The button of a message that may be older than this process."""
        return cls(cast("ui.Button[Any]", item), match["what"], int(match["game"]))

    async def act(self, interaction: Interaction) -> None:
        """Hand over to the part that plays games."""
        play = _cog(interaction).play
        if self.what == "go":
            await play.next_lightning(interaction, self.game_id)
        elif self.what == "resume":
            await play.resume(interaction, self.game_id)
        elif self.what == "again":
            await play.again(interaction, self.game_id)
        else:
            await play.decide(interaction, self.game_id, accepted=self.what == "duel-accept")


class LightningButton(
    PersistentItem[ui.Button[Any]], template=r"trivia:fast:(?P<round>\d+):(?P<choice>\d)"
):
    """One choice of a member's own lightning question."""

    def __init__(self, item: ui.Button[Any], round_id: int, choice: int) -> None:
        super().__init__(item)
        self.round_id = round_id
        self.choice = choice

    @classmethod
    def of(cls, round_: Round, choice: int, row: int | None) -> Self:
        """The button of a choice."""
        button: ui.Button[Any] = ui.Button(
            label=embeds.choice_label(round_, choice),
            style=discord.ButtonStyle.secondary,
            custom_id=f"trivia:fast:{round_.id}:{choice}",
            row=row,
        )
        return cls(button, round_.id, choice)

    @classmethod
    async def from_custom_id(
        cls, _interaction: Interaction, item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """The button of a message that may be older than this process."""
        return cls(cast("ui.Button[Any]", item), int(match["round"]), int(match["choice"]))

    async def act(self, interaction: Interaction) -> None:
        """Take the answer and show the next question in the same private message."""
        bot = interaction.client
        given = await bot.services.games.answer(
            self.round_id, interaction.user.id, self.choice, bot.now()
        )
        if given.receipt is not Receipt.ACCEPTED or given.round is None:
            choice = embeds.choice_label(given.round, self.choice) if given.round else ""
            text = bot.texts(interaction)(f"trivia.receipt.{given.receipt}", choice=choice)
            await reply(interaction, text)
            return
        await _cog(interaction).play.after_lightning(interaction, given.round, self.choice)


def lightning_view(round_: Round) -> ui.View:
    """The buttons of a member's own lightning question."""
    view = ui.View(timeout=None)
    wide = any(len(choice) > WIDE_LABEL for choice in round_.choices)
    for index in range(len(round_.choices)):
        view.add_item(LightningButton.of(round_, index, index if wide else None))
    return view


PERSISTENT = (AnswerButton, TypeButton, GameButton, LightningButton)
"""What must be registered for buttons of earlier runs to work."""
