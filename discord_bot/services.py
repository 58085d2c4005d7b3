"""The composition root: everything the bot is made of, opened and closed in one place."""

from __future__ import annotations

import asyncio
import gc
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from discord_bot import __version__, evidence, pictures
from discord_bot.changes import Changes
from discord_bot.content import Content
from discord_bot.duties import Duty
from discord_bot.guilds import Feature, GuildService
from discord_bot.housekeeping.backups import DailyBackups
from discord_bot.housekeeping.service import HousekeepingService
from discord_bot.ids import IdSource
from discord_bot.moderation.judging import Judging
from discord_bot.moderation.loading import load_judge
from discord_bot.moderation.service import ModerationService
from discord_bot.news import workshop as news_workshop
from discord_bot.news.fetching.addresses import user_agent
from discord_bot.news.ports import Workshop
from discord_bot.news.service import NewsService
from discord_bot.news.sources import sources_of
from discord_bot.newsroom import news_judge
from discord_bot.operations.counts import CountService
from discord_bot.operations.figures import Figure
from discord_bot.operations.guild_status_service import GuildStatusService
from discord_bot.operations.metrics import Metrics
from discord_bot.operations.service import OperationsService
from discord_bot.operations.timed import TimedDatabase
from discord_bot.operations.watch import FeatureWatch
from discord_bot.packs import Pack
from discord_bot.privacy import PrivacyService
from discord_bot.season.calendars import CalendarService
from discord_bot.season.happenings import HappeningService
from discord_bot.season.reminders import ReminderService
from discord_bot.settings import Settings
from discord_bot.sharding import FORGOTTEN
from discord_bot.storage.database import Database
from discord_bot.storage.opening import open_for_bot
from discord_bot.trivia.bank import QuestionBank
from discord_bot.trivia.boards import BoardService
from discord_bot.trivia.daily_service import DailyService
from discord_bot.trivia.dealer import Dealer
from discord_bot.trivia.display import GameDisplay
from discord_bot.trivia.ledger import Ledger
from discord_bot.trivia.members import MemberService
from discord_bot.trivia.questions import QuestionService
from discord_bot.trivia.scorekeeper import Scorekeeper
from discord_bot.trivia.service import GameService
from discord_bot.trivia.statistics import QuestionStatistics

