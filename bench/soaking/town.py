"""The town of the soak: servers with people in them, the real bot, and a simulated Discord.

simcord keeps its world in the bot's process. ``Town.forget`` takes out of it what only a record of
the past needs, so that what is left of the simulation is the same size after each round.
"""

from __future__ import annotations

import logging
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import discord
import simcord

from bench.soaking.press import DOMAIN, OnlyHere, Press, open_press
from discord_bot.bot import FanBot
from discord_bot.content import Content
from discord_bot.moderation.loading import load_judge
from discord_bot.moderation.model import BREACHES
from discord_bot.news import workshop as news_workshop
from discord_bot.newsroom import news_judge
from discord_bot.services import Services
from discord_bot.settings import Settings

LANGUAGES = ("en", "de", "fr")
PLACES = ("trivia", "lounge", "mod-log", "season-news", "season")
MEMBERS = 12
KEPT_MESSAGES, KEPT_LETTERS = 25, 3
"""So many of a channel's newest messages the simulation remembers from round to round."""
PATIENCE = 900.0
"""Seconds that something may take on a machine that has much else to do."""
HOSTS = ("leaf", "screen", "wire", "gazette", "ending", "books")


class Faults(logging.Handler):
    """Counts what the bot logs as an error, and keeps the first lines of some."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.count = 0
        self.first: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.count += 1
        if len(self.first) < 5:
            error = record.exc_info[1] if record.exc_info else None
            self.first.append(f"{record.name}: {record.getMessage()}: {error!r}")

    def __enter__(self) -> Self:
        logging.getLogger().addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger().removeHandler(self)


@dataclass
class House:
    """One server: its channels by name, and its people."""

    guild: simcord.GuildHandle
    places: dict[str, simcord.ChannelHandle]
    members: list[simcord.MemberActor]
    moderator: simcord.MemberActor
    admin: simcord.MemberActor
    passing: list[simcord.MemberActor] = field(default_factory=list)
    """Who joined lately, and will leave."""


class Clock:
    """The simulated Discord's time, once it runs."""

    def __init__(self) -> None:
        self.env: simcord.Env | None = None

    def __call__(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC) if self.env is None else self.env.now()


@dataclass
class Town:
    """All of it."""

    env: simcord.Env
    bot: FanBot
    services: Services
    press: Press
    faults: Faults
    houses: list[House]
    gone: list[int] = field(default_factory=list)
    """Who left, by their ids."""

    def forget(self) -> None:
        """Drop the simulation's records of what is over.

        Members see it as it is on Discord: old messages are out of sight. What the bot may still
        ask for (servers, people, newest messages, interactions that can still be answered) stays.
        simcord has no way to ask it to forget, so that its records are emptied by hand.
        """
        env, backend = self.env, self.env.backend
        backend.transcript.clear()
        backend.http_requests.clear()
        env._errors.clear()  # noqa: SLF001
        env._error_ids.clear()  # noqa: SLF001
        env._errors_acknowledged = 0  # noqa: SLF001
        letters = set(backend.dm_channels.values())
        for channel_id, messages in backend.messages.items():
            kept = KEPT_LETTERS if channel_id in letters else KEPT_MESSAGES
            for message_id in sorted(messages)[:-kept]:
                del messages[message_id]
        self._forget_people()
        over = backend.now_iso()
        for item in list(backend.interactions.values()):
            if item.expires_at is None or item.expires_at < over:
                del backend.interactions[item.id]
        backend.interaction_tokens = {
            token: item
            for token, item in backend.interaction_tokens.items()
            if item in backend.interactions
        }
        backend.cdn._blobs.clear()  # noqa: SLF001
        for guild in backend.guilds.values():
            guild.audit_log_entries.clear()
        # Ids are made of the time: those of a time that is over cannot be given again.
        backend._sequences.clear()  # noqa: SLF001
        backend._reserved_ids.clear()  # noqa: SLF001
        backend.advance_clock(0.002)

    def away(self, member: simcord.MemberActor) -> None:
        """Somebody leaves the server; once nothing that they wrote is left, they are forgotten."""
        member.guild.remove_member(member)
        self.gone.append(member.id)

    def _forget_people(self) -> None:
        backend = self.env.backend
        authors = {item.author_id for kept in backend.messages.values() for item in kept.values()}
        for user_id in [item for item in self.gone if item not in authors]:
            self.gone.remove(user_id)
            channel = backend.dm_channels.pop(user_id, None)
            if channel is not None:
                backend.channels.pop(channel, None)
                backend.messages.pop(channel, None)
            backend.users.pop(user_id, None)


