"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/), read item by item."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from discord_bot.news.model import Entry
from discord_bot.news.reading.cleaning import LONGEST_TITLE, entry_id, told_apart
from discord_bot.news.reading.dates import read_date, sane
from discord_bot.news.reading.feed import Feed, FeedError
from discord_bot.news.reading.links import is_web_address, web_address
from discord_bot.news.reading.texts import Text, Words, first_words, title_of

_MOST_ENTRIES = 2_500
_LONGEST_NUMBER = 4_000
_VERSION = "jsonfeed.org/version/"
_NO_FEED = (
    "The document is JSON, but no JSON Feed: {why}; look for a feed of the site and give that "
    "one's address."
)


def _as_text(value: object) -> object:
    """Ids are to be texts, but "a number … or other type" is to be made one: JSON Feed 1.1."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return str(value)


_Id = Annotated[str, BeforeValidator(_as_text)]


def _number(digits: str) -> int | str:
    """A number, unless it has so many digits that Python refuses to read it."""
    return int(digits) if len(digits) < _LONGEST_NUMBER else digits


class _Attachment(BaseModel):
    url: str | None = None
    mime_type: str | None = None


class _Item(BaseModel):
    model_config = ConfigDict(extra="ignore")

    id: _Id | None = None
    url: str | None = None
    external_url: str | None = None
    title: str | None = None
    summary: str | None = None
    content_html: str | None = None
    content_text: str | None = None
    image: str | None = None
    banner_image: str | None = None
    date_published: str | None = None
    date_modified: str | None = None
    attachments: list[_Attachment] | None = None


class _Document(BaseModel):
    model_config = ConfigDict(extra="ignore")

    version: str | None = None
    title: str | None = None
    home_page_url: str | None = None
    feed_url: str | None = None
    items: list[Any]


def read_json(text: str, base: str | None, now: datetime) -> Feed:
    """The feed that is in a text. Raises ``FeedError``."""
    document = _document(text)
    home = web_address(document.home_page_url, base)
    base = base or home or web_address(document.feed_url, None)
    entries = [
        entry
        for item in document.items[:_MOST_ENTRIES]
        if (entry := _entry(item, base, now)) is not None
    ]
    if not entries and _VERSION not in (document.version or ""):
        raise FeedError(_NO_FEED.format(why="it does not say that it is one, and no item is"))
    return Feed(
        title=title_of(Text(document.title or "", False), LONGEST_TITLE),
        link=home,
        entries=told_apart(entries),
        skipped=len(document.items) - len(entries),
    )


def _document(text: str) -> _Document:
    try:
        found = json.loads(text, parse_int=_number)
    except (ValueError, RecursionError):
        raise FeedError(
            "The document begins like JSON and is broken; tell the site, or look for another feed "
            "of it."
        ) from None
    try:
        return _Document.model_validate(found)
    except ValidationError:
        raise FeedError(_NO_FEED.format(why='it has no list of "items"')) from None


def _entry(item: object, base: str | None, now: datetime) -> Entry | None:
    """An entry, or None for an item that is none or says nothing."""
    try:
        values = _Item.model_validate(item)
    except ValidationError:
        return None
    link = web_address(values.url, base) or web_address(values.external_url, base)
    written = _clean(values.id)
    if link is None and is_web_address(written):
        link = web_address(written, None)
    title = title_of(Text(_clean(values.title), False), LONGEST_TITLE)
    words = _words(values)
    published = sane(read_date(values.date_published), now)
    published = published or sane(read_date(values.date_modified), now)
    when = "" if published is None else published.isoformat()
    rest = (title or words.summary, when) if title or words.summary else ()
    identity = entry_id(written, link, *rest)
    if identity is None or not (title or link or words.summary):
        return None
    image = next(
        (found for url in _images(values, words) if (found := web_address(url, base))), None
    )
    return Entry(identity, link, title, words.summary, published, image, words.markdown)


def _words(values: _Item) -> Words:
    return first_words(
        Text(_clean(text), is_html)
        for text, is_html in (
            (values.summary, False),
            (values.content_html, True),
            (values.content_text, False),
        )
    )


def _images(values: _Item, words: Words) -> Iterator[str | None]:
    yield values.image
    yield values.banner_image
    for attachment in values.attachments or ():
        if (attachment.mime_type or "").startswith("image/"):
            yield attachment.url
    yield words.image


def _clean(text: str | None) -> str:
    """A text without halves of surrogate pairs, which JSON can escape and no encoding has."""
    return (text or "").encode("utf-8", "ignore").decode()
