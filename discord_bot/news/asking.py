"""Asks many feeds at once: hosts side by side, the feeds of one host one after another."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections import deque
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from discord_bot.news.fetching.fetcher import Fetched, FetchStatus
from discord_bot.news.fetching.headers import Validators
from discord_bot.news.fetching.problems import FetchError, FetchProblem
from discord_bot.news.ports import Tools
from discord_bot.news.reading.feed import Feed, FeedError
from discord_bot.news.schedule import FLOOR, Failure
from discord_bot.news.stories import FollowedFeed

AT_ONCE = 20
"""Hosts that are asked at the same time."""
HOPELESS = 3
"""Feeds of one host that cannot be reached until its others are left for later: each may take half
a minute, and who is down or overloaded is helped by no more questions."""
_WAITING = 50
"""Answers that wait to be taken in; beyond that nobody is asked, so that memory has a bound."""

OUR_FAULT = (
    "The bot itself failed at this feed. It is tried again; if it stays so, tell whoever runs the "
    "bot, whose log says more."
)

_OF_THE_HOST = frozenset({FetchProblem.NAME, FetchProblem.UNREACHABLE, FetchProblem.TIMEOUT})
_LASTING = frozenset({FetchProblem.ADDRESS, FetchProblem.PRIVATE, FetchProblem.NOT_FOUND})

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of asking a feed; one of four.

    It was read (``content``, of a document with that ``digest``), it is as it was (``fetched``
    alone), it failed (``failure``, with ``problem`` for people, and how long the server wants to be
    left alone), or it was not asked and has to wait (``wait``).
    """

    feed: FollowedFeed
    fetched: Fetched | None = None
    content: Feed | None = None
    digest: bytes = b""
    failure: Failure | None = None
    problem: str | None = None
    retry_after: timedelta | None = None
    wait: timedelta | None = None


async def ask(
    tools: Tools, feed: FollowedFeed, now: datetime, read_before: bytes | None = None
) -> tuple[Answer, bool]:
    """What comes of asking a feed, and whether its host can be reached. Raises nothing.

    A document with the digest ``read_before`` is not read again.
    """
    try:
        return await _ask(tools, feed, now, read_before), True
    except FetchError as error:
        if error.problem is FetchProblem.HELD:
            return Answer(feed, wait=error.retry_after or FLOOR), True
        answer = Answer(
            feed,
            failure=_failure(error.problem),
            problem=str(error),
            retry_after=error.retry_after,
        )
        return answer, error.problem not in _OF_THE_HOST
    except FeedError as error:
        return Answer(feed, failure=Failure.PASSING, problem=str(error)), True
    except Exception:  # noqa: BLE001 - one feed must not keep others from being read
        _log.exception("A feed could not be read", extra={"feed_id": feed.id})
        return Answer(feed, failure=Failure.PASSING, problem=OUR_FAULT), True


async def _ask(
    tools: Tools, feed: FollowedFeed, now: datetime, read_before: bytes | None
) -> Answer:
    known = Validators(feed.etag, feed.last_modified)
    fetched = await tools.fetcher.fetch(feed.url, known, now=now)
    digest = hashlib.sha256(fetched.body).digest()
    if fetched.status is FetchStatus.UNCHANGED or digest == read_before:
        return Answer(feed, fetched)
    content = await tools.reader.read(
        fetched.body, base=fetched.url, content_type=fetched.content_type, now=now
    )
    return Answer(feed, fetched, content, digest)


def _failure(problem: FetchProblem) -> Failure:
    if problem is FetchProblem.GONE:
        return Failure.GONE
    return Failure.LASTING if problem in _LASTING else Failure.PASSING


@asynccontextmanager
async def asking(
    tools: Tools, feeds: Sequence[FollowedFeed], now: datetime, digests: Mapping[int, bytes]
) -> AsyncIterator[AsyncIterator[list[Answer]]]:
    """Ask feeds; within the block their answers come as they come in, some at a time, each once.

    ``digests`` are those of the documents that were read before, by feed. What is
    under way is given up at the end of the block.
    """
    hosts = deque(_by_host(feeds))
    answers: asyncio.Queue[Answer] = asyncio.Queue(_WAITING)

    async def work() -> None:
        while hosts:
            await _ask_host(tools, hosts.popleft(), now, digests, answers)

    workers = [asyncio.create_task(work()) for _ in range(min(AT_ONCE, len(hosts)))]
    try:
        yield _batches(answers, len(feeds))
    finally:
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)


async def _ask_host(
    tools: Tools,
    feeds: list[FollowedFeed],
    now: datetime,
    digests: Mapping[int, bytes],
    answers: asyncio.Queue[Answer],
) -> None:
    misses = 0
    for feed in feeds:
        if misses >= HOPELESS:
            await answers.put(Answer(feed, wait=FLOOR))
            continue
        answer, is_reachable = await ask(tools, feed, now, digests.get(feed.id))
        misses = 0 if is_reachable else misses + 1
        await answers.put(answer)


async def _batches(answers: asyncio.Queue[Answer], count: int) -> AsyncIterator[list[Answer]]:
    """All that has come in, as long as there is something to come."""
    while count:
        batch = [await answers.get()]
        while not answers.empty():
            batch.append(answers.get_nowait())
        count -= len(batch)
        yield batch


def _by_host(feeds: Iterable[FollowedFeed]) -> list[list[FollowedFeed]]:
    found: dict[str, list[FollowedFeed]] = {}
    for feed in feeds:
        found.setdefault(_host(feed.url), []).append(feed)
    return list(found.values())


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
