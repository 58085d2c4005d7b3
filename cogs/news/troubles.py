"""What Discord answered, as the outbox has it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

import aiohttp
import discord

from cogs._answers import retry_after
from discord_bot.news.sending import SendError, Trouble

ARCHIVED = 50083
"""A thread rests: https://discord.com/developers/docs/topics/opcodes-and-status-codes."""
PUBLISHED_ALREADY = 40033
_REFUSED = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
_FORBIDDEN = {160005}
"""The thread is locked."""
_LATER = {20016, 20028, 30046, 40062, 160006}
"""Slow mode, limits of writing and editing, too many threads: it will go another time."""
_UNKNOWN_MESSAGE = 10008
_DETAIL = 200
"""Characters of a detail."""


@contextmanager
def told_as_trouble(seconds: float) -> Iterator[None]:
    """Raise ``SendError`` for whatever Discord or the way there raises."""
    try:
        yield
    except discord.HTTPException as error:
        raise send_error(error) from error
    except discord.RateLimited as error:
        raise SendError(Trouble.RATE_LIMITED, "Discord asks to wait", error.retry_after) from error
    except TimeoutError as error:
        raise SendError(Trouble.UNKNOWN, f"no answer within {seconds:.0f} s") from error
    except discord.DiscordException as error:
        raise SendError(Trouble.REJECTED, str(error)[:_DETAIL]) from error
    except (aiohttp.ClientError, OSError, RuntimeError, asyncio.IncompleteReadError) as error:
        # RuntimeError is what a session says that was closed because the bot stops.
        raise SendError(Trouble.UNKNOWN, type(error).__name__) from error


def send_error(error: discord.HTTPException) -> SendError:
    """The trouble that an answer of Discord stands for."""
    what = _summary(error)
    return SendError(_trouble(error), what, retry_after(error))


def _trouble(error: discord.HTTPException) -> Trouble:
    if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Trouble.SERVER
    if error.status == HTTPStatus.TOO_MANY_REQUESTS or error.code in _LATER:
        return Trouble.RATE_LIMITED
    if error.status == HTTPStatus.NOT_FOUND:
        return Trouble.MESSAGE_GONE if error.code == _UNKNOWN_MESSAGE else Trouble.GONE
    if error.status in _REFUSED or error.code in _FORBIDDEN:
        return Trouble.FORBIDDEN
    return Trouble.REJECTED


def _summary(error: discord.HTTPException) -> str:
    """The answer in a line: its number, and the first sentence of what Discord says."""
    said = " ".join(error.text.split())
    code = f", code {error.code}" if error.code else ""
    return f"HTTP {error.status}{code}{': ' if said else ''}{said}"[:_DETAIL]
