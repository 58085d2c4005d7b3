"""Which patterns are worth matching against a message: one or two of nine hundred."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import or_

from discord_bot.moderation.lexicon import single_bits
from discord_bot.moderation.matching import Pattern
from discord_bot.moderation.vocabulary import Word

_REMEMBERED = 10_000
"""Words whose steps are remembered before the memory is emptied. They take 1.5 MB, and at most 4
with words that nobody else remembers any more."""


class Prefilter:
    """Finds the patterns whose needed words a message has, in their order, whatever stands between.

    Every needed step of every pattern is a bit of one number, followed by a bit for the pattern's
    end. A word moves all patterns on at once, from the steps that it is one for to the next ones.
    """

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        steps: dict[int, int] = {}
        self._beginnings = 0
        self._all_ends = 0
        self._pattern_of: dict[int, int] = {}
        bit = 1
        for place, pattern in enumerate(patterns):
            self._beginnings |= bit
            for need in pattern.needs:
                steps[need] = steps.get(need, 0) | bit
                bit <<= 1
            self._all_ends |= bit
            self._pattern_of[bit.bit_length()] = place
            bit <<= 1
        self._steps = _Steps(steps)

    def likely(self, words: Sequence[Word]) -> list[int]:
        """The places of the patterns that may be in a message, in order."""
        steps = list(map(self._steps.__getitem__, words))
        # More than half of all messages have not all words of any pattern, in whatever order: where
        # they have, one that is added to its first step is carried through all of them to its end.
        if not (reduce(or_, steps, 0) + self._beginnings) & self._all_ends:
            return []
        reached = self._beginnings
        for step in steps:
            if step:  # a fifth of all words are in no pattern
                reached |= (reached & step) << 1
        ends = single_bits(reached & self._all_ends)
        return [self._pattern_of[end.bit_length()] for end in ends]


class _Steps(dict[Word, int]):
    """From a word to the steps that it is one for, a bit each.

    Words are met again by themselves; the number of their classes is long, and slow to look up.
    """

    def __init__(self, steps: dict[int, int]) -> None:
        super().__init__()
        self._of_class: dict[int, int] = {}
        # Some hundreds: one for each combination of classes in a word.
        self._of_mask: dict[int, int] = {0: 0}
        for need, bits in steps.items():
            for bit in single_bits(need):
                self._of_class[bit] = self._of_class.get(bit, 0) | bits

    def __missing__(self, word: Word) -> int:
        if len(self) >= _REMEMBERED:
            self.clear()
        steps = self._of_mask.get(word.mask)
        if steps is None:
            steps = 0
            for bit in single_bits(word.mask):
                steps |= self._of_class.get(bit, 0)
            self._of_mask[word.mask] = steps
        self[word] = steps
        return steps
