"""The news over a real database and real HTTP, with a small judge and reader, and a postbox."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from urllib.parse import urljoin
from xml.etree.ElementTree import ParseError
from xml.sax.saxutils import escape

from defusedxml.ElementTree import fromstring

from discord_bot.errors import StorageError
from discord_bot.guilds import GuildService
from discord_bot.news.clustering.index import StoryIndex
from discord_bot.news.clustering.links import canonical
from discord_bot.news.fetching.fetcher import Fetcher, Limits
from discord_bot.news.model import Entry, Judgement, Kind, Topic
from discord_bot.news.polling import PollReport
from discord_bot.news.ports import Tools, Workshop
from discord_bot.news.posts import Notice, NoticeKind, Post, PostKind
from discord_bot.news.reading.feed import Feed, FeedError, FoundFeed
from discord_bot.news.sending import Sent
from discord_bot.news.service import NewsService
from discord_bot.news.subscriptions import Options, Source, Subscription
from discord_bot.storage.database import Connection, Database
from tests.news.fetching.town import NOW, Script, Town, says

GUILDS = (2**59, 2**59 + 100, 2**59 + 200)
MODERATOR = 2**61
SHOW = "Heartstopper"


def channel(guild_id: int) -> int:
    return guild_id + 1


def moderators(guild_id: int) -> int:
    return guild_id + 2


@dataclass(frozen=True)
class Item:
    id: str
    title: str
    at: datetime | None = NOW
    link: str | None = None
    summary: str = ""


def rss(items: Iterable[Item], title: str = "Town news", extra: str = "") -> bytes:
    def written(item: Item) -> str:
        date = "" if item.at is None else f"<pubDate>{format_datetime(item.at)}</pubDate>"
        link = item.link or f"https://town.example/{item.id}"
        return (
            f"<item><guid>{item.id}</guid><title>{escape(item.title)}</title><link>{link}</link>"
            f"<description>{escape(item.summary)}</description>{date}</item>"
        )

    inner = "".join(map(written, items))
    return f"<rss><channel><title>{title}</title>{extra}{inner}</channel></rss>".encode()


class PlainReader:
    """Reads what ``rss`` writes, in this process and at once."""

    async def read(
        self, body: bytes, *, base: str | None, content_type: str | None, now: datetime
    ) -> Feed:
        try:
            root = fromstring(body)
        except ParseError:
            raise FeedError("This is no feed. Look for the site's feed.") from None
        if root.tag != "rss":
            raise FeedError("This is no feed. Look for the site's feed.")
        ttl = root.findtext("channel/ttl")
        return Feed(
            title=root.findtext("channel/title") or "",
            link=None,
            entries=tuple(_entry(item) for item in root.iter("item")),
            ttl=None if ttl is None else timedelta(minutes=int(ttl)),
        )

    def discover(
        self, body: bytes, *, base: str | None, content_type: str | None
    ) -> tuple[FoundFeed, ...]:
        found = re.findall(rb'<link rel="alternate"[^>]*href="([^"]+)"', body)
        return tuple(FoundFeed(urljoin(base or "", href.decode()), "") for href in found)


def _entry(item: object) -> Entry:
    def text(name: str) -> str:
        return item.findtext(name) or ""  # type: ignore[attr-defined, no-any-return]

    date = text("pubDate")
    return Entry(
        id=text("guid"),
        link=text("link"),
        title=text("title"),
        summary=text("description"),
        published=parsedate_to_datetime(date) if date else None,
    )


class WordJudge:
    """Takes everything for news of the show, but for gossip, and for what breaks it."""

    def judge(self, entry: Entry) -> Judgement:
        words = entry.title.casefold().split()
        if "broken" in words:
            raise ValueError("the judge has lost its glasses")
        topic = Topic.NOTHING if "unrelated" in words else Topic.SHOW
        return Judgement(topic, Kind.OTHER, "rumour" in words, None, ())


@dataclass
class Postbox:
    """Takes every post and keeps it."""

    posts: list[Post] = field(default_factory=list)
    numbers: Callable[[], int] = field(default_factory=lambda: itertools.count(1).__next__)

    async def send(self, post: Post) -> Sent:
        self.posts.append(post)
        return Sent(self.numbers(), post.channel_id)

    async def find(self, post: Post) -> Sent | None:
        return None

    async def edit(self, post: Post) -> None:
        self.posts.append(post)

    async def publish(self, post: Post) -> None:
        self.posts.append(post)

    def titles(self, channel_id: int, kind: PostKind = PostKind.STORY) -> list[str]:
        return [
            story.title
            for post in self.posts
            if (post.channel_id, post.kind) == (channel_id, kind)
            for story in post.stories
        ]

    def told(self, guild_id: int) -> list[Notice]:
        return [
            post.notice
            for post in self.posts
            if post.notice is not None and post.channel_id == moderators(guild_id)
        ]


@dataclass
class BreakableDatabase:
    """A database that fails at the commit of so many transactions to come."""

    inner: Database
    failing: int = 0

    def __getattr__(self, name: str) -> object:
        return getattr(self.inner, name)

    @asynccontextmanager
    async def transaction(self, *, own: bool = False) -> AsyncIterator[Connection]:
        async with self.inner.transaction(own=own) as connection:
            yield connection
            if self.failing:
                self.failing -= 1
                raise StorageError("the disk is full")


@dataclass
class Clock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Agency:
    """News that are read from a town."""

    town: Town
    database: BreakableDatabase
    guilds: GuildService
    news: NewsService
    postbox: Postbox
    clock: Clock
    new_id: Callable[[], int]

    @property
    def now(self) -> datetime:
        return self.clock.now

    def wait(self, **span: float) -> None:
        self.clock.now += timedelta(**span)

    def host(self, host: str, *items: Item, title: str = "Town news", **headers: str) -> str:
        """Have a host's feed hold these entries."""
        return self.town.build(host, says(body=rss(items, title), **headers))

    def serve(self, host: str, script: Script) -> str:
        return self.town.build(host, script)

    async def follow(
        self, url: str | None = None, guild: int = GUILDS[0], **wanted: object
    ) -> Subscription:
        options = Options(**{name: wanted.pop(name) for name in [*wanted] if name != "source"})  # type: ignore[arg-type]
        return await self.news.follow.follow(
            guild, MODERATOR, channel(guild), self.now, url=url, options=options, **wanted
        )  # type: ignore[arg-type]

    async def poll(self) -> PollReport:
        """Read what is due now, and deliver."""
        report = await self.news.poll(self.now)
        await self.news.deliver(self.postbox)
        return report

    async def next_poll(self) -> PollReport:
        """Wait until something is due, and read it."""
        due = await self.news.next_due(self.now)
        assert due is not None
        self.clock.now = max(self.now, due)
        return await self.poll()

    async def problem(self, guild: int = GUILDS[0]) -> str | None:
        """What is wrong with the first feed, as moderators are shown it."""
        status = await self.news.records.status(guild, self.now)
        return status.feeds[0].problem

    def titles(self, guild: int = GUILDS[0]) -> list[str]:
        return self.postbox.titles(channel(guild))

    def told(self, guild: int = GUILDS[0]) -> list[NoticeKind]:
        return [notice.kind for notice in self.postbox.told(guild)]


