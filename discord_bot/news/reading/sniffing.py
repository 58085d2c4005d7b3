"""What a document is, by its first element: servers' content types say little."""

from __future__ import annotations

import re
from enum import StrEnum

_FIRST = re.compile(r"<([A-Za-z_][\w.:-]{0,60})")
_SKIPPED = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->", re.DOTALL)
_DOCTYPE = re.compile(r"<!DOCTYPE\s+([\w:]+)[^<>\[]{0,300}(>|\[)", re.IGNORECASE)
_FEED = re.compile(r"<(?:rss|feed|[A-Za-z]{1,10}:(?:RDF|feed)|RDF)(?=[\s>])", re.IGNORECASE)
_LOOKED_AT = 100_000

_FEEDS = frozenset({"rss", "rdf", "feed", "channel", "item", "entry"})
_PAGES = frozenset(
    {"html", "head", "body", "meta", "title", "script", "div", "p", "h1", "center", "br", "table"}
)


class Shape(StrEnum):
    """The kinds of documents that come."""

    XML_FEED = "xml"
    JSON = "json"
    PAGE = "page"
    OTHER = "other"
    EMPTY = "empty"


def sniff(text: str) -> tuple[Shape, str, int]:
    """The shape of a document, its first element's name, and where the feed in it begins.

    Before a feed there may be what does not belong there, such as a warning of the server's.
    """
    head = text[:_LOOKED_AT].lstrip("\ufeff")
    begin = len(text[:_LOOKED_AT]) - len(head)
    if not head.strip():
        return Shape.EMPTY, "", 0
    if head.lstrip()[0] in "{[":
        return Shape.JSON, "", 0
    root = _root(head)
    name = root.rpartition(":")[2].lower()
    if name in _FEEDS:
        return Shape.XML_FEED, name, 0
    inner = _FEED.search(head)
    if inner is not None and not _is_page(head, name):
        return Shape.XML_FEED, inner[0][1:].rpartition(":")[2].lower(), begin + inner.start()
    if name in _PAGES or _is_page(head, name):
        return Shape.PAGE, name, 0
    return Shape.OTHER, root, 0


def _root(head: str) -> str:
    """The name of the first element after what may come before it."""
    at = 0
    while match := _SKIPPED.match(head, at):
        at = match.end()
    doctype = _DOCTYPE.match(head, at)
    if doctype is not None:
        if doctype[1].lower() == "html":
            return "html"
        at = doctype.end()
        if doctype[2] == "[":
            at = max(head.find("]", at) + 1, at)
            at = max(head.find(">", at) + 1, at)
    while match := _SKIPPED.match(head, at):
        at = match.end()
    first = _FIRST.match(head, at)
    return "" if first is None else first[1]


def _is_page(head: str, name: str) -> bool:
    return name == "html" or re.search(r"<html[\s>]", head[:4_000], re.IGNORECASE) is not None
