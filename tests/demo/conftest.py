"""Demos that really run: the bot, a database, the page on a port of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest
from visiting import Visitor

from discord_bot.demo import open_demo
from discord_bot.demo.session import Demo
from discord_bot.settings import Settings


@pytest.fixture
def settings() -> Settings:
    return Settings()


@pytest.fixture
async def demo(settings: Settings) -> AsyncIterator[Demo]:
    async with open_demo(settings) as running:
        yield running


@pytest.fixture
async def visitor(demo: Demo) -> AsyncIterator[Visitor]:
    async with aiohttp.ClientSession() as session:
        yield Visitor(demo, session)
