"""Summaries as Discord shows them: a feed's bold stays bold, and nothing else gets through.

Every sign that Discord reads as markup is escaped, in addresses percent-encoded, so that no feed
can ping, hide where a link leads, or get out of spoiler bars that a summary is put between.
"""

from __future__ import annotations

import html
import re

from bs4 import Tag
from markdownify import MarkdownConverter

from discord_bot.news.reading.words import bounded, without_unseen

_SIGNS = re.compile(r"[\\*_~`|<>\[\]#]|(?<!\S)[-+](?=\s|$)|(?<=\d)[.)](?=\s|$)")
_AT = re.compile(r"@(?=everyone|here)", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s<>]+", re.IGNORECASE)
_NOT_IN_ADDRESSES = re.compile(r"[\\*~`|\[\]_@]")
_MANY_LINES = re.compile(r"\s*\n\s*\n\s*")
_FORMED = re.compile(r"<(?!br>)")
_BLANKS = re.compile(r"(?m)[ \t]+$")


def escaped(text: str) -> str:
    """Plain text as Discord's markdown, in which it reads as it is. At most three times as long."""
    pieces: list[str] = []
    end = 0
    for match in _ADDRESS.finditer(text):
        pieces += (_words(text[end : match.start()]), _address(match[0]))
        end = match.end()
    return "".join((*pieces, _words(text[end:])))


def _words(text: str) -> str:
    return _AT.sub("@\u200b", _SIGNS.sub(r"\\\g<0>", text))


def _address(text: str) -> str:
    """An address, of which Discord makes a link; a backslash would be taken for a part of it."""
    return _NOT_IN_ADDRESSES.sub(lambda match: f"%{ord(match[0]):02X}", text)


def markdown_of_plain(text: str, limit: int) -> str:
    """Plain text, bounded so that it is at most ``limit`` characters long when it is escaped."""
    whole = escaped(text)
    return whole if len(whole) <= limit else escaped(bounded(text, limit // 3))


def markdown_of_form(form: str, words: str, limit: int) -> str:
    """What an outline has as HTML, or its ``words`` if that would be over ``limit`` characters."""
    if _FORMED.search(form) is None:
        # Lines alone, as most summaries are, need no library, which is what takes most of the time.
        lines = (" ".join(html.unescape(line).split()) for line in form.split("<br>"))
        found = "\n".join(escaped(without_unseen(line)) for line in lines)
    else:
        try:
            found = str(_CONVERTER.convert(form))
        except RecursionError:  # nested far deeper than what is meant to be read
            return markdown_of_plain(words, limit)
    found = _BLANKS.sub("", _MANY_LINES.sub("\n\n", found)).strip()
    return found if len(found) <= limit else markdown_of_plain(words, limit)


class _Converter(MarkdownConverter):
    """Escapes as Discord needs it."""

    def escape(self, text: str, parent_tags: set[str]) -> str:
        del parent_tags
        return escaped(without_unseen(text))

    def convert_br(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        del el, text, parent_tags
        return "\n"


_CONVERTER = _Converter(bullets="-", bs4_options="html.parser")
