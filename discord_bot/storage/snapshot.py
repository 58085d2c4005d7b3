"""Whole SQLite files: a checked copy of one, and putting one in another's place.

Plain blocking functions, meant for a thread of their own.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from discord_bot.errors import StorageError
from discord_bot.storage.sqlite_errors import code_of, is_busy, translated

#: Seconds to wait for the lock of a program that is writing.
_BUSY_WAIT = 5.0

#: What SQLite keeps beside a database that is open, or that was open when its process died.
_LOG, _INDEX = "-wal", "-shm"


def copy_to_new(source: Path, target: Path) -> None:
    """Write a consistent copy of the database ``source`` to the new file ``target``, and check it.

    ``source`` may be in use. ``target`` appears only when it is whole and found sound. Raises
    ``StorageError`` when it exists or cannot be written, or when ``source`` is no sound database.
    """
    if target.exists():
        raise StorageError(f"{target} exists already; name a new file for the backup.")
    with draft_beside(target) as draft:
        fill(draft, source)
        draft.rename(target)
    _flush(target.parent)


@contextmanager
def draft_beside(target: Path) -> Iterator[Path]:
    """An empty file in the directory of ``target``, deleted at the end if it still has its name.

    The same directory is the same file system, where a rename is atomic.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    except OSError as error:
        raise StorageError(
            f"{target} cannot be written ({error.strerror}); name a place that exists and that the "
            "bot's user has the right to write to."
        ) from error
    os.close(handle)
    draft = Path(name)
    try:
        yield draft
    finally:
        for path in (draft, _beside(draft, _LOG), _beside(draft, _INDEX)):
            path.unlink(missing_ok=True)


def fill(draft: Path, source: Path) -> None:
    """Copy one consistent state of ``source`` into the empty file ``draft``, and check it there."""
    if not source.is_file():
        raise StorageError(f"There is no database at {source}; name the file of one.")
    with translated(source), closing(_open(source)) as connection:
        try:
            # https://www.sqlite.org/lang_vacuum.html#vacuuminto: an empty target is allowed.
            connection.execute("VACUUM INTO ?", (str(draft),))
        except sqlite3.OperationalError as error:
            if code_of(error) != sqlite3.SQLITE_FULL:
                raise
            raise StorageError(
                f"The disk with {draft.parent} is full; free some space or name another place."
            ) from error
    with translated(source), closing(_open(draft)) as connection:
        finding = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if finding != "ok":
        raise StorageError(f"The database {source} is damaged ({finding}).")
    _flush(draft)


def damage_of(path: Path) -> str | None:
    """What SQLite finds wrong in the file at ``path``, which may be in use; None where it is sound.

    Raises ``StorageError`` where another program holds it for too long.
    """
    try:
        with closing(_open(path)) as connection:
            finding = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.DatabaseError as error:
        if is_busy(error):
            raise StorageError(
                f"The database {path} is locked by another program; try again when it is done."
            ) from error
        return str(error)
    return None if finding == "ok" else finding


def rewrite(path: Path) -> None:
    """Write the database ``path`` anew, so that nothing is left in it of what was overwritten.

    Nobody else may have it open. Raises ``StorageError`` where somebody has.
    """
    with translated(path), closing(_open(path)) as connection:
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def put_in_place(draft: Path, path: Path, kept: Path) -> bool:
    """Make ``draft`` the database at ``path``; return whether there was one, which is ``kept``.

    A crash at any moment leaves the old or the new database at ``path``, whole. Raises
    ``StorageError`` when another program has ``path`` open, or ``kept`` cannot be made.
    """
    existed = path.exists()
    if existed:
        _make_self_contained(path, kept)
        _keep(path, kept)
    draft.replace(path)
    _flush(path.parent)
    return existed


def _make_self_contained(path: Path, kept: Path) -> None:
    """Leave no log beside ``path``: SQLite would apply it to whatever file takes the name."""
    try:
        with translated(path), closing(_open(path)) as connection:
            # Writes the log back and deletes it, as far as the damage lets it; refused while
            # anybody else has the file open.
            connection.execute("PRAGMA journal_mode = DELETE").fetchall()
    except StorageError as error:
        cause = error.__cause__
        if isinstance(cause, sqlite3.Error) and is_busy(cause):
            raise StorageError(
                f"The database {path} is open in another program; close it, then restore again."
            ) from error
        # Else it is damaged, which is a good reason to restore.
    with suppress(FileNotFoundError):
        _beside(path, _LOG).rename(_beside(kept, _LOG))
    _beside(path, _INDEX).unlink(missing_ok=True)


def _keep(path: Path, kept: Path) -> None:
    """Give the file at ``path`` a second name, so that it is never without one."""
    if kept.exists():
        raise StorageError(f"{kept} exists already; wait a second, then restore again.")
    try:
        kept.hardlink_to(path)
    except OSError:  # some file systems have no hard links
        shutil.copy2(path, kept)


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=_BUSY_WAIT)


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def _flush(path: Path) -> None:
    """Have the file or directory reach the disk, where the system can do that."""
    with suppress(OSError):  # Windows opens no directories
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
