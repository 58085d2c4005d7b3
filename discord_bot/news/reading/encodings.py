"""From bytes to text: what a byte order mark, the server and the document say, and who is right.

Declarations lie. What decodes as UTF-8 is UTF-8, whatever is declared: other encodings of more than
a few letters practically never do. Otherwise the server is believed before the document. Where
both are silent or name what does not exist, it is UTF-8 in which single bytes are Windows-1252.
"""

from __future__ import annotations

import codecs
import re
import zlib

from discord_bot.news.reading.feed import FeedError

LARGEST = 5_000_000
"""Bytes of a document, unpacked; the same as what is fetched at most."""

_GZIP_MAGIC = b"\x1f\x8b"
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE = (
    (re.compile(rb"\s*[<{]\x00\x00\x00", re.DOTALL), "utf-32-le"),
    (re.compile(rb"\x00\x00\x00[<{]"), "utf-32-be"),
    (re.compile(rb"(?:\s\x00)*[<{]\x00[^\x00]"), "utf-16-le"),
    (re.compile(rb"(?:\x00\s)*\x00[<{]\x00"), "utf-16-be"),
)
_DECLARED = re.compile(rb"""\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)
_TEXT_CODECS = re.compile(
    r"ascii|utf-8(?:-sig)?|iso8859-\d+|iso2022_\w+|cp\d+|koi8-[rut]|gb\w+|hz|big5\w*|euc_\w+|"
    r"shift_\w+|johab|mac-\w+|ptcp154|kz1048|tis-620"
)
"""Python's codecs that are encodings of text: it has others, such as ``idna`` and ``zip``."""

# What people write, and what they mean by it: https://encoding.spec.whatwg.org/#names-and-labels
_MEANT = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "big5": "big5hkscs",
}
_SINGLE = "fanbot.windows1252"


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    """Bytes that are no UTF-8 by what Windows makes of them, which is what they mostly are."""
    assert isinstance(error, UnicodeDecodeError)
    wrong = error.object[error.start : error.end]
    return wrong.decode("cp1252", "replace"), error.end


codecs.register_error(_SINGLE, _as_windows_1252)


def unpacked(body: bytes) -> bytes:
    """The document, where it is compressed by gzip; otherwise as it is. Raises ``FeedError``."""
    if not body.startswith(_GZIP_MAGIC):
        return _fitting(body)
    whole = bytearray()
    while body.startswith(_GZIP_MAGIC):
        stream = zlib.decompressobj(16 + zlib.MAX_WBITS)
        try:
            whole += stream.decompress(body, LARGEST + 1 - len(whole))
        except zlib.error:
            raise FeedError(
                "The document is compressed by gzip and broken; ask for it again, uncompressed."
            ) from None
        _fitting(whole)
        if not stream.eof:
            raise FeedError(
                "The document is compressed by gzip and breaks off; ask for it again, uncompressed."
            )
        body = stream.unused_data
    return bytes(whole)


def _fitting(body: bytes | bytearray) -> bytes:
    if len(body) > LARGEST:
        raise FeedError(
            f"The document is larger than {LARGEST // 1_000_000} MB, which no feed needs to be; "
            "look for a feed of the site with fewer entries."
        )
    return bytes(body)


def decoded(body: bytes, content_type: str | None) -> str:
    """The text of a document. Bytes that mean nothing become U+FFFD; nothing is raised."""
    for mark, wide in _MARKS:
        if body.startswith(mark):
            return _read(body[len(mark) :], wide)
    for pattern, wide in _WIDE:
        if pattern.match(body):
            return _read(body, wide)
    declared = _declared(body, content_type)
    in_ascii = [name for name in declared if name.startswith(("iso2022", "hz"))]
    # Those are written in ASCII alone, so that they would pass for UTF-8.
    for name in (*in_ascii, "utf-8", *declared):
        try:
            return body.decode(name)
        except UnicodeError:
            continue
    # Broken in any encoding: the first that was declared loses least.
    return _read(body, next(iter(declared), "utf-8"))


def _read(body: bytes, name: str) -> str:
    return body.decode(name, _SINGLE if name == "utf-8" else "replace")


def _declared(body: bytes, content_type: str | None) -> list[str]:
    """The encodings that are declared, the likeliest first.

    The server comes before the document, unless it says Latin-1: that is what servers say that
    were never told.
    """
    found = [name for label in _labels(body, content_type) if (name := _encoding(label))]
    return found[::-1] if found[:1] == ["cp1252"] else found


def _labels(body: bytes, content_type: str | None) -> list[str]:
    """The names of encodings that the server and then the document give."""
    found = []
    if content_type is not None and (match := _CHARSET.search(content_type)):
        found.append(match[1])
    if in_document := _DECLARED.match(body):
        found.append(in_document[1].decode("ascii", "replace"))
    return found


def _encoding(label: str) -> str | None:
    """Python's name of the encoding that is meant by a label, or None for none of text.

    UTF-16 and UTF-32 are none here: a document that can be read up to its declaration is neither.
    """
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    if not _TEXT_CODECS.fullmatch(name):
        return None
    return _MEANT.get(name, name)
