"""Takes in what a feed says: new entries become reports of stories, changed ones change them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from discord_bot.news import schedule
from discord_bot.news.aside import Aside
from discord_bot.news.book import SubscriptionBook
from discord_bot.news.codec import digest, entry_key, fingerprint
from discord_bot.news.following_store import SubscriptionStore
from discord_bot.news.model import Entry, Judgement, Topic
from discord_bot.news.outbox import Outbox
from discord_bot.news.planning import LATE, Planner, why_not
from discord_bot.news.ports import Placing
from discord_bot.news.posts import Origin
from discord_bot.news.stories import FollowedFeed, Report, Story
from discord_bot.news.stories_store import ReportStore, StoryStore
from discord_bot.news.subscriptions import Refusal, Subscription
from discord_bot.storage.database import Connection

_REPOST = "repost"
_AGAINST_PREVIEWS = {None, Refusal.BEFORE}
"""Old news is just what a preview shows."""


@dataclass(frozen=True, slots=True)
class Judged:
    """An entry that the database does not know, or not with these words."""

    entry: Entry
    judgement: Judgement
    is_new: bool


@dataclass(frozen=True, slots=True)
class Taken:
    """What a reading brought. ``previewed`` are subscriptions as they are once it is written."""

    entries: int = 0
    stories: int = 0
    posts: int = 0
    held: int = 0
    edits: int = 0
    previewed: tuple[Subscription, ...] = ()

    def __add__(self, other: Taken) -> Taken:
        return Taken(
            self.entries + other.entries,
            self.stories + other.stories,
            self.posts + other.posts,
            self.held + other.held,
            self.edits + other.edits,
            (*self.previewed, *other.previewed),
        )


class Intake:
    """Writes stories and their deliveries together. One feed at a time: the index is shared.

    When a transaction fails, what ``index`` learned in it is wrong: forget the index then.
    """

    def __init__(
        self,
        book: SubscriptionBook,
        planner: Planner,
        outbox: Outbox,
        aside: Aside,
        canonical: Callable[[str], str],
        new_id: Callable[[], int],
    ) -> None:
        self._book = book
        self._planner = planner
        self._outbox = outbox
        self._aside = aside
        self._canonical = canonical
        self._new_id = new_id

    def link_key(self, link: str | None) -> str | None:
        """What entries with the same link are found by."""
        return None if link is None else digest(self._canonical(link))

    async def changed(
        self, connection: Connection, feed_id: int, entries: Iterable[Entry]
    ) -> list[tuple[Entry, bool]]:
        """The entries that are new or say something new, with whether they are new; each once."""
        found: dict[str, tuple[Entry, bool]] = {}
        for entry in entries:
            key = entry_key(entry)
            if key in found:
                continue
            known = await ReportStore.fingerprint(connection, feed_id, key)
            if known != fingerprint(entry):
                found[key] = (entry, known is None)
        return list(found.values())

    async def take(
        self,
        connection: Connection,
        feed: FollowedFeed,
        judged: Iterable[Judged],
        index: Placing,
        now: datetime,
    ) -> Taken:
        """Write down what one reading of a feed brought, oldest entry first."""
        taken = Taken()
        reports: list[tuple[Story, Report]] = []
        # Feeds have the newest first, which counts where entries have no date, or the same.
        newest_last = reversed([*judged])
        for item in sorted(newest_last, key=lambda item: item.entry.published or now):
            known = None
            if not item.is_new:
                known = await ReportStore.find(connection, feed.id, entry_key(item.entry))
            if known is not None and not self._is_news_by_now(feed, item, known):
                taken += await self._update(connection, feed, item, known, now)
                continue
            more, told = await self._add(connection, feed, item, index, now)
            taken += more
            if told is not None:
                reports.append(told)
        if feed.read_at is None:
            taken += await self._preview(connection, feed, reports, now)
        return taken

    # --- new entries ----------------------------------------------------------------------------

    async def _add(
        self,
        connection: Connection,
        feed: FollowedFeed,
        item: Judged,
        index: Placing,
        now: datetime,
    ) -> tuple[Taken, tuple[Story, Report] | None]:
        report = self._report(feed, item, now)
        key = self.link_key(item.entry.link)
        if not self._could_be_wanted(feed, item.judgement):
            await ReportStore.put(connection, report, key)
            return Taken(entries=1), None
        kind, source = item.judgement.kind, str(feed.id)
        # It takes milliseconds for each of what may be hundreds of entries.
        place = await self._aside.run(index.place, item.entry, kind, now, source=source)
        story = None
        if place.story_id is not None:
            story = await StoryStore.find(connection, place.story_id)
        earlier = [] if story is None else await ReportStore.of_story(connection, story.id)
        is_first = story is None
        if story is None:
            story = self._story(self._new_id(), feed, item, now)
            await StoryStore.insert(connection, story)
        report = replace(report, story_id=story.id, placed=f"{place.how}: {place.why}")
        await ReportStore.put(connection, report, key)
        await self._aside.run(index.add, story.id, item.entry, kind, now, source=source)
        taken = Taken(entries=1, stories=int(is_first))
        if place.how != _REPOST:
            story, more = await self._follow_up(connection, story, feed, item, earlier, now)
            taken += more
            if not report.is_backlog:
                planned = await self._planner.plan(connection, story, report, earlier, now)
                taken += Taken(posts=planned.posts, held=planned.held)
        return taken, (story, report)

    async def _follow_up(
        self,
        connection: Connection,
        story: Story,
        feed: FollowedFeed,
        item: Judged,
        earlier: list[Report],
        now: datetime,
    ) -> tuple[Story, Taken]:
        """One more source tells a story: its posts say so, and news goes before gossip."""
        if not earlier or item.judgement.gossip:
            return story, Taken()
        if story.is_gossip:
            story = self._story(story.id, feed, item, now)
            await StoryStore.update(connection, story)
        elif item.entry.link is None or any(other.feed_id == feed.id for other in earlier):
            return story, Taken()
        return story, Taken(edits=await self._outbox.edit(connection, story.id, now))

    def _could_be_wanted(self, feed: FollowedFeed, judgement: Judgement) -> bool:
        """Whether a story is made of it; of what is about nothing only where somebody wants it."""
        return judgement.topic is not Topic.NOTHING or any(
            Topic.NOTHING in item.options.topics
            for item in self._book.followers(feed.id, feed.source)
        )

    def _is_backlog(self, feed: FollowedFeed, entry: Entry, now: datetime) -> bool:
        """Whether an entry was there before anybody here could have read it.

        At the first reading that is all from before it was followed, or from before the pack had
        it; later what is dated long before the reading before, as when a source moves house.
        """
        if feed.read_at is not None and feed.fresh_at is not None:
            return entry.published is not None and entry.published < feed.fresh_at - LATE
        since = min(
            (item.since for item in self._book.followers(feed.id, feed.source)), default=None
        )
        if since is None or entry.published is None:
            return True
        began_at = schedule.load(feed.schedule, now).began_at
        return entry.published < max(since, began_at)

    def _report(self, feed: FollowedFeed, item: Judged, now: datetime) -> Report:
        return Report(
            feed_id=feed.id,
            feed=feed.name,
            source=feed.source,
            key=entry_key(item.entry),
            story_id=None,
            entry=item.entry,
            judgement=item.judgement,
            placed="",
            seen_at=now,
            is_backlog=self._is_backlog(feed, item.entry, now),
            tier=feed.tier,
        )

    @staticmethod
    def _story(story_id: int, feed: FollowedFeed, item: Judged, now: datetime) -> Story:
        entry, judgement = item.entry, item.judgement
        return Story(
            id=story_id,
            feed_id=feed.id,
            source=feed.name,
            title=entry.title,
            summary=entry.summary,
            link=entry.link,
            image=entry.image,
            topic=judgement.topic,
            kind=judgement.kind,
            tier=feed.tier,
            spoiler_season=judgement.spoiler_season,
            published=entry.published,
            seen_at=now,
            is_gossip=judgement.gossip,
            markdown=entry.markdown,
        )

    # --- changed entries ------------------------------------------------------------------------

    def _is_news_by_now(self, feed: FollowedFeed, item: Judged, known: Report) -> bool:
        """Whether no story was made of what an entry said before, and one is to be made now."""
        return (
            known.story_id is None
            and not known.is_backlog
            and not item.judgement.gossip
            and self._could_be_wanted(feed, item.judgement)
        )

    async def _update(
        self,
        connection: Connection,
        feed: FollowedFeed,
        item: Judged,
        known: Report,
        now: datetime,
    ) -> Taken:
        """An entry says something else than before: its story's posts are edited, none is made.

        Gossip is not brought in by the back door: what it says is kept, and shown nowhere.
        """
        report = replace(known, entry=item.entry, judgement=item.judgement)
        await ReportStore.put(connection, report, self.link_key(item.entry.link))
        if known.story_id is None or item.judgement.gossip:
            return Taken()
        story = await StoryStore.find(connection, known.story_id)
        if story is None or story.feed_id != feed.id:
            return Taken()
        mine = [
            other
            for other in await ReportStore.of_story(connection, story.id)
            if other.feed_id == feed.id
        ]
        if mine[0].key != known.key:
            return Taken()
        await StoryStore.update(connection, self._story(story.id, feed, item, now))
        if now - story.seen_at > LATE:
            return Taken()  # some sources count comments in their summaries for years
        return Taken(edits=await self._outbox.edit(connection, story.id, now))

    # --- previews -------------------------------------------------------------------------------

    async def _preview(
        self,
        connection: Connection,
        feed: FollowedFeed,
        reports: list[tuple[Story, Report]],
        now: datetime,
    ) -> Taken:
        """The newest story for each subscription that has just begun and has seen none yet."""
        taken = Taken()
        for subscription in self._book.followers(feed.id, feed.source):
            if subscription.previewed_at is not None or subscription.paused_at is not None:
                continue
            story = newest_for(subscription, reversed(reports))
            if story is None:
                continue
            story = await self._planner.told(connection, subscription.guild_id, story)
            posts = await self._planner.post(connection, [subscription], story, Origin.PREVIEW, now)
            previewed = replace(subscription, previewed_at=now)
            await SubscriptionStore.update(connection, previewed)
            taken += Taken(posts=posts, previewed=(previewed,))
        return taken


def newest_for(
    subscription: Subscription, newest_first: Iterable[tuple[Story, Report]]
) -> Story | None:
    """The first of some stories that a subscription would take if it were new; never gossip."""
    for story, report in newest_first:
        if report.judgement.gossip or story.is_gossip:
            continue
        if why_not(subscription, report, ()) in _AGAINST_PREVIEWS:
            return story
    return None
