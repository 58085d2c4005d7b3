"""How the filter does in a server: the trial's summary, figures by week, shares by rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from statistics import median

from discord_bot.moderation.cases import CaseState
from discord_bot.moderation.model import Label
from discord_bot.moderation.policy import TRIAL, Action

_DECIDED = frozenset({CaseState.UPHELD, CaseState.OVERRULED})


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What figures are made of: a case of the filter's without its words."""

    label: Label
    state: CaseState
    action: Action
    would: Action
    rules: tuple[str, ...]
    opened_at: datetime
    decided_at: datetime | None


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


def trial(
    facts: Iterable[CaseFacts], since: datetime | None, enforced: frozenset[Label], now: datetime
) -> Trial:
    """The summary of watching: cases since ``since`` that were logged and would have been more."""
    watched = [
        case
        for case in facts
        if since is not None
        and case.opened_at >= since
        and case.action is Action.LOG
        and case.would.takes_down
    ]
    return Trial(
        since=since,
        would=Counter(case.label for case in watched),
        wrong=Counter(case.label for case in watched if case.state is CaseState.OVERRULED),
        looked_at=Counter(case.label for case in watched if case.state in _DECIDED),
        enforced=enforced,
        is_over=since is not None and now - since >= TRIAL,
    )


def monday_of(moment: datetime, zone: tzinfo) -> date:
    """The Monday of a moment's week, by the clocks of ``zone``."""
    day = moment.astimezone(zone).date()
    return day - timedelta(days=day.weekday())


def by_week(
    facts: Iterable[CaseFacts], now: datetime, zone: tzinfo, weeks: int
) -> list[WeekFigures]:
    """The last ``weeks`` weeks, oldest first; a week without cases is there with zeros."""
    last = monday_of(now, zone)
    cases: dict[date, list[CaseFacts]] = {
        last - timedelta(weeks=ago): [] for ago in reversed(range(weeks))
    }
    for case in facts:
        monday = monday_of(case.opened_at, zone)
        if monday in cases:
            cases[monday].append(case)
    return [_week(monday, items) for monday, items in cases.items()]


def _week(monday: date, cases: list[CaseFacts]) -> WeekFigures:
    decided = [case for case in cases if case.state in _DECIDED]
    seconds = [
        (case.decided_at - case.opened_at).total_seconds()
        for case in decided
        if case.decided_at is not None
    ]
    return WeekFigures(
        monday=monday,
        cases=Counter(case.label for case in cases),
        decided=len(decided),
        overruled=sum(case.state is CaseState.OVERRULED for case in decided),
        response=timedelta(seconds=median(seconds)) if seconds else None,
    )


def shares_by_rule(facts: Iterable[CaseFacts]) -> list[RuleShare]:
    """Every rule that fired, the most overruled share first, then the most often decided."""
    fired: Counter[str] = Counter()
    decided: Counter[str] = Counter()
    overruled: Counter[str] = Counter()
    for case in facts:
        rules = set(case.rules)
        fired.update(rules)
        if case.state in _DECIDED:
            decided.update(rules)
        if case.state is CaseState.OVERRULED:
            overruled.update(rules)
    shares = [RuleShare(rule, fired[rule], decided[rule], overruled[rule]) for rule in fired]
    return sorted(shares, key=lambda item: (-(item.overruled_share or 0), -item.decided, item.rule))
