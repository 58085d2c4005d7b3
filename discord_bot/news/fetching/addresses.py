"""Which addresses the bot asks at somebody's word, and how they are shown.

Whoever may follow a feed could otherwise have the bot look into the network that it runs in:
routers, databases, and the metadata services of clouds, which hand out keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from yarl import URL

from discord_bot.news.fetching.problems import FetchError, FetchProblem

_PORTS = frozenset({80, 443})
_FIRST_FREE_PORT = 1024
"""Below, other ports belong to services that are no web servers and might take a request for one
of their own (mail, printers)."""

_HOST = re.compile(r"[a-z0-9._:-]+", re.ASCII | re.IGNORECASE)
"""A name, with letters of other alphabets as DNS has them, or an IP address."""

_LONGEST = 2048
"""Characters of an address: as much as browsers and search engines take."""

# From IANA's registries of special-purpose addresses, where "globally reachable" is false, and
# multicast. ``ipaddress`` has such tables, too, but they were wrong before Python 3.11.10.
_NOT_PUBLIC_4 = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # carriers' own; Alibaba's metadata service
        "127.0.0.0/8",
        "168.63.129.16/32",  # Azure's platform service: a public number that is answered inside
        "169.254.0.0/16",  # link-local; the metadata services of AWS, Azure, Google and others
        "172.16.0.0/12",
        "192.0.0.0/24",  # Oracle's metadata service, too
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
_PUBLIC_6 = ip_network("2000::/3")
_NOT_PUBLIC_6 = tuple(
    ip_network(text)
    for text in (
        "2001::/23",  # Teredo, ORCHID, benchmarks
        "2001:db8::/32",
        "2002::/16",  # 6to4, which may hide a private IPv4 address
        "3fff::/20",
    )
)
_TRANSLATED = ip_network("64:ff9b::/96")
"""IPv4 addresses as networks without IPv4 see them (NAT64)."""


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet; False for what is no IP address."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address):
        return _is_public_6(parsed)
    return not any(parsed in network for network in _NOT_PUBLIC_4)


def _is_public_6(address: IPv6Address) -> bool:
    if address.scope_id is not None:
        return False
    if address.ipv4_mapped is not None:
        return is_public(str(address.ipv4_mapped))
    if address in _TRANSLATED:
        return is_public(str(IPv4Address(int(address) & 0xFFFFFFFF)))
    return address in _PUBLIC_6 and not any(address in network for network in _NOT_PUBLIC_6)


class AllowedHosts:
    """The hosts that may be asked wherever they are, by name; ``*.name`` allows all below one."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        lower = {name.strip().lower().rstrip(".") for name in names}
        self._exact = {name for name in lower if not name.startswith("*.")}
        self._below = tuple(name.removeprefix("*") for name in lower if name.startswith("*."))

    def __contains__(self, host: str) -> bool:
        name = host.lower().rstrip(".")
        return name in self._exact or name.endswith(self._below)


def read_address(text: str, allowed: AllowedHosts) -> URL:
    """The address to ask for ``text``, without a fragment.

    Raises ``FetchError`` for what is no http(s) address, for ports of other services, and for the
    IP address of a host that is not public. What a name stands for is checked on connecting.
    """
    try:
        url = URL(text.strip()).with_fragment(None)
        host, port = url.host, url.port
    except ValueError:
        raise FetchError(FetchProblem.ADDRESS, "This is no address of a web server") from None
    if url.scheme not in {"http", "https"} or not host:
        raise FetchError(FetchProblem.ADDRESS, "This is no http:// or https:// address")
    if not _HOST.fullmatch(url.raw_host or ""):
        raise FetchError(FetchProblem.ADDRESS, "This is no address of a web server")
    if len(str(url)) > _LONGEST:
        raise FetchError(FetchProblem.ADDRESS, f"The address is longer than {_LONGEST} characters")
    if not str(url).isascii():
        raise FetchError(FetchProblem.ADDRESS, "The address has characters that none may have")
    if host in allowed:
        return url
    if port is None or not (port in _PORTS or port >= _FIRST_FREE_PORT):
        raise FetchError(FetchProblem.ADDRESS, f"Port {port} is not one of web servers")
    if _is_ip_address(host) and not is_public(host):
        raise FetchError(FetchProblem.PRIVATE, host)
    return url


def _is_ip_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


_SECRET = re.compile(
    r"(?:^|[^a-z])(?:auth|code|hash|key|pass|pwd|sig)(?:$|[^a-z])"
    r"|token|secret|passw|signature|session|credential|(?:api|auth|access)[_-]?key",
    re.IGNORECASE,
)
"""The name of a query parameter that may be what lets its owner in."""


def shown(address: str) -> str:
    """An address as it may be shown and logged: without a user, a password or a token in it."""
    try:
        url = URL(address)
        if not url.absolute:
            return "an address that cannot be read"
        bare = url.with_user(None).with_fragment(None)
        query = [(name, _hidden(name, value)) for name, value in bare.query.items()]
    except ValueError:
        return "an address that cannot be read"
    return str(bare if query == list(bare.query.items()) else bare.with_query(query))


def _hidden(name: str, value: str) -> str:
    return "hidden" if value and _SECRET.search(name) else value


def user_agent(version: str, homepage: str | None) -> str:
    """How the bot names itself to servers: what it is, and where its owner can be found."""
    about = f"+{homepage}" if homepage else "a Discord bot that reads feeds"
    return f"fanbot/{version} ({about})"
