"""The news: what the cog calls, put together of those who follow, read, judge, hold and deliver."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from discord_bot.duties import Duty
from discord_bot.guilds import GuildService
from discord_bot.news import catalogue
from discord_bot.news.aside import Aside
from discord_bot.news.book import SubscriptionBook
from discord_bot.news.courier import Courier, DeliveryReport
from discord_bot.news.following import FollowService
from discord_bot.news.following_store import FeedStore, SubscriptionStore
from discord_bot.news.held import HeldService
from discord_bot.news.intake import Intake
from discord_bot.news.looking import Look, Lookout
from discord_bot.news.outbox import Outbox
from discord_bot.news.planning import Planner
from discord_bot.news.policies import FIELDS, NewsPolicyService
from discord_bot.news.polling import Poller, PollReport
from discord_bot.news.ports import Workshop
from discord_bot.news.records import NewsRecords
from discord_bot.news.sending import Sender
from discord_bot.news.showing import Showing
from discord_bot.news.subscriptions import Following, Source
from discord_bot.news.toolbox import StoryMemory, Toolbox
from discord_bot.storage.database import Database

REST = timedelta(seconds=15)
"""Between two rounds of reading, at least: what could not be recorded is due still."""


STANDING_BY = timedelta(seconds=5)
"""Between two looks at whether the process that reads feeds is still there."""


class NewsService:
    """Everything about news. Open it with ``NewsService.open``, and ``close`` it at the end.

    ``follow`` is what moderators do with subscriptions, ``held`` the queue of what waits for their
    word, ``outbox`` what is done with posts, ``records`` what they look up, ``policies`` what holds
    for all of a server's news.
    """

    def __init__(
        self,
        database: Database,
        guilds: GuildService,
        book: SubscriptionBook,
        policies: NewsPolicyService,
        workshop: Workshop,
        sources: Iterable[Source],
        ceiling: int,
        clock: Callable[[], datetime],
        new_id: Callable[[], int],
        rng: random.Random,
        reading: Duty | None = None,
    ) -> None:
        self._database = database
        self._reading = reading or Duty(database, "reading")
        self._toolbox = Toolbox(workshop.tools)
        self._aside = Aside()
        showing = Showing(guilds, book, ceiling)
        self.book = book
        self.policies = policies
        self.outbox = Outbox(database, guilds, book, policies, showing, new_id, rng)
        planner = Planner(guilds, book, policies, self.outbox, new_id)
        self.follow = FollowService(database, guilds, book, planner, showing, sources, new_id)
        self.held = HeldService(database, book, planner, showing)
        self.records = NewsRecords(database, book, showing, workshop.canonical)
        self.courier = Courier(self.outbox, clock, is_sure=self._reading.is_sure)
        self._lookout = Lookout(self._toolbox, self._aside)
        self._poller = Poller(
            database,
            book,
            self.outbox,
            Intake(book, planner, self.outbox, self._aside, workshop.canonical, new_id),
            self._toolbox,
            StoryMemory(database, self._aside, workshop.index),
            self._aside,
            rng,
            self._reading,
        )

    @classmethod
    async def open(
        cls,
        database: Database,
        guilds: GuildService,
        workshop: Workshop,
        sources: Iterable[Source],
        show: str,
        ceiling: int,
        clock: Callable[[], datetime],
        new_id: Callable[[], int],
        rng: random.Random,
        reading: Duty | None = None,
    ) -> NewsService:
        """Read what is followed, and bring feeds up to ``sources``, what the pack offers now.

        ``show`` is what following the whole show is called, ``ceiling`` the last season that may be
        given away where nobody chose another. ``reading`` is the duty that one process reads by.
        """
        listed = tuple(sources)
        async with database.transaction() as connection:
            subscriptions = await SubscriptionStore.all(connection)
            is_show_followed = any(item.following is Following.SHOW for item in subscriptions)
            await catalogue.describe(connection, listed, new_id, clock(), add=is_show_followed)
            book = SubscriptionBook(await SubscriptionStore.all(connection), show)
            chosen = await FIELDS.load(connection)
        policies = NewsPolicyService(database, FIELDS, chosen, new_id)
        return cls(
            database,
            guilds,
            book,
            policies,
            workshop,
            listed,
            ceiling,
            clock,
            new_id,
            rng,
            reading,
        )

    async def poll(self, now: datetime) -> PollReport:
        """Read every feed that is due; never raises. A second call waits for the first.

        Of several processes one reads, and another goes on when that one is gone.
        """
        return await self._poller.poll(now)

    async def next_due(self, now: datetime) -> datetime | None:
        """When to poll next, not before ``REST`` from now; None while nobody follows anything.

        What is followed meanwhile is due at once. While another process reads, it is when to look
        whether that one is still there. Raises ``StorageError``.
        """
        if not await self._reading.is_mine():
            return now + STANDING_BY
        async with self._database.reading() as connection:
            due = await FeedStore.next_due(connection)
        return None if due is None else max(due, now + REST)

    async def deliver(self, sender: Sender) -> DeliveryReport:
        """Do in Discord whatever is due. Raises ``StorageError``."""
        return await self.courier.deliver(sender)

    async def look(self, address: str, now: datetime) -> Look:
        """What is at an address, before it is followed. Raises ``UserError``."""
        return await self._lookout.look(address, now)

    def forget(self, user_id: int) -> None:
        """Credit a moderator no longer; the database was told by privacy's forget."""
        self.book.forget(user_id)

    def forget_guild(self, guild_id: int) -> None:
        """Drop what memory holds of a server whose rows were deleted."""
        self.book.forget_guild(guild_id)
        self.policies.forget_guild(guild_id)

    async def refresh(self, guild_id: int | None) -> None:
        """Read what another process changed of what a server follows, or any."""
        async with self._database.transaction() as connection:
            self.book.replace(guild_id, await SubscriptionStore.all(connection, guild_id))

    async def close(self) -> None:
        """Let go of connections and of the process that reads; twice is fine."""
        await self._toolbox.close()
        self._aside.close()
