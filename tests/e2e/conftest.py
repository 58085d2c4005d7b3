"""A server with people in it, the real bot connected to it, and a real database."""

from __future__ import annotations

import logging
import random
from collections.abc import AsyncIterator, Callable, Generator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Self

import discord
import pytest
import simcord
from discord import app_commands
from playwright.async_api import Browser, async_playwright

from discord_bot import __version__
from discord_bot.bot import FanBot
from discord_bot.content import Content
from discord_bot.demo import open_demo
from discord_bot.demo.session import Demo
from discord_bot.errors import UserError
from discord_bot.moderation.judge import Judge
from discord_bot.moderation.judging import Judging
from discord_bot.moderation.loading import load_judge
from discord_bot.news import workshop as news_workshop
from discord_bot.news.fetching.addresses import user_agent
from discord_bot.news.ports import Workshop
from discord_bot.newsroom import news_judge
from discord_bot.packs import load_pack
from discord_bot.services import Services
from discord_bot.settings import Settings
from tests.e2e.browsing import ARGUMENTS, CHROMIUM

EXPECTED_ERRORS = (UserError, app_commands.CheckFailure)
"""What a member may cause; anything else that the bot raised fails the test at its end."""


class Faults(logging.Handler):
    """Collects what any part of the bot logs as an error; nothing that a member does may cause one.

    What goes wrong behind a button shows nowhere else. A test that expects some clears them.
    """

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.found.append(f"{record.name}: {record.getMessage()}: {record.exc_info}")

    def __enter__(self) -> Self:
        logging.getLogger().addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger().removeHandler(self)


@dataclass
class World:
    """A simulated Discord with one server: its channels and its people."""

    env: simcord.Env
    bot: FanBot
    services: Services
    faults: Faults
    guild: simcord.GuildHandle
    trivia: simcord.ChannelHandle
    lounge: simcord.ChannelHandle
    log: simcord.ChannelHandle
    alice: simcord.MemberActor
    bob: simcord.MemberActor
    moderator: simcord.MemberActor
    admin: simcord.MemberActor
    extra: dict[str, simcord.MemberActor] = field(default_factory=dict)

    def join(self, name: str) -> simcord.MemberActor:
        """One more member."""
        return self.guild.add_member(self.env.create_user(name))

    async def restart(self) -> None:
        """Stop the bot and start it anew: nothing survives but the database and Discord."""
        self.bot = FanBot(self.services)
        await self.env.restart_bot(self.bot)

    def buttons(self, message: discord.Message) -> dict[str, discord.Button]:
        """A message's buttons by their label."""
        return {
            child.label or "": child
            for row in message.components
            for child in getattr(row, "children", [])
            if isinstance(child, discord.Button)
        }


def told(result: simcord.InteractionResult) -> str:
    """The last text with which the bot answered a member."""
    answers = [answer for answer in (result.response, *result.followups) if answer is not None]
    return (answers[-1].content or "") if answers else ""


class Clock:
    """The simulated Discord's time once it runs, and its first moment before."""

    def __init__(self) -> None:
        self.env: simcord.Env | None = None

    def __call__(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC) if self.env is None else self.env.now()


def _unexpected(env: simcord.Env) -> list[BaseException]:
    found = []
    for error in env.errors:
        cause = getattr(error, "original", error)
        if not isinstance(cause, EXPECTED_ERRORS):
            found.append(cause)
    return found


@cache
def first_stage(pack: str | None) -> Judge:
    """A pack's judge without its transformer, read once: it holds nothing of any world."""
    return load_judge(load_pack(None if pack is None else Path(pack)), second=False)


@cache
def default_content() -> Content:
    """The default pack with its questions, read once: nothing changes it."""
    return Content.load(None)


@cache
def usual_workshop(allowed_hosts: frozenset[str]) -> Workshop:
    """How the default pack's news are read: each world opens tools of its own with it."""
    pack = default_content().pack
    judge = news_judge(pack, first_stage(None))
    return news_workshop.build(
        pack, judge, allowed_hosts=allowed_hosts, user_agent=user_agent(__version__, None)
    )


@asynccontextmanager
async def open_world(
    database: Path | str,
    judge: Judging | None = None,
    workshop: Workshop | None = None,
    **settings: object,
) -> AsyncIterator[World]:
    """A world over a database, by its file or address; ``settings`` change those of the bot."""
    clock = Clock()
    chosen = Settings(  # type: ignore[arg-type]
        _env_file=None, database=str(database), daily_backups=0, **settings
    )
    approved = discord.Intents.all()
    approved.message_content = chosen.message_content
    usual = judge is None and chosen.pack is None
    judge = judge or first_stage(chosen.pack)
    opening = Services.open(
        chosen,
        clock=clock,
        rng=random.Random(7),
        judge=judge,
        workshop=workshop or (usual_workshop(chosen.allowed_hosts) if usual else None),
        content=default_content() if chosen.pack is None else None,
    )
    with Faults() as faults:
        async with opening as services:
            bot = FanBot(services)
            env = simcord.Env(bot, check_errors=False, shard_count=1, approved_intents=approved)
            await env.start()
            clock.env = env
            try:
                yield _people(env, bot, services, faults)
                unexpected = [*_unexpected(env), *faults.found]
                assert not unexpected, unexpected
            finally:
                await env.shutdown()


def _people(env: simcord.Env, bot: FanBot, services: Services, faults: Faults) -> World:
    guild = env.create_guild("Truham Lounge")
    moderators = guild.create_role(
        "Moderators", permissions=discord.Permissions(manage_messages=True)
    )
    admins = guild.create_role("Admins", permissions=discord.Permissions(administrator=True))
    return World(
        env=env,
        bot=bot,
        services=services,
        faults=faults,
        guild=guild,
        trivia=guild.create_text_channel("trivia"),
        lounge=guild.create_text_channel("lounge"),
        log=guild.create_text_channel("mod-log"),
        alice=guild.add_member(env.create_user("alice")),
        bob=guild.add_member(env.create_user("bob")),
        moderator=guild.add_member(env.create_user("mo"), roles=[moderators]),
        admin=guild.add_member(env.create_user("ada"), roles=[admins]),
    )


WorldMaker = Callable[..., AbstractAsyncContextManager[World]]


@pytest.fixture
def make_world(tmp_path: Path) -> WorldMaker:
    """Opens a world with other settings than the usual, within a test."""

    @asynccontextmanager
    async def make(judge: Judging | None = None, **settings: object) -> AsyncIterator[World]:
        async with open_world(tmp_path / "fanbot.db", judge, **settings) as opened:
            with opened.env.time_context():
                yield opened

    return make


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """The usual world: the default pack and all intents."""
    async with open_world(tmp_path / "fanbot.db") as opened:
        yield opened


def _worlds(item: pytest.Item) -> list[World]:
    """The worlds that a test was given, by themselves or as part of something larger."""
    given = getattr(item, "funcargs", {}).values()
    return [
        world
        for world in (getattr(value, "world", value) for value in given)
        if isinstance(world, World)
    ]


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Let discord.py's clock be the world's in the test itself; a fixture's context is not it."""
    for opened in _worlds(item):
        with opened.env.time_context():
            return (yield)
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Print what the bot did under a failing test."""
    report = yield
    if report.when == "call" and report.failed:
        for opened in _worlds(item):
            report.sections.append(("what the bot did", opened.env.transcript()))
    return report


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """A headless Chromium."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest.fixture
async def demo() -> AsyncIterator[Demo]:
    """A running demo with a temporary database."""
    async with open_demo(Settings(_env_file=None)) as running:  # type: ignore[call-arg]
        yield running
