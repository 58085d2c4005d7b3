"""Documents that mean harm, or that no program meant to make: none may cost more than an error."""

from __future__ import annotations

import gzip

BEGIN = b'<rss version="2.0"><channel><title>t</title>'
END = b"</channel></rss>"
ITEM = b"<item><title>A</title><guid>1</guid></item>"

REFUSED = {
    "nothing": (b"", "empty"),
    "blanks": (b" \n" * 1_000, "empty"),
    "words": (b"Service Unavailable", "neither XML nor JSON"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 10, "neither XML nor JSON"),
    "other XML": (b"<urlset><url><loc>https://x.example/</loc></url></urlset>", "<urlset>"),
    "an outline": (b'<?xml version="1.0"?><opml><body/></opml>', "<opml>"),
    "other JSON": (b'{"error": "no such feed"}', '"items"'),
    "JSON of something else": (b'{"items": [{"video": 1}, {"video": 2}]}', "does not say"),
    "a list of JSON": (b"[1, 2]", '"items"'),
    "broken JSON": (b'{"items": [', "broken"),
    "deep JSON": (b'{"items":' + b"[" * 200_000, "broken"),
    "a web page": (b"<!DOCTYPE html><html><head></head></html>", "web page"),
    "a web page that names feeds": (
        b'<html><link rel="alternate" type="application/rss+xml" href="/rss"></html>',
        "https://paper.example/rss",
    ),
    "too large": (BEGIN + b"<item>" + b"x" * 5_000_000, "larger than 5 MB"),
    "a bomb of gzip": (gzip.compress(b" " * 50_000_000), "larger than 5 MB"),
    "gzip that breaks off": (gzip.compress(BEGIN + ITEM + END)[:-12], "breaks off"),
    "gzip that is none": (b"\x1f\x8b" + b"x" * 100, "broken"),
    "100,000 attributes": (
        BEGIN + b"<item " + b" ".join(b'x%d="1"' % n for n in range(100_000)) + b"/>" + END,
        "attributes",
    ),
    "very deep": (BEGIN + b"<item><description>" + b"<div>" * 50_000, "deep"),
    "very deep and well-formed": (BEGIN + b"<a>" * 5_000 + b"</a>" * 5_000 + END, "deep"),
    "a million less-than signs": (BEGIN + b"<" * 1_000_000 + END, "less-than"),
}
"""Documents, and what the error says."""

READ = {
    "a billion laughs": b"<!DOCTYPE l [<!ENTITY a 'ha'>"
    + b"".join(b"<!ENTITY a%d '%s'>" % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    + b"]>"
    + BEGIN.replace(b"<title>t", b"<title>&a9;")
    + ITEM
    + END,
    "a file's content": b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    + BEGIN
    + b"<item><title>A</title><guid>1</guid><description>&x;</description></item>"
    + END,
    "another document type": b'<!DOCTYPE r SYSTEM "http://127.0.0.1:9/x.dtd">' + BEGIN + ITEM + END,
    "CDATA in CDATA": BEGIN + ITEM + b"<x>" + b"<![CDATA[" * 1_000 + b"]]></x>" + END,
    "an id of a megabyte": BEGIN
    + b"<item><title>A</title><guid>"
    + b"1" * 1_000_000
    + b"</guid></item>"
    + END,
    "NUL": (BEGIN + ITEM + END).replace(b"A", b"\0A\0"),
}
"""Documents with an entry called A."""

ENDLESS = BEGIN + b"<item><title>" + b"&" * 2_000_000 + b"</title></item>" + END
"""A document that takes a parser many seconds."""
