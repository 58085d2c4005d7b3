"""The models' figures, where they are told, are those that training counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from training import figures


@pytest.mark.parametrize("path", [figures.CARD, figures.DOCUMENTATION], ids=lambda path: path.name)
def test_the_figures_told_are_those_that_training_counted(path: Path) -> None:
    """``python -m training.figures`` puts it right."""
    assert path.read_text(encoding="utf-8") == figures.written()[path]


def test_a_share_is_told_with_its_interval_and_of_how_many() -> None:
    counts = {"first": {"found": [66, 100]}, "second": {"found": [75, 100]}}
    stages = {"first": "first stage alone", "second": "both stages"}
    lines = [*figures.table("of strangers", stages, counts, [("found", "found")])]
    assert lines[-1] == "| found | 100 | 66.0% (56% to 75%) | 75.0% (66% to 82%) |"


def test_what_nobody_measured_has_no_figure() -> None:
    counts = {"first": {"found": [1, 2]}, "second": {"found": [1, 2]}}
    rows = [("… on reclaimed words", "reclaimed")]
    *_, line = figures.table("of strangers", {"first": "one", "second": "two"}, counts, rows)
    assert line == "| … on reclaimed words | 0 | – | – |"
