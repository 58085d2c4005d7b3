"""What the service asks of those who fetch, read, judge and sort; tests have their own."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from discord_bot.news.fetching.fetcher import Fetched
from discord_bot.news.fetching.headers import Validators
from discord_bot.news.model import Entry, Judgement, Kind
from discord_bot.news.reading.feed import Feed, FoundFeed


class Fetching(Protocol):
    """Asks other people's servers."""

    async def fetch(self, url: str, validators: Validators, *, now: datetime) -> Fetched:
        """What is at an address, unless it is as ``validators`` say. Raises ``FetchError``."""
        ...

    def check(self, url: str) -> str:
        """An address as it will be asked, without asking. Raises ``FetchError``."""
        ...


class Reading(Protocol):
    """Makes entries of what was fetched."""

    async def read(
        self, body: bytes, *, base: str | None, content_type: str | None, now: datetime
    ) -> Feed:
        """A feed. Raises ``FeedError``."""
        ...

    def discover(
        self, body: bytes, *, base: str | None, content_type: str | None
    ) -> tuple[FoundFeed, ...]:
        """The feeds that a page names."""
        ...


class JudgingNews(Protocol):
    """Says what an entry is about. Called on a thread, one entry at a time."""

    def judge(self, entry: Entry) -> Judgement:
        """What is made of an entry."""
        ...


class Placed(Protocol):
    """Where an entry belongs; ``story_id`` is None for a story that is new."""

    @property
    def story_id(self) -> int | None:
        """The story that it reports."""
        ...

    @property
    def how(self) -> str:
        """``repost`` where the same was told months ago."""
        ...

    @property
    def why(self) -> str:
        """One clause for moderators."""
        ...


class Placing(Protocol):
    """Knows the stories of the last months and which of them an entry reports."""

    def place(self, entry: Entry, kind: Kind, now: datetime, *, source: str = "") -> Placed:
        """Look only."""
        ...

    def add(
        self, story_id: int, entry: Entry, kind: Kind, now: datetime, *, source: str = ""
    ) -> None:
        """An entry reports that story."""
        ...


@dataclass(frozen=True, slots=True)
class Tools:
    """What costs time or sockets, opened when the first feed is due."""

    fetcher: Fetching
    reader: Reading
    judge: JudgingNews


@dataclass(frozen=True, slots=True)
class Workshop:
    """How to come by the tools. ``index`` makes one that knows no story yet."""

    tools: Callable[[], AbstractAsyncContextManager[Tools]]
    index: Callable[[], Placing]
    canonical: Callable[[str], str]
