"""A polite guest: who it is, what it has already, where feeds moved, one question at a time."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from discord_bot.news.fetching.addresses import user_agent
from discord_bot.news.fetching.fetcher import Fetcher, FetchStatus
from discord_bot.news.fetching.headers import Validators
from discord_bot.news.fetching.problems import FetchError, FetchProblem
from tests.news.fetching.conftest import asking
from tests.news.fetching.town import (
    FEED,
    NOW,
    Certificate,
    Town,
    head,
    open_town,
    says,
    sends,
)

SINCE = "Mon, 04 May 2026 10:00:00 GMT"


async def test_it_says_who_it_is_and_what_it_takes(town: Town, fetcher: Fetcher) -> None:
    await fetcher.fetch(town.build("shy.example", says()), Validators(), now=NOW)
    (request,) = town.requests
    assert request.headers["user-agent"] == "fanbot/1.0 (+https://fans.example)"
    assert request.headers["accept-encoding"] == "gzip, br"
    assert "application/atom+xml" in request.headers["accept"]
    assert not {"if-none-match", "if-modified-since", "cookie"} & set(request.headers)


def test_a_bot_without_a_page_still_says_what_it_is() -> None:
    assert user_agent("1.2", None) == "fanbot/1.2 (a Discord bot that reads feeds)"
    assert user_agent("1.2", "https://a.example") == "fanbot/1.2 (+https://a.example)"


async def test_what_it_has_is_not_sent_again(town: Town, fetcher: Fetcher) -> None:
    url = town.build("kept.example", says(ETag='W/"a"', Last_Modified=SINCE))
    first = await fetcher.fetch(url, Validators(), now=NOW)
    assert first.validators == Validators('W/"a"', SINCE)

    town.build("kept.example", says(304, b"", Cache_Control="max-age=600"))
    again = await fetcher.fetch(url, first.validators, now=NOW)
    assert (again.status, again.body) == (FetchStatus.UNCHANGED, b"")
    assert again.validators == first.validators, "a 304 need not repeat them"
    assert again.max_age == timedelta(minutes=10)
    asked = town.requests[-1].headers
    assert (asked["if-none-match"], asked["if-modified-since"]) == ('W/"a"', SINCE)


async def test_cookies_are_not_kept(town: Town, fetcher: Fetcher) -> None:
    url = town.build("sweet.example", says(Set_Cookie="who=you; Path=/"))
    await fetcher.fetch(url, Validators(), now=NOW)
    await fetcher.fetch(url, Validators(), now=NOW)
    assert "cookie" not in town.requests[-1].headers


@pytest.mark.parametrize(
    ("headers", "max_age", "expires_in"),
    [
        ({}, None, None),
        ({"Cache_Control": "public, max-age=60"}, timedelta(minutes=1), None),
        ({"Cache_Control": "MAX-AGE=60", "Age": "20"}, timedelta(seconds=40), None),
        ({"Cache_Control": "max-age=60", "Age": "90"}, timedelta(0), None),
        ({"Cache_Control": "no-cache, max-age=60"}, timedelta(0), None),
        ({"Cache_Control": "s-maxage=60"}, None, None),
        ({"Cache_Control": "max-age=" + "9" * 12}, timedelta(days=366), None),
        ({"Expires": "Mon, 04 May 2026 12:30:00 GMT"}, None, timedelta(minutes=30)),
        ({"Expires": "0"}, None, timedelta(0)),
        ({"Expires": "Mon, 04 May 2026 12:30:00 GMT", "Date": SINCE}, None, timedelta(hours=2.5)),
    ],
)
async def test_how_long_an_answer_is_fresh(
    headers: dict[str, str],
    max_age: timedelta | None,
    expires_in: timedelta | None,
    town: Town,
    fetcher: Fetcher,
) -> None:
    fetched = await fetcher.fetch(
        town.build("fresh.example", says(**headers)), Validators(), now=NOW
    )
    assert (fetched.max_age, fetched.expires_in) == (max_age, expires_in)


async def test_a_validator_that_could_do_harm_is_left_out(town: Town, fetcher: Fetcher) -> None:
    script = sends(head(200, {"ETag": "x" * 2000, "Last-Modified": "\xe9"}), FEED)
    fetched = await fetcher.fetch(town.build("odd.example", script), Validators(), now=NOW)
    assert not fetched.validators


# --- moving -------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 308])
async def test_a_permanent_move_is_told(status: int, town: Town, fetcher: Fetcher) -> None:
    new = town.build("new.example", says())
    old = town.build("old.example", says(status, b"", Location=new))
    fetched = await fetcher.fetch(old, Validators(), now=NOW)
    assert (fetched.url, fetched.moved_to) == (new, new)


@pytest.mark.parametrize("status", [302, 303, 307])
async def test_a_passing_move_is_not(status: int, town: Town, fetcher: Fetcher) -> None:
    new = town.build("new.example", says())
    old = town.build("old.example", says(status, b"", Location=new))
    fetched = await fetcher.fetch(old, Validators(), now=NOW)
    assert (fetched.url, fetched.moved_to) == (new, None)


async def test_of_a_chain_the_part_that_is_permanent(town: Town, fetcher: Fetcher) -> None:
    end = town.build("end.example", says())
    middle = town.build("middle.example", says(302, b"", Location=end))
    start = town.build("start.example", says(301, b"", Location=middle))
    fetched = await fetcher.fetch(start, Validators(), now=NOW)
    assert (fetched.url, fetched.moved_to) == (end, middle)


async def test_a_relative_move_and_a_fragment(town: Town, fetcher: Fetcher) -> None:
    new = town.build("one.example", says(), "/new/feed.xml?a=1")
    old = town.build("one.example", says(301, b"", Location="../new/feed.xml?a=1#top"), "/old/x")
    fetched = await fetcher.fetch(old, Validators(), now=NOW)
    assert fetched.moved_to == new


async def test_from_https_to_http_is_followed_and_never_remembered(
    town: Town, certificate: Certificate
) -> None:
    async with open_town(certificate.server) as safe:
        safe.resolver = town.resolver
        async with asking(town, certificate=certificate) as own:
            plain = town.build("plain.example", says())
            url = safe.build("safe.example", says(301, b"", Location=plain))
            fetched = await own.fetch(url, Validators(), now=NOW)
    assert (fetched.url, fetched.moved_to) == (plain, None)


async def test_credentials_stay_where_they_were_given_for(town: Town, fetcher: Fetcher) -> None:
    other = town.build("other.example", says())
    town.build("own.example", says(302, b"", Location=other), "/two")
    town.build("own.example", says(301, b"", Location="/two"))
    url = town.url("own.example").replace("http://", "http://me:pass@")
    fetched = await fetcher.fetch(url, Validators(), now=NOW)
    sent = [request.headers.get("authorization") for request in town.requests]
    assert sent == ["Basic bWU6cGFzcw==", "Basic bWU6cGFzcw==", None]
    assert "pass" not in fetched.url


async def test_a_moved_feed_keeps_its_credentials(town: Town, fetcher: Fetcher) -> None:
    town.build("own.example", says(), "/two")
    town.build("own.example", says(301, b"", Location="/two"))
    url = town.url("own.example").replace("http://", "http://me:pass@")
    fetched = await fetcher.fetch(url, Validators(), now=NOW)
    assert fetched.moved_to == town.url("own.example", "/two").replace("//", "//me:pass@")


# --- one at a time ------------------------------------------------------------------------------


async def test_a_host_is_asked_one_thing_at_a_time_and_hosts_side_by_side(town: Town) -> None:
    waiting = asyncio.Event()

    async def script(request: object, writer: asyncio.StreamWriter) -> None:
        if len(town.busy) == 3:
            waiting.set()
        async with asyncio.timeout(5):
            await waiting.wait()
        await says()(request, writer)  # type: ignore[arg-type]

    urls = [
        town.build(host, script, f"/{number}")
        for host in ("a.example", "b.example", "c.example")
        for number in range(3)
    ]
    async with asking(town) as own:
        await asyncio.gather(*(own.fetch(url, Validators(), now=NOW) for url in urls))
    assert town.most_at_once == {"a.example": 1, "b.example": 1, "c.example": 1}
    assert len(town.requests) == 9


async def test_a_host_that_wants_to_be_left_alone_is(town: Town, fetcher: Fetcher) -> None:
    one = town.build("busy.example", says(429, b"", Retry_After="60"), "/one")
    two = town.build("busy.example", says(), "/two")
    with pytest.raises(FetchError):
        await fetcher.fetch(one, Validators(), now=NOW)
    with pytest.raises(FetchError, match="asked to be left alone") as raised:
        await fetcher.fetch(two, Validators(), now=NOW + timedelta(seconds=40))
    assert (raised.value.problem, raised.value.retry_after) == (
        FetchProblem.HELD,
        timedelta(seconds=20),
    )
    assert len(town.requests) == 1
    await fetcher.fetch(two, Validators(), now=NOW + timedelta(seconds=60))


async def test_a_host_that_asks_for_a_year_is_asked_again_after_a_day(
    town: Town, fetcher: Fetcher
) -> None:
    url = town.build("busy.example", says(429, b"", Retry_After="99999999"))
    with pytest.raises(FetchError):
        await fetcher.fetch(url, Validators(), now=NOW)
    town.build("busy.example", says())
    fetched = await fetcher.fetch(url, Validators(), now=NOW + timedelta(days=1))
    assert fetched.body == FEED
