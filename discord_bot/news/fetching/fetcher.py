"""Fetching an address politely: conditionally, one request at a time per host, within limits.

Redirects are followed here and not by the library, so that each step is checked as the first was.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from weakref import WeakValueDictionary

from aiohttp import ClientResponse, ClientSession, ClientTimeout, DummyCookieJar
from aiohttp.abc import AbstractResolver
from yarl import URL

from discord_bot.news.fetching.addresses import AllowedHosts, read_address
from discord_bot.news.fetching.answers import raise_for_status, troubles
from discord_bot.news.fetching.bodies import ACCEPTED, read_body, too_large
from discord_bot.news.fetching.connecting import connector
from discord_bot.news.fetching.headers import Validators, expires_in, max_age, validators
from discord_bot.news.fetching.problems import FetchError, FetchProblem

_PERMANENT = frozenset({301, 308})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_UNCHANGED = 304

_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, text/html;q=0.6, */*;q=0.5"
)


class FetchStatus(StrEnum):
    """Whether there is something to read."""

    FRESH = "fresh"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of asking an address.

    ``url`` is where the answer came from, without credentials: what is relative is relative to it.
    ``moved_to`` is where permanent redirects alone led, to be asked from now on – once it is known
    that a feed is there. ``validators`` are for the next time; keep them with what was read.
    ``body`` is empty where nothing has changed.
    """

    status: FetchStatus
    url: str
    moved_to: str | None
    body: bytes
    content_type: str | None
    validators: Validators
    max_age: timedelta | None
    expires_in: timedelta | None


@dataclass(frozen=True, slots=True)
class Limits:
    """What an answer may cost: bytes, seconds (``total`` for all redirects together), requests."""

    size: int = 5_000_000
    total: float = 30.0
    connect: float = 10.0
    silence: float = 15.0
    redirects: int = 8
    at_once: int = 20


@dataclass(slots=True)
class _Journey:
    """A fetch under way, from address to address."""

    url: URL
    moved_to: URL | None = None
    only_permanent: bool = True
    been: set[URL] = field(default_factory=set)

    def go(self, target: URL, *, permanent: bool) -> None:
        self.been.add(self.url)
        self.only_permanent &= permanent
        if self.only_permanent:
            self.moved_to = target
        self.url = target


