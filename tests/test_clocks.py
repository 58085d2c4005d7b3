"""Clocks that sleep until something is due."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from itertools import pairwise

from discord.ext import tasks

from cogs._clocks import LONGEST_RETRY, Retries, sleep, wake


async def test_a_clock_that_is_woken_does_not_make_good_what_it_slept() -> None:
    rounds: list[float] = []

    @tasks.loop(hours=1)
    async def clock() -> None:
        rounds.append(time.monotonic())
        sleep(clock, 3600 if len(rounds) == 1 else 0.05, datetime.now(UTC))

    clock.start()
    await asyncio.sleep(0.5)
    assert len(rounds) == 1
    wake(clock)
    await asyncio.sleep(0.22)
    clock.cancel()
    assert 2 <= len(rounds) <= 6, "the first at once, the others one after another"
    pauses = [after - before for before, after in pairwise(rounds[1:])]
    assert all(pause > 0.03 for pause in pauses)


def test_failures_in_a_row_are_tried_again_less_and_less_often() -> None:
    retries = Retries(5)
    assert [retries.failed() for _ in range(6)] == [5, 10, 20, 40, LONGEST_RETRY, LONGEST_RETRY]
    retries.worked()
    assert retries.failed() == 5
