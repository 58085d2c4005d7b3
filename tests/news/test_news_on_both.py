"""Both databases keep the same: from a feed to a post, through troubles, to forgetting."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from discord_bot.news.holding import HeldDecision
from discord_bot.news.model import Tier
from discord_bot.news.policies import TierPolicy
from discord_bot.news.posts import NoticeKind, PostKind
from discord_bot.news.sending import Trouble
from discord_bot.news.subscriptions import Rhythm
from discord_bot.news.windows import Quiet
from discord_bot.privacy import PrivacyService
from discord_bot.storage.database import open_database
from discord_bot.storage.migrate import migrate
from tests.news.channel_log import Fault
from tests.news.newsroom import (
    COLLEAGUE,
    ELSEWHERE,
    GUILD,
    MODERATOR,
    NEWS,
    NOW,
    SECOND,
    THIRD,
    Newsroom,
    open_newsroom,
    reopened,
)
from tests.storage.conftest import (  # noqa: F401 - fixtures
    address,
    postgres_address,
    postgres_server,
    sqlite_address,
)


@pytest.fixture
async def room(address: str) -> AsyncIterator[Newsroom]:  # noqa: F811
    async with open_database(address) as database:
        await migrate(database, now=NOW)
        opened = await open_newsroom(database)
        yield opened
        await opened.news.close()


async def test_a_story_from_feed_to_forgetting(room: Newsroom) -> None:
    await room.follow("variety", NEWS, crosspost=True)
    await room.follow(None, SECOND, rhythm=Rhythm.DAILY, at="18:00", role_id=5)
    await room.follow("fans", THIRD, guild=ELSEWHERE, quiet=Quiet("22:00", "07:00"))
    await room.tells("variety", "Renewed | Variety", "Trailer")
    await room.tells("radio", "Renewed | Radio", "A rumour")
    assert room.titles() == ["Renewed | Variety", "Trailer"]
    assert [(post.edits, post.published) for post in room.posts()] == [(1, 1), (0, 1)]
    (held,) = await room.news.held.queue(GUILD)
    await room.news.held.decide(GUILD, held.story.id, COLLEAGUE, HeldDecision.POST, room.now)
    await room.pass_time(timedelta(hours=1), hours=8)
    assert room.titles(SECOND) == ["A rumour", "Renewed | Variety", "Trailer"]

    again = await reopened(room)
    assert again.news.follow.list(GUILD) == room.news.follow.list(GUILD)
    assert (await again.news.records.status(GUILD, room.now)).sent_today == 5
    (trail,) = await again.news.records.why(GUILD, "https://variety.example/1")
    assert [item.source for item in trail.entries] == ["Variety", "Radio Times"]
    assert await again.news.follow.left(ELSEWHERE, again.now) == 1

    privacy = PrivacyService(again.database, [again.news.forget])
    exported = await privacy.export(COLLEAGUE)
    assert {table: len(rows) for table, rows in exported.items()} == {"news_held": 1}
    await privacy.forget(COLLEAGUE)
    await privacy.forget(MODERATOR)
    assert await privacy.export(MODERATOR) == {}
    (trail,) = await again.news.records.why(GUILD, "https://radio.example/4")
    assert trail.held is not None
    assert trail.held.decider_id == 0
    assert {item.creator_id for item in again.news.follow.list(GUILD)} == {0}


async def test_troubles_from_first_to_last(room: Newsroom) -> None:
    """Every statement of the outbox that the way above did not need."""
    first = await room.follow("variety", NEWS, rhythm=Rhythm.DAILY, at="18:00")
    await room.follow(None, NEWS, rhythm=Rhythm.DAILY, at="20:00")
    await room.news.policies.change(GUILD, MODERATOR, room.now, posts_an_hour=1)
    await room.news.policies.set_tier(
        GUILD, MODERATOR, Tier.OTHER, TierPolicy(channel_id=SECOND), room.now
    )
    await room.tells("variety", "One", "Two")
    await room.news.follow.pause(GUILD, first.number, MODERATOR, room.now)
    await room.news.follow.resume(GUILD, first.number, MODERATOR, room.now)
    await room.news.follow.edit(
        GUILD, first.number, MODERATOR, room.now, rhythm=Rhythm.INSTANT, channel_id=THIRD
    )
    await room.read()
    room.wait(minutes=1)
    await room.tells("variety", "Three", "Four", "Five")
    assert room.titles(THIRD) == ["Three"]
    room.discord.gone.add(THIRD)
    await room.pass_time(hours=2)
    assert room.notices() == [NoticeKind.CHANNEL_PARKED]
    await room.news.follow.edit(GUILD, first.number, MODERATOR, room.now, channel_id=SECOND)
    room.discord.gone.clear()
    assert await room.news.outbox.replay(GUILD, THIRD) == 1
    await room.deliver()
    assert room.titles(THIRD) == ["Three", "Four", "Five"]

    room.discord.fault = lambda verb, post: (
        Fault(Trouble.REJECTED) if post.kind is PostKind.DIGEST and verb == "send" else None
    )
    await room.pass_time(until=room.now.replace(hour=21))
    failed = await room.news.records.failed(GUILD)
    assert [item.story.title for item in failed] == ["Five", "Four", "Three", "Two", "One"]
    for item in failed[3:]:
        await room.news.outbox.retry(GUILD, item.delivery_id, room.now)
    room.discord.gone.add(NEWS)
    await room.deliver()
    assert await room.news.outbox.discard(GUILD, NEWS, room.now) == 2
    assert await room.rows("ended_at IS NULL") == []
    await room.news.follow.unfollow(GUILD, first.number, MODERATOR, room.now)
    await room.guilds.change(GUILD, MODERATOR, room.now, news_on=False)
    await room.tells("radio", "Not for now")
    await room.pass_time(timedelta(hours=6), days=40)
    assert ("story", "dropped", "switched off") in await room.rows()
