"""News over a database, with feeds that say what a test has them say, and a log for a Discord."""

from __future__ import annotations

import itertools
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from discord_bot.guilds import GuildService
from discord_bot.news.clustering.links import canonical
from discord_bot.news.courier import DeliveryReport
from discord_bot.news.fetching.fetcher import Fetched, FetchStatus
from discord_bot.news.fetching.headers import Validators
from discord_bot.news.model import Entry, Judgement, Kind, Tier, Topic
from discord_bot.news.polling import PollReport
from discord_bot.news.ports import Tools, Workshop
from discord_bot.news.posts import NoticeKind
from discord_bot.news.reading.feed import Feed, FoundFeed
from discord_bot.news.service import NewsService
from discord_bot.news.subscriptions import Options, Source, Subscription
from discord_bot.storage.database import Database
from tests.news.channel_log import ChannelLog, Message

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
GUILD, ELSEWHERE = 2**59, 2**59 + 100
NEWS, SECOND, THIRD, MODS = (2**59 + number for number in range(1, 5))
MODERATOR, COLLEAGUE = 2**61, 2**61 + 1
SHOW = "Heartstopper everywhere"

SOURCES = (
    Source("studio", "The Studio", "https://studio.example/feed", Tier.OFFICIAL),
    Source("variety", "Variety", "https://variety.example/feed", Tier.TRADE),
    Source("deadline", "Deadline", "https://deadline.example/feed", Tier.TRADE),
    Source("radio", "Radio Times", "https://radio.example/feed", Tier.OTHER),
    Source("fans", "A Fan's Blog", "https://fans.example/feed", Tier.OTHER),
)
_URLS = {source.key: source.url for source in SOURCES}

_KINDS = {"trailer": Kind.TRAILER, "award": Kind.AWARD, "casting": Kind.CASTING}


class WordJudge:
    """Takes everything for news of the show, but for what a word in the title says."""

    def judge(self, entry: Entry) -> Judgement:
        words = entry.title.casefold().split()
        kinds = [kind for word, kind in _KINDS.items() if word in words]
        topic = Topic.SHOW
        if "elsewhere" in words:
            topic = Topic.CAST_ELSEWHERE
        elif "unrelated" in words:
            topic = Topic.NOTHING
        return Judgement(
            topic=topic,
            kind=kinds[0] if kinds else Kind.OTHER,
            gossip="rumour" in words,
            spoiler_season=4 if "finale" in words else None,
            why=("a rumour" if "rumour" in words else "no rumour",),
        )


@dataclass(frozen=True)
class Place:
    story_id: int | None
    how: str
    why: str = "by its title"


@dataclass
class TitleIndex:
    """Tells stories by their titles up to a bar: what stands behind it is the outlet's."""

    stories: dict[str, int] = field(default_factory=dict)

    def place(self, entry: Entry, kind: Kind, now: datetime, *, source: str = "") -> Place:
        found = self.stories.get(_story(entry))
        return Place(found, "new" if found is None else "title")

    def add(
        self, story_id: int, entry: Entry, kind: Kind, now: datetime, *, source: str = ""
    ) -> None:
        self.stories[_story(entry)] = story_id


def _story(entry: Entry) -> str:
    return entry.title.partition("|")[0].strip().casefold()


@dataclass
class Feeds:
    """What is in the feeds, by address: fetches and reads at once."""

    entries: dict[str, list[Entry]] = field(default_factory=dict)

    async def fetch(self, url: str, validators: Validators, *, now: datetime) -> Fetched:
        body = f"{url} {self.entries.get(url)}".encode()
        kind = "application/rss+xml"
        return Fetched(FetchStatus.FRESH, url, None, body, kind, Validators(), None, None)

    def check(self, url: str) -> str:
        return url

    async def read(
        self, body: bytes, *, base: str | None, content_type: str | None, now: datetime
    ) -> Feed:
        return Feed("", None, tuple(self.entries.get(body.decode().partition(" ")[0], ())))

    def discover(
        self, body: bytes, *, base: str | None, content_type: str | None
    ) -> tuple[FoundFeed, ...]:
        return ()


