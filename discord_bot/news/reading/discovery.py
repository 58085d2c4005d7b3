"""The feeds that a web page names.

Pages are not parsed whole: what is wanted are two kinds of tags, and to build a tree of a hostile
page takes time with the square of its depth. Only these tags go to the parser, one after the other.
"""

from __future__ import annotations

import re
from itertools import islice

from selectolax.lexbor import LexborHTMLParser

from discord_bot.news.reading.encodings import decoded, unpacked
from discord_bot.news.reading.feed import FeedError, FoundFeed
from discord_bot.news.reading.links import joined, web_address
from discord_bot.news.reading.words import plain

_MOST = 20
_MOST_TAGS = 500
_LOOKED_AT = 2_000_000
_LONGEST_TITLE = 200
_OPENING = re.compile(r"<(?:link|base)\s", re.IGNORECASE)
_TAG = re.compile(
    r"<(?:link|base)\s(?:[^<>\"']|\"[^\"<]{0,2100}\"|'[^'<]{0,2100}'){1,2500}>", re.IGNORECASE
)
_NOT_READ = (("<!--", "-->"), ("<script", "</script"), ("<style", "</style"))
_TYPES = {
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
    "application/feed+json",
    "application/json",
    "application/xml",
    "text/xml",
    "text/rss+xml",
    "application/rss",
    "application/atom",
    "application/x-rss+xml",
    "application/x-atom+xml",
}
_VAGUE = {"application/json", "application/xml", "text/xml"}
"""Types of much else: with them it has to look like a feed."""
_LIKE_A_FEED = re.compile(r"feed|rss|atom", re.IGNORECASE)
_NOT_FEEDS = re.compile(r"/wp-json/|oembed", re.IGNORECASE)


def discover(body: bytes, *, base: str | None, content_type: str | None) -> tuple[FoundFeed, ...]:
    """The feeds that a page names, each once, in their order; the first twenty."""
    try:
        page = decoded(unpacked(body), content_type)[:_LOOKED_AT]
    except FeedError:
        return ()
    found: dict[str, FoundFeed] = {}
    tags = _tags(page)
    for name, values in tags:
        if name == "base" and values.get("href"):
            base = joined(base or "", values["href"])
            break
    for name, values in tags:
        feed = _feed(values, base) if name == "link" else None
        if feed is not None:
            found.setdefault(feed.url, feed)
        if len(found) == _MOST:
            break
    return tuple(found.values())


def _feed(values: dict[str, str], base: str | None) -> FoundFeed | None:
    relations = values.get("rel", "").lower().split()
    kind = values.get("type", "").partition(";")[0].strip().lower()
    url = web_address(values.get("href"), base)
    if url is None or not {"alternate", "feed"} & set(relations) or _NOT_FEEDS.search(url):
        return None
    if "feed" not in relations:
        if kind not in _TYPES:
            return None
        if kind in _VAGUE and not _LIKE_A_FEED.search(f"{url} {values.get('title', '')}"):
            return None
    return FoundFeed(url, plain(values.get("title", ""), _LONGEST_TITLE))


def _tags(page: str) -> list[tuple[str, dict[str, str]]]:
    """The ``link`` and ``base`` tags of a page with their attributes, but for scripts' ones."""
    lower = page.lower()
    tags: list[tuple[str, dict[str, str]]] = []
    at = 0
    for opening in islice(_OPENING.finditer(page), _MOST_TAGS):
        begin = opening.start()
        if begin >= at:
            at = _end_of_unread(lower, at, begin)
        match = _TAG.match(page, begin) if begin >= at else None
        if match is None:
            continue
        node = LexborHTMLParser(match[0]).css_first("link, base")
        if node is not None and node.tag is not None:
            values = {name: value or "" for name, value in node.attributes.items()}
            tags.append((node.tag, values))
    return tags


def _end_of_unread(page: str, begin: int, end: int) -> int:
    """Where what is not read ends that begins in this part of a page; ``begin`` for nothing."""
    at = begin
    while at < end:
        openings = [
            (place, closing)
            for opening, closing in _NOT_READ
            if (place := page.find(opening, at, end)) != -1
        ]
        if not openings:
            return at
        place, closing = min(openings)
        closed = page.find(closing, place)
        if closed == -1:
            return len(page)
        at = closed + len(closing)
    return at
