"""What people type for times: how long something lasts, the time of day, and where they live."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import lru_cache
from zoneinfo import available_timezones

from discord_bot.errors import UserError

MAX_PAUSE = timedelta(days=7)
"""Longer than that is switching off, and should be done as such."""

COMMON_ZONES = (
    "UTC",
    "Europe/London",
    "Europe/Paris",
    "Europe/Berlin",
    "Europe/Madrid",
    "Europe/Warsaw",
    "Europe/Athens",
    "Europe/Istanbul",
    "Africa/Lagos",
    "Africa/Johannesburg",
    "Asia/Dubai",
    "Asia/Kolkata",
    "Asia/Bangkok",
    "Asia/Manila",
    "Asia/Tokyo",
    "Australia/Sydney",
    "Pacific/Auckland",
    "America/Sao_Paulo",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Mexico_City",
)
"""One for most members of most servers; a menu in Discord holds 25 and one more may be needed."""

_DURATION = re.compile(
    r"\s*(?:(?P<days>\d{1,4})\s*d(?:ays?)?)?"
    r"\s*(?:(?P<hours>\d{1,4})\s*h(?:ours?|rs?)?)?"
    r"\s*(?:(?P<minutes>\d{1,4})\s*m(?:in(?:ute)?s?)?)?\s*",
    re.IGNORECASE | re.ASCII,
)
_CLOCK_TIME = re.compile(r"\s*(?P<hour>[01]?\d|2[0-3])[:.h](?P<minute>[0-5]\d)\s*", re.ASCII)
_NOT_PLACES = ("SystemV/", "posix", "right/", "Factory", "localtime")
_SHOWN = 40
"""How much of what was typed is repeated in a refusal."""


def parse_duration(text: str) -> timedelta:
    """``30m``, ``2h``, ``1d 12h`` or ``90 minutes`` as a span of a minute to ``MAX_PAUSE``.

    Raises ``UserError`` for anything else.
    """
    match = _DURATION.fullmatch(text)
    parts = {} if match is None else match.groupdict(default="0")
    span = timedelta(**{unit: int(number) for unit, number in parts.items()})
    if not span:
        raise UserError("pause.bad_duration", typed=text[:_SHOWN])
    if span > MAX_PAUSE:
        raise UserError("pause.too_long", days=MAX_PAUSE.days)
    return span


def parse_clock_time(text: str) -> str:
    """``8:05``, ``18.30`` or ``18h30`` as ``HH:MM``. Raises ``UserError`` for anything else."""
    match = _CLOCK_TIME.fullmatch(text)
    if match is None:
        raise UserError("setup.bad_time", typed=text[:_SHOWN])
    return f"{int(match['hour']):02}:{match['minute']}"


@lru_cache(maxsize=1)
def _zones() -> dict[str, str]:
    """Every zone by its name in lower case, in alphabetical order."""
    names = sorted(name for name in available_timezones() if not name.startswith(_NOT_PLACES))
    return {name.casefold(): name for name in names}


def _searched(text: str) -> str:
    return text.strip().casefold().replace(" ", "_")


def parse_zone(text: str) -> str:
    """The IANA name of a time zone, typed in any case or as its city alone.

    Raises ``UserError`` where there is no such zone, or several have a city of that name.
    """
    wanted = _searched(text)
    exact = _zones().get(wanted)
    if exact is not None:
        return exact
    cities = [name for key, name in _zones().items() if key.rpartition("/")[2] == wanted]
    if len(cities) != 1:
        raise UserError("setup.bad_zone", typed=text[:_SHOWN])
    return cities[0]


def zones_like(typed: str, limit: int = 25) -> list[str]:
    """Zones to offer: the common ones, else those whose city begins so, then all that contain it.

    The limit is that of Discord's suggestions: typing on narrows them down.
    """
    wanted = _searched(typed)
    if not wanted:
        return list(COMMON_ZONES[:limit])
    found = [(key, name) for key, name in _zones().items() if wanted in key]
    found.sort(key=lambda pair: not pair[0].rpartition("/")[2].startswith(wanted))
    return [name for _, name in found[:limit]]
