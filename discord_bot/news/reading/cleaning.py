"""What feedparser found, as values: clean, whole and bounded."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from discord_bot.news.model import Entry
from discord_bot.news.reading.dates import read_date, sane
from discord_bot.news.reading.feed import Feed
from discord_bot.news.reading.links import is_web_address, joined, web_address
from discord_bot.news.reading.parsing import Parsed
from discord_bot.news.reading.texts import Text, Words, first_words, title_of
from discord_bot.news.reading.words import is_markup

LONGEST_ID = 2_000
LONGEST_TITLE = 1_000

_Values = Mapping[str, Any]
_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml", ""})
# Atom 1.0, 4.2.7.2: a relation may be written as the address that it stands for.
_ALTERNATE = frozenset({"alternate", "http://www.iana.org/assignments/relation/alternate"})
_PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif")
_DATES = (
    "published", "updated", "created", "dcterms_date", "dc_created", "date",
    "prism_publicationdate",
)  # fmt: skip
_SUMMARIES = ("summary", "content", "itunes_summary", "media_description", "itunes_subtitle")
_TITLES = ("title", "dc_title", "media_title", "itunes_title")
_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(weeks=1),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LONGEST_TTL = timedelta(days=30)


def digest(*parts: str) -> str:
    """128 bits of SHA-256 over some texts, in hexadecimal."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def entry_id(written: str, link: str | None, *rest: str) -> str | None:
    """The id as the feed wrote it, else the link, else a digest of the rest; None of nothing."""
    if written := written.strip():
        return written if len(written) <= LONGEST_ID else f"sha256:{digest(written)}"
    if link is not None:
        return link
    return f"sha256:{digest(*rest)}" if any(rest) else None


@dataclass(frozen=True, slots=True)
class _Cleaner:
    """Makes entries. ``base`` is where relative addresses start, unless the document says where."""

    is_atom: bool
    base: str | None
    now: datetime

    def entry(self, values: _Values) -> Entry | None:
        """An entry, or None for an item that says nothing at all."""
        link = self.link(values)
        title = self.title(values)
        words = self.words(values)
        written = _text(values.get("id"))
        published = self.published(values)
        when = "" if published is None else published.isoformat()
        rest = (title or words.summary, when) if title or words.summary else ()
        identity = entry_id(written, link, *rest)
        if identity is None or not (title or link or words.summary):
            return None
        return Entry(
            id=identity,
            link=link,
            title=title,
            summary=words.summary,
            published=published,
            image=self.image(values, words),
            markdown=words.markdown,
        )

    def link(self, values: _Values) -> str | None:
        """Where an entry leads: its alternate, above all an HTML page, or an id that is a link.

        What a feed itself calls the original or the canonical address (RFC 6596) goes before.
        """
        origin = web_address(_text(values.get("feedburner_origlink")), self.base)
        if origin is not None:
            return origin
        given = list(_dicts(values.get("links")))
        canonical = [link for link in given if link.get("rel") == "canonical"]
        links = [link for link in given if link.get("rel") in _ALTERNATE]
        pages = [link for link in links if link.get("type") in _HTML_TYPES]
        for link in (*canonical, *pages, *links):
            if address := web_address(_text(link.get("href")), self.base):
                return address
        written = _text(values.get("id"))
        if values.get("id_is_link", True) and is_web_address(written):
            return web_address(written, None)
        return None

    def title(self, values: _Values) -> str:
        """The title as plain text; empty for none."""
        for name in _TITLES:
            text = self.text(values, name)
            if text is not None and (title := title_of(text, LONGEST_TITLE)):
                return title
        return ""

    def text(self, values: _Values, name: str) -> Text | None:
        """What is written in an element, and how."""
        value = _text(values.get(name))
        if not value:
            return None
        detail = values.get(f"{name}_detail")
        if name == "summary" and detail is None and values.get("content"):
            return None  # feedparser's copy of the content, without its type
        kind = _text(detail.get("type")) if isinstance(detail, Mapping) else ""
        said = {"text/html": True, "application/xhtml+xml": True, "text/plain": False}.get(kind)
        if name not in _TITLES:
            return Text(value, said)
        if not self.is_atom:
            return Text(
                value, None
            )  # RSS does not say, and what feedparser guesses is guessed again
        if said or values.get("title_type") or not is_markup(value):
            return Text(value, said)
        return Text(value, None)  # who says nothing means text, but does not put tags into it

    def words(self, values: _Values) -> Words:
        """The summary, or the beginning of the content where there is none."""
        return first_words(self._bodies(values))

    def _bodies(self, values: _Values) -> Iterator[Text]:
        for name in _SUMMARIES:
            if name != "content":
                text = self.text(values, name)
                if text is not None:
                    yield text if text.is_html or self.is_atom else replace(text, is_html=None)
                continue
            for content in _dicts(values.get("content")):
                kind = _text(content.get("type"))
                if kind in _HTML_TYPES:
                    yield Text(_text(content.get("value")), True)
                elif kind == "text/plain":
                    yield Text(_text(content.get("value")), False if self.is_atom else None)

    def published(self, values: _Values) -> datetime | None:
        """When an entry came out, else when it was changed; None where neither can be."""
        for name in _DATES:
            moment = sane(read_date(_text(values.get(name))), self.now)
            if moment is not None:
                return moment
        return None

    def image(self, values: _Values, words: Words) -> str | None:
        """The picture of an entry: an enclosure before a thumbnail before one in the text."""
        for address in _pictures(values):
            if found := web_address(address, self.base):
                return found
        base = _text(next(iter(_dicts(values.get("content"))), {}).get("base")) or self.base or ""
        return web_address(joined(base, words.image), self.base) if words.image else None


