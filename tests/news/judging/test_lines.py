"""Entries as lines of JSON, and the numbers of their stories."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

import pytest

from discord_bot.news.clustering.index import StoryIndex
from discord_bot.news.judging.judge import NewsJudge
from discord_bot.news.judging.lines import Desk, entry_of

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def line(**row: object) -> str:
    return json.dumps(row)


def test_a_line_is_read_with_its_time_in_utc() -> None:
    entry = entry_of(
        line(title="A", link="https://a.example/1", published="2026-03-01T13:00+01:00"), 4
    )
    assert (entry.id, entry.published, entry.summary) == ("https://a.example/1", NOON, "")
    assert entry_of(line(title="A", published="2026-03-01T12:00:00"), 4).published == NOON
    assert entry_of(line(title="A", published="2026-03-01T12:00:00Z"), 4).published == NOON
    assert entry_of(line(title="A", published=None, link=None), 4).id == "line 4"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[]", "is no object"),
        ('{"summary": "x"}', 'has no "title"'),
        ('{"title": 3}', '"title" must be text in quotes'),
        ('{"title": "A", "link": ["x"]}', '"link" must be text in quotes'),
        ('{"title": "A", "published": "soon"}', '"published" must be a time such as'),
        ('{"title": "A", "published": "0001-01-01T00:00+05:00"}', "is no time that a calendar has"),
    ],
)
def test_a_line_that_cannot_be_read_is_told_with_its_mend(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=re.escape(told)):
        entry_of(text, 1)


def test_half_a_sign_is_no_reason_to_stop() -> None:
    assert entry_of('{"title": "\\ud83d Heartstopper"}', 1).title == "? Heartstopper"


def test_the_same_story_has_the_same_number(judge: NewsJudge) -> None:
    desk = Desk(judge, StoryIndex(), lambda: NOON)
    links = (
        "https://a.example/news/heartstopper-film-dated-1234?utm_source=feed",
        "https://www.a.example/news/heartstopper-film-dated-1234/amp",
        "https://b.example/tv/other-things-happen-5678",
    )
    titles = ("Heartstopper film gets date", "Heartstopper film gets its date", "Joe Locke on tour")
    rows = [
        desk.take(entry_of(line(title=title, link=link), number))
        for number, (title, link) in enumerate(zip(titles, links, strict=True), 1)
    ]
    assert [row["story_id"] for row in rows] == [1, 1, 2]
