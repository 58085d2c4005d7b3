"""What stands in the way of what a server chose for moderation, with the mend."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeAlias

import discord

from discord_bot.moderation.model import BREACHES
from discord_bot.moderation.policy import Action, ChannelMode, Rule, ServerPolicy, is_support
from discord_bot.wording import Texts

Written: TypeAlias = discord.TextChannel | discord.ForumChannel
Judged: TypeAlias = Written | discord.VoiceChannel | discord.StageChannel
NAMED = 5
"""Channels that a sentence names; there may be more of them."""


def support_channels(guild: discord.Guild, policy: ServerPolicy) -> list[Judged]:
    """Channels that by their name are only noted in, for nobody chose anything for them."""
    judged = [*_written(guild), *guild.voice_channels, *guild.stage_channels]
    return [
        channel
        for channel in judged
        if channel.id not in policy.channels and is_support(channel.name)
    ]


def with_support(guild: discord.Guild, policy: ServerPolicy) -> ServerPolicy:
    """A policy as it works out: with what holds for channels of support by their names."""
    modes = {channel.id: ChannelMode.LOG_ONLY for channel in support_channels(guild, policy)}
    return replace(policy, channels={**policy.channels, **modes})


def _written(guild: discord.Guild) -> list[Written]:
    return [*guild.text_channels, *guild.forums]


def _rules(policy: ServerPolicy) -> Iterator[Rule]:
    for label in BREACHES:
        yield policy.rule(label)
    for own in policy.channel_rules.values():
        yield from own.values()


def needed(policy: ServerPolicy) -> list[str]:
    """The permissions that the chosen actions need in the whole server, in a fixed order.

    They are told while a server still watches, so that nothing fails on the first day.
    """
    actions = {action for rule in _rules(policy) for action in (rule.unsure, rule.sure)}
    names = []
    if any(action.takes_down for action in actions):
        names += ["manage_messages", "manage_threads"]
    if actions & {Action.NUDGE, Action.HOLD}:
        names.append("manage_webhooks")
    if Action.TIME_OUT in actions or policy.escalation is not None:
        names.append("moderate_members")
    if policy.profiles:
        names.append("manage_nicknames")
    return names


def warnings_of(
    texts: Texts, guild: discord.Guild, policy: ServerPolicy, log_channel: int | None
) -> list[str]:
    """What is missing, a sentence each; nothing where all is well."""
    found = []
    if log_channel is None:
        found.append(texts("moderation.setup.warning.no_log"))
    wanted = needed(policy)
    missing = [name for name in wanted if not getattr(guild.me.guild_permissions, name)]
    if missing:
        found.append(texts("moderation.setup.warning.missing", permissions=_named(texts, missing)))
    found += _in_channels(texts, guild, policy, [name for name in wanted if name not in missing])
    return found


def _named(texts: Texts, permissions: list[str]) -> str:
    return ", ".join(f"*{texts(f'moderation.acting.permission.{name}')}*" for name in permissions)


def _in_channels(
    texts: Texts, guild: discord.Guild, policy: ServerPolicy, wanted: list[str]
) -> Iterator[str]:
    """Channels whose own settings take from the bot what its role gives it."""
    policy = with_support(guild, policy)
    of_channels = [name for name in ("manage_messages", "manage_webhooks") if name in wanted]
    for name in of_channels:
        closed = [
            channel.mention
            for channel in _written(guild)
            if policy.channels.get(channel.id, ChannelMode.NORMAL) is ChannelMode.NORMAL
            and channel.permissions_for(guild.me).view_channel
            and not getattr(channel.permissions_for(guild.me), name)
        ]
        if closed:
            shown = ", ".join(closed[:NAMED])
            left = len(closed) - NAMED
            if left > 0:
                shown += f" {texts('moderation.setup.more', count=left)}"
            permissions = _named(texts, [name])
            yield texts("moderation.setup.warning.closed", channels=shown, permissions=permissions)
