"""A server with news: feeds on a loopback server, read by a short reader and judged by words.

What is fetched is fetched for real. Of a title *rumour* is gossip, *film* is about the cast
elsewhere, *weather* about nothing, *finale* gives away season 4, and a kind's name is that kind.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import discord
import pytest
import simcord
from aiohttp import web

from discord_bot.folding import fold
from discord_bot.news.clustering.links import canonical
from discord_bot.news.fetching.fetcher import Fetcher
from discord_bot.news.model import Entry, Judgement, Kind, Topic
from discord_bot.news.ports import Tools, Workshop
from discord_bot.news.reading.feed import Feed, FeedError, FoundFeed
from tests.e2e.conftest import World, open_world

STEP = 120.0
"""Minutes at once: what is fetched for real in them has to come in within ``PATIENCE`` seconds."""
PATIENCE = 20.0
_FEED_LINK = re.compile(r'<link rel="alternate" href="([^"]+)" title="([^"]*)">')


class JsonReader:
    """Reads JSON Feeds, and pages that name feeds."""

    async def read(
        self, body: bytes, *, base: str | None, content_type: str | None, now: datetime
    ) -> Feed:
        try:
            found = json.loads(body)
        except ValueError:
            raise FeedError("That is a page and no feed. Follow the site's feed.") from None
        entries = tuple(
            Entry(
                id=item["id"],
                link=item.get("url"),
                title=item.get("title", ""),
                summary=item.get("content_text", ""),
                published=datetime.fromisoformat(item["date_published"]),
                image=item.get("image"),
            )
            for item in found["items"]
        )
        return Feed(found["title"], base, entries)

    def discover(
        self, body: bytes, *, base: str | None, content_type: str | None
    ) -> tuple[FoundFeed, ...]:
        origin = (base or "").rpartition("/")[0]
        found = _FEED_LINK.findall(body.decode())
        return tuple(FoundFeed(f"{origin}{path}", title) for path, title in found)


class WordJudge:
    """Judges by the words of a title."""

    def judge(self, entry: Entry) -> Judgement:
        words = fold(entry.title).split()
        topic = Topic.SHOW
        if "film" in words:
            topic = Topic.CAST_ELSEWHERE
        elif "weather" in words:
            topic = Topic.NOTHING
        kind = next((kind for kind in Kind if kind.value in words), Kind.OTHER)
        why = [f"it says {words[0]}" if words else "it says nothing", f"{kind}: by its words"]
        if "rumour" in words:
            why.append("gossip: it is a rumour")
        return Judgement(
            topic,
            kind,
            gossip="rumour" in words,
            spoiler_season=4 if "finale" in words else None,
            why=tuple(why),
        )


@dataclass(frozen=True, slots=True)
class Place:
    story_id: int | None
    how: str = "title"
    why: str = "the same title"


@dataclass
class TitleIndex:
    """Sorts by titles."""

    known: dict[str, int] = field(default_factory=dict)

    def place(self, entry: Entry, kind: Kind, now: datetime, *, source: str = "") -> Place:
        return Place(self.known.get(fold(entry.title)))

    def add(
        self, story_id: int, entry: Entry, kind: Kind, now: datetime, *, source: str = ""
    ) -> None:
        self.known[fold(entry.title)] = story_id


@asynccontextmanager
async def _tools() -> AsyncIterator[Tools]:
    async with Fetcher.open(
        allowed_hosts=frozenset({"127.0.0.1"}), user_agent="fanbot-test"
    ) as fetcher:
        yield Tools(fetcher, JsonReader(), WordJudge())


def workshop() -> Workshop:
    """Real fetching; reading, judging and sorting as above."""
    return Workshop(tools=_tools, index=TitleIndex, canonical=canonical)


@dataclass
class Press:
    """A web server with feeds and pages, and how often each was asked for."""

    url: str = ""
    feeds: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.Response:
        """What is at an address. A connection kept open would be waited for by the simulation."""
        response = self._response(request.path)
        response.force_close()
        return response

    def _response(self, path: str) -> web.Response:
        self.asked.append(path)
        if path in self.statuses:
            return web.Response(status=self.statuses[path])
        if path in self.pages:
            return web.Response(text=self.pages[path], content_type="text/html")
        if path not in self.feeds:
            return web.Response(status=404)
        return web.json_response(
            {
                "version": "https://jsonfeed.org/version/1.1",
                "title": path.strip("/"),
                "items": self.feeds[path],
            }
        )

    def publish(self, path: str, title: str, when: datetime, **more: str) -> str:
        """A new entry of a feed; returns its link."""
        items = self.feeds.setdefault(path, [])
        link = f"https://news.example.org{path}/{len(items)}"
        items.insert(
            0,
            {"id": link, "url": link, "title": title, "date_published": when.isoformat(), **more},
        )
        return link


@asynccontextmanager
async def open_press() -> AsyncIterator[Press]:
    """A web server on loopback."""
    press = Press()
    app = web.Application()
    app.router.add_get("/{path:.*}", press.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    press.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield press
    finally:
        await runner.cleanup()


@dataclass
class Desk:
    """What stories about news need."""

    world: World
    press: Press
    channel: simcord.ChannelHandle

    @property
    def env(self) -> simcord.Env:
        return self.world.env

    def publish(self, path: str, title: str, **more: str) -> str:
        """A new entry, of this moment."""
        return self.press.publish(path, title, self.env.now(), **more)

    async def follow(self, path: str = "/a", **options: object) -> simcord.InteractionResult:
        """A moderator follows a feed and confirms the preview."""
        self.press.feeds.setdefault(path, [])
        options.setdefault("channel", self.channel)
        asked = await self.world.moderator.slash(
            self.world.log, "news follow", what=f"{self.press.url}{path}", **options
        )
        return await self.press_button(asked, "news:begin:")

    async def press_button(
        self, shown: object, begins: str, who: simcord.MemberActor | None = None
    ) -> simcord.InteractionResult:
        """Press the first button whose custom id begins so."""
        message = shown
        if isinstance(shown, simcord.InteractionResult):
            message = answer_of(shown)
        custom_id = next(item for item in ids(message) if item.startswith(begins))
        return await (who or self.world.moderator).click(message, custom_id=custom_id)

    async def pass_time(self, minutes: float = 61) -> None:
        """Let time go by; whatever becomes due is done."""
        while minutes > 0:
            await self.env.advance_time(min(minutes, STEP) * 60)
            minutes -= STEP

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for what happens beside the simulated time, for some seconds at most."""
        for _ in range(400):
            if holds():
                return
            await asyncio.sleep(0.01)
        pytest.fail("it did not happen")

    def posts(self, channel: simcord.ChannelHandle | None = None) -> list[discord.Message]:
        """The bot's messages in a channel, oldest first."""
        found = (channel or self.channel).history()
        return sorted(found, key=lambda message: message.id)

    def titles(self, channel: simcord.ChannelHandle | None = None) -> list[str]:
        """The titles of cards."""
        return [embed.title or "" for message in self.posts(channel) for embed in message.embeds]

    def texts(self, message: discord.Message) -> list[str]:
        """All that can be read in a message of the new kind."""
        return [
            child.content
            for item in message.components
            for child in getattr(item, "children", [])
            if isinstance(child, discord.TextDisplay)
        ]


def answer_of(result: simcord.InteractionResult) -> object:
    """The message with which the bot answered."""
    found = [item for item in (result.response, *result.followups) if item is not None]
    return found[-1]


def ids(message: object) -> list[str]:
    """The custom ids of everything that can be used in a message."""
    found: list[str] = []
    pending = list(getattr(message, "components", []))
    while pending:
        item = pending.pop(0)
        if isinstance(item, dict):
            custom_id, children = item.get("custom_id"), item.get("components", [])
        else:
            custom_id, children = getattr(item, "custom_id", None), getattr(item, "children", [])
        if custom_id:
            found.append(custom_id)
        pending = [*children, *pending]
    return found


@asynccontextmanager
async def open_desk(database: Path, **settings: object) -> AsyncIterator[Desk]:
    """A world with a channel of news and a web server to follow."""
    async with (
        open_press() as press,
        open_world(database, workshop=workshop(), **settings) as world,
    ):
        world.env.settle_timeout = PATIENCE
        channel = world.guild.create_text_channel("news")
        await world.services.guilds.change(
            world.guild.id,
            world.admin.id,
            world.env.now(),
            log_channel=world.log.id,
            news_channel=channel.id,
        )
        desk = Desk(world, press, channel)
        yield desk
