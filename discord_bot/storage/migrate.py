"""Migrations: numbered SQL files, each applied once, together with its record.

A file ``NNNN_name.sql`` begins with ``--`` lines that say why it is there. Files are append-only:
the text of an applied one is remembered as a checksum, and an edit is refused.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from discord_bot.errors import StorageError
from discord_bot.storage.database import Connection, Database, Dialect
from discord_bot.storage.schema import UNFINISHED, table_names
from discord_bot.storage.sql import leading_comment, statements

MIGRATIONS = Path(__file__).parent / "migrations"

#: Told before each step: how many steps are done, how many there are, and what comes now; once more
#: with an empty text when all are done.
Progress: TypeAlias = Callable[[int, int, str], None]

_FILE_NAME = re.compile(r"(?P<version>\d{4})_(?P<name>[a-z0-9_]+)\.sql")

_RECORDS = """
CREATE TABLE schema_migrations (
    version BIGINT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    checksum TEXT NOT NULL,
    applied_at BIGINT NOT NULL
)
"""


@dataclass(frozen=True, slots=True)
class Migration:
    """One file: its number, name, reason and statements. ``checksum`` is SHA-256 of its text."""

    version: int
    name: str
    why: str
    statements: tuple[str, ...]
    checksum: str

    @property
    def file_name(self) -> str:
        """The file's name, as people know the migration."""
        return f"{self.version:04d}_{self.name}.sql"


@dataclass(frozen=True, slots=True)
class Applied:
    """The record of a migration that a database has had."""

    version: int
    name: str
    checksum: str
    applied_at: datetime


@dataclass(frozen=True, slots=True)
class Status:
    """Where a database stands: what it has had, and what it still needs, both in order."""

    applied: tuple[Applied, ...]
    pending: tuple[Migration, ...]

    @property
    def version(self) -> int:
        """The number of the last applied migration, 0 for an empty database."""
        return len(self.applied)


def load_migrations(directory: Path = MIGRATIONS) -> tuple[Migration, ...]:
    """Every ``.sql`` file of ``directory``, numbered from 1 without a gap.

    Raises ``StorageError`` that names the file and the mend for a wrong name, a number used twice
    or left out, a missing reason, no statements, or an unfinished last statement.
    """
    found = tuple(_read(path) for path in sorted(directory.glob("*.sql")))
    for expected, migration in enumerate(found, start=1):
        if migration.version != expected:
            problem = "used twice" if migration.version < expected else "left out"
            number = min(migration.version, expected)
            raise StorageError(
                f"The migration number {number:04d} is {problem} (at {migration.file_name}); number"
                " the files from 0001 without a gap."
            )
    return found


def _read(path: Path) -> Migration:
    match = _FILE_NAME.fullmatch(path.name)
    if match is None:
        raise StorageError(f"The migration {path.name} must be named like 0002_what_it_does.sql.")
    text = path.read_text(encoding="utf-8")  # any newline becomes \n: the checksum is the same
    why = leading_comment(text)
    if not why:
        raise StorageError(f"The migration {path.name} must begin with '-- ' and why it is needed.")
    try:
        parts = tuple(statements(text))
    except ValueError as error:
        raise StorageError(f"The migration {path.name} is not complete: {error}.") from error
    if not parts:
        raise StorageError(f"The migration {path.name} holds no statement; write one or delete it.")
    checksum = hashlib.sha256(text.encode()).hexdigest()
    return Migration(int(match["version"]), match["name"], why, parts, checksum)


