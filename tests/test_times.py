"""What people type for times."""

from __future__ import annotations

from datetime import time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discord_bot.errors import UserError
from discord_bot.times import (
    COMMON_ZONES,
    MAX_PAUSE,
    parse_clock_time,
    parse_duration,
    parse_zone,
    zones_like,
)

MINUTES = int(MAX_PAUSE.total_seconds()) // 60


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("30m", 30),
        ("2h", 120),
        ("1d", 24 * 60),
        ("1d 12h", 36 * 60),
        ("1h30m", 90),
        ("90 minutes", 90),
        (" 2 Hours ", 120),
        ("1 day 1 hr 1 min", 24 * 60 + 61),
        ("7d", MINUTES),
        ("168h", MINUTES),
    ],
)
def test_lengths_as_people_type_them(typed: str, minutes: int) -> None:
    assert parse_duration(typed) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    "typed", ["", " ", "30", "soon", "0m", "-1h", "1.5h", "30m 2h", "h", "٣m", "9" * 5000 + "m"]
)
def test_what_is_no_length_is_refused(typed: str) -> None:
    with pytest.raises(UserError) as refused:
        parse_duration(typed)
    assert refused.value.key == "pause.bad_duration"
    assert len(str(refused.value.values["typed"])) <= 40


def test_a_length_above_the_most_is_refused() -> None:
    with pytest.raises(UserError) as refused:
        parse_duration("7d 1m")
    assert refused.value.key == "pause.too_long"
    assert refused.value.values == {"days": 7}


@given(st.integers(1, MINUTES))
def test_every_length_is_understood(minutes: int) -> None:
    days, rest = divmod(minutes, 24 * 60)
    typed = f"{days}d {rest // 60}h {rest % 60}m"
    assert parse_duration(typed) == timedelta(minutes=minutes)


@given(st.times())
def test_every_time_of_day_is_understood(moment: time) -> None:
    expected = f"{moment:%H:%M}"
    for typed in (expected, f"{moment.hour}.{moment:%M}", f" {moment.hour}h{moment:%M}"):
        assert parse_clock_time(typed) == expected


@pytest.mark.parametrize("typed", ["", "24:00", "18:60", "18", "6pm", "1830", "18:5", "-1:00"])
def test_what_is_no_time_of_day_is_refused(typed: str) -> None:
    with pytest.raises(UserError):
        parse_clock_time(typed)


def test_the_common_zones_exist_and_leave_room_in_a_menu() -> None:
    assert len(set(COMMON_ZONES)) == len(COMMON_ZONES) <= 24
    for name in COMMON_ZONES:
        assert parse_zone(name) == ZoneInfo(name).key


@given(st.sampled_from(sorted(available_timezones())))
def test_a_zone_is_found_by_its_name_in_any_case(name: str) -> None:
    if "/" in name:
        assert parse_zone(name) == parse_zone(f" {name.upper().replace('_', ' ')}") == name


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("london", "Europe/London"),
        ("New York", "America/New_York"),
        ("utc", "UTC"),
        ("São Paulo", None),
        ("Springfield", None),
        ("", None),
        ("../etc/passwd", None),
        ("localtime", None),
    ],
)
def test_a_city_alone_is_enough(typed: str, name: str | None) -> None:
    if name is None:
        with pytest.raises(UserError):
            parse_zone(typed)
    else:
        assert parse_zone(typed) == name


def test_suggestions_begin_with_cities_that_begin_so() -> None:
    assert zones_like("lon").index("Europe/London") < zones_like("lon").index("America/Miquelon")
    assert len(zones_like("a")) == 25
    assert zones_like("") == list(COMMON_ZONES)
    assert zones_like("truham") == []
