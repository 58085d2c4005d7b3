"""From a story to its deliveries: who gets it, where, when, and who is asked before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from discord_bot.guilds import GuildService
from discord_bot.news.book import SubscriptionBook
from discord_bot.news.deliveries import Delivery, DeliveryState
from discord_bot.news.deliveries_store import DeliveryStore
from discord_bot.news.holding import Held, HeldDecision, HeldReason
from discord_bot.news.lanes_store import LaneStore
from discord_bot.news.outbox import Outbox
from discord_bot.news.policies import NewsPolicyService, TierPolicy
from discord_bot.news.posts import Notice, NoticeKind, Origin, PostKind
from discord_bot.news.stories import Report, Story, as_told
from discord_bot.news.stories_store import HeldStore, ReportStore, StoryStore
from discord_bot.news.subscriptions import (
    Options,
    Refusal,
    Rhythm,
    Subscription,
    refusal,
)
from discord_bot.news.windows import next_time, quiet_until
from discord_bot.storage.database import Connection

LATE = timedelta(days=2)
"""How old what a source publishes late, or dates back, may be and still be news."""


PAUSED, UNFOLLOWED = GIVEN_UP = ("paused", "unfollowed")
"""Why stories are dropped that another subscription of the channel may still bring."""


@dataclass(frozen=True, slots=True)
class Planned:
    """What came of a story: posts written down, and servers whose moderators are asked."""

    posts: int = 0
    held: int = 0


def why_not(
    subscription: Subscription, report: Report, earlier: Iterable[Report]
) -> Refusal | None:
    """Why a subscription does not take a story by this report of it; None where it does.

    ``earlier`` are other reports of the story: what was old news when the server began to follow
    one of its sources is not made new by the next who tells it.
    """
    if not subscription.follows(report.feed_id, report.source):
        return Refusal.NOT_FOLLOWED
    unwanted = refusal(subscription, report.entry, report.judgement)
    if unwanted is not None:
        return unwanted
    published = report.entry.published
    is_old = (
        report.is_backlog
        or report.seen_at < subscription.since
        or (published is not None and published < subscription.since - LATE)
        or any(
            other.is_backlog and subscription.follows(other.feed_id, other.source)
            for other in earlier
        )
    )
    return Refusal.BEFORE if is_old else None


def due_at(options: Options, zone: str, now: datetime) -> datetime:
    """When a story that comes now is posted: at once, after quiet hours, or with the digest."""
    if options.rhythm is Rhythm.INSTANT:
        return quiet_until(now, zone, options.quiet) or now
    weekday = options.weekday if options.rhythm is Rhythm.WEEKLY else None
    return next_time(now, zone, options.at, weekday)


class Planner:
    """Writes down who gets a story, in the transaction that writes the story."""

    def __init__(
        self,
        guilds: GuildService,
        book: SubscriptionBook,
        policies: NewsPolicyService,
        outbox: Outbox,
        new_id: Callable[[], int],
    ) -> None:
        self._guilds = guilds
        self._book = book
        self._policies = policies
        self._outbox = outbox
        self._new_id = new_id

    async def plan(
        self,
        connection: Connection,
        story: Story,
        report: Report,
        earlier: Sequence[Report],
        now: datetime,
    ) -> Planned:
        """Everything that follows from a new report of a story.

        A moderator's word on it holds for whoever tells it next; and what somebody reports as news
        needs no word any more.
        """
        takers: dict[int, list[Subscription]] = {}
        for subscription in self._book.followers(report.feed_id, report.source):
            if why_not(subscription, report, earlier) is None:
                takers.setdefault(subscription.guild_id, []).append(subscription)
        posts = held = 0
        waiting = await HeldStore.of_story(connection, story.id)
        for guild_id, subscriptions in takers.items():
            before = waiting.get(guild_id)
            told = self._as_told(guild_id, story, [*earlier, report])
            reason = self._reason_to_hold(guild_id, report, told)
            decision = None if before is None else before.decision
            if decision is HeldDecision.SKIP:
                continue
            if reason is None or decision is not None:
                plain = decision is HeldDecision.POST_PLAIN
                posts += await self.post(
                    connection, subscriptions, told, Origin.NEWS, now, plain=plain
                )
                if before is not None:
                    await HeldStore.withdraw(connection, guild_id, story.id)
            elif before is None:
                await self._hold(connection, guild_id, story, reason, now)
                held += 1
        return Planned(posts, held)

    async def told(self, connection: Connection, guild_id: int, story: Story) -> Story:
        """A story as a server is told it, whose tier decides what is done with it there."""
        reports = await ReportStore.of_story(connection, story.id)
        return self._as_told(guild_id, story, reports)

    def _as_told(self, guild_id: int, story: Story, reports: Iterable[Report]) -> Story:
        may_see = self._book.may_see
        return as_told(
            story, [item for item in reports if may_see(guild_id, item.feed_id, item.source)]
        )

    def _reason_to_hold(self, guild_id: int, report: Report, story: Story) -> HeldReason | None:
        if report.judgement.gossip:
            return HeldReason.GOSSIP
        if self._policies.get(guild_id).tier(story.tier).hold:
            return HeldReason.TIER
        return None

    async def _hold(
        self,
        connection: Connection,
        guild_id: int,
        story: Story,
        reason: HeldReason,
        now: datetime,
    ) -> None:
        if await HeldStore.insert(connection, Held(guild_id, story.id, reason, now)):
            notice = Notice(NoticeKind.HELD, {"reason": reason, "story_id": str(story.id)})
            await self._outbox.tell(connection, guild_id, notice, now, story_id=story.id)

    async def post(
        self,
        connection: Connection,
        subscriptions: Iterable[Subscription],
        story: Story,
        origin: Origin,
        now: datetime,
        *,
        plain: bool = False,
    ) -> int:
        """Write down posts of a story, one a channel; returns how many there were not before.

        Of several subscriptions of one channel that which posts at once is served, else the first.
        """
        count = 0
        by_haste = sorted(
            subscriptions, key=lambda item: (item.options.rhythm is not Rhythm.INSTANT, item.id)
        )
        for subscription in by_haste:
            policy = self._policies.get(subscription.guild_id).tier(story.tier)
            if policy.hold and origin is Origin.PREVIEW:
                continue  # a moderator looks at each first, and was not asked about this one
            delivery = self._delivery(subscription, policy, story, origin, now, plain=plain)
            if not await self._insert(connection, delivery, story):
                continue
            count += 1
            rhythm = subscription.options.rhythm
            if rhythm is not Rhythm.INSTANT and origin is Origin.NEWS:
                digest_id = await self._outbox.pacing.digest(
                    connection, delivery, Origin.SCHEDULED, delivery.due_at, now
                )
                await DeliveryStore.bundle(connection, delivery.id, digest_id)
        return count

    @staticmethod
    async def _insert(connection: Connection, delivery: Delivery, story: Story) -> bool:
        """Add a delivery, in place of one that was dropped for another subscription's sake."""
        if await DeliveryStore.insert(connection, delivery):
            return True
        if not await LaneStore.forget_dropped(connection, story.id, delivery.lane, GIVEN_UP):
            return False
        return await DeliveryStore.insert(connection, delivery)

    async def takers(
        self, connection: Connection, guild_id: int, story: Story
    ) -> list[Subscription]:
        """Who in a server would take a story by any of its reports."""
        reports = await ReportStore.of_story(connection, story.id)
        return [
            subscription
            for subscription in self._book.of_guild(guild_id)
            if any(
                why_not(subscription, report, reports[:place]) is None
                for place, report in enumerate(reports)
            )
        ]

    async def give_up(
        self, connection: Connection, subscription: Subscription, detail: str, now: datetime
    ) -> None:
        """Drop what a subscription had to come, but for what others of its channel want, too."""
        dropped = await LaneStore.drop_untried(
            connection, subscription.guild_id, subscription.id, detail, now
        )
        for story_id, lane in dropped:
            story = await StoryStore.find(connection, story_id)
            if story is None:
                continue
            story = await self.told(connection, subscription.guild_id, story)
            policy = self._policies.get(subscription.guild_id).tier(story.tier)
            others = [
                other
                for other in await self.takers(connection, subscription.guild_id, story)
                if other.id != subscription.id and (policy.channel_id or other.channel_id) == lane
            ]
            await self.post(connection, others, story, Origin.NEWS, now)

    def _delivery(
        self,
        subscription: Subscription,
        policy: TierPolicy,
        story: Story,
        origin: Origin,
        now: datetime,
        *,
        plain: bool,
    ) -> Delivery:
        """What a moderator asked for just now comes at once; a preview pings nobody."""
        options = subscription.options
        channel_id = policy.channel_id or subscription.channel_id
        zone = self._guilds.get(subscription.guild_id).timezone
        is_news = origin is Origin.NEWS
        return Delivery(
            id=self._new_id(),
            lane=channel_id,
            guild_id=subscription.guild_id,
            channel_id=channel_id,
            kind=PostKind.STORY,
            origin=origin,
            state=DeliveryState.INTENDED,
            created_at=now,
            due_at=due_at(options, zone, now) if is_news else now,
            subscription_id=subscription.id,
            story_id=story.id,
            plain=plain,
            role_id=options.role_id if policy.ping and origin is not Origin.PREVIEW else None,
        )
