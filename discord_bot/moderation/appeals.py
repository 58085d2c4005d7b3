"""A member's appeal against what was done about their message."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

APPEAL_LIMIT = 1000
"""Characters of an appeal, and of its answer."""


class AppealState(StrEnum):
    """What became of an appeal."""

    WAITING = "waiting"
    GRANTED = "granted"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Appeal:
    """What a member says against a case, and what moderators answered.

    A member appeals against a case once. ``moderator_id`` is 0 for a moderator who asked to be
    forgotten; ``answer`` is sent on to the member.
    """

    id: int
    case_id: int
    case_number: int
    guild_id: int
    user_id: int
    text: str
    state: AppealState
    appealed_at: datetime
    moderator_id: int | None = None
    answer: str | None = None
    answered_at: datetime | None = None
