"""Ids of our own rows: increasing, unique in a process, and readable as a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

_SEQUENCE_BITS = 12


class IdSource:
    """Callable that gives a new id each time: epoch milliseconds and a 12-bit sequence.

    Ids stay below 2**63 until the year 73,000, and never repeat or fall back, even when the clock
    does. A database is used by one process at a time, so no part for the machine is needed.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._last = 0

    def __call__(self) -> int:
        """The next id."""
        earliest = round(self._clock().timestamp() * 1000) << _SEQUENCE_BITS
        self._last = max(earliest, self._last + 1)
        return self._last
