"""Asks the judge: the first stage at once, the second on a thread of its own, with patience."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from discord_bot.errors import FanbotError
from discord_bot.moderation.model import Post, Verdict

PATIENCE = 5.0
"""Seconds for the second stage, queueing included. It takes milliseconds, so that this long a wait
means that it hangs or is hopelessly behind."""


class Judging(Protocol):
    """What is asked of a judge."""

    def first(self, post: Post) -> Verdict:
        """The first stage's verdict, in tens of microseconds."""
        ...

    def warm_up(self) -> None:
        """Get ready for common words."""
        ...

    def is_unsure(self, verdict: Verdict) -> bool:
        """Whether the second stage should look."""
        ...

    def second(self, post: Post, verdict: Verdict) -> Verdict:
        """The second stage's verdict, in milliseconds."""
        ...


class JudgingError(FanbotError):
    """The judge failed or took too long: the message flows, and is to be checked later."""


class Bench:
    """Where the judge sits. The second stage serves one post at a time, off the event loop."""

    def __init__(self, judge: Judging, patience: float = PATIENCE) -> None:
        self._judge = judge
        self._patience = patience
        self._thread = ThreadPoolExecutor(1, "second-stage")

    async def warm_up(self) -> None:
        """Let the judge get ready for common words, off the event loop."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._thread, self._judge.warm_up)

    async def judge(self, post: Post) -> Verdict:
        """The judge's verdict. Raises ``JudgingError`` for whatever goes wrong inside it."""
        try:
            verdict = self._judge.first(post)
            if not self._judge.is_unsure(verdict):
                return verdict
            loop = asyncio.get_running_loop()
            async with asyncio.timeout(self._patience):
                return await loop.run_in_executor(self._thread, self._judge.second, post, verdict)
        except Exception as error:
            raise JudgingError("the judge failed or took too long") from error

    def close(self) -> None:
        """Let go of the thread; what waits for it is given up."""
        self._thread.shutdown(wait=False, cancel_futures=True)
