"""Many hosts, good and bad, on a real server: what a Discord server sees of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest

from discord_bot.news.clustering.index import StoryIndex
from discord_bot.news.clustering.links import canonical
from discord_bot.news.clustering.names import Names
from discord_bot.news.fetching.fetcher import Fetcher
from discord_bot.news.ports import Tools, Workshop
from discord_bot.news.reading.reader import Reader
from discord_bot.newsroom import news_judge
from discord_bot.packs import load_pack
from tests.e2e.conftest import open_world
from tests.e2e.moderating import read
from tests.e2e.newsdesk import Desk, Press
from tests.news.agency import QUICK, rss
from tests.news.fetching.test_awkward import BROKEN, READABLE
from tests.news.fetching.town import HTML, Script, Town, open_town, says

FINE = ("gzip", "brotli", "chunks", "no length", "a lying content type")
SOON = {
    "gone": "gone for good (410)",
    "not found": "nothing at this address (404)",
    "redirect to loopback": "is not on the public internet",
}
"""Told at once; the others when they have failed three times in a row."""
LATER = {
    "shorter than it said": "The answer broke off",
    "endless": "too large for a feed",
    "gzip bomb": "too large for a feed",
    "server error": "an error of its own (502)",
    "redirect to itself": "leads in a circle",
    "page": "",
    "busy": "wants to be asked less often (429)",
}


AWKWARD: dict[str, Script] = {name: script for name, (script, _, _) in BROKEN.items()}
AWKWARD |= {"page": says(body=HTML), "busy": says(429, b"", Retry_After="60")}


def real_workshop(town: Town) -> Workshop:
    """As it ships, but impatient."""
    pack = load_pack()

    @asynccontextmanager
    async def tools() -> AsyncIterator[Tools]:
        fetching = Fetcher.open(
            allowed_hosts=frozenset({"*.example"}),
            user_agent="fanbot/1.0",
            limits=QUICK,
            resolver=town.resolver,
        )
        async with fetching as fetcher, Reader.open() as reader:
            yield Tools(fetcher, reader, news_judge(pack, None))

    return Workshop(tools, partial(StoryIndex, Names.from_pack(pack)), canonical)


@asynccontextmanager
async def open_many(database: Path) -> AsyncIterator[tuple[Desk, Town]]:
    async with (
        open_town() as town,
        open_world(database, workshop=real_workshop(town)) as world,
    ):
        channel = world.guild.create_text_channel("news")
        await world.services.guilds.change(
            world.guild.id, world.admin.id, world.env.now(), log_channel=world.log.id
        )
        yield Desk(world, Press(), channel), town


async def follow(desk: Desk, town: Town, host: str, script: Script, name: str) -> None:
    await desk.world.services.news.follow.follow(
        desk.world.guild.id,
        desk.world.moderator.id,
        desk.channel.id,
        desk.env.now(),
        url=town.build(host, script),
        title=name,
    )


async def read_all(desk: Desk) -> None:
    """Have every feed be due, and let the bot find that out."""
    async with desk.world.services.database.transaction() as connection:
        await connection.execute("UPDATE news_feeds SET next_at = 0")
    await desk.env.advance_time(3610)


@pytest.mark.slow
async def test_each_host_ends_in_posts_or_in_one_notice(tmp_path: Path) -> None:
    async with open_many(tmp_path / "fanbot.db") as (desk, town):
        scripts = {name: READABLE[name] for name in FINE}
        scripts |= {name: AWKWARD[name] for name in (*SOON, *LATER)}
        for number, (name, script) in enumerate(scripts.items()):
            await follow(desk, town, f"host{number}.example", script, f"Feed: {name}")
        await read_all(desk)
        assert len(desk.posts(desk.world.log)) == len(SOON)
        assert desk.titles() == ["Heartstopper film finished"], "one story of five outlets"

        for _ in range(3):
            await read_all(desk)
        notices = [read(message) for message in desk.posts(desk.world.log)]
        for name, sentence in (SOON | LATER).items():
            (notice,) = [text for text in notices if f"Feed: {name} can't be read" in text]
            assert sentence in notice
        assert len(notices) == len(SOON | LATER), "one notice each, whatever was tried meanwhile"

        for number, name in enumerate(scripts):
            if name in LATER:
                town.build(f"host{number}.example", says(body=rss([])))
        await read_all(desk)
        notices = [read(message) for message in desk.posts(desk.world.log)]
        for name in LATER:
            assert len([text for text in notices if f"{name} can be read again" in text]) == 1
        assert desk.titles() == ["Heartstopper film finished"]
