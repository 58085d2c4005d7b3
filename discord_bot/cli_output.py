"""How the command line prints: in colour on a terminal, plain and uncut in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from discord_bot.logs import redact


def line(text: str, *, style: str | None = None) -> None:
    """Print one line; nothing in it is taken for markup, and it is never wrapped."""
    console = Console(file=sys.stdout, soft_wrap=True, highlight=False)
    console.print(redact(text), style=style, markup=False)


def failure(text: str) -> None:
    """Print why something was refused on standard error."""
    console = Console(file=sys.stderr, soft_wrap=True, highlight=False)
    console.print(redact(text), style="red", markup=False)


class Steps:
    """A progress bar for named steps; in a pipe each of several steps is a line."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self._task = None if progress is None else progress.add_task("", total=None)

    def __call__(self, done: int, total: int, what: str) -> None:
        """``done`` of ``total`` steps are over and ``what`` is under way."""
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, completed=done, total=total, description=what)
        elif what and total > 1:
            plain = Console(file=sys.stderr, soft_wrap=True, highlight=False)
            plain.print(f"{done + 1}/{total} {what}", markup=False)


@contextmanager
def steps() -> Iterator[Steps]:
    """A ``Steps`` for the length of a block, on standard error."""
    console = Console(file=sys.stderr)
    if not console.is_terminal:
        yield Steps(None)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        yield Steps(progress)
