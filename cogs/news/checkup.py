"""Where news can be posted: what the bot lacks there, and who may choose it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

import discord

from discord_bot.errors import UserError
from discord_bot.wording import Texts

Place: TypeAlias = (
    discord.TextChannel
    | discord.ForumChannel
    | discord.Thread
    | discord.VoiceChannel
    | discord.StageChannel
    | discord.CategoryChannel
)
POSTABLE = [
    discord.ChannelType.text,
    discord.ChannelType.news,
    discord.ChannelType.forum,
    discord.ChannelType.public_thread,
    discord.ChannelType.news_thread,
    discord.ChannelType.private_thread,
]
_ALWAYS = ("view_channel", "send_messages", "embed_links", "read_message_history")


def needed(place: Place) -> tuple[str, ...]:
    """What the bot must be allowed; in threads one writes by a permission of its own."""
    if isinstance(place, discord.Thread):
        return tuple(
            "send_messages_in_threads" if name == "send_messages" else name for name in _ALWAYS
        )
    return _ALWAYS


def missing_in(place: Place) -> tuple[str, ...]:
    """What the bot lacks of it."""
    allowed = place.permissions_for(place.guild.me)
    return tuple(name for name in needed(place) if not getattr(allowed, name))


def permission_names(texts: Texts, names: Iterable[str]) -> str:
    """Permissions as Discord's settings call them."""
    return ", ".join(f"*{texts(f'news.permission.{name}')}*" for name in names)


def require_place(texts: Texts, place: Place, member: discord.Member) -> None:
    """Raise ``UserError`` where the member can't see the place, or the bot could not post in it."""
    if not place.permissions_for(member).view_channel:
        raise UserError("news.refused.channel_unseen")
    missing = missing_in(place)
    if missing:
        raise UserError(
            "news.refused.missing",
            channel=place.mention,
            permissions=permission_names(texts, missing),
        )


def cannot_ping(place: Place, role: discord.Role | None) -> bool:
    """Whether the bot's mention of a role would reach nobody there."""
    if role is None or (role.mentionable and not role.is_default()):
        return False
    return not place.permissions_for(place.guild.me).mention_everyone
