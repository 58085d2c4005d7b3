"""Tells moderators once what a week of watching has shown, with the way to enforcement."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import discord
from discord import ui
from discord.ext import commands, tasks

from cogs._answers import NO_ANSWER, facts
from cogs._policy_words import PolicyWords
from cogs.moderation.setup_items import Focus, button
from cogs.moderation.setup_panel import label_line, trial_lines
from discord_bot.guilds import Feature
from discord_bot.moderation.model import BREACHES
from discord_bot.moderation.report import Trial
from discord_bot.wording import Texts

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

log = logging.getLogger(__name__)

HOURS = 1.0
"""How often servers are looked at; a trial lasts days."""


class Trials(commands.Cog):
    """Looks which servers have watched for a week and were not told yet."""

    def __init__(self, bot: FanBot) -> None:
        self.bot = bot
        self._told: set[int] = set()

    async def cog_load(self) -> None:
        """Let the clock run."""
        self.look.start()

    async def cog_unload(self) -> None:
        """Stop the clock."""
        self.look.cancel()

    @tasks.loop(hours=HOURS)
    async def look(self) -> None:
        """Tell every server whose week is over."""
        for guild in list(self.bot.guilds):
            try:
                await self._look(guild)
            except Exception:
                log.exception(
                    "a trial could not be told; the next hour tries again",
                    extra={"guild_id": guild.id},
                )

    @look.before_loop
    async def _ready(self) -> None:
        await self.bot.wait_until_ready()

    async def _look(self, guild: discord.Guild) -> None:
        """Tell one server, if it is time. Who enforces something already needs no hint."""
        services, now = self.bot.services, self.bot.now()
        settings = services.guilds.get(guild.id)
        channel_id = settings.log_channel
        if guild.id in self._told or channel_id is None:
            return
        if not settings.is_active(Feature.MODERATION, now):
            return
        trial = await services.moderation.figures.trial(guild.id, now)
        if not trial.is_over or trial.enforced:
            return
        fact = f"trial_told:{guild.id}"
        if await self.bot.facts.get(fact) is None:
            view = message(self.bot.texts(guild.id), trial, self._accent)
            if not await self._send(guild.id, channel_id, view):
                return
            await self.bot.facts.put(fact, now.isoformat())
        self._told.add(guild.id)

    @property
    def _accent(self) -> discord.Colour:
        return discord.Colour.from_str(self.bot.services.pack.show.accent)

    async def _send(self, guild_id: int, channel_id: int, view: ui.LayoutView) -> bool:
        """Post; returns whether it arrived. With the nonce Discord drops a repeat."""
        channel = self.bot.get_partial_messageable(channel_id, guild_id=guild_id)
        try:
            await channel.send(
                view=view,
                nonce=f"trial{guild_id}"[:25],
                allowed_mentions=discord.AllowedMentions.none(),
            )
        except NO_ANSWER as error:
            log.warning(
                "a trial could not be told",
                extra={
                    "guild_id": guild_id,
                    "channel_id": channel_id,
                    **facts(error),
                },
            )
            return False
        return True


def message(texts: Texts, trial: Trial, accent: discord.Colour) -> ui.LayoutView:
    """What the week has shown, rule by rule, and a button to the panel."""
    words = PolicyWords(texts)
    lines = [texts("moderation.setup.trial.over"), *trial_lines(texts, trial)]
    lines += [
        f"- **{words.label(label)}**: {label_line(texts, trial, label)}" for label in BREACHES
    ]
    lines.append(texts("moderation.setup.trial.next"))
    container: ui.Container[Any] = ui.Container(
        ui.TextDisplay("\n".join(lines)), accent_colour=accent
    )
    label = texts("moderation.setup.trial.open")
    to_panel = button(Focus().custom_id("open"), label, discord.ButtonStyle.primary)
    container.add_item(ui.ActionRow(to_panel))
    view = ui.LayoutView(timeout=None)
    view.add_item(container)
    return view
