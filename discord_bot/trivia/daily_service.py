"""The daily five for a member, and the daily post for a channel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from discord_bot.errors import UserError
from discord_bot.guilds import Feature, GuildService, GuildSettings
from discord_bot.storage.database import Connection, Database
from discord_bot.trivia import daily
from discord_bot.trivia.bank import QuestionBank
from discord_bot.trivia.daily import Streak
from discord_bot.trivia.daily_store import DailyItem, DailyPlay, DailyResult, DailyStore
from discord_bot.trivia.ledger import Ledger
from discord_bot.trivia.members import MemberStore
from discord_bot.trivia.model import Question
from discord_bot.trivia.periods import local_day, next_occurrence
from discord_bot.trivia.questions import QuestionService
from discord_bot.trivia.statistics import QuestionStatistics

REMEMBERED = 256
"""How many days' fives are held in memory: one for each date, ceiling and set of resting ones."""
POST_GRACE = timedelta(hours=6)
"""A post that fell due while the bot was away is still made so long after; later it is not."""


@dataclass(frozen=True, slots=True)
class DailyView:
    """A member's daily as it stands, and the member's streak of days."""

    play: DailyPlay
    streak: Streak


@dataclass(frozen=True, slots=True)
class DailyAnswered:
    """The item just answered, and the daily after it; ``item`` is None where it was too late."""

    view: DailyView
    item: DailyItem | None


@dataclass(frozen=True, slots=True)
class DailyPost:
    """A post that is due: where, for which date, and the results of the day before.

    ``tried_since`` is when it was first begun, where it may stand already; else None.
    """

    guild_id: int
    channel_id: int
    day: date
    yesterday: tuple[DailyResult, ...]
    tried_since: datetime | None = None


