"""What a pack brings, read once: it is never changed, so that whoever has it may share it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from discord_bot.packs import Pack, load_pack
from discord_bot.trivia.bank import QuestionBank
from discord_bot.trivia.generate import generate
from discord_bot.trivia.grading import NameBook


@dataclass(frozen=True, slots=True)
class Content:
    """A pack, its questions (written by hand and made from its tables), and its names."""

    pack: Pack
    bank: QuestionBank
    names: NameBook

    @classmethod
    def load(cls, place: str | None) -> Content:
        """Read the pack at ``place``, the default one for None. Raises ``PackError``."""
        pack = load_pack(None if place is None else Path(place))
        bank = QuestionBank((*pack.questions, *generate(pack)))
        return cls(pack, bank, NameBook.from_pack(pack))
