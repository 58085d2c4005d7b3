"""One world for the examples of a file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fuzz.laboratory import Laboratory, open_laboratory


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laboratory]:
    """A world in a loop of its own."""
    with open_laboratory(tmp_path_factory.mktemp("fuzz") / "fanbot.db") as opened:
        yield opened
