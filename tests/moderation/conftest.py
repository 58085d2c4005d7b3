"""Moderation over a real database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from discord_bot.storage.database import open_database
from discord_bot.storage.migrate import migrate
from tests.moderation.house import NOW, House, open_house


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A server with moderation on, over SQLite."""
    async with open_database(str(tmp_path / "fanbot.db")) as database:
        await migrate(database, now=NOW)
        opened = await open_house(database)
        yield opened
        opened.moderation.close()
