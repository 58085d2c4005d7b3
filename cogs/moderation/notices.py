"""What moderators are told in their log besides cases, and each thing once."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

import discord

from cogs._answers import NO_ANSWER, facts
from discord_bot.epochs import to_epoch
from discord_bot.moderation.absences import LONGEST, Gap
from discord_bot.moderation.policy import Place

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

log = logging.getLogger(__name__)

NAMED = 20
"""How many channels a notice names; the rest is counted."""


class Notices:
    """Posts into a server's log. A server without one is told nothing; cases show everything."""

    def __init__(self, bot: FanBot) -> None:
        self._bot = bot
        self._missing: set[tuple[int, int, str]] = set()

    async def missing(self, guild_id: int, channel_id: int, permission: str) -> None:
        """The bot may not do what it was to do in a channel: told once until it may again."""
        key = (guild_id, channel_id, permission)
        if key in self._missing:
            return
        self._missing.add(key)
        texts = self._bot.texts(guild_id)
        await self._post(
            guild_id,
            texts(
                "moderation.acting.missing",
                channel=f"<#{channel_id}>",
                permission=texts(f"moderation.acting.permission.{permission}"),
                mend=texts(f"moderation.acting.mend.{permission}"),
            ),
        )

    async def outranked(self, guild_id: int) -> None:
        """Somebody stands above the bot, so that it can't act upon them: told once in a run."""
        key = (guild_id, 0, "rank")
        if key not in self._missing:
            self._missing.add(key)
            await self._post(guild_id, self._bot.texts(guild_id)("moderation.acting.outranked"))

    def allowed(self, guild_id: int, channel_id: int, permission: str) -> None:
        """The bot may do it: should that change, moderators are told again."""
        self._missing.discard((guild_id, channel_id, permission))

    async def pile_on(self, place: Place, count: int) -> None:
        """Many turn on one: help is suggested."""
        text = self._bot.texts(place.guild_id)(
            "moderation.acting.pile_on",
            count=count,
            member=f"<@{place.aimed_at}>",
            channel=f"<#{place.channel_id}>",
        )
        await self._post(place.guild_id, text)

    async def failing(self, guild_id: int) -> None:
        """The filter can't judge: messages stay, and are looked at later."""
        await self._post(guild_id, self._bot.texts(guild_id)("moderation.acting.failing"))

    async def recovered(self, guild_id: int, checked: int, unread: int) -> None:
        """The filter judges again, and has looked at what it missed."""
        texts = self._bot.texts(guild_id)
        lines = [texts("moderation.acting.recovered", count=checked)]
        if unread:
            lines.append(texts("moderation.acting.unread", count=unread))
        await self._post(guild_id, "\n".join(lines))

    async def away(self, guild_id: int, gap: Gap, channels: Sequence[int]) -> None:
        """Not all was looked at that was written in a time in which the bot heard nothing."""
        texts = self._bot.texts(guild_id)
        since, until = to_epoch(gap.since), to_epoch(gap.until)
        lines = [texts("moderation.acting.away", since=f"<t:{since}:f>", until=f"<t:{until}:f>")]
        if channels:
            named = " ".join(f"<#{channel}>" for channel in channels[:NAMED])
            more = len(channels) - NAMED
            if more > 0:
                named += " " + texts("moderation.setup.more", count=more)
            lines.append(texts("moderation.acting.away_channels", channels=named))
        if gap.is_too_long:
            hours = LONGEST // timedelta(hours=1)
            lines.append(texts("moderation.acting.away_long", hours=hours))
        await self._post(guild_id, "\n".join(lines))

    async def _post(self, guild_id: int, text: str) -> None:
        channel_id = self._bot.services.guilds.get(guild_id).log_channel
        if channel_id is None:
            return
        channel = self._bot.get_partial_messageable(channel_id, guild_id=guild_id)
        try:
            await channel.send(text, allowed_mentions=discord.AllowedMentions.none())
        except NO_ANSWER as error:
            log.warning(
                "moderators could not be told",
                extra={
                    "guild_id": guild_id,
                    "channel_id": channel_id,
                    **facts(error),
                },
            )
