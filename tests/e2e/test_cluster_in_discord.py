"""Two processes on one PostgreSQL: a bot connected to its half of Discord, and another's services.

One simulated Discord runs at a time, so the other process has a postbox for its half. Processes
that are killed are in tests/cluster.
"""

from __future__ import annotations

import asyncio
import itertools
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass

import aiohttp
import discord
import pytest
import simcord

from discord_bot.bot import FanBot
from discord_bot.housekeeping.service import GRACE
from discord_bot.monitoring_address import MonitoringAddress
from discord_bot.news.posts import Post
from discord_bot.news.sending import Sent
from discord_bot.operations.server import serving
from discord_bot.services import Services
from discord_bot.settings import Settings
from discord_bot.storage import cluster, postgres
from tests.e2e.conftest import Clock, Faults, default_content, first_stage
from tests.e2e.newsdesk import Press, open_press, workshop
from tests.storage.conftest import postgres_address, postgres_server  # noqa: F401 - fixtures

MODERATOR = 2**60
THEIRS, THEIR_CHANNEL = (2**30 + 1) << 22, (2**30 + 1 << 22) + 1
"""A server of shard 1 of two."""


class Postbox:
    """Takes every post of the other half."""

    def __init__(self) -> None:
        self.posts: list[Post] = []
        self._ids = itertools.count(1)

    async def send(self, post: Post) -> Sent:
        self.posts.append(post)
        return Sent(next(self._ids), post.channel_id)

    async def find(self, post: Post) -> Sent | None:
        return None

    async def edit(self, post: Post) -> None:
        self.posts.append(post)

    async def publish(self, post: Post) -> None:
        self.posts.append(post)


@dataclass
class Network:
    """The bot of shard 0 with its server, and the process of shard 1."""

    env: simcord.Env
    bot: FanBot
    services: Services
    other: Services
    guild: simcord.GuildHandle
    channel: simcord.ChannelHandle
    postbox: Postbox

    def titles(self) -> list[str | None]:
        return [embed.title for message in self.channel.history() for embed in message.embeds]

    async def pass_time(self, minutes: float) -> None:
        with self.env.time_context():
            await self.env.advance_time(minutes * 60)

    def touched_theirs(self) -> bool:
        """Whether the bot asked Discord anything about the other's server."""
        theirs = (str(THEIRS), str(THEIR_CHANNEL))
        return any(part in entry.path for entry in self.env.http_requests for part in theirs)


def process(address: str, shard: int, clock: Clock) -> AbstractAsyncContextManager[Services]:
    return Services.open(
        Settings(database=address, shard_count=2, shard_ids=(shard,)),
        clock=clock,
        rng=random.Random(shard),
        judge=first_stage(None),
        workshop=workshop(),
        content=default_content(),
    )


pytestmark = pytest.mark.slow


@pytest.fixture
async def network(
    request: pytest.FixtureRequest,
    postgres_address: str,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Network]:
    """Whoever asks first reads feeds for both: the bot, unless the test wants it otherwise."""
    monkeypatch.setattr(cluster, "IDENTIFY_SECONDS", 0.05)
    clock, faults = Clock(), Faults()
    async with AsyncExitStack() as stack:
        stack.enter_context(faults)
        monkeypatch.setattr(postgres, "process_name", lambda: "fanbot of shard 1")
        other = await stack.enter_async_context(process(postgres_address, 1, clock))
        if getattr(request, "param", None) == "the other reads":
            await other.news.poll(clock())
        monkeypatch.setattr(postgres, "process_name", lambda: "fanbot of shard 0")
        services = await stack.enter_async_context(process(postgres_address, 0, clock))
        bot = FanBot(services)
        env = simcord.Env(bot, check_errors=False, approved_intents=discord.Intents.all())
        await env.start()
        stack.push_async_callback(env.shutdown)
        clock.env = env
        guild = env.create_guild("Truham Lounge", shard_id=0)
        channel = guild.create_text_channel("news")
        await env.settle()
        yield Network(env, bot, services, other, guild, channel, Postbox())
    assert faults.found == []


@pytest.fixture
async def press() -> AsyncIterator[Press]:
    async with open_press() as opened:
        opened.feeds["/a"] = []
        yield opened


async def soon(condition: Callable[[], Awaitable[bool]]) -> None:
    for _ in range(200):
        if await condition():
            return
        await asyncio.sleep(0.05)
    pytest.fail("it never came to that")


async def both_follow(network: Network, url: str) -> None:
    for services, guild_id, channel_id in (
        (network.services, network.guild.id, network.channel.id),
        (network.other, THEIRS, THEIR_CHANNEL),
    ):
        await services.news.follow.follow(
            guild_id, MODERATOR, channel_id, network.env.now(), url=url
        )

    async def is_known() -> bool:
        return len(network.services.news.book) == len(network.other.news.book) == 2

    await soon(is_known)


async def test_what_the_bot_reads_comes_to_each_server_once(network: Network, press: Press) -> None:
    assert network.services.cluster is not None
    assert network.services.cluster.has("reading")
    await both_follow(network, f"{press.url}/a")
    await network.pass_time(5)
    press.publish("/a", "A trailer", network.env.now())

    async def has_come() -> bool:
        await network.pass_time(10)
        await network.other.news.deliver(network.postbox)
        return bool(network.titles() and network.postbox.posts)

    await soon(has_come)
    await network.pass_time(60)
    assert network.titles() == ["A trailer"]
    assert [post.channel_id for post in network.postbox.posts] == [THEIR_CHANNEL]
    assert not network.touched_theirs()


