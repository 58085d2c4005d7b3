"""PostgreSQL's errors as fanbot's: one sentence each, with the mend and never with a password."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg

from discord_bot.errors import FanbotError, StorageError
from discord_bot.storage.database import BusyError, ConstraintError

#: What ``fanbot_stand`` raises (telling.py): a class of its own, as the manual asks for.
#: https://www.postgresql.org/docs/current/errcodes-appendix.html
SUPERSEDED = "FB001"


class SupersededError(StorageError):
    """Another process serves this one's shards: this one writes nothing any more."""


#: Everything that asyncpg raises for what the server or the way to it does.
DRIVER_ERRORS = (
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    OSError,
)

_BUSY = (
    asyncpg.LockNotAvailableError,
    asyncpg.SerializationError,
    asyncpg.DeadlockDetectedError,
)
_LOST = (
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.InternalClientError,  # the server's farewell came between two statements
    OSError,  # TimeoutError is one
)


@contextmanager
def connecting(shown: str) -> Iterator[None]:
    """Raise what goes wrong on the way to the server at ``shown`` as ``StorageError``."""
    try:
        yield
    except asyncpg.InvalidAuthorizationSpecificationError as error:
        raise StorageError(
            f"The database server at {shown} refused the user or the password; mend the address in "
            "FANBOT_DATABASE."
        ) from error
    except asyncpg.InvalidCatalogNameError as error:
        raise StorageError(
            f"The server has no database {shown}; make it with createdb, or mend FANBOT_DATABASE."
        ) from error
    except (ValueError, asyncpg.InterfaceError):
        # No chain: the text may repeat a piece of the address, and that piece may be the password.
        raise StorageError(
            "The PostgreSQL address cannot be read; write postgresql://user:password@host/name,"
            " with special characters in the password percent-encoded."
        ) from None
    except OSError as error:
        reason = error.strerror or str(error) or "no answer in time"
        raise StorageError(
            f"The database server at {shown} cannot be reached ({reason}); start it, or mend the "
            "address in FANBOT_DATABASE."
        ) from error
    except asyncpg.PostgresError as error:
        raise StorageError(
            f"The database server at {shown} refused the connection: {error.args[0]}."
        ) from error


@contextmanager
def translated(shown: str) -> Iterator[None]:
    """Raise the server's errors while at work as ours; leave defects in SQL as they are."""
    try:
        yield
    except DRIVER_ERRORS as error:
        ours = _superseded(error) or _translate(error, shown)
        if ours is None:
            raise
        raise ours from error


def _superseded(error: Exception) -> SupersededError | None:
    if getattr(error, "sqlstate", None) != SUPERSEDED:
        return None
    return SupersededError(
        "Another process serves this one's shards; nothing was written, and this one stops."
    )


def _translate(error: Exception, shown: str) -> FanbotError | RuntimeError | None:
    if isinstance(error, asyncpg.IntegrityConstraintViolationError):
        return ConstraintError(str(error.args[0]))  # the message alone: the detail repeats values
    if isinstance(error, asyncpg.ReadOnlySQLTransactionError):
        return RuntimeError("A reading() block cannot write; use transaction().")
    if isinstance(error, _BUSY):
        return BusyError(
            f"Another program keeps the database {shown} locked; nothing was written: try again, "
            "or close the other program."
        )
    if isinstance(error, asyncpg.DiskFullError):
        return StorageError(f"The disk of the database server at {shown} is full; free some space.")
    # asyncpg tells a connection that is gone from one that is misused by the text alone.
    gone = isinstance(error, asyncpg.InterfaceError) and any(
        word in str(error) for word in ("closed", "released")
    )
    if gone or isinstance(error, _LOST):
        return StorageError(
            f"The connection to the database server at {shown} was lost; the next try makes a new "
            "one. Look after the server if this goes on."
        )
    return None