if TYPE_CHECKING:
    from discord_bot.storage.cluster import Cluster

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The wall clock, as an aware UTC time."""
    return datetime.now(UTC)


def settle() -> None:
    """Leave what was loaded out of the collections of garbage that are to come.

    The packs and models stay for good, and to go through them all would stop the event loop for
    50 to 100 ms at a time.
    """
    gc.collect()
    gc.freeze()


@dataclass(frozen=True, slots=True)
class Services:
    """What cogs are given. ``clock`` is the only source of the present time."""

    settings: Settings
    pack: Pack
    clock: Clock
    new_id: IdSource
    database: Database
    cluster: Cluster | None
    changes: Changes
    guilds: GuildService
    privacy: PrivacyService
    bank: QuestionBank
    questions: QuestionService
    statistics: QuestionStatistics
    games: GameService
    display: GameDisplay
    daily: DailyService
    boards: BoardService
    members: MemberService
    judge: Judging
    moderation: ModerationService
    operations: OperationsService
    counts: CountService
    status: GuildStatusService
    housekeeping: HousekeepingService
    backups: DailyBackups
    news: NewsService
    calendars: CalendarService
    reminders: ReminderService
    happenings: HappeningService

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        settings: Settings,
        *,
        clock: Clock = utc_now,
        rng: random.Random | None = None,
        judge: Judging | None = None,
        workshop: Workshop | None = None,
        content: Content | None = None,
    ) -> AsyncIterator[Services]:
        """Load the pack, lock, migrate and open the database, and build every service.

        ``judge``, ``workshop`` (of the news) and ``content`` (of the settings' pack) are for
        whoever has one at hand; without them, they are made.
        Raises ``ConfigurationError`` with one sentence when the pack or the database does not allow
        a start. Everything is closed at the end of the block.
        """
        content = content or Content.load(settings.pack)
        metrics = Metrics(__version__)
        async with open_for_bot(settings.database, settings.shards, clock, seal=settings.seal) as (
            opened,
            cluster,
        ):
            await evidence.unlock(opened)
            database = TimedDatabase(opened, metrics)
            chance = rng or random.Random()  # noqa: S311 - draws questions, guards nothing
            services = await cls._build(
                settings,
                content,
                database,
                cluster,
                metrics,
                clock,
                chance,
                judge or load_judge(content.pack),
                workshop,
            )
            following = services.follow_others()
            try:
                yield services
            finally:
                if following is not None:
                    following.cancel()
                services.moderation.close()
                pictures.close()
                await services.news.close()
                await services.counts.close()

    @classmethod
    async def _build(
        cls,
        settings: Settings,
        content: Content,
        database: Database,
        cluster: Cluster | None,
        metrics: Metrics,
        clock: Clock,
        rng: random.Random,
        judge: Judging,
        workshop: Workshop | None,
    ) -> Services:
        shards = settings.shards
        new_id = IdSource(clock, shards.ids[0], shards.count)
        guilds = await GuildService.open(database, new_id, shards)
        pack, bank = content.pack, content.bank
        questions = await QuestionService.open(database, pack.categories, new_id)
        async with database.reading() as connection:
            tallies = await Ledger.tallies(connection)
        written = {question.id: question.difficulty for question in bank.all()}
        statistics = QuestionStatistics(written, tallies)
        ceiling = pack.show.spoilers.default_ceiling
        dealer = Dealer(bank, questions, statistics, new_id, rng)
        games = GameService(
            database,
            guilds,
            dealer,
            Scorekeeper(guilds, statistics),
            content.names,
            ceiling,
            new_id,
        )
        counts = CountService(database, lambda guild_id: guilds.get(guild_id).timezone)

        def judged(guild_id: int, label: str, action: str, now: datetime) -> None:
            metrics.verdict(label, action)
            counts.count(guild_id, Figure.CHECKED, now)

        moderation = await ModerationService.open(database, guilds, judge, new_id, judged)
        news = await NewsService.open(
            database,
            guilds,
            workshop or _workshop(settings, pack, judge),
            sources_of(pack.news),
            pack.show.title,
            ceiling,
            clock,
            new_id,
            rng,
            Duty(database, "reading", cluster),
        )
        calendars = await CalendarService.open(
            database, guilds, pack.calendar.events, ceiling, new_id
        )
        watch = FeatureWatch(Feature)

        async def tell_of_forgotten(user_id: int) -> None:
            if cluster is not None:
                await cluster.tell(FORGOTTEN, user_id)

        privacy = PrivacyService(
            database, [questions.forget, moderation.forget, news.forget], tell_of_forgotten
        )
        backups = DailyBackups(database, settings.backup_place, settings.daily_backups)
        daily = DailyService(database, guilds, bank, questions, statistics, ceiling, new_id)
        return cls(
            settings=settings,
            pack=pack,
            clock=clock,
            new_id=new_id,
            database=database,
            cluster=cluster,
            changes=Changes(
                {
                    "guild_settings": (guilds.refresh,),
                    "moderation_policies": (moderation.policies.refresh,),
                    "moderation_examples": (moderation.refresh,),
                    "news_policies": (news.policies.refresh,),
                    "news_subscriptions": (news.refresh,),
                    "season_channels": (calendars.refresh,),
                    "season_events": (calendars.refresh,),
                    "trivia_questions": (questions.refresh,),
                    "trivia_reports": (questions.refresh,),
                    "news_deliveries": (),
                    "news_feeds": (),
                    FORGOTTEN: (privacy.heard,),
                }
            ),
            guilds=guilds,
            privacy=privacy,
            bank=bank,
            questions=questions,
            statistics=statistics,
            games=games,
            display=GameDisplay(database, shards),
            daily=daily,
            boards=BoardService(database, guilds),
            members=MemberService(database),
            judge=judge,
            moderation=moderation,
            housekeeping=HousekeepingService(
                database,
                [
                    guilds.forget_guild,
                    questions.forget_guild,
                    moderation.forget_guild,
                    news.forget_guild,
                    counts.forget_guild,
                ],
                shards,
                Duty(database, "housekeeping", cluster),
            ),
            backups=backups,
            operations=OperationsService(database, metrics, watch, clock),
            counts=counts,
            status=GuildStatusService(database, guilds, counts, news.records, watch, backups),
            news=news,
            calendars=calendars,
            reminders=ReminderService(database, guilds, calendars, new_id),
            happenings=HappeningService(database, calendars, shards),
        )

    def follow_others(self) -> asyncio.Task[None] | None:
        """Keep memory up to date with what other processes change; None where this one is alone."""
        if self.cluster is None:
            return None
        self.cluster.listeners.append(self.changes.heard)
        # What was changed while this process read everything, before it listened.
        self.changes.heard(None)
        return asyncio.create_task(self.changes.follow())

    async def sure(self) -> None:
        """Wait until this process certainly serves its servers; call it before posting by itself.

        Raises ``StorageError`` where another one serves them, and this one ends.
        """
        if self.cluster is not None:
            await self.cluster.sure()

    async def count_anew(self) -> None:
        """Read how questions fared in the games of all processes."""
        async with self.database.reading() as connection:
            self.statistics.replace(await Ledger.tallies(connection))


def _workshop(settings: Settings, pack: Pack, judge: Judging) -> Workshop:
    """How news are read: by the pack, the filter of messages, and what an admin allows."""
    return news_workshop.build(
        pack,
        news_judge(pack, judge),
        allowed_hosts=settings.allowed_hosts,
        user_agent=user_agent(__version__, settings.homepage),
    )
