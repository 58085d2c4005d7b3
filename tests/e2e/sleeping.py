"""Time that passes at once, as when a machine sleeps: what fell due is done when it wakes."""

from __future__ import annotations

from tests.e2e.conftest import World


async def later(world: World, seconds: float) -> None:
    """So many seconds later, and all done that was to be done by then.

    The clocks of the news are stopped for good: they tick every few minutes, and catch up on every
    tick that they missed, which takes seconds for a simulated day.
    """
    if "cogs.news" in world.bot.extensions:
        await world.bot.unload_extension("cogs.news")
    world.env.backend.advance_clock(seconds)
    await world.env.advance_time(1)
