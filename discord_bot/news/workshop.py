"""The real tools: who asks, reads, judges and sorts, made of a pack and of what an admin set."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING

from discord_bot.news.clustering.index import StoryIndex
from discord_bot.news.clustering.links import canonical
from discord_bot.news.clustering.names import Names
from discord_bot.news.fetching.fetcher import Fetcher
from discord_bot.news.ports import JudgingNews, Tools, Workshop
from discord_bot.news.reading.reader import Reader

if TYPE_CHECKING:
    from aiohttp.abc import AbstractResolver

    from discord_bot.packs import Pack


def build(
    pack: Pack,
    judge: JudgingNews,
    *,
    allowed_hosts: frozenset[str],
    user_agent: str,
    resolver: AbstractResolver | None = None,
) -> Workshop:
    """The workshop of a pack, with its judge; see ``Fetcher.open`` for the rest."""

    @asynccontextmanager
    async def tools() -> AsyncIterator[Tools]:
        async with (
            Fetcher.open(
                allowed_hosts=allowed_hosts, user_agent=user_agent, resolver=resolver
            ) as fetcher,
            Reader.open() as reader,
        ):
            yield Tools(fetcher, reader, judge)

    names = Names.from_pack(pack)
    return Workshop(tools=tools, index=partial(StoryIndex, names), canonical=canonical)
