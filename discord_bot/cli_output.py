"""How the command line prints: in colour on a terminal, plain and uncut in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from discord_bot.logs import redact

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.progress import Progress

    from discord_bot.checks import Check

_UNFOLDED = 1_000_000
"""Columns for tables in a pipe, which are as wide as what is in them: more than any line has."""
_STYLES = {"ok": "green", "warn": "yellow", "fail": "bold red"}


def _console(stream: TextIO) -> Console:
    """A console that never breaks a line by itself: what is piped on must stay whole."""
    from rich.console import Console

    return Console(file=stream, soft_wrap=True, highlight=False)


def line(text: str) -> None:
    """Print one line; nothing in it is taken for markup, and it is never wrapped."""
    _console(sys.stdout).print(redact(text), markup=False)


def failure(text: str) -> None:
    """Print why something was refused on standard error."""
    _console(sys.stderr).print(redact(text), style="red", markup=False)


def pretty(thing: RenderableType) -> None:
    """Print a table or a styled text, folded to a terminal's width and whole in a pipe."""
    console = _console(sys.stdout)
    if not console.is_terminal:
        console.width = _UNFOLDED
    console.print(thing, soft_wrap=not console.is_terminal)


def findings(found: Iterable[Check]) -> None:
    """Print what was checked: a table on a terminal, elsewhere a line for each finding."""
    from rich.table import Table
    from rich.text import Text

    console = _console(sys.stdout)
    if not console.is_terminal:
        for item in found:
            line(f"{item.level:4}  {item.name}: {item.text}")
        return
    table = Table(box=None, show_header=False, pad_edge=False)
    for item in found:
        level = Text(item.level.value, style=_STYLES[item.level])
        table.add_row(level, Text(item.name), Text(redact(item.text), overflow="fold"))
    console.print(table, soft_wrap=False)


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number with what it counts: "1 row", "1,200 rows"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


@contextmanager
def waiting(text: str) -> Iterator[Callable[[], None]]:
    """Show that work is going on, on a terminal alone, until the block or the given function."""
    status = _console(sys.stderr).status(text)
    with status:
        yield status.stop


class Steps:
    """A progress bar for named steps; in a pipe each of several steps is a line."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self._task = None if progress is None else progress.add_task("", total=None)

    def __call__(self, done: int, total: int, what: str) -> None:
        """``done`` of ``total`` steps are over and ``what`` is under way."""
        if self._progress is not None and self._task is not None:
            # A single step says nothing of how far it is: the bar only shows that it is alive.
            known = total if total > 1 else None
            self._progress.update(self._task, completed=done, total=known, description=what)
        elif what and total > 1:
            _console(sys.stderr).print(f"{done + 1}/{total} {what}", markup=False)


@contextmanager
def steps() -> Iterator[Steps]:
    """A ``Steps`` for the length of a block, on standard error."""
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

    console = _console(sys.stderr)
    if not console.is_terminal:
        yield Steps(None)
        return
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TaskProgressColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        yield Steps(progress)


class Rows:
    """A progress bar for rows of tables; in a pipe each table is a line."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self._task = None if progress is None else progress.add_task("", total=None)
        self._what = ""

    def __call__(self, done: int, total: int, what: str) -> None:
        """``done`` of ``total`` rows are over and ``what`` is under way."""
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, completed=done, total=total, description=what)
        elif what and what != self._what:
            _console(sys.stderr).print(f"{done:,}/{total:,} {what}", markup=False)
        self._what = what


@contextmanager
def rows() -> Iterator[Rows]:
    """A ``Rows`` for the length of a block, on standard error."""
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    console = _console(sys.stderr)
    if not console.is_terminal:
        yield Rows(None)
        return
    text = TextColumn("{task.description}", markup=False)
    columns = (text, BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        yield Rows(progress)
