"""Where a database is: the text an admin writes, read once into a value safe to show."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from discord_bot.errors import StorageError

#: The address of a database that is made empty and deleted when it is closed.
TEMPORARY = ":memory:"


@dataclass(frozen=True, slots=True)
class SqliteAddress:
    """A SQLite file; ``path`` is absolute without symbolic links, None for a temporary one."""

    path: Path | None


@dataclass(frozen=True, slots=True)
class PostgresAddress:
    """A PostgreSQL database. ``url`` may hold a password; ``shown`` never does."""

    url: str = field(repr=False)
    shown: str


def parse_address(address: str) -> SqliteAddress | PostgresAddress:
    """Read a path, ``sqlite:///path``, ``sqlite:path``, ``:memory:`` or ``postgresql://…``.

    ``sqlite:///x`` is relative and ``sqlite:////x`` absolute, as elsewhere. Links are followed, so
    that two spellings of one file share one lock. Raises ``StorageError`` for anything else.
    """
    if address.startswith("sqlite:") and not address.startswith("sqlite://"):
        address = address.removeprefix("sqlite:")
    scheme, separator, rest = address.partition("://")
    if separator and scheme in {"postgresql", "postgres"}:
        return PostgresAddress(address, _without_secrets(scheme, address))
    if separator and scheme != "sqlite":
        raise StorageError(
            "The database address has an unknown scheme; set FANBOT_DATABASE to a file's path, "
            "sqlite:///path or postgresql://user@host/name."
        )
    if separator and rest and not rest.startswith("/"):
        raise StorageError(
            "A sqlite:// address needs three slashes before the path: sqlite:///fanbot.db."
        )
    path = rest.removeprefix("/") if separator else address
    if not path.strip():
        raise StorageError(
            "The database address is empty; set FANBOT_DATABASE to a path such as fanbot.db."
        )
    if path == TEMPORARY:
        return SqliteAddress(None)
    return SqliteAddress(Path(path).expanduser().resolve())


def _without_secrets(scheme: str, url: str) -> str:
    """``url`` with host, port and database alone, or only its scheme where those are in doubt.

    A password with an unescaped ``/``, ``?`` or ``#`` makes a parser take part of it for a path, so
    a URL with an ``@`` behind the host is not trusted to part where it says.
    """
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return f"{scheme}://…"
    if "@" in parts.path + parts.query + parts.fragment:
        return f"{scheme}://…"
    return f"{scheme}://{parts.hostname or ''}{port}{parts.path}"
