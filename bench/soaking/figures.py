"""The soak's part of the report."""

from __future__ import annotations

from typing import Any

from bench.report import Figures, Goal, Part, at_most, table

COUNTS = {
    "tasks": "tasks of the event loop",
    "threads": "threads",
    "files_and_sockets": "files, pipes and sockets",
    "sqlite_connections": "connections to SQLite",
}
MEMORY = {
    "memory_mb": "memory of the process, MB",
    "memory_of_children_mb": "memory of the process that reads feeds, MB",
    "python_blocks": "blocks that Python has given out",
    "simulation_mb": "of it what the simulated Discord keeps, MB",
}


def part(figures: Figures) -> Part:
    """Tables and goals."""
    series, first = figures["series"], figures["warm_up_rounds"]
    rows = [
        (name, *(_cell(value) for value in _ends(series[key], first)), _share(figures, key))
        for key, name in {**MEMORY, **COUNTS}.items()
        if key in series
    ]
    done = figures["done"]
    lines = [
        f"{figures['busy_hours']:g} busy hours of {figures['servers']} servers in "
        f"{figures['rounds']} rounds, spread over virtual time until "
        f"{figures['virtual_until'].partition('T')[0]}, begun on 2026-01-01; "
        f"{'both stages' if figures['both_stages'] else 'the first stage'} of the filter. "
        "What was done: " + ", ".join(f"{what} {count:,}" for what, count in done.items()) + ".",
        "",
        f"The first {first} rounds are warm-up. *Growth* is of the line through the rounds after.",
        "",
        *table(("after a round, at rest", "first", "after warm-up", "last", "growth"), rows),
    ]
    filling = figures["filling_up"]
    if filling:
        lines += [
            "What grew and may, because it has a bound, from the warm-up to the end:",
            "",
            *table(("what", "seen in", "from", "to"), _filling(filling)),
        ]
    worst = round(max(figures["growth"]["memory_mb"], 0) * 100, 1)
    named = {**MEMORY, **COUNTS}
    grew = [name for name in figures["grew"] if name != "memory_mb"]
    found = ", ".join(named.get(name, f"`{name}`") for name in grew)
    errors = figures["errors"]["count"]
    goals = [
        at_most("Soak, memory after warm-up", 5, worst, "% more"),
        Goal("Soak, what piles up", "nothing", found or "nothing", not found),
        Goal("Soak, errors logged", "none", f"{errors:,}" if errors else "none", not errors),
    ]
    return Part("Two busy hours", lines, goals)


def _ends(values: list[float], first: int) -> tuple[float, float, float]:
    return values[0], values[first], values[-1]


def _cell(value: float) -> str:
    return f"{value:,}"


def _share(figures: Figures, key: str) -> str:
    share = figures["growth"].get(key)
    return "" if share is None else f"{share:.1%}".replace("%", " %")


def _filling(filling: dict[str, list[Any]]) -> list[tuple[str, str, str, str]]:
    """A row for each thing that fills up, by the largest of the names under which it shows."""
    largest: dict[str, tuple[str, int, int]] = {}
    for name, (before, after, why) in filling.items():
        if why not in largest or after > largest[why][2]:
            largest[why] = name, before, after
    return [
        (why, f"`{name}`", f"{before:,}", f"{after:,}")
        for why, (name, before, after) in largest.items()
    ]
