"""How both stages' scores are weighed against each other, learnt on messages that neither knew."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from discord_bot.moderation.mixing import Mix

Floats = npt.NDArray[np.float32]


def fit_mix(first: Floats, encoder: Floats, labels: npt.NDArray[np.int64]) -> Mix:
    """The weights of both and the offset of ``ok`` with the least log loss.

    Three numbers and no more: few messages are kept aside, and a weight for each label would fit
    their accidents.
    """

    def loss(values: npt.NDArray[np.float64]) -> float:
        scores = Mix(*values).scores_of(first, encoder)
        likely = scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)
        return float(-likely[np.arange(len(labels)), labels].mean())

    found = minimize(loss, np.array([0.5, 0.5, 0.0]), method="Nelder-Mead")
    return Mix(*map(float, found.x))
