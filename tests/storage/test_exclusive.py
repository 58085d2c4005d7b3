"""One fanbot process at a time on one database."""

from __future__ import annotations

import asyncio
import signal

import pytest

from discord_bot.errors import StorageError
from discord_bot.storage.database import open_database
from discord_bot.storage.exclusive import exclusive

HOLD = """
import asyncio, sys
from discord_bot.storage.exclusive import exclusive

async def main():
    async with exclusive(sys.argv[1]):
        print("held", flush=True)
        await asyncio.sleep(60)

asyncio.run(main())
"""


async def test_the_second_process_is_refused_and_told_who_the_first_is(address, python):
    first = python(HOLD, address)
    assert await asyncio.to_thread(first.stdout.readline) == "held\n"
    for _ in range(2):  # a refusal must not wipe out who holds the lock
        with pytest.raises(StorageError, match=rf"in use by .* \(.*pid {first.pid}\b.*\); stop"):
            async with exclusive(address):
                pytest.fail("two processes hold one lock")
    async with open_database(address) as database:  # looking, and backups, need no lock
        assert (await database.health()).size >= 0


async def test_a_killed_process_leaves_no_lock_behind(address, python):
    first = python(HOLD, address)
    assert await asyncio.to_thread(first.stdout.readline) == "held\n"
    first.send_signal(signal.SIGKILL)
    await asyncio.to_thread(first.wait)
    for _ in range(50):  # a server takes a moment to see that its client is gone
        try:
            async with exclusive(address):
                return
        except StorageError:
            await asyncio.sleep(0.1)
    pytest.fail("the lock outlived its process")


async def test_the_lock_is_free_again_after_the_block(address):
    for _ in range(3):
        async with exclusive(address):
            with pytest.raises(StorageError, match="in use by another fanbot process"):
                async with exclusive(address):
                    pytest.fail("held twice in one process")
        with pytest.raises(ZeroDivisionError):
            async with exclusive(address):
                raise ZeroDivisionError


async def test_two_spellings_of_one_file_share_the_lock(tmp_path):
    (tmp_path / "link.db").symlink_to(tmp_path / "fanbot.db")
    async with exclusive(f"sqlite:///{tmp_path}/fanbot.db"):
        with pytest.raises(StorageError, match="in use"):
            async with exclusive(str(tmp_path / "link.db")):
                pytest.fail("one file, two locks")
