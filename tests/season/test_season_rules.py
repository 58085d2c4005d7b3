"""What is next, what is hidden, and when one is reminded, in every zone and season."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discord_bot.season import rules
from discord_bot.season.model import Event, EventKind, When
from discord_bot.times import COMMON_ZONES

LONDON, NEW_YORK, AUCKLAND = "Europe/London", "America/New_York", "Pacific/Auckland"


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def event(key: str, when: str | None, spoils: int = 0) -> Event:
    dated = None if when is None else When.parse(when)
    return Event(key, key, EventKind.RELEASE, "https://example.org", dated, spoils=spoils)


# --- days and hours -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "zone", "utc"),
    [
        ("2026-12-24", "UTC", "2026-12-24T09:00"),
        ("2026-12-24", NEW_YORK, "2026-12-24T14:00"),
        ("2026-07-24", NEW_YORK, "2026-07-24T13:00"),
        ("2026-12-24 08:00 Europe/London", NEW_YORK, "2026-12-24T08:00"),
        ("2026-07-24 08:00 Europe/London", AUCKLAND, "2026-07-24T07:00"),
        ("2026-03-29 01:30 Europe/London", "UTC", "2026-03-29T01:30"),  # skipped: an hour later
        ("2026-10-25 01:30 Europe/London", "UTC", "2026-10-25T00:30"),  # twice: the first time
    ],
)
def test_a_day_begins_in_the_servers_morning_and_an_hour_is_the_same_everywhere(
    when: str, zone: str, utc: str
) -> None:
    assert When.parse(when).moment(zone) == moment(utc)


@pytest.mark.parametrize("text", ["2026-12-24", "2026-12-24 08:00 Europe/London"])
def test_a_date_is_read_as_it_was_written(text: str) -> None:
    assert str(When.parse(text)) == text


@pytest.mark.parametrize("text", ["", "2026", "2026-13-01", "2026-12-24 08:00", "a b c d"])
def test_what_is_no_date_is_not_read(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        When.parse(text)


@pytest.mark.parametrize(
    ("one", "other", "differs"),
    [
        ("2026-12-24", "2026-12-25", True),
        ("2026-12-24", "2026-12-24", False),
        ("2026-12-24", "2026-12-24 08:00 Europe/London", False),  # the hour is known by now
        ("2026-12-24", "2026-12-25 08:00 Europe/London", True),
        ("2026-12-24 08:00 Europe/London", "2026-12-24 09:00 Europe/London", True),
        ("2026-12-24 08:00 Europe/London", "2026-12-24 09:00 Europe/Berlin", False),
    ],
)
def test_which_dates_are_another(one: str, other: str, differs: bool) -> None:
    assert When.parse(one).differs(When.parse(other)) is differs
    assert When.parse(other).differs(When.parse(one)) is differs


# --- what is next ---------------------------------------------------------------------------------


def test_the_next_event_is_the_soonest_that_is_not_over_and_spoils_nothing() -> None:
    events = [
        event("past", "2026-01-01"),
        event("later", "2026-12-24"),
        event("spoiler", "2026-11-01", spoils=3),
        event("open", None),
        event("next", "2026-12-01"),
    ]
    now = moment("2026-10-01T12:00")
    found = rules.next_event(events, now, 2, "UTC")
    assert found is not None
    assert found.key == "next"
    spoiled = rules.next_event(events, now, 3, "UTC")
    assert spoiled is not None
    assert spoiled.key == "spoiler"
    assert rules.next_event(events[:1], now, 3, "UTC") is None


def test_a_day_is_not_over_before_its_end_where_the_server_is() -> None:
    day, hour = event("day", "2026-12-24"), event("hour", "2026-12-24 08:00 Europe/London")
    late = moment("2026-12-25T03:00")  # ten in the evening in New York
    assert rules.upcoming([day, hour], late, NEW_YORK) == (day,)
    assert rules.upcoming([day], late, LONDON) == ()
    assert rules.past([day, hour], late, LONDON) == (day, hour)


# --- reminders ------------------------------------------------------------------------------------

EVER = datetime(2000, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("when", "zone", "days", "utc"),
    [
        ("2026-12-24", "UTC", 30, "2026-11-24T09:00"),
        ("2026-12-24", "UTC", 0, "2026-12-24T09:00"),
        ("2026-12-24", NEW_YORK, 7, "2026-12-17T14:00"),
        ("2026-11-03", NEW_YORK, 7, "2026-10-27T13:00"),  # clocks go back on 1 November
        ("2026-04-02", LONDON, 7, "2026-03-26T09:00"),  # and forward on 29 March
        ("2026-12-24 18:00 Europe/London", LONDON, 1, "2026-12-23T18:00"),
        ("2026-12-24 08:00 Europe/London", NEW_YORK, 1, "2026-12-23T14:00"),  # 3 at night there
        ("2026-12-24 08:00 Europe/London", NEW_YORK, 0, "2026-12-24T08:00"),
        ("2026-12-24 08:00 Europe/London", AUCKLAND, 1, "2026-12-23T08:00"),  # 9 in the evening
    ],
)
def test_when_one_is_reminded(when: str, zone: str, days: int, utc: str) -> None:
    assert rules.due_at(When.parse(when), days, zone) == moment(utc)


@pytest.mark.parametrize(
    ("now", "stage"),
    [
        ("2026-11-24T08:59", None),
        ("2026-11-24T09:00", 30),
        ("2026-11-24T23:59", 30),
        ("2026-11-25T00:00", None),
        ("2026-12-17T12:00", 7),
        ("2026-12-20T12:00", None),  # three days late is not "7 days"
        ("2026-12-23T09:00", 1),
        ("2026-12-24T08:59", None),
        ("2026-12-24T09:00", 0),
        ("2026-12-25T00:00", None),
    ],
)
def test_a_reminder_is_told_on_its_day_or_not_at_all(now: str, stage: int | None) -> None:
    when = When.parse("2026-12-24")
    assert rules.due_stage(when, moment(now), "UTC", EVER) == stage


def test_that_the_hour_has_come_is_told_after_midnight_too() -> None:
    when = When.parse("2026-12-24 23:50 Europe/London")
    assert rules.due_stage(when, moment("2026-12-25T00:30"), LONDON, EVER) == 0
    assert rules.due_stage(when, moment("2026-12-25T12:00"), LONDON, EVER) is None


def test_what_fell_due_before_somebody_listened_is_not_told() -> None:
    when, now = When.parse("2026-12-24"), moment("2026-12-17T12:00")
    assert rules.due_stage(when, now, "UTC", moment("2026-12-17T10:00")) is None
    assert rules.due_stage(when, now, "UTC", moment("2026-12-17T08:00")) == 7


def test_of_several_events_each_is_told_once() -> None:
    events = [event("week", "2026-12-24"), event("day", "2026-12-18"), event("open", None)]
    now = moment("2026-12-17T12:00")
    due = rules.reminders_due(events, {("day", 1)}, now, "UTC", EVER)
    assert [(item.event.key, item.days) for item in due] == [("week", 7)]


DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))
CLOCKS = st.none() | st.times().map(lambda item: item.replace(second=0, microsecond=0))
ZONES = st.sampled_from(COMMON_ZONES)


@st.composite
def dates(draw: st.DrawFn) -> When:
    clock = draw(CLOCKS)
    return When(draw(DAYS), clock, None if clock is None else draw(ZONES))


@given(dates(), ZONES)
def test_reminders_come_in_order_each_before_it_is_stale(when: When, zone: str) -> None:
    dues = [rules.due_at(when, days, zone) for days in rules.STAGES]
    assert dues == sorted(dues)
    for days, due in zip(rules.STAGES, dues, strict=True):
        assert due < rules.stale_at(when, days, zone)
        assert due <= when.moment(zone)


@given(dates(), ZONES, st.sampled_from(rules.STAGES), st.floats(0, 1))
def test_what_is_told_is_true_at_any_moment_at_which_it_may_be_told(
    when: When, zone: str, days: int, share: float
) -> None:
    due, stale = rules.due_at(when, days, zone), rules.stale_at(when, days, zone)
    now = due + (stale - due - timedelta(seconds=1)) * share
    if days:
        assert rules.days_left(when, now, zone) == days
    else:
        assert when.moment(zone) <= now < when.moment(zone) + timedelta(hours=25)


@given(dates(), ZONES)
def test_days_before_nobody_is_woken(when: When, zone: str) -> None:
    for days in rules.STAGES[:-1]:
        clock = rules.due_at(when, days, zone).astimezone(ZoneInfo(zone)).time()
        # Where clocks skip the hour, it comes as much later as they were moved.
        assert time(7) <= clock <= time(23)


@given(
    dates(),
    ZONES,
    st.lists(st.floats(-40 * 24, 3 * 24), min_size=1, max_size=60),
)
def test_whatever_the_clock_does_nothing_is_told_twice_or_after_something_nearer(
    when: When, zone: str, hours: list[float]
) -> None:
    """The machine's clock jumps about, forward and back."""
    told: list[int] = []
    since = EVER
    for offset in hours:
        now = when.moment(zone) + timedelta(hours=offset)
        stage = rules.due_stage(when, now, zone, since, told)
        if stage is not None:
            told.append(stage)
            since = max(since, now)
    assert told == sorted(set(told), reverse=True)


@given(dates(), ZONES, st.integers(1, 23))
def test_who_looks_every_few_hours_misses_no_reminder(when: When, zone: str, step: int) -> None:
    """The shortest time in which one may be told is from ten in the evening to midnight."""
    told: list[int] = []
    now = when.moment(zone) - timedelta(days=32)
    since = now
    while now < when.moment(zone) + timedelta(days=2):
        due = rules.next_due([event_of(when)], now, zone)
        stage = rules.due_stage(when, now, zone, since, told)
        if stage is not None:
            told.append(stage)
            since = now
        now = min(now + timedelta(hours=step), due or now + timedelta(hours=step))
    assert told == list(rules.STAGES)


def event_of(when: When) -> Event:
    return Event("x", "x", EventKind.RELEASE, "https://example.org", when)
