"""The news as they are shipped: real requests, the reader's process, the pack's judge and index."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

import pytest

from discord_bot.news.deliveries import DeliveryState
from discord_bot.news.model import Topic
from discord_bot.news.posts import PostKind
from discord_bot.news.subscriptions import Options
from discord_bot.services import Services
from discord_bot.settings import Settings
from tests.news.agency import GUILDS, MODERATOR, Clock, Item, Postbox, channel, moderators, rss
from tests.news.fetching.town import HTML, open_town, says


@pytest.mark.slow
async def test_from_two_outlets_to_a_channel(tmp_path: Path) -> None:
    """About the show or not, gossip held, one story of two outlets, and a look at a page."""
    clock, guild, postbox = Clock(), GUILDS[0], Postbox()
    settings = Settings(
        _env_file=None,
        database=str(tmp_path / "fanbot.db"),
        allowed_hosts=frozenset({"*.localhost"}),
        homepage="https://fans.example/",
    )
    async with (
        open_town() as town,
        Services.open(settings, clock=clock, rng=random.Random(1)) as services,
    ):
        await services.guilds.change(guild, MODERATOR, clock.now, log_channel=moderators(guild))
        news = services.news
        for host in ("one.localhost", "two.localhost"):
            town.build(host, says(body=rss([], "Feed of one outlet")))
            town.build(host, says(body=HTML), "/")
            look = await news.look(town.url(host, "/"), clock.now)
            assert (look.title, look.address) == ("Feed of one outlet", town.url(host))
            await news.follow.follow(
                guild,
                MODERATOR,
                channel(guild),
                clock.now,
                url=look.address,
                title=look.title,
                options=Options(topics=frozenset({Topic.SHOW, Topic.CAST_ELSEWHERE})),
            )
        assert (await news.poll(clock.now)).read == 2
        assert town.requests[-1].headers["user-agent"].endswith("(+https://fans.example/)")

        clock.now += timedelta(hours=1)
        wraps = "Netflix's Heartstopper film wraps filming"
        one = [
            Item("1", wraps, clock.now, "https://one.example/wraps"),
            Item("2", "Patient survives heartstopper of a cardiac arrest", clock.now),
            Item("3", "Is Kit Connor dating his Heartstopper co-star? Fans speculate", clock.now),
        ]
        town.build("one.localhost", says(body=rss(one)))
        again = Item("9", wraps, clock.now, "https://one.example/wraps?utm_source=feed")
        town.build("two.localhost", says(body=rss([again])))
        report = await news.poll(clock.now)
        assert (report.read, report.taken.posts, report.taken.held) == (2, 1, 1)
        await news.deliver(postbox)
        assert postbox.titles(channel(guild)) == [wraps]
        assert len(await news.held.queue(guild)) == 1
        (item,) = await news.records.history(guild)
        assert item.state is DeliveryState.SENT
        assert len(item.story.also) == 1
        assert postbox.titles(channel(guild), PostKind.EDIT) in ([], [wraps])
