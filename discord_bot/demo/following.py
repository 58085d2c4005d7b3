"""What the simulated server follows: the press of the demo, in ways that show what there is."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from discord_bot.demo.press import OUTLETS, Press
from discord_bot.demo.world import ADMIN, World
from discord_bot.news import schedule
from discord_bot.news.following_store import FeedStore
from discord_bot.news.model import Topic
from discord_bot.news.subscriptions import Options, Style
from discord_bot.services import Services

_OPTIONS = {
    "gazette": Options(topics=frozenset({Topic.SHOW, Topic.CAST_ELSEWHERE})),
    "ending": Options(ceiling=0),
    "books": Options(style=Style.COMPACT),
}


async def follow_press(services: Services, world: World, press: Press) -> None:
    """Have the server follow every outlet; in a kept database it does so already.

    Their feeds are read for the first time one after another, so that news come over the minutes.
    """
    now = press.began_at
    follow = services.news.follow
    known = {item.url for item in follow.list(world.guild.id)}
    for outlet in OUTLETS:
        if outlet.address not in known:
            await follow.follow(
                world.guild.id,
                world.members[ADMIN].id,
                world.channels["season-news"].id,
                now,
                url=outlet.address,
                title=outlet.name,
                options=_OPTIONS.get(outlet.host),
            )
    await _stagger(services, now)


async def _stagger(services: Services, now: datetime) -> None:
    async with services.database.transaction() as connection:
        for outlet in OUTLETS:
            feed = await FeedStore.at(connection, outlet.address)
            assert feed is not None, "it is followed"
            due = now + timedelta(seconds=outlet.seconds)
            table = replace(schedule.load(feed.schedule, now), next_at=due)
            later = replace(feed, schedule=schedule.dump(table), next_at=due)
            await FeedStore.checked(connection, [later])
