"""Words that mean one thing in one language and another in the next: French "retard" is a delay.

The lexicon is one for all languages, since members mix them. What a word is in a language that the
words beside it are in stands in that language's file, under ``[here]``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from discord_bot.moderation.lexicon import Lexicon, told_by
from discord_bot.moderation.vocabulary import Word

if TYPE_CHECKING:
    from discord_bot.moderation.reading import Reading

HARMLESS = "<harmless>"
"""What both models see instead of a word that is charged elsewhere only."""
_AROUND = 5
"""Words on each side, signs included, that tell the language of one: a sentence of a chat has a
function word in that reach; farther off, another language may begin."""


class Tongues:
    """Gives words the classes of the language around them."""

    def __init__(self, lexicon: Lexicon) -> None:
        told = {language: lexicon.bit(told_by(language)) for language in lexicon.tongues}
        self._all_told = reduce(or_, told.values(), 0)
        self.foreign = self._all_told & ~told.get("en", 0)
        """Words of other languages than English: without any, there is nothing to settle."""
        self._character = lexicon.bit("character")
        self._here: dict[str, list[tuple[int, int, int, bool]]] = {}
        for language, tongue in lexicon.tongues.items():
            for word, names in tongue.here:
                rivals = sum(
                    told[other]
                    for other, known in lexicon.tongues.items()
                    if other != language and word in known.charged
                )
                own = self._kept(lexicon, word) | sum({lexicon.bit(name) for name in names})
                entry = (told[language], rivals, own, bool(names))
                self._here.setdefault(word, []).append(entry)

    @staticmethod
    def _kept(lexicon: Lexicon, word: str) -> int:
        """What a word is in any language: itself, and one that tells some."""
        kept = (name for name in (f"={word}", *map(told_by, lexicon.tongues)) if lexicon.has(name))
        return lexicon.mask(word) & sum({lexicon.bit(name) for name in kept})

    def settle(self, reading: Reading, text: str) -> None:
        """Make words what they are in the language around them; ``text`` is as it was written."""
        words = reading.words
        settled = {}
        for place, word in enumerate(words):
            if word.text in self._here:
                other = self._in_its_language(word, self._around(reading.masks, place))
                if other and not self._is_name(reading, place, text):
                    settled[place] = other
        for place, other in settled.items():
            words[place], reading.masks[place] = other, other.mask
        if settled:
            reading.union = reduce(or_, reading.masks, 0)

    def _in_its_language(self, word: Word, around: int) -> Word | None:
        """What ``word`` is in a language of ``around``, or None where it is as it is elsewhere.

        One that has classes there keeps what the models see of it: they know little French.
        """
        for told, rivals, own, has_class in self._here[word.text]:
            if around & told and not around & rivals:
                return word.variant(own, word.feature if has_class else HARMLESS)
        return None

    def _is_name(self, reading: Reading, place: int, text: str) -> bool:
        """Whether a character is named: "j'aime Elle", but not where "Elle" begins a sentence."""
        if not reading.masks[place] & self._character or not place:
            return False
        start, end = reading.span(place, place)
        return text[start:end].istitle() and reading.words[place - 1].text[0].isalnum()

    def _around(self, masks: Sequence[int], place: int) -> int:
        """The languages that the word at ``place`` may be in, nearer words asked first."""
        possible = 0
        for away in range(1, _AROUND + 1):
            for beside in (place - away, place + away):
                if 0 <= beside < len(masks):
                    told = masks[beside] & self._all_told
                    possible = (possible & told) or possible or told
        return possible
