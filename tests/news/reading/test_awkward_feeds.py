"""What is read of awkward feeds: ids, links, titles and times."""

from __future__ import annotations

import pytest

from discord_bot.news.reading.document import read_document
from tests.news.reading.awkward import ALL, NOW, Case, Row


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
