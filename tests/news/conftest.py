"""News over real databases."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from discord_bot.storage.database import open_database
from discord_bot.storage.migrate import migrate
from tests.news.newsroom import NOW, Newsroom, open_newsroom


async def _migrate(path: Path) -> None:
    async with open_database(str(path)) as database:
        await migrate(database, now=NOW)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with all its tables and nothing in them, to copy."""
    path = tmp_path_factory.mktemp("news") / "migrated.db"
    asyncio.run(_migrate(path))
    return path


@pytest.fixture
async def room(tmp_path: Path, migrated: Path) -> AsyncIterator[Newsroom]:
    """A server that follows nothing yet, over SQLite."""
    path = shutil.copy(migrated, tmp_path / "fanbot.db")
    async with open_database(str(path)) as database:
        opened = await open_newsroom(database)
        yield opened
        await opened.news.close()
