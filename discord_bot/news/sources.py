"""The sources that a pack lists, as values of the news."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord_bot.news.model import Tier
from discord_bot.news.subscriptions import Source

if TYPE_CHECKING:
    from discord_bot.pack_files import NewsFile


def sources_of(news: NewsFile) -> tuple[Source, ...]:
    """The sources in the pack's order, which is the one that members choose from."""
    return tuple(
        Source(entry.key, entry.name, entry.url, Tier(entry.tier), entry.language)
        for entry in news.sources
    )
