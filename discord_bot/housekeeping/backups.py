"""Copies of the database, one a day, of which the newest are kept."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

from discord_bot.errors import StorageError
from discord_bot.storage.database import Database

_log = logging.getLogger(__name__)
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

    @property
    def are_made(self) -> bool:
        """Whether there are any to be made: a server's database is backed up by who runs it."""
        return bool(self._keep) and self._database.path is not None

    async def newest_at(self) -> datetime | None:
        """When the newest was made; None where there is none that could be read."""
        return await asyncio.to_thread(self._newest_at)

    def _newest_at(self) -> datetime | None:
        try:
            found = [path for path in self._folder.iterdir() if _NAME.fullmatch(path.name)]
            times = [path.stat().st_mtime for path in found]
        except FileNotFoundError:
            return None
        except OSError as error:
            _log.warning("the folder of backups can't be read", extra={"code": error.errno})
            return None
        return datetime.fromtimestamp(max(times), UTC) if times else None

    async def make(self, now: datetime) -> Path | None:
        """Make today's copy (a day of UTC) and delete old ones; None where there is nothing to do.

        Raises ``StorageError`` where it can't be written.
        """
        if not self.are_made:
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
