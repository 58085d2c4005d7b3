"""Awkward servers: each ends in what is to be read, or in one clear sentence with the mend."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from datetime import timedelta

import brotli
import pytest

from discord_bot.news.fetching.fetcher import Fetcher, FetchStatus
from discord_bot.news.fetching.headers import Validators
from discord_bot.news.fetching.problems import FetchError, FetchProblem
from tests.news.fetching.conftest import asking
from tests.news.fetching.town import (
    FEED,
    HTML,
    NOW,
    Certificate,
    Script,
    Town,
    endless,
    head,
    open_town,
    resets,
    says,
    sends,
    silent,
)

ZIPPED = gzip.compress(FEED)
BOMB = gzip.compress(b"<a/>" * 1_000_000)

READABLE: dict[str, Script] = {
    "gzip": says(body=ZIPPED, Content_Encoding="gzip"),
    "gzip in two members": says(
        body=gzip.compress(FEED[:50]) + gzip.compress(FEED[50:]), Content_Encoding="gzip"
    ),
    "gzip with padding": says(body=ZIPPED + b"\0" * 20, Content_Encoding="gzip"),
    "brotli": says(body=brotli.compress(FEED), Content_Encoding="br"),
    "deflate": says(body=zlib.compress(FEED), Content_Encoding="deflate"),
    "raw deflate": says(body=zlib.compress(FEED)[2:-4], Content_Encoding="deflate"),
    "a file that is gzipped": says(body=ZIPPED, Content_Type="application/gzip"),
    "gzip twice": says(body=gzip.compress(ZIPPED), Content_Encoding="gzip"),
    "identity": says(Content_Encoding="identity"),
    "no length": sends(head(200), FEED),
    "chunks": sends(
        head(200, {"Transfer-Encoding": "chunked"}),
        b"%x\r\n" % 50 + FEED[:50] + b"\r\n",
        b"%x\r\n" % (len(FEED) - 50) + FEED[50:] + b"\r\n0\r\n\r\n",
    ),
    "a slow drip that comes to an end": sends(
        head(200, {"Content-Length": str(len(FEED))}), FEED[:100], FEED[100:], pause=0.05
    ),
    "a lying content type": says(Content_Type="image/png"),
}


@pytest.mark.parametrize("name", READABLE)
async def test_what_is_odd_and_can_be_read(name: str, town: Town, fetcher: Fetcher) -> None:
    url = town.build("odd.example", READABLE[name])
    fetched = await fetcher.fetch(url, Validators(), now=NOW)
    assert (fetched.status, fetched.body, fetched.url) == (FetchStatus.FRESH, FEED, url)


BROKEN: dict[str, tuple[Script, FetchProblem, str]] = {
    "never answers": (silent, FetchProblem.TIMEOUT, "The server took too long"),
    "slow drip": (
        sends(head(200, {"Content-Length": "99"}), *[b"<a/>"] * 20, pause=0.1),
        FetchProblem.TIMEOUT,
        "limit 0.4 seconds",
    ),
    "shorter than it said": (
        says(Content_Length=str(len(FEED) + 5)),
        FetchProblem.INCOMPLETE,
        "The answer broke off",
    ),
    "broken off in its chunks": (
        sends(head(200, {"Transfer-Encoding": "chunked"}), b"ff\r\n<rss>"),
        FetchProblem.INCOMPLETE,
        "The answer broke off",
    ),
    "broken off in its compression": (
        says(body=ZIPPED[:-20], Content_Encoding="gzip"),
        FetchProblem.INCOMPLETE,
        "in the midst of its compression",
    ),
    "reset": (resets, FetchProblem.INCOMPLETE, "The answer broke off"),
    "closes at once": (sends(), FetchProblem.UNREACHABLE, "cannot be reached"),
    "not HTTP": (sends(b"220 mail.example ready\r\n"), FetchProblem.UNREADABLE, "not HTTP"),
    "says it is too large": (
        says(body=b"", Content_Length="90000"),
        FetchProblem.TOO_LARGE,
        "over 0.02 MB",
    ),
    "endless": (endless(b"<item/>" * 100), FetchProblem.TOO_LARGE, "too large for a feed"),
    "gzip bomb": (
        says(body=BOMB, Content_Encoding="gzip"),
        FetchProblem.TOO_LARGE,
        "too large for a feed",
    ),
    "gzip bomb in a file": (says(body=BOMB), FetchProblem.TOO_LARGE, "too large for a feed"),
    "brotli bomb": (
        says(body=brotli.compress(b"<a/>" * 1_000_000), Content_Encoding="br"),
        FetchProblem.TOO_LARGE,
        "too large for a feed",
    ),
    "compression that is none": (
        says(Content_Encoding="gzip"),
        FetchProblem.UNREADABLE,
        "its compression is broken",
    ),
    "brotli that is none": (
        says(Content_Encoding="br"),
        FetchProblem.UNREADABLE,
        "its compression is broken",
    ),
    "unasked compression": (
        says(Content_Encoding="zstd"),
        FetchProblem.UNREADABLE,
        "compressed in a way that was not asked for",
    ),
    "gone": (says(410, b""), FetchProblem.GONE, "gone for good (410)"),
    "not found": (says(404, HTML), FetchProblem.NOT_FOUND, "nothing at this address (404)"),
    "forbidden": (says(403, HTML), FetchProblem.FORBIDDEN, "does not let the bot in (403)"),
    "unauthorized": (says(401, b""), FetchProblem.FORBIDDEN, "(401)"),
    "teapot": (says(418, b""), FetchProblem.STATUS, "no feed comes with (418)"),
    "no content": (says(204, b""), FetchProblem.STATUS, "(204)"),
    "unknown status": (says(799, b""), FetchProblem.STATUS, "(799)"),
    "unasked 304": (says(304, b""), FetchProblem.STATUS, "(304)"),
    "server error": (says(502, HTML), FetchProblem.SERVER, "an error of its own (502)"),
    "redirect to nowhere": (says(302, b""), FetchProblem.REDIRECTS, "302 without an address"),
    "redirect to itself": (
        says(301, b"", Location="/feed"),
        FetchProblem.REDIRECTS,
        "it leads in a circle",
    ),
    "redirect to a file": (
        says(302, b"", Location="file:///etc/passwd"),
        FetchProblem.REDIRECTS,
        "to what is no address",
    ),
    "redirect to loopback": (
        says(302, b"", Location="http://127.0.0.1:8080/"),
        FetchProblem.PRIVATE,
        "127.0.0.1 is not on the public internet",
    ),
    "redirect to metadata": (
        says(307, b"", Location="http://169.254.169.254/latest/meta-data/"),
        FetchProblem.PRIVATE,
        "169.254.169.254 is not on the public internet",
    ),
    "redirect to a mail server": (
        says(302, b"", Location="http://mail.test:25/"),
        FetchProblem.ADDRESS,
        "Port 25 is not one of web servers",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
async def test_what_cannot_be_read_says_why(name: str, town: Town, fetcher: Fetcher) -> None:
    script, problem, sentence = BROKEN[name]
    url = town.build("broken.example", script)
    with pytest.raises(FetchError) as raised:
        await fetcher.fetch(url, Validators(), now=NOW)
    assert (raised.value.problem, sentence in str(raised.value)) == (problem, True), raised.value
    assert str(raised.value).endswith(".")


async def test_a_chain_without_end_is_given_up(town: Town, fetcher: Fetcher) -> None:
    for number in range(9):
        script = says(302, b"", Location=f"/{number + 1}")
        town.build("maze.example", script, f"/{number}")
    with pytest.raises(FetchError, match="over 3 redirects"):
        await fetcher.fetch(town.url("maze.example", "/0"), Validators(), now=NOW)
    assert len(town.requests) == 4


async def test_two_that_send_to_each_other(town: Town, fetcher: Fetcher) -> None:
    town.build("one.example", says(301, b"", Location=town.url("two.example")))
    url = town.build("two.example", says(301, b"", Location=town.url("one.example")))
    with pytest.raises(FetchError, match="it leads in a circle"):
        await fetcher.fetch(url, Validators(), now=NOW)


async def test_a_name_that_nobody_has(fetcher: Fetcher) -> None:
    with pytest.raises(FetchError, match=r"No server goes by the name typo\.invalid\."):
        await fetcher.fetch("https://typo.invalid/feed", Validators(), now=NOW)


async def test_a_server_that_is_down(town: Town, fetcher: Fetcher) -> None:
    async with open_town() as other:
        port = other.port
    with pytest.raises(FetchError, match="cannot be reached") as raised:
        await fetcher.fetch(f"http://down.example:{port}/feed", Validators(), now=NOW)
    assert raised.value.problem is FetchProblem.UNREACHABLE


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("120", timedelta(minutes=2)),
        ("Mon, 04 May 2026 13:00:00 GMT", timedelta(hours=1)),
        ("Mon, 04 May 2026 11:00:00 GMT", timedelta(0)),
        ("9" * 12, timedelta(days=366)),
        ("Fri, 01 Jan 2100 00:00:00 GMT", timedelta(days=366)),
        ("soon", None),
        ("", None),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
async def test_how_long_to_wait_is_understood_in_both_forms(
    status: int, value: str, wait: timedelta | None, town: Town, fetcher: Fetcher
) -> None:
    url = town.build("busy.example", says(status, b"", Retry_After=value))
    with pytest.raises(FetchError) as raised:
        await fetcher.fetch(url, Validators(), now=NOW)
    assert raised.value.retry_after == wait


async def test_a_date_counts_from_the_servers_own_clock(town: Town, fetcher: Fetcher) -> None:
    slow = "Mon, 04 May 2026 02:00:00 GMT"
    script = says(429, b"", Retry_After="Mon, 04 May 2026 02:10:00 GMT", Date=slow)
    with pytest.raises(FetchError) as raised:
        await fetcher.fetch(town.build("slow.example", script), Validators(), now=NOW)
    assert raised.value.retry_after == timedelta(minutes=10)


async def test_who_signed_for_himself_is_not_trusted(
    town: Town, fetcher: Fetcher, certificate: Certificate
) -> None:
    async with open_town(certificate.server) as safe:
        url = safe.build("safe.example", says())
        with pytest.raises(FetchError, match=r"safe \(self-signed"):
            await fetcher.fetch(url, Validators(), now=NOW)
        assert not safe.requests, "nothing was said to who is not trusted"


async def test_a_certificate_of_somebody_else(town: Town, certificate: Certificate) -> None:
    async with open_town(certificate.server) as safe, asking(safe, certificate=certificate) as own:
        other = safe.build("other.example", says())
        with pytest.raises(FetchError, match=r"safe \(Hostname mismatch"):
            await own.fetch(other, Validators(), now=NOW)
        fetched = await own.fetch(safe.build("safe.example", says()), Validators(), now=NOW)
        assert fetched.body == FEED


async def test_tls_with_who_speaks_none(fetcher: Fetcher) -> None:
    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(head(400))
        writer.close()

    async with await asyncio.start_server(plain, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(FetchError) as raised:
            await fetcher.fetch(f"https://plain.example:{port}/feed", Validators(), now=NOW)
    assert raised.value.problem is FetchProblem.TLS
    assert "safe (wrong version number)" in str(raised.value)
