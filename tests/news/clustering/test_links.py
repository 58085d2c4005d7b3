"""Addresses of one page are written in one way, and addresses of two pages in two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discord_bot.news.clustering.links import canonical, names_a_page

ARTICLE = "https://news.example/tv/heartstopper-renewed-for-more"


@pytest.mark.parametrize(
    "link",
    [
        "http://news.example/tv/heartstopper-renewed-for-more",
        "https://www.news.example/tv/heartstopper-renewed-for-more/",
        "https://news.example:443/tv/heartstopper-renewed-for-more#comments",
        "https://m.news.example/tv/heartstopper-renewed-for-more?utm_source=rss&utm_medium=feed",
        "https://amp.news.example/tv/heartstopper-renewed-for-more?fbclid=abc",
        "https://news.example/tv/heartstopper-renewed-for-more/amp/",
        "https://news.example/amp/tv/heartstopper-renewed-for-more",
        "https://NEWS.example//tv/heartstopper-renewed-for-more?ref=homepage&amp;gclid=1",
        " https://news.example/tv/heartstopper-renewed-for-more?at_medium=RSS&xtor=a ",
        "https://news-example.cdn.ampproject.org/c/s/news.example/tv/heartstopper-renewed-for-more",
        "https://www.google.com/amp/s/news.example/tv/heartstopper-renewed-for-more",
        "https://www.google.com/url?q=https%3A%2F%2Fnews.example%2Ftv%2Fheartstopper-renewed-for-more&sa=D",
        "https://www.google.com/url?rct=j&sa=t&url=https://news.example/tv/heartstopper-renewed-for-more&ct=ga",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fnews.example%2Ftv%2Fheartstopper-renewed-for-more&h=x",
        "https://www.bing.com/news/apiclick.aspx?ref=FexRss&url=https%3a%2f%2fnews.example%2ftv%2fheartstopper-renewed-for-more",
    ],
)
def test_one_article_has_one_spelling(link: str) -> None:
    assert canonical(link) == canonical(ARTICLE)


@pytest.mark.parametrize(
    "link",
    [
        "https://youtu.be/dQw4w9WgXcQ?si=abc",
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=10s&feature=youtu.be",
        "https://m.youtube.com/watch?app=desktop&v=dQw4w9WgXcQ",
        "https://www.youtube.com/shorts/dQw4w9WgXcQ",
        "https://www.youtube.com/embed/dQw4w9WgXcQ",
        "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ",
        "https://youtube.com/live/dQw4w9WgXcQ",
    ],
)
def test_one_video_has_one_spelling(link: str) -> None:
    assert canonical(link) == "https://youtube.com/watch?v=dQw4w9WgXcQ"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/?p=123", "https://a.example/?p=124"),
        ("https://a.example/news.php?id=7", "https://a.example/news.php?id=8"),
        ("https://a.example/story?page=1", "https://a.example/story?page=2"),
        ("https://a.example/story", "https://b.example/story"),
        ("https://a.example:8080/story", "https://a.example/story"),
        ("https://a.example/Story-One", "https://a.example/story-one"),
        ("https://a.example/news/example", "https://a.example/news/example-amplified"),
        ("https://a.example/champ/one", "https://a.example/ch/one"),
        ("https://uk.a.example/story", "https://fr.a.example/story"),
        ("https://youtu.be/dQw4w9WgXcQ", "https://youtu.be/dQw4w9WgXcR"),
        ("https://www.youtube.com/playlist?list=A1", "https://www.youtube.com/playlist?list=B2"),
        ("https://x.com/a/status/12", "https://x.com/a/status/13"),
        (
            "https://news.google.com/rss/articles/CBMiA",
            "https://news.google.com/rss/articles/CBMiB",
        ),
        ("https://a.example/%E2%82%AC", "https://a.example/%E2%82%AD"),
        ("https://a.example/a%2Fb", "https://a.example/a/b"),
        ("https://a.example/?q=a%26b", "https://a.example/?q=a&b"),
        ("https://a.example/?q=a+b", "https://a.example/?q=a%2Bb"),
    ],
)
def test_two_pages_have_two_spellings(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


@pytest.mark.parametrize(
    "link", ["", "mailto:a@b.example", "no link", "http://", "https://[::1", "//x"]
)
def test_what_is_no_web_address_stays(link: str) -> None:
    assert canonical(link) == link


def test_redirects_that_lead_in_circles_end() -> None:
    link = "https://www.google.com/url?q=https://www.google.com/url?q=https://www.google.com/url"
    assert canonical(link).startswith("https://google.com/url")


PARTS = st.text("abcAMPamp019-._~%/é&=?#:@+ ", max_size=24)
LINKS = st.one_of(
    st.text(max_size=80),
    st.builds(
        "{}://{}{}/{}?{}#{}".format,
        st.sampled_from(["http", "https", "HTTPS", "ftp"]),
        st.sampled_from(
            ["www.", "m.", "amp.", "www.m.", "en.m.", "www2.", "edition.", "", "news.", "user@"]
        ),
        st.sampled_from(
            [
                "a.example", "a.co.uk", "youtube.com/watch", "youtu.be", "google.com/url", "x.com",
                "google.com/amp/s", "cdn.ampproject.org/c/s/a.example", "l.facebook.com/l.php",
                "reddit.com/r/a/comments/1", "a.example:8080", "A.EXAMPLE:80", "bücher.example",
            ]
        ),
        PARTS,
        st.one_of(
            PARTS,
            st.builds("q=https%3A%2F%2F{}".format, PARTS),
            st.builds("u=https://www.google.com/url?q=https://{}".format, PARTS),
            st.builds("utm_source={}&p={}".format, PARTS, PARTS),
            st.builds("v={}&t=1".format, PARTS),
        ),
        PARTS,
    ),
)  # fmt: skip


@given(LINKS)
def test_a_spelling_stays_as_it_is(link: str) -> None:
    once = canonical(link)
    assert canonical(once) == once
    names_a_page(once)


@given(st.integers(1, 10**9), st.integers(1, 10**9), st.sampled_from(["p", "id", "article", "v"]))
def test_numbers_that_choose_the_page_are_kept(one: int, other: int, name: str) -> None:
    links = [f"https://a.example/index.php?utm_medium=x&{name}={n}" for n in (one, other)]
    assert (canonical(links[0]) == canonical(links[1])) == (one == other)
