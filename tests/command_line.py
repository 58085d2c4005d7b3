"""``fanbot`` run inside the test's own process, which leaves out the start of Python.

What a process alone shows (signals, pipes that stay open, terminals, encodings, what is imported)
is tested with a real one.
"""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from discord_bot.cli import main


@contextlib.contextmanager
def _stdin(data: bytes) -> Iterator[None]:
    before, sys.stdin = sys.stdin, io.TextIOWrapper(io.BytesIO(data), encoding="utf-8")
    try:
        yield
    finally:
        sys.stdin = before


@contextlib.contextmanager
def _called(arguments: tuple[str, ...], changes: dict[str, str]) -> Iterator[None]:
    argv, environment = sys.argv, dict(os.environ)
    sys.argv = ["fanbot", *arguments]
    os.environ.update(changes)
    try:
        yield
    finally:
        sys.argv = argv
        os.environ.clear()
        os.environ.update(environment)


def call(
    directory: Path, *arguments: str, given: str | bytes = b"", **changes: str
) -> subprocess.CompletedProcess[str]:
    """Run ``fanbot`` in ``directory``, with ``given`` on standard input, and what came of it.

    ``changes`` are set in the environment. Anything but an exit is the test's failure.
    """
    data = given.encode() if isinstance(given, str) else given
    out, errors = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    code: object = 0
    with (
        contextlib.chdir(directory),
        _called(arguments, changes),
        _stdin(data),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(errors),
    ):
        try:
            main()
        except SystemExit as left:
            code = left.code
        out.flush()
        errors.flush()
    said = [stream.buffer.getvalue().decode() for stream in (out, errors)]  # type: ignore[attr-defined]
    status = code if isinstance(code, int) else int(code is not None)
    return subprocess.CompletedProcess(["fanbot", *arguments], status, *said)