class DailyService:
    """Gives members their five, takes their answers, and says which posts are due."""

    def __init__(
        self,
        database: Database,
        guilds: GuildService,
        bank: QuestionBank,
        questions: QuestionService,
        statistics: QuestionStatistics,
        default_ceiling: int,
        new_id: Callable[[], int],
    ) -> None:
        self._database = database
        self._guilds = guilds
        self._bank = bank
        self._questions = questions
        self._statistics = statistics
        self._default_ceiling = default_ceiling
        self._new_id = new_id
        self._claimed: dict[int, date] = {}
        self._fives: dict[tuple[date, int, frozenset[str]], tuple[Question, ...]] = {}

    def _day(self, guild_id: int, now: datetime) -> date:
        return local_day(now, ZoneInfo(self._guilds.get(guild_id).timezone))

    async def open(self, guild_id: int, user_id: int, now: datetime) -> DailyView:
        """Today's daily of a member: begun now, or where it was left.

        Raises ``UserError`` where trivia is off or paused, or the pack has no question to ask.
        """
        settings = self._guilds.get(guild_id)
        if not settings.is_on(Feature.TRIVIA):
            raise UserError("trivia.refused.off")
        until = settings.paused_until(Feature.TRIVIA, now)
        if until is not None:
            raise UserError("trivia.refused.paused", until=int(until.timestamp()))
        day = self._day(guild_id, now)
        async with self._database.transaction() as connection:
            play = await DailyStore.play(connection, guild_id, user_id, day)
            if play is None:
                play = await self._begin(connection, settings, user_id, day, now)
            return await self._view(connection, play, day)

    async def _begin(
        self,
        connection: Connection,
        settings: GuildSettings,
        user_id: int,
        day: date,
        now: datetime,
    ) -> DailyPlay:
        guild_id = settings.guild_id
        choices = await MemberStore.get(connection, guild_id, user_id)
        server = self._default_ceiling if settings.ceiling is None else settings.ceiling
        ceiling = choices.effective_ceiling(server)
        resting = self._questions.resting(guild_id)
        five = self._five(day, ceiling, resting)
        if not five:
            raise UserError("trivia.refused.no_questions")
        items = tuple(
            DailyItem(number, question, daily.choices_of(day, question))
            for number, question in enumerate(five, start=1)
        )
        play = DailyPlay(self._new_id(), guild_id, user_id, day, ceiling, now, None, items)
        await DailyStore.insert(connection, play)
        return play

    def _five(self, day: date, ceiling: int, resting: frozenset[str]) -> tuple[Question, ...]:
        """The five of a day, worked out once: it takes milliseconds, and many ask for the same."""
        key = (day, ceiling, resting)
        if key not in self._fives:
            if len(self._fives) >= REMEMBERED:
                self._fives.clear()
            self._fives[key] = daily.questions_of(day, self._bank.all(), ceiling, resting)
        return self._fives[key]

    @staticmethod
    async def _view(connection: Connection, play: DailyPlay, today: date) -> DailyView:
        days = await DailyStore.finished_days(connection, play.guild_id, play.user_id)
        return DailyView(play, daily.streak(days, today))

    async def answer(
        self, play_id: int, number: int, user_id: int, choice: int, now: datetime
    ) -> DailyAnswered | None:
        """Take an answer; there is no hurry and no second try. None for a play that is not theirs.

        A question that was answered before, or a date that is over, changes nothing.
        """
        async with self._database.transaction() as connection:
            play = await DailyStore.by_id(connection, play_id)
            if play is None or play.user_id != user_id:
                return None
            today = self._day(play.guild_id, now)
            item = play.current
            late = play.day != today or item is None or item.number != number
            if item is None or late or not 0 <= choice < len(item.choices):
                return DailyAnswered(await self._view(connection, play, today), None)
            given = await self._enter(connection, play, item, choice, now)
            play = await DailyStore.by_id(connection, play_id)
            assert play is not None, "it was read in this transaction"
            return DailyAnswered(await self._view(connection, play, today), given)

    async def _enter(
        self, connection: Connection, play: DailyPlay, item: DailyItem, choice: int, now: datetime
    ) -> DailyItem:
        correct = item.choices[choice] == item.question.answer
        days = await DailyStore.finished_days(connection, play.guild_id, play.user_id)
        row = daily.streak(days, play.day).current
        earned = daily.points(item.question, row) if correct else 0
        given = replace(item, choice=choice, correct=correct, points=earned)
        if await DailyStore.answer(connection, play, given, now):
            await DailyStore.add_points(connection, play, given, now)
            await Ledger.count_stats(connection, item.question.id, 1, int(correct))
            self._statistics.add(item.question.id, 1, int(correct))
        if item.number == len(play.items):
            await DailyStore.finish(connection, play.id, now)
        return given

    async def streak(self, guild_id: int, user_id: int, now: datetime) -> Streak:
        """A member's streak of days in a server."""
        async with self._database.reading() as connection:
            days = await DailyStore.finished_days(connection, guild_id, user_id)
        return daily.streak(days, self._day(guild_id, now))

    # --- the daily post -------------------------------------------------------------------------

    def _due(self, settings: GuildSettings, now: datetime) -> date | None:
        """The date whose post is due in a server, or None. Reads nothing but memory."""
        if settings.daily_channel is None or settings.daily_time is None:
            return None
        if not settings.is_active(Feature.TRIVIA, now):
            return None
        zone = ZoneInfo(settings.timezone)
        moment = next_occurrence(now - POST_GRACE, time.fromisoformat(settings.daily_time), zone)
        return local_day(moment, zone) if moment <= now else None

    def next_post(self, now: datetime) -> datetime | None:
        """When the next post falls due in any server; reads nothing but memory."""
        moments = [
            next_occurrence(now, time.fromisoformat(item.daily_time), ZoneInfo(item.timezone))
            for item in self._guilds.all()
            if item.daily_channel is not None and item.daily_time is not None
        ]
        return min(moments, default=None)

    async def claim_posts(self, now: datetime) -> list[DailyPost]:
        """Claim every post that is due, each date once a server, and give what it says."""
        due = [(item, self._due(item, now)) for item in self._guilds.all()]
        posts = []
        for settings, day in due:
            if day is None or self._claimed.get(settings.guild_id) == day:
                continue
            assert settings.daily_channel is not None, "no post is due without a channel"
            async with self._database.transaction() as connection:
                claimed = await DailyStore.claim_post(
                    connection, settings.guild_id, day, settings.daily_channel, now
                )
            self._claimed[settings.guild_id] = day
            if claimed:
                posts.append(await self._post(settings.guild_id, day, settings.daily_channel))
        return posts

    async def unposted(self, now: datetime) -> list[DailyPost]:
        """Posts that were claimed but not made, as after a crash: to be made now.

        Of a server's the newest alone; what was claimed longer than ``POST_GRACE`` ago is let be.
        """
        async with self._database.reading() as connection:
            rows = await DailyStore.unposted(connection, now - POST_GRACE)
        newest = {row[0]: row for row in rows if self._guilds.shards.serves(row[0])}
        return [
            replace(await self._post(guild_id, day, channel), tried_since=claimed_at)
            for guild_id, day, channel, claimed_at in newest.values()
        ]

    async def _post(self, guild_id: int, day: date, channel_id: int) -> DailyPost:
        async with self._database.reading() as connection:
            results = await DailyStore.results(connection, guild_id, day - timedelta(days=1))
        return DailyPost(guild_id, channel_id, day, tuple(results))

    async def posted(self, post: DailyPost, message_id: int, now: datetime) -> None:
        """The post stands in its channel."""
        async with self._database.transaction() as connection:
            await DailyStore.posted(connection, post.guild_id, post.day, message_id, now)
