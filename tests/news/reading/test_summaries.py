"""Summaries, plain and as Discord shows them, pictures, and what a feed says of itself."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discord_bot.news.model import Entry
from discord_bot.news.reading.document import read_document
from discord_bot.news.reading.feed import Feed
from discord_bot.news.reading.texts import LONGEST_MARKDOWN, LONGEST_SUMMARY, Text, words_of
from tests.news.reading.awkward import BASE, NOW, A, atom, entry, item, json_feed, rss

ROOT = (
    'version="2.0" xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
)


def feed_of(text: str | bytes) -> Feed:
    body = text.encode() if isinstance(text, str) else text
    return read_document(body, base=BASE, content_type=None, now=NOW)


def entry_of(inner: str) -> Entry:
    (found,) = feed_of(rss(item(rest=inner), root=ROOT)).entries
    return found


@pytest.mark.parametrize(
    ("inner", "summary"),
    [
        ("<description>Plain words</description>", "Plain words"),
        ("<description>&lt;p&gt;One&lt;/p&gt;&lt;p&gt;Two&lt;/p&gt;</description>", "One Two"),
        ("<description><![CDATA[<p>One<br>Two</p><ul><li>x<li>y]]></description>", "One Two x y"),
        ("<description>A &amp;amp; B &amp;hellip;</description>", "A & B …"),
        ("<description>1 &amp;lt; 2</description>", "1 < 2"),
        ("<description><![CDATA[He<b>llo</b>]]></description>", "Hello"),
        ("<description><![CDATA[a<script>b()</script><style>c</style>d]]></description>", "ad"),
        ("<content:encoded><![CDATA[<p>Only content</p>]]></content:encoded>", "Only content"),
        (
            "<description>Short</description>"
            "<content:encoded><![CDATA[<p>Long</p>]]></content:encoded>",
            "Short",
        ),
        (
            "<content:encoded><![CDATA[<p>Long</p>]]></content:encoded>"
            "<description>Short</description>",
            "Short",
        ),
        ("<itunes:summary>Of the episode</itunes:summary>", "Of the episode"),
        ("<media:group><media:description>Of the film</media:description></media:group>",
         "Of the film"),
        ("<description/><media:description>Of the film</media:description>", "Of the film"),
        ("", ""),
    ],
)  # fmt: skip
def test_summary(inner: str, summary: str) -> None:
    assert entry_of(inner).summary == summary


def test_a_long_summary_ends_between_words() -> None:
    found = entry_of(f"<description>{'word ' * 1_000}</description>").summary
    assert len(found) <= LONGEST_SUMMARY
    assert found.endswith("word…")


def test_atom_says_what_is_text_and_what_is_markup() -> None:
    inner = {
        '<summary type="text">1 &lt; 2 &amp;amp; 3</summary>': "1 < 2 &amp; 3",
        '<summary type="html">1 &amp;lt; 2&lt;br&gt;3</summary>': "1 < 2 3",
        '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">'
        "<p>One</p><p>T<i>w</i>o</p></div></content>": "One Two",
    }
    for written, read in inner.items():
        (found,) = feed_of(atom(entry("<title>A</title>", written))).entries
        assert found.summary == read


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("Plain", "Plain"),
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("<p>A <b>bold</b> and <em>soft</em> <del>no</del></p>", "A **bold** and *soft* ~~no~~"),
        ("<h1>Big</h1>Text", "**Big**\n\nText"),
        ("<ul><li>One</li><li>T<b>w</b>o</li></ul>", "- One\n- T**w**o"),
        ("<blockquote>Said</blockquote>", "> Said"),
        ('Read <a href="https://evil.example/">https://bbc.example/x</a>',
         "Read https://bbc.example/x"),
        ('<a href="https://x.example">here</a><img src="https://x.example/1.png">', "here"),
        ("<p>a*b*c _d_ ~~e~~ ||f|| `g` [h](https://i.example)</p>",
         "a\\*b\\*c \\_d\\_ \\~\\~e\\~\\~ \\|\\|f\\|\\| \\`g\\` \\[h\\](https://i.example)"),
        ("@everyone <b>@here</b> &lt;@123&gt; &lt;#4&gt;",
         "@\u200beveryone **@\u200bhere** \\<@123\\> \\<\\#4\\>"),
        ("<pre># not big\n- no list</pre>", "\\# not big \\- no list"),
        ("<code>||x||</code>", "\\|\\|x\\|\\|"),
        ("<p>https://x.example/a_b||c*d</p>", "https://x.example/a%5Fb%7C%7Cc%2Ad"),
        ("1. No list<br>- nor this", "1\\. No list\n\\- nor this"),
    ],
)  # fmt: skip
def test_markdown(html: str, markdown: str) -> None:
    assert words_of(Text(html, True)).markdown == markdown


_SHOWN = re.compile(r"\\[^A-Za-z0-9\s]|^(?:> ?)?(?: *- )?|\*{1,3}|~~", re.MULTILINE)
_MARKUP = re.compile(r"[*_~`|<>\[\]#]|@(?:everyone|here)|^\s*(?:[-+]|\d+[.)])\s", re.MULTILINE)
_ADDRESS = re.compile(r"https?://[^\s*_`|<>\[\]]*", re.IGNORECASE)
_TAGS = st.sampled_from(
    "<b> </b> <i> </i> <li> </li> <ul> </ul> <p> <br> <h2> </h2> <pre> <code> </code> <blockquote>"
    " </blockquote> <del> </del> <a> </a> <script> <!-- --> &lt;@1&gt; @everyone ** __ || ``` [a]"
    " https://x.example/||a_b \n 1. > # -#".split(" ")
)
_SOUP = st.lists(_TAGS | st.text(max_size=8), max_size=25).map("".join)


@given(_SOUP)
def test_markdown_of_plain_words_shows_them_and_nothing_else(text: str) -> None:
    found = words_of(Text(text, False))
    if "<" not in text:
        left = _ADDRESS.sub("", re.sub(r"\\[^A-Za-z0-9\s]", "", found.markdown))
        assert not _MARKUP.search(left), found.markdown
    assert len(found.markdown) <= LONGEST_MARKDOWN


@given(_SOUP)
def test_nothing_gets_out_of_markdown(text: str) -> None:
    found = words_of(Text(text, True))
    left = _ADDRESS.sub("", _SHOWN.sub("", found.markdown))
    assert not re.search(r"[*_`|<>\[\]#]|@(?:everyone|here)", left), found.markdown
    assert len(found.markdown) <= LONGEST_MARKDOWN
    assert len(found.summary) <= LONGEST_SUMMARY
    assert bool(found.markdown) == bool(found.summary)


@pytest.mark.parametrize(
    ("inner", "image"),
    [
        ('<enclosure url="/1.jpg" type="image/jpeg"/>', "https://paper.example/1.jpg"),
        ('<enclosure url="/1.mp3" type="audio/mpeg"/>', None),
        ('<media:content url="https://p.example/1" medium="image"/>', "https://p.example/1"),
        ('<media:content url="https://p.example/1.PNG?x=1"/>', "https://p.example/1.PNG?x=1"),
        (
            '<media:content url="https://p.example/s.png" width="90"/>'
            '<media:content url="https://p.example/l.png" width="900"/>',
            "https://p.example/l.png",
        ),
        ('<media:thumbnail url="https://p.example/t.jpg"/>', "https://p.example/t.jpg"),
        ('<itunes:image href="https://p.example/i.jpg"/>', "https://p.example/i.jpg"),
        ('<description>&lt;img src="a.png"&gt;</description>',
         "https://paper.example/feeds/a.png"),
        (
            '<description><![CDATA[<img src="https://c.example/x.gif" width="1" height="1">'
            '<img src="https://p.example/b.png">]]></description>',
            "https://p.example/b.png",
        ),
        ('<description>&lt;img src="data:image/png;base64,AA"&gt;</description>', None),
        (
            "<description>Words</description><content:encoded>"
            '<![CDATA[<img src="/c.png">]]></content:encoded>',
            "https://paper.example/c.png",
        ),
    ],
)  # fmt: skip
def test_image(inner: str, image: str | None) -> None:
    assert entry_of(inner).image == image


def test_image_of_json_feed() -> None:
    (found,) = feed_of(json_feed({**A, "image": "/i.png"})).entries
    assert found.image == "https://paper.example/i.png"


def test_a_picture_in_atom_is_where_xml_base_says() -> None:
    (found,) = feed_of(
        atom(
            entry("<title>A</title>", '<content type="html">&lt;img src="p.png"&gt;</content>'),
            root='xml:base="https://x.example/blog/"',
        )
    ).entries
    assert found.image == "https://x.example/blog/p.png"


@pytest.mark.parametrize(
    ("channel", "ttl"),
    [
        ("<ttl>90</ttl>", timedelta(minutes=90)),
        ("<ttl>soon</ttl>", None),
        ("<ttl>99999999999</ttl>", None),
        ("<sy:updatePeriod>hourly</sy:updatePeriod>", timedelta(hours=1)),
        (
            "<sy:updatePeriod> daily </sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>",
            timedelta(hours=12),
        ),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>",
         timedelta(hours=1)),
        ("", None),
    ],
)  # fmt: skip
def test_how_long_a_feed_wants_to_be_left_alone(channel: str, ttl: timedelta | None) -> None:
    assert feed_of(rss(item(), root=ROOT, channel=channel)).ttl == ttl


def test_when_a_feed_is_never_updated() -> None:
    hours = "".join(f"<hour>{hour}</hour>" for hour in ("0", "23", "24", "x", "77"))
    feed = feed_of(rss(item(), channel=f"<skipHours>{hours}</skipHours>"))
    assert feed.skip_hours == frozenset({0, 23})


@pytest.mark.parametrize(
    ("days", "ttl"),
    [
        ("Thursday Friday", timedelta(hours=36)),  # now is Thursday noon
        ("Thursday", timedelta(hours=12)),
        ("Friday", None),
        ("Nonday", None),
        ("Monday Tuesday Wednesday Thursday Friday Saturday Sunday", None),
    ],
)
def test_days_that_a_feed_skips_are_left_out(days: str, ttl: timedelta | None) -> None:
    skipped = "".join(f"<day>{day}</day>" for day in days.split())
    assert feed_of(rss(item(), channel=f"<skipDays>{skipped}</skipDays>")).ttl == ttl


def test_what_a_feed_is_called() -> None:
    feed = feed_of(rss(item(), channel="<image><title>Logo</title><link>/x</link></image>"))
    assert (feed.title, feed.link) == ("The Paper", "https://paper.example/")
    assert feed_of(atom("")).link == "https://paper.example/"


def test_what_could_not_be_read_is_counted() -> None:
    assert feed_of(rss("<item/>" + item() + "<item/>")).skipped == 2
    assert feed_of(json_feed(A, 5, {})).skipped == 2


def test_of_very_many_items_the_first_are_read_and_the_rest_counted() -> None:
    feed = feed_of(rss("<item><guid>1</guid><title>x</title></item>" * 2_510))
    assert (len(feed.entries), feed.skipped) == (1, 10)


def test_entries_with_one_id_are_told_apart() -> None:
    items = "".join(
        f"<item><title>{name}</title><guid>1</guid><link>/{name}</link></item>" for name in "ABC"
    )
    first, second, third = feed_of(rss(items)).entries
    assert len({first.twin, second.twin, third.twin}) == 3
    again = feed_of(rss(items.replace("<item><title>A", "<item><title>Z"))).entries
    assert again[1] == second, "who is told apart does not change with the others"
    assert not feed_of(rss(item())).entries[0].twin
