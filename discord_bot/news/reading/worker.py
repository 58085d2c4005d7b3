"""The process in which documents are read: ``python -m discord_bot.news.reading.worker``.

It reads questions from standard input and writes answers to standard output until there are no
more. One that takes too much of a processor ends it, whether whoever started it is still there or
not; when it takes too long by the clock, that one kills it. What is broken enough to take more
memory than there is gets an answer like any other.
"""

from __future__ import annotations

import gc
import signal
import sys
from contextlib import suppress
from typing import BinaryIO

from discord_bot.news.reading.document import load, read_document
from discord_bot.news.reading.feed import FeedError
from discord_bot.news.reading.wire import (
    LENGTH,
    READY,
    Question,
    framed,
    question_of,
    refused,
    told,
)

MEMORY = 1_000_000_000
"""Bytes of address space; a feed of 5 MB takes a quarter of it."""


def main() -> None:
    """Answer until standard input ends."""
    # A terminal's Ctrl-C is meant for whoever started this, who ends the input in time.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit_memory()
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    load()
    sink.write(framed(READY))
    sink.flush()
    while (said := _frame(source)) is not None:
        body = _frame(source)
        if body is None:
            return
        question = question_of(said, body)
        _allow(question.seconds)
        for frame in answer(question):
            sink.write(frame)
        sink.flush()
        _allow(0)


def answer(question: Question) -> list[bytes]:
    """The frames that answer a question."""
    try:
        feed = read_document(
            question.body,
            base=question.base,
            content_type=question.content_type,
            now=question.now,
        )
        return list(told(feed))
    except FeedError as error:
        return [refused(str(error))]
    except MemoryError:
        gc.collect()
        return [
            refused(
                "The document takes more memory to read than a feed may; tell the site, or look "
                "for another feed of it."
            )
        ]


def _frame(source: BinaryIO) -> bytes | None:
    """The next frame, or None at the end."""
    length = source.read(LENGTH.size)
    if len(length) < LENGTH.size:
        return None
    (count,) = LENGTH.unpack(length)
    data = source.read(count)
    return data if len(data) == count else None


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    limit = MEMORY if most == resource.RLIM_INFINITY else min(MEMORY, most)
    with suppress(OSError, ValueError):  # some systems have the limit and do not let it be set
        resource.setrlimit(resource.RLIMIT_AS, (limit, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _allow(seconds: float) -> None:
    """End by SIGPROF after these seconds of a processor; 0 takes that back."""
    if hasattr(signal, "setitimer"):  # not on Windows, where the clock alone counts
        signal.setitimer(signal.ITIMER_PROF, seconds)


if __name__ == "__main__":
    main()
