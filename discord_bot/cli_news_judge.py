"""``fanbot news judge``: what is made of entries, a line of JSON each."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from discord_bot.cli_output import failure

if TYPE_CHECKING:
    from discord_bot.news.judging.lines import Desk


def judge(
    pack: Annotated[
        Path | None, typer.Option("--pack", help="The pack (a folder); the bot's own if left out.")
    ] = None,
) -> None:
    """Judge standard input: a line of JSON in for each entry, one out.

    In: title, and if there are summary, link and published (ISO 8601). Out: about_show, kind,
    gossip, spoiler_season (a number or null), story_id (equal for the same story) and why. A line
    that can't be read gets {"error": ...} in its place, and the exit code is 1 at the end.
    """
    from discord_bot.news.judging.lines import entry_of

    desk = _desk(pack)
    unreadable = 0
    for number, raw in enumerate(sys.stdin.buffer, 1):
        line = raw.decode("utf-8", "replace").strip().removeprefix("\ufeff")
        try:
            entry = entry_of(line, number)
        except ValueError as error:
            unreadable += 1
            failure(f"line {number}: {error}")
            answer: dict[str, Any] = {"error": str(error)}
        else:
            answer = desk.take(entry)
        # Bytes, for a terminal's encoding may lack the signs that titles are written with.
        sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
        sys.stdout.buffer.flush()
    if unreadable:
        raise typer.Exit(1)


def _desk(folder: Path | None) -> Desk:
    from discord_bot.moderation.loading import load_judge
    from discord_bot.news.clustering.index import StoryIndex
    from discord_bot.news.clustering.names import Names
    from discord_bot.news.judging.lines import Desk
    from discord_bot.newsroom import news_judge
    from discord_bot.packs import load_pack
    from discord_bot.services import utc_now
    from discord_bot.settings import load_settings

    pack = load_pack(folder or load_settings().pack)
    index = StoryIndex(Names.from_pack(pack))
    return Desk(news_judge(pack, load_judge(pack, second=False)), index, utc_now)
