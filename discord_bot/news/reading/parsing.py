"""feedparser, made to leave things as they are written: its two parsers, one after the other.

``feedparser.parse`` resolves ids as if they were addresses, takes captions of pictures for titles,
and keeps one hour of ``skipHours``. What it knows of formats is in its parser classes; they are
told here what to do differently, with ``sanitize_html`` and ``resolve_relative_uris`` off: text is
made of markup later, and by a parser of HTML.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.handler import feature_namespaces
from xml.sax.xmlreader import InputSource

from defusedxml.sax import make_parser
from feedparser.api import LooseFeedParser, StrictFeedParser
from feedparser.mixin import _FeedParserMixin as FeedParserMixin

from discord_bot.news.reading.feed import FeedError
from discord_bot.news.reading.links import joined

_MOST_ATTRIBUTES = 500
_DEEPEST = 200


MOST_ENTRIES = 2_500
"""Entries that are read of one feed, from its beginning, where the newest are."""

_ITEM = re.compile(r"<(?:[\w.-]{1,40}:)?(?:item|entry)(?=[\s/>])", re.IGNORECASE)


class _TooComplexError(Exception):
    """A document is nested or decorated beyond all feeds; no parser need be tried on it."""


class _EnoughError(Exception):
    """As many entries are there as are read of one feed."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What feedparser made of a document. ``version`` is empty for what is no feed it knows.

    ``left_out`` is how many items came after as many as are read.
    """

    version: str
    feed: Mapping[str, Any]
    entries: Sequence[Mapping[str, Any]]
    left_out: int = 0


class _AsWritten(FeedParserMixin):  # type: ignore[misc]
    """What both parsers do differently."""

    can_be_relative_uri = FeedParserMixin.can_be_relative_uri - {"id"}
    sanitize_html = False
    resolve_relative_uris = False

    def unknown_starttag(self, tag: str, attrs: list[tuple[str, str]]) -> Any:
        if len(attrs) > _MOST_ATTRIBUTES or self.depth > _DEEPEST:
            raise _TooComplexError
        return super().unknown_starttag(tag, attrs)

    def resolve_uri(self, uri: str) -> str:
        return joined(self.baseuri or "", uri)

    # --- what belongs to a picture, a film or a podcast, and only stands in for the entry's own ---

    def _start_beside(self, name: str, attrs: dict[str, str]) -> None:
        self.push_content(name, attrs, "text/plain", 1)

    def _start_media_title(self, attrs: dict[str, str]) -> None:
        self._start_beside("media_title", attrs)

    def _end_media_title(self) -> None:
        self.pop_content("media_title")

    def _start_media_description(self, attrs: dict[str, str]) -> None:
        self._start_beside("media_description", attrs)

    def _end_media_description(self) -> None:
        self.pop_content("media_description")

    def _start_itunes_title(self, attrs: dict[str, str]) -> None:
        self._start_beside("itunes_title", attrs)

    def _end_itunes_title(self) -> None:
        self.pop_content("itunes_title")

    def _start_itunes_summary(self, attrs: dict[str, str]) -> None:
        self._start_beside("itunes_summary", attrs)

    def _end_itunes_summary(self) -> None:
        self.pop_content("itunes_summary")

    def _start_itunes_subtitle(self, attrs: dict[str, str]) -> None:
        self._start_beside("itunes_subtitle", attrs)

    def _end_itunes_subtitle(self) -> None:
        self.pop_content("itunes_subtitle")

    def _start_dc_title(self, attrs: dict[str, str]) -> None:
        self._start_beside("dc_title", attrs)

    def _end_dc_title(self) -> None:
        self.pop_content("dc_title")

    def _start_itunes_image(self, attrs: dict[str, str]) -> None:
        self._get_context().setdefault("itunes_picture", attrs.get("href") or attrs.get("url"))
        self.push("itunes_image", 0)

    # --- the rest -------------------------------------------------------------------------------

    def _start_item(self, attrs: dict[str, str]) -> None:
        if len(self.entries) >= MOST_ENTRIES:
            raise _EnoughError
        super()._start_item(attrs)

    _start_entry = _start_item

    def _start_guid(self, attrs: dict[str, str]) -> None:
        is_link = attrs.get("ispermalink", "true").strip().lower() != "false"
        self._get_context()["id_is_link"] = is_link
        super()._start_guid(attrs)

    _start_id = _start_guid

    def _start_title(self, attrs: dict[str, str]) -> Any:
        self._get_context().setdefault("title_type", attrs.get("type"))
        return super()._start_title(attrs)

    def _start_hour(self, attrs: dict[str, str]) -> None:
        del attrs
        self.push("hour", 0)

    def _end_hour(self) -> None:
        self.feeddata.setdefault("skip_hours", []).append(self.pop("hour"))

    def _start_day(self, attrs: dict[str, str]) -> None:
        del attrs
        self.push("day", 0)

    def _end_day(self) -> None:
        self.feeddata.setdefault("skip_days", []).append(self.pop("day"))


class _Strict(_AsWritten, StrictFeedParser):  # type: ignore[misc]
    def startElementNS(self, name: Any, qname: Any, attrs: Any) -> None:  # noqa: N802 - SAX
        if len(attrs) > _MOST_ATTRIBUTES:  # what follows takes time with their square
            raise _TooComplexError
        super().startElementNS(name, qname, attrs)

    @property
    def is_whole(self) -> bool:
        """Whether the document's first element was closed; what comes then does not matter."""
        return bool(self.version or self.entries) and self.depth == 0


