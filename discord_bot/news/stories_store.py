"""The rows of stories, of the entries that report them, and of what is held. One statement each."""

from __future__ import annotations

from datetime import datetime

from discord_bot.epochs import from_epoch, to_epoch
from discord_bot.news.codec import report_of, report_values, story_of, story_values
from discord_bot.news.holding import Held, HeldDecision
from discord_bot.news.stories import Report, Story
from discord_bot.storage.database import Connection, Row

_STORIES = (
    "SELECT s.*, f.name AS feed_name FROM news_stories s JOIN news_feeds f ON f.feed_id = s.feed_id"
)
_REPORTS = (
    "SELECT e.*, f.name AS feed_name, f.source AS source, f.tier AS tier FROM news_entries e"
    " JOIN news_feeds f ON f.feed_id = e.feed_id"
)


class StoryStore:
    """The rows of ``news_stories``."""

    @staticmethod
    async def insert(connection: Connection, story: Story) -> None:
        """Add a story."""
        await connection.execute(
            "INSERT INTO news_stories (story_id, feed_id, title, summary, markdown, link, image,"
            " topic, kind, tier, spoiler_season, published_at, seen_at, gossip_at) VALUES"
            " (:story_id, :feed_id, :title, :summary, :markdown, :link, :image, :topic, :kind,"
            " :tier, :spoiler_season, :published_at, :seen_at, :gossip_at)",
            story_values(story),
        )

    @staticmethod
    async def update(connection: Connection, story: Story) -> None:
        """Have a story told differently: its first report was changed, or gossip became news."""
        await connection.execute(
            "UPDATE news_stories SET feed_id = :feed_id, title = :title, summary = :summary,"
            " markdown = :markdown, link = :link, image = :image, topic = :topic, kind = :kind,"
            " tier = :tier, spoiler_season = :spoiler_season, gossip_at = :gossip_at"
            " WHERE story_id = :story_id",
            {
                name: value
                for name, value in story_values(story).items()
                if name not in {"published_at", "seen_at"}
            },
        )

    @staticmethod
    async def find(connection: Connection, story_id: int) -> Story | None:
        """A story by its id."""
        row = await connection.fetch_one(
            f"{_STORIES} WHERE s.story_id = :id",  # a constant
            {"id": story_id},
        )
        return None if row is None else story_of(row)

    @staticmethod
    async def newest(connection: Connection, limit: int) -> list[Story]:
        """The stories that were first seen last, newest first."""
        rows = await connection.fetch_all(
            f"{_STORIES} ORDER BY COALESCE(s.published_at, s.seen_at) DESC, s.story_id DESC"
            " LIMIT :limit",
            {"limit": limit},
        )
        return [story_of(row) for row in rows]


class ReportStore:
    """The rows of ``news_entries``."""

    @staticmethod
    async def put(connection: Connection, report: Report, link_key: str | None) -> None:
        """Add an entry, or what it says now; when it was first seen stays."""
        await connection.execute(
            "INSERT INTO news_entries (feed_id, entry_key, story_id, entry_id, title, summary,"
            " markdown, link, link_key, image, fingerprint, judgement, placed, published_at,"
            " seen_at, backlog_at) VALUES (:feed_id, :entry_key, :story_id, :entry_id, :title,"
            " :summary, :markdown, :link, :link_key, :image, :fingerprint, :judgement, :placed,"
            " :published_at, :seen_at, :backlog_at) ON CONFLICT (feed_id, entry_key) DO UPDATE SET"
            " story_id = excluded.story_id, title = excluded.title, summary = excluded.summary,"
            " markdown = excluded.markdown, link = excluded.link, link_key = excluded.link_key,"
            " image = excluded.image, fingerprint = excluded.fingerprint,"
            " judgement = excluded.judgement, placed = excluded.placed,"
            " published_at = excluded.published_at",
            report_values(report, link_key),
        )

    @staticmethod
    async def fingerprint(connection: Connection, feed_id: int, key: str) -> str | None:
        """What tells whether an entry says what it said; None for one never seen."""
        row = await connection.fetch_one(
            "SELECT fingerprint FROM news_entries WHERE feed_id = :feed_id AND entry_key = :key",
            {"feed_id": feed_id, "key": key},
        )
        return None if row is None else str(row["fingerprint"])

    @staticmethod
    async def find(connection: Connection, feed_id: int, key: str) -> Report | None:
        """An entry of a feed."""
        row = await connection.fetch_one(
            f"{_REPORTS} WHERE e.feed_id = :feed_id AND e.entry_key = :key",
            {"feed_id": feed_id, "key": key},
        )
        return None if row is None else report_of(row)

    @staticmethod
    async def of_story(connection: Connection, story_id: int) -> list[Report]:
        """Every entry that reports a story, in the order in which they came."""
        rows = await connection.fetch_all(
            f"{_REPORTS} WHERE e.story_id = :id ORDER BY e.seen_at, e.feed_id",
            {"id": story_id},
        )
        return [report_of(row) for row in rows]

    @staticmethod
    async def rows_since(connection: Connection, since: datetime, limit: int) -> list[Row]:
        """The newest ``limit`` entries with a story that were seen since then, newest first.

        As rows, for ``codec.report_of``: making values of thousands takes too long to do at once.
        """
        return await connection.fetch_all(
            f"{_REPORTS} WHERE e.seen_at >= :since AND e.story_id IS NOT NULL"
            " ORDER BY e.seen_at DESC, e.story_id DESC LIMIT :limit",
            {"since": to_epoch(since), "limit": limit},
        )

    @staticmethod
    async def by_link(connection: Connection, link_key: str) -> list[Report]:
        """Every entry with a link."""
        rows = await connection.fetch_all(
            f"{_REPORTS} WHERE e.link_key = :key ORDER BY e.seen_at, e.feed_id",
            {"key": link_key},
        )
        return [report_of(row) for row in rows]

    @staticmethod
    async def count(connection: Connection, feed_id: int) -> int:
        """How many entries of a feed were seen."""
        row = await connection.fetch_one(
            "SELECT COUNT(*) AS total FROM news_entries WHERE feed_id = :id", {"id": feed_id}
        )
        return 0 if row is None else int(row["total"])


