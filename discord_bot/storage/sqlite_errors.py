"""SQLite's errors as fanbot's: one sentence that says what is wrong with a file, and the mend."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from discord_bot.errors import FanbotError, StorageError
from discord_bot.storage.database import BusyError, ConstraintError

#: SQLite's extended result codes keep the plain code in their low byte.
#: https://www.sqlite.org/rescode.html
_PLAIN_CODE = 0xFF

_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL})


def code_of(error: sqlite3.Error) -> int:
    """The plain result code, or -1 for errors of the Python module itself."""
    code: int = getattr(error, "sqlite_errorcode", -1)
    return code & _PLAIN_CODE if code >= 0 else code


def is_busy(error: sqlite3.Error) -> bool:
    """Whether another connection's lock is the reason, so that a later try may work."""
    return code_of(error) in _BUSY


@contextmanager
def translated(path: Path, *, reading: bool = False) -> Iterator[None]:
    """Raise SQLite's errors about the file at ``path`` as ours; leave defects in SQL as they are.

    On a ``reading`` connection a refused write is a defect too, not a file's fault.
    """
    try:
        yield
    except sqlite3.Error as error:
        if reading and code_of(error) == sqlite3.SQLITE_READONLY:
            raise RuntimeError("A reading() block cannot write; use transaction().") from error
        ours = _translate(error, path)
        if ours is None:
            raise
        raise ours from error


def _translate(error: sqlite3.Error, path: Path) -> FanbotError | None:
    code = code_of(error)
    if code in _BUSY:
        return BusyError(
            f"Another program keeps the database {path} locked; nothing was written: try again, or "
            "close the other program."
        )
    if code == sqlite3.SQLITE_CONSTRAINT:
        return ConstraintError(str(error))  # names table and column, no values
    if code == sqlite3.SQLITE_CANTOPEN:
        return StorageError(_why_unopenable(path))
    sentence = {
        sqlite3.SQLITE_FULL: f"The disk with the database {path} is full; free some space on it.",
        sqlite3.SQLITE_READONLY: f"The database {path} cannot be written; give the bot's user the "
        "right to write the file and its directory.",
        sqlite3.SQLITE_PERM: f"The database {path} cannot be read; give the bot's user the right.",
        sqlite3.SQLITE_NOTADB: f"{path} is not a SQLite database; name another file with "
        "FANBOT_DATABASE.",
        sqlite3.SQLITE_CORRUPT: f"The database {path} is damaged; bring back a backup with "
        "'fanbot db restore'.",
        sqlite3.SQLITE_IOERR: f"The disk failed on the database {path} ({error}); check the disk, "
        "then bring back a backup with 'fanbot db restore' if the file is damaged.",
    }.get(code)
    return StorageError(sentence) if sentence else None


def _why_unopenable(path: Path) -> str:
    """SQLite says only "unable to open database file": look for the reason."""
    if path.is_dir():
        return f"{path} is a directory; name a file in it, such as {path / 'fanbot.db'}."
    if not path.parent.exists():
        return (
            f"The directory {path.parent} does not exist; make it, or name another place for the "
            "database with FANBOT_DATABASE."
        )
    if not path.parent.is_dir():
        return f"{path.parent} is a file, not a directory; name another place with FANBOT_DATABASE."
    if not path.exists():
        return (
            f"The database {path} cannot be made; give the bot's user the right to write in "
            f"{path.parent}, or name another place with FANBOT_DATABASE."
        )
    return (
        f"The database {path} cannot be opened; give the bot's user the right to read and write it."
    )
