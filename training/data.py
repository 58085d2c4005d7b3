"""The sets that models are trained on, and which part of them is kept aside."""

from __future__ import annotations

import csv
import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

EXAMPLES = Path(__file__).parent / "examples"
FOLDS = 5
DEVELOPMENT = "development-"
"""What the theme of a development message begins with."""
STRANGERS = "strangers-"
"""What a theme's name begins with whose writers had read the policy, and none of our sentences."""


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled message. ``theme`` is what is kept aside as a whole; ``weight`` its say in training."""  # noqa: E501

    text: str
    label: str
    group: str
    theme: str
    reply_to: str | None = None
    weight: float = 1.0


def fold_of(theme: str) -> int:
    """A theme's part of five; part 0 is kept aside."""
    return int(hashlib.sha256(theme.encode()).hexdigest(), 16) % FOLDS


def own_examples(folder: Path = EXAMPLES) -> list[Example]:
    """The sentences written for fanbot, a theme a file."""
    return [
        Example(row["text"], row["label"], row["group"], path.stem, row.get("reply_to"))
        for path in sorted(folder.glob("*.jsonl"))
        for row in _rows(path)
    ]


def development_examples(path: Path) -> list[Example]:
    """The labelled messages to develop with; a theme each, since they have none."""
    return [
        Example(
            row["text"], row["label"], row["group"], f"{DEVELOPMENT}{number}", row.get("reply_to")
        )
        for number, row in enumerate(_rows(path))
    ]


def public_examples(folder: Path, weight: float) -> list[Example]:
    """The adversarial pairs of public research: hateful or near to it. Harsh; never shipped."""
    found = []
    with (folder / "hatemoji-build-train.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            label = "identity_attack" if row["label_gold"] == "1" else "ok"
            found.append(
                Example(
                    row["text"], label, "public_set", f"hatemoji-{row['entry_id']}", None, weight
                )
            )
    return found


def public_words(folder: Path) -> Counter[str]:
    """How often words occur in the public sets: only to know typos from words."""
    counts: Counter[str] = Counter()
    for name, column in (
        ("davidson.csv", "tweet"),
        ("edos.csv", "text"),
        ("hatemoji-build-train.csv", "text"),
    ):
        with (folder / name).open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                counts.update(row[column].lower().split())
    return counts


def digest(examples: list[Example]) -> str:
    """A short hash of what was used, for the model card."""
    joined = "\n".join(f"{example.label}\t{example.text}" for example in examples)
    return hashlib.sha256(joined.encode()).hexdigest()[:16]


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)
