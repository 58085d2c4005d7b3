"""What moderators type for a date: a day, an hour, and where it can be looked up."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from discord_bot.errors import UserError
from discord_bot.season.model import When
from discord_bot.times import parse_clock_time, parse_zone

UNKNOWN = "unknown"
"""Typed for a day that is open again."""
MOST_YEARS = 20
"""So many years ahead a date may lie: further is a slip of the pen."""
LONGEST_TITLE = 100
"""As long as the name of a scheduled event of Discord's may be."""
_DAY = re.compile(r"\s*(?P<year>\d{4})[-./](?P<month>\d{1,2})[-./](?P<day>\d{1,2})\s*", re.ASCII)
_SOURCE = re.compile(r"https?://[^\s<>|]+\.[^\s<>|]+")
_LONGEST_SOURCE = 500
_SHOWN = 40
"""How much of what was typed is repeated in a refusal."""


def parse_day(text: str, now: datetime) -> date:
    """``2026-12-24`` (or with dots or slashes) as a day. Raises ``UserError`` for anything else."""
    match = _DAY.fullmatch(text)
    try:
        day = date(*(int(match[name]) for name in ("year", "month", "day"))) if match else None
    except ValueError:
        day = None
    if day is None:
        raise UserError("season.refused.day", typed=text[:_SHOWN])
    if not now.year - MOST_YEARS <= day.year <= now.year + MOST_YEARS:
        raise UserError("season.refused.far", typed=text[:_SHOWN], years=MOST_YEARS)
    return day


def parse_when(day: str, clock: str | None, zone: str | None, home: str, now: datetime) -> When:
    """A day, with the hour by the clocks of ``zone`` or of the server's own, ``home``.

    Raises ``UserError`` for what is no date, and for an hour that clocks skip on that day.
    """
    parsed = parse_day(day, now)
    if clock is None:
        if zone is not None:
            raise UserError("season.refused.zone_alone")
        return When(parsed)
    when = When(
        parsed,
        time.fromisoformat(parse_clock_time(clock)),
        home if zone is None else parse_zone(zone),
    )
    assert when.clock is not None, "it was just given"
    assert when.zone is not None, "it was just given"
    local = datetime.combine(when.day, when.clock)
    place = ZoneInfo(when.zone)
    shown = local.replace(tzinfo=place).astimezone(UTC).astimezone(place).replace(tzinfo=None)
    if shown != local:
        raise UserError("season.refused.skipped", clock=f"{when.clock:%H:%M}", zone=when.zone)
    return when


def parse_source(text: str) -> str:
    """An address. Raises ``UserError`` for anything else."""
    source = text.strip()
    if len(source) > _LONGEST_SOURCE or _SOURCE.fullmatch(source) is None:
        raise UserError("season.refused.source")
    return source


def parse_title(text: str) -> str:
    """A title in one line. Raises ``UserError`` where nothing is left or it is too long."""
    title = " ".join(text.split())
    if not title or len(title) > LONGEST_TITLE:
        raise UserError("season.refused.title", limit=LONGEST_TITLE)
    return title


def require_ahead(when: When, now: datetime, zone: str) -> None:
    """Raise ``UserError`` for a date that is over."""
    if now >= when.over_at(zone) or when.day > now.date() + timedelta(days=366 * MOST_YEARS):
        raise UserError("season.refused.over")
