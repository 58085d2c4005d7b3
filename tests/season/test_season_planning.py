"""What follows from a date as it is now and from what somebody was told of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discord_bot.season.model import EVERYBODY, Notice, NoticeKind, NoticeState, When
from discord_bot.season.planning import Change, Known, Plan, plan

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
SINCE = NOW - timedelta(days=100)
OLD, NEW = When.parse("2026-12-03"), When.parse("2026-12-20")


def told(
    when: When | None,
    *,
    number: int = 1,
    days: int | None = 7,
    state: NoticeState = NoticeState.SENT,
    at: datetime = NOW - timedelta(hours=2),
) -> Notice:
    return Notice(
        id=number,
        guild_id=1,
        user_id=EVERYBODY,
        channel_id=2,
        role_id=None,
        event_key="film",
        title="The film",
        source="https://example.org",
        kind=NoticeKind.CHANGE if days is None else NoticeKind.REMINDER,
        days=days,
        told=when,
        was=None,
        state=state,
        attempts=1,
        created_at=at,
        expires_at=NOW + timedelta(hours=5),
    )


def planned(log: Sequence[Notice], when: When | None, *, asked: bool = False) -> Plan:
    return plan(Known(SINCE, log, asked, OLD if asked else None), when, NOW, "UTC")


def test_who_was_told_nothing_is_reminded_and_of_no_change() -> None:
    assert planned([], OLD) == Plan(stage=7)
    assert planned([], NEW).is_empty
    assert planned([], None).is_empty


def test_who_was_reminded_is_told_of_another_date_and_not_reminded_at_once() -> None:
    soon = When.parse("2026-11-27")
    assert planned([told(OLD)], soon) == Plan(change=Change(OLD, soon))
    assert planned([told(OLD)], OLD).is_empty


def test_a_change_is_told_once() -> None:
    log = [told(OLD), told(NEW, number=2, days=None)]
    assert planned(log, NEW).is_empty


def test_a_day_that_is_open_again_is_told_and_so_is_the_one_that_is_found() -> None:
    assert planned([told(OLD)], None) == Plan(change=Change(OLD, None))
    log = [told(OLD), told(None, number=2, days=None)]
    assert planned(log, None).is_empty
    assert planned(log, NEW) == Plan(change=Change(None, NEW))


def test_the_hour_of_the_same_day_is_no_change() -> None:
    assert planned([told(OLD)], When.parse("2026-12-03 08:00 Europe/London")).is_empty


def test_what_lies_wholly_in_the_past_is_corrected_in_silence() -> None:
    before, after = When.parse("2026-10-01"), When.parse("2026-10-02")
    assert planned([told(before, days=0)], after).is_empty
    assert planned([told(before, days=0)], None).is_empty
    assert planned([told(before, days=0)], NEW).change == Change(before, NEW)


@pytest.mark.parametrize("state", [NoticeState.SENT, NoticeState.SENDING])
def test_what_may_have_arrived_counts_as_told(state: NoticeState) -> None:
    assert planned([told(OLD, state=state)], NEW).change == Change(OLD, NEW)


@pytest.mark.parametrize("state", [NoticeState.FAILED, NoticeState.DROPPED])
def test_what_never_arrived_does_not(state: NoticeState) -> None:
    assert planned([told(OLD, state=state)], NEW).is_empty


def test_what_waits_to_be_sent_and_is_not_true_any_more_is_dropped_unsaid() -> None:
    waiting = told(OLD, state=NoticeState.INTENDED)
    assert planned([waiting], NEW) == Plan(drop=(1,))
    # A change that was not told yet, to a date that is taken back: nobody needs to know.
    log = [told(OLD), told(NEW, number=2, days=None, state=NoticeState.INTENDED)]
    assert planned(log, OLD) == Plan(drop=(2,))


def test_who_asked_in_private_hears_of_a_change_before_any_reminder() -> None:
    assert planned([], NEW, asked=True).change == Change(OLD, NEW)
    assert planned([], OLD, asked=True) == Plan(stage=7)
    waiting = plan(Known(SINCE, (), asked=True), NEW, NOW, "UTC")
    assert waiting.change == Change(None, NEW)
    assert plan(Known(SINCE, (), asked=True), None, NOW, "UTC").is_empty


def test_after_a_change_reminders_of_the_new_date_come_again() -> None:
    week = When.parse("2026-12-03")
    log = [
        told(NEW, days=7, at=NOW - timedelta(days=9)),
        told(week, number=2, days=None, at=NOW - timedelta(days=5)),
    ]
    assert planned(log, week) == Plan(stage=7)


DATES = st.none() | st.integers(-40, 60).map(lambda days: When(NOW.date() + timedelta(days=days)))


@given(st.lists(st.tuples(DATES, st.integers(1, 96)), min_size=1, max_size=25))
def test_however_a_date_moves_the_last_word_is_true_and_nothing_is_said_twice(
    moves: list[tuple[When | None, int]],
) -> None:
    log: list[Notice] = []
    now = NOW
    for number, (when, hours) in enumerate(moves, start=1):
        now += timedelta(hours=hours)
        for again in range(2):
            found = plan(Known(SINCE, tuple(log)), when, now, "UTC")
            log = [
                replace(item, state=NoticeState.DROPPED) if item.id in found.drop else item
                for item in log
            ]
            if again:
                assert found.is_empty, "the same is not said twice"
            if found.change is not None or found.stage is not None:
                notice = told(when, number=number * 2 + again, days=found.stage, at=now)
                log.append(replace(notice, was=found.change and found.change.was))
        if log and log[-1].told != when:
            dates = [item for item in (log[-1].told, when) if item is not None]
            assert all(now >= item.over_at("UTC") for item in dates), "somebody is misled"
