"""The queue of stories that wait for a moderator: *Post*, *Post without preview* or *Skip*."""

from __future__ import annotations

from datetime import datetime

from discord_bot.errors import UserError
from discord_bot.news.book import SubscriptionBook
from discord_bot.news.holding import Held, HeldDecision, HeldEntry, HeldOutcome, HeldStory
from discord_bot.news.planning import Planner
from discord_bot.news.posts import Origin, StoryView
from discord_bot.news.showing import Showing
from discord_bot.news.stories_store import HeldStore, ReportStore, StoryStore
from discord_bot.storage.database import Connection, Database


class HeldService:
    """What waits, and the word that ends the waiting. Of two moderators the first decides."""

    def __init__(
        self, database: Database, book: SubscriptionBook, planner: Planner, showing: Showing
    ) -> None:
        self._database = database
        self._book = book
        self._planner = planner
        self._showing = showing

    async def queue(self, guild_id: int, limit: int = 10, offset: int = 0) -> tuple[HeldStory, ...]:
        """What waits in a server, oldest first."""
        found = []
        async with self._database.reading() as connection:
            for story_id, reason, held_at in await HeldStore.waiting(
                connection, guild_id, limit, offset
            ):
                view = await self._view(connection, guild_id, story_id)
                if view is not None:
                    why = await self._why(connection, guild_id, story_id, reason)
                    found.append(HeldStory(guild_id, view, reason, why, held_at))
        return tuple(found)

    async def find(self, guild_id: int, story_id: int) -> HeldEntry:
        """A story that waits or was decided on. Raises ``UserError`` where there is none."""
        async with self._database.reading() as connection:
            held = await HeldStore.find(connection, guild_id, story_id)
            view = await self._view(connection, guild_id, story_id)
            if held is None or view is None:
                raise UserError("news.refused.gone")
            why = await self._why(connection, guild_id, story_id, held.reason)
        story = HeldStory(guild_id, view, held.reason, why, held.held_at)
        return HeldEntry(story, held.decision, held.decided_at, held.decider_id)

    async def count(self, guild_id: int) -> int:
        """How many stories wait in a server."""
        async with self._database.reading() as connection:
            return await HeldStore.count(connection, guild_id)

    async def decide(
        self, guild_id: int, story_id: int, user_id: int, decision: HeldDecision, now: datetime
    ) -> HeldOutcome:
        """Post a story where it would have gone, or leave it.

        Raises ``UserError``: ``news.refused.decided`` with who did before, ``news.refused.gone``
        where nothing like it waits.
        """
        async with self._database.transaction() as connection:
            held = await HeldStore.find(connection, guild_id, story_id)
            if held is None:
                raise UserError("news.refused.gone")
            if held.decision is not None:
                raise UserError("news.refused.decided", by=held.decider_id, decision=held.decision)
            await HeldStore.decide(connection, guild_id, story_id, decision, user_id, now)
            posts = 0
            if decision is not HeldDecision.SKIP:
                posts = await self._post(connection, held, decision, now)
            view = await self._view(connection, guild_id, story_id)
        if view is None:
            raise UserError("news.refused.gone")
        return HeldOutcome(view, decision, posts)

    async def _post(
        self, connection: Connection, held: Held, decision: HeldDecision, now: datetime
    ) -> int:
        story = await StoryStore.find(connection, held.story_id)
        if story is None:
            return 0
        takers = await self._planner.takers(connection, held.guild_id, story)
        story = await self._planner.told(connection, held.guild_id, story)
        plain = decision is HeldDecision.POST_PLAIN
        return await self._planner.post(connection, takers, story, Origin.HELD, now, plain=plain)

    async def _view(self, connection: Connection, guild_id: int, story_id: int) -> StoryView | None:
        ceiling = self._showing.ceiling(guild_id)
        return await self._showing.view(connection, guild_id, story_id, ceiling)

    async def _why(
        self, connection: Connection, guild_id: int, story_id: int, reason: str
    ) -> tuple[str, ...]:
        """What the judgement of a story rests on, each clause once, and first why it is held.

        Clauses begin with what they are about, and a card has room for a few of them.
        """
        reports = await ReportStore.of_story(connection, story_id)
        visible = self._showing.visible(guild_id, reports)
        clauses = dict.fromkeys(clause for report in visible for clause in report.judgement.why)
        return tuple(sorted(clauses, key=lambda clause: not clause.startswith(f"{reason}: ")))
