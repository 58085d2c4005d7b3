"""Small facts that the bot keeps about itself between runs, such as what it last told Discord."""

from __future__ import annotations

from discord_bot.storage.database import Database


class BotFacts:
    """Named texts in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, name: str) -> str | None:
        """The fact of that name, or None."""
        async with self._database.reading() as connection:
            row = await connection.fetch_one(
                "SELECT value FROM bot_facts WHERE name = :name", {"name": name}
            )
        return None if row is None else str(row["value"])

    async def put(self, name: str, value: str) -> None:
        """Set a fact."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "INSERT INTO bot_facts (name, value) VALUES (:name, :value)"
                " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                {"name": name, "value": value},
            )

    async def forget(self, name: str) -> None:
        """Remove a fact, if there is one."""
        async with self._database.transaction() as connection:
            await connection.execute("DELETE FROM bot_facts WHERE name = :name", {"name": name})
