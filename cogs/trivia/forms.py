"""The dialogs in which questions are written and suggestions turned down."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

import discord
from discord import ui

from cogs._components import AnyInteraction, Dialog
from discord_bot.pack_files import Difficulty
from discord_bot.trivia.drafts import (
    EXPLANATION_LENGTH,
    PROMPT_LENGTH,
    SOURCE_LENGTH,
    Draft,
)
from discord_bot.wording import Texts

LINES_LENGTH = 600
"""Room for five answers of 80 characters with their line breaks, and then some."""
REASON_LENGTH = 300

Submit: TypeAlias = Callable[[AnyInteraction, Draft], Awaitable[None]]


class QuestionForm(Dialog):
    """Five fields for a question; what the command chose beforehand comes with it."""

    def __init__(
        self,
        texts: Texts,
        submit: Submit,
        *,
        category: str,
        difficulty: Difficulty,
        season: int,
        filled: Draft | None = None,
    ) -> None:
        super().__init__(title=texts("trivia.form.title"), timeout=1800)
        self._submit = submit
        self._category = category
        self._difficulty = difficulty
        self._season = season
        self._fields: dict[str, ui.TextInput[Any]] = {}
        self._add(texts, "prompt", PROMPT_LENGTH, filled, required=True)
        self._add(texts, "answers", LINES_LENGTH, filled, required=True)
        self._add(texts, "distractors", LINES_LENGTH, filled, required=False)
        self._add(texts, "explanation", EXPLANATION_LENGTH, filled, required=False)
        self._add(texts, "source", SOURCE_LENGTH, filled, required=False)

    def _add(
        self, texts: Texts, name: str, length: int, filled: Draft | None, *, required: bool
    ) -> None:
        field: ui.TextInput[Any] = ui.TextInput(
            custom_id=name,
            style=discord.TextStyle.paragraph,
            max_length=length,
            required=required,
            default=getattr(filled, name) if filled is not None else None,
        )
        self._fields[name] = field
        self.add_item(ui.Label(text=texts(f"trivia.form.{name}"), component=field))

    async def on_submit(self, interaction: AnyInteraction, /) -> None:
        """Hand the draft on; what does not hold in it is refused with the reason."""
        values = {name: field.value for name, field in self._fields.items()}
        draft = Draft(
            prompt=values["prompt"],
            answers=values["answers"],
            distractors=values["distractors"],
            explanation=values["explanation"],
            source=values["source"],
            category=self._category,
            difficulty=self._difficulty,
            season=self._season,
        )
        await self._submit(interaction, draft)


class RejectForm(Dialog):
    """Asks why a suggestion is turned down; its author reads it."""

    def __init__(
        self, texts: Texts, submit: Callable[[AnyInteraction, str], Awaitable[None]]
    ) -> None:
        super().__init__(title=texts("trivia.form.reject_title"), timeout=600)
        self._submit = submit
        self._reason: ui.TextInput[Any] = ui.TextInput(
            custom_id="reason", style=discord.TextStyle.paragraph, max_length=REASON_LENGTH
        )
        label = texts("trivia.form.reject_reason")
        self.add_item(ui.Label(text=label, component=self._reason))

    async def on_submit(self, interaction: AnyInteraction, /) -> None:
        """Hand the reason on."""
        await self._submit(interaction, self._reason.value)
