"""The rows of notices, and of members who want some in private."""

from __future__ import annotations

from datetime import datetime

from discord_bot.epochs import from_epoch, to_epoch
from discord_bot.season.model import Notice, NoticeKind, NoticeState, Watch
from discord_bot.season.store import when_of
from discord_bot.sharding import ALL, Shards
from discord_bot.storage.database import Connection, Row


class NoticeStore:
    """Statements on notices."""

    @staticmethod
    async def insert(connection: Connection, notice: Notice) -> bool:
        """Write down what is to be told; False where the same reminder is written already."""
        written = await connection.execute(
            "INSERT INTO season_notices (notice_id, guild_id, user_id, channel_id, role_id,"
            " event_key, title, source, kind, days, told, was, state, attempts, created_at,"
            " expires_at, retry_at) VALUES (:notice_id, :guild_id, :user_id, :channel_id,"
            " :role_id, :event_key, :title, :source, :kind, :days, :told, :was, :state, 0, :now,"
            " :expires_at, :now) ON CONFLICT DO NOTHING",
            {
                "notice_id": notice.id,
                "guild_id": notice.guild_id,
                "user_id": notice.user_id,
                "channel_id": notice.channel_id,
                "role_id": notice.role_id,
                "event_key": notice.event_key,
                "title": notice.title,
                "source": notice.source,
                "kind": notice.kind,
                "days": notice.days,
                "told": None if notice.told is None else str(notice.told),
                "was": None if notice.was is None else str(notice.was),
                "state": notice.state,
                "now": to_epoch(notice.created_at),
                "expires_at": to_epoch(notice.expires_at),
            },
        )
        return written == 1

    @staticmethod
    async def get(connection: Connection, notice_id: int) -> Notice | None:
        """A notice by its id."""
        row = await connection.fetch_one(
            "SELECT * FROM season_notices WHERE notice_id = :notice_id", {"notice_id": notice_id}
        )
        return None if row is None else _notice(row)

    @staticmethod
    async def of_guild(connection: Connection, guild_id: int, since: datetime) -> list[Notice]:
        """What a server and its members were told, oldest first."""
        rows = await connection.fetch_all(
            "SELECT * FROM season_notices WHERE guild_id = :guild_id AND created_at >= :since"
            " ORDER BY notice_id",
            {"guild_id": guild_id, "since": to_epoch(since)},
        )
        return [_notice(row) for row in rows]

    @staticmethod
    async def guilds(connection: Connection, since: datetime) -> set[int]:
        """The servers in which anything was told."""
        rows = await connection.fetch_all(
            "SELECT DISTINCT guild_id FROM season_notices WHERE created_at >= :since",
            {"since": to_epoch(since)},
        )
        return {row["guild_id"] for row in rows}

    @staticmethod
    async def ready(connection: Connection, now: datetime, shards: Shards = ALL) -> list[Notice]:
        """What is to be sent now, oldest first, and what nobody else is about to claim."""
        rows = await connection.fetch_all(
            "SELECT * FROM season_notices WHERE ended_at IS NULL AND retry_at <= :now"
            " AND (:shards = '' OR :shards LIKE '%,' || ((guild_id >> 22) % :shard_count) || ',%')"
            " ORDER BY notice_id LIMIT 200 FOR UPDATE SKIP LOCKED",
            {"now": to_epoch(now), **shards.params},
        )
        return [_notice(row) for row in rows]

    @staticmethod
    async def next_try(connection: Connection, shards: Shards = ALL) -> datetime | None:
        """When the next open notice is to be tried; None where none is open."""
        row = await connection.fetch_one(
            "SELECT MIN(retry_at) AS next_at FROM season_notices WHERE ended_at IS NULL"
            " AND (:shards = '' OR :shards LIKE '%,' || ((guild_id >> 22) % :shard_count) || ',%')",
            {**shards.params},
        )
        return None if row is None else from_epoch(row["next_at"])

    @staticmethod
    async def begin(connection: Connection, notice_id: int, now: datetime, lease: datetime) -> None:
        """It is being sent; nobody knows with what end until that is recorded."""
        await connection.execute(
            "UPDATE season_notices SET state = 'sending', attempts = attempts + 1,"
            " tried_at = COALESCE(tried_at, :now), retry_at = :lease"
            " WHERE notice_id = :notice_id AND ended_at IS NULL",
            {"now": to_epoch(now), "lease": to_epoch(lease), "notice_id": notice_id},
        )

    @staticmethod
    async def end(
        connection: Connection,
        notice_id: int,
        state: NoticeState,
        now: datetime,
        *,
        message_id: int | None = None,
        detail: str | None = None,
    ) -> None:
        """It was sent, cannot be, or need not be any more."""
        await connection.execute(
            "UPDATE season_notices SET state = :state, ended_at = :now,"
            " detail = COALESCE(:detail, detail), message_id = :message_id"
            " WHERE notice_id = :notice_id AND ended_at IS NULL",
            {
                "state": state,
                "now": to_epoch(now),
                "detail": detail,
                "message_id": message_id,
                "notice_id": notice_id,
            },
        )

    @staticmethod
    async def again(
        connection: Connection,
        notice_id: int,
        state: NoticeState,
        retry_at: datetime,
        detail: str | None,
    ) -> None:
        """It is to be tried again; ``state`` says whether it may have been sent."""
        await connection.execute(
            "UPDATE season_notices SET state = :state, retry_at = :retry_at, detail = :detail,"
            " tried_at = CASE WHEN :state = 'intended' THEN NULL ELSE tried_at END"
            " WHERE notice_id = :notice_id AND ended_at IS NULL",
            {
                "state": state,
                "retry_at": to_epoch(retry_at),
                "detail": detail,
                "notice_id": notice_id,
            },
        )

    @staticmethod
    async def recover(connection: Connection, now: datetime, shards: Shards = ALL) -> int:
        """After a start: what was under way is looked at now. Returns how many there are."""
        return await connection.execute(
            "UPDATE season_notices SET retry_at = :now"
            " WHERE ended_at IS NULL AND state = 'sending'"
            " AND (:shards = '' OR :shards LIKE '%,' || ((guild_id >> 22) % :shard_count) || ',%')",
            {"now": to_epoch(now), **shards.params},
        )

    @staticmethod
    async def failed(connection: Connection, guild_id: int, since: datetime) -> list[Notice]:
        """What a server's channel was not told, or not yet, for a reason; newest first."""
        rows = await connection.fetch_all(
            "SELECT * FROM season_notices WHERE guild_id = :guild_id AND user_id = 0"
            " AND detail IS NOT NULL AND state <> 'sent' AND created_at >= :since"
            " ORDER BY notice_id DESC LIMIT 3",
            {"guild_id": guild_id, "since": to_epoch(since)},
        )
        return [_notice(row) for row in rows]

    @staticmethod
    async def purge_private(connection: Connection, before: datetime) -> int:
        """Delete what members were told in private so long ago; returns how many there were."""
        return await connection.execute(
            "DELETE FROM season_notices WHERE user_id <> 0 AND ended_at < :before",
            {"before": to_epoch(before)},
        )


