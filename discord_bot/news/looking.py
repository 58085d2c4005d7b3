"""A look at an address before it is followed: the feed there, or those that a page names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from discord_bot.errors import UserError
from discord_bot.news.aside import Aside
from discord_bot.news.fetching.addresses import shown
from discord_bot.news.fetching.fetcher import Fetched
from discord_bot.news.fetching.headers import Validators
from discord_bot.news.fetching.problems import FetchError
from discord_bot.news.model import Entry, Judgement
from discord_bot.news.ports import JudgingNews, Tools
from discord_bot.news.reading.feed import Feed, FeedError, FoundFeed
from discord_bot.news.toolbox import Toolbox

NEWEST = 5
"""Entries that are shown of a feed."""
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Look:
    """What is at an address.

    Where it is a feed, ``address`` is what to follow (it may hold credentials), ``url`` where its
    answer came from, as it may be shown, and ``newest`` its newest entries with their judgements.
    Where it is a page that names several feeds, these are ``feeds`` and there is no ``address``.
    """

    title: str
    address: str | None = None
    url: str = ""
    entries: int = 0
    newest: tuple[tuple[Entry, Judgement], ...] = ()
    feeds: tuple[FoundFeed, ...] = ()


class Lookout:
    """Looks; writes nothing down."""

    def __init__(self, toolbox: Toolbox, aside: Aside) -> None:
        self._toolbox = toolbox
        self._aside = aside

    async def look(self, address: str, now: datetime) -> Look:
        """What is at ``address``, with or without ``https://``.

        A page that names exactly one feed stands for that. Raises ``UserError`` with ``why``, a
        sentence with the mend, where there is nothing to follow.
        """
        tools = await self._toolbox.tools()
        try:
            wanted = tools.fetcher.check(with_scheme(address))
            fetched = await tools.fetcher.fetch(wanted, Validators(), now=now)
            try:
                return await self._feed(tools, wanted, fetched, now)
            except FeedError as error:
                return await self._page(tools, fetched, error, now)
        except (FetchError, FeedError) as error:
            raise UserError("news.refused.address", why=str(error)) from error

    async def _page(self, tools: Tools, fetched: Fetched, error: FeedError, now: datetime) -> Look:
        found = await self._aside.run(
            tools.reader.discover,
            fetched.body,
            base=fetched.url,
            content_type=fetched.content_type,
        )
        if not found:
            raise error
        if len(found) > 1:
            return Look(title=shown(fetched.url), url=shown(fetched.url), feeds=found)
        wanted = tools.fetcher.check(found[0].url)
        led_to = await tools.fetcher.fetch(wanted, Validators(), now=now)
        return await self._feed(tools, wanted, led_to, now)

    async def _feed(self, tools: Tools, wanted: str, fetched: Fetched, now: datetime) -> Look:
        content = await tools.reader.read(
            fetched.body, base=fetched.url, content_type=fetched.content_type, now=now
        )
        newest = await self._aside.run(_newest, tools.judge, content)
        return Look(
            title=content.title,
            address=fetched.moved_to or wanted,
            url=shown(fetched.url),
            entries=len(content.entries),
            newest=newest,
        )


def _newest(judge: JudgingNews, content: Feed) -> tuple[tuple[Entry, Judgement], ...]:
    """The newest entries; those without a time come last, in the feed's order."""
    entries = sorted(content.entries, key=lambda entry: entry.published or _LONG_AGO, reverse=True)
    return tuple((entry, judge.judge(entry)) for entry in entries[:NEWEST])


def with_scheme(address: str) -> str:
    """An address as people write it down, as one that can be asked."""
    text = address.strip()
    scheme, mark, rest = text.partition("://")
    if not mark:
        return f"https://{text}"
    return f"http://{rest}" if scheme.lower() in {"feed", "rss"} else text