async def status(database: Database, directory: Path = MIGRATIONS) -> Status:
    """Compare the database's records with the files.

    Raises ``StorageError`` when the database is newer than the files, is another program's, or had
    a migration whose file was changed since.
    """
    migrations = load_migrations(directory)
    async with database.reading() as connection:
        applied = await _records(connection, database.dialect)
    if len(applied) > len(migrations):
        raise StorageError(
            f"The database is at version {len(applied)}, newer than this fanbot, which knows"
            f" {len(migrations)}; install the newer fanbot again, or bring back an older backup"
            " with 'fanbot db restore'."
        )
    for record, migration in zip(applied, migrations, strict=False):
        if record.checksum != migration.checksum:
            raise StorageError(
                f"The migration {migration.file_name} was changed after this database had it (as"
                f" {record.version:04d}_{record.name}); bring the file back and write a new one."
            )
    return Status(applied, migrations[len(applied) :])


async def require_newest(database: Database, directory: Path = MIGRATIONS) -> None:
    """Raise ``StorageError`` where a migration is pending, or what ``status`` raises."""
    if (await status(database, directory)).pending:
        raise StorageError(
            "The database is behind this fanbot; bring it up to date by 'fanbot db migrate' first."
        )


async def _records(connection: Connection, dialect: Dialect) -> tuple[Applied, ...]:
    tables = await table_names(connection, dialect)
    if not tables:
        return ()
    if UNFINISHED in tables:
        raise StorageError(
            "The database holds a copy that was cut off; run the same 'fanbot db copy' again, which"
            " goes on where it stopped."
        )
    if "schema_migrations" not in tables:
        raise StorageError(
            "The database holds another program's tables; name another with FANBOT_DATABASE."
        )
    rows = await connection.fetch_all(
        "SELECT version, name, checksum, applied_at FROM schema_migrations ORDER BY version"
    )
    if [row["version"] for row in rows] != list(range(1, len(rows) + 1)):
        raise StorageError(
            "The database's list of migrations has a gap, so its state is unknown; bring back a"
            " backup with 'fanbot db restore'."
        )
    return tuple(
        Applied(
            row["version"],
            row["name"],
            row["checksum"],
            datetime.fromtimestamp(row["applied_at"], UTC),
        )
        for row in rows
    )


async def migrate(
    database: Database,
    *,
    now: datetime,
    directory: Path = MIGRATIONS,
    progress: Progress | None = None,
) -> Path | None:
    """Apply what is pending, and return where the backup is that was taken before, if any.

    A SQLite database that holds anything is backed up beside itself first. Each migration commits
    with its record or not at all, so a failure leaves the database at the one before. The caller
    holds ``exclusive``. Raises what ``status`` raises.
    """
    tell = progress or (lambda _done, _total, _what: None)
    current = await status(database, directory)
    if not current.pending:
        return None
    backup = _backup_path(database, current, now)
    total = len(current.pending) + (backup is not None)
    if backup is not None:
        tell(0, total, f"backup to {backup}")
        await database.backup(backup)
    if not current.applied:
        await _prepare(database)
    for done, migration in enumerate(current.pending, start=total - len(current.pending)):
        tell(done, total, migration.file_name)
        await _apply(database, migration, now)
    tell(total, total, "")
    return backup


def _backup_path(database: Database, current: Status, now: datetime) -> Path | None:
    if database.path is None or not current.applied:
        return None
    name = f"{database.path.name}.before-{current.pending[0].version:04d}-{stamp(now)}"
    return database.path.with_name(name)


def stamp(now: datetime) -> str:
    """``now`` as a part of a file's name, in UTC."""
    return now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


async def _prepare(database: Database) -> None:
    async with database.transaction() as connection:
        if not await table_names(connection, database.dialect):
            await connection.execute(_RECORDS)


async def _apply(database: Database, migration: Migration, now: datetime) -> None:
    async with database.transaction() as connection:
        for statement in migration.statements:
            await connection.execute(statement)
        await connection.execute(
            "INSERT INTO schema_migrations (version, name, checksum, applied_at)"
            " VALUES (:version, :name, :checksum, :now)",
            {
                "version": migration.version,
                "name": migration.name,
                "checksum": migration.checksum,
                "now": int(now.timestamp()),
            },
        )