class WatchStore:
    """Statements on members who want to be reminded in private."""

    @staticmethod
    async def put(connection: Connection, watch: Watch) -> bool:
        """Remind a member; False where that is so already."""
        written = await connection.execute(
            "INSERT INTO season_watches (user_id, guild_id, event_key, title, source, told,"
            " created_at) VALUES (:user_id, :guild_id, :event_key, :title, :source, :told, :now)"
            " ON CONFLICT DO NOTHING",
            {
                "user_id": watch.user_id,
                "guild_id": watch.guild_id,
                "event_key": watch.event_key,
                "title": watch.title,
                "source": watch.source,
                "told": None if watch.told is None else str(watch.told),
                "now": to_epoch(watch.created_at),
            },
        )
        return written == 1

    @staticmethod
    async def remove(connection: Connection, user_id: int, guild_id: int, event_key: str) -> bool:
        """Remind a member no longer; False where that is so already."""
        removed = await connection.execute(
            "DELETE FROM season_watches WHERE user_id = :user_id AND guild_id = :guild_id"
            " AND event_key = :event_key",
            {"user_id": user_id, "guild_id": guild_id, "event_key": event_key},
        )
        return removed == 1

    @staticmethod
    async def of_guild(connection: Connection, guild_id: int) -> list[Watch]:
        """Everybody who wants to be reminded of something in a server."""
        rows = await connection.fetch_all(
            "SELECT * FROM season_watches WHERE guild_id = :guild_id ORDER BY event_key, user_id",
            {"guild_id": guild_id},
        )
        return [
            Watch(
                row["user_id"],
                row["guild_id"],
                row["event_key"],
                row["title"],
                row["source"],
                when_of(row["told"]),
                from_epoch(row["created_at"]),
            )
            for row in rows
        ]

    @staticmethod
    async def events(connection: Connection) -> dict[int, set[str]]:
        """The events that somebody wants to be reminded of, by server."""
        found: dict[int, set[str]] = {}
        for row in await connection.fetch_all(
            "SELECT DISTINCT guild_id, event_key FROM season_watches"
        ):
            found.setdefault(row["guild_id"], set()).add(row["event_key"])
        return found


def _notice(row: Row) -> Notice:
    return Notice(
        id=row["notice_id"],
        guild_id=row["guild_id"],
        user_id=row["user_id"],
        channel_id=row["channel_id"],
        role_id=row["role_id"],
        event_key=row["event_key"],
        title=row["title"],
        source=row["source"],
        kind=NoticeKind(row["kind"]),
        days=row["days"],
        told=when_of(row["told"]),
        was=when_of(row["was"]),
        state=NoticeState(row["state"]),
        attempts=row["attempts"],
        created_at=from_epoch(row["created_at"]),
        expires_at=from_epoch(row["expires_at"]),
        tried_at=from_epoch(row["tried_at"]),
        message_id=row["message_id"],
        detail=row["detail"],
    )
