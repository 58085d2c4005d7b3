"""What is read of awkward feeds: ids, links, titles and times."""

from __future__ import annotations

from dataclasses import replace

import pytest

from discord_bot.news.reading.document import read_document
from tests.news.reading.awkward import ALL, DATES, IDS, LINKS, NOW, TITLES, Case, Row


def rows(case: Case) -> tuple[Row, ...]:
    feed = read_document(case.body, base=case.base, content_type=case.content_type, now=NOW)
    return tuple(
        (
            entry.id,
            entry.link,
            entry.title,
            None if entry.published is None else f"{entry.published:%Y-%m-%dT%H:%M:%SZ}",
        )
        for entry in feed.entries
    )


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
def test_awkward_feed(case: Case) -> None:
    assert rows(case) == case.rows


@pytest.mark.parametrize("case", [*TITLES, *LINKS, *IDS, *DATES[::6]], ids=lambda case: case.name)
def test_a_feed_that_is_broken_reads_the_same(case: Case) -> None:
    """A forgiving parser reads these; an entry that changed with it would be posted again."""
    end = b"</channel>" if b"</channel>" in case.body else b"</feed>"
    assert rows(replace(case, body=case.body.replace(end, b"<unclosed>" + end))) == case.rows
