"""What stands in the way of a setting, seen in the server as it is now, with the mend."""

from __future__ import annotations

import discord

from discord_bot.guilds import GuildSettings
from discord_bot.wording import Texts

_NEEDED = {
    "log_channel": ("view_channel", "send_messages"),
    "daily_channel": ("view_channel", "send_messages", "embed_links"),
    "news_channel": ("view_channel", "send_messages", "embed_links", "read_message_history"),
}
"""What the bot must be allowed in a channel for what it posts there."""


def warnings_for(
    key: str, settings: GuildSettings, guild: discord.Guild, texts: Texts
) -> list[str]:
    """What is wrong with a setting, a sentence each; nothing where all is well."""
    value = getattr(settings, key)
    if key in _NEEDED:
        return _of_channel(key, settings, guild, texts) if value is not None else []
    if key == "moderator_role" and value is not None and guild.get_role(value) is None:
        return [texts("setup.warning.role_gone")]
    if key == "daily_time" and value is not None and settings.daily_channel is None:
        return [texts("setup.warning.no_channel")]
    return []


def _of_channel(key: str, settings: GuildSettings, guild: discord.Guild, texts: Texts) -> list[str]:
    channel = guild.get_channel(getattr(settings, key))
    if channel is None:
        return [texts("setup.warning.channel_gone")]
    found = []
    allowed = channel.permissions_for(guild.me)
    missing = [name for name in _NEEDED[key] if not getattr(allowed, name)]
    if missing:
        listed = ", ".join(f"*{texts(f'setup.permission.{name}')}*" for name in missing)
        found.append(texts("setup.warning.missing", channel=channel.mention, permissions=listed))
    if key == "log_channel" and channel.permissions_for(guild.default_role).view_channel:
        found.append(texts("setup.warning.everyone_reads", channel=channel.mention))
    if key == "daily_channel" and settings.daily_time is None:
        found.append(texts("setup.warning.no_time"))
    return found
