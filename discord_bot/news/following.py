"""What servers follow: begun, changed, paused and ended by moderators, and carried as OPML."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from discord_bot.errors import UserError
from discord_bot.guilds import GuildService, GuildStore
from discord_bot.news import opml, schedule
from discord_bot.news.book import SubscriptionBook
from discord_bot.news.deliveries import Delivery, DeliveryState
from discord_bot.news.deliveries_store import DeliveryStore
from discord_bot.news.fetching.addresses import shown
from discord_bot.news.following_store import FeedStore, ParkedStore, SubscriptionStore
from discord_bot.news.intake import newest_for
from discord_bot.news.lanes_store import LaneStore
from discord_bot.news.planning import PAUSED, UNFOLLOWED, Planner, due_at
from discord_bot.news.policies import HISTORY
from discord_bot.news.posts import Origin, Post, PostKind
from discord_bot.news.showing import Showing
from discord_bot.news.stories import FollowedFeed, Story
from discord_bot.news.stories_store import ReportStore, StoryStore
from discord_bot.news.subscriptions import (
    MOST,
    Following,
    Options,
    Source,
    Subscription,
)
from discord_bot.news.wanting import wanted_source
from discord_bot.storage.database import Connection, Database

NOBODY = 0
"""Stands in the history of settings where no moderator did it."""
_LOOKED_AT = 200
"""Stories looked through for the newest that a subscription would take."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a list of feeds: begun, followed before, and refused (name and why)."""

    added: tuple[Subscription, ...]
    known: int
    refused: tuple[tuple[str, UserError], ...]


