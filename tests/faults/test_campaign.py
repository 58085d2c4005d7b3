"""The campaign: each fault strikes a server in which something of every feature is under way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.disks import small_disk
from tests.faults.community import open_community
from tests.faults.striking import FAULTS, ON_A_SMALL_DISK, ON_POSTGRES, PERHAPS_WARNED, WARNED
from tests.faults.table import FEATURES, RESULTS
from tests.storage.conftest import (
    PostgresServer,
    postgres_address,  # noqa: F401 - a fixture
    postgres_server,  # noqa: F401 - a fixture
)

PAGE = Path(__file__).parents[2] / "docs" / "faults.md"


@pytest.fixture
def database(
    tmp_path: Path, fault: str, request: pytest.FixtureRequest
) -> Iterator[tuple[Path | str, Path | PostgresServer]]:
    """The address of a database that the fault can strike, and the file or server itself."""
    if fault in ON_POSTGRES:
        server = request.getfixturevalue("postgres_server")
        yield request.getfixturevalue("postgres_address"), server
    elif fault in ON_A_SMALL_DISK:
        with small_disk(tmp_path / "disk") as disk:
            yield disk / "fanbot.db", disk / "fanbot.db"
    else:
        yield tmp_path / "fanbot.db", tmp_path / "fanbot.db"


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS)
async def test_nothing_is_lost_and_nothing_doubled(
    database: tuple[Path | str, Path | PostgresServer], fault: str, pytestconfig: pytest.Config
) -> None:
    """Of what ``community.py`` says must hold, all that does not is told at once."""
    broken = {}
    async with open_community(*database) as community:
        await community.begin()
        async with FAULTS[fault](community):
            await community.live()
        community.world.faults.found.clear()  # of the fault itself; after it there may be none
        await community.desk.pass_time(130)
        for feature in FEATURES:
            try:
                await getattr(community, feature)()
            except AssertionError as error:
                broken[feature] = str(error)
        if (told := community.warned()) not in _expected(fault):
            broken["moderation"] = f"moderators were told {told}"
    pytestconfig.stash[RESULTS][fault] = broken
    assert not broken, broken


def _expected(fault: str) -> set[tuple[bool, bool]]:
    """What moderators may have been told: that messages wait, and that they were looked at."""
    if fault in PERHAPS_WARNED:
        return {(True, True), (False, False)}
    return {(fault in WARNED, fault in WARNED)}


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
