"""Which things were met before, as far as a little memory goes."""

from __future__ import annotations

from collections import deque


class Recent:
    """The last ``size`` numbers that were added."""

    def __init__(self, size: int) -> None:
        self._order: deque[int] = deque()
        self._known: set[int] = set()
        self._size = size

    def add(self, number: int) -> bool:
        """Whether a number is new; from now on it is not."""
        if number in self._known:
            return False
        self._known.add(number)
        self._order.append(number)
        if len(self._order) > self._size:
            self._known.discard(self._order.popleft())
        return True
