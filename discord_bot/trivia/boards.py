"""Leaderboards, profiles, and what play shows of questions: read from the ledger of points."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from discord_bot.guilds import GuildService
from discord_bot.storage.database import Connection, Database, Row
from discord_bot.trivia import daily
from discord_bot.trivia.codec import to_epoch
from discord_bot.trivia.daily import Streak
from discord_bot.trivia.daily_store import DailyStore
from discord_bot.trivia.members import MemberStore
from discord_bot.trivia.periods import Period, local_day, start_of
from discord_bot.trivia.scoring import Standing, rank
from discord_bot.trivia.statistics import discrimination

PROFILE_DAYS = 30
"""How many days of points a profile draws."""


class Badge(StrEnum):
    """Marks of what a member has done; each has a name and a text in the wording file."""

    FIRST_RIGHT = "first_right"
    HUNDRED_RIGHT = "hundred_right"
    THOUSAND_RIGHT = "thousand_right"
    WEEK_STREAK = "week_streak"
    MONTH_STREAK = "month_streak"
    PERFECT_DAILY = "perfect_daily"
    QUICK = "quick"
    ALL_ROUNDER = "all_rounder"


QUICK_MS = 3000
ALL_ROUNDER_ANSWERS, ALL_ROUNDER_SHARE = 10, 0.7
"""An all-rounder has at least this many answers in every category, and this share of them right."""


@dataclass(frozen=True, slots=True)
class Board:
    """A leaderboard: its standings, best first, and the viewer's own place on it."""

    period: Period
    category: str | None
    standings: tuple[Standing, ...]
    viewer: Standing | None
    viewer_hidden: bool


@dataclass(frozen=True, slots=True)
class CategoryResult:
    """How a member does in a category."""

    category: str
    answered: int
    correct: int


@dataclass(frozen=True, slots=True)
class Profile:
    """A member's trivia in one server. ``days`` pairs each of the last 30 dates with its points."""

    user_id: int
    points: int
    answered: int
    correct: int
    categories: tuple[CategoryResult, ...]
    days: tuple[tuple[date, int], ...]
    streak: Streak
    badges: tuple[Badge, ...]
    standing: Standing | None


@dataclass(frozen=True, slots=True)
class QuestionInsight:
    """How a question fares in one server. ``discrimination`` is None where it cannot be told."""

    question_id: str
    answered: int
    correct: int
    discrimination: float | None

    @property
    def share(self) -> float:
        """The share of right answers, 0…1."""
        return self.correct / self.answered


class BoardStore:
    """Reads of the ledger."""

    @staticmethod
    async def totals(
        connection: Connection, guild_id: int, since: datetime, category: str | None
    ) -> list[tuple[int, int]]:
        """``(user_id, points)`` of everyone on a server's board; those who left it are left out."""
        rows = await connection.fetch_all(
            "SELECT p.user_id, SUM(p.points) AS total FROM trivia_points p"
            " LEFT JOIN trivia_members m ON m.guild_id = p.guild_id AND m.user_id = p.user_id"
            " WHERE p.guild_id = :guild_id AND p.scored_at >= :since AND p.board_at IS NOT NULL"
            " AND m.hidden_at IS NULL AND (p.category = :category OR :every = 1)"
            " GROUP BY p.user_id HAVING SUM(p.points) > 0",
            {
                "guild_id": guild_id,
                "since": to_epoch(since),
                "category": category or "",
                "every": int(category is None),
            },
        )
        return [(row["user_id"], int(row["total"])) for row in rows]

    @staticmethod
    async def entries(connection: Connection, guild_id: int, user_id: int) -> list[Row]:
        """Every line of the ledger of a member in a server, oldest first."""
        return await connection.fetch_all(
            "SELECT source, source_id, question_id, category, correct, points, elapsed_ms,"
            " scored_at FROM trivia_points WHERE guild_id = :guild_id AND user_id = :user_id"
            " ORDER BY scored_at, source_id",
            {"guild_id": guild_id, "user_id": user_id},
        )

    @staticmethod
    async def perfect_dailies(connection: Connection, guild_id: int, user_id: int) -> int:
        """How many finished dailies a member has all right."""
        row = await connection.fetch_one(
            "SELECT COUNT(*) AS perfect FROM (SELECT d.play_id FROM trivia_dailies d"
            " JOIN trivia_daily_answers a ON a.play_id = d.play_id"
            " WHERE d.guild_id = :guild_id AND d.user_id = :user_id AND d.finished_at IS NOT NULL"
            " GROUP BY d.play_id HAVING SUM(a.correct) = COUNT(*)) AS plays",
            {"guild_id": guild_id, "user_id": user_id},
        )
        return 0 if row is None else int(row["perfect"])

    @staticmethod
    async def outcomes(connection: Connection, guild_id: int) -> list[Row]:
        """Who got which question right in a server."""
        return await connection.fetch_all(
            "SELECT question_id, user_id, correct FROM trivia_points WHERE guild_id = :guild_id",
            {"guild_id": guild_id},
        )