@dataclass
class Clock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Newsroom:
    """A server's news, with the words that tests use most."""

    database: Database
    guilds: GuildService
    news: NewsService
    feeds: Feeds
    discord: ChannelLog
    new_id: Callable[[], int]
    clock: Clock
    numbers: Callable[[], int] = field(default_factory=lambda: itertools.count(1).__next__)

    @property
    def now(self) -> datetime:
        return self.clock.now

    @now.setter
    def now(self, moment: datetime) -> None:
        self.clock.now = moment

    def wait(self, **span: float) -> None:
        self.now += timedelta(**span)

    # --- what moderators do ---------------------------------------------------------------------

    async def follow(
        self, source: str | None = None, channel: int = NEWS, guild: int = GUILD, **options: object
    ) -> Subscription:
        """Follow a source or the show, with feeds that were read and had nothing yet."""
        begun = await self.news.follow.follow(
            guild,
            MODERATOR,
            channel,
            self.now,
            source=source,
            options=Options(**options),  # type: ignore[arg-type]
        )
        await self.read()
        self.wait(minutes=1)
        return begun

    # --- what happens meanwhile -----------------------------------------------------------------

    def say(self, source: str, title: str, summary: str = "", entry_id: str | None = None) -> Entry:
        """Have a feed say something, or say it differently."""
        number = self.numbers()
        entry = Entry(
            id=entry_id or f"e{number}",
            link=f"https://{source}.example/{entry_id or number}",
            title=title,
            summary=summary,
            published=self.now,
        )
        listed = self.feeds.entries.setdefault(_URLS.get(source, source), [])
        listed[:] = [entry, *(other for other in listed if other.id != entry.id)]
        return entry

    async def read(self) -> PollReport:
        """Read every feed, whatever its timetable says."""
        async with self.database.transaction() as connection:
            await connection.execute("UPDATE news_feeds SET next_at = 0")
        return await self.news.poll(self.now)

    async def deliver(self) -> DeliveryReport:
        return await self.news.deliver(self.discord)

    async def tells(self, source: str, *titles: str) -> None:
        """A feed says something, and it is read and delivered."""
        for title in titles:
            self.say(source, title)
        await self.read()
        await self.deliver()

    async def pass_time(
        self,
        step: timedelta = timedelta(minutes=10),
        until: datetime | None = None,
        **span: float,
    ) -> None:
        """Let time go by in whole steps of the clock, with deliveries as they come due."""
        end = until or self.now + timedelta(**span)
        while self.now < end:
            passed = timedelta(seconds=self.now.timestamp() % step.total_seconds())
            self.now = min(self.now + step - passed, end)
            await self.deliver()

    # --- what stands in Discord -----------------------------------------------------------------

    def titles(self, channel: int = NEWS) -> list[str]:
        return self.discord.titles(channel)

    def posts(self, channel: int = NEWS) -> list[Message]:
        return self.discord.channel(channel)

    def notices(self) -> list[NoticeKind]:
        """What the moderators were told."""
        shown = [message.shown.notice for message in self.discord.channel(MODS)]
        return [notice.kind for notice in shown if notice is not None]

    async def rows(self, where: str = "1 = 1") -> list[tuple[str, str, str | None]]:
        """Kind, state and detail of what is in the outbox."""
        async with self.database.reading() as connection:
            rows = await connection.fetch_all(
                f"SELECT kind, state, detail FROM news_deliveries WHERE {where}"
                " ORDER BY delivery_id"
            )
        return [(row["kind"], row["state"], row["detail"]) for row in rows]


def workshop(feeds: Feeds) -> Workshop:
    @asynccontextmanager
    async def tools() -> AsyncIterator[Tools]:
        yield Tools(feeds, feeds, WordJudge())

    return Workshop(tools=tools, index=TitleIndex, canonical=canonical)


async def open_newsroom(
    database: Database,
    *,
    clock: Clock | None = None,
    discord: ChannelLog | None = None,
    feeds: Feeds | None = None,
    first_id: int = 1,
) -> Newsroom:
    """The bot as it starts: nothing in memory but what the database gives."""
    clock, feeds = clock or Clock(), feeds or Feeds()
    new_id = itertools.count(first_id).__next__
    guilds = await GuildService.open(database, new_id)
    news = await NewsService.open(
        database, guilds, workshop(feeds), SOURCES, SHOW, 3, clock, new_id, random.Random(7)
    )
    room = Newsroom(database, guilds, news, feeds, discord or ChannelLog(clock), new_id, clock)
    if guilds.get(GUILD).log_channel is None:
        await guilds.change(GUILD, MODERATOR, room.now, log_channel=MODS)
    return room


async def reopened(room: Newsroom) -> Newsroom:
    """The same after the process died: whatever it had claimed is still claimed."""
    await room.news.close()
    again = await open_newsroom(
        room.database,
        clock=room.clock,
        discord=room.discord,
        feeds=room.feeds,
        first_id=room.new_id() + 10_000,
    )
    again.numbers = room.numbers
    return again