def _pictures(values: _Values) -> Iterator[str]:
    for link in _dicts(values.get("links")):
        if link.get("rel") == "enclosure" and _is_picture(link, link.get("href")):
            yield _text(link.get("href"))
    contents = [
        content
        for content in _dicts(values.get("media_content"))
        if _is_picture(content, content.get("url"))
    ]
    for content in sorted(contents, key=_width, reverse=True):
        yield _text(content.get("url"))
    for content in sorted(_dicts(values.get("media_thumbnail")), key=_width, reverse=True):
        yield _text(content.get("url"))
    yield _text(values.get("itunes_picture"))
    image = values.get("image")
    if isinstance(image, Mapping):
        yield _text(image.get("href"))


def _is_picture(values: _Values, address: object) -> bool:
    kind, medium = _text(values.get("type")), _text(values.get("medium"))
    if kind or medium:
        return kind.startswith("image/") or medium == "image"
    return _text(address).partition("?")[0].lower().endswith(_PICTURES)


def _width(values: _Values) -> int:
    width = _text(values.get("width"))
    return int(width) if width.isdecimal() and len(width) < len("100000") else 0


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _dicts(value: object) -> Iterator[_Values]:
    if isinstance(value, list):
        yield from (item for item in value if isinstance(item, Mapping))


# --- feeds --------------------------------------------------------------------------------------


def cleaned(parsed: Parsed, base: str | None, now: datetime) -> Feed:
    """The feed that feedparser found."""
    values = parsed.feed
    is_atom = parsed.version.startswith("atom")
    home = _Cleaner(is_atom, base, now).link({**values, "id": "", "feedburner_origlink": ""})
    cleaner = _Cleaner(is_atom, base or home or _self_link(values), now)
    read = [cleaner.entry(entry) for entry in parsed.entries]
    entries = [entry for entry in read if entry is not None]
    title = cleaner.title(values)
    return Feed(
        title=title,
        link=home,
        entries=told_apart(entries),
        skipped=parsed.left_out + len(parsed.entries) - len(entries),
        ttl=_left_alone(values, now),
        skip_hours=frozenset(_hours(values.get("skip_hours"))),
    )


def _self_link(values: _Values) -> str | None:
    for link in _dicts(values.get("links")):
        if link.get("rel") == "self":
            return web_address(_text(link.get("href")), None)
    return None


def told_apart(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Entries in their order. Of those with the same id and title or link, the newest stays.

    Others with the same id are different entries of a feed that gives one id to all; ``twin`` tells
    them apart.
    """
    kept: list[Entry] = []
    known: dict[tuple[str, str, str], int] = {}
    places: dict[str, list[int]] = {}
    for entry in entries:
        marks = [
            (entry.id, name, value)
            for name, value in (("title", entry.title), ("link", entry.link))
            if value
        ]
        place = next((known[mark] for mark in marks if mark in known), None)
        if place is None:
            place = len(kept)
            kept.append(entry)
            places.setdefault(entry.id, []).append(place)
        elif _is_newer(entry, kept[place]):
            kept[place] = entry
        known.update(dict.fromkeys(marks, place))
    for twins in places.values():
        if len(twins) > 1:
            for place in twins:
                entry = kept[place]
                told = digest(entry.link or "", entry.title, entry.summary)
                kept[place] = replace(entry, twin=told)
    return tuple(kept)


def _is_newer(entry: Entry, other: Entry) -> bool:
    if entry.published is None or other.published is None:
        return False
    return entry.published > other.published


def _left_alone(values: _Values, now: datetime) -> timedelta | None:
    """How long a feed asks to be left alone, by its ``ttl`` and by the days that it skips."""
    until = now.astimezone(UTC)
    days = frozenset(_days(values.get("skip_days")))
    if len(days) < len(_DAYS):
        while until.weekday() in days:
            until = (until + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    ttl = _ttl(values)
    skipped = until - now
    return max(ttl or skipped, skipped) if skipped else ttl


def _ttl(values: _Values) -> timedelta | None:
    """How long a feed asks to be left alone."""
    ttl = _text(values.get("ttl")).strip()
    if ttl.isdecimal() and len(ttl) < len("1000000") and int(ttl):
        return min(timedelta(minutes=int(ttl)), _LONGEST_TTL)
    period = _PERIODS.get(_text(values.get("sy_updateperiod")).strip().lower())
    if period is None:
        return None
    frequency = _text(values.get("sy_updatefrequency")).strip()
    times = int(frequency) if frequency.isdecimal() and len(frequency) < len("10000") else 1
    return min(period / max(times, 1), _LONGEST_TTL)


def _hours(values: object) -> Iterator[int]:
    for value in values if isinstance(values, list) else ():
        hour = _text(value).strip()
        if hour.isdecimal() and len(hour) <= len("24") and int(hour) <= 24:  # noqa: PLR2004
            yield int(hour) % 24  # RSS 0.91 counts from 1


def _days(values: object) -> Iterator[int]:
    for value in values if isinstance(values, list) else ():
        if (day := _text(value).strip().lower()) in _DAYS:
            yield _DAYS.index(day)
