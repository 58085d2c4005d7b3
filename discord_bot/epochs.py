"""Times as the whole numbers that the database keeps: seconds since 1970, UTC."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import overload


@overload
def to_epoch(moment: datetime) -> int: ...
@overload
def to_epoch(moment: None) -> None: ...
def to_epoch(moment: datetime | None) -> int | None:
    """Whole epoch seconds, rounded down; None stays None."""
    return None if moment is None else int(moment.timestamp())


@overload
def from_epoch(seconds: int) -> datetime: ...
@overload
def from_epoch(seconds: None) -> None: ...
def from_epoch(seconds: int | None) -> datetime | None:
    """The aware UTC time of epoch seconds; None stays None."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
