"""The first stage's classifier: rows of small weights, added up, and a hidden layer over that."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from discord_bot.errors import ConfigurationError
from discord_bot.moderation.entities import Reading
from discord_bot.moderation.features import (
    PARTS,
    SIZE,
    paired,
    parts_of,
    rule_feature,
    word_features,
)
from discord_bot.moderation.lexicon import Lexicon
from discord_bot.moderation.model import LABELS
from discord_bot.moderation.vocabulary import Word

_ROWS = 40_000
"""Words whose weights are kept added up; past that they are worked out anew. As many words of one
message are scored; Discord's longest, of 4,000 characters, has a tenth of them."""
_ONES = np.ones(1024, np.float32)
_LABELS = len(LABELS)

Floats = npt.NDArray[np.float32]

COARSE = (
    "actor", "character", "mention", "given_name", "he_real", "he_character", "i_am", "i", "we",
    "you_are", "you", "public_identity", "slur_gay", "slur_trans", "slur_race", "slur_disability",
    "queer_orientation", "straight", "orientation", "gender_identity", "gay_plural",
    "person_plural", "religion", "race", "migrant", "disability", "flag", "bait", "gaydar", "fake",
    "phobia", "clout", "dehumanising", "degrading", "strong_insult", "insult", "hate_verb",
    "kill_verb", "threat_verb", "killed", "exclude_verb", "weapon", "disgust_emoji", "mock_emoji",
    "couple_state", "partner_word", "romance", "acquaintance", "person_noun", "parents", "closet",
    "owe", "hush", "real_life", "in_show", "report_speech", "believe", "condemn", "negation",
    "wonder", "certain", "hint", "investigate", "looks", "vibes", "hobby", "type_word", "woman",
    "man", "people", "both_sexes", "he", "she", "they", "be", "modal", "question", "stop", "comma",
    "quote_mark", "idea", "positive", "support", "affection", "profanity", "body", "admit",
    "telling", "press", "know", "everybody", "someone", "this_one", "emoji", "number", "link",
    "bar",
)  # fmt: skip
"""The classes that pairs of classes are made of; a word counts as the first that it is in."""


HIDDEN = 25
"""Hidden numbers between a message's features and the labels. Twice as many were no better."""
WIDTH = len(LABELS) + HIDDEN
_ZEROS = np.zeros(HIDDEN, np.float32)


@dataclass(frozen=True, slots=True)
class Weights:
    """A trained network of one hidden layer over the sum of a message's features.

    ``table`` (SIZE, WIDTH) has small integers for each feature, times ``scale`` (WIDTH,): the first
    seven speak for the labels themselves, the others feed the hidden layer, whose ``output``
    (HIDDEN, 7) is added; ``bias`` is (WIDTH,). Scores over ``temperature`` are log-odds.
    """

    table: npt.NDArray[np.int8]
    scale: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32]
    output: npt.NDArray[np.float32]
    temperature: float

    @classmethod
    def blank(cls) -> Weights:
        """Weights that know nothing."""
        return cls(
            np.zeros((SIZE, WIDTH), np.int8),
            np.ones(WIDTH, np.float32),
            np.zeros(WIDTH, np.float32),
            np.zeros((HIDDEN, len(LABELS)), np.float32),
            1.0,
        )


