"""What Discord says of the bot: its token, intents and clock, and its rights in each server.

Everything is asked over HTTP, beside a bot that may be running; nothing is changed.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

import aiohttp
import discord

from discord_bot.checks import Check, Level
from discord_bot.guilds import GuildSettings

PATIENCE = aiohttp.ClientTimeout(total=15)
FEW_STARTS = 50
"""Of 1,000 a day. Who is out of them can't connect until the next day."""
NEEDED_TO_POST = ("view_channel", "send_messages", "embed_links")
_HELLO = 10
"""The gateway's first word: https://docs.discord.com/developers/events/gateway#connection-lifecycle"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the bot needs: rights by server, the channels it posts to, and which intent it uses.

    ``permissions`` are what the features that a server has switched on need together.
    """

    message_content: bool
    permissions: Callable[[int], discord.Permissions]
    channels: Callable[[int], Mapping[str, int]]


@dataclass(slots=True)
class Examined:
    """What was found, and how far our clock is ahead of Discord's."""

    checks: list[Check] = field(default_factory=list)
    skew: timedelta | None = None


def channels_of(settings: GuildSettings) -> dict[str, int]:
    """The channels that a server chose, by what for."""
    chosen = {
        "log channel": settings.log_channel,
        "news channel": settings.news_channel,
        "daily channel": settings.daily_channel,
    }
    return {name: channel for name, channel in chosen.items() if channel is not None}


async def examine(
    token: str, wanted: Wanted, now: Callable[[], datetime], most_guilds: int
) -> Examined:
    """Ask Discord everything. Raises nothing for what Discord or the network does."""
    found = Examined()
    try:
        async with discord.Client(intents=discord.Intents.none()) as client:
            found.skew = await _skew(now)
            await client.login(token)
            found.checks.append(Check(Level.OK, "discord", "reached, and it takes the token"))
            found.checks += _intent(client, wanted)
            found.checks += await _gateway(client)
            found.checks += [item async for item in _guilds(client, wanted, most_guilds)]
    except discord.LoginFailure:
        text = "Discord refuses it: copy it again from the Bot page of the Developer Portal"
        found.checks.append(Check(Level.FAIL, "token", text))
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        text = f"can't be reached ({type(error).__name__}): check the network and discordstatus.com"
        found.checks.append(Check(Level.FAIL, "discord", text))
    except discord.HTTPException as error:
        text = f"answers with {error.status}: look at discordstatus.com and try again later"
        found.checks.append(Check(Level.FAIL, "discord", text))
    return found


async def _skew(now: Callable[[], datetime]) -> timedelta | None:
    """How far our clock is ahead of Discord's, which tells whole seconds."""
    async with (
        aiohttp.ClientSession(timeout=PATIENCE) as session,
        session.get(f"{discord.http.Route.BASE}/gateway") as answer,
    ):
        told = answer.headers.get("Date")
        return None if told is None else now() - parsedate_to_datetime(told)


def _intent(client: discord.Client, wanted: Wanted) -> Iterator[Check]:
    assert client.application is not None, "logging in reads it"
    flags = client.application.flags
    granted = flags.gateway_message_content or flags.gateway_message_content_limited
    if wanted.message_content and not granted:
        text = (
            "not granted: switch on Message Content Intent on the Bot page of the Developer "
            "Portal, or set FANBOT_MESSAGE_CONTENT=off"
        )
        yield Check(Level.FAIL, "message content", text)
    elif wanted.message_content:
        yield Check(Level.OK, "message content", "granted")


async def _gateway(client: discord.Client) -> list[Check]:
    """Whether a connection opens, and how many the day still has."""
    _, address, limits = await client.http.get_bot_gateway()
    async with (
        aiohttp.ClientSession(timeout=PATIENCE) as session,
        session.ws_connect(address) as socket,
    ):
        hello = await socket.receive_json(timeout=PATIENCE.total)
    if hello.get("op") != _HELLO:
        return [Check(Level.FAIL, "gateway", "answers in a way that is not known")]
    left, total = limits["remaining"], limits["total"]
    if left < FEW_STARTS:
        hours = limits["reset_after"] / 3_600_000
        text = (
            f"{left} of {total} starts left for the next {hours:.0f} hours: find what restarts it"
        )
        return [Check(Level.WARN, "gateway", text)]
    return [Check(Level.OK, "gateway", f"reached; {left} of {total} starts of the day are left")]


async def _guilds(client: discord.Client, wanted: Wanted, most: int) -> AsyncIterator[Check]:
    seen = 0
    async for brief in client.fetch_guilds(limit=None, with_counts=False):
        seen += 1
        if seen > most:
            continue
        for item in await _guild(client, brief, wanted):
            yield item
    if not seen:
        text = "it is in none: invite it with the address that `fanbot invite` prints"
        yield Check(Level.WARN, "servers", text)
    elif seen > most:
        text = f"{seen}, of which the first {most} were looked at; --guilds {seen} looks at all"
        yield Check(Level.WARN, "servers", text)
    else:
        yield Check(Level.OK, "servers", str(seen))


async def _guild(client: discord.Client, brief: discord.Guild, wanted: Wanted) -> list[Check]:
    assert client.user is not None, "logging in reads it"
    guild = await client.fetch_guild(brief.id, with_counts=False)
    me = await guild.fetch_member(client.user.id)
    channels = {channel.id: channel for channel in await guild.fetch_channels()}
    where = f"server {guild.id}"
    found = []
    missing = _missing(me.guild_permissions, wanted.permissions(guild.id))
    if missing:
        text = (
            f"lacks {_named(missing)}: give its role these permissions in Server Settings → Roles"
        )
        found.append(Check(Level.FAIL, where, text))
    for purpose, channel_id in wanted.channels(guild.id).items():
        channel = channels.get(channel_id)
        if channel is None:
            text = f"the {purpose} {channel_id} is gone or hidden: choose another one in /setup"
            found.append(Check(Level.FAIL, where, text))
            continue
        allowed = channel.permissions_for(me)
        closed = [name for name in NEEDED_TO_POST if not getattr(allowed, name)]
        if closed:
            text = f"the {purpose} {channel_id} does not let it {_named(closed)}: allow it there"
            found.append(Check(Level.FAIL, where, text))
    return found or [Check(Level.OK, where, "has the permissions it needs")]


def _missing(held: discord.Permissions, needed: discord.Permissions) -> list[str]:
    if held.administrator:
        return []
    return [name for name, on in needed if on and not getattr(held, name)]


def _named(permissions: Iterable[str]) -> str:
    return ", ".join(name.replace("_", " ") for name in permissions)
