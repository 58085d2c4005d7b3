"""Patterns over classes of words, matched bit-parallel: no backtracking, whatever the message.

A pattern is a row of steps parted by spaces. ``CLASS`` is a word of that class, ``word`` that very
word, ``A|B`` either; ``?A`` may be missing; ``..n`` lets up to n words of the same clause stand
between; ``^`` is the beginning of a clause and ``$`` its end. All positions of a class are one
number with a bit for each word, so that a step is a shift and an AND (Baeza-Yates and Gonnet,
"A new approach to text searching", 1992).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from discord_bot.moderation.lexicon import Lexicon

_START, _END = -1, -2


@dataclass(frozen=True, slots=True)
class Step:
    """One step: any of the classes in ``mask``, after up to ``gap`` other words."""

    mask: int
    gap: int = 0
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern. ``needs`` are masks of which a message must have something each."""

    steps: tuple[Step, ...]
    needs: tuple[int, ...]


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
    return Pattern(tuple(steps), needs)


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
    """The classes of a message's words, ready to be matched."""

    __slots__ = ("_positions", "_starts", "_stops", "masks", "union")

    def __init__(self, masks: Sequence[int], union: int, stop: int) -> None:
        self.masks = masks
        self.union = union
        self._positions: dict[int, int] = {}
        stops = 0
        for place, mask in enumerate(masks):
            if mask & stop:
                stops |= 1 << place
        self._stops = stops
        self._starts = (stops << 1) | 1

    def positions(self, mask: int) -> int:
        """Where words of any class in ``mask`` stand, a bit each."""
        found = self._positions.get(mask)
        if found is None:
            if mask == _START:
                found = self._starts
            elif mask == _END:
                found = self._stops | (1 << len(self.masks))
            else:
                found = 0
                for place, other in enumerate(self.masks):
                    if other & mask:
                        found |= 1 << place
            self._positions[mask] = found
        return found

    def find(self, pattern: Pattern) -> tuple[int, int] | None:
        """The first and last place of a match, or None."""
        reached = self._forward(pattern)
        if not reached:
            return None
        return self._backward(pattern, reached)

    def _forward(self, pattern: Pattern) -> list[int]:
        """After each step, where a match so far may end; empty when there is no match."""
        reached: list[int] = []
        current = -1
        inside = ~self._stops
        for step in pattern.steps:
            here = self.positions(step.mask)
            if step.mask == _START:
                # The beginning of a clause is the place of its first word, not a word of its own.
                current = here
                reached.append(current)
                continue
            following = current if not reached else self._after(pattern, reached, step, inside)
            hit = following & here
            if step.optional:
                hit |= current
            if not hit:
                return []
            current = hit
            reached.append(hit)
        return reached

    def _after(self, pattern: Pattern, reached: list[int], step: Step, inside: int) -> int:
        before = reached[-1]
        began = pattern.steps[len(reached) - 1].mask == _START
        following = before if began else before << 1
        spread = following
        for _ in range(step.gap):
            following = (following & inside) << 1
            spread |= following
        return spread

    def _backward(self, pattern: Pattern, reached: list[int]) -> tuple[int, int]:
        """From the first end back to the latest beginning that leads there."""
        last = (reached[-1] & -reached[-1]).bit_length() - 1
        place = last
        inside = ~self._stops
        for index in range(len(reached) - 1, 0, -1):
            step = pattern.steps[index]
            began = pattern.steps[index - 1].mask == _START
            back = 1 << place if began else (1 << place) >> 1
            spread = back
            for _ in range(step.gap):
                back = (back >> 1) & inside
                spread |= back
            hits = spread & reached[index - 1]
            if step.optional and not hits:
                continue
            if hits:
                place = hits.bit_length() - 1
        top = len(self.masks) - 1
        return max(min(place, top), 0), min(last, top)
