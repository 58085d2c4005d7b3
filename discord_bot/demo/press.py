"""The press of the demo: a web server on this computer whose feeds have news over the minutes.

Every story is made up, says so, and is about nobody real. The hosts end in ``.demo.example``; they
are names that only the demo's bot resolves, and it resolves no others: nothing leaves the machine.
"""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape

from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

DOMAIN = "demo.example"


@dataclass(frozen=True, slots=True)
class Item:
    """A story ``seconds`` after the demo began; ``{show}`` stands for the show's title."""

    seconds: int
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Outlet:
    """Somebody who reports. Its feed is first read ``seconds`` after the demo began."""

    host: str
    name: str
    seconds: int
    items: tuple[Item, ...]

    @property
    def address(self) -> str:
        """The address of its feed."""
        return f"http://{self.host}.{DOMAIN}/feed"


_NOTE = "This story is made up for the demo."
OUTLETS = (
    Outlet(
        "leaf",
        "The Demo Leaf",
        20,
        (
            Item(
                5,
                "Demo: {show} wins the Golden Leaf of the Demo Awards",
                f"The jury praised the leaves. {_NOTE}",
            ),
            Item(
                1500,
                "Demo: a script of {show} is read aloud in the park",
                f"Bring a blanket. {_NOTE}",
            ),
        ),
    ),
    Outlet(
        "screen",
        "Demo Screen Weekly",
        70,
        (
            Item(
                60,
                "Demo: {show} gets a trailer that only this demo has seen",
                f"Two minutes of falling leaves and one bench. {_NOTE}",
            ),
        ),
    ),
    Outlet(
        "wire",
        "Demo News Wire",
        130,
        (
            Item(
                120,
                "Demo: {show} gets a trailer that only this demo has seen",
                f"The bench is praised. {_NOTE}",
            ),
        ),
    ),
    Outlet(
        "gazette",
        "The Demo Gazette",
        190,
        (
            Item(
                180,
                "Demo: {show} star secretly dating? Fans of the demo are sure",
                f"It claims to know a lot and says nothing; moderators see it first. {_NOTE}",
            ),
        ),
    ),
    Outlet(
        "ending",
        "Demo Endings",
        250,
        (
            Item(
                240,
                "Demo: {show} ending explained, by a tree",
                f"In the last episode the tree keeps its leaves. {_NOTE}",
            ),
        ),
    ),
    Outlet(
        "books",
        "Demo Book Post",
        320,
        (
            Item(
                310,
                "Demo: the {show} book club of the demo meets in the library",
                f"There will be tea. {_NOTE}",
            ),
        ),
    ),
)


@dataclass
class Press:
    """The web server. ``began_at`` is when the demo did."""

    show: str
    clock: Callable[[], datetime]
    began_at: datetime
    port: int = 0
    outlets: dict[str, Outlet] = field(
        default_factory=lambda: {outlet.host: outlet for outlet in OUTLETS}
    )

    async def answer(self, request: web.Request) -> web.Response:
        """A feed as it is now, or the page of an outlet, which names it."""
        outlet = self.outlets.get(request.host.partition(".")[0])
        if outlet is None:
            raise web.HTTPNotFound
        if request.path == "/feed":
            text = "".join(self._feed(outlet, self.clock()))
            return web.Response(text=text, content_type="application/rss+xml")
        return web.Response(text=self._page(outlet), content_type="text/html")

    def _feed(self, outlet: Outlet, now: datetime) -> Iterator[str]:
        home = f"http://{outlet.host}.{DOMAIN}/"
        yield '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
        yield f"<title>{escape(outlet.name)}</title><link>{home}</link>"
        for number, item in reversed(list(enumerate(outlet.items, start=1))):
            appears = self.began_at + timedelta(seconds=item.seconds)
            if appears > now:
                continue
            title = escape(item.title.format(show=self.show))
            yield f"<item><guid>{home}{number}</guid><link>{home}{number}</link>"
            yield f"<title>{title}</title><description>{escape(item.text)}</description>"
            yield f"<pubDate>{format_datetime(appears)}</pubDate></item>"
        yield "</channel></rss>"

    @staticmethod
    def _page(outlet: Outlet) -> str:
        name = escape(outlet.name)
        link = f'<link rel="alternate" type="application/rss+xml" title="{name}" href="/feed">'
        return f"<!doctype html><title>{name}</title>{link}<h1>{name}</h1><p>{_NOTE}</p>"


class OnlyHere(AbstractResolver):
    """Knows the hosts of the press, on the port that it got, and nobody else."""

    def __init__(self, press: Press) -> None:
        self._press = press

    async def resolve(
        self,
        host: str,
        port: int = 0,  # noqa: ARG002 - the press has its own
        family: socket.AddressFamily = socket.AF_INET,  # noqa: ARG002 - as aiohttp calls it
    ) -> list[ResolveResult]:
        """Where the press listens. Raises ``OSError`` for any other host."""
        if not host.endswith(f".{DOMAIN}"):
            raise OSError(f"the demo asks nobody outside, and so not {host}")
        return [
            ResolveResult(
                hostname=host,
                host="127.0.0.1",
                port=self._press.port,
                family=socket.AF_INET,
                proto=0,
                flags=0,
            )
        ]

    async def close(self) -> None:
        """Nothing is open."""


@asynccontextmanager
async def open_press(show: str, clock: Callable[[], datetime]) -> AsyncIterator[Press]:
    """A press that begins now and is there until the end of the block."""
    press = Press(show, clock, clock().replace(microsecond=0))
    app = web.Application()
    app.router.add_get("/{path:.*}", press.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        press.port = runner.addresses[0][1]
        yield press
    finally:
        await runner.cleanup()
