"""What a member chose about trivia in one server: a lower spoiler ceiling, and the boards."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from discord_bot.storage.database import Connection, Database
from discord_bot.trivia.codec import from_epoch, to_epoch


@dataclass(frozen=True, slots=True)
class MemberChoices:
    """A member's choices. ``ceiling`` None means the server's; hidden members are on no board."""

    guild_id: int
    user_id: int
    ceiling: int | None = None
    hidden_at: datetime | None = None

    def effective_ceiling(self, server: int) -> int:
        """The ceiling that holds for the member: never above the server's."""
        return server if self.ceiling is None else min(self.ceiling, server)


class MemberStore:
    """The rows of members' choices."""

    @staticmethod
    async def get(connection: Connection, guild_id: int, user_id: int) -> MemberChoices:
        """A member's choices; nothing chosen where there is no row."""
        row = await connection.fetch_one(
            "SELECT ceiling, hidden_at FROM trivia_members"
            " WHERE guild_id = :guild_id AND user_id = :user_id",
            {"guild_id": guild_id, "user_id": user_id},
        )
        if row is None:
            return MemberChoices(guild_id, user_id)
        return MemberChoices(guild_id, user_id, row["ceiling"], from_epoch(row["hidden_at"]))

    @staticmethod
    async def put(connection: Connection, choices: MemberChoices) -> None:
        """Write a member's choices."""
        await connection.execute(
            "INSERT INTO trivia_members (guild_id, user_id, ceiling, hidden_at)"
            " VALUES (:guild_id, :user_id, :ceiling, :hidden_at)"
            " ON CONFLICT (guild_id, user_id) DO UPDATE SET ceiling = excluded.ceiling,"
            " hidden_at = excluded.hidden_at",
            {
                "guild_id": choices.guild_id,
                "user_id": choices.user_id,
                "ceiling": choices.ceiling,
                "hidden_at": to_epoch(choices.hidden_at),
            },
        )


class MemberService:
    """Reads and changes members' choices."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, guild_id: int, user_id: int) -> MemberChoices:
        """A member's choices in a server."""
        async with self._database.reading() as connection:
            return await MemberStore.get(connection, guild_id, user_id)

    async def set_ceiling(self, guild_id: int, user_id: int, ceiling: int | None) -> MemberChoices:
        """Choose one's own spoiler ceiling; None goes back to the server's."""
        async with self._database.transaction() as connection:
            choices = await MemberStore.get(connection, guild_id, user_id)
            changed = replace(choices, ceiling=ceiling)
            await MemberStore.put(connection, changed)
            return changed

    async def set_hidden(
        self, guild_id: int, user_id: int, now: datetime, *, hidden: bool
    ) -> MemberChoices:
        """Leave the boards, or come back to them; points are kept either way."""
        async with self._database.transaction() as connection:
            choices = await MemberStore.get(connection, guild_id, user_id)
            changed = replace(choices, hidden_at=now if hidden else None)
            await MemberStore.put(connection, changed)
            return changed
