"""A piece of a document and how it is to be read: as markup, as text, or by guessing."""

from __future__ import annotations

from dataclasses import dataclass

from discord_bot.news.reading.markdown import markdown_of_markup, markdown_of_plain
from discord_bot.news.reading.words import (
    bounded,
    is_markup,
    marked,
    plain,
    plain_of_markup,
    plain_of_unknown,
)

LONGEST_SUMMARY = 1_000
LONGEST_MARKDOWN = 1_500


@dataclass(frozen=True, slots=True)
class Text:
    """What is written. ``is_html`` is None where nobody says."""

    value: str
    is_html: bool | None


@dataclass(frozen=True, slots=True)
class Words:
    """A summary, plain and as Discord shows it, and the first picture in it as it is written."""

    summary: str
    markdown: str
    image: str | None


def title_of(text: Text, limit: int) -> str:
    """A title on one line."""
    if text.is_html is None:
        return plain_of_unknown(text.value, limit)
    return plain_of_markup(text.value, limit) if text.is_html else plain(text.value, limit)


def words_of(text: Text) -> Words:
    """A summary."""
    if "<" not in text.value or not (text.is_html or is_markup(text.value)):
        read = plain_of_markup if text.is_html else plain_of_unknown
        whole = read(text.value, LONGEST_SUMMARY)
        return Words(whole, markdown_of_plain(whole, LONGEST_MARKDOWN), None)
    found = marked(text.value)
    summary = bounded(found.text, LONGEST_SUMMARY)
    return Words(
        summary,
        markdown_of_markup(text.value, summary, LONGEST_MARKDOWN) if summary else "",
        found.image,
    )
