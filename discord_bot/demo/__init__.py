"""The demo: the real bot, cogs, storage and content on a simulated Discord server in a web page.

Everything else in this package needs the extra packages of ``fanbot[demo]``, so it is imported
when a demo starts and not before.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

from discord_bot.errors import ConfigurationError
from discord_bot.settings import Settings

if TYPE_CHECKING:
    from discord_bot.demo.session import Demo

_EXTRA_PACKAGES = ("simcord", "markdown_it", "linkify_it", "regex")
"""simcord, and what its page is rendered with."""


@asynccontextmanager
async def open_demo(
    settings: Settings, *, port: int = 0, database: str | None = None
) -> AsyncIterator[Demo]:
    """A running demo, for the length of the block.

    ``settings`` are those of the bot; their database and token are not used. ``database`` (a path
    or an address) keeps the state between runs; without it, it is gone at the end. ``port`` 0
    means any that is free. Raises ``ConfigurationError`` when the demo cannot start.
    """
    if not all(find_spec(name) for name in _EXTRA_PACKAGES):
        raise ConfigurationError("The demo needs the extra packages: pip install 'fanbot[demo]'")
    # To import simcord tries a client without intents, of which discord.py warns.
    warnings = logging.getLogger("discord.state")
    warnings.disabled = True
    try:
        from discord_bot.demo.session import open_session
    finally:
        warnings.disabled = False
    async with open_session(settings, port=port, database=database) as demo:
        yield demo


async def run_demo(
    settings: Settings,
    *,
    port: int = 0,
    database: str | None = None,
    announce: Callable[[str], None],
) -> None:
    """Run a demo until SIGINT or SIGTERM; ``announce`` is called once, with the page's address.

    The other parameters and what is raised are those of ``open_demo``.
    """
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None, "a coroutine runs in a task"
    numbers = (signal.SIGINT, signal.SIGTERM)
    stopped = False

    def stop() -> None:
        nonlocal stopped
        # Impatience must not keep the end from cleaning up; it takes three seconds at most.
        if not stopped:
            stopped = True
            task.cancel()

    # Windows has no such handlers: there, Ctrl-C ends asyncio.run by itself.
    with contextlib.suppress(NotImplementedError):
        for number in numbers:
            loop.add_signal_handler(number, stop)
    try:
        async with open_demo(settings, port=port, database=database) as demo:
            announce(demo.url)
            await asyncio.Event().wait()
    except asyncio.CancelledError:
        if not stopped:
            raise
        task.uncancel()
    finally:
        with contextlib.suppress(NotImplementedError):
            for number in numbers:
                loop.remove_signal_handler(number)
