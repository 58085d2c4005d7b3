"""What Discord's refusals say beside that it refused, and what it is when no answer comes."""

from __future__ import annotations

import aiohttp
import discord

NO_ANSWER = (discord.HTTPException, aiohttp.ClientError, OSError)
"""What a request to Discord raises: its refusal, or what became of the connection to it.

discord.py hands on the latter as they are. A ``TimeoutError`` is an ``OSError``, too.
"""
Unanswered = discord.HTTPException | aiohttp.ClientError | OSError


def facts(error: Unanswered) -> dict[str, object]:
    """What a log says of an error, which names nobody."""
    if isinstance(error, discord.HTTPException):
        return {"status": error.status, "code": error.code}
    return {"error": type(error).__name__}


def retry_after(error: discord.HTTPException) -> float | None:
    """What Discord asks for, in seconds; a server in between may ask for a date, which is left."""
    asked: str = error.response.headers.get("Retry-After", "")
    return float(asked) if asked.replace(".", "", 1).isdecimal() else None
