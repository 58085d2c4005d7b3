"""What measurements share: everyday messages, and writing figures down."""

from __future__ import annotations

import argparse
import asyncio
import json
import random
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

Size = TypeVar("Size")

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


def run(
    about: str | None,
    measure: Callable[[Size], Awaitable[dict[str, Any]]],
    *,
    quick: Size,
    full: Size,
) -> None:
    """A bench as a command: ``--quick`` measures the small size, ``--json`` names a file."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()

    async def measured() -> dict[str, Any]:
        return await measure(quick if options.quick else full)

    write(asyncio.run(measured()), options.json)