class Classifier:
    """Scores a reading: one number for each label, the higher the likelier."""

    def __init__(self, weights: Weights, lexicon: Lexicon, rule_ids: list[str]) -> None:
        self._weights = weights
        self._lexicon = lexicon
        self._coarse_bits = [(lexicon.bit(name), place + 1) for place, name in enumerate(COARSE)]
        self._coarse_of: dict[int, int] = {}
        # The first rows are the rules', the others those of words, as they are met.
        self._sums = np.zeros((len(rule_ids) + _ROWS, WIDTH), dtype=np.float32)
        self._parts = np.zeros((len(rule_ids) + _ROWS, PARTS), dtype=np.int64)
        for row, rule_id in enumerate(rule_ids):
            self._sums[row] = weights.table[rule_feature(rule_id)]
        self._first_row = len(rule_ids)
        self._placed: list[Word] = []

    def coarse(self, reading: Reading) -> npt.NDArray[np.int64]:
        """A number for each word's class."""
        return np.array([self._coarse(mask) for mask in reading.masks], dtype=np.int64)

    def _coarse(self, mask: int) -> int:
        known = self._coarse_of.get(mask)
        if known is None:
            known = next((place for bit, place in self._coarse_bits if mask & bit), 0)
            self._coarse_of[mask] = known
        return known

    def scores(self, reading: Reading, fired: list[int]) -> npt.NDArray[np.float32]:
        """Log-odds-like scores in the order of ``LABELS``; ``fired`` are places of rules.

        A message may be of any length: past its first 40,000 words, only rules read on.
        """
        words, weights = reading.words, self._weights
        if len(words) > _ROWS:
            words = words[:_ROWS]
        rows = np.array(self._rows(words) + fired)
        values = _added_up(self._sums.take(rows, axis=0))
        if len(words) > 1:
            pairs = paired(self._parts.take(rows[: len(words)], axis=0))
            values += self._summed(pairs)
        values *= weights.scale
        values *= _length_factors(len(words))
        values += weights.bias
        hidden = np.maximum(values[_LABELS:], _ZEROS)
        scored: npt.NDArray[np.float32] = values[:_LABELS] + hidden.dot(weights.output)
        return scored

    @staticmethod
    def keys(words: list[Word]) -> npt.NDArray[np.int64]:
        """The words' hashes."""
        return np.array([word.key for word in words], dtype=np.int64)

    def _rows(self, words: list[Word]) -> list[int]:
        """The rows of at most ``_ROWS`` words, which are worked out for those that have none."""
        rows = [word.row for word in words]
        if -1 not in rows:
            return rows
        if len(self._placed) + len(words) > _ROWS:
            for word in self._placed:
                word.row = -1
            self._placed.clear()
        for word in words:
            if word.row < 0:
                self._place(word)
        return [word.row for word in words]

    def learn(self, words: Sequence[Word]) -> None:
        """Work out what ``words`` weigh, as far as there is room beside those met so far."""
        room = _ROWS // 2 - len(self._placed)
        for word in [word for word in words if word.row < 0][: max(0, room)]:
            if word.row < 0:
                self._place(word)

    def features(self, word: Word) -> list[int]:
        """The features of a word by itself."""
        return word_features(word, self._lexicon.names_of(word.mask))

    def _place(self, word: Word) -> None:
        row = self._first_row + len(self._placed)
        self._sums[row] = self._summed(self.features(word))
        self._parts[row] = parts_of(word.key, self._coarse(word.mask))
        word.row = row
        self._placed.append(word)

    def _summed(self, features: Sequence[int] | npt.NDArray[np.int64]) -> Floats:
        """The sum of the table's rows for these features."""
        # Bytes are read and made floats: the table of floats would not fit into a core's cache.
        return _added_up(self._weights.table.take(features, axis=0).astype(np.float32))


def _added_up(rows: Floats) -> Floats:
    """The sum of rows of small whole numbers, which floats add up exactly in any order."""
    count = len(rows)
    # For few rows a product with ones is the faster sum.
    total: Floats = _ONES[:count].dot(rows) if count <= len(_ONES) else np.add.reduce(rows, axis=0)
    return total


def length_factor(count: int) -> float:
    """Long messages have more features; their sum is damped by the square root of their length."""
    return float((12.0 / (count + 4.0)) ** 0.5)


@lru_cache(maxsize=256)  # arrays of the same length are multiplied faster than one by a number
def _length_factors(count: int) -> Floats:
    return np.full(WIDTH, length_factor(count), np.float32)


def load_weights(folder: Path) -> Weights:
    """Read ``first.npz`` and ``first.json``. Raises ``ConfigurationError`` naming what is wrong."""
    try:
        facts = json.loads((folder / "first.json").read_text(encoding="utf-8"))
        with np.load(folder / "first.npz", allow_pickle=False) as arrays:
            table, scale, bias, output = (
                arrays[name] for name in ("table", "scale", "bias", "output")
            )
        weights = Weights(table, scale, bias, output, float(facts["temperature"]))
    except (OSError, ValueError, KeyError) as error:
        raise ConfigurationError(
            f"{folder}: the filter's model can't be read ({error}); restore data/models."
        ) from None
    blank = Weights.blank()
    for name in ("table", "scale", "bias", "output"):
        if getattr(weights, name).shape != getattr(blank, name).shape:
            raise ConfigurationError(
                f"{folder}/first.npz: is of another version; restore data/models."
            )
    return weights
