"""A piece of a document and how it is to be read: as markup, as text, or by guessing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from discord_bot.news.reading.markdown import markdown_of_form, markdown_of_plain
from discord_bot.news.reading.outlines import outline, picture_in, plain_of_markup
from discord_bot.news.reading.words import is_markup, plain, plain_of_untagged

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
    if text.is_html or (text.is_html is None and is_markup(text.value)):
        return plain_of_markup(text.value, limit)
    read = plain_of_untagged if text.is_html is None else plain
    return read(text.value, limit)


def first_words(texts: Iterable[Text]) -> Words:
    """The first summary that says something, with a picture of its own or of a later one."""
    found = Words("", "", None)
    for text in texts:
        if not found.summary:
            words = words_of(text)
            found = replace(words, image=found.image or words.image)
        else:
            found = replace(found, image=picture_in(text.value))
        if found.summary and found.image is not None:
            break
    return found


def words_of(text: Text) -> Words:
    """A summary. Whoever says that one is plain text is believed unless it has closing tags."""
    if "<" not in text.value or not (text.is_html or is_markup(text.value)):
        read = plain if text.is_html is False else plain_of_untagged
        summary = read(text.value, LONGEST_SUMMARY)
        return Words(summary, markdown_of_plain(summary, LONGEST_MARKDOWN), None)
    found = outline(text.value, LONGEST_SUMMARY)
    if found.form:
        shown = markdown_of_form(found.form, found.text, LONGEST_MARKDOWN)
    else:
        shown = markdown_of_plain(found.text, LONGEST_MARKDOWN)
    return Words(found.text, shown, found.image)
