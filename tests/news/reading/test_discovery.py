"""Which feeds a web page names."""

from __future__ import annotations

import time

import pytest

from discord_bot.news.reading.discovery import discover
from discord_bot.news.reading.feed import FoundFeed

PAGE = "https://paper.example/news/today.html"
RSS = 'rel="alternate" type="application/rss+xml"'


def found(html: str, base: str | None = PAGE) -> list[str]:
    return [feed.url for feed in discover(html.encode(), base=base, content_type="text/html")]


@pytest.mark.parametrize(
    ("head", "urls"),
    [
        (f'<link {RSS} href="/feed">', ["https://paper.example/feed"]),
        (f"<LINK {RSS} HREF='feed.xml' />", ["https://paper.example/news/feed.xml"]),
        (f"<link {RSS} href=//feeds.example/x>", ["https://feeds.example/x"]),
        (f'<link\n {RSS}\n href="/f?a=1&amp;b=2">', ["https://paper.example/f?a=1&b=2"]),
        ('<link rel="alternate" type="application/atom+xml" href="/a">',
         ["https://paper.example/a"]),
        ('<link rel="alternate" type="application/feed+json" href="/j">',
         ["https://paper.example/j"]),
        ('<link rel="alternate" type="Application/RSS+XML; charset=utf-8" href="/r">',
         ["https://paper.example/r"]),
        ('<link rel="alternate feed" href="/f">', ["https://paper.example/f"]),
        ('<link rel="feed" href="/f">', ["https://paper.example/f"]),
        ('<link rel="alternate" type="application/json" href="/feed.json">',
         ["https://paper.example/feed.json"]),
        ('<link rel="alternate" type="application/json" href="/wp-json/wp/v2/posts/1">', []),
        ('<link rel="alternate" type="text/xml" href="/oembed?url=x&format=xml">', []),
        ('<link rel="alternate" hreflang="de" href="/de/">', []),
        ('<link rel="stylesheet" type="text/css" href="/s.css">', []),
        (f'<link {RSS} href="javascript:alert(1)">', []),
        (f"<link {RSS}>", []),
        (f'<base href="https://other.example/x/"><link {RSS} href="f">',
         ["https://other.example/x/f"]),
        (f'<link {RSS} href="f"><base href="/y/">', ["https://paper.example/y/f"]),
        (f'<!-- <link {RSS} href="/old"> --><link {RSS} href="/new">',
         ["https://paper.example/new"]),
        (f"<script>x = '<link {RSS} href=\"/s\">'</script><link {RSS} href=\"/f\">",
         ["https://paper.example/f"]),
        (f'<link {RSS} href="/f"><link {RSS} href="/f"><link {RSS} href="/comments">',
         ["https://paper.example/f", "https://paper.example/comments"]),
        (f'<link title="a > b" {RSS} href="/f">', ["https://paper.example/f"]),
    ],
)  # fmt: skip
def test_feeds_that_a_page_names(head: str, urls: list[str]) -> None:
    assert found(f"<html><head>{head}</head><body>{head[:0]}</body></html>") == urls


def test_a_channel_of_youtube() -> None:
    html = (
        "<!DOCTYPE html><html><head><script>var a = {};</script>"
        '<link rel="alternate" type="application/rss+xml" title="RSS" '
        'href="https://www.youtube.com/feeds/videos.xml?channel_id=UC1">'
        '<link rel="alternate" media="handheld" href="https://m.youtube.com/channel/UC1">'
        '<link rel="alternate" type="application/json+oembed" href="https://www.youtube.com/oembed">'
    )
    url = "https://www.youtube.com/feeds/videos.xml?channel_id=UC1"
    page = "https://www.youtube.com/@x"
    assert discover(html.encode(), base=page, content_type=None) == (FoundFeed(url, "RSS"),)


def test_a_title_is_plain() -> None:
    html = f'<link {RSS} title=" The &quot;Paper&quot; &amp;\n news \u202e" href="/f">'
    (feed,) = discover(html.encode(), base=PAGE, content_type=None)
    assert feed.title == 'The "Paper" & news'


def test_no_more_than_twenty() -> None:
    assert len(found("".join(f'<link {RSS} href="/{n}">' for n in range(50)))) == 20


@pytest.mark.parametrize(
    "body",
    [
        b"<link rel=alternate type=application/rss+xml href='" * 50_000,
        b"<div>" * 400_000,
        b"<script" * 300_000,
        b"<link \"'" * 300_000,
        b"<!--" * 500_000,
        b"\x1f\x8b" + b"x" * 1_000,
        b"",
    ],
    ids=lambda body: str(body[:12]),
)
def test_a_hostile_page_holds_nobody_up(body: bytes) -> None:
    began = time.thread_time()
    assert discover(body, base=PAGE, content_type=None) == ()
    assert time.thread_time() - began < 0.5
