"""The simulated clock beside the one on the wall."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from discord_bot.demo.clock import MOST_SECONDS, DemoClock, Timekeeper
from discord_bot.demo.rooms import Rooms

pytestmark = pytest.mark.slow  # each opens a demo


def test_tells_wall_time_before_there_is_a_server():
    assert abs(DemoClock()() - datetime.now(UTC)) < timedelta(seconds=1)


async def test_server_lives_in_the_present_and_time_passes(demo):
    before = demo.services.clock()
    assert abs(before - datetime.now(UTC)) < timedelta(seconds=2)
    await asyncio.sleep(1.2)
    assert demo.services.clock() - before >= timedelta(seconds=0.5)
    assert demo.services.clock() == demo.env.now()


async def test_a_clock_far_behind_catches_up_in_steps(demo):
    async with demo.turn:
        demo.env.backend.advance_clock(-60)
        keeper = Timekeeper(demo.env, Rooms(demo.env))
        behind = await keeper.tick()
        assert 60 - MOST_SECONDS <= behind <= 62 - MOST_SECONDS
        for _ in range(12):
            behind = await keeper.tick()
        assert behind <= 0


async def test_a_clock_that_was_set_ahead_waits(demo):
    async with demo.turn:
        await demo.env.advance_time(3600)
        ahead = demo.env.now()
        await Timekeeper(demo.env, Rooms(demo.env)).tick()
        assert demo.env.now() == ahead
