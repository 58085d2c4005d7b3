"""What a written word is meant to be: leet, stars, stretched, swapped and run-together letters."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from operator import le

from discord_bot.moderation.censored import OFTEN_CENSORED, Censored
from discord_bot.moderation.normalize import IGNORED

_PLAIN = re.compile(r"[a-z']+\Z")
_LEET = str.maketrans({
    "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "6": "b", "7": "t", "9": "g",
    "@": "a", "$": "s", "!": "i", "+": "t",
})  # fmt: skip
_TURNED = str.maketrans("bqdpnu", "qbpdun")
"""Letters that are another's, turned upside down."""
_EIGHT = ("ate", "at", "ait", "b", "a")
"""What an 8 stands for, likeliest first: str8, d8ting, b8, 8itch, g8y."""
_NUMBER = re.compile(r"\d[\d.,:]*(?:st|nd|rd|th|s|k|m|h|hrs|am|pm|x|mins?|p|yo|px|gb|ft|cm|kg)?\Z")
_SAME = re.compile(r"(.)\1*")
_LONGEST_WORD = 16
_BEGINNING = 4
"""Letters by which a word's length is guessed before it is looked for in a run of letters."""
_LONGEST_RUN = 40
"""Longer runs of letters are keyboard noise; they are not taken apart."""
_SHORTEST_FUZZY = 5
_SHORTEST_RUN = 7
_SHORTEST_SKELETON = 4
_SHORTEST_SPLIT = 4
_LETTER = re.compile("[a-z]")
_SPELT_OUT = re.compile(r"[a-z](?:\*[a-z])+\Z")


