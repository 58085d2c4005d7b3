"""Work that one process does for all, such as reading feeds."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import uuid4

from discord_bot.storage.database import Connection, Database

if TYPE_CHECKING:
    from discord_bot.storage.cluster import Cluster


class Duty:
    """A duty by its name. Alone (without a cluster) it is always this process's.

    PostgreSQL's lock says whose it is. A process may lose the lock and not know it yet: so whoever
    takes it writes a token of its own, and whatever is written for the duty is written only where
    the token is still there. Write transactions run one after another, so nothing comes between.
    """

    def __init__(self, database: Database, name: str, cluster: Cluster | None = None) -> None:
        self._database = database
        self._name = name
        self._cluster = cluster
        self._token: str | None = None
        #: Called when the duty comes from another process: what memory holds for it may be old.
        self.taken: list[Callable[[], None]] = []

    async def is_mine(self) -> bool:
        """Whether this process has it; takes it where nobody does. Raises ``StorageError``."""
        if self._cluster is None:
            return True
        had = self._token is not None and self._cluster.has(self._name)
        if not await self._cluster.take(self._name):
            self._token = None
            return False
        if not had:
            token = uuid4().hex
            async with self._database.transaction() as connection:
                await DutyStore.hand_over(connection, self._name, token)
            self._token = token
            for listener in self.taken:
                listener()
        return True

    async def is_sure(self) -> bool:
        """Whether this process still has its place among the others, where it has any."""
        return self._cluster is None or await self._cluster.is_sure()

    async def holds(self, connection: Connection) -> bool:
        """Whether it is this process's still, in the transaction that writes for it."""
        if self._cluster is None:
            return True
        return self._token is not None and (
            await DutyStore.token(connection, self._name) == self._token
        )


class DutyStore:
    """The tokens of duties, among the bot's facts."""

    @staticmethod
    async def hand_over(connection: Connection, name: str, token: str) -> None:
        """Whoever wrote an earlier token has the duty no more."""
        await connection.execute(
            "INSERT INTO bot_facts (name, value) VALUES (:name, :token)"
            " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            {"name": f"duty:{name}", "token": token},
        )

    @staticmethod
    async def token(connection: Connection, name: str) -> str | None:
        """The token of whoever has the duty."""
        row = await connection.fetch_one(
            "SELECT value FROM bot_facts WHERE name = :name", {"name": f"duty:{name}"}
        )
        return None if row is None else str(row["value"])
