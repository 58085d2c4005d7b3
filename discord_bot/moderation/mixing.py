"""Both stages' scores made into one judgement."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from discord_bot.errors import ConfigurationError
from discord_bot.moderation.model import LABELS
from discord_bot.moderation.transformer import Encoder, EncoderText

MIX = "mix.json"


@dataclass(frozen=True, slots=True)
class Mix:
    """A linear map from the first stage's and the encoder's scores to scores of both.

    ``weights`` (7, 14) and ``bias`` (7,) come from a logistic regression on messages that neither
    stage had seen in training, so that the softmax of the result is calibrated.
    """

    weights: npt.NDArray[np.float64]
    bias: npt.NDArray[np.float64]

    def scores(self, first: Sequence[float], encoder: Sequence[float]) -> list[float]:
        """The mixed scores, in the order of ``LABELS``."""
        mixed: list[float] = (self.weights @ np.array([*first, *encoder]) + self.bias).tolist()
        return mixed


class TransformerStage:
    """The second stage: the encoder reads the message, and its word is weighed with the first's."""

    def __init__(self, encoder: Encoder, mix: Mix) -> None:
        self._encoder = encoder
        self._mix = mix

    @classmethod
    def load(cls, folder: Path) -> TransformerStage | None:
        """The second stage of a folder, or None where the extra or the files are not there.

        Raises ``ConfigurationError`` naming a file that is missing or damaged.
        """
        encoder = Encoder.load(folder)
        return None if encoder is None else cls(encoder, load_mix(folder))

    def scores(self, text: EncoderText, first: Sequence[float]) -> list[float]:
        """Scores of both stages together; ``first`` are the first stage's. Takes milliseconds."""
        return self._mix.scores(first, self._encoder.scores([text])[0].tolist())


def load_mix(folder: Path) -> Mix:
    """Read ``mix.json``. Raises ``ConfigurationError`` naming what is wrong."""
    path = folder / MIX
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
        weights, bias = np.array(facts["weights"], float), np.array(facts["bias"], float)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigurationError(f"{path}: can't be read ({error}); restore data/models.") from None
    if weights.shape != (len(LABELS), 2 * len(LABELS)) or bias.shape != (len(LABELS),):
        raise ConfigurationError(f"{path}: is of another version; restore data/models.")
    return Mix(weights, bias)
