"""A document, from bytes to a feed: what the worker does, and nothing that waits."""

from __future__ import annotations

from datetime import datetime

from discord_bot.news.reading.encodings import decoded, unpacked
from discord_bot.news.reading.feed import Feed, FeedError
from discord_bot.news.reading.sniffing import Shape, sniff


def load() -> None:
    """Import what reading needs, so that the first document does not wait for it."""
    from discord_bot.news.reading import cleaning, mending, parsing

    del cleaning, mending, parsing


def read_document(
    body: bytes, *, base: str | None, content_type: str | None, now: datetime
) -> Feed:
    """The feed in a document. Raises ``FeedError``, and nothing else that is known of."""
    text = decoded(unpacked(body), content_type)
    shape, name, begin = sniff(text)
    match shape:
        case Shape.EMPTY:
            raise FeedError(
                "The document is empty; if it stays so, look for another feed of the site."
            )
        case Shape.JSON:
            from discord_bot.news.reading.jsonfeed import read_json

            return read_json(text.lstrip("\ufeff"), base, now)
        case Shape.PAGE:
            raise FeedError(_page(body, base, content_type))
        case Shape.OTHER if not name:
            raise FeedError(
                "The document is neither XML nor JSON, so it is no feed; give the address of the "
                "site's feed."
            )
        case _:
            return _read_xml(text[begin:], name, base, now)


def _read_xml(text: str, name: str, base: str | None, now: datetime) -> Feed:
    from discord_bot.news.reading.cleaning import cleaned
    from discord_bot.news.reading.mending import mended
    from discord_bot.news.reading.parsing import parse

    parsed = parse(mended(text), base)
    if not parsed.version and not parsed.entries:
        raise FeedError(
            f"The document is XML, but no feed: it begins with <{name}>; give the address of the "
            "site's feed."
        )
    return cleaned(parsed, base, now)


def _page(body: bytes, base: str | None, content_type: str | None) -> str:
    from discord_bot.news.reading.discovery import discover

    found = discover(body, base=base, content_type=content_type)
    if not found:
        return (
            "This is a web page and no feed, and it names none; look for the site's feed and give "
            "its address."
        )
    named = ", ".join(feed.url for feed in found[:3])
    more = f" and {len(found) - 3} more" if len(found) > 3 else ""  # noqa: PLR2004 - a sentence
    return f"This is a web page and no feed; give the address of one that it names: {named}{more}."
