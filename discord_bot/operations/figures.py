"""What happened in a server in the last days, day by day on its own clock. Values to values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import NamedTuple

DAYS = 7
"""How many days are shown, today included."""
QUARTER = 900
"""Seconds. Rows are counted by quarters of an hour: days of all time zones are made of them, for
their distances from UTC are whole quarters (IANA's database has no other since 1972)."""


class Figure(StrEnum):
    """What is counted."""

    CHECKED = "checked"
    """Messages, edits, titles and nicknames that the filter judged."""
    NOTED = "noted"
    """Cases opened that changed nothing for anybody."""
    ACTED = "acted"
    """Cases opened in which something was taken down."""
    DECIDED = "decided"
    OVERRULED = "overruled"
    """Of the decided, those in which the filter was wrong."""
    NEWS = "news"
    """Stories that reached a channel."""
    GAMES = "games"
    """Games that were begun, challenges that nobody took left out."""
    DAILIES = "dailies"
    """Dailies that were played to their end."""


class Bucket(NamedTuple):
    """What is counted together."""

    guild_id: int
    day: date
    figure: Figure


OnDay = Mapping[tuple[date, Figure], int]


@dataclass(frozen=True, slots=True)
class Week:
    """The figures of some days in a row, oldest first; what did not happen is zero."""

    days: tuple[date, ...]
    counts: OnDay

    def of(self, figure: Figure) -> tuple[int, ...]:
        """One figure, day by day."""
        return tuple(self.counts.get((day, figure), 0) for day in self.days)

    @property
    def overruled_shares(self) -> tuple[float | None, ...]:
        """The overruled among the decided of each day, 0 to 1; None where nothing was decided."""
        decided, overruled = self.of(Figure.DECIDED), self.of(Figure.OVERRULED)
        return tuple(
            wrong / every if every else None
            for every, wrong in zip(decided, overruled, strict=True)
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all happened."""
        return not any(any(self.of(figure)) for figure in Figure)


def local_day(moment: datetime, zone: tzinfo) -> date:
    """The date that the clocks of ``zone`` show at a moment."""
    return moment.astimezone(zone).date()


def days_until(now: datetime, zone: tzinfo, count: int = DAYS) -> tuple[date, ...]:
    """The last ``count`` days on the clocks of ``zone``, oldest first, today included."""
    today = local_day(now, zone)
    return tuple(today - timedelta(days=ago) for ago in reversed(range(count)))


def start_of(day: date, zone: tzinfo) -> datetime:
    """The moment at which a day begins in ``zone``, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def by_day(
    quarters: Iterable[tuple[Figure, int, int]], zone: tzinfo
) -> Counter[tuple[date, Figure]]:
    """Counts of quarters of an hour since 1970 as counts of days in ``zone``."""
    found: Counter[tuple[date, Figure]] = Counter()
    for figure, quarter, total in quarters:
        moment = datetime.fromtimestamp(quarter * QUARTER, UTC)
        found[local_day(moment, zone), figure] += total
    return found
