"""Lists of feeds in OPML 2.0 (http://opml.org/spec2.opml), which readers of feeds exchange."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from xml.etree.ElementTree import (
    Element,
    ParseError,
    SubElement,
    tostring,
)

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from discord_bot.errors import UserError

MOST = 200
"""Feeds read from one list; a server follows fewer."""
_LONGEST = 1_000_000
"""Characters of a list: hundreds of feeds take a tenth of that."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A feed in a list."""

    title: str
    url: str


def write(outlines: Iterable[Outline], now: datetime) -> str:
    """A list of feeds as OPML."""
    root = Element("opml", version="2.0")
    head = SubElement(root, "head")
    SubElement(head, "title").text = "fanbot"
    SubElement(head, "dateCreated").text = format_datetime(now, usegmt=True)
    body = SubElement(root, "body")
    for outline in outlines:
        title = _in_xml(outline.title)
        SubElement(
            body, "outline", type="rss", text=title, title=title, xmlUrl=_in_xml(outline.url)
        )
    return tostring(root, encoding="unicode", xml_declaration=True)


def read(text: str) -> tuple[Outline, ...]:
    """The feeds of a list, each once, whatever folders they are in.

    Raises ``UserError`` for what is no OPML, names no feed, more than ``MOST``, or is a bomb.
    """
    if len(text) > _LONGEST:
        raise UserError("news.refused.opml")
    try:
        root = fromstring(text, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        raise UserError("news.refused.opml") from None
    if root.tag.lower() != "opml":
        raise UserError("news.refused.opml")
    found: dict[str, Outline] = {}
    for item in root.iter("outline"):
        url = (item.get("xmlUrl") or item.get("xmlurl") or "").strip()
        title = (item.get("title") or item.get("text") or url).strip()
        if url:
            found.setdefault(url, Outline(title, url))
    if not found or len(found) > MOST:
        raise UserError("news.refused.opml")
    return tuple(found.values())


def _in_xml(text: str) -> str:
    """``text`` without the characters that XML 1.0 cannot hold."""
    return "".join(
        character
        for character in text
        if character in "\t\n\r"
        or " " <= character <= "\ud7ff"
        or "\ue000" <= character <= "\ufffd"
        or character > "\uffff"
    )
