"""What a written word is meant to be: leet, stars, stretched, swapped and run-together letters."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator

from discord_bot.moderation.normalize import IGNORED

_PLAIN = re.compile(r"[a-z']+\Z")
_LEET = str.maketrans({
    "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "6": "b", "7": "t", "9": "g",
    "@": "a", "$": "s", "!": "i", "+": "t",
})  # fmt: skip
_EIGHT = ("ate", "at", "ait", "b", "a")
"""What an 8 stands for, likeliest first: str8, d8ting, b8, 8itch, g8y."""
_NUMBER = re.compile(r"\d[\d.,:]*(?:st|nd|rd|th|s|k|m|h|hrs|am|pm|x|mins?|p|yo|px|gb|ft|cm|kg)?\Z")
_STRETCH = re.compile(r"(.)\1{2,}")
_DOUBLE = re.compile(r"(.)\1+")
_LONGEST_WORD = 16
_LONGEST_RUN = 40
"""Longer runs of letters are keyboard noise; they are not taken apart."""
_SHORTEST_FUZZY = 5
_SHORTEST_RUN = 7


class Speller:
    """Reads words against two lists: all ``known`` ones, and those the rules are ``sensitive`` to.

    A known word is always read as itself. Nothing here looks at neighbours; a word costs time in
    proportion to its length, and callers remember the answers.
    """

    def __init__(self, known: Collection[str], sensitive: Collection[str]) -> None:
        self._sensitive = frozenset(word for word in sensitive if word.isalpha())
        self._known = frozenset(known) | self._sensitive
        self._starred: dict[tuple[int, str], list[str]] = defaultdict(list)
        self._misspelt: dict[str, str] = {}
        for word in sorted(self._sensitive, key=lambda word: (len(word), word)):
            self._starred[len(word), word[0]].append(word)
            if len(word) >= _SHORTEST_FUZZY:
                for wrong in _slips(word):
                    if wrong not in self._known:
                        self._misspelt.setdefault(wrong, word)

    def knows(self, word: str) -> bool:
        """Whether ``word`` is read as itself."""
        return word in self._known

    def read(self, raw: str) -> tuple[str, ...]:  # noqa: PLR0911
        """The words that ``raw``, a folded token, stands for: nearly always one."""
        word = raw.replace(IGNORED, "")
        if word in self._known or _NUMBER.match(word):
            return (word,)
        if not _PLAIN.match(word):
            word = self._plain(word)
            if word in self._known:
                return (word,)
        if word.endswith("'s") and word[:-2] in self._known:
            return (word[:-2], "'s")
        if word.endswith("in'") and word[:-1] + "g" in self._known:
            return (word[:-1] + "g",)
        if not word.isalpha():
            return (word,)
        word = self._unstretched(word)
        if word in self._known:
            return (word,)
        if word in self._misspelt:
            return (self._misspelt[word],)
        if _SHORTEST_RUN <= len(word) <= _LONGEST_RUN:
            return self._apart(word)
        return (word,)

    def _plain(self, word: str) -> str:
        """Digits, signs and stars as the letters they stand for."""
        if "*" in word.strip("*"):
            found = self._unstarred(word.strip("*") if word[0] == "*" else word)
            if found:
                return found
        word = word.strip("*")
        for reading in _readings(word):
            if reading in self._known:
                return reading
            squeezed = self._unstretched(reading)
            if squeezed in self._sensitive:
                return squeezed
            if reading in self._misspelt:
                return self._misspelt[reading]
        return next(_readings(word), word)

    def _unstarred(self, word: str) -> str | None:
        """The sensitive word that fits, with a star for each letter or for a few."""
        pattern = word.translate(_LEET)
        for candidate in self._starred[len(word), pattern[0]]:
            if all(a in ("*", b) for a, b in zip(pattern, candidate, strict=True)):
                return candidate
        first, last = pattern.split("*", 1)[0], pattern.rsplit("*", 1)[-1]
        if first and last:
            for (_, letter), words in self._starred.items():
                if letter == first[0]:
                    for candidate in words:
                        fits = candidate.startswith(first) and candidate.endswith(last)
                        if fits and len(candidate) > len(first) + len(last):
                            return candidate
        return None

    def _unstretched(self, word: str) -> str:
        """``gaaaay`` as ``gay``, ``sooo`` as ``so``: each run as two letters, or as one."""
        if not _DOUBLE.search(word):
            return word
        twice = _STRETCH.sub(r"\1\1", word)
        if twice in self._known:
            return twice
        once = _DOUBLE.sub(r"\1", word)
        return once if once in self._known else twice

    def _apart(self, word: str) -> tuple[str, ...]:
        """Words run together, if they are all known and one of them matters; else the word itself.

        The fewest words win, so that a long word is not read as many short ones.
        """
        best: list[tuple[int, int] | None] = [None] * (len(word) + 1)
        best[0] = (0, 0)
        for end in range(1, len(word) + 1):
            for start in range(max(0, end - _LONGEST_WORD), end):
                before = best[start]
                if before is None:
                    continue
                piece = word[start:end]
                if piece not in self._known or (len(piece) == 1 and piece not in "iua"):
                    continue
                now = best[end]
                if now is None or before[0] + 1 < now[0]:
                    best[end] = (before[0] + 1, start)
        pieces: list[str] = []
        end = len(word)
        while end:
            step = best[end]
            if step is None:
                return (word,)
            pieces.append(word[step[1] : end])
            end = step[1]
        pieces.reverse()
        short = sum(len(piece) < 3 for piece in pieces)  # noqa: PLR2004 - "is", "a", "in"
        matters = any(piece in self._sensitive and len(piece) > 2 for piece in pieces)  # noqa: PLR2004
        return tuple(pieces) if matters and short <= len(pieces) // 2 else (word,)


def _readings(word: str) -> Iterator[str]:
    """Ways to read digits and signs as letters, likeliest first."""
    for eight in _EIGHT if "8" in word else ("",):
        spelt = word.replace("8", eight)
        yield spelt.translate(_LEET)
        if "1" in word or "!" in word:
            yield spelt.replace("1", "l").replace("!", "l").translate(_LEET)


def _slips(word: str) -> Iterator[str]:
    """``word`` with one letter missing inside, or two neighbours swapped."""
    for place in range(1, len(word) - 1):
        if len(word) > _SHORTEST_FUZZY:
            yield word[:place] + word[place + 1 :]
        yield word[:place] + word[place + 1] + word[place] + word[place + 2 :]
