"""The outbox's state machine: nothing is forgotten, tried too early, or told twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discord_bot.news.deliveries import (
    FORBIDDEN_TRIES,
    LONGEST_RETRY,
    MOVES,
    NOTICE_PAUSE,
    PATIENCE,
    PATIENT_TRIES,
    Delivery,
    DeliveryState,
    after,
)
from discord_bot.news.posts import NoticeKind, Origin, PostKind, delivery_of, mark_of
from discord_bot.news.sending import Trouble

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
CLAIMED = Delivery(
    id=7,
    lane=5,
    guild_id=1,
    channel_id=5,
    kind=PostKind.STORY,
    origin=Origin.NEWS,
    state=DeliveryState.CLAIMED,
    created_at=NOW,
    due_at=NOW,
    attempts=1,
    tried_at=NOW,
)


@given(
    st.sampled_from(Trouble),
    st.sampled_from(PostKind),
    st.integers(1, 10_000),
    st.timedeltas(timedelta(), timedelta(days=3)),
    st.none() | st.floats(0, 7200),
    st.floats(0, 1, exclude_max=True),
)
def test_whatever_happens_a_delivery_goes_on_or_somebody_is_told(
    trouble: Trouble,
    kind: PostKind,
    attempts: int,
    tried: timedelta,
    retry_after: float | None,
    chance: float,
) -> None:
    delivery = replace(CLAIMED, kind=kind, attempts=attempts, tried_at=NOW - tried)
    step = after(delivery, trouble, NOW, chance=chance, retry_after=retry_after)
    assert step.state in MOVES[DeliveryState.CLAIMED]
    assert step.state is not DeliveryState.SENT
    if step.state is DeliveryState.INTENDED:
        assert step.retry_at is not None
        assert step.retry_at > NOW
        assert step.retry_at >= NOW + timedelta(seconds=retry_after or 0)
        pause = NOTICE_PAUSE if kind is PostKind.NOTICE else LONGEST_RETRY * 1.25
        longest = max(pause, timedelta(seconds=retry_after or 0))
        assert step.retry_at <= NOW + longest
    elif step.state is not DeliveryState.DROPPED and kind is not PostKind.NOTICE:
        assert step.tells is not None
    assert step.parks == (step.state is DeliveryState.PARKED)


@pytest.mark.parametrize(
    ("trouble", "change", "state", "tells"),
    [
        (Trouble.RATE_LIMITED, {}, DeliveryState.INTENDED, None),
        (Trouble.SERVER, {}, DeliveryState.INTENDED, None),
        (Trouble.UNKNOWN, {"attempts": 50}, DeliveryState.INTENDED, None),
        (
            Trouble.SERVER,
            {"tried_at": NOW - PATIENCE, "attempts": PATIENT_TRIES},
            DeliveryState.PARKED,
            NoticeKind.CHANNEL_PARKED,
        ),
        # The bot was away itself: nobody can say that Discord was.
        (Trouble.SERVER, {"tried_at": NOW - PATIENCE * 3}, DeliveryState.INTENDED, None),
        (Trouble.FORBIDDEN, {}, DeliveryState.INTENDED, None),
        (
            Trouble.FORBIDDEN,
            {"attempts": FORBIDDEN_TRIES},
            DeliveryState.PARKED,
            NoticeKind.CHANNEL_PARKED,
        ),
        (Trouble.GONE, {}, DeliveryState.PARKED, NoticeKind.CHANNEL_PARKED),
        (Trouble.MESSAGE_GONE, {"kind": PostKind.EDIT}, DeliveryState.DROPPED, None),
        (Trouble.REJECTED, {}, DeliveryState.FAILED, NoticeKind.DELIVERY_FAILED),
        (Trouble.GONE, {"kind": PostKind.PUBLISH}, DeliveryState.DROPPED, None),
        (Trouble.GONE, {"kind": PostKind.EDIT}, DeliveryState.DROPPED, None),
        (
            Trouble.FORBIDDEN,
            {"kind": PostKind.PUBLISH, "attempts": FORBIDDEN_TRIES},
            DeliveryState.FAILED,
            NoticeKind.DELIVERY_FAILED,
        ),
        (
            Trouble.FORBIDDEN,
            {"kind": PostKind.EDIT, "attempts": FORBIDDEN_TRIES},
            DeliveryState.PARKED,
            NoticeKind.CHANNEL_PARKED,
        ),
        (
            Trouble.GONE,
            {"kind": PostKind.NOTICE, "channel_id": None},
            DeliveryState.INTENDED,
            None,
        ),
        (
            Trouble.REJECTED,
            {"kind": PostKind.NOTICE, "channel_id": None},
            DeliveryState.FAILED,
            None,
        ),
    ],
)
def test_what_follows_a_trouble(
    trouble: Trouble,
    change: dict[str, object],
    state: DeliveryState,
    tells: NoticeKind | None,
) -> None:
    step = after(replace(CLAIMED, **change), trouble, NOW, chance=0.0)  # type: ignore[arg-type]
    assert (step.state, step.tells) == (state, tells)


def test_every_state_can_be_reached_and_two_are_final() -> None:
    reached = {DeliveryState.INTENDED}.union(*MOVES.values())
    assert reached == set(DeliveryState)
    final = {state for state, moves in MOVES.items() if not moves}
    assert final == {DeliveryState.SENT, DeliveryState.DROPPED}


@given(st.integers(0, 2**63 - 1))
def test_a_mark_is_short_and_read_back(delivery_id: int) -> None:
    assert delivery_of(mark_of(delivery_id)) == delivery_id
    assert len(mark_of(delivery_id)) <= 14


@pytest.mark.parametrize("mark", ["", "d", "x12", "d1_2", "d-1", "dA", "d" + "z" * 20])
def test_what_is_no_mark_is_nobodys(mark: str) -> None:
    assert delivery_of(mark) is None
