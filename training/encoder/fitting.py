"""Fine-tuning: our own messages lead, the public ones are a faint second voice."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from tokenizers import Encoding
from torch import nn

from discord_bot.moderation.model import LABELS
from discord_bot.moderation.transformer import EncoderText
from training.data import Example
from training.encoder.network import Batcher, Network

PUBLIC = "public_set"
"""The group of messages that are known to be hateful or not, and no more."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How to train. ``rate`` is the encoder's; the head's is ``head_rate``."""

    seed: int = 20221031
    epochs: int = 4
    batch: int = 32
    rate: float = 1.2e-4
    head_rate: float = 1.5e-3
    decay: float = 0.01
    warm_up: float = 0.1
    smoothing: float = 0.05
    layer_decay: float = 0.85


def train(
    examples: Sequence[Example],
    texts: Sequence[EncoderText],
    source: Path,
    batcher: Batcher,
    plan: Plan,
    network: Network | None = None,
) -> Network:
    """The network fine-tuned on ``examples``, whose ``texts`` are what it reads of them.

    Goes on with ``network`` if there is one, else begins with the encoder of ``source``.
    """
    torch.manual_seed(plan.seed)
    rng = random.Random(plan.seed)
    network = network or Network(source)
    steps = plan.epochs * (-(-len(examples) // plan.batch))
    optimizer, schedule = _optimizer(network, plan, steps)
    labels = torch.tensor([LABELS.index(example.label) for example in examples])
    weights = torch.tensor([example.weight for example in examples])
    public = torch.tensor([example.group == PUBLIC for example in examples])
    network.train()
    started = time.monotonic()
    for epoch in range(plan.epochs):
        encoded = batcher.encode_varied(texts)
        losses = []
        for places in _batches(encoded, plan.batch, rng):
            batch = batcher.hide(batcher.batch([encoded[place] for place in places]))
            with torch.autocast("cpu", torch.bfloat16):
                scores = network(**batch)
            each = _losses(scores.float(), labels[places], public[places], plan.smoothing)
            loss = (each * weights[places]).sum() / weights[places].sum()
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            losses.append(float(loss))
        took = time.monotonic() - started
        print(f"  epoch {epoch + 1}: loss {np.mean(losses):.3f}, {took:.0f} s", flush=True)
    return network.eval()


def mean_of(networks: Sequence[Network]) -> Network:
    """The first network with the mean of all their weights; they began as the same encoder."""
    states = [network.state_dict() for network in networks]
    mean = {
        name: torch.stack([state[name] for state in states]).mean(0)
        for name, value in states[0].items()
        if value.is_floating_point()
    }
    networks[0].load_state_dict(mean, strict=False)
    return networks[0]


def _optimizer(
    network: Network, plan: Plan, steps: int
) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LRScheduler]:
    """Lower layers know the language and learn slower."""
    layers = list(network.encoder.encoder.layer)
    groups = [{"params": list(network.head.parameters()), "lr": plan.head_rate}]
    for depth, layer in enumerate(reversed(layers)):
        rate = plan.rate * plan.layer_decay**depth
        groups.append({"params": list(layer.parameters()), "lr": rate})
    optimizer = torch.optim.AdamW(groups, weight_decay=plan.decay, fused=True)

    def share(step: int) -> float:
        return min(1.0, step / (plan.warm_up * steps)) * max(0.01, 1 - step / steps)

    return optimizer, torch.optim.lr_scheduler.LambdaLR(optimizer, share)


def _batches(encoded: Sequence[Encoding], size: int, rng: random.Random) -> list[list[int]]:
    """Every place once, by chance, with neighbours of like length: less padding."""
    order = list(range(len(encoded)))
    rng.shuffle(order)
    batches = []
    for start in range(0, len(order), size * 16):
        chunk = sorted(order[start : start + size * 16], key=lambda place: len(encoded[place].ids))
        batches += [chunk[i : i + size] for i in range(0, len(chunk), size)]
    rng.shuffle(batches)
    return batches


def _losses(
    scores: torch.Tensor, truth: torch.Tensor, public: torch.Tensor, smoothing: float
) -> torch.Tensor:
    """Cross entropy over the labels for our own; over ``ok`` or not for the public ones."""
    likely = torch.log_softmax(scores, 1)
    rows = torch.arange(len(truth))
    ours = -(1 - smoothing) * likely[rows, truth] - smoothing * likely.mean(1)
    breach = torch.logsumexp(likely[:, 1:], 1)
    theirs = -torch.where(truth > 0, breach, likely[:, 0])
    return torch.where(public, theirs, ours)


@torch.no_grad()
def score(
    network: Network, texts: Sequence[EncoderText], batcher: Batcher, *, means: bool = False
) -> npt.NDArray[np.float32]:
    """Scores (n, 7) of texts, or the means (n, 384) that the head reads."""
    encoded = batcher.encode(texts)
    order = sorted(range(len(encoded)), key=lambda place: len(encoded[place].ids))
    parts = []
    for start in range(0, len(order), 64):
        batch = batcher.batch([encoded[place] for place in order[start : start + 64]])
        parts.append((network.means(**batch) if means else network(**batch)).numpy())
    found = np.concatenate(parts).astype(np.float32)
    back = np.empty_like(found)
    back[order] = found
    return back
