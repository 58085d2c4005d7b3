"""Bodies as they come in, compressed or not, and never larger than allowed before or after."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator
from typing import Protocol

import brotli

from discord_bot.news.fetching.problems import FetchError, FetchProblem

ACCEPTED = "gzip, br"
"""What is asked for. ``deflate`` is understood, but servers do not agree on what it is."""

_GZIP_MAGIC = b"\x1f\x8b"
_ZLIB_OR_GZIP = 32 + zlib.MAX_WBITS


class _Inflater(Protocol):
    """Uncompresses a stream by pieces; raises ``_BrokenError``."""

    def feed(self, data: bytes, limit: int) -> bytes:
        """What ``data`` comes to, at most ``limit`` bytes and a little."""

    @property
    def is_whole(self) -> bool:
        """Whether the stream has ended as it should."""


class _BrokenError(Exception):
    """What came is not compressed as was said."""


class _Plain:
    is_whole = True

    def feed(self, data: bytes, limit: int) -> bytes:
        return data[: limit + 1]


class _Zlib:
    """``gzip`` of any number of members, and ``deflate`` with its header or without."""

    def __init__(self, wbits: int = _ZLIB_OR_GZIP) -> None:
        self._stream = zlib.decompressobj(wbits)
        self._wbits = wbits
        self._began = False

    @property
    def is_whole(self) -> bool:
        return self._stream.eof or not self._began

    def feed(self, data: bytes, limit: int) -> bytes:
        out = bytearray()
        while data and len(out) <= limit:
            if self._stream.eof:
                if not data.startswith(_GZIP_MAGIC[:1]):
                    return bytes(out)  # padding after the end, which every browser overlooks
                self._stream = zlib.decompressobj(self._wbits)
            out += self._some(data, limit + 1 - len(out))
            data = self._stream.unused_data or self._stream.unconsumed_tail
        return bytes(out)

    def _some(self, data: bytes, limit: int) -> bytes:
        try:
            return self._stream.decompress(data, limit)
        except zlib.error as error:
            if self._began or self._wbits != _ZLIB_OR_GZIP or data.startswith(_GZIP_MAGIC):
                raise _BrokenError from error
            self._wbits = -zlib.MAX_WBITS
            self._stream = zlib.decompressobj(self._wbits)
            return self._some(data, limit)
        finally:
            self._began = True


class _Brotli:
    def __init__(self) -> None:
        self._stream = brotli.Decompressor()
        self._began = False

    @property
    def is_whole(self) -> bool:
        return self._stream.is_finished() or not self._began

    def feed(self, data: bytes, limit: int) -> bytes:
        self._began = True
        try:
            return bytes(self._stream.process(data, output_buffer_limit=limit + 1))
        except brotli.error as error:
            raise _BrokenError from error


def _inflater(encoding: str) -> _Inflater:
    match encoding.strip().lower():
        case "" | "identity":
            return _Plain()
        case "gzip" | "x-gzip" | "deflate":
            return _Zlib()
        case "br":
            return _Brotli()
        case _:
            raise FetchError(FetchProblem.UNREADABLE, "compressed in a way that was not asked for")


async def read_body(pieces: AsyncIterator[bytes], encoding: str, limit: int) -> bytes:
    """The whole body, uncompressed, from the pieces that come in.

    No more than ``limit`` bytes are taken in, nor are more made of them. Raises ``FetchError``.
    """
    stream = _inflater(encoding)
    taken, body = 0, bytearray()
    async for piece in pieces:
        taken += len(piece)
        try:
            body += stream.feed(piece, limit - len(body))
        except _BrokenError:
            raise FetchError(FetchProblem.UNREADABLE, "its compression is broken") from None
        if max(taken, len(body)) > limit:
            raise too_large(limit)
    if not stream.is_whole:
        raise _broken_off()
    return _unpacked(bytes(body), limit)


def _unpacked(body: bytes, limit: int) -> bytes:
    """The body of a file that is itself compressed (``feed.xml.gz``), or as it is."""
    if not body.startswith(_GZIP_MAGIC):
        return body
    stream = _Zlib()
    try:
        unpacked = stream.feed(body, limit)
    except _BrokenError:
        return body  # it only begins like one
    if len(unpacked) > limit:
        raise too_large(limit)
    if not stream.is_whole:
        raise _broken_off()
    return unpacked


def _broken_off() -> FetchError:
    return FetchError(FetchProblem.INCOMPLETE, "in the midst of its compression")


def too_large(limit: int) -> FetchError:
    """The error of an answer over the limit."""
    return FetchError(FetchProblem.TOO_LARGE, f"over {limit / 1_000_000:g} MB")
