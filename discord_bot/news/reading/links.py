"""Addresses as feeds write them, and as a browser would follow them: http and https, whole."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

LONGEST = 2_048
"""Characters of an address that Discord takes in an embed."""

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_WEB = re.compile(r"https?://", re.IGNORECASE)
_IGNORED = str.maketrans("", "", "\t\r\n")
_AROUND = "".join(map(chr, range(0x21)))
_NOT_WRITTEN = re.compile(r"[\x00-\x20\x7f\"<>\\^`{|}\u202a-\u202e\u2066-\u2069]")


def joined(base: str, address: str) -> str:
    """``address`` as seen from ``base``, which may be empty. One with a scheme is left alone."""
    address = address.strip(_AROUND).translate(_IGNORED)
    if not base or not address or _SCHEME.match(address):
        return address
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def web_address(address: str | None, base: str | None) -> str | None:
    """A whole address of the web, or None for what is none. What is no letter of one is escaped."""
    if not address:
        return None
    address = joined(base or "", address)
    if address.startswith("//"):
        address = f"https:{address}"
    if not _WEB.match(address) or len(address) > LONGEST:
        return None
    try:
        host = urlsplit(address).hostname
    except ValueError:
        return None
    if not host:
        return None
    return _NOT_WRITTEN.sub(_escaped, address)


def is_web_address(text: str) -> bool:
    """Whether a text, such as an id, is an address by itself."""
    return _WEB.match(text) is not None and web_address(text, None) is not None


def _escaped(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode())
