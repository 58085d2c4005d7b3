"""Patterns over classes of words, matched bit-parallel: no backtracking, whatever the message.

A pattern is a row of steps parted by spaces. ``CLASS`` is a word of that class, ``word`` that very
word, ``A|B`` either; ``?A`` may be missing, with the gap before it; ``..n`` lets up to n words of
the same clause stand between; ``^`` is the beginning of a clause and ``$`` its end. All positions
of a class are one number with a bit for each word, so that a step is a shift and an AND
(Baeza-Yates and Gonnet, "A new approach to text searching", 1992).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import NamedTuple

from discord_bot.moderation.lexicon import Lexicon

_START, _END = -1, -2
_BITS = tuple(1 << place for place in range(64))


class Step(NamedTuple):
    """One step: any of the classes in ``mask``, after up to ``gap`` other words."""

    mask: int
    gap: int = 0
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern.

    ``needs`` are masks of which a message must have something each; ``classes`` are those of all
    steps together.
    """

    steps: tuple[Step, ...]
    needs: tuple[int, ...]
    classes: int


def compile_pattern(text: str, lexicon: Lexicon) -> Pattern:
    """Compile a pattern. Raises ``ValueError`` for an unknown class or a dangling gap."""
    steps: list[Step] = []
    gap = 0
    for piece in text.split():
        if piece.startswith("..") and piece[2:].isdigit():
            gap = int(piece[2:])
            continue
        optional = piece.startswith("?")
        steps.append(Step(_mask(piece[optional:], lexicon), gap, optional))
        gap = 0
    if gap or not steps:
        raise ValueError(f'the pattern "{text}" ends in a gap or has no step')
    needs = tuple(step.mask for step in steps if not step.optional and step.mask > 0)
    classes = reduce(or_, (step.mask for step in steps if step.mask > 0), 0)
    return Pattern(tuple(steps), needs, classes)


def _mask(piece: str, lexicon: Lexicon) -> int:
    if piece in ("^", "$"):
        return _START if piece == "^" else _END
    mask = 0
    for name in piece.split("|"):
        if name.isupper():
            if not lexicon.has(name.lower()):
                raise ValueError(f'there is no class "{name}"')
            mask |= lexicon.bit(name.lower())
        else:
            mask |= lexicon.literal(name)
    return mask


class Sentence:
    """The classes of a message's words, ready to be matched.

    ``asked`` are the classes that the patterns to be found ask for: most words have none of them,
    and need not be looked at again for each step.
    """

    __slots__ = ("_inside", "_places", "_positions", "_top")

    def __init__(self, masks: Sequence[int], stop: int, asked: int) -> None:
        self._top = len(masks) - 1
        self._places = _places(masks, stop | asked)
        self._positions: dict[int, int] = {}
        stops = self._where(stop)
        self._inside = ~stops
        self._positions[_START] = (stops << 1) | 1
        self._positions[_END] = stops | (1 << len(masks))

    def _where(self, mask: int) -> int:
        """Where words of any class in ``mask`` stand, a bit each."""
        found = 0
        for own, places in self._places:
            if own & mask:
                found |= places
        self._positions[mask] = found
        return found

    def find(self, pattern: Pattern) -> tuple[int, int] | None:
        """The first and last place of a match, or None."""
        positions, inside = self._positions, self._inside
        before = -1
        # After each step, the places where a match so far lets the next word stand.
        reached: list[int] = []
        for mask, gap, optional in pattern.steps:
            here = positions.get(mask)
            if here is None:
                here = self._where(mask)
            following = before
            for _ in range(gap):
                following = before | ((following & inside) << 1)
            following &= here
            if mask != _START:
                following <<= 1
            if optional:
                following |= before
            if not following:
                return None
            reached.append(following)
            before = following
        return self._span(pattern, reached)

    def _span(self, pattern: Pattern, reached: list[int]) -> tuple[int, int]:
        """From the first end back to the latest beginning that leads there.

        Where a step that may be missing is missing, the step before it may stand twice in a row;
        then both words are evidence.
        """
        last = (reached[-1] & -reached[-1]).bit_length() - 2
        place = last
        steps = pattern.steps
        for index in range(len(steps) - 1, 0, -1):
            began = steps[index - 1].mask == _START
            back = 1 << place if began else (1 << place) >> 1
            spread = back
            for _ in range(steps[index].gap):
                back = (back & self._inside) >> 1
                spread |= back
            hits = spread & (reached[index - 1] if began else reached[index - 1] >> 1)
            if hits:
                place = hits.bit_length() - 1
        return max(min(place, self._top), 0), min(last, self._top)


def _places(masks: Sequence[int], asked: int) -> list[tuple[int, int]]:
    """Pairs of classes, some of them asked for, and the places of words that have just these."""
    if len(masks) <= len(_BITS):
        return [pair for pair in zip(masks, _BITS, strict=False) if pair[0] & asked]
    # In long messages the same classes come again and again, and each is asked about once.
    places: dict[int, int] = {}
    for place, mask in enumerate(masks):
        if mask & asked:
            places[mask] = places.get(mask, 0) | (1 << place)
    return list(places.items())
