"""What moderators taught a server's filter: texts that they called fine are left alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from rapidfuzz import fuzz, process

from discord_bot.folding import fold
from discord_bot.moderation.model import Label

LIMIT = 2000
"""How many texts of each ruling a server keeps, the newest: they are held in memory."""
NEAR = 92.0
"""From this likeness, 0 to 100 with the words in alphabetical order, a text is near another."""
NEAR_LENGTH = 12
"""Shorter texts must be the same: in a few letters, one more can be the insult."""
_SAME_WORD = 80.0
"""From this likeness a word is another spelling of one that was read before."""
_NEGATIONS = frozenset({
    "no", "not", "never", "none", "nobody", "nothing", "neither", "nor", "without", "isnt",
    "arent", "wasnt", "werent", "dont", "doesnt", "didnt", "cant", "couldnt", "wont", "aint",
    "wouldnt", "shouldnt", "hasnt", "havent", "hadnt",
})  # fmt: skip
"""A word that turns a text into its opposite, while hardly a letter differs."""


class Ruling(StrEnum):
    """What moderators called a text."""

    FINE = "fine"
    BREACH = "breach"


@dataclass(frozen=True, slots=True)
class Example:
    """A folded text that moderators of a server decided on, and what the filter had called it."""

    guild_id: int
    user_id: int
    label: Label
    ruling: Ruling
    text: str


@dataclass(slots=True)
class _Shelf:
    """A server's fine texts, oldest first, each with its words in alphabetical order."""

    examples: dict[str, Example] = field(default_factory=dict)
    ordered: dict[str, str] = field(default_factory=dict)

    def put(self, example: Example) -> None:
        self.drop(example.text)
        self.examples[example.text] = example
        self.ordered[example.text] = _ordered(example.text)
        if len(self.examples) > LIMIT:
            self.drop(next(iter(self.examples)))

    def drop(self, text: str) -> None:
        self.examples.pop(text, None)
        self.ordered.pop(text, None)


class ExceptionBook:
    """The fine texts of every server, in memory; the newest ruling on a text holds."""

    def __init__(self, examples: Iterable[Example] = ()) -> None:
        self._shelves: dict[int, _Shelf] = {}
        for example in examples:
            self.learn(example)

    def learn(self, example: Example) -> None:
        """Take in a ruling: a fine text is left alone from now on, a breach no longer."""
        shelf = self._shelves.setdefault(example.guild_id, _Shelf())
        if example.ruling is Ruling.FINE:
            shelf.put(example)
        else:
            shelf.drop(example.text)

    def forget(self, user_id: int) -> None:
        """Drop the texts that a member wrote."""
        for shelf in self._shelves.values():
            mine = [text for text, item in shelf.examples.items() if item.user_id == user_id]
            for text in mine:
                shelf.drop(text)

    def forget_guild(self, guild_id: int) -> None:
        """Drop the texts of a server."""
        self._shelves.pop(guild_id, None)

    def replace(self, guild_id: int | None, examples: Iterable[Example]) -> None:
        """Have a server's texts, or all, be these: another process changed some."""
        for server in [*self._shelves] if guild_id is None else [guild_id]:
            self.forget_guild(server)
        for example in examples:
            self.learn(example)

    def allows(self, guild_id: int, label: Label, text: str, evidence: Iterable[str]) -> bool:
        """Whether moderators called this text fine, or one near it under the same label.

        A near text must have no new words among those that its verdict rests on (``evidence``),
        and no more and no fewer negations: an insult put behind a fine text is an insult.
        """
        shelf = self._shelves.get(guild_id)
        if shelf is None:
            return False
        folded = fold(text)
        if folded in shelf.examples:
            return True
        if len(folded) < NEAR_LENGTH:
            return False
        candidates = process.extract_iter(
            _ordered(folded), shelf.ordered, scorer=fuzz.ratio, score_cutoff=NEAR
        )
        telling = {word for words in evidence for word in fold(words).split()}
        return any(
            shelf.examples[known].label is label and _says_the_same(folded, known, telling)
            for _, _, known in candidates
        )


def is_near(text: str, known: str, evidence: Iterable[str]) -> bool:
    """Whether a text says the same as a known one: with other signs, or in hardly other words.

    ``evidence`` are the words of ``text`` that its verdict rests on, as for ``ExceptionBook``.
    """
    folded, other = fold(text), fold(known)
    if folded == other:
        return True
    if min(len(folded), len(other)) < NEAR_LENGTH:
        return False
    if fuzz.ratio(_ordered(folded), _ordered(other), score_cutoff=NEAR) < NEAR:
        return False
    return _says_the_same(
        folded, other, {word for words in evidence for word in fold(words).split()}
    )


def _ordered(folded: str) -> str:
    return " ".join(sorted(folded.split()))


def _says_the_same(text: str, known: str, telling: Iterable[str]) -> bool:
    words, known_words = text.split(), known.split()
    if sum(word in _NEGATIONS for word in words) != sum(word in _NEGATIONS for word in known_words):
        return False
    return all(
        word in known_words
        or process.extractOne(word, known_words, scorer=fuzz.ratio, score_cutoff=_SAME_WORD)
        for word in telling
    )
