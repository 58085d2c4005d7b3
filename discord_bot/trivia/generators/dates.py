"""When seasons came out, and what the calendar says."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from discord_bot.pack_files import CalendarEvent, Difficulty, Season
from discord_bot.packs import Pack
from discord_bot.trivia.generators.recipes import WORDING, Option, Recipe
from discord_bot.wording import Texts

_CATEGORIES = {"award": "awards", "book": "books"}
_FALLBACK = "making"
_YEARS = (-3, -2, -1, 1, 2, 3)
"""Wrong years are these away from the right one."""
_CLEAR = dt.timedelta(days=60)
"""Events nearer to each other than this are not put in order: nobody could know."""
_LEAP_DAY = (2, 29)
_YEAR = re.compile(r"\b\d{4}\b")


def recipes(pack: Pack) -> Iterator[Recipe]:
    """Release years and days of seasons, years of events, and which of them comes first."""
    texts = pack.wording.texts()
    events = [event for event in pack.calendar.events if event.date is not None]
    for season in pack.show.seasons:
        if season.released is not None and season.status == "released":
            yield _season_year(season, season.released, texts)
            yield _season_day(season, season.released, pack, texts)
    releases = {season.released for season in pack.show.seasons}
    for event in events:
        dated_title = _YEAR.search(event.title) is not None
        is_season = event.kind == "release" and event.date in releases
        if event.date is not None and not dated_title:
            yield _first(event, event.date, events)
            if not is_season:
                yield _event_year(event, event.date, texts)


def _day(texts: Texts, day: dt.date) -> str:
    month = texts(f"{WORDING}.months.{day.month}")
    return texts(f"{WORDING}.day", day=day.day, month=month, year=day.year)


def _other_years(day: dt.date) -> list[dt.date]:
    """The same day of the years around; none for a leap day, which most of them lack."""
    if (day.month, day.day) == _LEAP_DAY:
        return []
    return [day.replace(year=day.year + step) for step in _YEARS]


def _years(year: int) -> list[Option]:
    return [Option(str(year + step), 0, abs(step)) for step in _YEARS]


def _season_year(season: Season, released: dt.date, texts: Texts) -> Recipe:
    return Recipe(
        id=f"season-year-{season.number}",
        kind="season-year",
        answer=str(released.year),
        options=_years(released.year),
        difficulty=Difficulty.EASY,
        season=0,
        category="episodes",
        source=season.source,
        values={"season": season.title, "day": _day(texts, released)},
    )


def _season_day(season: Season, released: dt.date, pack: Pack, texts: Texts) -> Recipe:
    """Wrong days are those of other releases, then the same day in other years."""
    real = [item.released for item in pack.show.seasons if item.released is not None]
    near = [Option(_day(texts, day), 0, 0) for day in real if day != released]
    far = [
        Option(_day(texts, day), 0, abs(day.year - released.year)) for day in _other_years(released)
    ]
    return Recipe(
        id=f"season-day-{season.number}",
        kind="season-day",
        answer=_day(texts, released),
        aliases=(released.isoformat(),),
        options=[*near, *far],
        difficulty=Difficulty.HARD,
        season=0,
        category="episodes",
        source=season.source,
        values={"season": season.title, "year": released.year},
    )


def _event_year(event: CalendarEvent, day: dt.date, texts: Texts) -> Recipe:
    return Recipe(
        id=f"event-year-{event.id}",
        kind="event-year",
        answer=str(day.year),
        options=_years(day.year),
        difficulty=Difficulty.MEDIUM,
        season=event.spoils,
        category=_CATEGORIES.get(event.kind, _FALLBACK),
        source=event.source,
        values={"event": event.title, "day": _day(texts, day)},
    )


def _apart(event: CalendarEvent, other: CalendarEvent) -> int:
    """Events of a kind are hardest to tell apart, but for releases: season 2 is after season 1."""
    if event.kind == other.kind:
        return 2 if event.kind == "release" else 0
    return 1


def _first(event: CalendarEvent, day: dt.date, events: list[CalendarEvent]) -> Recipe:
    options = [
        Option(other.title, other.spoils, _apart(event, other))
        for other in events
        if other.date is not None and other.date - day >= _CLEAR and not _YEAR.search(other.title)
    ]
    return Recipe(
        id=f"event-first-{event.id}",
        kind="event-first",
        answer=event.title,
        options=options,
        difficulty=Difficulty.MEDIUM,
        season=event.spoils,
        category=_CATEGORIES.get(event.kind, _FALLBACK),
        source=event.source,
        values={"event": event.title},
        explanation=None,
        typed=False,
    )
