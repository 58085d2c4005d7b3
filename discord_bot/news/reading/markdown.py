"""Summaries as Discord shows them: a feed's bold stays bold, and nothing else gets through.

Every sign that Discord reads as markup is escaped, in addresses percent-encoded, so that no feed
can ping, hide where a link leads, or get out of spoiler bars that a summary is put between.
"""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Comment, Tag
from bs4.element import NavigableString, PreformattedString
from markdownify import MarkdownConverter

from discord_bot.news.reading.words import bounded, without_unseen

_LARGEST = 12_000
"""Characters of markup that are looked at."""

_SIGNS = re.compile(r"[\\*_~`|<>\[\]#]|(?<!\S)[-+](?=\s|$)|(?<=\d)[.)](?=\s|$)")
_AT = re.compile(r"@(?=everyone|here)", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s<>]+", re.IGNORECASE)
_NOT_IN_ADDRESSES = re.compile(r"[\\*~`|\[\]_@]")
_MANY_LINES = re.compile(r"\s*\n\s*\n\s*")

_GONE = (
    "script style template noscript head iframe object svg math img audio video form button input"
    " select textarea hr"
).split()
_KEPT = (
    "b strong i em del s p div br ul ol li blockquote section article"
    " h1 h2 h3 h4 h5 h6 tr table [document]"
).split()


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


def markdown_of_markup(text: str, words: str, limit: int) -> str:
    """HTML, of whose plain text ``words`` is the beginning, in at most ``limit`` characters."""
    try:
        soup = BeautifulSoup(text[:_LARGEST], "html.parser")
        _simplify(soup, limit * 2 // 3)
        found = _CONVERTER.convert_soup(soup)
    except RecursionError:  # nested far deeper than what is meant to be read
        return markdown_of_plain(words, limit)
    found = _MANY_LINES.sub("\n\n", str(found)).strip()
    return found if len(found) <= limit else markdown_of_plain(words, limit)


def _simplify(soup: BeautifulSoup, limit: int) -> None:
    """Leave words and a few tags in ``soup``, and no more than ``limit`` characters of words."""
    for tag in soup.find_all(_GONE):
        tag.decompose()
    left = limit
    for node in list(soup.find_all(string=True)):
        if isinstance(node, Comment | PreformattedString) or left <= 0:
            node.extract()
            continue
        text = without_unseen(node)
        shorter = bounded(text, left)
        left = 0 if shorter != text else left - len(text)
        node.replace_with(NavigableString(shorter))


class _Converter(MarkdownConverter):
    """Escapes as Discord needs it, and keeps headings small."""

    def escape(self, text: str, parent_tags: set[str]) -> str:
        del parent_tags
        return escaped(text)

    def convert_hN(  # noqa: N802 - the library's name
        self, n: int, el: Tag, text: str, parent_tags: set[str]
    ) -> str:
        del n, el, parent_tags
        return f"\n\n**{words}**\n\n" if (words := text.replace("**", "").strip()) else ""

    def convert_br(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        del el, text
        return " " if "_inline" in parent_tags else "\n"

    def convert_tr(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        del el, parent_tags
        return f"{text.strip()}\n"

    def convert_table(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        del el, parent_tags
        return f"\n\n{text.strip()}\n\n"

    def process_text(self, el: NavigableString, parent_tags: set[str] | None = None) -> str:
        # In <pre> and <code> the library escapes nothing, and out of a code block is a way.
        tags = (parent_tags or set()) - {"pre", "_noformat"}
        return str(super().process_text(el, tags))  # type: ignore[misc]


_CONVERTER = _Converter(convert=_KEPT, bullets="-")
