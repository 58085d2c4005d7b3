"""``/moderation report`` and ``export``: how the filter does here, as a picture and as a file."""

from __future__ import annotations

import asyncio
import gzip
import io
import json
import secrets
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

import discord

from cogs._components import Interaction
from cogs._policy_words import PolicyWords
from cogs.moderation.setup_choices import guild_of
from discord_bot import pictures
from discord_bot.errors import UserError
from discord_bot.moderation.classifier import load_weights
from discord_bot.moderation.model import BREACHES
from discord_bot.moderation.report import RuleShare, WeekFigures
from discord_bot.moderation.rule_weights import rule_weights
from discord_bot.packs import data_directory
from discord_bot.pictures import (
    ModerationLabels,
    ModerationPicture,
    ModerationWeek,
    PicturesBusy,
)
from discord_bot.wording import Texts

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

SHOWN_RULES = 10
"""Rules of which the report tells, the most overruled first."""
TEXT_LIMIT = 2000
"""Characters of a message."""
_SALT_BYTES = 16
_MINUTES_OF_HOUR, _MINUTES_OF_DAY = 60, 1440


class Reporting:
    """Answers moderators' questions about figures."""

    def __init__(self, bot: FanBot) -> None:
        self._bot = bot
        self._figures = bot.services.moderation.figures
        self._weights: Mapping[str, float] | None = None

    async def report(self, interaction: Interaction, weeks: int) -> None:
        """A picture of the last weeks, and the rules that were overruled most."""
        guild, texts = guild_of(interaction), self._bot.texts(interaction)
        figures = await self._figures.weekly(guild.id, self._bot.now(), weeks)
        shares = await self._figures.rule_shares(guild.id)
        accent = self._bot.services.pack.show.accent
        picture = make_picture(texts, figures, guild.name, accent)
        lines = rule_lines(texts, shares, await self._rule_weights())
        try:
            drawn = await pictures.render(picture)
        except PicturesBusy:
            told = pictures.describe(picture, TEXT_LIMIT // 2, markdown=True)
            await interaction.followup.send(_fitting([told, *lines]), ephemeral=True)
            return
        words = pictures.describe(picture, pictures.ALT_TEXT_LIMIT)
        file = discord.File(io.BytesIO(drawn), filename="moderation.png", description=words)
        await interaction.followup.send(_fitting(lines), file=file, ephemeral=True)

    async def _rule_weights(self) -> Mapping[str, float]:
        """What training gave each rule; read once, off the event loop."""
        if self._weights is None:
            folder = data_directory() / "models"
            self._weights = await asyncio.to_thread(lambda: rule_weights(load_weights(folder)))
        return self._weights

    async def export(self, interaction: Interaction) -> None:
        """Every case as a line of a file, with nobody's number in it."""
        guild, texts = guild_of(interaction), self._bot.texts(interaction)
        salt = secrets.token_bytes(_SALT_BYTES)
        rows = [
            json.dumps(row, ensure_ascii=False)
            async for row in self._figures.export(guild.id, salt)
        ]
        if not rows:
            raise UserError("moderation.report.nothing")
        content, name = "".join(f"{row}\n" for row in rows).encode(), "cases.jsonl"
        if len(content) > guild.filesize_limit:
            content = await asyncio.to_thread(gzip.compress, content)
            name = f"{name}.gz"
        if len(content) > guild.filesize_limit:
            raise UserError("moderation.report.too_large")
        file = discord.File(io.BytesIO(content), filename=name)
        told = texts("moderation.report.exported", count=len(rows))
        await interaction.followup.send(told, file=file, ephemeral=True)


def _fitting(lines: Iterable[str]) -> str:
    """The first lines that fit into a message; that there are more is shown."""
    shown = ""
    for line in lines:
        if len(shown) + len(line) + len("\n…") > TEXT_LIMIT:
            return f"{shown}\n…"
        shown += f"\n{line}" if shown else line
    return shown


def rule_lines(texts: Texts, shares: list[RuleShare], weights: Mapping[str, float]) -> list[str]:
    """The rules that had a part in cases: weight, cases, and how often they were overruled."""
    if not shares:
        return [texts("moderation.report.no_rules")]
    lines = [texts("moderation.report.rules")]
    for share in shares[:SHOWN_RULES]:
        weight = weights.get(share.rule)
        known = "–" if weight is None else f"{weight:+.1f}".replace("-", "\u2212")
        part = share.overruled_share
        lines.append(
            texts(
                "moderation.report.rule",
                rule=share.rule,
                weight=known,
                fired=share.fired,
                decided=share.decided,
                overruled=share.overruled,
                percent="–" if part is None else f"{round(part * 100)} %",
            )
        )
    left = len(shares) - SHOWN_RULES
    if left > 0:
        lines.append(texts("moderation.report.more_rules", count=left))
    return lines


def make_picture(
    texts: Texts, figures: list[WeekFigures], server: str, accent: str
) -> ModerationPicture:
    """The weeks as a picture's values."""
    words = PolicyWords(texts)
    return ModerationPicture(
        title=texts("moderation.report.title"),
        subtitle=texts("moderation.report.subtitle", server=server, count=len(figures)),
        legend=tuple(words.label(label) for label in BREACHES),
        weeks=tuple(
            ModerationWeek(
                name=_day(texts, week.monday),
                cases=tuple(week.cases.get(label, 0) for label in BREACHES),
                overruled=week.overruled_share,
                response=None if week.response is None else week.response / timedelta(minutes=1),
                response_text="" if week.response is None else _span(words, week.response),
            )
            for week in figures
        ),
        accent=accent,
        labels=ModerationLabels(
            by_week=texts("moderation.report.by_week"),
            overruled=texts("moderation.report.overruled"),
            response=texts("moderation.report.response"),
            nothing_decided=texts("moderation.report.nothing_decided"),
            empty_title=texts("moderation.report.empty_title"),
            empty_hint=texts("moderation.report.empty_hint"),
            cases=lambda count: texts("moderation.report.cases", count=count),
        ),
    )


def _span(words: PolicyWords, span: timedelta) -> str:
    """A length of time in its largest unit, rounded."""
    minutes = max(1, round(span / timedelta(minutes=1)))
    for unit in (_MINUTES_OF_DAY, _MINUTES_OF_HOUR):
        if minutes >= 2 * unit:
            return words.span(round(minutes / unit) * unit)
    return words.span(minutes)


def _day(texts: Texts, day: date) -> str:
    """A day as its number and month, which every language writes its own way."""
    month = texts(f"trivia.month.m{day.month}")
    return texts("moderation.report.day", day=day.day, month=month)