class Speller:
    """Reads words against two lists: all ``known`` ones, and those the rules are ``sensitive`` to.

    A known word is always read as itself. Nothing here looks at neighbours; a word costs time in
    proportion to its length, and callers remember the answers.
    """

    def __init__(self, known: Collection[str], sensitive: Collection[str]) -> None:
        self._sensitive = frozenset(word for word in sensitive if word.isalpha())
        self._known = frozenset(known) | self._sensitive
        self._censored = Censored(self._sensitive)
        self._misspelt: dict[str, str] = {}
        self._pieces: set[str] = set()
        self._once = frozenset(map(_once, self._sensitive))
        self._longest: dict[str, int] = {}
        self._doubled: dict[str, list[str]] = defaultdict(list)
        for word in self._known:
            if _BEGINNING <= len(word) <= _LONGEST_WORD:
                beginning = word[:_BEGINNING]
                self._longest[beginning] = max(self._longest.get(beginning, 0), len(word))
            if _once(word) != word == _twice(word):
                self._doubled[_once(word)].append(word)
        for doubled in self._doubled.values():
            doubled.sort(key=_runs)
        for word in sorted(self._sensitive, key=lambda word: (len(word), word)):
            self._add_shortened(word)
            if len(word) >= _SHORTEST_SPLIT:
                self._pieces.update(word[:end] for end in range(2, len(word)))
                self._pieces.update(word[start:] for start in range(1, len(word) - 1))
            if len(word) >= _SHORTEST_FUZZY:
                for wrong in _slips(word):
                    if wrong not in self._known:
                        self._misspelt.setdefault(wrong, word)

    def _add_shortened(self, word: str) -> None:
        """``word`` without its vowels, from its end to its beginning, and upside down."""
        skeleton = word[0] + "".join(letter for letter in word[1:] if letter not in "aeiou")
        shortened = [skeleton] if _SHORTEST_SKELETON <= len(skeleton) < len(word) - 1 else []
        if word in OFTEN_CENSORED and len(word) >= _SHORTEST_SPLIT:
            shortened += (word[::-1], word[::-1].translate(_TURNED))
        for other in shortened:
            if other not in self._known:
                self._misspelt.setdefault(other, word)

    def knows(self, word: str) -> bool:
        """Whether ``word`` is read as itself."""
        return word in self._known

    def matters(self, word: str) -> bool:
        """Whether ``word`` is one that is recognised in disguise."""
        return word in self._sensitive

    def hidden(self, pieces: Sequence[str], gap: str) -> str | None:
        """The sensitive word that ``pieces`` are with a sign between them or for a letter.

        ``les/bian``, ``g.y``; pieces that are all words by themselves hide none.
        """
        strange = any(piece not in self._known for piece in pieces)
        whole = "".join(pieces)
        if not _PLAIN.match(whole):
            whole = self._plain(whole)
        if whole in (self._sensitive if strange else OFTEN_CENSORED) and len(whole) > 2:  # noqa: PLR2004
            return whole
        found = self._censored.find(gap.join(pieces)) if len(pieces) == len(gap) + 1 else None
        return found if strange or found in OFTEN_CENSORED else None

    def may_be_piece(self, word: str) -> bool:
        """Whether ``word``, which is none by itself, is the beginning or end of a sensitive one."""
        return word in self._pieces and word not in self._known

    def together(self, pieces: Sequence[str]) -> str | None:
        """The sensitive word that ``pieces``, parted by spaces, are: ``les bian``."""
        whole = "".join(pieces)
        return whole if whole in self._sensitive else None

    def read(self, raw: str) -> tuple[str, ...]:
        """The words that ``raw``, a folded token, stands for: nearly always one."""
        word = raw.replace(IGNORED, "")
        if word in self._known or _NUMBER.match(word) or not _LETTER.search(word):
            return (word,)
        if word[0] in "!+" and (word[1:] in self._known or not self._censored.find(word)):
            word = word[1:]
        if "_" in word or "#" in word:
            return self._parted(word)
        if not _PLAIN.match(word):
            word = self._plain(word)
        return (word,) if word in self._known else self._spelt(word)

    def _spelt(self, word: str) -> tuple[str, ...]:
        """A word of letters that is not known: short forms, stretched, misspelt or run together."""
        if word.endswith("'s") and word[:-2] in self._known:
            return (word[:-2], "'s")
        if word.endswith("in'") and word[:-1] + "g" in self._known:
            return (word[:-1] + "g",)
        if not word.isalpha():
            return (word,)
        word = self._unstretched(word)
        word = word if word in self._known else self._misspelt.get(word, word)
        if word not in self._known and _SHORTEST_RUN <= len(word) <= _LONGEST_RUN:
            return self._apart(word)
        return (word,)

    def _parted(self, word: str) -> tuple[str, ...]:
        """``g_a_y`` and ``g#y`` as one word, ``nick_nelson`` as two."""
        pieces = [piece for piece in re.split("[_#]+", word) if piece]
        found = self.hidden(pieces, "_") if len(word) == len("_".join(pieces)) else None
        if found:
            return (found,)
        return tuple(part for piece in pieces for part in self.read(piece)) or (word,)

    def _plain(self, word: str) -> str:
        """Digits, signs and stars as the letters they stand for."""
        if _SPELT_OUT.match(word) and word.replace("*", "") in self._sensitive:
            return word.replace("*", "")
        unfinished = word[-1] == "*" != word[0] and word.rstrip("*") not in self._known
        if "*" in word.strip("*") or unfinished:
            found = self._unstarred(word.strip("*") if word[0] == "*" else word)
            if found:
                return found
        word = word.strip("*")
        for reading in _readings(word):
            if reading in self._known:
                return reading
            if _once(reading) in self._once:
                unstretched = self._unstretched(reading)
                if unstretched in self._sensitive:
                    return unstretched
            if reading in self._misspelt:
                return self._misspelt[reading]
        return (
            self._censored.find(word)
            or self._censored.find(_once(word))
            or next(_readings(word), word)
        )

    def _unstarred(self, word: str) -> str | None:
        """The sensitive word that fits, with a star for each letter or for a few."""
        return self._censored.find(word) or self._censored.find_longer(word.translate(_LEET))

    def _unstretched(self, word: str) -> str:
        """``gaaaay`` as ``gay``, ``sooo`` as ``so``: each run as two letters, or as one."""
        once = _once(word)
        if once == word:
            return word
        twice = _twice(word)
        if twice in self._known:
            return twice
        if once in self._known:
            return once
        return self._some_doubled(word, once) or twice

    def _some_doubled(self, word: str, once: str) -> str | None:
        """``kiill`` as ``kill``: each run of a letter as one or as two, if that is known."""
        for candidate in self._doubled.get(once, ()):
            if all(map(le, _runs(candidate), _runs(word))):
                return candidate
        return None

    def _apart(self, word: str) -> tuple[str, ...]:
        """Words run together, if they are all known and one of them matters; else the word itself.

        The fewest words win, so that a long word is not read as many short ones.
        """
        best: list[tuple[int, int] | None] = [(0, 0)] + [None] * len(word)
        for start, before in enumerate(best):
            if before is None:
                continue
            count = before[0] + 1
            longest = self._longest.get(word[start : start + _BEGINNING], _BEGINNING - 1)
            for end in range(start + 1, min(start + longest, len(word)) + 1):
                piece = word[start:end]
                if piece not in self._known or (len(piece) == 1 and piece not in "iua"):
                    continue
                now = best[end]
                if now is None or count < now[0]:
                    best[end] = (count, start)
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


def _once(word: str) -> str:
    """Each run of a letter as one."""
    return "".join(
        [letter for letter, after in zip(word, word[1:] + " ", strict=True) if letter != after]
    )


def _twice(word: str) -> str:
    """Each run of more than two of a letter as two."""
    rows = zip(word, word[1:] + " ", word[2:] + "  ", strict=False)
    return "".join([letter for letter, after, later in rows if not letter == after == later])


def _runs(word: str) -> list[int]:
    """How often each letter stands in a row."""
    return [len(run[0]) for run in _SAME.finditer(word)]


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
