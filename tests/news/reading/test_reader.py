"""The reader and its worker process: hostile documents cost an error, and others nothing."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discord_bot.news.reading import encodings
from discord_bot.news.reading.document import read_document
from discord_bot.news.reading.feed import Feed, FeedError
from discord_bot.news.reading.reader import Reader
from discord_bot.news.reading.texts import LONGEST_MARKDOWN, LONGEST_SUMMARY
from discord_bot.news.reading.wire import entries_of, feed_of, head_of, told
from discord_bot.news.reading.words import without_unseen
from tests.news.reading.awkward import ALL, BASE, JSON_FEEDS, NOW, item, rss
from tests.news.reading.hostile import ENDLESS, READ, REFUSED

GOOD = rss(item()).encode()


@pytest.fixture
async def reader() -> AsyncIterator[Reader]:
    async with Reader.open() as opened:
        yield opened


async def read(reader: Reader, body: bytes) -> Feed:
    return await reader.read(body, base=BASE, content_type=None, now=NOW)


def worker_of(reader: Reader) -> int:
    assert reader._worker is not None
    return reader._worker.pid


def is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def open_files() -> int:
    """How many this process has open, where the system tells."""
    return len(list(Path("/proc/self/fd").iterdir())) if sys.platform == "linux" else 0


async def test_a_worker_reads_what_is_read_without_one(reader: Reader) -> None:
    for case in (*ALL[:5], JSON_FEEDS[0]):
        feed = await reader.read(case.body, base=case.base, content_type=case.content_type, now=NOW)
        assert feed == read_document(
            case.body, base=case.base, content_type=case.content_type, now=NOW
        )


async def test_documents_that_are_no_feeds_get_one_clear_sentence(reader: Reader) -> None:
    await read(reader, GOOD)
    first = worker_of(reader)
    for name, (body, says) in REFUSED.items():
        with pytest.raises(FeedError) as refused:
            await read(reader, body)
        sentence = str(refused.value)
        assert says in sentence, f"{name}: {sentence}"
        assert sentence.endswith((".", "rss.")), name
        assert "\n" not in sentence, name
    assert worker_of(reader) == first, "none of them took the worker along"


async def test_documents_that_mean_harm_and_are_feeds_are_read(reader: Reader) -> None:
    for name, body in READ.items():
        (entry,) = (await read(reader, body)).entries
        assert entry.title == "A", name
        assert "root:" not in entry.summary, name
        assert len(entry.id) < 3_000, name


async def test_a_document_that_takes_too_long_costs_one_error() -> None:
    async with Reader.open(seconds=1) as reader:
        await read(reader, GOOD)
        first = worker_of(reader)
        began = time.monotonic()
        with pytest.raises(FeedError, match=r"more than 1 second"):
            await read(reader, ENDLESS)
        assert time.monotonic() - began < 15, "and no more: it is killed"
        assert not is_there(first)
        assert (await read(reader, GOOD)).entries
        assert worker_of(reader) != first


async def test_a_worker_that_dies_costs_one_error(reader: Reader) -> None:
    await read(reader, GOOD)
    first = worker_of(reader)
    reading = asyncio.create_task(read(reader, ENDLESS))
    await asyncio.sleep(0.05)
    os.kill(first, 9)
    with pytest.raises(FeedError, match="crash"):
        await reading
    assert (await read(reader, GOOD)).entries


async def test_a_worker_that_died_between_documents_costs_nothing(reader: Reader) -> None:
    await read(reader, GOOD)
    os.kill(worker_of(reader), 9)
    await asyncio.sleep(0.2)
    assert (await read(reader, GOOD)).entries


async def test_the_ctrl_c_that_stops_the_bot_is_no_crash_of_the_worker(
    reader: Reader, capfd: pytest.CaptureFixture[str]
) -> None:
    await read(reader, GOOD)
    first = worker_of(reader)
    os.kill(first, signal.SIGINT)
    assert (await read(reader, GOOD)).entries
    assert worker_of(reader) == first
    await reader.close()
    assert "Traceback" not in capfd.readouterr().err


async def test_a_reading_that_is_given_up_leaves_nothing_behind(reader: Reader) -> None:
    await read(reader, GOOD)
    reading = asyncio.create_task(read(reader, ENDLESS))
    await asyncio.sleep(0.05)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert (await read(reader, GOOD)).title == "The Paper"


async def test_readings_wait_for_each_other_and_the_loop_for_none(reader: Reader) -> None:
    await read(reader, GOOD)
    large = rss("".join(item(f"Title {n}", guid=f"<guid>{n}</guid>") for n in range(400))).encode()
    longest, ended = 0.0, False

    async def watch() -> None:
        nonlocal longest
        while not ended:
            began = time.thread_time()
            await asyncio.sleep(0)
            longest = max(longest, time.thread_time() - began)

    watching = asyncio.create_task(watch())
    feeds = await asyncio.gather(*(read(reader, large) for _ in range(3)), read(reader, GOOD))
    ended = True
    await watching
    assert [len(feed.entries) for feed in feeds] == [400, 400, 400, 1]
    assert longest < 0.1, "the loop's own work between two turns"


async def test_after_closing_there_is_no_process_and_no_pipe() -> None:
    threads = {thread.name for thread in threading.enumerate()}
    before = open_files()
    async with Reader.open() as reader:
        await read(reader, GOOD)
        pid = worker_of(reader)
    await asyncio.sleep(0.05)
    assert not is_there(pid)
    assert open_files() <= before
    left = {thread.name for thread in threading.enumerate()} - threads
    assert not {name for name in left if "waitpid" in name}


async def test_nothing_is_started_before_there_is_something_to_read() -> None:
    async with Reader.open() as reader:
        assert reader._worker is None


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
async def test_the_worker_has_a_limit_of_memory_and_no_token(reader: Reader) -> None:
    await read(reader, GOOD)
    process = Path("/proc") / str(worker_of(reader))
    limits = (process / "limits").read_text()
    assert "Max address space         1000000000" in limits
    names = {pair.partition(b"=")[0] for pair in (process / "environ").read_bytes().split(b"\0")}
    assert names <= {b"PYTHONPATH", b"PYTHONUTF8", b""}


def test_the_size_that_is_read_is_the_size_that_is_fetched() -> None:
    from discord_bot.news.fetching.fetcher import Limits

    assert Limits().size == encodings.LARGEST


@pytest.mark.parametrize("case", ALL[::7], ids=lambda case: case.name)
def test_a_feed_survives_the_way_from_the_worker(case: object) -> None:
    feed = read_document(case.body, base=BASE, content_type=None, now=NOW)  # type: ignore[attr-defined]
    head, *rest = (frame[4:] for frame in told(feed))
    entries = [entry for frame in rest for entry in entries_of(frame)]
    assert feed_of(head_of(head), entries) == feed


_BODIES = [case.body for case in ALL if len(case.body) < 2_000]
_EDITS = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 12), st.binary(max_size=6) | st.sampled_from(
        [b"<", b">", b"&", b"]]>", b"<![CDATA[", b"<item>", b"</item>", b"\0", b"'", b'"', b"<!--"]
    )),
    max_size=6,
)  # fmt: skip


@settings(max_examples=150)
@given(st.sampled_from(_BODIES), _EDITS)
def test_whatever_comes_in_entries_or_one_error_come_out(
    body: bytes, edits: list[tuple[float, int, bytes]]
) -> None:
    for place, length, put in edits:
        at = int(place * len(body))
        body = body[:at] + put + body[at + length :]
    try:
        feed = read_document(body, base=BASE, content_type=None, now=NOW)
    except FeedError:
        return
    for entry in feed.entries:
        assert entry.id
        assert entry.link is None or entry.link.startswith(("http://", "https://", "HTTP://"))
        assert entry.image is None or entry.image.lower().startswith(("http://", "https://"))
        assert entry.title == " ".join(without_unseen(entry.title).split())
        assert len(entry.title) <= 1_000
        assert len(entry.summary) <= LONGEST_SUMMARY
        assert len(entry.markdown) <= LONGEST_MARKDOWN
        assert entry.published is None or 1990 <= entry.published.year <= 2026


_TITLE = st.lists(
    st.text(max_size=6)
    | st.sampled_from(
        "<b> </b> <i>x</i> <br> <script>x</script> &amp; &lt; &#8217; &#x202e; \x00 \x1b \u202e 1<2"
        " <a\thref=x>y</a>".split(" ")
    ),
    max_size=8,
).map("".join)


@given(_TITLE)
def test_no_title_of_markup_survives_with_tags_or_unseen_characters(title: str) -> None:
    escaped = title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    body = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id><title type="html">'
        f"{escaped}&lt;b&gt;&lt;/b&gt;</title></entry></feed>"
    ).encode("utf-8", "replace")
    for entry in read_document(body, base=None, content_type=None, now=NOW).entries:
        assert "<b>" not in entry.title.replace("&lt;", "")
        assert not [sign for sign in entry.title if ord(sign) < 32 or sign in "\u202e\u2066\x7f"]
