"""Clocks that sleep until something is due, by discord.py's loops."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from discord.ext import tasks

LONGEST_RETRY = 60.0
"""Seconds that a clock waits at most until it tries again what failed."""


def sleep(clock: tasks.Loop[Any], seconds: float, now: datetime) -> None:
    """Have the next round of a clock begin so many seconds after ``now``; call it in its body.

    By itself a loop counts from when this round *should* have begun. One that was woken out of an
    hour's sleep would go round and round until it had made good the hour.
    """
    should_begin = clock.next_iteration
    assert should_begin is not None, "the clock is running"
    interval = timedelta(
        hours=clock.hours or 0, minutes=clock.minutes or 0, seconds=clock.seconds or 0
    )
    late = (now - (should_begin - interval)).total_seconds()
    clock.change_interval(seconds=max(0.0, late + seconds))


def wake(clock: tasks.Loop[Any]) -> None:
    """Have the next round begin at once."""
    clock.change_interval(seconds=0)


class Retries:
    """How long a clock waits after failures: twice as long each time, ``LONGEST_RETRY`` at most.

    A full disk may last for hours. Who runs the bot is to read of it, and of little else.
    """

    def __init__(self, first: float) -> None:
        self._first = first
        self._next = first

    def failed(self) -> float:
        """The seconds until the next try."""
        pause, self._next = self._next, min(2 * self._next, LONGEST_RETRY)
        return pause

    def worked(self) -> None:
        """The next failure is a first one."""
        self._next = self._first
