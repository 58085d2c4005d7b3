"""A delivery's life as a state machine: who may become what, and what follows a trouble.

::

    intended ──> claimed ──> sent
       │  ^         ├──────> intended   (again later)
       │  │         ├──────> failed ──> intended   (a moderator asks for it)
       │  │         ├──────> parked ──> intended   (the channel is back)
       │  │         └──────> dropped
       │  └── bundled ─────> sent | failed     (with its digest)
       └──> bundled | parked | dropped

A claim is a lease: whoever holds it does the post and records the end. A claim that is not recorded
in time is *uncertain*, for its post may have arrived; it is looked for before it is sent again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from discord_bot.news.posts import NoticeKind, Origin, PostKind
from discord_bot.news.sending import Trouble

LEASE = timedelta(seconds=90)
"""A send gives up within 30 s (discord.py's retries of 5xx included) and is recorded at once."""
CLOCK_SKEW = timedelta(minutes=2)
"""How far Discord's clock may be behind ours when a post is looked for."""
FIRST_RETRY, LONGEST_RETRY = timedelta(seconds=5), timedelta(minutes=15)
_MOST_DOUBLINGS = 16
PATIENCE = timedelta(hours=24)
"""How long a channel is tried while Discord itself fails; outages were hours and never a day."""
PATIENT_TRIES = 10
"""Tries that come before it in any case: while the bot itself was away, nobody tried."""
NOTICE_PAUSE = timedelta(hours=1)
"""Between tries to tell moderators something where their channel is gone or closed."""
FORBIDDEN_TRIES, FORBIDDEN_PAUSE = 3, timedelta(minutes=2)
"""Permissions are often moved about for some minutes while a server is set up."""
DIGEST_STORIES = 20
"""Stories in one digest: with titles and links as long as they get, 4,096 characters hold them."""
HOUR = timedelta(hours=1)


class DeliveryState(StrEnum):
    """How far a delivery has come."""

    INTENDED = "intended"
    CLAIMED = "claimed"
    BUNDLED = "bundled"
    PARKED = "parked"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"

    @property
    def is_open(self) -> bool:
        """Whether something is still to come of it by itself or when its channel is back."""
        return self in OPEN


OPEN = frozenset(
    {
        DeliveryState.INTENDED,
        DeliveryState.CLAIMED,
        DeliveryState.BUNDLED,
        DeliveryState.PARKED,
    }
)

MOVES: Mapping[DeliveryState, frozenset[DeliveryState]] = {
    DeliveryState.INTENDED: frozenset(
        {
            DeliveryState.CLAIMED,
            DeliveryState.BUNDLED,
            DeliveryState.PARKED,
            DeliveryState.DROPPED,
        }
    ),
    DeliveryState.CLAIMED: frozenset(
        {
            DeliveryState.INTENDED,
            DeliveryState.SENT,
            DeliveryState.FAILED,
            DeliveryState.PARKED,
            DeliveryState.DROPPED,
        }
    ),
    DeliveryState.BUNDLED: frozenset(
        {DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.DROPPED}
    ),
    DeliveryState.PARKED: frozenset({DeliveryState.INTENDED, DeliveryState.DROPPED}),
    DeliveryState.FAILED: frozenset(
        {DeliveryState.INTENDED, DeliveryState.PARKED, DeliveryState.BUNDLED}
    ),
    DeliveryState.SENT: frozenset(),
    DeliveryState.DROPPED: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Delivery:
    """A row of the outbox. See the migration for what its columns mean."""

    id: int
    lane: int
    guild_id: int
    channel_id: int | None
    kind: PostKind
    origin: Origin
    state: DeliveryState
    created_at: datetime
    due_at: datetime
    subscription_id: int | None = None
    story_id: int | None = None
    digest_id: int | None = None
    target_id: int | None = None
    plain: bool = False
    role_id: int | None = None
    subject: str | None = None
    detail: str | None = None
    attempts: int = 0
    retry_at: datetime | None = None
    lease_at: datetime | None = None
    tried_at: datetime | None = None
    uncertain_at: datetime | None = None
    ended_at: datetime | None = None
    posted_at: datetime | None = None
    posted_channel_id: int | None = None
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Next:
    """What becomes of a delivery after a trouble.

    ``retry_at`` goes with *intended*. ``parks`` is for the whole lane, ``tells`` for moderators.
    """

    state: DeliveryState
    retry_at: datetime | None = None
    parks: bool = False
    tells: NoticeKind | None = None


def after(
    delivery: Delivery,
    trouble: Trouble,
    now: datetime,
    *,
    chance: float,
    retry_after: float | None = None,
) -> Next:
    """What follows when a claimed delivery met with ``trouble``.

    ``chance`` in [0, 1) spreads retries, so that channels which failed together do not come back
    together. What Discord asks for by ``retry_after`` (seconds) is kept.
    """
    is_change = not delivery.kind.makes_message
    if trouble is Trouble.MESSAGE_GONE or (is_change and trouble is Trouble.GONE):
        return Next(DeliveryState.DROPPED)
    if trouble is Trouble.REJECTED:
        return _failed(delivery)
    if delivery.kind is PostKind.NOTICE and trouble in _SHUT:
        return Next(
            DeliveryState.INTENDED, now + max(NOTICE_PAUSE, timedelta(seconds=retry_after or 0))
        )
    if trouble is Trouble.GONE or is_spent(delivery, trouble, now):
        return _parked(delivery)
    pause = _pause(delivery.attempts, retry_after, chance)
    if trouble is Trouble.FORBIDDEN:
        pause = max(pause, FORBIDDEN_PAUSE)
    return Next(DeliveryState.INTENDED, now + pause)


_SHUT = frozenset({Trouble.GONE, Trouble.FORBIDDEN})


def is_spent(delivery: Delivery, trouble: Trouble, now: datetime) -> bool:
    """Whether a delivery was tried for as long as ``trouble`` is worth trying."""
    if trouble is Trouble.FORBIDDEN:
        return delivery.attempts >= FORBIDDEN_TRIES
    return (
        delivery.attempts >= PATIENT_TRIES
        and delivery.tried_at is not None
        and now - delivery.tried_at >= PATIENCE
    )


def _parked(delivery: Delivery) -> Next:
    """What can't be posted or edited parks its channel; what can't be published is alone in that.

    Publishing needs a permission of its own, and only announcement channels have it at all.
    """
    if delivery.channel_id is None or delivery.kind is PostKind.PUBLISH:
        return _failed(delivery)
    return Next(DeliveryState.PARKED, parks=True, tells=NoticeKind.CHANNEL_PARKED)


def _failed(delivery: Delivery) -> Next:
    """Moderators are told; but not that they could not be told."""
    tells = None if delivery.kind is PostKind.NOTICE else NoticeKind.DELIVERY_FAILED
    return Next(DeliveryState.FAILED, tells=tells)


def _pause(attempts: int, retry_after: float | None, chance: float) -> timedelta:
    """Twice as long each time, up to ``LONGEST_RETRY``, and up to a quarter more by chance."""
    doublings = min(max(attempts - 1, 0), _MOST_DOUBLINGS)
    pause = min(FIRST_RETRY * (1 << doublings), LONGEST_RETRY) * (1 + chance / 4)
    return max(pause, timedelta(seconds=retry_after or 0))
