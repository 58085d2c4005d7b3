"""How both stages' scores are weighed against each other, learnt on messages that neither knew."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from discord_bot.moderation.mixing import Mix

Floats = npt.NDArray[np.float32]
_STRENGTH = 0.02
"""The inverse of the regularisation (C): few messages are kept aside, and 14 scores a message."""


def fit_mix(first: Floats, encoder: Floats, labels: npt.NDArray[np.int64]) -> Mix:
    """A logistic regression over the scores (n, 7) of both."""
    model = LogisticRegression(C=_STRENGTH, max_iter=2000)
    model.fit(np.hstack([first, encoder]), labels)
    return Mix(model.coef_, model.intercept_)


def mixed_scores(
    first: Floats, encoder: Floats, labels: npt.NDArray[np.int64], parts: npt.NDArray[np.int64]
) -> Floats:
    """Scores of both, for each part by a mix learnt on the others: for honest figures."""
    found = np.zeros_like(first)
    for part in np.unique(parts):
        here = parts == part
        mix = fit_mix(first[~here], encoder[~here], labels[~here])
        found[here] = np.hstack([first[here], encoder[here]]) @ mix.weights.T + mix.bias
    return found
