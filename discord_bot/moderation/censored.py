"""Words with signs for some of their letters: ``g#y``, ``f**k``, ``1358!@n``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

_SIGNS = {
    "0": "o", "1": "il", "2": "z", "3": "e", "4": "a", "5": "s", "6": "bg", "7": "tl", "8": "ba",
    "9": "g", "@": "a", "$": "s", "!": "il", "+": "t",
    "*": "", "#": "", "_": "", "-": "", ".": "", "~": "",
}  # fmt: skip
"""What letter a digit or sign may stand for; an empty text is any letter."""
_OFTEN = """
fuck fucking fucked fucker shit bitch bitches bastard bastards whore whores cunt cunts slut sluts
damn dick pussy arse asshole gay gays trans fat fag fags faggot faggots tranny trannies nigger
niggers retard retards queer queers lesbian lesbians dyke dykes muslims jews women kill die hate
"""
"""What is mostly meant where letters are starred out, the likeliest first."""
_SHORT = 3
_SHORT_HIDDEN = frozenset(("gay", "fag", "kys", "fat", "hoe"))
"""Words of three letters that are seen with one of them left out; "p.m" is none."""
OFTEN_CENSORED = frozenset(_OFTEN.split())


class Censored:
    """Finds what a word with signs in it is, among the words that matter."""

    def __init__(self, sensitive: Iterable[str]) -> None:
        often = {word: place for place, word in enumerate(_OFTEN.split())}
        self._same_length: dict[int, list[str]] = defaultdict(list)
        self._begin: dict[str, list[str]] = defaultdict(list)
        words = OFTEN_CENSORED | set(sensitive)
        for word in sorted(words, key=lambda word: (often.get(word, len(often)), word)):
            self._same_length[len(word)].append(word)
        for word in sorted(sensitive, key=lambda word: (len(word), word)):
            self._begin[word[0]].append(word)

    def find(self, pattern: str) -> str | None:
        """The likeliest word of the same length, a letter for each sign."""
        letters = sum(letter.isalpha() for letter in pattern)
        signs = sum(bool(_SIGNS.get(letter)) for letter in pattern)
        is_face = len(pattern) == _SHORT and pattern[0] == pattern[-1]  # t_t
        if not letters or letters + signs <= 1 or is_face:
            return None
        for word in self._same_length[len(pattern)]:
            if all(map(_fits, pattern, word)):
                return word if len(word) > _SHORT or word in _SHORT_HIDDEN else None
        return None

    def find_longer(self, pattern: str) -> str | None:
        """A word with more letters than the stars that stand for them."""
        first, last = pattern.split("*", 1)[0], pattern.rsplit("*", 1)[-1]
        if not first or not last:
            return None
        for word in self._begin[first[0]]:
            if (
                len(word) > len(first) + len(last)
                and word.startswith(first)
                and word.endswith(last)
            ):
                return word
        return None


def _fits(sign: str, letter: str) -> bool:
    return sign == letter or (sign in _SIGNS and letter in (_SIGNS[sign] or letter))
