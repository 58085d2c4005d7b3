"""Which of Discord's shards this process serves, and so which servers are its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from discord_bot.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class Shards:
    """``ids`` of ``count`` shards; by itself all of them, as one process has."""

    count: int = 1
    ids: tuple[int, ...] = (0,)

    @classmethod
    def of(cls, count: int | None, ids: Iterable[int] | None) -> Shards:
        """The shards that settings name; all where they name none.

        Raises ``ConfigurationError`` for ids without a count, none at all, one twice or too large.
        """
        if count is None:
            if ids is not None:
                raise ConfigurationError(
                    "FANBOT_SHARD_IDS: set FANBOT_SHARD_COUNT too, the number of all shards, the"
                    " same in every process."
                )
            return cls()
        found = tuple(range(count) if ids is None else ids)
        if not found or len(set(found)) != len(found) or not 0 <= min(found) <= max(found) < count:
            raise ConfigurationError(
                f"FANBOT_SHARD_IDS: name each shard once, from 0 to {count - 1}, for"
                f" FANBOT_SHARD_COUNT={count}."
            )
        return cls(count, tuple(sorted(found)))

    @property
    def is_whole(self) -> bool:
        """Whether this process serves every server."""
        return len(self.ids) == self.count

    def of_guild(self, guild_id: int) -> int:
        """The shard of a server, by Discord's formula.

        https://docs.discord.com/developers/events/gateway#sharding
        """
        return (guild_id >> 22) % self.count

    def serves(self, guild_id: int) -> bool:
        """Whether a server is this process's to work for."""
        return self.is_whole or self.of_guild(guild_id) in self.ids

    @property
    def facts(self) -> tuple[str, ...]:
        """The names of the facts that say which process serves each of them."""
        return tuple(f"shard:{shard}" for shard in self.ids)

    @property
    def params(self) -> dict[str, int | str]:
        """What statements narrow themselves by to the servers of this process.

        ``(:shards = '' OR :shards LIKE '%,' || ((guild_id >> 22) % :shard_count) || ',%')``
        """
        listed = "" if self.is_whole else f",{','.join(map(str, self.ids))},"
        return {"shards": listed, "shard_count": self.count}


ALL = Shards()
"""For whoever is alone."""

FORGOTTEN = "forgotten"


@dataclass(frozen=True, slots=True)
class Change:
    """Another process changed rows of ``table``; ``guild_id`` is 0 where they are of many.

    Or it has forgotten a member: then the table is ``FORGOTTEN``, and the number is the member's.
    """

    table: str
    guild_id: int
