"""Other ways to type what answers of generated questions say: seasons, episodes and days."""

from __future__ import annotations

_TEENS = range(11, 14)


def ordinal(number: int) -> str:
    """``1st``, ``2nd``, ``3rd``, ``4th``, … ``11th``, … ``21st``."""
    suffix = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in _TEENS else suffix}"


def season_spellings(number: int) -> tuple[str, ...]:
    """What people type for a season of which they know the number."""
    nth = ordinal(number)
    return (
        str(number),
        f"season {number}",
        f"series {number}",
        f"S{number}",
        nth,
        f"{nth} season",
        f"{nth} series",
    )


def episode_spellings(season: int, number: int) -> tuple[str, ...]:
    """What people type for an episode of a season that the question names."""
    nth = ordinal(number)
    return (
        str(number),
        f"episode {number}",
        f"ep {number}",
        f"E{number}",
        f"S{season}E{number}",
        nth,
        f"{nth} episode",
    )
