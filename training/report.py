"""What training prints: how much is found and flagged on messages that were kept aside."""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize_scalar
from sklearn.metrics import roc_auc_score

from discord_bot.moderation.model import LABELS
from training.data import Example


def temperature_of(scores: np.ndarray, labels: np.ndarray) -> float:
    """The temperature with the least log loss on scores that were not trained on."""

    def loss(log_temperature: float) -> float:
        scaled = scores / np.exp(log_temperature)
        scaled = scaled - scaled.max(1, keepdims=True)
        return float(
            np.mean(np.log(np.exp(scaled).sum(1)) - scaled[np.arange(len(labels)), labels])
        )

    return float(np.exp(minimize_scalar(loss, bounds=(-2, 2), method="bounded").x))


def report(
    examples: list[Example], scores: np.ndarray, temperature: float, title: str
) -> dict[str, float]:
    """Print and return what was found, by group and label, at the default strictness."""
    scaled = scores / temperature
    raised = np.exp(scaled - scaled.max(1, keepdims=True))
    likely = raised / raised.sum(1, keepdims=True)
    guess = np.where(1 - likely[:, 0] >= 0.5, 1 + likely[:, 1:].argmax(1), 0)  # noqa: PLR2004
    truth = np.array([LABELS.index(example.label) for example in examples])
    print(f"== {title}: {len(examples)} messages")
    figures: dict[str, float] = {}
    groups: dict[str, list[int]] = {}
    for place, example in enumerate(examples):
        groups.setdefault(example.group, []).append(place)
        if example.label != "ok":
            groups.setdefault(f"label {example.label}", []).append(place)
    for group, places in sorted(groups.items()):
        flagged = float(np.mean(guess[places] > 0))
        figures[group] = flagged
        print(f"  {group:26} {len(places):5}  flagged {flagged:6.1%}")
    fine, breach = truth == 0, truth > 0
    hit = breach & (guess > 0)
    figures["found"] = float(hit.sum() / max(1, breach.sum()))
    figures["false_alarms"] = float(((guess > 0) & fine).sum() / max(1, fine.sum()))
    figures["label_right"] = float((guess == truth)[hit].mean()) if hit.any() else 0.0
    print(
        "  "
        + "  ".join(f"{key} {figures[key]:.1%}" for key in ("found", "false_alarms", "label_right"))
    )
    return figures


def ranking(examples: list[Example], scores: np.ndarray) -> None:
    """Print how many breaches would be found at a given share of false alarms."""
    margin = np.logaddexp.reduce(scores[:, 1:], axis=1) - scores[:, 0]
    breach = np.array([example.label != "ok" for example in examples])
    area = roc_auc_score(breach, margin)
    shares = [
        f"{share:.0%}: {np.mean(margin[breach] > np.quantile(margin[~breach], 1 - share)):.1%}"
        for share in (0.01, 0.03, 0.05, 0.1)
    ]
    print(f"  area under the curve {area:.3f}; found at false alarms of {', '.join(shares)}")


def passed_on(examples: list[Example], scores: np.ndarray) -> None:
    """Print what reaches the second stage where it is asked from a given confidence on."""
    odds = np.logaddexp.reduce(scores[:, 1:], axis=1) - scores[:, 0]
    confidence = 1 / (1 + np.exp(-odds))
    breach = np.array([example.label != "ok" for example in examples])
    ordinary = np.array([example.group == "ordinary" for example in examples])
    for bound in (0.02, 0.04, 0.08, 0.12, 0.16, 0.2, 0.25):
        asked = confidence > bound
        print(
            f"  from {bound:.2f}: {asked[breach].mean():.1%} of breaches,"
            f" {asked[~breach].mean():.1%} of the rest, {asked[ordinary].mean():.1%} of ordinary"
        )
