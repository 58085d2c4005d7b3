"""The first stage's classifier: rows of small weights, added up, and a hidden layer over that."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from discord_bot.errors import ConfigurationError
from discord_bot.moderation.entities import Reading
from discord_bot.moderation.features import SIZE, pair_features, rule_feature, word_features
from discord_bot.moderation.lexicon import Lexicon
from discord_bot.moderation.model import LABELS
from discord_bot.moderation.vocabulary import Word

_ROWS = 50_000
"""Words whose weights are kept added up; past that they are worked out anew."""

COARSE = (
    "actor", "character", "mention", "given_name", "he_real", "he_character", "i_am", "i", "we",
    "you_are", "you", "public_identity", "slur_gay", "slur_trans", "slur_race", "slur_disability",
    "queer_orientation", "straight", "orientation", "gender_identity", "gay_plural", "person_plural",  # noqa: E501
    "religion", "race", "migrant", "disability", "flag", "bait", "gaydar", "fake", "phobia", "clout",  # noqa: E501
    "dehumanising", "degrading", "strong_insult", "insult", "hate_verb", "kill_verb", "threat_verb",
    "killed", "exclude_verb", "weapon", "disgust_emoji", "mock_emoji", "couple_state", "partner_word",  # noqa: E501
    "romance", "acquaintance", "person_noun", "parents", "closet", "owe", "hush", "real_life", "in_show",  # noqa: E501
    "report_speech", "believe", "condemn", "negation", "wonder", "certain", "hint", "investigate",
    "looks", "vibes", "hobby", "type_word", "woman", "man", "people", "both_sexes", "he", "she", "they",  # noqa: E501
    "be", "modal", "question", "stop", "comma", "quote_mark", "idea", "positive", "support", "affection",  # noqa: E501
    "profanity", "body", "admit", "telling", "press", "know", "everybody", "someone", "this_one", "emoji",  # noqa: E501
    "number", "link", "bar",
)  # fmt: skip
"""The classes that pairs of classes are made of; a word counts as the first that it is in."""


HIDDEN = 25
"""Hidden numbers between a message's features and the labels. Twice as many were no better."""
WIDTH = len(LABELS) + HIDDEN


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
        self._rows = np.zeros((_ROWS, WIDTH), dtype=np.int32)
        self._used = 0
        self._generation: dict[int, Word] = {}
        rules = [rule_feature(rule) for rule in rule_ids]
        self._rules = weights.table[rules].astype(np.int32).reshape(-1, WIDTH)

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
        """Log-odds-like scores in the order of ``LABELS``; ``fired`` are places of rules."""
        words, weights = reading.words, self._weights
        total = self._words(words)
        if len(words) > 1:
            pairs = pair_features(self.keys(words), self.coarse(reading))
            total += np.add.reduce(weights.table.take(pairs, axis=0), axis=0, dtype=np.int32)
        if fired:
            total += np.add.reduce(self._rules.take(fired, axis=0), axis=0)
        values = total * weights.scale
        values *= length_factor(len(words))
        values += weights.bias
        hidden = np.maximum(values[len(LABELS) :], 0.0)
        scored: npt.NDArray[np.float32] = values[: len(LABELS)] + hidden @ weights.output
        return scored

    @staticmethod
    def keys(words: list[Word]) -> npt.NDArray[np.int64]:
        """The words' hashes."""
        return np.array([word.key for word in words], dtype=np.int64)

    def _words(self, words: list[Word]) -> npt.NDArray[np.int32]:
        rows = [word.row for word in words]
        if -1 in rows:
            for word in words:
                if word.row < 0:
                    self._place(word)
            rows = [word.row for word in words]
        summed: npt.NDArray[np.int32] = np.add.reduce(self._rows.take(rows, axis=0), axis=0)
        return summed

    def features(self, word: Word) -> list[int]:
        """The features of a word by itself."""
        return word_features(word, self._lexicon.names_of(word.mask))

    def _place(self, word: Word) -> None:
        if self._used == _ROWS:
            for other in self._generation.values():
                other.row = -1
            self._generation.clear()
            self._used = 0
        features = self.features(word)
        table = self._weights.table
        self._rows[self._used] = table.take(features, axis=0).sum(axis=0, dtype=np.int32)
        word.row = self._used
        self._generation[self._used] = word
        self._used += 1


def length_factor(count: int) -> float:
    """Long messages have more features; their sum is damped by the square root of their length."""
    return float((12.0 / (count + 4.0)) ** 0.5)


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
