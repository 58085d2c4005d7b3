"""A round of reading: what is due is asked, and each answer is written down as it comes in."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from discord_bot.duties import Duty
from discord_bot.errors import FanbotError, StorageError
from discord_bot.news import schedule
from discord_bot.news.aside import Aside
from discord_bot.news.asking import OUR_FAULT, Answer, asking
from discord_bot.news.book import SubscriptionBook
from discord_bot.news.checking import Checked, after
from discord_bot.news.following_store import FeedStore
from discord_bot.news.intake import Intake, Judged, Taken
from discord_bot.news.model import Entry
from discord_bot.news.outbox import Outbox
from discord_bot.news.ports import JudgingNews, Tools
from discord_bot.news.stories import FollowedFeed
from discord_bot.news.toolbox import StoryMemory, Toolbox
from discord_bot.storage.database import Connection, Database

MOST = 2_000
"""Feeds of one round; what is due beyond them is due still when it is over."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PollReport:
    """What came of one round, in feeds, and what their entries came to.

    ``postponed`` were left alone for their server's sake; of ``unrecorded`` nothing could be
    written, so that they are due still. ``began`` is False where no feed could be asked at all.
    """

    read: int = 0
    unchanged: int = 0
    failed: int = 0
    postponed: int = 0
    unrecorded: int = 0
    taken: Taken = field(default_factory=Taken)
    began: bool = True

    @property
    def is_well(self) -> bool:
        """Whether the bot itself works, however feeds are: something could be written down."""
        recorded = self.read + self.unchanged + self.failed + self.postponed
        return self.began and (recorded > 0 or not self.unrecorded)

    def __add__(self, other: PollReport) -> PollReport:
        return PollReport(
            self.read + other.read,
            self.unchanged + other.unchanged,
            self.failed + other.failed,
            self.postponed + other.postponed,
            self.unrecorded + other.unrecorded,
            self.taken + other.taken,
            self.began and other.began,
        )


