"""A feed's timetable: never rude, never forgetful, and clear about what moderators should know."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discord_bot.news.schedule import (
    BEGIN,
    DAILY,
    FLOOR,
    LONGEST,
    PATIENCE,
    QUIET,
    Failure,
    Timetable,
    due,
    dump,
    failed,
    first,
    load,
    postponed,
    read,
    unchanged,
)

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)

chances = st.floats(0, 1, exclude_max=True)
spans = st.timedeltas(-timedelta(days=3), timedelta(days=500))
moments = st.integers(10**9, 4 * 10**9).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
timetables = st.builds(
    Timetable,
    next_at=moments,
    began_at=moments,
    interval=st.timedeltas(FLOOR, DAILY),
    failures=st.integers(0, 100_000),
    failing_as=st.none() | st.sampled_from(Failure),
    news_at=st.none() | moments,
    is_quiet=st.booleans(),
    told=st.frozensets(st.integers(0, 2**63)),
    ttl=st.timedeltas(timedelta(0), timedelta(days=500)),
    skip_hours=st.frozensets(st.integers(0, 23)),
)


@st.composite
def what_followed(draw: st.DrawFn) -> Timetable:
    """Any timetable after any answer at ``NOW``."""
    table, chance = draw(timetables), draw(chances)
    match draw(st.sampled_from(["read", "unchanged", "failed", "postponed"])):
        case "read":
            return read(
                table,
                NOW,
                new=draw(st.integers(0, 1000)),
                newest=draw(st.none() | moments),
                fresh_for=draw(spans),
                chance=chance,
            )
        case "unchanged":
            return unchanged(table, NOW, fresh_for=draw(spans), chance=chance)
        case "failed":
            failure, wait = draw(st.sampled_from(Failure)), draw(st.none() | spans)
            return failed(table, NOW, failure, chance=chance, retry_after=wait)
        case _:
            return postponed(table, NOW, draw(spans), chance=chance)


@given(what_followed())
def test_whatever_a_server_says_it_is_asked_politely_and_at_least_once_a_day(
    after: Timetable,
) -> None:
    assert FLOOR <= after.next_at - NOW <= DAILY
    assert FLOOR <= after.interval <= DAILY


@given(timetables)
def test_a_timetable_is_kept_as_it_is_but_for_fractions_of_seconds(table: Timetable) -> None:
    whole = replace(
        table,
        interval=timedelta(seconds=int(table.interval.total_seconds())),
        ttl=timedelta(seconds=int(table.ttl.total_seconds())),
    )
    assert load(dump(table), NOW) == whole


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
names = st.sampled_from(sorted(json.loads(dump(first(NOW)))))


@settings(max_examples=50)
@given(
    st.text() | st.dictionaries(names, json_values).map(json.dumps) | json_values.map(json.dumps)
)
def test_what_another_version_wrote_is_taken_for_what_it_can_be(text: str) -> None:
    table = load(text, NOW)
    assert FLOOR <= table.interval <= DAILY
    assert FLOOR <= failed(table, NOW, Failure.PASSING, chance=0.5).next_at - NOW <= DAILY
    assert load(dump(table), NOW) == table


def test_a_followed_feed_is_read_at_once() -> None:
    assert due(first(NOW), NOW)
    assert load("", NOW) == load("{}", NOW) == first(NOW)


def answered(table: Timetable, now: datetime = NOW, new: int = 0, **wishes: timedelta) -> Timetable:
    fresh_for = wishes.get("fresh_for", timedelta(0))
    return read(table, now, new=new, newest=now, fresh_for=fresh_for, chance=0.5)


def begun() -> Timetable:
    return answered(first(NOW))


def test_busy_feeds_are_read_more_often_and_calm_ones_less() -> None:
    table = begun()
    assert table.interval == BEGIN
    for _ in range(10):
        table = answered(table, table.next_at, new=3)
    assert table.interval == FLOOR
    for _ in range(20):
        table = answered(table, table.next_at)
    assert table.interval == LONGEST
    assert answered(table, table.next_at, new=1).interval == LONGEST / 2


def test_a_feed_without_news_for_a_month_is_read_seldom_and_busy_again_at_once() -> None:
    table = begun()
    while not table.is_quiet:
        assert table.interval <= LONGEST
        table = unchanged(table, table.next_at, fresh_for=timedelta(0), chance=0.5)
    assert QUIET <= table.next_at - NOW <= QUIET + DAILY
    assert table.quiet_since(table.next_at) == NOW
    for _ in range(20):
        table = unchanged(table, table.next_at, fresh_for=timedelta(0), chance=0.5)
    assert table.interval == DAILY
    table = answered(table, table.next_at, new=1)
    assert (table.is_quiet, table.interval) == (False, LONGEST / 2)


def test_that_a_feed_was_quiet_already_when_it_was_followed_is_no_news() -> None:
    year = timedelta(days=365)
    table = read(first(NOW), NOW, new=20, newest=NOW - year, fresh_for=timedelta(0), chance=0.5)
    assert table.is_quiet, "counts as told"
    assert table.quiet_since(NOW) == NOW - year


def test_entries_of_the_future_do_not_keep_a_feed_from_being_quiet() -> None:
    table = read(
        first(NOW), NOW, new=1, newest=NOW + timedelta(days=1), fresh_for=timedelta(0), chance=0.5
    )
    assert table.news_at == NOW


@pytest.mark.parametrize(
    ("ttl", "fresh_for", "wait"),
    [
        (timedelta(0), timedelta(hours=2), timedelta(hours=2)),
        (timedelta(hours=3), timedelta(hours=2), timedelta(hours=3)),
        (timedelta(days=7), timedelta(0), LONGEST),
        (timedelta(0), timedelta(days=366), LONGEST),
        (timedelta(0), timedelta(minutes=5), BEGIN),
        (timedelta(0), -timedelta(days=1), BEGIN),
    ],
)
def test_what_feed_and_server_wish_is_granted_up_to_six_hours(
    ttl: timedelta, fresh_for: timedelta, wait: timedelta
) -> None:
    table = answered(replace(first(NOW), ttl=ttl), fresh_for=fresh_for)
    assert table.next_at - NOW == wait


def test_hours_without_news_are_left_out() -> None:
    night = frozenset(range(12, 16))
    table = answered(replace(first(NOW), skip_hours=night))
    assert table.next_at == NOW.replace(hour=16)


def test_hours_that_would_take_more_than_a_day_are_left_before() -> None:
    quiet = replace(begun(), news_at=NOW - QUIET, interval=DAILY)
    table = replace(quiet, skip_hours=frozenset(range(24)) - {20})
    after = unchanged(table, NOW, fresh_for=timedelta(0), chance=0.5)
    assert after.next_at == NOW.replace(hour=20, minute=59, second=59)


def test_a_feed_that_skips_all_hours_is_read_all_the_same() -> None:
    table = answered(replace(first(NOW), skip_hours=frozenset(range(24))))
    assert table.next_at - NOW == BEGIN


# --- failing ------------------------------------------------------------------------------------


def test_gaps_grow_up_to_a_day_and_never_end() -> None:
    table, gaps = begun(), []
    for _ in range(200):
        now = table.next_at
        table = failed(table, now, Failure.PASSING, chance=0.5)
        gaps.append(table.next_at - now)
    assert gaps[:4] == [FLOOR, FLOOR * 2, FLOOR * 4, FLOOR * 8]
    assert set(gaps[8:]) == {DAILY}
    assert gaps == sorted(gaps)


def test_feeds_that_failed_together_do_not_come_back_together() -> None:
    tables = [failed(begun(), NOW, Failure.PASSING, chance=part / 10) for part in range(5, 10)]
    assert len({table.next_at for table in tables}) == 5


def test_a_hiccup_is_not_told_and_a_failure_that_lasts_is() -> None:
    table = begun()
    for tries in range(1, PATIENCE + 1):
        table = failed(table, table.next_at, Failure.PASSING, chance=0.5)
        assert table.is_tellable == (tries == PATIENCE)
    assert not answered(table, table.next_at).is_tellable


@pytest.mark.parametrize("failure", [Failure.LASTING, Failure.GONE])
def test_what_only_a_moderator_mends_is_told_at_once(failure: Failure) -> None:
    assert failed(begun(), NOW, failure, chance=0.5).is_tellable


def test_who_was_told_is_known_until_it_is_back() -> None:
    table = replace(failed(begun(), NOW, Failure.GONE, chance=0.5), told=frozenset({1, 2}))
    assert failed(table, NOW, Failure.PASSING, chance=0.5).told == {1, 2}
    assert postponed(table, NOW, FLOOR, chance=0.5).told == {1, 2}
    assert answered(table).told == frozenset()


def test_what_is_gone_is_asked_once_a_day() -> None:
    table = failed(begun(), NOW, Failure.GONE, chance=0.5)
    assert table.next_at - NOW == DAILY


@pytest.mark.parametrize(
    ("retry_after", "at_least", "at_most"),
    [
        (timedelta(hours=3), timedelta(hours=3), timedelta(hours=3.3)),
        (timedelta(seconds=5), FLOOR, FLOOR * 1.1),
        (timedelta(days=30), DAILY, DAILY),
    ],
)
@given(chance=chances)
def test_what_a_busy_server_asks_for_is_kept_and_no_more_than_a_day(
    retry_after: timedelta, at_least: timedelta, at_most: timedelta, chance: float
) -> None:
    table = failed(begun(), NOW, Failure.PASSING, chance=chance, retry_after=retry_after)
    assert at_least <= table.next_at - NOW <= at_most + SECOND


def test_who_was_not_asked_has_not_failed() -> None:
    table = postponed(begun(), NOW, timedelta(hours=2), chance=0)
    assert (table.failures, table.next_at - NOW) == (0, timedelta(hours=2))
