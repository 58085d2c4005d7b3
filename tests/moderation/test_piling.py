"""Many members against one are noticed once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from discord_bot.moderation.piling import PileOns

NOW = datetime(2026, 5, 4, tzinfo=UTC)
GUILD, TARGET, A, B, C, D = range(1, 7)


def at(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def test_the_third_member_within_ten_minutes_is_told_and_the_fourth_is_not() -> None:
    seen = PileOns()
    assert seen.see(GUILD, TARGET, A, at(0)) is None
    assert seen.see(GUILD, TARGET, A, at(1)) is None
    assert seen.see(GUILD, TARGET, B, at(2)) is None
    assert seen.see(GUILD, TARGET, C, at(9)) == 3
    assert seen.see(GUILD, TARGET, D, at(9)) is None


def test_breaches_that_lie_apart_are_no_pile_on() -> None:
    seen = PileOns()
    assert seen.see(GUILD, TARGET, A, at(0)) is None
    assert seen.see(GUILD, TARGET, B, at(8)) is None
    assert seen.see(GUILD, TARGET, C, at(11)) is None


def test_after_some_peace_a_new_pile_on_is_told_again() -> None:
    seen = PileOns()
    first = [seen.see(GUILD, TARGET, author, at(0)) for author in (A, B, C)]
    later = [seen.see(GUILD, TARGET, author, at(30)) for author in (A, B, C)]
    assert first == later == [None, None, 3]


def test_other_targets_servers_and_oneself_do_not_count() -> None:
    seen = PileOns()
    assert seen.see(GUILD, TARGET, A, NOW) is None
    assert seen.see(GUILD, D, B, NOW) is None
    assert seen.see(GUILD + 100, TARGET, B, NOW) is None
    assert seen.see(GUILD, None, B, NOW) is None
    assert seen.see(GUILD, TARGET, TARGET, NOW) is None
    assert seen.see(GUILD, TARGET, B, NOW) is None


def test_a_forgotten_member_is_neither_author_nor_target() -> None:
    seen = PileOns()
    seen.see(GUILD, TARGET, A, NOW)
    seen.see(GUILD, TARGET, B, NOW)
    seen.forget(A)
    assert seen.see(GUILD, TARGET, C, NOW) is None
    seen.forget(TARGET)
    assert seen.see(GUILD, TARGET, D, NOW) is None
