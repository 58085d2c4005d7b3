"""Finds what cases name by ids: servers, channels, threads, messages, members."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import discord

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

Somewhere: TypeAlias = discord.abc.GuildChannel | discord.Thread


class NowhereError(Exception):
    """The bot has left the server, or the channel is not of a kind that can be acted upon."""


class Places:
    """Asks Discord for what is not in memory; ``discord.HTTPException`` where it has no answer."""

    def __init__(self, bot: FanBot) -> None:
        self._bot = bot

    async def guild(self, guild_id: int) -> discord.Guild:
        """A server. Raises ``NowhereError`` where the bot is not in it any more.

        What is pressed in a direct message comes to the process of shard 0, whoever serves the
        server: then Discord is asked, and the server knows its roles, but no channel or member.
        """
        guild = self._bot.get_guild(guild_id)
        if guild is not None:
            return guild
        if self._bot.services.guilds.shards.serves(guild_id):
            raise NowhereError
        try:
            return await self._bot.fetch_guild(guild_id, with_counts=False)
        except (discord.NotFound, discord.Forbidden):
            raise NowhereError from None

    async def known(self, guild_id: int) -> discord.Guild | None:
        """A server, or None where the bot is not in it any more: to name it, in private too."""
        try:
            return await self.guild(guild_id)
        except NowhereError:
            return None

    async def channel(self, guild_id: int, channel_id: int) -> Somewhere:
        """A channel or thread, archived ones included."""
        guild = await self.guild(guild_id)
        return guild.get_channel_or_thread(channel_id) or await guild.fetch_channel(channel_id)

    @staticmethod
    async def above(channel: Somewhere) -> discord.abc.GuildChannel:
        """The channel that a thread is of; any other is its own."""
        if not isinstance(channel, discord.Thread):
            return channel
        found = channel.parent or await channel.guild.fetch_channel(channel.parent_id)
        if isinstance(found, discord.Thread):
            raise NowhereError
        return found

    async def permissions(self, channel: Somewhere, member: discord.Member) -> discord.Permissions:
        """What a member may do in a channel or thread."""
        if isinstance(channel, discord.Thread) and channel.parent is None:
            return (await self.above(channel)).permissions_for(member)
        return channel.permissions_for(member)

    async def message(self, guild_id: int, channel_id: int, message_id: int) -> discord.Message:
        """A message as it is now."""
        channel = await self.channel(guild_id, channel_id)
        if not isinstance(channel, discord.abc.Messageable):
            raise NowhereError
        return await channel.fetch_message(message_id)

    async def member(self, guild_id: int, user_id: int) -> discord.Member:
        """A member as they are now."""
        return await (await self.guild(guild_id)).fetch_member(user_id)
