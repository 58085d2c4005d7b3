"""``fanbot news read`` as other programs call it: in a process of its own, through pipes."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.news.reading.awkward import item, json_feed, rss
from tests.test_cli import environment, refused

FEED = rss(
    item("Tom &amp;amp; Jerry 🍂", "<pubDate>Thu, 15 Jan 2026 10:00:00 GMT</pubDate>")
    + "<item><title>B</title><guid>b</guid><link>b</link>"
    '<description>&lt;p&gt;Words&lt;/p&gt;&lt;img src="/i.png"&gt;</description></item>'
).encode()
ROWS = [
    {
        "id": "tag:a",
        "link": "https://paper.example/a",
        "title": "Tom & Jerry 🍂",
        "summary": "",
        "published": "2026-01-15T10:00:00Z",
        "image": None,
    },
    {
        "id": "b",
        "link": "https://x.example/b",
        "title": "B",
        "summary": "Words",
        "published": None,
        "image": "https://x.example/i.png",
    },
]


def read(
    directory: Path, *arguments: str, given: bytes = b"", **changes: str
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "discord_bot", "news", "read", *arguments],
        cwd=directory,
        env=environment(**changes),
        input=given,
        capture_output=True,
        timeout=120,
        check=False,
    )
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
    )


def rows(result: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    assert result.returncode == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_file_as_json_lines(tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_bytes(FEED)
    result = read(tmp_path, "feed.xml", "--json", "--base", "https://x.example/feed")
    assert rows(result) == ROWS
    assert not result.stderr
    assert list(rows(result)[0]) == ["id", "link", "title", "summary", "published", "image"]


def test_a_gzipped_file_and_standard_input(tmp_path: Path) -> None:
    (tmp_path / "feed.xml.gz").write_bytes(gzip.compress(FEED))
    options = ("--json", "--base", "https://x.example/feed")
    assert rows(read(tmp_path, "feed.xml.gz", *options)) == ROWS
    assert rows(read(tmp_path, "-", *options, given=FEED)) == ROWS


def test_what_a_server_would_have_said_is_heard(tmp_path: Path) -> None:
    body = rss(item("Привет")).encode("cp1251")
    result = read(
        tmp_path, "-", "--json", "--content-type", "text/xml; charset=windows-1251", given=body
    )
    assert rows(result)[0]["title"] == "Привет"


def test_a_table_for_people(tmp_path: Path) -> None:
    result = read(tmp_path, "-", given=FEED)
    assert "Tom & Jerry" in result.stdout
    assert "The Paper" in result.stdout
    assert "2026-01-15 10:00" in result.stdout


def test_what_was_skipped_is_said_beside(tmp_path: Path) -> None:
    result = read(tmp_path, "-", "--json", given=json_feed({"id": "1", "title": "x"}, 5))
    assert len(rows(result)) == 1
    assert "1 item" in result.stderr


def test_what_is_no_feed_is_refused_in_one_sentence(tmp_path: Path) -> None:
    page = b'<html><link rel="alternate feed" href="/rss"></html>'
    sentence = refused(read(tmp_path, "-", "--base", "https://x.example/", given=page))
    assert "https://x.example/rss" in sentence
    assert "empty" in refused(read(tmp_path, "-", "--json"))
    assert "nowhere.xml cannot be read" in refused(read(tmp_path, "nowhere.xml"))


@contextmanager
def server(body: bytes) -> Iterator[str]:
    """The address of a server on loopback that has one feed."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/plain; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - theirs
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{running.server_port}/news/feed"
        finally:
            running.shutdown()
            thread.join()


def test_an_address_is_fetched_and_where_it_is_counts(tmp_path: Path) -> None:
    with server(FEED) as url:
        assert "not on the public internet" in refused(read(tmp_path, url))
        result = read(tmp_path, url, "--json", FANBOT_ALLOWED_HOSTS="127.0.0.1")
        assert rows(result)[1]["link"] == url.replace("feed", "b")
