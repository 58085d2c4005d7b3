"""The first stage's network: hashed features into one hidden layer, taught by labels and teacher.

The labels are few; the second stage's encoder, which has read the language, tells the student what
it would say of many more messages that nobody has labelled (Hinton et al., "Distilling the
knowledge in a neural network", 2015). On themes kept aside that is worth more than any size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from scipy.sparse import csr_matrix
from torch import nn

from discord_bot.moderation.classifier import HIDDEN, WIDTH, Classifier, Weights, length_factor
from discord_bot.moderation.entities import Reader
from discord_bot.moderation.features import SIZE, pair_features, rule_feature
from discord_bot.moderation.judge import RuleSet
from discord_bot.moderation.lexicon import Lexicon
from discord_bot.moderation.model import LABELS
from discord_bot.moderation.rules import RULES
from training.data import Example

Floats = npt.NDArray[np.float32]


class Featurizer:
    """Messages as rows of a sparse matrix, by the code that ships."""

    def __init__(self, lexicon: Lexicon, reader: Reader) -> None:
        self._rules = RuleSet(RULES, lexicon)
        self._reader = reader
        self._classifier = Classifier(Weights.blank(), lexicon, [])

    def matrix(self, examples: Sequence[Example]) -> csr_matrix:
        """A row (SIZE,) for each example."""
        columns: list[npt.NDArray[np.int64]] = []
        values: list[Floats] = []
        ends = [0]
        for example in examples:
            row, value = self._row(example)
            columns.append(row)
            values.append(np.full(len(row), value, np.float32))
            ends.append(ends[-1] + len(row))
        matrix = csr_matrix(
            (np.concatenate(values), np.concatenate(columns), ends), shape=(len(examples), SIZE)
        )
        matrix.sum_duplicates()
        return matrix

    def _row(self, example: Example) -> tuple[npt.NDArray[np.int64], float]:
        context = (example.reply_to,) if example.reply_to else ()
        reading = self._reader.read(example.text, context)
        found = [f for word in reading.words for f in self._classifier.features(word)]
        found += [rule_feature(RULES[place].id) for place in self._rules.find(reading)]
        row = np.array(found, np.int64)
        if len(reading.words) > 1:
            keys, coarse = self._classifier.keys(reading.words), self._classifier.coarse(reading)
            row = np.concatenate([row, pair_features(keys, coarse)])
        return row, length_factor(len(reading.words))


@dataclass(frozen=True, slots=True)
class Plan:
    """How to train. ``hidden`` is the share of features left out of each message at random."""

    seed: int = 20221031
    epochs: int = 9
    batch: int = 256
    rate: float = 0.003
    hidden: float = 0.3
    dropout: float = 0.2
    least: int = 3
    """Features of fewer messages are left out."""


class Student(nn.Module):
    """As ``Classifier`` computes it, over the columns in use."""

    def __init__(self, columns: int, dropout: float) -> None:
        super().__init__()
        self.table = nn.EmbeddingBag(columns, WIDTH, mode="sum")
        nn.init.normal_(self.table.weight, std=0.01)
        self.table.weight.data[:, : len(LABELS)] = 0
        self.bias = nn.Parameter(torch.zeros(WIDTH))
        self.output = nn.Linear(HIDDEN, len(LABELS), bias=False)
        nn.init.zeros_(self.output.weight)
        self.drop = nn.Dropout(dropout)

    def forward(
        self, columns: torch.Tensor, starts: torch.Tensor, values: torch.Tensor
    ) -> torch.Tensor:
        """Scores (n, 7)."""
        summed = self.table(columns, starts, per_sample_weights=values) + self.bias
        hidden = self.drop(torch.relu(summed[:, len(LABELS) :]))
        scores: torch.Tensor = summed[:, : len(LABELS)] + self.output(hidden)
        return scores


def fit(matrix: csr_matrix, targets: Floats, weights: Floats, plan: Plan) -> Weights:
    """Train on rows of features, each with a distribution over the labels and a weight."""
    torch.manual_seed(plan.seed)
    rng = np.random.default_rng(plan.seed)
    used = np.flatnonzero(np.diff(matrix.tocsc().indptr) >= plan.least)
    rows = matrix[:, used].tocsr()
    network = Student(len(used), plan.dropout).train()
    optimizer = torch.optim.Adam(network.parameters(), lr=plan.rate)
    batches = len(targets) // plan.batch + 1
    steps = plan.epochs * batches
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda k: max(0.02, 1 - k / steps))
    truth, say = torch.tensor(targets), torch.tensor(weights)
    for _ in range(plan.epochs):
        for places in np.array_split(rng.permutation(len(targets)), batches):
            columns, starts, values = _bags(rows[places])
            kept = torch.rand(len(values)) >= plan.hidden
            scores = network(columns, starts, values * kept / (1 - plan.hidden))
            losses = -(truth[places] * torch.log_softmax(scores, 1)).sum(1) * say[places]
            loss = losses.sum() / say[places].sum()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    return _quantized(network.eval(), used)


def _bags(rows: csr_matrix) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    columns = torch.tensor(rows.indices, dtype=torch.long)
    starts = torch.tensor(rows.indptr[:-1], dtype=torch.long)
    return columns, starts, torch.tensor(rows.data)


def _quantized(network: Student, used: npt.NDArray[np.int64]) -> Weights:
    """Whole numbers of -127 to 127, with a scale for each column."""
    trained = network.table.weight.detach().numpy()
    scale = (np.abs(trained).max(axis=0) / 127).astype(np.float32)
    table = np.zeros((SIZE, WIDTH), np.int8)
    table[used] = np.round(trained / scale)
    bias = network.bias.detach().numpy().copy()
    output = network.output.weight.detach().numpy().T.copy()
    return Weights(table, scale, bias, output, 1.0)


def scores_of(weights: Weights, matrix: csr_matrix) -> Floats:
    """Scores (n, 7) of rows of features, as ``Classifier.scores`` gives them."""
    values = matrix @ weights.table.astype(np.float32) * weights.scale + weights.bias
    hidden = np.maximum(values[:, len(LABELS) :], 0)
    scores: Floats = values[:, : len(LABELS)] + hidden @ weights.output
    return scores
