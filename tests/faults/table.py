"""What the campaign came to, as a table of faults and features: that of ``docs/faults.md``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

FEATURES = ("trivia", "news", "moderation", "season")
RESULTS = pytest.StashKey[dict[str, dict[str, str]]]()
"""Of each fault that was tried: what did not hold, by feature."""


def table(results: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """The lines of the table."""
    yield f"| fault | {' | '.join(FEATURES)} |"
    yield "| --- " * (1 + len(FEATURES)) + "|"
    for fault, broken in results.items():
        marks = " | ".join("✗" if feature in broken else "✓" for feature in FEATURES)
        yield f"| {fault} | {marks} |"
