"""Looks up how the bot is in one server, for its moderators."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from discord_bot.errors import StorageError
from discord_bot.guilds import GuildService
from discord_bot.housekeeping.backups import DailyBackups
from discord_bot.news.records import NewsRecords, NewsStatus
from discord_bot.operations.counts import CountService
from discord_bot.operations.figures import Week, by_day, days_until, start_of
from discord_bot.operations.figures_store import CountStore, FiguresStore
from discord_bot.operations.guild_status import Backup, GuildStatus, Newsstand
from discord_bot.operations.queue_store import QueueStore
from discord_bot.operations.service import PATIENCE
from discord_bot.operations.watch import FeatureWatch
from discord_bot.storage.database import Database

_log = logging.getLogger(__name__)


class GuildStatusService:
    """Puts together what the panel of a server shows."""

    def __init__(
        self,
        database: Database,
        guilds: GuildService,
        counts: CountService,
        news: NewsRecords,
        watch: FeatureWatch,
        backups: DailyBackups,
    ) -> None:
        self._database = database
        self._guilds = guilds
        self._counts = counts
        self._news = news
        self._watch = watch
        self._backups = backups

    async def of(self, guild_id: int, latency: float | None, now: datetime) -> GuildStatus:
        """How everything is now. Where the database does not answer, the rest is told."""
        status = GuildStatus(
            self._guilds.get(guild_id),
            latency,
            failing=self._watch.since,
            backup=Backup(self._backups.are_made, await self._backups.newest_at()),
        )
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._with_rows(status, guild_id, now)
        except (StorageError, TimeoutError):
            _log.warning(
                "the database did not answer when a server's status was asked for",
                exc_info=True,
                extra={"guild_id": guild_id},
            )
            return status

    async def _with_rows(self, status: GuildStatus, guild_id: int, now: datetime) -> GuildStatus:
        await self._counts.flush()
        week = await self.week(guild_id, now)
        news = await self._news.status(guild_id, now)
        async with self._database.reading() as connection:
            queue = await QueueStore.read(connection, guild_id, now)
        return replace(status, queue=queue, news=_newsstand(news), week=week)

    async def week(self, guild_id: int, now: datetime) -> Week:
        """What happened on the server's last days; what was counted last may be missing."""
        zone = ZoneInfo(self._guilds.get(guild_id).timezone)
        days = days_until(now, zone)
        since = start_of(days[0], zone)
        async with self._database.reading() as connection:
            quarters = [
                *await FiguresStore.opened(connection, guild_id, since),
                *await FiguresStore.decided(connection, guild_id, since),
                *await FiguresStore.posted(connection, guild_id, since),
                *await FiguresStore.games(connection, guild_id, since),
            ]
            counts = {
                **by_day(quarters, zone),
                **await FiguresStore.dailies(connection, guild_id, days[0]),
                **await CountStore.since(connection, guild_id, days[0]),
            }
        return Week(days, counts)


def _newsstand(news: NewsStatus) -> Newsstand:
    failing = [
        (feed.name, feed.failing_since) for feed in news.feeds if feed.failing_since is not None
    ]
    return Newsstand(
        followed=len(news.feeds),
        failing=tuple(sorted(failing, key=lambda feed: (feed[1], feed[0]))),
        parked=tuple(
            channel.channel_id for channel in news.channels if channel.parked_at is not None
        ),
        held=news.held,
    )