class BoardService:
    """Leaderboards, profiles and insights of one server at a time."""

    def __init__(self, database: Database, guilds: GuildService) -> None:
        self._database = database
        self._guilds = guilds

    def _zone(self, guild_id: int) -> ZoneInfo:
        return ZoneInfo(self._guilds.get(guild_id).timezone)

    async def board(
        self,
        guild_id: int,
        viewer_id: int,
        period: Period,
        category: str | None,
        now: datetime,
    ) -> Board:
        """The leaderboard of a period and category, with the viewer's own place."""
        since = start_of(period, now, self._zone(guild_id))
        async with self._database.reading() as connection:
            totals = await BoardStore.totals(connection, guild_id, since, category)
            choices = await MemberStore.get(connection, guild_id, viewer_id)
        standings = rank(totals)
        mine = next((item for item in standings if item.user_id == viewer_id), None)
        return Board(period, category, standings, mine, choices.hidden_at is not None)

    async def profile(self, guild_id: int, user_id: int, now: datetime) -> Profile:
        """A member's profile, of games alone and with others and of dailies."""
        zone = self._zone(guild_id)
        async with self._database.reading() as connection:
            entries = await BoardStore.entries(connection, guild_id, user_id)
            finished = await DailyStore.finished_days(connection, guild_id, user_id)
            perfect = await BoardStore.perfect_dailies(connection, guild_id, user_id)
            epoch = start_of(Period.ALL, now, zone)
            totals = await BoardStore.totals(connection, guild_id, epoch, None)
        streak = daily.streak(finished, local_day(now, zone))
        categories = _by_category(entries)
        place = next((item for item in rank(totals) if item.user_id == user_id), None)
        return Profile(
            user_id=user_id,
            points=sum(row["points"] for row in entries),
            answered=len(entries),
            correct=sum(row["correct"] for row in entries),
            categories=categories,
            days=_by_day(entries, now, zone),
            streak=streak,
            badges=_badges(entries, categories, streak, perfect),
            standing=place,
        )

    async def insights(self, guild_id: int, least: int = 5) -> tuple[QuestionInsight, ...]:
        """The questions answered at least ``least`` times in a server, the most doubtful first.

        Doubtful is first what strong players get wrong (negative discrimination), then what few
        get right.
        """
        async with self._database.reading() as connection:
            rows = await BoardStore.outcomes(connection, guild_id)
        found = [item for item in _insights(rows) if item.answered >= least]
        return tuple(
            sorted(
                found,
                key=lambda item: (
                    item.discrimination is None,
                    item.discrimination if item.discrimination is not None else 0.0,
                    item.share,
                    item.question_id,
                ),
            )
        )


def _by_category(entries: Iterable[Row]) -> tuple[CategoryResult, ...]:
    found: dict[str, list[int]] = defaultdict(list)
    for row in entries:
        found[row["category"]].append(row["correct"])
    return tuple(
        CategoryResult(category, len(results), sum(results))
        for category, results in sorted(found.items())
    )


def _by_day(entries: Iterable[Row], now: datetime, zone: ZoneInfo) -> tuple[tuple[date, int], ...]:
    today = local_day(now, zone)
    days = {today - timedelta(days=back): 0 for back in reversed(range(PROFILE_DAYS))}
    for row in entries:
        day = local_day(datetime.fromtimestamp(row["scored_at"], UTC), zone)
        if day in days:
            days[day] += row["points"]
    return tuple(days.items())


def _badges(
    entries: list[Row],
    categories: tuple[CategoryResult, ...],
    streak: Streak,
    perfect_dailies: int,
) -> tuple[Badge, ...]:
    right = [row for row in entries if row["correct"]]
    quick = any(row["elapsed_ms"] is not None and row["elapsed_ms"] <= QUICK_MS for row in right)
    earned: Mapping[Badge, bool] = {
        Badge.FIRST_RIGHT: bool(right),
        Badge.HUNDRED_RIGHT: len(right) >= 100,  # noqa: PLR2004 - the badge says it
        Badge.THOUSAND_RIGHT: len(right) >= 1000,  # noqa: PLR2004
        Badge.WEEK_STREAK: streak.best >= 7,  # noqa: PLR2004
        Badge.MONTH_STREAK: streak.best >= 30,  # noqa: PLR2004
        Badge.PERFECT_DAILY: perfect_dailies > 0,
        Badge.QUICK: quick,
        Badge.ALL_ROUNDER: len(categories) >= 4 and all(map(_strong, categories)),  # noqa: PLR2004
    }
    return tuple(badge for badge, has in earned.items() if has)


def _strong(result: CategoryResult) -> bool:
    enough = result.answered >= ALL_ROUNDER_ANSWERS
    return enough and result.correct / result.answered >= ALL_ROUNDER_SHARE


def _insights(rows: Iterable[Row]) -> list[QuestionInsight]:
    answers = [(row["question_id"], row["user_id"], int(row["correct"])) for row in rows]
    right: dict[int, int] = defaultdict(int)
    total: dict[int, int] = defaultdict(int)
    for _, user_id, correct in answers:
        right[user_id] += correct
        total[user_id] += 1
    pairs: dict[str, list[tuple[bool, float]]] = defaultdict(list)
    for question_id, user_id, correct in answers:
        others = total[user_id] - 1
        share = (right[user_id] - correct) / others if others else 0.5
        pairs[question_id].append((bool(correct), share))
    return [
        QuestionInsight(
            question_id,
            len(results),
            sum(correct for correct, _ in results),
            discrimination(results),
        )
        for question_id, results in pairs.items()
    ]
