"""Looks at what was written while the bot heard nothing: it was off, or had to begin anew."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

import discord
from discord.ext import commands, tasks
from discord.utils import time_snowflake

from cogs._answers import NO_ANSWER, facts, is_away
from cogs._clocks import sleep, wake
from cogs.moderation import hearing
from cogs.moderation.backlog import Judge
from cogs.moderation.hearing import Conversations
from cogs.moderation.notices import Notices
from discord_bot.epochs import from_epoch, to_epoch
from discord_bot.errors import StorageError
from discord_bot.guilds import Feature
from discord_bot.moderation import absences
from discord_bot.moderation.absences import Gap, Presence
from discord_bot.moderation.policy import MessageKind, Place

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

log = logging.getLogger(__name__)

Written: TypeAlias = discord.TextChannel | discord.VoiceChannel | discord.StageChannel
Channel: TypeAlias = Written | discord.Thread
MESSAGES = 200
"""How many messages of a channel are looked at: two requests."""
CHANNELS = 50
"""How many channels of a server are looked at, those in which something was written last."""
PACE = 0.5
"""Seconds between two channels, so that all else that is asked of Discord goes on."""
PAUSE = 30.0
"""Seconds until the next try where Discord is away."""
TRIES = 20
NOTHING = timedelta(days=1).total_seconds()
"""Seconds of sleep where there is nothing to look at; a gap wakes the clock."""
NOTED_HOURS = 1.0
"""How often is written down until when everything was heard, where nobody writes; else within a
minute. After a kill so much is looked at once more, which opens no case twice."""
FEATURE = Feature.MODERATION


@dataclass(slots=True)
class _Server:
    """How many channels of a server are still to be looked at, and where not all was."""

    guild_id: int
    gap: Gap
    left: int
    unlooked: list[int]


@dataclass(slots=True)
class _Look:
    """A channel that is to be looked at, from ``since`` to the end of the gap."""

    server: _Server
    channel: Channel
    since: datetime
    tries: int = 0


class Absence(commands.Cog):
    """Reads back. ``judge`` judges and acts as if it were said just now, but quietly."""

    def __init__(self, bot: FanBot, notices: Notices, judge: Judge) -> None:
        self.bot = bot
        self._service = bot.services.moderation
        self._notices = notices
        self._judge = judge
        self._presence = Presence(None)
        self._gaps: deque[tuple[int, Gap]] = deque()
        self._looks: deque[_Look] = deque()
        shards = bot.services.guilds.shards
        self._fact = f"heard_until:{shards.count}:{','.join(map(str, shards.ids))}"

    async def cog_load(self) -> None:
        """Learn until when the last run heard everything."""
        noted = await self.bot.facts.get(self._fact)
        self._presence = Presence(None if noted is None else from_epoch(int(noted)))
        self.looking.start()
        self.noting.start()

    async def cog_unload(self) -> None:
        """Write down until when this run did."""
        self.looking.cancel()
        self.noting.cancel()
        if self.bot.is_ready():
            with suppress(StorageError):
                await self._note()

    # --- until when everything was heard --------------------------------------------------------

    @tasks.loop(hours=NOTED_HOURS)
    async def noting(self) -> None:
        """Write it down for the case that this process is killed."""
        try:
            await self._note()
        except Exception:
            log.exception("until when everything was heard is not written; it is tried again")

    @commands.Cog.listener()
    async def on_counts_written(self) -> None:
        """Messages were judged, and their number is in the database: so they were heard."""
        with suppress(StorageError):  # another minute, then
            await self._note()

    async def _note(self) -> None:
        until = self._presence.heard_until(self.bot.now())
        await self.bot.facts.put(self._fact, str(to_epoch(until)))

    @commands.Cog.listener()
    async def on_shard_disconnect(self, shard_id: int) -> None:
        """Nothing is heard from here on."""
        self._presence.lost(shard_id, self.bot.now())

    @commands.Cog.listener()
    async def on_shard_resumed(self, shard_id: int) -> None:
        """Discord sends what was missed."""
        self._presence.resumed(shard_id)

    @commands.Cog.listener()
    async def on_shard_ready(self, shard_id: int) -> None:
        """A new session: what came before it has to be read."""
        gap = self._presence.back(shard_id, self.bot.now())
        if gap is not None:
            self._gaps.append((shard_id, gap))
            wake(self.looking)

    # --- looking --------------------------------------------------------------------------------

    @tasks.loop(seconds=NOTHING)
    async def looking(self) -> None:
        """Look at one channel, then rest."""
        pause = PACE
        try:
            if self._gaps:
                await self._plan(*self._gaps[0])
                self._gaps.popleft()
            elif self._looks:
                pause = await self._look(self._looks.popleft())
            else:
                self._presence.looked()
                pause = NOTHING
        except Exception:
            log.exception("looking back failed; it is tried again")
            pause = PAUSE
        sleep(self.looking, pause, self.bot.now())

    @looking.before_loop
    @noting.before_loop
    async def _ready(self) -> None:
        await self.bot.wait_until_ready()

    async def _plan(self, shard_id: int, gap: Gap) -> None:
        """Find the channels in which something was written that nobody looked at."""
        log.info("looking back", extra={"shard_id": shard_id})
        guilds, now = self.bot.services.guilds, self.bot.now()
        found = [
            plan
            for guild in self.bot.guilds
            if guild.shard_id == shard_id and guilds.get(guild.id).is_active(FEATURE, now)
            if (plan := await self._plan_server(guild, gap))
        ]
        for server, since, channels in found:
            self._looks += [_Look(server, channel, since) for channel in channels]

    async def _plan_server(
        self, guild: discord.Guild, gap: Gap
    ) -> tuple[_Server, datetime, list[Channel]] | None:
        first = time_snowflake(gap.since)
        watched = [
            item for item in _channels(guild) if _newest(item) > first and self._is_watched(item)
        ]
        if not watched:
            return None
        mine, changes = guild.me.joined_at, await self._changes(guild.id)
        since = absences.begin(gap, self.bot.now(), mine, changes)
        watched.sort(key=_newest, reverse=True)
        channels, rest = watched[:CHANNELS], watched[CHANNELS:]
        server = _Server(guild.id, gap, len(channels), [item.id for item in rest])
        return server, since, channels

    def _is_watched(self, channel: Channel) -> bool:
        parent = channel.parent_id if isinstance(channel, discord.Thread) else None
        place = Place(channel.guild.id, channel.id, 0, parent)
        return self._service.is_watching(place, self.bot.now())

    async def _changes(self, guild_id: int) -> list[datetime]:
        """When settings were changed last, for which the bot had to be there, or a pause ended."""
        guilds = self.bot.services.guilds
        paused = guilds.get(guild_id).paused_moderation_until
        moments = [change.changed_at for change in await guilds.history(guild_id, limit=1)]
        return moments if paused is None else [*moments, paused]

    async def _look(self, look: _Look) -> float:
        """Look at a channel; returns the seconds to rest after it."""
        look.tries += 1
        try:
            is_all = await self._read(look)
        except discord.NotFound:
            is_all = True  # the channel is gone
        except NO_ANSWER as error:
            log.warning(
                "a channel could not be looked back at",
                extra={"channel_id": look.channel.id, **facts(error)},
            )
            if is_away(error) and look.tries < TRIES:
                self._looks.append(look)
                return PAUSE
            is_all = False
        server = look.server
        server.left -= 1
        if not is_all:
            server.unlooked.append(look.channel.id)
        if not server.left and (server.unlooked or server.gap.is_too_long):
            await self._notices.away(server.guild_id, server.gap, server.unlooked)
        return PACE

    async def _read(self, look: _Look) -> bool:
        """Judge what was written in a channel, the oldest first; whether that is all there is."""
        channel = look.channel
        if isinstance(channel, discord.Thread) and channel.id > time_snowflake(look.since):
            await self._judge_title(channel)
        if not channel.permissions_for(channel.guild.me).read_message_history:
            return False
        found = [
            message
            async for message in channel.history(
                limit=MESSAGES,
                after=look.since,
                before=look.server.gap.until + timedelta(seconds=1),
                oldest_first=False,
            )
        ]
        conversation = Conversations()
        for message in reversed(found):
            if not hearing.is_written_by_somebody(message, self.bot.application_id or 0):
                continue
            kind = MessageKind.MESSAGE if message.edited_at is None else MessageKind.EDIT
            place = hearing.place_of(message, kind)
            previous = conversation.before(place, message.created_at)
            heard = hearing.of_message(message, place, previous)
            conversation.note(place, heard.post.text, message.created_at)
            if heard.post.text:
                await self._judge(heard)
        return len(found) < MESSAGES

    async def _judge_title(self, thread: discord.Thread) -> None:
        if thread.owner_id != thread.guild.me.id:
            await self._judge(hearing.of_title(thread))


def _newest(channel: Channel) -> int:
    """The last thing that was written in a channel; of a thread, its title is one, too."""
    nothing = channel.id if isinstance(channel, discord.Thread) else 0
    return channel.last_message_id or nothing


def _channels(guild: discord.Guild) -> Iterator[Channel]:
    """Where people write that the bot can see."""
    everywhere: list[Channel] = [
        *guild.text_channels,
        *guild.voice_channels,
        *guild.stage_channels,
        *(thread for thread in guild.threads if thread.parent is not None),
    ]
    for channel in everywhere:
        if channel.permissions_for(guild.me).view_channel:
            yield channel
