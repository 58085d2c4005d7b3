"""What a pack brings, read once: it is never changed, so that whoever has it may share it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from discord_bot.packs import Pack, load_pack
from discord_bot.trivia.bank import QuestionBank
from discord_bot.trivia.generate import generate


@dataclass(frozen=True, slots=True)
class Content:
    """A pack, and its questions: those written by hand and those made from its tables."""

    pack: Pack
    bank: QuestionBank

    @classmethod
    def load(cls, place: str | None) -> Content:
        """Read the pack at ``place``, the default one for None. Raises ``PackError``."""
        pack = load_pack(None if place is None else Path(place))
        return cls(pack, QuestionBank((*pack.questions, *generate(pack))))
