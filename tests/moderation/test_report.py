"""Figures from cases: the trial, weeks in the server's zone, rules by how often they were wrong."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from discord_bot.moderation.cases import CaseState
from discord_bot.moderation.model import Label
from discord_bot.moderation.policy import Action
from discord_bot.moderation.report import CaseFacts, RuleShare, by_week, shares_by_rule, trial

NOW = datetime(2026, 5, 6, 12, tzinfo=UTC)  # a Wednesday


def fact(
    state: CaseState = CaseState.OPEN,
    *,
    label: Label = Label.SPECULATION,
    action: Action = Action.LOG,
    would: Action = Action.NUDGE,
    rules: tuple[str, ...] = (),
    opened_at: datetime = NOW,
    minutes: int | None = None,
) -> CaseFacts:
    decided_at = None if minutes is None else opened_at + timedelta(minutes=minutes)
    return CaseFacts(label, state, action, would, rules, opened_at, decided_at)


def test_the_trial_counts_what_enforcement_would_have_touched() -> None:
    facts = [
        *[fact() for _ in range(10)],
        *[fact(CaseState.UPHELD) for _ in range(2)],
        *[fact(CaseState.OVERRULED, label=Label.HARASSMENT) for _ in range(2)],
        fact(would=Action.LOG),
        fact(action=Action.NUDGE),
        fact(opened_at=NOW - timedelta(days=20)),
    ]
    summary = trial(facts, NOW - timedelta(days=7), frozenset(), NOW)
    assert (summary.total, summary.total_wrong, summary.is_over) == (14, 2, True)
    assert summary.would == {Label.SPECULATION: 12, Label.HARASSMENT: 2}
    assert summary.looked_at == {Label.SPECULATION: 2, Label.HARASSMENT: 2}


def test_the_trial_is_not_over_before_seven_days_nor_when_it_never_began() -> None:
    assert not trial([], NOW - timedelta(days=6, hours=23), frozenset(), NOW).is_over
    assert not trial([fact()], None, frozenset(), NOW).is_over
    assert trial([fact()], None, frozenset(), NOW).total == 0


def test_weeks_begin_on_monday_by_the_servers_clocks() -> None:
    sunday_night = datetime(2026, 5, 3, 22, 30, tzinfo=UTC)  # Monday already in Warsaw
    facts = [
        fact(CaseState.UPHELD, opened_at=sunday_night, minutes=10),
        fact(CaseState.OVERRULED, minutes=30),
        fact(CaseState.UPHELD, minutes=50),
        fact(CaseState.EXPIRED, label=Label.OUTING),
    ]
    before, this = by_week(facts, NOW, ZoneInfo("Europe/Warsaw"), 2)
    assert (before.monday, this.monday) == (date(2026, 4, 27), date(2026, 5, 4))
    assert (before.cases, before.decided, before.overruled_share) == ({}, 0, None)
    assert this.cases == {Label.SPECULATION: 3, Label.OUTING: 1}
    assert (this.decided, this.overruled) == (3, 1)
    assert this.response == timedelta(minutes=30)
    assert by_week(facts, NOW, UTC, 2)[0].decided == 1


def test_rules_that_are_most_often_wrong_come_first() -> None:
    facts = [
        fact(CaseState.UPHELD, rules=("a", "b")),
        fact(CaseState.OVERRULED, rules=("a",)),
        fact(CaseState.OVERRULED, rules=("c",)),
        fact(rules=("b", "b")),
    ]
    assert shares_by_rule(facts) == [
        RuleShare("c", 1, 1, 1),
        RuleShare("a", 2, 2, 1),
        RuleShare("b", 2, 1, 0),
    ]
