"""Leaderboards, profiles and insights as pictures, with the same as text."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING

import discord

from cogs._components import Interaction
from cogs._members import DisplayNames
from cogs.trivia.embeds import Look
from discord_bot import pictures
from discord_bot.errors import UserError
from discord_bot.pictures import (
    CategoryAccuracy,
    DayPoints,
    InsightsLabels,
    InsightsPicture,
    LeaderboardLabels,
    LeaderboardPicture,
    LeaderboardRow,
    Picture,
    PicturesBusy,
    ProfileLabels,
    ProfilePicture,
    QuestionInsight,
)
from discord_bot.pictures.model import MAX_CATEGORIES, MAX_OTHERS, MAX_WORST, Quadrant
from discord_bot.trivia.boards import Board, Profile
from discord_bot.trivia.boards import QuestionInsight as Insight
from discord_bot.trivia.periods import Period
from discord_bot.trivia.scoring import Standing
from discord_bot.wording import Texts

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

ROWS = 10
TEXT_LIMIT = 1900


class Boards:
    """Draws what the services say of points."""

    def __init__(self, bot: FanBot) -> None:
        self._bot = bot
        self._names = DisplayNames()

    def _look(self, where: Interaction | int) -> Look:
        return Look(self._bot.services.pack, self._bot.texts(where))

    def forget(self, user_id: int | None) -> None:
        """Remember a member's names no longer; nobody's for None."""
        self._names.forget(user_id)

    async def leaderboard(
        self, interaction: Interaction, period: Period, category: str | None
    ) -> None:
        """Show the board of a period and category, and the viewer's own place."""
        guild = interaction.guild
        assert guild is not None, "the group is guild_only"
        self._names.note(guild.id, interaction.user.id, interaction.user.display_name)
        board = await self._bot.services.boards.board(
            guild.id, interaction.user.id, period, category, self._bot.now()
        )
        top = board.standings[:ROWS]
        ids = [item.user_id for item in top] + [interaction.user.id]
        names = await self._names.of(guild, ids)
        picture = _leaderboard(
            self._look(guild.id), board, top, names, interaction.user.id, guild.name
        )
        await _send(interaction, picture, "leaderboard.png")

    async def profile(self, interaction: Interaction, member: discord.Member | None) -> None:
        """Show a member's profile; one who left the boards keeps it to themselves."""
        guild_id = interaction.guild_id or 0
        user = member or interaction.user
        if user.id != interaction.user.id:
            choices = await self._bot.services.members.get(guild_id, user.id)
            if choices.hidden_at is not None:
                raise UserError("trivia.profile.hidden")
        found = await self._bot.services.boards.profile(guild_id, user.id, self._bot.now())
        picture = _profile(self._look(interaction), found, user.display_name)
        await _send(interaction, picture, "profile.png")

    async def insights(self, interaction: Interaction) -> None:
        """Show moderators which questions fare badly in their server."""
        guild_id = interaction.guild_id or 0
        found = await self._bot.services.boards.insights(guild_id)
        prompts = self._prompts(guild_id, found)
        picture = _insights(self._look(interaction), found, prompts)
        await _send(interaction, picture, "questions.png")

    def _prompts(self, guild_id: int, found: tuple[Insight, ...]) -> dict[str, str]:
        services = self._bot.services
        own = {item.id: item.prompt for item in services.questions.active(guild_id)}
        prompts = {}
        for insight in found:
            question = services.bank.get(insight.question_id)
            prompt = own.get(insight.question_id, insight.question_id)
            prompts[insight.question_id] = question.prompt if question else prompt
        return prompts


async def _send(interaction: Interaction, picture: Picture, filename: str) -> None:
    """Send the picture, the same as text in its description, which screen readers speak.

    When too many pictures are asked for at once, the text alone is sent.
    """
    try:
        drawn = await pictures.render(picture)
    except PicturesBusy:
        await interaction.followup.send(pictures.describe(picture, TEXT_LIMIT, markdown=True))
        return
    words = pictures.describe(picture, pictures.ALT_TEXT_LIMIT)
    file = discord.File(io.BytesIO(drawn), filename=filename, description=words)
    await interaction.followup.send(file=file)


