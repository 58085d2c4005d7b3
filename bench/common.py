"""What measurements share: everyday messages, and writing figures down."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

ORDINARY = frozenset({"ordinary", "affection", "self"})
"""The groups of our own examples that are everyday talk, affection and people on themselves."""


def ordinary_talk(seed: int = 1) -> list[str]:
    """Messages as fans write them, in an order that has nothing to do with their themes."""
    from training.data import own_examples

    texts = [example.text for example in own_examples() if example.group in ORDINARY]
    random.Random(seed).shuffle(texts)
    return texts


def write(results: dict[str, Any], path: Path | None) -> None:
    """Print figures, and write them to a file where one is named."""
    text = json.dumps(results, indent=1, ensure_ascii=False)
    print(text)
    if path is not None:
        path.write_text(text + "\n", encoding="utf-8")