class Fetcher:
    """Asks servers for feeds. Open it with ``Fetcher.open``; ``fetch`` is all there is to do."""

    def __init__(self, session: ClientSession, allowed: AllowedHosts, limits: Limits) -> None:
        self._session = session
        self._allowed = allowed
        self._limits = limits
        self._at_once = asyncio.Semaphore(limits.at_once)
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._held_until: dict[str, datetime] = {}

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        *,
        allowed_hosts: frozenset[str],
        user_agent: str,
        limits: Limits | None = None,
        resolver: AbstractResolver | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> AsyncIterator[Fetcher]:
        """A fetcher whose connections are closed at the end of the block.

        ``allowed_hosts`` are asked wherever they are; all others only on the public internet.
        ``resolver`` and ``tls`` stand in for the system's resolver and trusted certificates.
        """
        allowed, limits = AllowedHosts(allowed_hosts), limits or Limits()
        async with ClientSession(
            connector=connector(allowed, resolver, tls),
            headers={"User-Agent": user_agent, "Accept": _ACCEPT, "Accept-Encoding": ACCEPTED},
            timeout=ClientTimeout(
                total=None, sock_connect=limits.connect, sock_read=limits.silence
            ),
            auto_decompress=False,
            cookie_jar=DummyCookieJar(),
        ) as session:
            yield cls(session, allowed, limits)

    def check(self, address: str) -> str:
        """The address as it is going to be asked, without asking. Raises ``FetchError``."""
        return str(read_address(address, self._allowed))

    async def fetch(self, address: str, known: Validators, *, now: datetime) -> Fetched:
        """Ask for what is at ``address``, or whether it is still what ``known`` stands for.

        Raises ``FetchError`` and nothing else. Waits for its turn where the host is being asked
        already; that wait counts towards no limit.
        """
        journey = _Journey(read_address(address, self._allowed))
        left = self._limits.total
        clock = asyncio.get_running_loop().time
        while True:
            host = journey.url.host or ""
            turn = self._turns.setdefault(host, asyncio.Lock())
            async with turn, self._at_once:
                self._respect_hold(host, now)
                began = clock()
                fetched = await self._ask(journey, known, now, left)
                left -= clock() - began
            if fetched is not None:
                return fetched

    async def _ask(
        self, journey: _Journey, known: Validators, now: datetime, seconds: float
    ) -> Fetched | None:
        """One request; None where it led on to another address."""
        try:
            with troubles(self._limits.total):
                async with (
                    asyncio.timeout(seconds),
                    self._session.get(
                        journey.url, headers=known.headers, allow_redirects=False
                    ) as response,
                ):
                    if response.status in _REDIRECTS:
                        self._follow(journey, response)
                        return None
                    return await self._read(journey, response, known, now)
        except FetchError as error:
            self._note_hold(journey.url.host or "", error, now)
            raise

    def _follow(self, journey: _Journey, response: ClientResponse) -> None:
        location = response.headers.get("Location")
        if location is None:
            raise FetchError(FetchProblem.REDIRECTS, f"{response.status} without an address")
        target = _joined(journey.url, location, self._allowed)
        if target in journey.been or target == journey.url:
            raise FetchError(FetchProblem.REDIRECTS, "it leads in a circle")
        if len(journey.been) >= self._limits.redirects:
            raise FetchError(FetchProblem.REDIRECTS, f"over {self._limits.redirects} redirects")
        # A server that sends from https to http does not get to make that permanent.
        downgrade = journey.url.scheme == "https" and target.scheme == "http"
        journey.go(target, permanent=response.status in _PERMANENT and not downgrade)

    async def _read(
        self, journey: _Journey, response: ClientResponse, known: Validators, now: datetime
    ) -> Fetched:
        given = validators(response.headers)
        fetched = Fetched(
            FetchStatus.UNCHANGED,
            url=str(journey.url.with_user(None)),
            moved_to=None if journey.moved_to is None else str(journey.moved_to),
            body=b"",
            content_type=response.headers.get("Content-Type"),
            validators=given,
            max_age=max_age(response.headers),
            expires_in=expires_in(response.headers, now),
        )
        if response.status == _UNCHANGED and known:
            kept = Validators(given.etag or known.etag, given.last_modified or known.last_modified)
            return replace(fetched, validators=kept)
        raise_for_status(response.status, response.headers, now)
        limit = self._limits.size
        if (response.content_length or 0) > limit:
            raise too_large(limit)
        encoding = response.headers.get("Content-Encoding", "")
        body = await read_body(response.content.iter_any(), encoding, limit)
        return replace(fetched, status=FetchStatus.FRESH, body=body)

    # --- hosts that want to be left alone -------------------------------------------------------

    def _respect_hold(self, host: str, now: datetime) -> None:
        until = self._held_until.get(host)
        if until is None:
            return
        if until <= now:
            del self._held_until[host]
            return
        raise FetchError(FetchProblem.HELD, host, until - now)

    def _note_hold(self, host: str, error: FetchError, now: datetime) -> None:
        """Remember that a host, and not one feed of it, was asked for too often."""
        if error.problem is FetchProblem.RATE_LIMITED and error.retry_after is not None:
            self._held_until[host] = now + min(error.retry_after, timedelta(days=1))


def _joined(url: URL, location: str, allowed: AllowedHosts) -> URL:
    """Where a redirect leads, checked; credentials stay with the origin they were given for."""
    try:
        joined = url.join(URL(location)).with_user(None)
    except ValueError:
        raise FetchError(FetchProblem.REDIRECTS, "to what is no address") from None
    target = read_address(str(joined), allowed)
    if target.origin() == url.origin():
        return target.with_user(url.user).with_password(url.password)
    return target
