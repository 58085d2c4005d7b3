"""What is read off a process that should not grow: memory, counts, and every container in sight.

A *container* is a dict, list, set or deque in an attribute of an object of the bot, of discord.py
or of what it talks through, or in a module of the bot; what has the same name (class and
attribute) counts together, with what lies in the containers inside of it; so do functions' caches
that have no bound. *Instances* are all that Python's collector knows of, by class. Neither needs to
know what there is: a cache that somebody adds tomorrow is in it.
"""

from __future__ import annotations

import asyncio
import ctypes
import functools
import gc
import json
import os
import sqlite3
import sys
import threading
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FunctionType, MethodType, ModuleType
from typing import Any

OURS = ("discord_bot", "cogs")
LOOKED_INTO = (*OURS, "discord", "aiosqlite", "aiohttp", "sqlite3", "_asyncio")
_SIZED = (dict, list, set, deque)
_CACHE = type(functools.cache(id))
_CODE = (type, FunctionType, MethodType, ModuleType)
_PROC = Path("/proc/self")


@dataclass(frozen=True)
class Sample:
    """A look at the process, at rest."""

    figures: dict[str, float]
    """Memory in MB, and counts."""
    containers: Counter[str] = field(default_factory=Counter)
    instances: Counter[str] = field(default_factory=Counter)

    def write(self, path: Path) -> None:
        """Add it to a file: thousands of counts kept in memory would be what grows most."""
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps([self.figures, self.containers, self.instances]) + "\n")

    @classmethod
    def read(cls, path: Path) -> list[Sample]:
        """Those of a file, in order."""
        lines = path.read_text(encoding="utf-8").splitlines()
        rows = (json.loads(line) for line in lines)
        return [cls(figures, Counter(held), Counter(kinds)) for figures, held, kinds in rows]


def look(simulation: object = None) -> Sample:
    """Look, after everything that nobody holds is gone.

    ``simulation`` is what the simulated Discord keeps; how much that is, is told apart.
    """
    for _ in range(3):
        gc.collect()
    objects = gc.get_objects()
    instances = Counter(map(_kind, objects))
    containers = _containers(objects)
    connections = sum(isinstance(item, sqlite3.Connection) for item in objects)
    del objects
    _give_back()
    figures = {
        "memory_mb": round(_resident(_PROC), 2),
        "simulation_mb": round(held_by(simulation) / 2**20, 2),
        "memory_of_children_mb": round(sum(map(_resident, _children())), 2),
        "python_blocks": sys.getallocatedblocks(),
        "tasks": len(asyncio.all_tasks()),
        "threads": threading.active_count(),
        "files_and_sockets": len(list((_PROC / "fd").iterdir())),
        "sqlite_connections": connections,
    }
    return Sample(figures, containers, instances)


def _kind(item: object) -> str:
    kind = type(item)
    return f"{kind.__module__}.{kind.__qualname__}"


# --- containers ---------------------------------------------------------------------------------


def _containers(objects: list[object]) -> Counter[str]:
    found: Counter[str] = Counter()
    for item in objects:
        if isinstance(item, _CACHE):
            held = item.cache_info()
            if held.maxsize is None and _is_in(getattr(item, "__module__", None), OURS):
                found[f"{item.__module__}.{item.__qualname__}, cached"] += held.currsize
        elif not isinstance(item, type) and _is_in(type(item).__module__, LOOKED_INTO):
            name = _kind(item)
            for attribute, value in _attributes(item):
                _add(found, f"{name}.{attribute}", value)
    for name, module in list(sys.modules.items()):
        if _is_in(name, OURS):
            for attribute, value in list(vars(module).items()):
                if not attribute.startswith("__"):
                    _add(found, f"{name}.{attribute}", value)
    return found


def _is_in(module: str | None, roots: tuple[str, ...]) -> bool:
    return module is not None and module.partition(".")[0] in roots


def _attributes(item: object) -> Iterator[tuple[str, Any]]:
    yield from list(getattr(item, "__dict__", {}).items())
    for kind in type(item).__mro__:
        slots = kind.__dict__.get("__slots__", ())
        for slot in (slots,) if isinstance(slots, str) else slots:
            try:
                yield slot, object.__getattribute__(item, slot)
            except AttributeError:
                continue  # not set, or one that a class hides by another name


def _add(found: Counter[str], name: str, value: Any) -> None:
    if isinstance(value, _SIZED):
        found[name] += len(value)
        inner = value.values() if isinstance(value, dict) else value
        found[f"{name}, inside"] += sum(len(one) for one in list(inner) if isinstance(one, _SIZED))


# --- memory -------------------------------------------------------------------------------------


def _give_back() -> None:
    """Have the C library return what is free: else the figure is of the busiest moment."""
    try:
        ctypes.CDLL("libc.so.6").malloc_trim(0)
    except (OSError, AttributeError):
        return


def _resident(process: Path) -> float:
    try:
        pages = int((process / "statm").read_text().split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGESIZE") / 2**20


def _children() -> list[Path]:
    """Processes that this one started and that live."""
    found = []
    for task in (_PROC / "task").iterdir():
        try:
            numbers = (task / "children").read_text().split()
        except OSError:
            continue
        found += [Path("/proc") / number for number in numbers]
    return found


def held_by(root: object) -> int:
    """The bytes of Python objects that can be reached from one, but for code."""
    seen: set[int] = set()
    waiting, total = [root], 0
    while waiting:
        item = waiting.pop()
        if id(item) in seen or isinstance(item, _CODE):
            continue
        seen.add(id(item))
        total += sys.getsizeof(item)
        waiting += gc.get_referents(item)
    return total


# --- growth -------------------------------------------------------------------------------------


def slope(values: list[float]) -> float:
    """The growth from one sample to the next, by Theil and Sen: the median of all pairs' slopes.

    A single sample that is off, however far, moves it little.
    """
    slopes = sorted(
        (later - earlier) / (place - before)
        for place, later in enumerate(values)
        for before, earlier in enumerate(values[:place])
    )
    middle = len(slopes) // 2
    if not slopes:
        return 0.0
    return slopes[middle] if len(slopes) % 2 else (slopes[middle - 1] + slopes[middle]) / 2


def growth(values: list[float]) -> float:
    """How much more the last value is than the first by the fitted line, as a share of the first.

    The line goes through the median of all values.
    """
    step = slope(values)
    ordered = sorted(values)
    middle = ordered[len(ordered) // 2]
    first = middle - step * (len(values) - 1) / 2
    return 0.0 if first <= 0 else step * (len(values) - 1) / first


def grows(values: list[float], slack: float = 0.0) -> bool:
    """Whether it went up and stayed up: the least of the last third is above all of the first.

    What fills and empties, as a cache does, is not growing. ``slack`` is how far it must be above.
    """
    third = max(1, len(values) // 3)
    return min(values[-third:]) > max(values[:third]) + slack
