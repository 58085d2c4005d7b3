"""What there is to look at after a time in which the bot heard nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from discord_bot.moderation.absences import (
    LONGEST,
    ON_THE_WAY,
    UNNOTICED,
    Gap,
    Presence,
    begin,
    is_old,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def running() -> Presence:
    presence = Presence(None)
    assert presence.back(0, NOW - HOUR) is None, "before the first start nobody was there to hear"
    return presence


def test_a_session_that_goes_on_has_missed_nothing() -> None:
    presence = running()
    presence.lost(0, NOW)
    presence.resumed(0)
    assert presence.back(0, NOW + MINUTE) is None


def test_a_new_session_has_missed_what_was_since_the_first_failure() -> None:
    presence = running()
    presence.lost(0, NOW)
    presence.lost(0, NOW + MINUTE)
    gap = presence.back(0, NOW + 2 * MINUTE)
    assert gap == Gap(NOW - UNNOTICED, NOW + 2 * MINUTE)
    presence.looked()
    assert presence.back(0, NOW + 3 * MINUTE) is None


def test_a_start_has_missed_what_was_since_the_last_run() -> None:
    presence = Presence(NOW - HOUR)
    presence.lost(1, NOW - MINUTE)  # a first try to connect
    assert presence.back(1, NOW) == Gap(NOW - HOUR, NOW)
    assert presence.back(0, NOW) == Gap(NOW - HOUR, NOW)


def test_a_clock_that_was_set_back_leaves_nothing_to_look_at() -> None:
    assert Presence(NOW + HOUR).back(0, NOW) is None


def test_what_is_written_down_goes_no_further_than_what_was_looked_at() -> None:
    presence = running()
    assert presence.heard_until(NOW) == NOW - ON_THE_WAY
    presence.lost(0, NOW)
    assert presence.heard_until(NOW + HOUR) == NOW - UNNOTICED
    presence.back(0, NOW + HOUR)
    assert presence.heard_until(NOW + 2 * HOUR) == NOW - UNNOTICED
    presence.looked()
    assert presence.heard_until(NOW + 2 * HOUR) == NOW + 2 * HOUR - ON_THE_WAY


def test_shards_are_lost_each_for_itself() -> None:
    presence = running()
    presence.back(1, NOW - HOUR)
    presence.lost(1, NOW)
    assert presence.back(0, NOW + MINUTE) is None
    assert presence.back(1, NOW + MINUTE) is not None


def test_nothing_is_looked_at_from_before_the_bot_came_or_under_other_settings() -> None:
    gap = Gap(NOW - 3 * HOUR, NOW)
    assert begin(gap, NOW, None, []) == NOW - 3 * HOUR
    assert begin(gap, NOW, NOW - 2 * HOUR, [NOW - 5 * HOUR]) == NOW - 2 * HOUR
    assert begin(gap, NOW, NOW - 2 * HOUR, [NOW - HOUR]) == NOW - HOUR
    assert begin(gap, NOW, None, [NOW + HOUR]) == NOW - 3 * HOUR, "a pause that still goes on"


def test_a_day_is_looked_back_at_most() -> None:
    gap = Gap(NOW - 3 * LONGEST, NOW)
    assert gap.is_too_long
    assert begin(gap, NOW, None, []) == NOW - LONGEST
    assert not Gap(NOW - HOUR, NOW).is_too_long


def test_what_has_no_time_is_never_old() -> None:
    assert not is_old(None, NOW)
    assert not is_old(NOW - MINUTE, NOW)
    assert is_old(NOW - HOUR, NOW)
