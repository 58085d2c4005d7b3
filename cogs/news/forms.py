"""What is typed about subscriptions: keywords, quiet hours, and the dialogs that ask for them."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from discord import ui

from cogs._components import AnyInteraction, Dialog, Interaction
from discord_bot.errors import UserError
from discord_bot.news.windows import Quiet
from discord_bot.times import parse_clock_time
from discord_bot.wording import Texts

WORD_LIMIT = 400
"""Characters of a line of keywords."""
MOST_WORDS = 25
_PARTS = re.compile(r"[,;\n]")
_HOURS = re.compile(r"\s*(?:[-–—]|to)\s*", re.IGNORECASE)
_LABEL_LIMIT = 45


def parse_words(text: str) -> tuple[str, ...]:
    """Keywords between commas, each once. Raises ``UserError`` for more than ``MOST_WORDS``."""
    words = dict.fromkeys(" ".join(part.split()) for part in _PARTS.split(text))
    words.pop("", None)
    if len(words) > MOST_WORDS:
        raise UserError("news.refused.words", most=MOST_WORDS)
    return tuple(words)


def parse_quiet(text: str) -> Quiet | None:
    """``22:00-7:30`` as quiet hours, nothing as none. Raises ``UserError`` for anything else."""
    if not text.strip():
        return None
    parts = _HOURS.split(text.strip())
    if len(parts) != len(("start", "end")):
        raise UserError("news.refused.quiet", typed=text[:40])
    start, end = map(parse_clock_time, parts)
    if start == end:
        raise UserError("news.refused.quiet", typed=text[:40])
    return Quiet(start, end)


def quiet_text(quiet: Quiet | None) -> str:
    """What ``parse_quiet`` reads."""
    return "" if quiet is None else f"{quiet.start}-{quiet.end}"


class LinesDialog(Dialog):
    """Asks for a line or two and hands them on by their names; any may be left empty."""

    def __init__(
        self,
        texts: Texts,
        what: str,
        lines: Mapping[str, str],
        submit: Callable[[Interaction, dict[str, str]], Awaitable[None]],
        *,
        limit: int,
    ) -> None:
        super().__init__(title=texts(f"news.form.{what}")[:_LABEL_LIMIT], timeout=1800)
        self._submit = submit
        self._lines: dict[str, ui.TextInput[Any]] = {}
        for name, default in lines.items():
            self._lines[name] = ui.TextInput(
                custom_id=name, required=False, max_length=limit, default=default[:limit] or None
            )
            label = ui.Label(
                text=texts(f"news.form.{name}.label")[:_LABEL_LIMIT],
                description=texts(f"news.form.{name}.hint")[:100],
                component=self._lines[name],
            )
            self.add_item(label)

    async def on_submit(self, interaction: AnyInteraction, /) -> None:
        """Hand the lines on."""
        await self._submit(interaction, {name: line.value for name, line in self._lines.items()})
