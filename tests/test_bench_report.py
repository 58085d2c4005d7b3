"""The report of measurements: made of the raw figures alone, and plain about what falls short."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bench import report

BENCH = Path(__file__).resolve().parents[1] / "bench"
GOAL = "| Storage, a transaction | ≤ 1 ms | "


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """A copy of the figures that were taken last."""
    return Path(shutil.copytree(BENCH / "raw", tmp_path / "raw"))


def change(raw: Path, how: Callable[[dict[str, Any]], None]) -> str:
    """The report, once the figures of storage were changed."""
    path = raw / "storage.json"
    taken = json.loads(path.read_text(encoding="utf-8"))
    how(taken)
    path.write_text(json.dumps(taken), encoding="utf-8")
    return report.write(raw)


def test_the_report_says_what_the_raw_figures_say() -> None:
    assert (BENCH / "REPORT.md").read_text(encoding="utf-8") == report.write(BENCH / "raw")


@pytest.mark.parametrize(
    ("milliseconds", "told"), [(1.0, "1 ms | met |"), (1.25, "1.25 ms | **falls short** |")]
)
def test_a_goal_is_met_or_marked(raw: Path, milliseconds: float, told: str) -> None:
    def take(taken: dict[str, Any]) -> None:
        taken["figures"]["rows"]["fanbot"]["write"]["p50_ms"] = milliseconds

    assert f"{GOAL}{told}" in change(raw, take)


def test_what_was_not_measured_is_named(raw: Path) -> None:
    (raw / "storage.json").unlink()
    text = report.write(raw)
    missing = next(line for line in text.splitlines() if line.startswith("Not measured: "))
    assert "`storage`" in missing
    assert "## Short transactions" not in text


def test_figures_of_a_trial_are_called_so(raw: Path) -> None:
    assert "these figures say nothing" in change(
        raw, lambda taken: taken["conditions"].update(quick=True)
    )
