"""Lines of JSON as messages: what ``fanbot moderation check`` and ``evaluate`` read."""

from __future__ import annotations

import json
from typing import Any

from discord_bot.moderation.model import Post

_TEXTS = ("author", "reply_to", "channel")
"""What a message may have besides its text; tools that write numbers for ids are understood."""


def row_of(line: str) -> dict[str, Any]:
    """The fields of one line, each of those above a text or left out.

    Raises ``ValueError`` saying what is wrong with it, and how it is written.
    """
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        raise ValueError('is not JSON; write {"text": "..."}') from None
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise ValueError('has no "text"; write {"text": "..."}')  # noqa: TRY004 - one kind for all
    row["text"] = whole(row["text"])
    for key in _TEXTS:
        value = row.pop(key, None)
        if isinstance(value, bool) or not isinstance(value, str | int | None):
            raise ValueError(f'"{key}" must be text')  # noqa: TRY004 - one kind for all
        if value is not None:
            row[key] = whole(str(value))
    return row


def post_of(row: dict[str, Any]) -> Post:
    """The message of a row, without what was said before it."""
    return Post(row["text"], author=row.get("author"), reply_to=row.get("reply_to"))


def whole(text: str) -> str:
    """Halves of surrogate pairs, which JSON can escape and no encoding has, as ``?``."""
    return text.encode("utf-8", "replace").decode()
