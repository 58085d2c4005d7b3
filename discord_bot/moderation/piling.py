"""Notices when many members turn on one."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=10)
"""Breaches this close together are one pile-on."""
AUTHORS = 3
"""From so many members against one, moderators are told."""


@dataclass(slots=True)
class _Aimed:
    """Breaches against one member: when and by whom, oldest first."""

    breaches: deque[tuple[datetime, int]] = field(default_factory=deque)
    told_at: datetime | None = None


class PileOns:
    """Who turned on whom within the last minutes, by server.

    Kept in memory alone: who was attacked is nothing to write down, and a restart at worst counts
    anew.
    """

    def __init__(self) -> None:
        self._aimed: dict[tuple[int, int], _Aimed] = {}

    def see(
        self, guild_id: int, target_id: int | None, author_id: int, now: datetime
    ) -> int | None:
        """Note a breach against a member; how many members turned on them, once when it is due."""
        self._drop_old(now)
        if target_id is None or target_id == author_id:
            return None
        aimed = self._aimed.setdefault((guild_id, target_id), _Aimed())
        aimed.breaches.append((now, author_id))
        authors = len({author for _, author in aimed.breaches})
        if authors < AUTHORS or aimed.told_at is not None:
            return None
        aimed.told_at = now
        return authors

    def _drop_old(self, now: datetime) -> None:
        """Forget breaches that are older than the window, and members who were left in peace."""
        for key in list(self._aimed):
            breaches = self._aimed[key].breaches
            while breaches and now - breaches[0][0] > WINDOW:
                breaches.popleft()
            if not breaches:
                del self._aimed[key]

    def forget(self, user_id: int) -> None:
        """Drop what is held of a member."""
        for guild_id, target_id in list(self._aimed):
            aimed = self._aimed[guild_id, target_id]
            aimed.breaches = deque(item for item in aimed.breaches if item[1] != user_id)
            if target_id == user_id:
                del self._aimed[guild_id, target_id]
