"""Ids of our own rows: increasing, unique among all processes, and readable as a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

_SEQUENCE_BITS = 12


class IdSource:
    """Callable that gives a new id each time: epoch milliseconds and a 12-bit sequence.

    Ids stay below 2**63 until the year 73,000, and never repeat or fall back, even when the clock
    does. Of several processes on one database each has a ``slot`` of its own below ``slots``, and
    gives the ids alone that leave it as the remainder of a division by ``slots``.
    """

    def __init__(self, clock: Callable[[], datetime], slot: int = 0, slots: int = 1) -> None:
        self._clock = clock
        self._slot = slot
        self._slots = slots
        self._last = 0

    def __call__(self) -> int:
        """The next id."""
        earliest = round(self._clock().timestamp() * 1000) << _SEQUENCE_BITS
        least = max(earliest, self._last + 1)
        self._last = least + (self._slot - least) % self._slots
        return self._last
