"""Which words are names: whole ones, names that are words as well, and namesakes."""

from __future__ import annotations

import re

from discord_bot.moderation.lexicon import Lexicon
from discord_bot.moderation.namesakes import SURNAMES, is_full_name, is_well_known
from discord_bot.moderation.normalize import fold
from discord_bot.moderation.reading import Reading
from discord_bot.moderation.vocabulary import BEGINS_NAME, STRANGER, Names, Part, Person, Word

_AFTER_WILL = frozenset(
    "he she they we you i it there the this that a be not never have always probably definitely"
    " still make get go do come take give".split()
)
"""What follows the verb "will" and not the name, in a message without capitals."""
_BEFORE_NAME = frozenset(
    "is and & x with of about at like love does did has was hey hi that for on when if actually"
    " poor oh omg lol by think from between".split()
)
"""What comes right before the name and not the verb."""
_AFTER_NAME = frozenset("'s is x gao and has was plays doesn't doesnt".split())
"""What follows the name and not the verb."""
_NONE: frozenset[str] = frozenset()
_BEFORE_LAST_WILL = frozenset("i you they we he she it people fans that".split())
"""What comes before the verb where it ends a clause: "if you will"."""


class Naming:
    """Finds who is named, where a word by itself does not tell."""

    def __init__(self, lexicon: Lexicon, names: Names) -> None:
        bit = lexicon.bit
        self._begins, self._maybe = bit(BEGINS_NAME), bit("maybe_name")
        self._actor, self._real = bit("actor"), bit("real")
        self._character = bit("character")
        self._named_bits = self._actor | self._character
        singles: dict[str, Person | Part] = {**names.people, **names.characters}
        self.telling = self._begins | self._maybe | self._named_bits
        """The classes without any of which there is nothing to find."""
        self._own = {word: frozenset(fold_name(who.name)) for word, who in singles.items()}
        self._whole: dict[str, list[tuple[tuple[str, ...], Word, bool]]] = {}
        for first, candidates in names.whole.items():
            for rest, who in candidates:
                written = " ".join((first, *rest))
                row = (rest, self._named(written, who), written in names.ambiguous)
                self._whole.setdefault(first, []).append(row)

    def find(self, reading: Reading, text: str) -> None:
        """Whole names first, so that no part of one is taken for somebody else."""
        if reading.union & self._begins:
            self._join(reading, text)
        if reading.union & self._maybe:
            self._decide(reading, text)
        if reading.union & self._named_bits:
            self._part_namesakes(reading, text)

    def _named(self, text: str, who: Person | Part) -> Word:
        if isinstance(who, Part):
            word = Word(text, self._character, "<character>")
        else:
            word = Word(text, self._actor | self._real, "<actor>")
        word.who = who
        return word

    def _join(self, reading: Reading, text: str) -> None:
        """First name and surname as one word, whoever else has one of the two."""
        words, masks = reading.words, reading.masks
        runs: list[tuple[int, int, Word]] = []
        after = 0
        for place, mask in enumerate(masks):
            if mask & self._begins and place >= after:
                for rest, named, is_word in self._whole[words[place].text]:
                    last = place + len(rest)
                    if _continues(words, place + 1, rest) and (
                        not is_word or _has_capitals(reading, text, place, last)
                    ):
                        runs.append((place, last, named))
                        after = last + 1
                        break
        if runs:
            reading.merge(runs)

    def _decide(self, reading: Reading, text: str) -> None:
        """Whether "will" is William: by its capital where there is one, by its neighbours else."""
        words = reading.words
        for place, mask in enumerate(reading.masks):
            if mask & self._maybe and self._is_name(reading, place, text):
                named = words[place].variant(self._actor | self._real, "<actor>")
                words[place] = named
                reading.masks[place] = named.mask
                reading.union |= named.mask

    def _is_name(self, reading: Reading, place: int, text: str) -> bool:
        words = reading.words
        after = words[place + 1].text if place + 1 < len(words) else ""
        before = words[place - 1].text if place else ""
        start, end = reading.span(place, place)
        written = text[start:end]
        capital = written[:1].isupper() and not written.isupper()
        if capital and before and before[:1].isalnum():
            return True
        if after in _AFTER_WILL:
            return False
        if before in _BEFORE_NAME or after in _AFTER_NAME | SURNAMES.get(words[place].text, _NONE):
            return True
        if not after or not after[0].isalnum():
            # "looking at you, will", but not "if you will"
            return before not in _BEFORE_LAST_WILL
        return capital

    def _part_namesakes(self, reading: Reading, text: str) -> None:
        """Whoever has a first name of the pack and another surname is real, and a stranger."""
        words, masks = reading.words, reading.masks
        runs: list[tuple[int, int, Word]] = []
        # Places of words cost time, and are asked for only where two capitals stand together.
        capitals = not text.isascii() or not text.islower()
        last = len(words) - 1
        for place, mask in enumerate(masks):
            if not mask & self._named_bits or place == last or (runs and runs[-1][1] == place):
                continue
            first, surname = words[place].text, words[place + 1].text
            if surname in self._own.get(first, (surname,)):
                continue
            following = words[place + 2].text if place + 2 <= last else ""
            if is_well_known(first, surname, following) or (
                capitals
                and not masks[place + 1]  # what the lexicon knows is a word, and no surname
                and (not text.isascii() or f"{first.capitalize()} {surname.capitalize()}" in text)
                and is_full_name(
                    text, reading.span(place, place), reading.span(place + 1, place + 1)
                )
            ):
                named = words[place].variant(self._actor | self._real, "<actor>", STRANGER)
                runs.append((place, place + 1, named))
        if runs:
            reading.merge(runs)


def _continues(words: list[Word], start: int, rest: tuple[str, ...]) -> bool:
    """Whether the words from ``start`` are ``rest``."""
    if start >= len(words) or words[start].text != rest[0]:
        return False
    return all(word.text == text for word, text in zip(words[start:], rest, strict=False)) and (
        start + len(rest) <= len(words)
    )


def _has_capitals(reading: Reading, text: str, first: int, last: int) -> bool:
    """Whether each word has a capital, and small letters as well."""
    spans = (reading.span(place, place) for place in range(first, last + 1))
    return all(text[start:end].istitle() for start, end in spans)


def fold_name(name: str) -> list[str]:
    """The words of a name as tokens have them."""
    return [word for word in re.split(r"[^a-z0-9']+", fold(name)) if word]