class FollowService:
    """Subscriptions from memory; every change goes to the database first."""

    def __init__(
        self,
        database: Database,
        guilds: GuildService,
        book: SubscriptionBook,
        planner: Planner,
        showing: Showing,
        sources: Iterable[Source],
        new_id: Callable[[], int],
    ) -> None:
        self._database = database
        self._guilds = guilds
        self._book = book
        self._planner = planner
        self._showing = showing
        self._sources: Mapping[str, Source] = {source.key: source for source in sources}
        self._new_id = new_id

    # --- asking ---------------------------------------------------------------------------------

    def sources(self) -> tuple[Source, ...]:
        """What the pack offers."""
        return tuple(self._sources.values())

    def list(self, guild_id: int) -> tuple[Subscription, ...]:
        """What a server follows, from memory."""
        return self._book.of_guild(guild_id)

    def get(self, guild_id: int, number: int) -> Subscription:
        """A server's subscription. Raises ``UserError`` where there is none of that number."""
        return self._book.get(guild_id, number)

    async def test(self, guild_id: int, number: int, now: datetime) -> Post | None:
        """The newest story as a subscription would post it; nothing is written or sent.

        None where none is known that it would take.
        """
        subscription = self._book.get(guild_id, number)
        async with self._database.reading() as connection:
            story = await self._newest(connection, subscription)
            if story is None:
                return None
            return await self._showing.post(
                connection,
                Delivery(
                    id=0,
                    lane=subscription.channel_id,
                    guild_id=guild_id,
                    channel_id=subscription.channel_id,
                    kind=PostKind.STORY,
                    origin=Origin.PREVIEW,
                    state=DeliveryState.INTENDED,
                    created_at=now,
                    due_at=now,
                    subscription_id=subscription.id,
                    story_id=story.id,
                ),
            )

    @staticmethod
    async def _newest(connection: Connection, subscription: Subscription) -> Story | None:
        for story in await StoryStore.newest(connection, _LOOKED_AT):
            reports = await ReportStore.of_story(connection, story.id)
            found = newest_for(subscription, [(story, report) for report in reports])
            if found is not None:
                return found
        return None

    # --- changing -------------------------------------------------------------------------------

    async def follow(
        self,
        guild_id: int,
        user_id: int,
        channel_id: int,
        now: datetime,
        *,
        source: str | None = None,
        url: str | None = None,
        title: str | None = None,
        options: Options | None = None,
    ) -> Subscription:
        """Begin to follow a source of the pack, an address, or the show; from now on.

        The newest story that is known comes as a preview. Raises ``UserError``: no such source, no
        address, followed in that channel already, or more than ``MOST``.
        """
        wanted = wanted_source(self._sources, source, url, title)
        async with self._database.transaction() as connection:
            begun = await self._follow(
                connection, guild_id, user_id, channel_id, now, wanted, options or Options()
            )
        return self._book.put(begun)

    async def _follow(
        self,
        connection: Connection,
        guild_id: int,
        user_id: int,
        channel_id: int,
        now: datetime,
        wanted: Source | None,
        options: Options,
    ) -> Subscription:
        feed = None if wanted is None else await self._feed(connection, wanted, now)
        for source in self._sources.values() if wanted is None else ():
            await self._feed(connection, source, now)
        self._require_room(guild_id, channel_id, feed)
        following = Following.SHOW
        if feed is not None:
            following = Following.FEED if feed.source is None else Following.SOURCE
        subscription = Subscription(
            id=self._new_id(),
            guild_id=guild_id,
            number=0,
            following=following,
            source=None if feed is None else feed.source,
            feed_id=None if feed is None else feed.id,
            name=self._book.show if feed is None else feed.name,
            url=None if feed is None else feed.address,
            channel_id=channel_id,
            options=options,
            creator_id=user_id,
            created_at=now,
            since=now.replace(microsecond=0),  # the database keeps whole seconds
        )
        await self._restart(connection, subscription, now)
        number = await SubscriptionStore.insert(connection, subscription)
        subscription = replace(subscription, number=number)
        await self._note(connection, "followed", subscription, user_id, now)
        return await self._preview(connection, subscription, now)

    def _require_room(self, guild_id: int, channel_id: int, feed: FollowedFeed | None) -> None:
        mine = self._book.of_guild(guild_id)
        if len(mine) >= MOST:
            raise UserError("news.refused.limit", most=MOST)
        feed_id = None if feed is None else feed.id
        for other in mine:
            if (other.feed_id, other.channel_id) == (feed_id, channel_id):
                raise UserError("news.refused.twice", number=other.number, name=other.name)

    async def _feed(self, connection: Connection, source: Source, now: datetime) -> FollowedFeed:
        """The feed of a source or an address, added if nobody ever followed it."""
        found = await FeedStore.at(connection, source.url)
        if found is not None:
            return found
        feed = FollowedFeed(
            id=self._new_id(),
            address=source.url,
            url=source.url,
            source=source.key or None,
            name=source.name,
            tier=source.tier,
            schedule=schedule.dump(schedule.first(now)),
            next_at=now,
        )
        await FeedStore.insert(connection, feed)
        return feed

    async def _restart(
        self, connection: Connection, subscription: Subscription, now: datetime
    ) -> None:
        """Have feeds that nobody followed until now read as if for the first time.

        What they said meanwhile is old news, and must not come all at once.
        """
        for feed in await FeedStore.followed(connection, [subscription]):
            others = self._book.followers(feed.id, feed.source)
            if all(other.paused_at is not None or other.id == subscription.id for other in others):
                restarted = schedule.dump(schedule.first(now))
                await FeedStore.restart(connection, feed.id, restarted, now)

    async def _preview(
        self, connection: Connection, subscription: Subscription, now: datetime
    ) -> Subscription:
        story = await self._newest(connection, subscription)
        if story is None:
            return subscription
        story = await self._planner.told(connection, subscription.guild_id, story)
        if not await self._planner.post(connection, [subscription], story, Origin.PREVIEW, now):
            return subscription
        previewed = replace(subscription, previewed_at=now)
        await SubscriptionStore.update(connection, previewed)
        return previewed

    async def edit(
        self,
        guild_id: int,
        number: int,
        user_id: int,
        now: datetime,
        *,
        channel_id: int | None = None,
        **changes: object,
    ) -> Subscription:
        """Change the channel or the named ``Options``; what waits goes by the new ones.

        So what a parked channel missed is posted in the one that takes its place.

        Raises ``UserError`` for an unknown number, ``TypeError`` for a name that is no option.
        """
        async with self._database.transaction() as connection:
            before = self._book.get(guild_id, number)
            options = replace(before.options, **changes)  # type: ignore[arg-type]
            changed = replace(before, options=options, channel_id=channel_id or before.channel_id)
            await SubscriptionStore.update(connection, changed)
            await self._note(connection, "edited", changed, user_id, now)
            if changed.channel_id != before.channel_id:
                await self._move(connection, before, changed.channel_id, now)
            zone = self._guilds.get(guild_id).timezone
            await DeliveryStore.reschedule(connection, before.id, due_at(options, zone, now))
        return self._book.put(changed)

    async def _move(
        self, connection: Connection, before: Subscription, channel_id: int, now: datetime
    ) -> None:
        moved = {
            "guild_id": before.guild_id,
            "subscription_id": before.id,
            "old": before.channel_id,
            "new": channel_id,
        }
        await LaneStore.drop_known(connection, moved, "there already", now)
        await LaneStore.move_lane(connection, moved)
        others = self._book.of_guild(before.guild_id)
        if all(item.id == before.id or item.channel_id != before.channel_id for item in others):
            await ParkedStore.delete_empty(connection, before.channel_id)

    async def pause(self, guild_id: int, number: int, user_id: int, now: datetime) -> Subscription:
        """Have a subscription rest; what waits for it is dropped."""
        async with self._database.transaction() as connection:
            before = self._book.get(guild_id, number)
            if before.paused_at is not None:
                return before
            paused = await self._pause(connection, before, user_id, now)
        return self._book.put(paused)

    async def _pause(
        self, connection: Connection, before: Subscription, user_id: int, now: datetime
    ) -> Subscription:
        paused = replace(before, paused_at=now)
        await SubscriptionStore.update(connection, paused)
        await self._planner.give_up(connection, paused, PAUSED, now)
        await self._note(connection, "paused", paused, user_id, now)
        return paused

    async def left(self, guild_id: int, now: datetime) -> int:
        """The bot is not in a server any more: all that it follows rests, until it is resumed.

        So nobody asks for its feeds, and nothing waits for it. Returns how many began to rest.
        """
        going = [item for item in self._book.of_guild(guild_id) if item.paused_at is None]
        async with self._database.transaction() as connection:
            paused = [await self._pause(connection, item, NOBODY, now) for item in going]
            await LaneStore.drop_all(connection, guild_id, "left", now)
            await ParkedStore.delete_all(connection, guild_id)
        for subscription in paused:
            self._book.put(subscription)
        return len(paused)

    async def resume(self, guild_id: int, number: int, user_id: int, now: datetime) -> Subscription:
        """Go on after a pause, with what comes from now on."""
        async with self._database.transaction() as connection:
            before = self._book.get(guild_id, number)
            if before.paused_at is None:
                return before
            resumed = replace(
                before,
                paused_at=None,
                since=now.replace(microsecond=0),
                previewed_at=before.previewed_at or now,  # it is not new
            )
            await self._restart(connection, resumed, now)
            await SubscriptionStore.update(connection, resumed)
            await self._note(connection, "resumed", resumed, user_id, now)
        return self._book.put(resumed)

    async def unfollow(
        self, guild_id: int, number: int, user_id: int, now: datetime
    ) -> Subscription:
        """End a subscription; what waits for it is dropped."""
        async with self._database.transaction() as connection:
            ended = self._book.get(guild_id, number)
            await SubscriptionStore.end(connection, ended.id, now)
            await self._planner.give_up(connection, ended, UNFOLLOWED, now)
            await self._note(connection, "unfollowed", ended, user_id, now)
        self._book.remove(ended)
        return ended

    async def _note(
        self,
        connection: Connection,
        verb: str,
        subscription: Subscription,
        user_id: int,
        now: datetime,
    ) -> None:
        """Add what a moderator did to the server's history of settings."""
        what = json.dumps(f"{subscription.number}: {subscription.name}", ensure_ascii=False)
        await GuildStore.note(
            connection, self._new_id(), subscription.guild_id, user_id, HISTORY + verb, what, now
        )

    # --- lists of feeds -------------------------------------------------------------------------

    def export_opml(self, guild_id: int, now: datetime) -> str:
        """What a server follows as OPML, for this bot or any reader of feeds; no credentials."""
        outlines = [
            opml.Outline(subscription.name, shown(url))
            for subscription in self._book.of_guild(guild_id)
            for url in [subscription.url]
            if url is not None
        ]
        return opml.write(outlines, now)

    async def import_opml(
        self,
        guild_id: int,
        user_id: int,
        channel_id: int,
        text: str,
        now: datetime,
        options: Options | None = None,
    ) -> Imported:
        """Follow every feed of an OPML list in one channel. Raises ``UserError`` if it is none."""
        added, refused, known = [], [], 0
        for outline in opml.read(text):
            try:
                added.append(
                    await self.follow(
                        guild_id,
                        user_id,
                        channel_id,
                        now,
                        url=outline.url,
                        title=outline.title,
                        options=options,
                    )
                )
            except UserError as error:
                if error.key == "news.refused.twice":
                    known += 1
                else:
                    refused.append((outline.title, error))
        return Imported(tuple(added), known, tuple(refused))
