"""Following: from a moderator's command to a post in a channel."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.e2e.newsdesk import Desk, answer_of, open_desk
from tests.e2e.reading import shown_text


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_desk(tmp_path / "fanbot.db") as opened:
        yield opened


async def test_what_is_followed_is_posted_once(desk: Desk) -> None:
    desk.publish("/a", "An old trailer")
    await desk.env.advance_time(3600)
    followed = await desk.follow("/a")
    assert "From now on I follow" in shown_text(answer_of(followed))
    await desk.pass_time()
    assert desk.titles() == ["An old trailer"], "the newest comes as a preview"
    desk.publish("/a", "A new trailer")
    await desk.pass_time()
    await desk.pass_time()
    assert desk.titles() == ["An old trailer", "A new trailer"]
