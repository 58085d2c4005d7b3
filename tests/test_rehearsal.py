"""From an empty folder to a restored backup, as the documentation says: ``tests/rehearsal.py``."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.rehearsal import ROOT, rehearse

needs_a_clone = pytest.mark.skipif(
    not (ROOT / ".git").exists() or shutil.which("git") is None or shutil.which("make") is None,
    reason="needs git, make, and a clone of the repository",
)


@pytest.mark.slow
@needs_a_clone
async def test_an_installation_lives_as_the_documentation_says(tmp_path: Path) -> None:
    await rehearse(tmp_path)
