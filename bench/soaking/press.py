"""The press of the soak: feeds on loopback, in a process of their own.

``python -m bench.soaking.press`` prints its port. Each line on its standard input is a story:
``{"host": …, "title": …, "text": …, "at": …}``; it is in the feed of that host from then on, and
the host's oldest beyond ``KEPT`` is not. Every host has a feed at ``/feed``, with an ``ETag``.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections import defaultdict, deque
from contextlib import asynccontextmanager
from datetime import datetime
from email.utils import format_datetime
from html import escape
from typing import TYPE_CHECKING, Any

from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

if TYPE_CHECKING:
    import socket
    from collections.abc import AsyncIterator

DOMAIN = "press.example"
KEPT = 20
"""Stories of a host, the newest."""


# --- the server's process -----------------------------------------------------------------------


class Hosts:
    """What each host has told."""

    def __init__(self) -> None:
        self._told: dict[str, deque[dict[str, str]]] = defaultdict(lambda: deque(maxlen=KEPT))
        self._count = 0

    async def listen(self) -> None:
        """Take stories until standard input ends."""
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        while line := await reader.readline():
            story = json.loads(line)
            self._count += 1
            self._told[story["host"]].appendleft(story | {"number": str(self._count)})

    async def answer(self, request: web.Request) -> web.Response:
        """A feed. A connection kept open would be waited for by the simulation."""
        host = request.host.partition(":")[0]
        stories = self._told[host]
        tag = f'"{stories[0]["number"] if stories else 0}"'
        if request.headers.get("If-None-Match") == tag:
            response = web.Response(status=304, headers={"ETag": tag})
        else:
            response = web.Response(
                text=_rss(host, stories),
                content_type="application/rss+xml",
                headers={"ETag": tag},
            )
        response.force_close()
        return response


def _rss(host: str, stories: deque[dict[str, str]]) -> str:
    home = f"http://{host}/"
    items = "".join(
        f"<item><guid>{home}{story['number']}</guid><link>{home}{story['number']}</link>"
        f"<title>{escape(story['title'])}</title><description>{escape(story['text'])}</description>"
        f"<pubDate>{format_datetime(datetime.fromisoformat(story['at']))}</pubDate></item>"
        for story in stories
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
        f"<title>{host}</title><link>{home}</link>{items}</channel></rss>"
    )


async def serve() -> None:
    hosts = Hosts()
    app = web.Application()
    app.router.add_get("/{path:.*}", hosts.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)
    await hosts.listen()


# --- its end in the soak ------------------------------------------------------------------------


class Press:
    """Tells stories to the server."""

    def __init__(self, process: asyncio.subprocess.Process, port: int) -> None:
        self._process = process
        self.port = port

    def tell(self, host: str, title: str, text: str, at: datetime) -> None:
        """A story that is news from now on; ``host`` without the domain."""
        story = {"host": f"{host}.{DOMAIN}", "title": title, "text": text, "at": at.isoformat()}
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(story).encode() + b"\n")

    @staticmethod
    def address(host: str) -> str:
        """The address of a host's feed."""
        return f"http://{host}.{DOMAIN}/feed"


class OnlyHere(AbstractResolver):
    """Knows the hosts of the press, and nobody else."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def resolve(
        self,
        host: str,
        port: int = 0,  # noqa: ARG002 - the press has its own
        family: socket.AddressFamily = 2,  # type: ignore[assignment]
    ) -> list[ResolveResult]:
        """Where the press listens. Raises ``OSError`` for any other host."""
        if not host.endswith(f".{DOMAIN}"):
            raise OSError(f"the soak asks nobody outside, and so not {host}")
        found = {"hostname": host, "host": "127.0.0.1", "port": self._port, "family": family}
        return [ResolveResult(**found, proto=0, flags=0)]  # type: ignore[typeddict-item]

    async def close(self) -> None:
        """Nothing is open."""


@asynccontextmanager
async def open_press() -> AsyncIterator[Press]:
    """A press, for the length of the block."""
    pipe: Any = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.soaking.press", stdin=pipe, stdout=pipe
    )
    assert process.stdout is not None
    try:
        yield Press(process, int(await process.stdout.readline()))
    finally:
        process.kill()
        await process.wait()


if __name__ == "__main__":
    asyncio.run(serve())
