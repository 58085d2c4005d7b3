"""Copies of the database, one a day, of which the newest are kept."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

from discord_bot.errors import StorageError
from discord_bot.storage.database import Database

_NAME = re.compile(r"fanbot-daily-(\d{4})-(\d\d)-(\d\d)\.db")


def name_of(day: date) -> str:
    """The file of a day's backup."""
    return f"fanbot-daily-{day.isoformat()}.db"


def outdated(names: Iterable[str], keep: int) -> list[str]:
    """Of the files in a folder, daily backups that are older than the ``keep`` newest.

    What has another name was made by hand, and is nobody's to delete.
    """
    daily = sorted((name for name in names if _NAME.fullmatch(name)), reverse=True)
    return daily[keep:]


class DailyBackups:
    """Makes a copy a day in ``folder`` and keeps ``keep`` of them; 0 makes none."""

    def __init__(self, database: Database, folder: Path, keep: int) -> None:
        self._database = database
        self._folder = folder
        self._keep = keep

    async def make(self, now: datetime) -> Path | None:
        """Make today's copy (a day of UTC) and delete old ones; None where there is nothing to do.

        Raises ``StorageError`` where it can't be written.
        """
        if not self._keep or self._database.path is None:
            return None
        target = self._folder / name_of(now.astimezone(UTC).date())
        try:
            await asyncio.to_thread(self._folder.mkdir, exist_ok=True)
        except OSError as error:
            raise StorageError(
                f"The folder {self._folder} cannot be made ({error.strerror}); name another by "
                "FANBOT_BACKUP_FOLDER."
            ) from error
        if target.exists():
            return None
        await self._database.backup(target)
        await asyncio.to_thread(self._delete_outdated)
        return target

    def _delete_outdated(self) -> None:
        for name in outdated([path.name for path in self._folder.iterdir()], self._keep):
            (self._folder / name).unlink(missing_ok=True)