class HeldStore:
    """The rows of ``news_held``."""

    @staticmethod
    async def insert(connection: Connection, held: Held) -> bool:
        """Have a story wait for a moderator's word; False where it waits or was decided."""
        return bool(
            await connection.execute(
                "INSERT INTO news_held (guild_id, story_id, reason, held_at)"
                " VALUES (:guild_id, :story_id, :reason, :now)"
                " ON CONFLICT (guild_id, story_id) DO NOTHING",
                {
                    "guild_id": held.guild_id,
                    "story_id": held.story_id,
                    "reason": held.reason,
                    "now": to_epoch(held.held_at),
                },
            )
        )

    @staticmethod
    async def find(connection: Connection, guild_id: int, story_id: int) -> Held | None:
        """What became of a story that waited."""
        row = await connection.fetch_one(
            "SELECT * FROM news_held WHERE guild_id = :guild_id AND story_id = :story_id",
            {"guild_id": guild_id, "story_id": story_id},
        )
        return None if row is None else _held(row)

    @staticmethod
    async def of_story(connection: Connection, story_id: int) -> dict[int, Held]:
        """What became of a story in each server where it waited."""
        rows = await connection.fetch_all(
            "SELECT * FROM news_held WHERE story_id = :story_id", {"story_id": story_id}
        )
        return {row["guild_id"]: _held(row) for row in rows}

    @staticmethod
    async def decide(
        connection: Connection,
        guild_id: int,
        story_id: int,
        decision: HeldDecision,
        user_id: int,
        now: datetime,
    ) -> bool:
        """Write a moderator's word; False where another was there before."""
        return bool(
            await connection.execute(
                "UPDATE news_held SET decision = :decision, decided_at = :now,"
                " decider_user_id = :user_id WHERE guild_id = :guild_id AND story_id = :story_id"
                " AND decided_at IS NULL",
                {
                    "guild_id": guild_id,
                    "story_id": story_id,
                    "decision": decision,
                    "user_id": user_id,
                    "now": to_epoch(now),
                },
            )
        )

    @staticmethod
    async def withdraw(connection: Connection, guild_id: int, story_id: int) -> int:
        """A story need not wait any more, unless a word was spoken already."""
        return await connection.execute(
            "DELETE FROM news_held WHERE guild_id = :guild_id AND story_id = :story_id"
            " AND decided_at IS NULL",
            {"guild_id": guild_id, "story_id": story_id},
        )

    @staticmethod
    async def waiting(
        connection: Connection, guild_id: int, limit: int, offset: int
    ) -> list[tuple[int, str, datetime]]:
        """Story, reason and time of what waits in a server, oldest first."""
        rows = await connection.fetch_all(
            "SELECT story_id, reason, held_at FROM news_held WHERE guild_id = :guild_id"
            " AND decided_at IS NULL ORDER BY held_at, story_id LIMIT :limit OFFSET :offset",
            {"guild_id": guild_id, "limit": limit, "offset": offset},
        )
        return [(row["story_id"], row["reason"], from_epoch(row["held_at"])) for row in rows]

    @staticmethod
    async def count(connection: Connection, guild_id: int) -> int:
        """How many stories wait in a server."""
        row = await connection.fetch_one(
            "SELECT COUNT(*) AS total FROM news_held WHERE guild_id = :guild_id"
            " AND decided_at IS NULL",
            {"guild_id": guild_id},
        )
        return 0 if row is None else int(row["total"])


def _held(row: Row) -> Held:
    return Held(
        guild_id=row["guild_id"],
        story_id=row["story_id"],
        reason=row["reason"],
        held_at=from_epoch(row["held_at"]),
        decision=None if row["decision"] is None else HeldDecision(row["decision"]),
        decided_at=from_epoch(row["decided_at"]),
        decider_id=row["decider_user_id"],
    )
