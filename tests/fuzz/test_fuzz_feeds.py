"""Feeds that are nearly right: the process that reads them says what it found, or why not."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discord_bot.news.reading.feed import Feed, FeedError
from discord_bot.news.reading.reader import Reader
from tests.fuzz.laboratory import budget
from tests.news.reading.awkward import ALL, BASE, JSON_FEEDS, NOW
from tests.news.reading.hostile import READ

SAMPLES = [case.body for case in (*ALL, *JSON_FEEDS)] + [
    body for body in READ.values() if len(body) < 20_000
]
PIECES = (
    *(b"<", b">", b"&", b"]]>", b"<![CDATA[", b"<!--", b"-->", b"<?xml ?>", b"&#0;", b"&#x110000;"),
    *(b"&#xd800;", b"\0", b"\xff\xfe", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"</item>", b"<item>"),
    *(
        b"<entry>",
        b"</channel>",
        b"null",
        b'"',
        b"{",
        b"}",
        b"[",
        b"]",
        b"1e999",
        b"-1",
        b"9" * 400,
    ),
    *(b"http://[::1", b"//", b"javascript:", b"0000-00-00", b"9999-99-99", b'xml:base="http://["'),
    *(
        b"<!DOCTYPE x [<!ENTITY a 'b'>]>",
        b"\x1f\x8b",
        b"\r",
        b"\x0b",
        b"\xe2\x80\xae",
        b'encoding="x"',
    ),
)


class Newsreader:
    """A reader with its worker, in a loop of its own."""

    def __init__(self, runner: asyncio.Runner, reader: Reader) -> None:
        self._runner, self._reader = runner, reader

    def read(self, body: bytes, content_type: str | None, base: str | None) -> Feed | str:
        """The feed, or the sentence with which it was refused."""
        began = time.monotonic()
        try:
            found: Feed | str = self._runner.run(
                self._reader.read(body, base=base, content_type=content_type, now=NOW)
            )
        except FeedError as error:
            found = str(error)
        assert time.monotonic() - began < 60, "a feed was waited for"
        return found

    @property
    def worker(self) -> int | None:
        return None if self._reader._worker is None else self._reader._worker.pid


@pytest.fixture(scope="module")
def newsreader() -> Iterator[Newsreader]:
    with asyncio.Runner() as runner:
        opening = Reader.open()
        reader = runner.run(opening.__aenter__())
        try:
            yield Newsreader(runner, reader)
        finally:
            runner.run(opening.__aexit__(None, None, None))


Change = tuple[str, int, int, bytes]
CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["cut", "drop", "repeat", "insert", "flip"]),
        st.integers(0, 10**6),
        st.integers(1, 64),
        st.one_of(st.sampled_from(PIECES), st.binary(min_size=1, max_size=8)),
    ),
    min_size=1,
    max_size=6,
)


def changed(body: bytes, changes: list[Change]) -> bytes:
    """A document with some changes, each at a place of it."""
    for how, place, length, piece in changes:
        at = place % (len(body) + 1)
        body = {
            "cut": body[:at],
            "drop": body[:at] + body[at + length :],
            "repeat": body[:at] + body[at : at + length] * 50 + body[at + length :],
            "insert": body[:at] + piece + body[at:],
            "flip": body[:at] + bytes(255 - byte for byte in body[at : at + 2]) + body[at + 2 :],
        }[how]
    return body


TYPES = st.sampled_from(
    [None, "text/html", "application/json; charset=x", "text/xml; charset=utf-7", "é"]
)
BASES = st.sampled_from([BASE, None, "http://[", "x"])


@pytest.mark.slow
def test_a_document_that_is_nearly_a_feed_is_read_or_refused(newsreader: Newsreader) -> None:
    @budget(250)
    @given(st.sampled_from(SAMPLES), CHANGES, TYPES, BASES)
    def example(
        sample: bytes, changes: list[Change], content_type: str | None, base: str | None
    ) -> None:
        before = newsreader.worker
        body = changed(sample, changes)
        found = newsreader.read(body, content_type, base)
        if isinstance(found, str):
            assert "\n" not in found, body
            assert found.endswith((".", "rss")), f"{found}: {body!r}"
            assert "crash" not in found, body
        assert before in {None, newsreader.worker}, f"the worker died of {body!r}"

    example()


@pytest.mark.slow
def test_any_bytes_at_all_are_read_or_refused(newsreader: Newsreader) -> None:
    @budget(100)
    @given(st.one_of(st.binary(max_size=300), st.lists(st.sampled_from(PIECES)).map(b"".join)))
    def example(body: bytes) -> None:
        before = newsreader.worker
        found = newsreader.read(body, None, BASE)
        assert not isinstance(found, str) or "crash" not in found, body
        assert before in {None, newsreader.worker}, f"the worker died of {body!r}"

    example()
