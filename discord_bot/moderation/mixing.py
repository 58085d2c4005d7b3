"""Both stages' scores made into one judgement."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from discord_bot.errors import ConfigurationError
from discord_bot.moderation.transformer import Encoder, EncoderText

MIX = "mix.json"


@dataclass(frozen=True, slots=True)
class Mix:
    """Weights of the first stage's and the encoder's scores, and an offset for ``ok``.

    Learnt on messages that neither stage had seen in training, so that the softmax of what comes
    out is calibrated (a logarithmic opinion pool).
    """

    first: float
    encoder: float
    ok: float

    def scores_of(
        self, first: npt.NDArray[np.float32], encoder: npt.NDArray[np.float32]
    ) -> npt.NDArray[np.float32]:
        """The mixed scores (n, 7) of n messages, in the order of ``LABELS``."""
        mixed = self.first * first + self.encoder * encoder
        mixed[:, 0] += self.ok
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
        ours = np.array([first], np.float32)
        mixed: list[float] = self._mix.scores_of(ours, self._encoder.scores([text]))[0].tolist()
        return mixed


def load_mix(folder: Path) -> Mix:
    """Read ``mix.json``. Raises ``ConfigurationError`` naming what is wrong."""
    path = folder / MIX
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
        return Mix(**{name: float(facts[name]) for name in ("first", "encoder", "ok")})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigurationError(f"{path}: can't be read ({error}); restore data/models.") from None
