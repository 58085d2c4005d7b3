"""How the filter does in a server: the trial's summary, figures by week, shares by rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from discord_bot.moderation.model import Label


@dataclass(frozen=True, slots=True)
class Trial:
    """What watching has shown since ``since`` (None: never switched on).

    ``would`` counts by label the cases that enforcement would have acted upon by more than a line
    in the log, ``wrong`` those among them that moderators overruled, ``looked_at`` those that they
    decided at all. ``is_over``: ``policy.TRIAL`` has passed.
    """

    since: datetime | None
    would: Mapping[Label, int]
    wrong: Mapping[Label, int]
    looked_at: Mapping[Label, int]
    enforced: frozenset[Label]
    is_over: bool

    @property
    def total(self) -> int:
        """How many cases would have been acted upon."""
        return sum(self.would.values())

    @property
    def total_wrong(self) -> int:
        """How many of them were called wrong."""
        return sum(self.wrong.values())


@dataclass(frozen=True, slots=True)
class WeekFigures:
    """A week from Monday, in the server's time zone: cases of the filter, not members' reports.

    ``response`` is the median time from a case's opening to the first decision on it.
    """

    monday: date
    cases: Mapping[Label, int]
    decided: int
    overruled: int
    response: timedelta | None

    @property
    def overruled_share(self) -> float | None:
        """The overruled among the decided, 0 to 1; None where nothing was decided."""
        return self.overruled / self.decided if self.decided else None


@dataclass(frozen=True, slots=True)
class RuleShare:
    """How often a rule of the judge had a part in a server's cases, and was overruled."""

    rule: str
    fired: int
    decided: int
    overruled: int

    @property
    def overruled_share(self) -> float | None:
        """The overruled among the decided, 0 to 1; None where nothing was decided."""
        return self.overruled / self.decided if self.decided else None
