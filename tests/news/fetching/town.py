"""Many hosts on one loopback port, each as well or as badly behaved as a test wants it."""

from __future__ import annotations

import asyncio
import socket
import ssl
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from aiohttp.abc import AbstractResolver, ResolveResult

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)

FEED = b"""<?xml version="1.0"?>
<rss version="2.0"><channel><title>Town news</title><link>http://town.example/</link>
<item><guid>1</guid><title>Heartstopper film finished</title>
<link>http://town.example/1</link><pubDate>Mon, 04 May 2026 11:30:00 GMT</pubDate></item>
</channel></rss>"""

HTML = b"""<!doctype html><html><head><title>Town</title>
<link rel="alternate" type="application/rss+xml" title="All" href="/feed">
</head><body><p>Hello.</p></body></html>"""


@dataclass(frozen=True)
class Request:
    """What somebody asked; names of headers are in small letters."""

    host: str
    path: str
    headers: Mapping[str, str]


Script = Callable[[Request, asyncio.StreamWriter], Awaitable[None]]


def head(status: int, headers: Mapping[str, str] | None = None) -> bytes:
    lines = [f"HTTP/1.1 {status} So", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def says(status: int = 200, body: bytes = FEED, **headers: str) -> Script:
    """A server that answers so; ``_`` in a header's name stands for ``-``."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    async def script(request: Request, writer: asyncio.StreamWriter) -> None:
        lower = {name.lower() for name in named}
        length = {} if "content-length" in lower else {"Content-Length": str(len(body))}
        writer.write(head(status, {**named, **length}) + body)

    return script


def sends(*pieces: bytes, pause: float = 0.0) -> Script:
    """A server that sends these bytes and no others, with pauses between."""

    async def script(request: Request, writer: asyncio.StreamWriter) -> None:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)

    return script


def endless(piece: bytes, **headers: str) -> Script:
    """A server whose body never ends."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    async def script(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(head(200, named))
        while True:
            writer.write(piece)
            await writer.drain()

    return script


async def silent(request: Request, writer: asyncio.StreamWriter) -> None:
    """A server that takes the question and never answers."""
    await asyncio.Event().wait()


async def resets(request: Request, writer: asyncio.StreamWriter) -> None:
    """A server that breaks the connection in the midst of its answer."""
    writer.write(head(200, {"Content-Length": "1000"}) + b"<rss>")
    await writer.drain()
    linger = b"\x01\x00\x00\x00\x00\x00\x00\x00"
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    writer.transport.abort()


class TownResolver(AbstractResolver):
    """``*.example`` is this machine; others are what a test says, or nobody."""

    def __init__(self) -> None:
        self.answers: dict[str, list[list[str]]] = {}
        """Addresses by name, of one question after another; the last stays."""
        self.asked: list[str] = []

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self.asked.append(host)
        given = self.answers.get(host)
        if given:
            found = given.pop(0) if len(given) > 1 else given[0]
        elif host.endswith(".example"):
            found = ["127.0.0.1"]
        else:
            raise OSError(f"nobody is called {host}")
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=0,
            )
            for address in found
        ]

    async def close(self) -> None:
        pass


@dataclass
class Town:
    """All hosts. What has no script answers with 404."""

    port: int = 0
    scripts: dict[tuple[str, str], Script] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    resolver: TownResolver = field(default_factory=TownResolver)
    busy: dict[str, int] = field(default_factory=dict)
    most_at_once: dict[str, int] = field(default_factory=dict)
    scheme: str = "http"

    def url(self, host: str, path: str = "/feed") -> str:
        return f"{self.scheme}://{host}:{self.port}{path}"

    def build(self, host: str, script: Script, path: str = "/feed") -> str:
        """Have a host answer so; returns the address."""
        self.scripts[host, path] = script
        return self.url(host, path)

    def asked(self, host: str) -> list[Request]:
        return [request for request in self.requests if request.host == host]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request: Request | None = None
        try:
            request = await _read(reader)
            self.requests.append(request)
            at_once = self.busy.get(request.host, 0) + 1
            self.busy[request.host] = at_once
            self.most_at_once[request.host] = max(at_once, self.most_at_once.get(request.host, 0))
            script = self.scripts.get((request.host, request.path), says(404, b""))
            await script(request, writer)
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass  # whoever asked has gone
        finally:
            if request is not None:
                self.busy[request.host] -= 1
            writer.close()


async def _read(reader: asyncio.StreamReader) -> Request:
    text = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = text.strip().split("\r\n")
    headers = {
        name.strip().lower(): value.strip()
        for name, _, value in (line.partition(":") for line in lines)
    }
    return Request(headers["host"].partition(":")[0], first.split(" ")[1], headers)


@asynccontextmanager
async def open_town(tls: ssl.SSLContext | None = None) -> AsyncIterator[Town]:
    town = Town(scheme="http" if tls is None else "https")
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        try:
            await town.serve(reader, writer)
        finally:
            tasks.discard(task)

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    town.port = server.sockets[0].getsockname()[1]
    try:
        yield town
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.wait_closed()


@dataclass(frozen=True)
class Certificate:
    """One that its owner signed."""

    certificate: Path
    key: Path

    @property
    def server(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.key)
        return context

    @property
    def trusting(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.certificate))


def sign(directory: Path, name: str = "safe.example") -> Certificate:
    made = Certificate(directory / "certificate.pem", directory / "key.pem")
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-days", "2", "-subj", f"/CN={name}", "-addext"),
            f"subjectAltName=DNS:{name}",
            *("-keyout", str(made.key), "-out", str(made.certificate)),
        ],
        check=True,
        capture_output=True,
        timeout=60,
    )
    return made
