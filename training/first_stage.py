"""Train the first stage's classifier: ``python -m training.first_stage --development FILE --public FOLDER``.

Prints what it used and what came of it on the themes kept aside, and writes ``data/models``.
"""  # noqa: E501

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from discord_bot.moderation.classifier import Classifier, Weights, length_factor
from discord_bot.moderation.entities import Reader
from discord_bot.moderation.features import SIZE, pair_features, rule_feature, word_features
from discord_bot.moderation.judge import RuleSet
from discord_bot.moderation.lexicon import Lexicon, load_lexicon
from discord_bot.moderation.loading import make_reader, names_of
from discord_bot.moderation.model import LABELS
from discord_bot.moderation.normalize import normalize
from discord_bot.moderation.rules import RULES
from discord_bot.packs import data_directory, load_pack
from training.data import (
    FOLDS,
    Example,
    development_examples,
    digest,
    fold_of,
    own_examples,
    public_examples,
    public_words,
)
from training.report import report, temperature_of

MODELS = data_directory() / "models"
STRENGTH = 3.0
"""The inverse of the regularisation (C), chosen by cross-validation over 0.3, 1, 3 and 10."""
PUBLIC_WEIGHT = 0.15
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?\Z")


def known_words(examples: list[Example], public: Path | None) -> list[str]:
    """Words that occur often enough to be meant as they stand."""
    counts: Counter[str] = Counter()
    for example in examples:
        counts.update(set(normalize(example.text).tokens))
    common = {word for word, count in counts.items() if count > 1}
    if public is not None:
        common |= {word for word, count in public_words(public).items() if count >= 5}  # noqa: PLR2004
    return sorted(word for word in common if _WORD.match(word) and len(word) > 1)


class Featurizer:
    """Messages as rows of a sparse matrix, by the code that ships."""

    def __init__(self, lexicon: Lexicon, reader: Reader) -> None:
        self.rules = RuleSet(RULES, lexicon)
        self.reader = reader
        blank = Weights(
            np.zeros((SIZE, len(LABELS)), np.int8), 1.0, np.zeros(len(LABELS), np.float32), 1.0
        )
        self._classifier = Classifier(blank, lexicon, [])

    def matrix(self, examples: list[Example]) -> csr_matrix:  # noqa: D102
        columns: list[np.ndarray] = []
        values: list[np.ndarray] = []
        ends = [0]
        for example in examples:
            context = (example.reply_to,) if example.reply_to else ()
            reading = self.reader.read(example.text, context)
            found = [feature for word in reading.words for feature in word_features(word)]
            found += [rule_feature(RULES[place].id) for place in self.rules.find(reading)]
            pairs = (
                pair_features(
                    self._classifier.keys(reading.words), self._classifier.coarse(reading)
                )
                if reading.words
                else np.empty(0, np.int64)
            )
            row = np.concatenate([np.array(found, np.int64), pairs])
            columns.append(row)
            values.append(np.full(len(row), length_factor(len(reading.words)), np.float32))
            ends.append(ends[-1] + len(row))
        matrix = csr_matrix(
            (np.concatenate(values), np.concatenate(columns), ends), shape=(len(examples), SIZE)
        )
        matrix.sum_duplicates()
        return matrix


def fit(
    matrix: csr_matrix, examples: list[Example], strength: float
) -> tuple[np.ndarray, np.ndarray]:
    """Weights (SIZE, 7) and bias of a multinomial logistic regression over the columns in use."""
    used = np.unique(matrix.indices)
    labels = np.array([LABELS.index(example.label) for example in examples])
    model = LogisticRegression(C=strength, max_iter=400, tol=1e-3)
    model.fit(
        matrix[:, used], labels, sample_weight=np.array([example.weight for example in examples])
    )
    table = np.zeros((SIZE, len(LABELS)), np.float32)
    table[np.ix_(used, model.classes_)] = model.coef_.T
    bias = np.full(len(LABELS), -20.0, np.float32)
    bias[model.classes_] = model.intercept_
    return table, bias


def quantize(table: np.ndarray) -> tuple[np.ndarray, float]:
    """Weights as whole numbers of -127 to 127, and what to multiply them by."""
    scale = float(np.abs(table).max() / 127)
    return np.round(table / scale).astype(np.int8), scale


def main() -> None:  # noqa: D103
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--development", type=Path, required=True)
    parser.add_argument("--public", type=Path)
    parser.add_argument("--folds", action="store_true", help="cross-validate over all five parts")
    parser.add_argument("--strength", type=float, default=STRENGTH)
    parser.add_argument("--public-weight", type=float, default=PUBLIC_WEIGHT)
    arguments = parser.parse_args()
    own, development = own_examples(), development_examples(arguments.development)
    public = public_examples(arguments.public, arguments.public_weight) if arguments.public else []
    for name, part in (("own", own), ("development", development), ("public", public)):
        print(f"{name}: {len(part)} {digest(part)} {dict(Counter(e.label for e in part))}")
    ours = own + development
    folds = np.array([fold_of(example.theme) for example in ours])
    words = known_words(
        [e for e in ours if fold_of(e.theme)] if not arguments.folds else ours, arguments.public
    )
    lexicon = load_lexicon(data_directory() / "lexicon")
    # Compiling the rules gives literal words their bits, so it comes before the reader.
    RuleSet(RULES, lexicon)
    featurizer = Featurizer(lexicon, make_reader(lexicon, names_of(load_pack()), words))
    matrix = featurizer.matrix(ours)
    public_matrix = featurizer.matrix(public) if public else csr_matrix((0, SIZE), dtype=np.float32)
    print(f"features in use: {len(np.unique(matrix.indices))}")
    scores = np.zeros((len(ours), len(LABELS)), np.float32)
    from scipy.sparse import vstack

    tried = range(FOLDS) if arguments.folds else (0,)
    for fold in tried:
        train = np.flatnonzero(folds != fold)
        table, bias = fit(
            vstack([matrix[train], public_matrix]).tocsr(),
            [ours[i] for i in train] + public,
            arguments.strength,
        )
        aside = np.flatnonzero(folds == fold)
        scores[aside] = matrix[aside] @ table + bias
    aside = np.flatnonzero(np.isin(folds, list(tried)))
    labels = np.array([LABELS.index(ours[i].label) for i in aside])
    temperature = temperature_of(scores[aside], labels)
    print(f"temperature {temperature:.2f}")
    figures = report([ours[i] for i in aside], scores[aside], temperature, "kept aside")
    dev = [i for i in aside if ours[i].theme.startswith("development-")]
    report([ours[i] for i in dev], scores[dev], temperature, "development, kept aside")
    table, bias = fit(vstack([matrix, public_matrix]).tocsr(), ours + public, arguments.strength)
    small, scale = quantize(table)
    MODELS.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(MODELS / "first.npz", table=small, bias=bias)
    facts = {
        "scale": scale,
        "temperature": temperature,
        "data": digest(ours + public),
        "figures": figures,
    }
    (MODELS / "first.json").write_text(
        json.dumps(facts, indent=1, sort_keys=True) + "\n", encoding="utf-8"
    )
    (MODELS / "words.txt").write_text("\n".join(words) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
