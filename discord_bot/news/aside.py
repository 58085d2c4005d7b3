"""A thread of the news' own, for what takes milliseconds and would keep everybody else waiting."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")


class Aside:
    """Does one thing at a time: what it runs needs no locks.

    Not the event loop's usual threads: there names are resolved, which can take all of them for
    half a minute, and transactions wait for what is done here.
    """

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "news")

    async def run(self, work: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """What ``work`` returns, once it is its turn; what it raises is raised here."""
        doing = partial(work, *args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(self._thread, doing)

    def close(self) -> None:
        """Let go of the thread; what waits for it is given up."""
        self._thread.shutdown(wait=False, cancel_futures=True)