def _leaderboard(
    look: Look,
    board: Board,
    top: tuple[Standing, ...],
    names: dict[int, str],
    viewer_id: int,
    server: str,
) -> LeaderboardPicture:
    texts = look.texts

    def row(standing: Standing) -> LeaderboardRow:
        return LeaderboardRow(
            rank=standing.rank,
            member_id=standing.user_id,
            name=names.get(standing.user_id, ""),
            points=standing.points,
            is_viewer=standing.user_id == viewer_id,
        )

    below = board.viewer is not None and board.viewer not in top
    category = look.category(board.category) if board.category else texts("trivia.board.every")
    period = texts(f"trivia.board.period.{board.period}")
    return LeaderboardPicture(
        title=texts("trivia.board.title"),
        subtitle=f"{period} · {category} · {server}",
        rows=tuple(map(row, top)),
        viewer=row(board.viewer) if below and board.viewer is not None else None,
        accent=look.pack.show.accent,
        footer=texts("trivia.board.hidden") if board.viewer_hidden else "",
        labels=LeaderboardLabels(
            points_heading=texts("trivia.board.points_heading"),
            you=texts("trivia.board.you"),
            nameless=texts("trivia.board.nameless"),
            empty_title=texts("trivia.board.empty_title"),
            empty_hint=texts("trivia.board.empty_hint"),
            points=lambda number: texts("trivia.board.points", count=number),
            streak=lambda number: texts("trivia.board.streak", count=number),
        ),
    )


def _profile(look: Look, found: Profile, name: str) -> ProfilePicture:
    texts = look.texts
    place = found.standing
    subtitle = (
        texts("trivia.profile.rank", rank=place.rank) if place else texts("trivia.profile.unranked")
    )
    return ProfilePicture(
        member_id=found.user_id,
        name=name,
        subtitle=subtitle,
        points=found.points,
        streak=found.streak.current,
        best_streak=found.streak.best,
        categories=tuple(
            CategoryAccuracy(look.category_name(item.category), item.answered, item.correct)
            for item in sorted(found.categories, key=lambda item: -item.answered)[:MAX_CATEGORIES]
        ),
        days=tuple(DayPoints(day, points) for day, points in found.days),
        badges=tuple(texts(f"trivia.badge.{badge}") for badge in found.badges),
        accent=look.pack.show.accent,
        labels=_profile_labels(texts),
    )


def _profile_labels(texts: Texts) -> ProfileLabels:
    def short(day: date) -> str:
        month = texts(f"trivia.month.m{day.month}")
        return texts("trivia.profile.day", day=day.day, month=month)

    return ProfileLabels(
        points=texts("trivia.profile.points"),
        accuracy=texts("trivia.profile.accuracy"),
        streak=texts("trivia.profile.streak"),
        best_streak=texts("trivia.profile.best_streak"),
        by_category=texts("trivia.profile.by_category"),
        activity=texts("trivia.profile.activity"),
        badges=texts("trivia.profile.badges"),
        nameless=texts("trivia.board.nameless"),
        no_answers=texts("trivia.profile.no_answers"),
        no_points=texts("trivia.profile.no_points"),
        no_badges=texts("trivia.profile.no_badges"),
        answered=lambda number: texts("trivia.profile.answered", count=number),
        day=short,
    )


def _insights(look: Look, found: tuple[Insight, ...], prompts: dict[str, str]) -> InsightsPicture:
    texts = look.texts
    questions = [
        QuestionInsight(prompts[item.question_id], item.answered, item.share, item.discrimination)
        for item in found
    ]
    doubtful = {Quadrant.HARD_MISLEADING, Quadrant.EASY_MISLEADING}
    worst = [item for item in questions if item.quadrant in doubtful][:MAX_WORST]
    return InsightsPicture(
        title=texts("trivia.insights.title"),
        subtitle=texts("trivia.insights.subtitle", count=len(questions)),
        worst=tuple(worst),
        others=tuple(item for item in questions if item not in worst)[:MAX_OTHERS],
        accent=look.pack.show.accent,
        labels=InsightsLabels(
            share_axis=texts("trivia.insights.share_axis"),
            discrimination_axis=texts("trivia.insights.discrimination_axis"),
            worst_heading=texts("trivia.insights.worst_heading"),
            hard_telling=texts("trivia.insights.hard_telling"),
            easy_telling=texts("trivia.insights.easy_telling"),
            hard_misleading=texts("trivia.insights.hard_misleading"),
            easy_misleading=texts("trivia.insights.easy_misleading"),
            empty_title=texts("trivia.insights.empty_title"),
            empty_hint=texts("trivia.insights.empty_hint"),
            facts=lambda share, apart, count: texts(
                "trivia.insights.facts", share=share, apart=apart, count=count
            ),
        ),
    )
