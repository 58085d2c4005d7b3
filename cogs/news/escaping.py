"""Makes what strangers wrote harmless: whatever a feed says, it pings nobody and marks up nothing.

Titles and summaries come from other people's servers. What is shown of them went through here.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

_JOINERS = {"\u200c", "\u200d"}
"""Format characters that change how text reads, as in the rainbow flag; all others only hide."""
_MARKUP = re.compile(r"([\\*_~`|<>\[\]])")
_LINE_START = re.compile(r"^(\s*\d*)(-?#+|[-+.)])(?=\s|$)", re.MULTILINE)
_MENTION = re.compile(r"@(?=everyone|here|[!&]?\d)")
_BLANKS = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")
_LINK = re.compile(r"(https?://[^\s<>|]*[^\s<>|.,:;!?'\")\]])")
_UNSAFE_IN_LINKS = re.compile(r"[^!#$%&'+,\-./0-9:;=?@A-Z_a-z~\u0080-\U0010ffff]")
_STACKED = re.compile(
    r"([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{3})"
    r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+"
)
"""More marks on one letter than any writing has climb over the lines above."""


def cleaned(text: str) -> str:
    """Text without what can't be seen, each line's blanks drawn together; no markup is escaped."""
    kept = "".join(
        " "
        if unicodedata.category(character) in {"Cc", "Zl", "Zp"} and character != "\n"
        else character
        for character in text.replace("\r\n", "\n").replace("\u2028", "\n")
        if character in _JOINERS or unicodedata.category(character) not in {"Cf", "Cs", "Co", "Cn"}
    )
    return _STACKED.sub(r"\1", _LINES.sub("\n", _BLANKS.sub(" ", kept))).strip()


def one_line(text: str) -> str:
    """``cleaned`` text in a single line."""
    return " ".join(cleaned(text).split())


def cut(text: str, limit: int) -> str:
    """Text within ``limit`` characters, shortened at a word where one ends nearby."""
    if len(text) <= limit:
        return text
    room = text[: limit - 1]
    word = room.rfind(" ")
    return f"{(room[:word] if word > limit * 2 // 3 else room).rstrip()}…"


def escaped(text: str, limit: int) -> str:
    """What was written, in at most ``limit`` characters before escaping, as Discord shows it.

    Addresses in it stay links. It may be longer than ``limit`` for what was escaped.
    """
    pieces = _LINK.split(cut(cleaned(text), limit))
    pieces[::2] = (_MARKUP.sub(r"\\\1", piece) for piece in pieces[::2])
    pieces[1::2] = (address(piece) for piece in pieces[1::2])
    shown = _LINE_START.sub(lambda match: f"{match[1]}\\{match[2]}", "".join(pieces))
    # Nothing of ours allows a ping; copied elsewhere, this one still would not.
    return _MENTION.sub("@\u200b", shown)


def within(text: str, limit: int, *, line: bool = True) -> str:
    """``escaped`` text that is at most ``limit`` characters long once it is escaped."""
    source = one_line(text) if line else cleaned(text)
    room = limit
    while len(shown := escaped(source, room)) > limit:
        room -= max(1, (len(shown) - limit) // 9)  # what is encoded takes nine at most
    return shown


def spoiler(escaped_text: str) -> str:
    """Escaped text behind a bar. The blanks keep a bar of its own at its end apart from ours."""
    return f"|| {escaped_text} ||"


def address(link: str) -> str:
    """A link as it can stand anywhere.

    What could end it, mark it up or turn its direction is percent-encoded.
    """
    return "".join(
        "".join(f"%{byte:02X}" for byte in character.encode(errors="replace"))
        if _UNSAFE_IN_LINKS.match(character) or unicodedata.category(character)[0] in "CZ"
        else character
        for character in link.strip()
    )


def bare(link: str) -> str:
    """A link as it is, without the preview that Discord would draw of it."""
    return f"<{address(link)}>"


def host(link: str) -> str:
    """The server that a link leads to, as people know it."""
    try:
        name = urlsplit(link).hostname or ""
    except ValueError:
        return ""
    return escaped(name.removeprefix("www."), 80)
