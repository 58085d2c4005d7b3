"""What somebody who follows something means: a source of the pack, an address, or the show."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from discord_bot.errors import UserError
from discord_bot.news.model import Tier
from discord_bot.news.subscriptions import Source

_LONGEST_ADDRESS = 2000
"""Longer addresses of feeds are nobody's; PostgreSQL would not index them."""
_LONGEST_NAME = 100
"""Of a feed; what it calls itself is for menus and cards, where Discord's limit is 100."""


def wanted_source(
    sources: Mapping[str, Source], key: str | None, url: str | None, title: str | None
) -> Source | None:
    """A source of the pack by its key or address; an address as one without a key; None: the show.

    Raises ``UserError`` for a key that is unknown and for what is no address.
    """
    if key is not None:
        if key not in sources:
            raise UserError("news.refused.source", source=key)
        return sources[key]
    if url is None:
        return None
    address = url.strip()
    host = _host(address)
    if host is None or len(address) > _LONGEST_ADDRESS:
        raise UserError("news.refused.no_address")
    listed = [item for item in sources.values() if item.url == address]
    if listed:
        return listed[0]
    name = " ".join((title or "").split())[:_LONGEST_NAME]
    return Source("", name or host, address, Tier.OTHER)


def _host(address: str) -> str | None:
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return parts.hostname if parts.scheme in {"http", "https"} else None
