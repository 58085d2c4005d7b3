"""``fanbot news``: season news from the command line: what the bot sees in a feed."""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from discord_bot.cli_news_judge import judge
from discord_bot.cli_output import failure, pretty

if TYPE_CHECKING:
    from discord_bot.news.model import Entry
    from discord_bot.news.reading.feed import Feed

app = typer.Typer(
    help="Season news: what the bot sees in a feed, and what it makes of news.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(judge)

_LINE_ENDS = {ord(sign): f"\\u{ord(sign):04x}" for sign in "\x85\u2028\u2029"}
"""What JSON leaves as it is and some programs take for the end of a line."""


@app.command()
def read(
    source: Annotated[
        str,
        typer.Argument(
            metavar="FILE|URL", help="A feed; the file may be gzipped, - is standard input."
        ),
    ],
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON lines, one entry a line.")
    ] = False,
    base: Annotated[
        str | None, typer.Option("--base", help="The address to resolve relative ones against.")
    ] = None,
    content_type: Annotated[
        str | None, typer.Option("--content-type", help="What a server would have said it is.")
    ] = None,
) -> None:
    """Show what the bot sees in a feed: RSS, Atom, JSON Feed, podcasts, YouTube.

    Each entry has id, link, title, summary, published (ISO 8601, UTC, or null) and image. The exit
    code is 1 for what is no feed.
    """
    feed = asyncio.run(_read(source, base, content_type))
    if as_json:
        for entry in feed.entries:
            # Bytes, for a terminal's encoding may lack the letters that feeds are written with.
            line = json.dumps(_row(entry), ensure_ascii=False).translate(_LINE_ENDS)
            sys.stdout.buffer.write(line.encode() + b"\n")
        sys.stdout.buffer.flush()
    else:
        _show(feed)
    if feed.skipped:
        failure(f"{feed.skipped} item(s) could not be read or were one too many, and were skipped.")


async def _read(source: str, base: str | None, content_type: str | None) -> Feed:
    """The feed at a file or an address. Raises ``ConfigurationError`` with one sentence."""
    from discord_bot.errors import ConfigurationError
    from discord_bot.news.fetching.problems import FetchError
    from discord_bot.news.reading.feed import FeedError
    from discord_bot.news.reading.reader import Reader

    now = datetime.now(UTC)
    try:
        if source.lower().startswith(("http://", "https://")):
            body, found_at, said = await _fetched(source, now)
            base, content_type = base or found_at, content_type or said
        else:
            body = _file(source)
        async with Reader.open() as reader:
            return await reader.read(body, base=base, content_type=content_type, now=now)
    except (FeedError, FetchError) as error:
        raise ConfigurationError(str(error)) from None


async def _fetched(url: str, now: datetime) -> tuple[bytes, str, str | None]:
    """What is at an address, where it was found and what the server says it is."""
    from discord_bot import __version__
    from discord_bot.news.fetching.addresses import user_agent
    from discord_bot.news.fetching.fetcher import Fetcher
    from discord_bot.news.fetching.headers import Validators
    from discord_bot.settings import load_settings

    settings = load_settings()
    async with Fetcher.open(
        allowed_hosts=settings.allowed_hosts,
        user_agent=user_agent(__version__, settings.homepage),
    ) as fetcher:
        fetched = await fetcher.fetch(url, Validators(), now=now)
    return fetched.body, fetched.url, fetched.content_type


def _file(source: str) -> bytes:
    from discord_bot.errors import ConfigurationError
    from discord_bot.news.reading.encodings import LARGEST

    try:
        if source == "-":
            return sys.stdin.buffer.read(LARGEST + 1)
        with Path(source).open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise ConfigurationError(
            f"{source} cannot be read ({error.strerror}); name a file, or an address with https://."
        ) from None


def _row(entry: Entry) -> dict[str, str | None]:
    return {
        "id": entry.id,
        "link": entry.link,
        "title": entry.title,
        "summary": entry.summary,
        "published": None if entry.published is None else f"{entry.published:%Y-%m-%dT%H:%M:%SZ}",
        "image": entry.image,
    }


def _show(feed: Feed) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table("published", "title", "link", title=Text(feed.title or "(no title)"))
    for entry in feed.entries:
        when = "-" if entry.published is None else f"{entry.published:%Y-%m-%d %H:%M}"
        title = Text(entry.title or entry.summary[:80])
        table.add_row(when, title, Text(entry.link or "-", overflow="fold"))
    pretty(table)
