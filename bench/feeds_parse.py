"""Reading feeds beside other parsers: time for the same generated files, and what each loses.

``python -m bench.feeds_parse [--json FILE] [--quick]``. Peers that are not installed are left
out and named. Peers get bytes and give what they give; fanbot gives
clean entries, with summaries as Discord shows them, and once more through its worker process. What
is lost is counted on the table of awkward feeds that fanbot's own tests hold to, so that fanbot
loses nothing there by construction: it tells what others leave to whoever uses them.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import json
import platform
import random
import time
import warnings
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from discord_bot.news.reading.document import read_document
from discord_bot.news.reading.reader import Reader
from tests.news.reading.awkward import FEEDS, NOW, Case

ROUNDS, QUICK_ROUNDS = 7, 1
WORDS = (
    "the season of trailer new cast film show returns date release author novel says on first look "
    "interview & series streaming award nominated festival poster teaser leaves café “quoted” 2026"
).split()
Row = tuple[str | None, str | None, str | None, str | None]
Parse = Callable[[bytes, str | None], list[Row]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--quick", action="store_true")
    arguments = parser.parse_args()
    rounds = QUICK_ROUNDS if arguments.quick else ROUNDS
    warnings.simplefilter("ignore")
    files = generated()
    print(platform.python_version(), platform.processor() or platform.machine())
    print({name: f"{len(body):,} bytes" for name, body in files.items()})
    results: dict[str, Any] = {"bytes": {name: len(body) for name, body in files.items()}}
    rows = results["rows"] = {}
    for name, parse in {"fanbot": fanbot, **peers()}.items():
        rows[name] = {"ms": speed(parse, files, rounds), "losses": losses(parse, FEEDS)}
        print(name, rows[name])
    results["by_worker_ms"] = asyncio.run(by_worker(files, rounds))
    print("fanbot, by its worker", results["by_worker_ms"])
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=1))


# --- files --------------------------------------------------------------------------------------


def generated() -> dict[str, bytes]:
    """A newspaper's RSS, a blog's Atom, a podcast with all its episodes, a channel of YouTube."""
    chance = random.Random(4)
    return {
        "RSS, 40 entries": _rss(chance, 40, words=300),
        "Atom, 25 entries": _atom(chance, 25, words=600),
        "podcast, 500 entries": _rss(chance, 500, words=60),
        "YouTube, 15 entries": _youtube(chance, 15),
    }


def _prose(chance: random.Random, count: int) -> str:
    words = " ".join(chance.choice(WORDS) for _ in range(count))
    return words.replace("&", "&amp;")


def _paragraphs(chance: random.Random, count: int) -> str:
    return "".join(
        f'<p>{_prose(chance, 40)} <a href="https://paper.example/{n}">{_prose(chance, 3)}</a> '
        f"<em>{_prose(chance, 4)}</em></p>"
        for n in range(count // 48)
    )


def _rss(chance: random.Random, count: int, words: int) -> bytes:
    items = "".join(
        f"<item><title>{_prose(chance, 9)}</title><link>https://paper.example/{n}</link>"
        f'<guid isPermaLink="false">paper-{n}</guid><dc:creator>{_prose(chance, 2)}</dc:creator>'
        f"<category>{_prose(chance, 1)}</category>"
        "<pubDate>Thu, 15 Jan 2026 10:00:00 +0100</pubDate>"
        f"<description><![CDATA[<p>{_prose(chance, 40)}</p>]]></description>"
        f"<content:encoded><![CDATA[{_paragraphs(chance, words)}]]></content:encoded>"
        f'<enclosure url="https://paper.example/{n}.mp3" type="audio/mpeg" length="1"/></item>'
        for n in range(count)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Paper</title>'
        f"<link>https://paper.example/</link>{items}</channel></rss>"
    ).encode()


def _atom(chance: random.Random, count: int, words: int) -> bytes:
    entries = "".join(
        f"<entry><title>{_prose(chance, 9)}</title><id>tag:blog,{n}</id>"
        f'<link rel="alternate" href="https://blog.example/{n}"/>'
        "<updated>2026-01-15T10:00:00Z</updated><content type='xhtml'>"
        f'<div xmlns="http://www.w3.org/1999/xhtml">{_paragraphs(chance, words)}</div></content>'
        "</entry>"
        for n in range(count)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
        f"<title>Blog</title><id>tag:blog</id><updated>2026-01-15T10:00:00Z</updated>{entries}"
        "</feed>"
    ).encode()


def _youtube(chance: random.Random, count: int) -> bytes:
    entries = "".join(
        f"<entry><id>yt:video:{n}</id><yt:videoId>{n}</yt:videoId><title>{_prose(chance, 8)}"
        f'</title><link rel="alternate" href="https://www.youtube.com/watch?v={n}"/>'
        "<published>2026-01-15T10:00:00+00:00</published><updated>2026-01-15T10:00:00+00:00"
        f"</updated><media:group><media:title>{_prose(chance, 8)}</media:title>"
        f'<media:thumbnail url="https://i.ytimg.com/vi/{n}/hqdefault.jpg"/>'
        f"<media:description>{_prose(chance, 120)}</media:description></media:group></entry>"
        for n in range(count)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<feed xmlns:yt="http://www.youtube.com/xml/schemas/2015" '
        'xmlns:media="http://search.yahoo.com/mrss/" xmlns="http://www.w3.org/2005/Atom">'
        f"<id>yt:channel:1</id><title>Channel</title>{entries}</feed>"
    ).encode()


# --- parsers ------------------------------------------------------------------------------------


def fanbot(body: bytes, base: str | None) -> list[Row]:
    feed = read_document(body, base=base, content_type=None, now=NOW)
    return [(entry.id, entry.link, entry.title, _time(entry.published)) for entry in feed.entries]


def peers() -> dict[str, Parse]:
    """Other parsers, those that are there."""
    found: dict[str, Parse] = {}
    for module, parse in (
        ("feedparser", _feedparser),
        ("fastfeedparser", _fastfeedparser),
        ("atoma", _atoma),
    ):
        try:
            importlib.import_module(module)
        except ImportError as error:
            print(f"{module} is left out: {error}")
            continue
        found[f"{module} {version(module)}"] = parse
    return found


def _feedparser(body: bytes, base: str | None) -> list[Row]:
    import feedparser

    feed = feedparser.parse(body, response_headers={"content-location": base} if base else None)
    return [
        (
            entry.get("id"),
            entry.get("link"),
            entry.get("title"),
            _time_of_tuple(entry.get("published_parsed") or entry.get("updated_parsed")),
        )
        for entry in feed.entries
    ]


def _fastfeedparser(body: bytes, base: str | None) -> list[Row]:
    del base
    import fastfeedparser

    feed = fastfeedparser.parse(body)
    return [
        (
            entry.get("id"),
            entry.get("link"),
            entry.get("title"),
            _time_of_text(entry.get("published") or entry.get("updated")),
        )
        for entry in feed.entries
    ]


def _atoma(body: bytes, base: str | None) -> list[Row]:
    del base
    import atoma

    if b"<feed" in body[:500]:
        return [
            (
                entry.id_,
                next((link.href for link in entry.links), None),
                entry.title.value,
                _time(entry.published or entry.updated),
            )
            for entry in atoma.parse_atom_bytes(body).entries
        ]
    return [
        (item.guid, item.link, item.title, _time(item.pub_date))
        for item in atoma.parse_rss_bytes(body).items
    ]


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _time_of_tuple(moment: Any) -> str | None:
    return None if moment is None else time.strftime("%Y-%m-%dT%H:%M:%SZ", moment)


def _time_of_text(text: str | None) -> str | None:
    return _time(datetime.fromisoformat(text)) if text else None


# --- measures -----------------------------------------------------------------------------------


def speed(parse: Parse, files: dict[str, bytes], rounds: int) -> dict[str, float]:
    """Milliseconds of processor time a file, the best of some rounds."""
    found = {}
    for name, body in files.items():
        best = min(_spent(parse, body) for _ in range(rounds))
        found[name] = round(best * 1000, 1)
    return found


def _spent(parse: Parse, body: bytes) -> float:
    began = time.process_time()
    parse(body, None)
    return time.process_time() - began


async def by_worker(files: dict[str, bytes], rounds: int) -> dict[str, float]:
    """Milliseconds of wall time a file, the best of some rounds, and how long the worker starts."""
    found = {}
    async with Reader.open() as reader:
        for name, body in {"start": b"<rss/>", **files}.items():
            spent = []
            for _ in range(1 if name == "start" else rounds):
                began = time.perf_counter()
                await reader.read(body, base=None, content_type=None, now=NOW)
                spent.append(time.perf_counter() - began)
            found[name] = round(min(spent) * 1000, 1)
    return found


def losses(parse: Parse, cases: Iterable[Case]) -> dict[str, int]:
    """Of documents with entries: how many give none, and of the others', what is not as it is."""
    found = dict.fromkeys(("documents", "lost whole", "ids", "links", "titles", "times"), 0)
    for case in cases:
        if not case.rows:
            continue
        found["documents"] += 1
        try:
            rows = parse(case.body, case.base)
        except Exception:  # noqa: BLE001 - a peer that raises has lost the document
            rows = []
        if len(rows) < len(case.rows):
            found["lost whole"] += 1
            continue
        for at, name in enumerate(("ids", "links", "titles", "times")):
            wanted = [row[at] for row in case.rows]
            found[name] += [row[at] for row in rows[: len(wanted)]] != wanted
    return found


if __name__ == "__main__":
    main()
