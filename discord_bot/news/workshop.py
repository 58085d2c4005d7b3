"""The real tools: who asks, reads, judges and sorts, made of a pack and of what an admin set."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from discord_bot.errors import ConfigurationError
from discord_bot.news.clustering.links import canonical
from discord_bot.news.ports import Placing, Tools, Workshop


def build() -> Workshop:
    """The workshop of a pack."""
    return Workshop(tools=_tools, index=_index, canonical=canonical)


@asynccontextmanager
async def _tools() -> AsyncIterator[Tools]:
    if _is_ready():
        yield  # type: ignore[misc]
    raise ConfigurationError("Feeds can't be read yet.")


def _is_ready() -> bool:
    return False


def _index() -> Placing:
    raise ConfigurationError("Stories can't be sorted yet.")