@asynccontextmanager
async def open_town(
    folder: Path, *, houses: int, second: bool, rng: random.Random
) -> AsyncIterator[Town]:
    """A town whose database is in a folder; ``second`` is the filter's transformer."""
    clock = Clock()
    settings = Settings(  # type: ignore[call-arg]
        _env_file=None,
        database=str(folder / "soak.db"),
        daily_backups=2,
        allowed_hosts=frozenset({f"*.{DOMAIN}"}),
    )
    content = Content.load(None)
    judge = load_judge(content.pack, second=second)
    approved = discord.Intents.all()
    with Faults() as faults:
        async with open_press() as press:
            workshop = news_workshop.build(
                content.pack,
                news_judge(content.pack, judge),
                allowed_hosts=settings.allowed_hosts,
                user_agent="fanbot-soak",
                resolver=OnlyHere(press.port),
            )
            async with Services.open(
                settings, clock=clock, rng=rng, judge=judge, workshop=workshop, content=content
            ) as services:
                bot = FanBot(services)
                env = simcord.Env(
                    bot,
                    check_errors=False,
                    shard_count=1,
                    approved_intents=approved,
                    settle_timeout=PATIENCE,
                )
                await env.start()
                clock.env = env
                # simcord calls every action failed that led to an error; most are refusals that
                # the member has read by then.
                vars(bot.tree).pop("on_error", None)
                try:
                    with env.time_context():
                        built = [_house(env, number) for number in range(houses)]
                        town = Town(env, bot, services, press, faults, built)
                        for house, language in zip(built, LANGUAGES * houses, strict=False):
                            await _settle_in(town, house, language)
                        yield town
                finally:
                    await env.shutdown()


def _house(env: simcord.Env, number: int) -> House:
    guild = env.create_guild(f"Truham {number}")
    moderators = guild.create_role(
        "Moderators",
        permissions=discord.Permissions(manage_messages=True, moderate_members=True),
    )
    admins = guild.create_role("Admins", permissions=discord.Permissions(administrator=True))
    return House(
        guild,
        {name: guild.create_text_channel(name) for name in PLACES},
        [
            guild.add_member(env.create_user(f"member{number}x{count}"), nick=f"leaf {count}")
            for count in range(MEMBERS)
        ],
        guild.add_member(env.create_user(f"mo{number}"), roles=[moderators]),
        guild.add_member(env.create_user(f"ada{number}"), roles=[admins]),
    )


async def _settle_in(town: Town, house: House, language: str) -> None:
    """What an admin chooses once, and what a moderator follows."""
    services, now = town.services, town.env.now()
    who, log = house.admin.id, house.places["mod-log"]
    await services.guilds.change(
        house.guild.id,
        who,
        now,
        language=language,
        moderation_on=True,
        log_channel=log.id,
        news_channel=house.places["season-news"].id,
        daily_channel=house.places["trivia"].id,
        daily_time="18:00",
    )
    await services.moderation.policies.change(
        house.guild.id, who, now, enforced=frozenset(BREACHES)
    )
    for host in HOSTS:
        await services.news.follow.follow(
            house.guild.id,
            who,
            house.places["season-news"].id,
            now,
            url=town.press.address(host),
            title=host,
        )
    await house.moderator.slash(log, "calendar remind", channel=house.places["season"])
