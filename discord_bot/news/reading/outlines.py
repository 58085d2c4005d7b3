"""The gist of some HTML: its words, a picture, and as much of its form as Discord can show."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from discord_bot.news.reading.words import (
    BLOCKS,
    LARGEST,
    bounded,
    folded,
    plain_of_untagged,
    twice,
)

_SILENT = [
    "script", "style", "template", "noscript", "head", "iframe", "object", "svg", "math",
    "textarea", "select", "button",
]  # fmt: skip
_FORMED = {
    "b": "b", "strong": "b", "i": "i", "em": "i", "del": "s", "s": "s", "strike": "s", "ul": "ul",
    "ol": "ol", "li": "li", "blockquote": "blockquote", "h1": "b", "h2": "b", "h3": "b", "h4": "b",
    "h5": "b", "h6": "b",
}  # fmt: skip
_INLINE = frozenset("bis")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_PARAGRAPHS = BLOCKS - {"br", "hr", "img", "li", "td", "th"}
_MOST_NODES = 20_000
_SIDES = ("width", "height")
_SMALL = 32
"""Pixels."""


@dataclass(frozen=True, slots=True)
class Outline:
    """What is in a piece of HTML, up to some number of characters.

    ``text`` is all on one line. ``form`` is the same as little, well-nested HTML: line breaks
    and what Discord has; it is empty where there is nothing of that. ``image`` is the
    address of the first picture that is one, as it is written.
    """

    text: str
    form: str
    image: str | None


def outline(markup: str, limit: int) -> Outline:
    """The gist of ``markup``, with at most ``limit`` characters of text."""
    root = LexborHTMLParser(markup[:LARGEST])
    root.strip_tags(_SILENT)
    if root.body is None:
        return Outline("", "", None)
    words, form, is_formed, length = [], _Form(), False, 0
    for node, is_end in _walk(root.body):
        name = node.tag or ""
        if name == "-text":
            text = twice(node.text_content or "")
            length += len(" ".join(text.split())) + 1
            words.append(text)
            form.add(bounded(text, max(limit - form.length, 2)))
            if length > limit:
                break
            continue
        if name in BLOCKS:
            words.append(" ")
        is_formed |= form.tag(name, is_end=is_end)
    return Outline(
        bounded(folded("".join(words)), limit), form.whole() if is_formed else "", _picture(root)
    )


class _Form:
    """Writes HTML with few kinds of tags, each closed where it was opened."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._open: list[str] = []
        self.length = 0

    def add(self, text: str) -> None:
        self.length += len(text)
        self._pieces.append(html.escape(text, quote=False))

    def tag(self, name: str, *, is_end: bool) -> bool:
        """Whether it is one that makes a difference to how the text looks."""
        kept = _FORMED.get(name)
        if kept is not None:
            between = "<br><br>" if name in _HEADINGS else ""
            self._pieces.append("" if is_end else between)
            self._turn(kept, is_end=is_end)
            self._pieces.append(between if is_end else "")
        elif name in _PARAGRAPHS:
            self._pieces.append("<br><br>")
        elif name == "br" and not is_end:
            self._pieces.append("<br>")
        elif name in BLOCKS:
            self._pieces.append(" ")
        return kept is not None or name in _PARAGRAPHS or name == "br"

    def _turn(self, name: str, *, is_end: bool) -> None:
        if name not in _INLINE:
            while self._open and self._open[-1] in _INLINE:  # bold goes over no end of a list
                self._pieces.append(f"</{self._open.pop()}>")
        if name == "blockquote" and "li" in self._open:
            return  # which Discord does not have
        if not is_end and name not in self._open:
            self._open.append(name)
            self._pieces.append(f"<{name}>")
        elif is_end and self._open[-1:] == [name]:
            self._open.pop()
            self._pieces.append(f"</{name}>")

    def whole(self) -> str:
        return "".join((*self._pieces, *(f"</{name}>" for name in reversed(self._open))))


def _walk(body: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """Every node below ``body`` where it begins, and elements where they end, too."""
    above: list[LexborNode] = []
    node = body.child
    for _ in range(_MOST_NODES):
        if node is None:
            if not above:
                return
            node = above.pop()
            yield node, True
            node = node.next
            continue
        yield node, False
        child = node.child
        if child is not None:
            above.append(node)
            node = child
        else:
            node = node.next


def picture_in(markup: str) -> str | None:
    """The address of the first picture in some HTML, as it is written."""
    return _picture(LexborHTMLParser(markup[:LARGEST])) if "<" in markup else None


def _picture(root: LexborHTMLParser) -> str | None:
    """The address of the first picture that is no counter of readers and no smiley."""
    for node in root.css("img[src]")[:20]:
        values = node.attributes
        if not (values.get("src") or "").strip() or "smiley" in (values.get("class") or ""):
            continue
        sizes = [(values.get(side) or "").strip().removesuffix("px") for side in _SIDES]
        if not any(size.isdigit() and int(size[:6]) < _SMALL for size in sizes):
            return values.get("src")
    return None


def plain_of_markup(text: str, limit: int) -> str:
    """The words of a piece of HTML."""
    if "<" not in text:
        return plain_of_untagged(html.unescape(text), limit)
    return outline(text, limit).text
