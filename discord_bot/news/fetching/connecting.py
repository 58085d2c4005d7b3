"""Connections to public addresses only, made to the very address that was checked.

A name is resolved once per connection, what it stands for is checked, and the socket goes to one
of the checked addresses: a name that stands for something else a moment later (DNS rebinding)
changes nothing. The sockets check once more, which catches an address that never was resolved.
"""

from __future__ import annotations

import socket
import ssl

from aiohttp import TCPConnector
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.connector import AddrInfoType
from aiohttp.resolver import DefaultResolver

from discord_bot.news.fetching.addresses import AllowedHosts, is_public

_LOOPBACK = "127.0.0.1"


class NotPublicError(OSError):
    """A host is not on the public internet and not among those that are allowed all the same."""


class NoSuchNameError(OSError):
    """No address goes by this name, or none was found."""


class PublicResolver(AbstractResolver):
    """Resolves names to public addresses, and those of allowed hosts to whatever they are.

    ``localhost`` and names below it are this machine, as RFC 6761 has it, so that tests and the
    demo have as many hosts as they like.
    """

    def __init__(self, inner: AbstractResolver, allowed: AllowedHosts) -> None:
        self._inner = inner
        self._allowed = allowed
        self.exceptions: set[str] = set()
        """Addresses that were given for allowed hosts."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """What ``host`` stands for and may be connected to; raises ``OSError``."""
        found = await self._find(host, port, family)
        if host in self._allowed:
            self.exceptions.update(result["host"] for result in found)
            return found
        public = [result for result in found if is_public(result["host"])]
        if not public:
            raise NotPublicError(host)
        return public

    async def _find(
        self, host: str, port: int, family: socket.AddressFamily
    ) -> list[ResolveResult]:
        if f".{host.lower().rstrip('.')}".endswith(".localhost"):
            return [_loopback(host, port)]
        try:
            found = await self._inner.resolve(host, port, family)
        except OSError as error:
            raise NoSuchNameError(host) from error
        if not found:
            raise NoSuchNameError(host)
        return found

    async def close(self) -> None:
        """Let go of the resolver within."""
        await self._inner.close()


def _loopback(host: str, port: int) -> ResolveResult:
    return ResolveResult(
        hostname=host, host=_LOOPBACK, port=port, family=socket.AF_INET, proto=0, flags=0
    )


def connector(
    allowed: AllowedHosts, resolver: AbstractResolver | None, tls: ssl.SSLContext | None
) -> TCPConnector:
    """A connector for public addresses and allowed hosts. Make it within the running loop."""
    public = PublicResolver(resolver or DefaultResolver(), allowed)

    def open_socket(info: AddrInfoType) -> socket.socket:
        family, kind, protocol, _, address = info
        host = str(address[0])
        # An allowed host that is written as an IP address is not resolved.
        if not (is_public(host) or host in public.exceptions or host in allowed):
            raise NotPublicError(host)
        return socket.socket(family, kind, protocol)

    return TCPConnector(
        resolver=public,
        socket_factory=open_socket,
        ssl=True if tls is None else tls,
        limit=0,
        # Each connection checks what its name stands for now.
        use_dns_cache=False,
    )
