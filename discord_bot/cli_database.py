"""``fanbot db``: where the database stands, and bringing it forward, aside and back."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from discord_bot.cli_output import counted, line, rows, steps
from discord_bot.errors import ConfigurationError

if TYPE_CHECKING:
    from discord_bot.sealing import Seal
    from discord_bot.settings import Settings

app = typer.Typer(
    help="The database: status, migrate, backup, restore, copy, encrypt.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)

DatabaseOption = Annotated[
    str | None, typer.Option("--db", help="The database; FANBOT_DATABASE if left out.")
]


def _settings() -> Settings:
    from discord_bot.settings import load_settings

    return load_settings()


def _address(db: str | None) -> str:
    return db or _settings().database


@app.command()
def status(db: DatabaseOption = None) -> None:
    """Say which version the database is at, what is pending, and how large it is."""
    address = _address(db)

    async def show() -> None:
        from discord_bot.storage.address import SqliteAddress, parse_address
        from discord_bot.storage.database import open_database
        from discord_bot.storage.migrate import load_migrations
        from discord_bot.storage.migrate import status as read_status

        place = parse_address(address)
        if isinstance(place, SqliteAddress) and (place.path is None or not place.path.exists()):
            pending = ", ".join(item.file_name for item in load_migrations())
            line(f"{address}: not made yet")
            line(f"pending: {pending}")
            return
        async with open_database(address, create=False) as database:
            found, health = await read_status(database), await database.health()
        line(f"{health.dialect} {health.server_version}, {health.size:,} bytes")
        line(f"version: {found.version}")
        for record in found.applied:
            moment = f"{record.applied_at:%Y-%m-%d %H:%M}Z"
            line(f"applied: {record.version:04d}_{record.name} at {moment}")
        line("pending: " + (", ".join(item.file_name for item in found.pending) or "nothing"))

    asyncio.run(show())


@app.command()
def migrate(db: DatabaseOption = None) -> None:
    """Bring the database up to date, after a backup; the bot does the same when it starts."""
    address = _address(db)

    async def bring_forward() -> None:
        from discord_bot.storage.database import open_database
        from discord_bot.storage.exclusive import exclusive
        from discord_bot.storage.migrate import migrate as apply
        from discord_bot.storage.migrate import status as read_status

        async with exclusive(address), open_database(address) as database:
            with steps() as progress:
                kept = await apply(database, now=datetime.now(UTC), progress=progress)
            found = await read_status(database)
        if kept is not None:
            line(f"the database as it was is kept as {kept}")
        line(f"the database is at version {found.version}")

    asyncio.run(bring_forward())


@app.command()
def backup(
    target: Annotated[
        Path | None, typer.Argument(help="The new file; backups/fanbot-<time>.db if left out.")
    ] = None,
    db: DatabaseOption = None,
) -> None:
    """Write a verified copy of the database to a new file, while the bot runs on."""
    address = _address(db)
    chosen = target or Path("backups") / f"fanbot-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.db"
    if target is None:
        _make_folder(chosen.parent)

    async def copy() -> None:
        from discord_bot.storage.backup import backup as write

        with steps() as progress:
            progress(0, 1, f"copying to {chosen}")
            size = await write(address, chosen)
        line(f"wrote {chosen}, {size:,} bytes, and verified it")

    asyncio.run(copy())


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f"The folder {folder.absolute()} cannot be made ({error.strerror}); name the file to "
            "write, in a folder that may be written."
        ) from error


@app.command()
def restore(
    source: Annotated[Path, typer.Argument(help="A backup.")],
    db: DatabaseOption = None,
) -> None:
    """Put a backup in the database's place; refused while the bot runs."""
    address = _address(db)

    async def bring_back() -> None:
        from discord_bot.storage.backup import restore as put_back

        with steps() as progress:
            progress(0, 1, f"restoring {source}")
            restored = await put_back(address, source, now=datetime.now(UTC))
        if restored.kept is not None:
            line(f"the database that was there is kept as {restored.kept}")
        line(f"restored: the database is at version {restored.version}")

    asyncio.run(bring_back())


@app.command()
def copy(
    source: Annotated[
        str,
        typer.Option("--from", help="What to copy: a file, sqlite:///path or postgresql://…."),
    ],
    target: Annotated[
        str, typer.Option("--to", help="An empty database, or a copy that was cut off.")
    ],
) -> None:
    """Move everything to another database, SQLite or PostgreSQL, and compare every row."""

    async def move() -> None:
        from discord_bot.storage.copying import copy as write

        with rows() as progress:
            copied = await write(source, target, now=datetime.now(UTC), progress=progress)
        if copied.resumed:
            were = "was" if copied.resumed == 1 else "were"
            line(f"{counted(copied.resumed, 'row')} {were} there from a copy that was cut off")
        tables, found = counted(copied.tables, "table"), counted(copied.rows, "row")
        line(f"copied {tables}, {found}, and compared each of them")

    asyncio.run(move())


@app.command()
def keygen() -> None:
    """Print a new key for FANBOT_EVIDENCE_KEYS, which encrypts what is kept of people's words."""
    from discord_bot.sealing import new_key

    line(new_key())


@app.command()
def encrypt(
    give_up_lost: Annotated[
        bool, typer.Option("--give-up-lost", help="Delete the words that none of the keys opens.")
    ] = False,
    db: DatabaseOption = None,
) -> None:
    """Bring all words under the first key of FANBOT_EVIDENCE_KEYS, from none or from older keys.

    Refused while the bot runs. It may be stopped at any time and begun again.
    """
    settings = _settings()
    seal = settings.seal
    if seal.newest is None:
        raise ConfigurationError(
            "FANBOT_EVIDENCE_KEYS is not set, so there is no key to encrypt with; `fanbot db "
            "keygen` prints one."
        )
    _bring_over(db or settings.database, seal, seal, give_up_lost=give_up_lost)
    line(f"everything is under the key {seal.newest}; older keys may go from FANBOT_EVIDENCE_KEYS")
    line("backups made before hold the words as they were: delete them, or keep their keys")


@app.command()
def decrypt(db: DatabaseOption = None) -> None:
    """Keep all words as plain text again; FANBOT_EVIDENCE_KEYS opens them and may go afterwards."""
    from discord_bot.sealing import Seal

    settings = _settings()
    _bring_over(db or settings.database, settings.seal, Seal())
    line("everything is plain text; take FANBOT_EVIDENCE_KEYS out before the bot starts again")


def _bring_over(address: str, seal: Seal, target: Seal, *, give_up_lost: bool = False) -> None:
    async def work() -> None:
        from discord_bot.evidence import WORDS, bring_over
        from discord_bot.storage.database import open_database
        from discord_bot.storage.exclusive import exclusive
        from discord_bot.storage.migrate import require_newest
        from discord_bot.storage.snapshot import rewrite

        async with exclusive(address):
            async with open_database(address, create=False, seal=seal) as database:
                await require_newest(database)
                with steps() as progress:
                    done = await bring_over(database, target, progress, give_up_lost=give_up_lost)
                path = database.path
            if path is not None:
                await asyncio.to_thread(rewrite, path)
        written = counted(done.rows, "row") if done.rows else "no row"
        lost = f"; {counted(done.lost, 'row')} lost words" if done.lost else ""
        line(f"wrote {written} anew{lost}")
        if path is None:
            tables = ", ".join(words.table for words in WORDS)
            line(f"PostgreSQL keeps what was overwritten until it is told: VACUUM FULL {tables};")

    asyncio.run(work())
