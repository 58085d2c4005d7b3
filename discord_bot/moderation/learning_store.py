"""The rows of what moderators taught, and of messages that were missed while judging failed."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime

from discord_bot.epochs import from_epoch, to_epoch
from discord_bot.moderation.cases import Missed
from discord_bot.moderation.codec import example_of
from discord_bot.moderation.learning import LIMIT, Example, Ruling
from discord_bot.moderation.policy import Place
from discord_bot.sealing import DamagedError, Seal
from discord_bot.sharding import ALL, Shards
from discord_bot.storage.database import Connection, Row

_log = logging.getLogger(__name__)


class ExampleStore:
    """The rows of ``moderation_examples``."""

    @staticmethod
    async def all(connection: Connection, guild_id: int | None = None) -> list[Example]:
        """The examples of one server, or of all, oldest first.

        One whose words can't be read is left out, and logged by its number: a single damaged row is
        no reason not to start. The wrong key is told of before (``evidence.unlock``).
        """
        rows = await connection.fetch_all(
            "SELECT * FROM moderation_examples WHERE guild_id = :guild_id OR :guild_id IS NULL"
            " ORDER BY example_id",
            {"guild_id": guild_id},
        )
        found = []
        for row in rows:
            try:
                found.append(example_of(row, connection.seal))
            except DamagedError:
                _log.error(
                    "a row of moderation_examples is damaged and left out; bring back a backup, or"
                    " delete the row",
                    extra={"example_id": row["example_id"], "guild_id": row["guild_id"]},
                )
        return found

    @staticmethod
    async def insert(
        connection: Connection, example_id: int, case_id: int, example: Example, now: datetime
    ) -> None:
        """Add what a case taught."""
        await connection.execute(
            "INSERT INTO moderation_examples (example_id, guild_id, case_id, user_id, label,"
            " ruling, text, learned_at) VALUES (:example_id, :guild_id, :case_id, :user_id,"
            " :label, :ruling, :text, :now)",
            {
                "example_id": example_id,
                "guild_id": example.guild_id,
                "case_id": case_id,
                "user_id": example.user_id,
                "label": example.label,
                "ruling": example.ruling,
                "text": connection.seal.close(example.text),
                "now": to_epoch(now),
            },
        )

    @staticmethod
    async def withdraw(connection: Connection, guild_id: int, breaches: Mapping[str, int]) -> None:
        """Delete a server's fine texts that were called a breach later.

        ``breaches`` are folded texts with the ids of those rulings. What is encrypted can't be
        looked for, so that all of the server's fine texts are read; a moderator's press can wait.
        """
        rows = await connection.fetch_all(
            "SELECT example_id, text FROM moderation_examples"
            " WHERE guild_id = :guild_id AND ruling = 'fine'",
            {"guild_id": guild_id},
        )
        over = [
            {"example_id": row["example_id"]}
            for row in rows
            if breaches.get(_text_of(row, connection.seal) or "", 0) > row["example_id"]
        ]
        await connection.execute_many(
            "DELETE FROM moderation_examples WHERE example_id = :example_id", over
        )

    @staticmethod
    async def delete_breaches(connection: Connection, guild_id: int, before: datetime) -> None:
        """Delete the texts that were called a breach with the words of their cases.

        What they said against older fine texts holds without them.
        """
        due = (
            " WHERE guild_id = :guild_id AND ruling = 'breach' AND case_id IN"
            " (SELECT case_id FROM moderation_cases WHERE guild_id = :guild_id"
            " AND state <> 'open' AND decided_at < :before AND last_at < :before)"
        )
        values = {"guild_id": guild_id, "before": to_epoch(before)}
        rows = await connection.fetch_all(
            f"SELECT example_id, text FROM moderation_examples{due} ORDER BY example_id",  # noqa: S608 - a constant
            values,
        )
        if not rows:
            return
        breaches = {_text_of(row, connection.seal): row["example_id"] for row in rows}
        await ExampleStore.withdraw(
            connection, guild_id, {text: row for text, row in breaches.items() if text is not None}
        )
        await connection.execute(f"DELETE FROM moderation_examples{due}", values)  # noqa: S608 - a constant

    @staticmethod
    async def trim(connection: Connection, guild_id: int, ruling: Ruling) -> int:
        """Delete all but a server's newest ``LIMIT`` examples of a ruling; returns how many."""
        return await connection.execute(
            "DELETE FROM moderation_examples WHERE guild_id = :guild_id AND ruling = :ruling"
            " AND example_id <= (SELECT example_id FROM moderation_examples"
            " WHERE guild_id = :guild_id AND ruling = :ruling"
            " ORDER BY example_id DESC LIMIT 1 OFFSET :limit)",
            {"guild_id": guild_id, "ruling": ruling, "limit": LIMIT},
        )


def _text_of(row: Row, seal: Seal) -> str | None:
    """A row's text, or None where it is damaged."""
    try:
        return seal.open(str(row["text"]))
    except DamagedError:
        return None


class MissedStore:
    """The rows of ``moderation_missed``."""

    @staticmethod
    async def insert(connection: Connection, place: Place, now: datetime) -> None:
        """Note a message that could not be judged; noting it twice is fine."""
        await connection.execute(
            "INSERT INTO moderation_missed (channel_id, message_id, guild_id, user_id, missed_at)"
            " VALUES (:channel_id, :message_id, :guild_id, :user_id, :now)"
            " ON CONFLICT (channel_id, message_id) DO NOTHING",
            {
                "channel_id": place.channel_id,
                "message_id": place.message_id,
                "guild_id": place.guild_id,
                "user_id": place.author_id,
                "now": to_epoch(now),
            },
        )

    @staticmethod
    async def count(connection: Connection, guild_id: int) -> int:
        """How many messages of a server were missed and not looked at since."""
        row = await connection.fetch_one(
            "SELECT COUNT(*) AS total FROM moderation_missed WHERE guild_id = :guild_id",
            {"guild_id": guild_id},
        )
        return 0 if row is None else int(row["total"])

    @staticmethod
    async def oldest(connection: Connection, limit: int, shards: Shards = ALL) -> list[Missed]:
        """The messages that were missed longest ago, over all servers."""
        rows = await connection.fetch_all(
            "SELECT * FROM moderation_missed WHERE (:shards = ''"
            " OR :shards LIKE '%,' || ((guild_id >> 22) % :shard_count) || ',%')"
            " ORDER BY missed_at, message_id LIMIT :limit",
            {"limit": limit, **shards.params},
        )
        return [
            Missed(
                guild_id=row["guild_id"],
                channel_id=row["channel_id"],
                message_id=row["message_id"],
                author_id=row["user_id"],
                missed_at=from_epoch(row["missed_at"]),
            )
            for row in rows
        ]

    @staticmethod
    async def delete(connection: Connection, missed: Missed) -> None:
        """A missed message was looked at."""
        await connection.execute(
            "DELETE FROM moderation_missed"
            " WHERE channel_id = :channel_id AND message_id = :message_id",
            {"channel_id": missed.channel_id, "message_id": missed.message_id},
        )
