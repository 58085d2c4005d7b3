"""Feeds as they come: a table of awkward documents, each with what is to be read of it."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from datetime import UTC, datetime

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
BASE = "https://paper.example/feeds/news.xml"
TEN = "2026-01-15T10:00:00Z"

Row = tuple[str, str | None, str, str | None]
"""id, link, title, published."""


@dataclass(frozen=True)
class Case:
    """A document and the entries that it holds."""

    name: str
    body: bytes
    rows: tuple[Row, ...]
    base: str | None = BASE
    content_type: str | None = None


def rss(items: str, *, root: str = 'version="2.0"', head: str = "", channel: str = "") -> str:
    return (
        f"{head}<rss {root}><channel><title>The Paper</title>"
        f"<link>https://paper.example/</link>{channel}{items}</channel></rss>"
    )


def atom(entries: str, *, root: str = "", head: str = "") -> str:
    return (
        f'{head}<feed xmlns="http://www.w3.org/2005/Atom" {root}><title>The Paper</title>'
        f'<id>urn:paper</id><link href="https://paper.example/"/>{entries}</feed>'
    )


def item(title: str = "A", rest: str = "", guid: str = "<guid>tag:a</guid>") -> str:
    return f"<item><title>{title}</title><link>https://paper.example/a</link>{guid}{rest}</item>"


def entry(title: str, rest: str = "") -> str:
    return (
        f'<entry>{title}<id>tag:a</id><link href="https://paper.example/a"/>'
        f"<updated>{TEN}</updated>{rest}</entry>"
    )


def one(title: str, published: str | None = None, **changes: str | None) -> tuple[Row, ...]:
    link = changes.get("link", "https://paper.example/a")
    return ((str(changes.get("id", "tag:a")), link, title, published),)


def case(name: str, text: str, rows: tuple[Row, ...], **changes: str | None) -> Case:
    base = changes.pop("base", BASE)
    return Case(name, text.encode(), rows, base, changes.pop("content_type", None))


def titled(name: str, written: str, read: str) -> Case:
    """An item of RSS with a title."""
    return case(f"rss title: {name}", rss(item(written)), one(read))


def atom_titled(name: str, written: str, read: str) -> Case:
    """An entry of Atom with a title element."""
    return case(f"atom title: {name}", atom(entry(written)), one(read, TEN))


def dated(written: str, read: str | None) -> Case:
    """An item of RSS with a date."""
    return case(f"date: {written}", rss(item(rest=f"<pubDate>{written}</pubDate>")), one("A", read))


def linked(name: str, inner: str, link: str | None, **changes: str | None) -> Case:
    """An item of RSS with these elements and no link beside them."""
    text = rss(f"<item><title>A</title>{inner}</item>")
    rows = one("A", None, id=changes.pop("id", "tag:a"), link=link)
    return case(f"link: {name}", text, rows, **changes)


DIALECTS = (
    case(
        "RSS 0.91 with its document type",
        rss(
            item("Caf&eacute; opens", guid=""),
            root='version="0.91"',
            head='<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS '
            '0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">',
        ),
        one("Café opens", id="https://paper.example/a"),
    ),
    case(
        "RSS 0.90",
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel><title>P</title>'
        "<link>https://paper.example/</link></channel>"
        "<item><title>A</title><link>https://paper.example/a</link></item></rdf:RDF>",
        one("A", id="https://paper.example/a"),
    ),
    case(
        "RSS 1.0 with Dublin Core",
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        '<channel rdf:about="https://paper.example/"><title>P</title>'
        '<link>https://paper.example/</link><items><rdf:Seq><rdf:li resource="x"/></rdf:Seq>'
        '</items></channel><item rdf:about="urn:x:1"><title>A</title>'
        "<link>https://paper.example/a</link><dc:date>2026-01-15T12:00:00+02:00</dc:date></item>"
        "</rdf:RDF>",
        one("A", TEN, id="urn:x:1"),
    ),
    case(
        "RSS 2.0 with the prefixes of Atom",
        rss(
            item(rest="<a10:updated>2026-01-15T10:00:00Z</a10:updated>"),
            root='version="2.0" xmlns:a10="http://www.w3.org/2005/Atom"',
            channel='<a10:link rel="self" href="https://paper.example/feed"/>',
        ),
        one("A", TEN),
    ),
    case(
        "RSS in capitals",
        "<RSS VERSION='2.0'><CHANNEL><TITLE>P</TITLE><ITEM><TITLE>A</TITLE>"
        "<LINK>https://paper.example/a</LINK><GUID>tag:a</GUID></ITEM></CHANNEL></RSS>",
        one("A"),
    ),
    case(
        "Atom 0.3",
        '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>P</title>'
        '<entry><title mode="escaped" type="text/html">A &amp;amp; B</title><id>tag:a</id>'
        '<link rel="alternate" type="text/html" href="https://paper.example/a"/>'
        "<issued>2026-01-15T10:00:00Z</issued><modified>2026-02-01T10:00:00Z</modified></entry>"
        "</feed>",
        one("A & B", TEN),
    ),
    case(
        "Atom with a prefix",
        '<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:title>P</a:title><a:entry>'
        '<a:title>A</a:title><a:id>tag:a</a:id><a:link href="https://paper.example/a"/>'
        f"<a:updated>{TEN}</a:updated></a:entry></a:feed>",
        one("A", TEN),
    ),
    case(
        "Atom: published before updated",
        atom(
            '<entry><title>A</title><id>tag:a</id><link href="https://paper.example/a"/>'
            f"<updated>2026-05-01T00:00:00Z</updated><published>{TEN}</published></entry>"
        ),
        one("A", TEN),
    ),
    case(
        "Atom: an entry taken from another feed",
        atom(
            entry(
                "<title>A</title>",
                "<source><title>Other</title><id>urn:other</id>"
                '<link href="https://other.example/"/><updated>2020-01-01T00:00:00Z</updated>'
                "</source>",
            )
        ),
        one("A", TEN),
    ),
    case(
        "YouTube",
        '<feed xmlns:yt="http://www.youtube.com/xml/schemas/2015" '
        'xmlns:media="http://search.yahoo.com/mrss/" xmlns="http://www.w3.org/2005/Atom">'
        "<id>yt:channel:UC1</id><title>Channel</title><entry><id>yt:video:abc</id>"
        "<yt:videoId>abc</yt:videoId><title>Trailer &amp; more</title>"
        '<link rel="alternate" href="https://www.youtube.com/watch?v=abc"/>'
        "<published>2026-01-15T10:00:00+00:00</published>"
        "<updated>2026-03-01T10:00:00+00:00</updated><media:group>"
        "<media:title>Another title</media:title>"
        '<media:content url="https://www.youtube.com/v/abc?version=3" '
        'type="application/x-shockwave-flash" width="640" height="390"/>'
        '<media:thumbnail url="https://i.ytimg.com/vi/abc/hqdefault.jpg" width="480" height="360"/>'
        "<media:description>All about it</media:description></media:group></entry></feed>",
        one("Trailer & more", TEN, id="yt:video:abc", link="https://www.youtube.com/watch?v=abc"),
    ),
    case(
        "a podcast",
        rss(
            item(
                "Episode 1",
                '<itunes:title>One</itunes:title><itunes:image href="https://p.example/1.jpg"/>'
                '<enclosure url="https://p.example/1.mp3" type="audio/mpeg" length="1"/>'
                "<pubDate>Thu, 15 Jan 2026 10:00:00 GMT</pubDate>"
                "<itunes:summary>What it is about</itunes:summary>",
            ),
            root='version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"',
        ),
        one("Episode 1", TEN),
    ),
    case(
        "media captions before the entry's own words",
        rss(
            "<item><media:content url='https://p.example/1.jpg'><media:title>Caption</media:title>"
            "<media:description>A photo</media:description></media:content><title>A</title>"
            "<guid>tag:a</guid><link>https://paper.example/a</link></item>",
            root='version="2.0" xmlns:media="http://search.yahoo.com/mrss/"',
        ),
        one("A"),
    ),
    case("a feed without entries", rss(""), ()),
    case("Atom without entries", atom(""), ()),
)

TITLES = (
    titled("an ampersand", "Tom &amp; Jerry", "Tom & Jerry"),
    titled("escaped twice", "Tom &amp;amp; Jerry", "Tom & Jerry"),
    titled("escaped thrice", "It&amp;amp;#8217;s", "It’s"),
    titled("an apostrophe of XML escaped twice", "It&amp;apos;s", "It's"),
    titled("CDATA", "<![CDATA[Tom & Jerry]]>", "Tom & Jerry"),
    titled(
        "CDATA with an entity", "<![CDATA[Tom &amp; Jerry &#8211; again]]>", "Tom & Jerry – again"
    ),
    titled("CDATA in two pieces", "<![CDATA[Tom]]> and <![CDATA[Jerry]]>", "Tom and Jerry"),
    titled("markup escaped", "A &lt;b&gt;bold&lt;/b&gt; move", "A bold move"),
    titled("markup in CDATA", "<![CDATA[A <em>bold</em> move]]>", "A bold move"),
    titled("markup as it is", "A <b>bold</b> move", "A bold move"),
    titled("a script", "A&lt;script&gt;alert(1)&lt;/script&gt; B", "A B"),
    titled("a break", "One&lt;br/&gt;Two", "One Two"),
    titled("less than", "1 &lt; 2 and 4 &gt; 3", "1 < 2 and 4 > 3"),
    titled("less than, bare", "1 < 2", "1 < 2"),
    titled("an ampersand, bare", "R&D and Q&A", "R&D and Q&A"),
    titled("a generic type", "List&lt;String&gt; explained", "List<String> explained"),
    titled("a tag that is spoken of", "What &lt;video&gt; can do", "What <video> can do"),
    titled("entities of HTML", "Caf&eacute; &mdash; d&eacute;j&agrave;&nbsp;vu", "Café — déjà vu"),
    titled("unknown entities", "A &foo; B", "A &foo; B"),
    titled("numbers of Windows", "It&#146;s", "It’s"),
    titled("blanks and lines", "\n\t A \r\n  B &#160; C ", "A B C"),
    titled("control characters", "A&#x8;\x0cB&#0;C", "ABC"),
    titled("turning directions", "A &#x202E;dlrow&#x2066; B", "A dlrow B"),
    titled("an emoji", "Leaves &#x1F342; \U0001f342", "Leaves 🍂 🍂"),
    titled("quotes", "&quot;Hi&quot; he said &#39;twice&#39;", "\"Hi\" he said 'twice'"),
    titled("letters of others", "Überraschung für 한국 и Россия", "Überraschung für 한국 и Россия"),
    atom_titled("text", '<title type="text">AT&amp;T &lt;b&gt;</title>', "AT&T <b>"),
    atom_titled("text escaped twice", '<title type="text">A &amp;amp; B</title>', "A &amp; B"),
    atom_titled("nothing said", "<title>A &lt; B &amp; C</title>", "A < B & C"),
    atom_titled("nothing said, and tags", "<title>A &lt;b&gt;B&lt;/b&gt;</title>", "A B"),
    atom_titled("HTML", '<title type="html">A &amp;amp; &lt;b&gt;B&lt;/b&gt;</title>', "A & B"),
    atom_titled("HTML less than", '<title type="html">1 &amp;lt; 2</title>', "1 < 2"),
    atom_titled(
        "HTML in CDATA", '<title type="html"><![CDATA[A &amp; <i>B</i>]]></title>', "A & B"
    ),
    atom_titled(
        "XHTML",
        '<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">A &lt;x&gt; <b>B</b> &amp; C'
        "</div></title>",
        "A <x> B & C",
    ),
)

DATES = (
    dated("Thu, 15 Jan 2026 10:00:00 GMT", TEN),
    dated("Thu, 15 Jan 2026 05:00:00 EST", TEN),
    dated("Thu, 15 Jan 2026 12:00:00 CEST", TEN),
    dated("Thu, 15 Jan 26 10:00 UT", TEN),
    dated("15 Jan 2026 15:30:00 +0530", TEN),
    dated("Thu,15 Jan 2026 10:00:00 Z", TEN),
    dated("Thursday, 15 January 2026 10:00:00 +00:00", TEN),
    dated("Mi, 15 Jan 2026 10:00:00 GMT", TEN),
    dated("Thu Jan 15 10:00:00 2026", TEN),
    dated("Thu Jan 15 10:00:00 +0000 2026", TEN),
    dated("January 15, 2026 10:00 am", TEN),
    dated("Thu, 15 Jan 2026 10:00:00 XYZ", TEN),
    dated("Thu, 15 Jan 2026 11:00:00 Europe/Paris", TEN),
    dated("2026-01-15T10:00:00Z", TEN),
    dated("2026-01-15T10:00:00.5+00:00", TEN),
    dated("2026-01-15T11:00:00+0100", TEN),
    dated("2026-01-15 10:00:00", TEN),
    dated("2026-01-15T10:00Z", TEN),
    dated("20260115T100000Z", TEN),
    dated("2026-01-15", "2026-01-15T00:00:00Z"),
    dated("2026-01", "2026-01-01T00:00:00Z"),
    dated("Thu, 15 Jan 2026 24:00:00 GMT", "2026-01-16T00:00:00Z"),
    dated("Wed, 31 Dec 2025 23:59:60 GMT", "2025-12-31T23:59:59Z"),
    dated("2026년 01월 15일  19:00:00", TEN),
    dated("2026-01-15 오후 7:00:00", TEN),
    dated("Πεμ, 15 Ιαν 2026 12:00:00 +0200", TEN),
    dated("2026-január-15T11:00+01:00", TEN),
    dated("15. Januar 2026, 10:00", TEN),
    dated("2026 sometime", None),
    dated("Thu, 30 Feb 2026 10:00:00 GMT", None),
    dated("yesterday", None),
    dated("0000-00-00 00:00:00", None),
    dated("Thu, 01 Jan 1970 00:00:00 GMT", None),
    dated("Sun, 15 Jan 2062 10:00:00 GMT", None),
    dated("Fri, 27 Nov 2026 11:00:00 GMT", "2026-11-27T11:00:00Z"),
    dated("Sat, 28 Nov 2026 11:00:00 GMT", None),
    dated("", None),
    case(
        "date: the change where the publication is nonsense",
        rss(
            item(rest="<pubDate>soon</pubDate><dc:date>2026-01-15T10:00:00Z</dc:date>"),
            root='version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"',
        ),
        one("A", TEN),
    ),
)

LINKS = (
    linked(
        "as it is",
        "<guid>tag:a</guid><link>https://x.example/A?b=1&amp;c=2#d</link>",
        "https://x.example/A?b=1&c=2#d",
    ),
    linked(
        "in CDATA",
        "<guid>tag:a</guid><link><![CDATA[ https://x.example/?b=1&c=2 ]]></link>",
        "https://x.example/?b=1&c=2",
    ),
    linked(
        "with a bare ampersand",
        "<guid>tag:a</guid><link>https://x.example/?b=1&copy=2</link>",
        "https://x.example/?b=1&copy=2",
    ),
    linked(
        "over two lines",
        "<guid>tag:a</guid><link>\n https://x.example/a\nb \n</link>",
        "https://x.example/ab",
    ),
    linked("relative", "<guid>tag:a</guid><link>/2026/a</link>", "https://paper.example/2026/a"),
    linked(
        "relative to the feed's page",
        "<guid>tag:a</guid><link>a</link>",
        "https://paper.example/a",
        base=None,
    ),
    linked(
        "without a scheme", "<guid>tag:a</guid><link>//x.example/a</link>", "https://x.example/a"
    ),
    linked("of scripts", "<guid>tag:a</guid><link>javascript:alert(1)</link>", None),
    linked("of mail", "<guid>tag:a</guid><link>mailto:a@x.example</link>", None),
    linked(
        "with a blank",
        "<guid>tag:a</guid><link>https://x.example/a b</link>",
        "https://x.example/a%20b",
    ),
    linked(
        "of the guid",
        "<guid>https://x.example/a</guid>",
        "https://x.example/a",
        id="https://x.example/a",
    ),
    linked(
        "of the guid, said so",
        '<guid isPermaLink="true">https://x.example/a</guid>',
        "https://x.example/a",
        id="https://x.example/a",
    ),
    linked(
        "not of the guid",
        '<guid isPermaLink="false">https://x.example/a</guid>',
        None,
        id="https://x.example/a",
    ),
    linked(
        "of the guid where it is empty",
        "<link></link><guid>https://x.example/a</guid>",
        "https://x.example/a",
        id="https://x.example/a",
    ),
    linked("of a guid that is no address", "<guid>12345</guid>", None, id="12345"),
    linked(
        "of an enclosure",
        '<guid>tag:a</guid><enclosure url="https://x.example/1.mp3" type="audio/mpeg"/>',
        None,
    ),
    case(
        "link: FeedBurner's origin",
        rss(
            item(rest="<feedburner:origLink>https://x.example/a</feedburner:origLink>"),
            root='version="2.0" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"',
        ),
        one("A", link="https://x.example/a"),
    ),
    case(
        "link: the canonical one of RSS",
        rss(
            item(
                rest='<atom:link rel="canonical" href="https://x.example/a"/>'
                "<link>https://m.x.example/amp/a</link>"
            ),
            root='version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"',
        ),
        one("A", link="https://x.example/a"),
    ),
    case(
        "link: the canonical one of Atom",
        atom(
            "<entry><title>A</title><id>tag:a</id>"
            '<link rel="alternate" type="text/html" href="https://paper.example/amp/a"/>'
            '<link rel="canonical" href="https://paper.example/a"/></entry>'
        ),
        one("A"),
    ),
    case(
        "link: the alternate among many",
        atom(
            "<entry><title>A</title><id>tag:a</id>"
            '<link rel="self" href="https://paper.example/a.atom"/>'
            '<link rel="replies" type="text/html" href="https://paper.example/a#c"/>'
            '<link rel="alternate" type="application/json" href="https://paper.example/a.json"/>'
            '<link rel="alternate" type="text/html" href="https://paper.example/a"/>'
            '<link rel="enclosure" href="https://paper.example/a.mp3"/></entry>'
        ),
        one("A"),
    ),
    case(
        "link: an alternate by its address",
        atom(
            "<entry><title>A</title><id>tag:a</id><link href='https://paper.example/a' "
            "rel='http://www.iana.org/assignments/relation/alternate'/></entry>"
        ),
        one("A"),
    ),
    case(
        "link: xml:base upon xml:base",
        atom(
            '<entry xml:base="2026/"><title>A</title><id>tag:a</id><link href="a.html"/></entry>',
            root='xml:base="https://x.example/blog/"',
        ),
        one("A", link="https://x.example/blog/2026/a.html"),
    ),
    case(
        "link: an id of Atom that is one",
        atom("<entry><title>A</title><id>https://x.example/a</id></entry>"),
        one("A", id="https://x.example/a", link="https://x.example/a"),
    ),
)

IDS = (
    case("id: blanks around it", rss(item(guid="<guid>\n  tag:a \n</guid>")), one("A")),
    case("id: relative", rss(item(guid='<guid isPermaLink="true">a/1</guid>')), one("A", id="a/1")),
    case(
        "id: relative below xml:base",
        atom(
            '<entry><title>A</title><id>post-1</id><link href="https://paper.example/a"/></entry>',
            root='xml:base="https://x.example/"',
        ),
        one("A", id="post-1"),
    ),
    case(
        "id: an address as it is written",
        rss(item(guid="<guid>HTTP://X.example:80/a/../b?x=1&amp;y=2#</guid>")),
        one("A", id="HTTP://X.example:80/a/../b?x=1&y=2#"),
    ),
    case("id: none", rss(item(guid="")), one("A", id="https://paper.example/a")),
    case("id: empty", rss(item(guid="<guid/>")), one("A", id="https://paper.example/a")),
    case(
        "id: the same for all",
        rss(
            "".join(
                f"<item><title>{title}</title><link>https://paper.example/{title}</link>"
                "<guid>tag:all</guid></item>"
                for title in "AB"
            )
        ),
        (
            ("tag:all", "https://paper.example/A", "A", None),
            ("tag:all", "https://paper.example/B", "B", None),
        ),
    ),
    case(
        "id: an entry and its newer version",
        rss(
            item("Old", "<pubDate>Thu, 15 Jan 2026 09:00:00 GMT</pubDate>")
            + item("New", "<pubDate>Thu, 15 Jan 2026 10:00:00 GMT</pubDate>")
        ),
        one("New", TEN),
    ),
)

UMLAUT = rss(item("Grüße – “Öl”"), head='<?xml version="1.0" encoding="{}"?>')
LATIN = rss(item("Grüße Öl"), head='<?xml version="1.0" encoding="{}"?>')
GREETED, OILED = one("Grüße – “Öl”"), one("Grüße Öl")

ENCODINGS = (
    Case("UTF-8 with a mark", b"\xef\xbb\xbf" + UMLAUT.format("utf-8").encode(), GREETED),
    Case("UTF-8 without a word", UMLAUT.partition("?>")[2].encode(), GREETED),
    Case("UTF-8 that says Latin-1", UMLAUT.format("iso-8859-1").encode(), GREETED),
    Case("UTF-8 that says UTF-16", UMLAUT.format("utf-16").encode(), GREETED),
    Case("UTF-8 that says nonsense", UMLAUT.format("klingon").encode(), GREETED),
    Case(
        "UTF-8 and the server says Latin-1",
        UMLAUT.format("utf-8").encode(),
        GREETED,
        content_type="text/xml; charset=iso-8859-1",
    ),
    Case("Latin-1", LATIN.format("iso-8859-1").encode("latin-1"), OILED),
    Case("Windows-1252 that says Latin-1", UMLAUT.format("iso-8859-1").encode("cp1252"), GREETED),
    Case("Windows-1252 that says UTF-8", UMLAUT.format("utf-8").encode("cp1252"), GREETED),
    Case(
        "Windows-1252 and the server knows",
        UMLAUT.partition("?>")[2].encode("cp1252"),
        GREETED,
        content_type='application/rss+xml; charset="windows-1252"',
    ),
    Case(
        "UTF-8 with one bad byte",
        UMLAUT.format("utf-8").encode().replace("ß".encode(), b"\xdf"),
        GREETED,
    ),
    Case("UTF-16 with a mark", UMLAUT.format("utf-16").encode("utf-16"), GREETED),
    Case("UTF-16 big-endian without", UMLAUT.format("utf-16").encode("utf-16-be"), GREETED),
    Case(
        "UTF-16 little-endian that says UTF-8", UMLAUT.format("utf-8").encode("utf-16-le"), GREETED
    ),
    Case("UTF-32", UMLAUT.format("utf-32").encode("utf-32"), GREETED),
    Case(
        "Cyrillic",
        rss(item("Привет"), head='<?xml version="1.0" encoding="windows-1251"?>').encode("cp1251"),
        one("Привет"),
    ),
    Case(
        "Japanese",
        rss(item("日本語"), head='<?xml version="1.0" encoding="Shift_JIS"?>').encode("shift_jis"),
        one("日本語"),
    ),
    Case(
        "Japanese in seven bits",
        rss(item("日本語"), head='<?xml version="1.0" encoding="ISO-2022-JP"?>').encode(
            "iso2022_jp"
        ),
        one("日本語"),
    ),
    Case(
        "Chinese",
        rss(item("中文"), head='<?xml version="1.0" encoding="GB2312"?>').encode("gb2312"),
        one("中文"),
    ),
    Case("gzip", gzip.compress(UMLAUT.format("utf-8").encode()), GREETED),
)

BROKEN = (
    case("text/html that is RSS", rss(item()), one("A"), content_type="text/html"),
    case("JSON that is RSS", rss(item()), one("A"), content_type="application/json"),
    case("blanks before the beginning", rss(item(), head='\n\n  <?xml version="1.0"?>'), one("A")),
    case(
        "a comment before the beginning",
        rss(item(), head="<!-- cached --><?xml version='1.0'?>"),
        one("A"),
    ),
    case(
        "a warning before the beginning",
        rss(item(), head="<br />\n<b>Warning</b>: file.php on line 3<br />\n"),
        one("A"),
    ),
    case("something after the end", rss(item()) + "<script>stats()</script>\n\0\0", one("A")),
    case(
        "cut off",
        rss(item() + item("B", guid="<guid>tag:b</guid>"))[:-20],
        (*one("A"), ("tag:b", "https://paper.example/a", "B", None)),
    ),
    case(
        "a prefix that is not declared",
        rss(item(rest="<dc:date>2026-01-15T10:00Z</dc:date>")),
        one("A", TEN),
    ),
    case("a tag that is not closed", rss(item(rest="<category>x")), one("A")),
    case(
        "an attribute without quotes", rss(item(rest="<category domain=x>y</category>")), one("A")
    ),
    case("control characters", rss(item(rest="<description>\x01\x02</description>")), one("A")),
    case("half of a pair", rss(item("A&#xD83C;")), one("A")),
    case(
        "entities in entities",
        '<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]>'
        + rss(item("A", "<description>&c;</description>")),
        one("A"),
    ),
    case(
        "an entity of its own",
        '<!DOCTYPE r [<!ENTITY show "Heartstopper">]>' + rss(item("&show; returns")),
        one("Heartstopper returns"),
    ),
    case("an item that says nothing", rss("<item/><item></item>" + item()), one("A")),
)

FEEDS = (*DIALECTS, *TITLES, *DATES, *LINKS, *IDS, *ENCODINGS, *BROKEN)
"""Documents of XML, which other parsers can be asked to read as well."""


def json_feed(*items: object, **changes: object) -> bytes:
    return json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "The Paper",
            "home_page_url": "https://paper.example/",
            "items": items,
            **changes,
        }
    ).encode()


A = {"id": "tag:a", "url": "https://paper.example/a", "title": "A"}

JSON_FEEDS = (
    Case(
        "JSON Feed", json_feed({**A, "date_published": "2026-01-15T11:00:00+01:00"}), one("A", TEN)
    ),
    Case("JSON Feed: only changed", json_feed({**A, "date_modified": TEN}), one("A", TEN)),
    Case("JSON Feed: a number for an id", json_feed({**A, "id": 17}), one("A", id="17")),
    Case(
        "JSON Feed: a title is text", json_feed({**A, "title": "A &amp; <b> "}), one("A &amp; <b>")
    ),
    Case(
        "JSON Feed: elsewhere",
        json_feed({"id": "1", "external_url": "/b", "title": "B"}),
        (("1", "https://paper.example/b", "B", None),),
    ),
    Case(
        "JSON Feed: without a title",
        json_feed({"id": "1", "content_html": "<p>x</p>"}),
        (("1", None, "", None),),
    ),
    Case(
        "JSON Feed: bad items",
        json_feed(A, 5, None, [], {"id": ["x"]}, {"title": {"a": 1}}, {}),
        one("A"),
    ),
    Case("JSON Feed: a mark before it", b"\xef\xbb\xbf" + json_feed(A), one("A")),
    Case("JSON Feed: empty", json_feed(), ()),
    Case("JSON Feed: no version", json_feed(A, version=None), one("A")),
    Case(
        "JSON Feed: a very long number",
        json_feed(A, next_id=0).replace(b'"next_id": 0', b'"next_id": ' + b"9" * 5_000),
        one("A"),
    ),
)

ALL = (*FEEDS, *JSON_FEEDS)