@pytest.mark.parametrize("network", ["the other reads"], indirect=True)
async def test_the_bot_is_woken_for_what_another_process_read(
    network: Network, press: Press
) -> None:
    assert network.other.cluster is not None
    assert network.other.cluster.has("reading")
    await both_follow(network, f"{press.url}/a")
    assert (await network.other.news.poll(network.env.now())).read == 1
    press.publish("/a", "A trailer", network.env.now())
    async with network.other.database.transaction() as connection:
        await connection.execute("UPDATE news_feeds SET next_at = 0")
    assert (await network.other.news.poll(network.env.now())).taken.posts == 2

    async def has_come() -> bool:
        await network.pass_time(0.01)
        return bool(network.titles())

    await soon(has_come)
    assert network.titles() == ["A trailer"]
    assert network.postbox.posts == []


async def test_servers_of_another_process_are_not_missing(network: Network, press: Press) -> None:
    await network.other.guilds.change(
        THEIRS, MODERATOR, network.env.now(), log_channel=THEIR_CHANNEL
    )
    await both_follow(network, f"{press.url}/a")
    network.bot.dispatch("ready")
    await network.env.settle()
    keeping, now = network.services.housekeeping, network.env.now()
    await keeping.reconcile((guild.id for guild in network.bot.guilds), now)
    await keeping.tidy(now + GRACE)
    async with network.other.database.reading() as connection:
        assert await connection.fetch_all("SELECT * FROM guild_departures") == []
        rows = await connection.fetch_all("SELECT paused_at FROM news_subscriptions")
    assert [row["paused_at"] for row in rows] == [None, None]


async def test_a_daily_post_is_made_by_the_process_of_its_server(network: Network) -> None:
    for services, guild_id, channel_id in (
        (network.services, network.guild.id, network.channel.id),
        (network.other, THEIRS, THEIR_CHANNEL),
    ):
        await services.guilds.change(
            guild_id, MODERATOR, network.env.now(), daily_channel=channel_id, daily_time="00:01"
        )

    async def is_known() -> bool:
        return network.services.guilds.get(THEIRS).daily_channel == THEIR_CHANNEL

    await soon(is_known)
    await network.pass_time(5)
    assert len(network.channel.history()) == 1
    assert not network.touched_theirs()
    (post,) = await network.other.daily.claim_posts(network.env.now())
    assert post.channel_id == THEIR_CHANNEL


async def test_a_bot_that_may_have_lost_its_shard_posts_nothing_until_it_is_sure(
    network: Network, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    certain = False

    async def is_sure(_: object) -> bool:
        return certain

    monkeypatch.setattr(cluster.Cluster, "is_sure", is_sure)
    monkeypatch.setattr(cluster, "_PAUSE", 30.0)  # of the simulated time, which is slow to pass
    await both_follow(network, f"{press.url}/a")
    await network.services.guilds.change(
        network.guild.id,
        MODERATOR,
        network.env.now(),
        daily_channel=network.channel.id,
        daily_time="00:01",
    )
    await network.pass_time(5)
    press.publish("/a", "A trailer", network.env.now())

    async def is_claimed() -> bool:
        await network.pass_time(5)
        async with network.services.database.reading() as connection:
            row = await connection.fetch_one(
                "SELECT COUNT(*) AS count FROM news_deliveries WHERE attempts > 0"
            )
        assert row is not None
        return int(row["count"]) > 0

    await soon(is_claimed)
    await network.pass_time(1)
    assert network.channel.history() == []
    certain = True

    async def has_come() -> bool:
        await network.pass_time(1)
        return len(network.channel.history()) > 1

    await soon(has_come)
    await network.pass_time(60)
    assert len(network.channel.history()) == 2, "the day's five, and the trailer"
    assert network.titles().count("A trailer") == 1


async def test_what_one_process_is_asked_to_forget_the_other_forgets(
    network: Network, press: Press
) -> None:
    await both_follow(network, f"{press.url}/a")
    await network.services.privacy.forget(MODERATOR)

    async def is_forgotten() -> bool:
        (subscription,) = network.other.news.follow.list(THEIRS)
        return subscription.creator_id == 0

    await soon(is_forgotten)


async def test_whom_another_process_forgot_the_bot_forgets_what_is_in_no_row(
    network: Network,
) -> None:
    """Such as names on leaderboards: every part of the bot is told."""
    told: list[int | None] = []

    async def on_member_forgotten(user_id: int | None) -> None:
        told.append(user_id)

    network.bot.add_listener(on_member_forgotten)
    names = network.bot.get_cog("Trivia").boards._names  # type: ignore[union-attr]
    names.note(network.guild.id, MODERATOR, "Tao")
    names.note(network.guild.id, MODERATOR + 1, "Elle")
    await network.other.privacy.forget(MODERATOR)

    async def is_forgotten() -> bool:
        return told == [MODERATOR] and len(names._names) == 1

    await soon(is_forgotten)
    assert network.services.cluster is not None
    network.services.changes.heard(None)  # as after a connection that was lost

    async def are_all_forgotten() -> bool:
        return told == [MODERATOR, None] and not names._names

    await soon(are_all_forgotten)


async def test_health_names_the_shards(network: Network) -> None:
    health = serving(MonitoringAddress("127.0.0.1", 0), network.services.operations)
    async with health as port, aiohttp.ClientSession() as session:
        async with session.get(f"http://127.0.0.1:{port}/health") as response:
            told = await response.json()
        async with session.get(f"http://127.0.0.1:{port}/metrics") as response:
            figures = await response.text()
    assert (told["shards"], told["shard_count"]) == ([0], 2)
    assert 'fanbot_shard_up{shard="0"} 1.0' in figures
