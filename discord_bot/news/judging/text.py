"""Titles and summaries as words, and phrases found among them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from discord_bot.folding import fold

MOST = 700
"""Characters of a summary that are judged: some feeds put whole articles there, whose further
paragraphs tell of everything."""

STOP, PAUSE = "/", ","
"""What stands among the words where a sentence, a clause or a bracket ends, and for a comma."""

_WORD = r"[^\W_]+(?:['’ʼ`][^\W_]+)*"
_TOKEN = re.compile(
    rf"(?P<word>{_WORD})|(?P<sign>[&+])|(?P<pause>,)|"
    r"(?P<stop>[!?;|–—()\[\]…]|[.:](?=\s|$|[\"'’”»)])|(?<=\s)-(?=\s))"
)
_POSSESSIVE = re.compile(r"['’ʼ`]s$", re.IGNORECASE)
_CONTRACTED = frozenset("it that who what here there he she let where how when".split())
"""Words whose *'s* is a verb and no possessive."""
_SIGNS = {"&": ("and",), "+": ("plus",)}

ValueT = TypeVar("ValueT")


@dataclass(frozen=True, slots=True)
class Text:
    """The folded words of a text, with ``STOP`` and ``PAUSE`` between them.

    ``capital`` says of each word whether it was written with a capital. A possessive's *s* is gone.
    """

    words: tuple[str, ...]
    capital: tuple[bool, ...]


def read(text: str) -> Text:
    """A text taken apart, up to ``MOST`` characters of it."""
    words: list[str] = []
    capital: list[bool] = []
    for match in _TOKEN.finditer(text[:MOST]):
        token = match[0]
        if match.lastgroup == "word":
            parts = _folded(token)
        elif match.lastgroup == "sign":
            parts = _SIGNS[token]
        else:
            parts = (PAUSE if match.lastgroup == "pause" else STOP,)
        is_capital = token[0].isupper()
        for part in parts:
            words.append(part)
            capital.append(is_capital)
    return Text(tuple(words), tuple(capital))


@lru_cache(maxsize=1 << 15)
def _folded(word: str) -> tuple[str, ...]:
    """A word as it is compared; more than one where folding parts it, none where nothing stays."""
    plain = word if word[:-2].lower() in _CONTRACTED else _POSSESSIVE.sub("", word)
    return tuple(fold(plain).split())


def joined(pattern: str) -> str:
    """A pattern that is written over several lines, without the breaks and the margin."""
    return "".join(line.strip() for line in pattern.split("\n"))


def phrase(text: str) -> tuple[str, ...]:
    """A phrase of a pack as the words that are looked for."""
    return tuple(word for word in read(text).words if word not in {STOP, PAUSE})


@dataclass(frozen=True, slots=True)
class Hit(Generic[ValueT]):
    """A phrase that was found, from ``start`` to ``end`` (excluded) of the words."""

    start: int
    end: int
    value: ValueT


class Phrasebook(Generic[ValueT]):
    """Phrases that are looked for all at once, each with a value."""

    def __init__(self, phrases: Iterable[tuple[tuple[str, ...], ValueT]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], ValueT]]] = {}
        for words, value in phrases:
            if words:
                self._by_first.setdefault(words[0], []).append((words, value))
        for entries in self._by_first.values():
            entries.sort(key=lambda entry: -len(entry[0]))

    def first_words(self) -> frozenset[str]:
        """The words that phrases begin with."""
        return frozenset(self._by_first)

    def find(self, words: tuple[str, ...]) -> Iterator[Hit[ValueT]]:
        """What stands in the words, from left to right and the longest at each place."""
        place = 0
        while place < len(words):
            for wanted, value in self._by_first.get(words[place], ()):
                if words[place : place + len(wanted)] == wanted:
                    yield Hit(place, place + len(wanted), value)
                    place += len(wanted) - 1
                    break
            place += 1
