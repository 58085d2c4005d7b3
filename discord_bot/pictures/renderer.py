"""Renders off the event loop, one picture after the other, with a bounded queue.

A picture's size is bounded by its model, and so is its time: the largest take about a tenth of a
second. Whoever is accepted thus waits for at most ``capacity`` pictures, one or two seconds.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import Future, ThreadPoolExecutor
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

from discord_bot.errors import UserError
from discord_bot.pictures.model import Picture

if TYPE_CHECKING:
    from discord_bot.pictures.fonts import FontBook

CAPACITY = 16


class PicturesBusy(UserError):  # noqa: N818 - said of the pictures, not of an error
    """Too many pictures are asked for at once; ``describe`` gives the same content as text."""

    def __init__(self) -> None:
        super().__init__("pictures.busy")


class Renderer:
    """One worker thread that draws; the drawing library is loaded there, at the first picture."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._free = BoundedSemaphore(capacity)
        self._executor: ThreadPoolExecutor | None = None
        self._fonts: FontBook | None = None

    async def render(self, picture: Picture) -> bytes:
        """``picture`` as a PNG file. Raises ``PicturesBusy`` where ``capacity`` are under way."""
        if not self._free.acquire(blocking=False):
            raise PicturesBusy
        if self._executor is None:
            self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pictures")
        job = self._executor.submit(self._paint, picture)
        job.add_done_callback(self._release)
        return await asyncio.wrap_future(job)

    def close(self) -> None:
        """Drop what waits, let the picture in hand be finished, and end the thread.

        A later ``render`` starts a new thread.
        """
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)
            self._executor = None

    def _release(self, _: Future[bytes]) -> None:
        self._free.release()

    def _paint(self, picture: Picture) -> bytes:
        from discord_bot.pictures.fonts import FontBook
        from discord_bot.pictures.paint import paint

        if self._fonts is None:
            self._fonts = FontBook()
        return paint(picture, self._fonts)
