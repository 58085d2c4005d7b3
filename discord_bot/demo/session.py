"""A demo from beginning to end: everything it is made of, opened in order and closed in reverse."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from aiohttp import ClientSession, web
from simcord import ChannelHandle, Env, GuildHandle, MemberActor

from discord_bot.bot import FanBot
from discord_bot.content import Content
from discord_bot.demo.clock import DemoClock, Timekeeper
from discord_bot.demo.following import follow_press
from discord_bot.demo.history import seed_history
from discord_bot.demo.press import DOMAIN, OnlyHere, Press, open_press
from discord_bot.demo.proxy import Proxy
from discord_bot.demo.rooms import Rooms
from discord_bot.demo.site import Site
from discord_bot.demo.world import World, build_world
from discord_bot.errors import ConfigurationError
from discord_bot.moderation.loading import load_judge
from discord_bot.news import workshop as news_workshop
from discord_bot.newsroom import news_judge
from discord_bot.services import Services
from discord_bot.settings import Settings

log = logging.getLogger(__name__)

STOP_SECONDS = 2.0
"""How long the end waits for the bot, and for an action that is under way, before it leaves them
to the end of the event loop. Together with the rest this stays under three seconds."""


@dataclass(frozen=True, slots=True)
class Demo:
    """A demo that is running. Take ``turn`` around anything done through ``env`` and handles."""

    url: str
    world: World
    services: Services
    turn: asyncio.Lock

    @property
    def env(self) -> Env:
        """The simulation."""
        return self.world.env

    @property
    def guild(self) -> GuildHandle:
        """The simulated server."""
        return self.world.guild

    @property
    def members(self) -> Mapping[str, MemberActor]:
        """Everybody by username."""
        return self.world.members

    @property
    def channels(self) -> Mapping[str, ChannelHandle]:
        """The channels that the server began with, by name."""
        return self.world.channels

    def address(self, channel: str, username: str) -> str:
        """The address of the page with a channel open, as seen by somebody."""
        return f"{self.url}/{self.channels[channel].id}/{self.members[username].id}"


@asynccontextmanager
async def open_session(
    settings: Settings, *, port: int, database: str | None
) -> AsyncIterator[Demo]:
    """See ``open_demo``."""
    async with AsyncExitStack() as stack:
        if database is None:
            folder = stack.enter_context(TemporaryDirectory(prefix="fanbot-demo-"))
            database = str(Path(folder) / "demo.db")
        # The simulated server has its own ids and takes any token.
        own = settings.model_copy(
            update={
                "database": database,
                "dev_guild": None,
                "discord_token": None,
                "daily_backups": 0,
            }
        )
        clock = DemoClock()
        content = Content.load(own.pack)
        press = await stack.enter_async_context(open_press(content.pack.show.title, clock))
        services = await stack.enter_async_context(_services(own, clock, content, press))
        world = await _start(stack, services, clock, press)
        rooms, url = await _serve(stack, world, port)
        keeper = asyncio.create_task(Timekeeper(world.env, rooms).run(), name="demo clock")
        stack.push_async_callback(_cancel, keeper)
        yield Demo(url, world, services, rooms.turn)


def _services(
    settings: Settings, clock: DemoClock, content: Content, press: Press
) -> AbstractAsyncContextManager[Services]:
    """The bot's services, whose news know no servers but those of the press."""
    judge = load_judge(content.pack)
    workshop = news_workshop.build(
        content.pack,
        news_judge(content.pack, judge),
        allowed_hosts=frozenset({f"*.{DOMAIN}"}),
        user_agent="fanbot-demo",
        resolver=OnlyHere(press),
    )
    return Services.open(settings, clock=clock, judge=judge, workshop=workshop, content=content)


async def _start(
    stack: AsyncExitStack, services: Services, clock: DemoClock, press: Press
) -> World:
    """Build the server and its past, and let the bot join it."""
    bot = FanBot(services)
    # A kept database remembers what Discord was told. This Discord is new and knows no commands.
    await bot.facts.forget("command_tree:global")
    env = Env(bot, shard_count=1, check_errors=False)
    world = build_world(env, services.pack.show.title, datetime.now(UTC))
    clock.follow(env)
    await seed_history(services, world, env.now())
    await follow_press(services, world, press)
    stack.push_async_callback(_stop, env)
    await env.start()
    # simcord puts itself before the bot's handler and calls every action failed that led to an
    # error. Most are refusals that the member has read by then; the bot sees to them all.
    vars(bot.tree).pop("on_error", None)
    return world


async def _serve(stack: AsyncExitStack, world: World, port: int) -> tuple[Rooms, str]:
    """Open the page; returns the rooms behind it and its address with the key."""
    rooms = Rooms(world.env)
    first = await rooms.enter(next(world.places()))
    session = await stack.enter_async_context(ClientSession())
    site = Site(world, rooms, Proxy(rooms, session), first)
    runner = web.AppRunner(site.application(), access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    listener = web.TCPSite(runner, "127.0.0.1", port)
    try:
        await listener.start()
    except OSError as error:
        raise ConfigurationError(
            f"The demo cannot listen on port {port}, perhaps because another program does; "
            "choose another with --port, or none for any that is free."
        ) from error
    return rooms, f"http://127.0.0.1:{runner.addresses[0][1]}/#{site.key}"


async def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait({task})


async def _stop(env: Env) -> None:
    """Take the bot off the server."""
    stopping = asyncio.create_task(env.shutdown())
    _, late = await asyncio.wait({stopping}, timeout=STOP_SECONDS)
    if late:
        log.warning("the bot was still busy when the demo ended")
    else:
        stopping.result()
