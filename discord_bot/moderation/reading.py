"""A message as words with classes, and where each of them stands in the author's text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from discord_bot.moderation.normalize import Normalized, token_spans
from discord_bot.moderation.vocabulary import Word


@dataclass(slots=True)
class Reading:
    """A message as words with classes, which have what the words around them tell.

    ``masks`` are those of the words; ``union`` has every class of theirs. ``places`` are where
    tokens stand in the text, worked out on demand, since most messages need no evidence;
    ``sources`` tell for each word the first and last token that it is of, unless all are one each.
    ``goes_on`` is the text before it that names whom its pronouns mean.
    """

    normalized: Normalized
    words: list[Word]
    masks: list[int]
    union: int
    places: list[tuple[int, int]] | None = None
    sources: list[tuple[int, int]] | None = None
    goes_on: str | None = None

    def span(self, first: int, last: int) -> tuple[int, int]:
        """The piece of the author's text from one word to another, both included."""
        if self.places is None:
            self.places = token_spans(self.normalized)
        if self.sources is not None:
            first, last = self.sources[first][0], self.sources[last][1]
        return self.places[first][0], self.places[last][1]

    def replace(self, words: list[Word]) -> None:
        """Read the message as ``words`` from now on."""
        self.words = words
        self.masks = [word.mask for word in words]
        self.union = reduce(or_, self.masks, 0)

    def merge(self, runs: Iterable[tuple[int, int, Word]]) -> None:
        """Read each run, from a first to a last word, as one that covers them all.

        The runs come in order and do not overlap.
        """
        sources = self.sources or [(place, place) for place in range(len(self.words))]
        words: list[Word] = []
        covered: list[tuple[int, int]] = []
        at = 0
        for first, last, word in runs:
            words += [*self.words[at:first], word]
            covered += [*sources[at:first], (sources[first][0], sources[last][1])]
            at = last + 1
        self.sources = [*covered, *sources[at:]]
        self.replace([*words, *self.words[at:]])

    def change(self, changed: Sequence[tuple[int, Word]]) -> None:
        """Put another word in the place of some."""
        for place, word in changed:
            self.words[place], self.masks[place] = word, word.mask
        self.union = reduce(or_, self.masks, 0)
