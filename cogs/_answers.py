"""What Discord's refusals say beside that it refused."""

from __future__ import annotations

import discord


def retry_after(error: discord.HTTPException) -> float | None:
    """What Discord asks for, in seconds; a server in between may ask for a date, which is left."""
    asked: str = error.response.headers.get("Retry-After", "")
    return float(asked) if asked.replace(".", "", 1).isdecimal() else None
