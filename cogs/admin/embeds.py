"""How answers about a server and the bot look: pure functions from values to embeds."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

import discord

from cogs.admin.checkup import warnings_for
from cogs.admin.words import Words
from discord_bot.guilds import Feature, GuildSettings, SettingChange
from discord_bot.privacy import NOBODY

DESCRIPTION_LIMIT = 4096
"""Characters: https://discord.com/developers/docs/resources/message#embed-object-embed-limits."""
_NOT_TOLD = {"intent_notice_at"}
"""What the bot notes for itself among a server's settings."""


def _colour(words: Words) -> discord.Colour:
    return discord.Colour.from_str(words.pack.show.accent)


def settings(
    words: Words,
    chosen: GuildSettings,
    guild: discord.Guild,
    features: Collection[Feature],
    now: datetime,
) -> discord.Embed:
    """Everything that is set, the pauses that are on, and what stands in the way."""
    lines = words.lines(chosen, features)
    for feature in features:
        until = chosen.paused_until(feature, now)
        if until is not None:
            text = words.texts("pause.until", until=int(until.timestamp()))
            lines.append(f"**{words.feature(feature)}**: {text}")
    keys = ("daily_channel", "daily_time", "news_channel", "log_channel", "moderator_role")
    for key in keys:
        lines += warnings_for(key, chosen, guild, words.texts)
    return discord.Embed(
        title=words.texts("setup.show.title"),
        description="\n".join(lines),
        colour=_colour(words),
    )


def history(words: Words, changes: Iterable[SettingChange]) -> discord.Embed:
    """Who changed what, newest first."""
    lines = [
        words.texts(
            "setup.history.line",
            when=f"<t:{int(change.changed_at.timestamp())}:R>",
            who=words.texts("setup.nobody") if change.user_id == NOBODY else f"<@{change.user_id}>",
            what=words.name(change.key),
            value=words.value(change.key, change.value),
        )
        for change in changes
        if change.key not in _NOT_TOLD
    ]
    return discord.Embed(
        title=words.texts("setup.history.title"),
        description=_fitting(lines) or words.texts("setup.history.empty"),
        colour=_colour(words),
    )


def _fitting(lines: list[str]) -> str:
    """The first lines that fit into an embed; that there are more is shown."""
    shown: list[str] = []
    room = DESCRIPTION_LIMIT - len("\n…")
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            return "\n".join([*shown, "…"])
        shown.append(line)
    return "\n".join(shown)


@dataclass(frozen=True, slots=True)
class About:
    """What the bot says of itself. ``latency`` is in seconds and no number while unknown."""

    version: str
    servers: int
    started_at: datetime
    latency: float
    homepage: str | None


def about(words: Words, facts: About) -> discord.Embed:
    """The bot itself."""
    texts = words.texts
    embed = discord.Embed(
        title=texts("about.title"),
        description=texts("about.description"),
        colour=_colour(words),
        url=facts.homepage,
    )
    embed.add_field(name=texts("about.version"), value=facts.version)
    embed.add_field(name=texts("about.servers"), value=str(facts.servers))
    started = int(facts.started_at.timestamp())
    embed.add_field(name=texts("about.running"), value=f"<t:{started}:R>")
    if math.isfinite(facts.latency):
        spent = texts("about.milliseconds", count=round(facts.latency * 1000))
        embed.add_field(name=texts("about.latency"), value=spent)
    embed.add_field(name=texts("about.sources"), value=texts("about.sources_text"), inline=False)
    if facts.homepage is not None:
        embed.add_field(name=texts("about.link"), value=facts.homepage, inline=False)
    return embed