class _Loose(_AsWritten, LooseFeedParser):  # type: ignore[misc]
    def decode_entities(self, element: str, data: str) -> Any:
        # It leaves them in what may not be markup; an id is to be the same for both parsers.
        decoded = super().decode_entities(element, data)
        return html.unescape(decoded) if element == "id" else decoded


def parse(text: str, base: str | None) -> Parsed:
    """What a strict parser makes of ``text``, or else a forgiving one. Raises ``FeedError``."""
    try:
        return _strictly(text, base or "") or _loosely(text, base or "")
    except _TooComplexError:
        raise FeedError(
            f"The document is nested over {_DEEPEST} deep, or a tag has over {_MOST_ATTRIBUTES} "
            "attributes, so it is not read; tell the site, or look for another feed of it."
        ) from None


def _strictly(text: str, base: str) -> Parsed | None:
    """None where it is not well-formed."""
    handler = _Strict(base, None, "utf-8")
    reader = make_parser()
    reader.forbid_dtd = True
    reader.setFeature(feature_namespaces, True)
    reader.setContentHandler(handler)
    reader.setErrorHandler(handler)
    source = InputSource()
    source.setByteStream(io.BytesIO(text.encode()))
    source.setEncoding("utf-8")
    try:
        reader.parse(source)
    except _TooComplexError:
        raise
    except _EnoughError:
        return _parsed(handler, text)
    except Exception:  # noqa: BLE001 - the other parser is asked, whatever stopped this one
        if not handler.is_whole:
            return None
    return _parsed(handler, text)


def _loosely(text: str, base: str) -> Parsed:
    handler = _Loose(base, None, "utf-8", {})
    try:
        handler.feed(text)
        handler.close()
    except _TooComplexError:
        raise
    except _EnoughError:
        return _parsed(handler, text)
    except Exception:  # noqa: BLE001 - it raises anything on documents that are broken enough
        if not handler.entries:
            raise FeedError(
                "The document is broken beyond reading; tell the site, or look for another feed "
                "of it."
            ) from None
    return _parsed(handler, text)


def _parsed(handler: Any, text: str) -> Parsed:
    # As plain dictionaries: feedparser's answer for keys that they do not have.
    entries = [dict(entry) for entry in handler.entries]
    more = len(entries) >= MOST_ENTRIES
    left_out = len(_ITEM.findall(text)) - len(entries) if more else 0
    return Parsed(handler.version, dict(handler.feeddata), entries, max(left_out, 0))
