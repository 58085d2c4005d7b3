"""What Discord's refusals say beside that it refused, and what it is when no answer comes."""

from __future__ import annotations

from http import HTTPStatus
from typing import TypeAlias

import aiohttp
import discord

NO_ANSWER = (discord.HTTPException, aiohttp.ClientError, OSError)
"""What a request to Discord raises: its refusal, or what became of the connection to it.

discord.py hands on the latter as they are. A ``TimeoutError`` is an ``OSError``, too.
"""
_REASON = 200
"""Characters of a reason."""
Unanswered: TypeAlias = discord.HTTPException | aiohttp.ClientError | OSError


def facts(error: Unanswered) -> dict[str, object]:
    """What a log says of an error, which names nobody."""
    if isinstance(error, discord.HTTPException):
        return {"status": error.status, "code": error.code}
    return {"error": type(error).__name__}


def is_away(error: Unanswered) -> bool:
    """Whether Discord is too busy, broken or out of reach, so that another time may go better."""
    return is_uncertain(error) or (
        isinstance(error, discord.HTTPException) and error.status == HTTPStatus.TOO_MANY_REQUESTS
    )


def is_uncertain(error: Unanswered) -> bool:
    """Whether nobody knows if Discord did what it was asked to do."""
    return (
        not isinstance(error, discord.HTTPException)
        or error.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    )


def why(error: Unanswered) -> str:
    """Discord's reason as a member may read it, or what stands for it where there is none."""
    if isinstance(error, discord.HTTPException):
        return error.text[:_REASON] or str(error.status)
    return type(error).__name__


def retry_after(error: discord.HTTPException) -> float | None:
    """What Discord asks for, in seconds; a server in between may ask for a date, which is left."""
    asked: str = error.response.headers.get("Retry-After", "")
    return float(asked) if asked.replace(".", "", 1).isdecimal() else None