class Poller:
    """Reads feeds, one round at a time."""

    def __init__(
        self,
        database: Database,
        book: SubscriptionBook,
        outbox: Outbox,
        intake: Intake,
        toolbox: Toolbox,
        memory: StoryMemory,
        aside: Aside,
        rng: random.Random,
        duty: Duty,
    ) -> None:
        self._database = database
        self._book = book
        self._outbox = outbox
        self._intake = intake
        self._toolbox = toolbox
        self._memory = memory
        self._aside = aside
        self._rng = rng
        self._duty = duty
        duty.taken.append(memory.forget)  # another process has told stories since
        self._turn = asyncio.Lock()
        self._digests: dict[int, bytes] = {}
        """Of the document that was read last, for servers without validators."""

    async def poll(self, now: datetime) -> PollReport:
        """Read whatever is due, and never raise: what went wrong is in the report and the log."""
        async with self._turn:
            try:
                if not await self._duty.is_mine():
                    return PollReport()
                async with self._database.reading() as connection:
                    feeds = await FeedStore.due(connection, now, MOST)
                if not feeds:
                    return PollReport()
                tools = await self._toolbox.tools()
            except (FanbotError, OSError):
                _log.warning("No feed could be read", exc_info=True)
                return PollReport(began=False)
            return await self._round(tools, feeds, now)

    async def _round(self, tools: Tools, feeds: list[FollowedFeed], now: datetime) -> PollReport:
        report = PollReport()
        digests = {feed.id: self._digests[feed.id] for feed in feeds if self._is_known(feed)}
        async with asking(tools, feeds, now, digests) as batches:
            async for batch in batches:
                report += await self._record([item for item in batch if item.content is None], now)
                for answer in batch:
                    if answer.content is not None:
                        report += await self._read(tools.judge, answer, now)
        return report

    def _is_known(self, feed: FollowedFeed) -> bool:
        """Whether a feed was read and is not to be read as if for the first time."""
        return feed.read_at is not None and feed.id in self._digests

    # --- without entries ------------------------------------------------------------------------

    async def _record(self, answers: list[Answer], now: datetime) -> PollReport:
        """Write down that feeds are as they were, failed or have to wait, in one transaction."""
        if not answers:
            return PollReport()
        checked = [after(answer, now, new=0, chance=self._rng.random()) for answer in answers]
        try:
            async with self._database.transaction() as connection:
                await self._write(connection, checked, now)
        except StorageError:
            _log.warning("What came of reading feeds could not be recorded", exc_info=True)
            return PollReport(unrecorded=len(answers))
        return PollReport(
            unchanged=sum(item.fetched is not None for item in answers),
            failed=sum(item.failure is not None for item in answers),
            postponed=sum(item.wait is not None for item in answers),
        )

    async def _write(
        self, connection: Connection, checked: Iterable[Checked], now: datetime
    ) -> None:
        """Feeds as they are now; those changed meanwhile are left alone, and due still."""
        if not await self._duty.holds(connection):
            return
        as_before = [
            item
            for item in checked
            if await FeedStore.find(connection, item.before.id) == item.before
        ]
        written = [await self._tell(connection, item, now) for item in as_before]
        await FeedStore.checked(connection, written)

    async def _tell(self, connection: Connection, item: Checked, now: datetime) -> FollowedFeed:
        """Tell moderators what they should know, and return the feed with whom was told."""
        followers = self._book.followers(item.before.id, item.before.source)
        guild_ids = {other.guild_id for other in followers if other.paused_at is None}
        for notice, told in item.notices(guild_ids):
            for guild_id in sorted(told):
                await self._outbox.tell(connection, guild_id, notice, now)
        return item.told(guild_ids)

    # --- with entries ---------------------------------------------------------------------------

    async def _read(self, judge: JudgingNews, answer: Answer, now: datetime) -> PollReport:
        """Take in what a feed says. Whatever goes wrong, no entry counts as seen; others go on."""
        try:
            return PollReport(read=1, taken=await self._take(judge, answer, now))
        except StorageError:
            _log.warning(
                "What a feed says could not be recorded",
                extra={"feed_id": answer.feed.id},
                exc_info=True,
            )
            return PollReport(unrecorded=1)
        except Exception:  # noqa: BLE001 - one feed must not keep others from being read
            _log.exception("A feed could not be taken in", extra={"feed_id": answer.feed.id})
            failed = Answer(answer.feed, failure=schedule.Failure.PASSING, problem=OUR_FAULT)
            return await self._record([failed], now)

    async def _take(self, judge: JudgingNews, answer: Answer, now: datetime) -> Taken:
        assert answer.content is not None, "others have no entries"
        feed, entries = answer.feed, answer.content.entries
        async with self._database.reading() as connection:
            changed = await self._intake.changed(connection, feed.id, entries)
        judged = await self._aside.run(_judge, judge, changed)
        index = await self._memory.index(now)
        new = sum(item.is_new for item in judged)
        checked = after(answer, now, new=new, chance=self._rng.random())
        try:
            async with self._database.transaction() as connection:
                if not await self._duty.holds(connection):
                    return Taken()  # another process reads by now
                if await FeedStore.find(connection, feed.id) != feed:
                    return Taken()  # it was followed anew meanwhile, and is read for that soon
                taken = await self._intake.take(connection, feed, judged, index, now)
                await self._write(connection, [checked], now)
        except BaseException:
            self._memory.forget()
            raise
        self._digests[feed.id] = answer.digest
        self._remember(checked, taken)
        return taken

    def _remember(self, checked: Checked, taken: Taken) -> None:
        """Bring the book up to what was written; a moderator may have changed it since."""
        for previewed in taken.previewed:
            mine = self._book.by_id(previewed.id)
            if mine is not None:
                self._book.put(replace(mine, previewed_at=previewed.previewed_at))
        if checked.feed.name != checked.before.name:
            for item in self._book.followers(checked.feed.id, checked.feed.source):
                if item.feed_id == checked.feed.id:
                    self._book.put(replace(item, name=checked.feed.name))


def _judge(judge: JudgingNews, changed: list[tuple[Entry, bool]]) -> list[Judged]:
    return [Judged(entry, judge.judge(entry), is_new) for entry, is_new in changed]