def workshop(town: Town, limits: Limits) -> Workshop:
    @asynccontextmanager
    async def tools() -> AsyncIterator[Tools]:
        async with Fetcher.open(
            allowed_hosts=frozenset({"*.example"}),
            user_agent="fanbot/1.0",
            limits=limits,
            resolver=town.resolver,
        ) as fetcher:
            yield Tools(fetcher, PlainReader(), WordJudge())

    return Workshop(tools=tools, index=StoryIndex, canonical=canonical)


QUICK = Limits(size=20_000, total=0.4, connect=0.3, silence=0.2, redirects=3)


async def open_agency(
    town: Town,
    database: Database,
    sources: Iterable[Source] = (),
    clock: Clock | None = None,
    first_id: int = 1,
    limits: Limits = QUICK,
) -> Agency:
    """The bot as it starts: nothing in memory but what the database gives."""
    clock = clock or Clock()
    new_id = itertools.count(first_id).__next__
    breakable = BreakableDatabase(database)
    guilds = await GuildService.open(database, new_id)
    for guild in GUILDS:
        await guilds.change(guild, MODERATOR, clock.now, log_channel=moderators(guild))
    news = await NewsService.open(
        breakable,  # type: ignore[arg-type]
        guilds,
        workshop(town, limits),
        sources,
        SHOW,
        2,
        clock,
        new_id,
        random.Random(1),
    )
    return Agency(town, breakable, guilds, news, Postbox(), clock, new_id)


async def reopened(agency: Agency, sources: Iterable[Source] = ()) -> Agency:
    """The same after a restart; what was posted before is in the same postbox."""
    await agency.news.close()
    again = await open_agency(
        agency.town, agency.database.inner, sources, agency.clock, agency.new_id() + 1000
    )
    again.postbox = agency.postbox
    return again
