"""The campaign: each fault strikes a server in which something of every feature is under way."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.faults.community import open_community
from tests.faults.striking import FAULTS

PAGE = Path(__file__).parents[2] / "docs" / "faults.md"
FEATURES = ("trivia", "news", "moderation", "season")


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS)
async def test_nothing_is_lost_and_nothing_doubled(tmp_path: Path, fault: str) -> None:
    """Of what ``community.py`` says must hold, all that does not is told at once."""
    broken = []
    async with open_community(tmp_path / "fanbot.db") as community:
        await community.begin()
        async with FAULTS[fault](community):
            await community.live()
        community.world.faults.found.clear()  # of the fault itself; after it there may be none
        await community.desk.pass_time(130)
        for feature in FEATURES:
            try:
                await getattr(community, feature)()
            except AssertionError as error:
                broken.append(f"{feature}: {error}")
    assert not broken, "\n".join(broken)


def test_the_page_names_every_fault_and_no_other() -> None:
    rows = re.findall(
        r"^\| ([^|]+) \|(?: ✓ \|){4}$", PAGE.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert [row.strip() for row in rows] == list(FAULTS)


def test_the_page_names_tests_that_exist() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", PAGE.read_text(encoding="utf-8"))
    assert named
    for file, name in named:
        path = PAGE.parents[1] / file
        assert path.is_file(), file
        assert not name or f"def {name}(" in path.read_text(encoding="utf-8"), f"{file}::{name}"
