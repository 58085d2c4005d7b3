"""How points are given. This is the one place: docs and ``/help`` quote it.

A right answer earns its difficulty's base, plus up to half of it for speed, plus a tenth of it for
each right answer in a row before it in the same game, up to five. Nothing ever takes points away.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from discord_bot.pack_files import Difficulty
from discord_bot.trivia.model import Pace

BASE_POINTS = {Difficulty.EASY: 100, Difficulty.MEDIUM: 150, Difficulty.HARD: 200}
SPEED_SHARE = 0.5
"""The most that speed adds, as a share of the base."""
STREAK_STEP = 0.1
"""What each right answer in a row before this one adds, as a share of the base."""
STREAK_CAP = 5
"""How many answers in a row count towards the streak bonus."""


def points(difficulty: Difficulty, pace: Pace, remaining_share: float, streak: int) -> int:
    """The points of a right answer, a whole number of at least the base.

    ``remaining_share`` is the part of the answering time that was left, held to 0…1; it counts
    only at normal pace. ``streak`` is how many answers in a row were right before this one.
    """
    base = BASE_POINTS[difficulty]
    speed = 0.0 if pace is Pace.RELAXED else SPEED_SHARE * min(1.0, max(0.0, remaining_share))
    run = STREAK_STEP * min(max(streak, 0), STREAK_CAP)
    return round(base * (1 + speed + run))


@dataclass(frozen=True, slots=True)
class Standing:
    """A place in a ranking: those with equal points share a rank and the next rank is skipped."""

    rank: int
    user_id: int
    points: int


def rank(totals: Iterable[tuple[int, int]]) -> tuple[Standing, ...]:
    """Standings of ``(user_id, points)``, most points first; ties are ordered by user id alone."""
    ordered: Sequence[tuple[int, int]] = sorted(totals, key=lambda pair: (-pair[1], pair[0]))
    standings: list[Standing] = []
    for place, (user_id, total) in enumerate(ordered, start=1):
        tied = standings and standings[-1].points == total
        standings.append(Standing(standings[-1].rank if tied else place, user_id, total))
    return tuple(standings)
