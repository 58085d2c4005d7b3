"""How a member stands in a server: warnings that still count, and whether a pause is due."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from discord_bot.moderation.policy import Escalation


@dataclass(frozen=True, slots=True)
class MemberWarning:
    """A warning that a moderator gave. It counts until ``expires_at``, unless it was taken back."""

    case_number: int
    user_id: int
    moderator_id: int
    given_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """A member's standing: warnings that have not aged, upheld cases, and the pause that is due.

    ``upheld`` counts the cases within the escalation's days (30 without one); ``escalate`` is how
    long the member should pause now, or None.
    """

    user_id: int
    warnings: tuple[MemberWarning, ...] = ()
    upheld: int = 0
    escalate: timedelta | None = None


USUAL_DAYS = 30
"""Over how many days upheld cases are counted where a server has no escalation."""


def escalation_due(
    escalation: Escalation | None,
    upheld: Iterable[datetime],
    last_time_out: datetime | None,
    now: datetime,
) -> timedelta | None:
    """How long a member should pause, or None.

    ``upheld`` are the times at which the member's upheld cases were written. Those before the
    member's last time-out are paid for: nobody pauses twice for the same.
    """
    if escalation is None:
        return None
    since = now - timedelta(days=escalation.days)
    if last_time_out is not None:
        since = max(since, last_time_out)
    count = sum(1 for moment in upheld if since < moment <= now)
    return timedelta(minutes=escalation.minutes) if count >= escalation.count else None
