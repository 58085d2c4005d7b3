"""Which patterns are worth matching against a message: two or three of four hundred."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from discord_bot.moderation.lexicon import single_bits
from discord_bot.moderation.matching import Pattern


class Prefilter:
    """Finds the patterns whose needed words a message has, in their order, whatever stands between.

    Every needed step of every pattern is a bit of one number, followed by a bit for the pattern's
    end. A word moves all patterns on at once, from the steps that it is one for to the next ones.
    """

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        steps: dict[int, int] = {}
        self._beginnings = 0
        self._ends: dict[int, int] = {}
        bit = 1
        for place, pattern in enumerate(patterns):
            self._beginnings |= bit
            for need in pattern.needs:
                steps[need] = steps.get(need, 0) | bit
                bit <<= 1
            self._ends[bit] = place
            bit <<= 1
        self._all_ends = sum(self._ends)
        self._moves = _Moves(steps)

    def likely(self, masks: Iterable[int]) -> list[int]:
        """The places of the patterns that may be in a message, in order."""
        moves = self._moves
        reached = self._beginnings
        for mask in masks:
            step = moves[mask]
            if step:  # half of all words are in no pattern
                reached |= (reached & step) << 1
        return [self._ends[end] for end in single_bits(reached & self._all_ends)]


class _Moves(dict[int, int]):
    """From the classes of a word to the steps that it is one for, a bit each.

    It has as many entries as there are combinations of classes in a word: some hundreds.
    """

    def __init__(self, steps: dict[int, int]) -> None:
        super().__init__()
        self._of_class: dict[int, int] = {}
        for need, bits in steps.items():
            for bit in single_bits(need):
                self._of_class[bit] = self._of_class.get(bit, 0) | bits

    def __missing__(self, mask: int) -> int:
        moves = 0
        for bit in single_bits(mask):
            moves |= self._of_class.get(bit, 0)
        self[mask] = moves
        return moves
