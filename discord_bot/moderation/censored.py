"""Words with signs for some of their letters: ``g#y``, ``f**k``, ``1358!@n``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_

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
    """Finds what a word with signs in it is, among the words that matter.

    Looks at each sign once, however many words there are: the words that have a fitting letter in
    a place are one number with a bit for each word.
    """

    def __init__(self, sensitive: Iterable[str]) -> None:
        often = {word: place for place, word in enumerate(_OFTEN.split())}
        self._words: dict[int, list[str]] = defaultdict(list)
        self._between: dict[tuple[str, str], list[str]] = defaultdict(list)
        words = OFTEN_CENSORED | set(sensitive)
        for word in sorted(words, key=lambda word: (often.get(word, len(often)), word)):
            self._words[len(word)].append(word)
        self._fitting = {length: _fitting(words) for length, words in self._words.items()}
        for word in sorted(sensitive, key=lambda word: (len(word), word)):
            self._between[word[0], word[-1]].append(word)

    def find(self, pattern: str) -> str | None:
        """The likeliest word of the same length, a letter for each sign."""
        fitting = -1
        for here, sign in zip(self._fitting.get(len(pattern), ()), pattern, strict=False):
            fitting &= here.get(sign, 0)
            if not fitting:
                return None
        if fitting < 0 or not _is_censored(pattern):
            return None
        word = self._words[len(pattern)][(fitting & -fitting).bit_length() - 1]
        return word if len(word) > _SHORT or word in _SHORT_HIDDEN else None

    def find_longer(self, pattern: str) -> str | None:
        """A word with more letters than the stars that stand for them."""
        first, last = pattern.split("*", 1)[0], pattern.rsplit("*", 1)[-1]
        if not first or not last:
            return None
        for word in self._between.get((first[0], last[-1]), ()):
            if (
                len(word) > len(first) + len(last)
                and word.startswith(first)
                and word.endswith(last)
            ):
                return word
        return None


def _fitting(words: Sequence[str]) -> list[dict[str, int]]:
    """For each place in words of one length, the words that a letter or sign there may be of."""
    places = []
    for letters in zip(*words, strict=True):
        here: dict[str, int] = {}
        for place, letter in enumerate(letters):
            here[letter] = here.get(letter, 0) | (1 << place)
        signs = {
            sign: reduce(or_, (here.get(letter, 0) for letter in meant or list(here)), 0)
            for sign, meant in _SIGNS.items()
        }
        places.append(here | {sign: signs[sign] | here.get(sign, 0) for sign in signs})
    return places


def _is_censored(pattern: str) -> bool:
    """Whether there are letters to go by, and it is no face: ``t_t``."""
    letters = sum(letter.isalpha() for letter in pattern)
    signs = sum(bool(_SIGNS.get(letter)) for letter in pattern)
    is_face = len(pattern) == _SHORT and pattern[0] == pattern[-1]
    return letters > 0 and letters + signs > 1 and not is_face
