"""What servers choose, kept in the database and read from memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from discord_bot.errors import UserError
from discord_bot.guilds import Feature, GuildService, GuildSettings
from discord_bot.storage.database import Database, open_database
from discord_bot.storage.migrate import migrate

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
GUILD, ADMIN = 10, 20


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with open_database(str(tmp_path / "fanbot.db")) as opened:
        await migrate(opened, now=NOW)
        yield opened


@pytest.fixture
async def guilds(database: Database) -> GuildService:
    return await reopened(database)


async def reopened(database: Database) -> GuildService:
    """The service as the next start has it; the numbers of its changes go on."""
    numbers = count(int(asyncio.get_running_loop().time() * 1e9))
    return await GuildService.open(database, lambda: next(numbers))


def test_a_server_that_chose_nothing_has_the_usual() -> None:
    usual = GuildSettings(GUILD)
    assert usual.is_active(Feature.TRIVIA, NOW)
    assert not usual.is_on(Feature.MODERATION), "nobody's words are judged unasked"


async def test_every_kind_of_value_survives_a_restart(
    guilds: GuildService, database: Database
) -> None:
    until = NOW + timedelta(hours=1)
    changes: dict[str, object] = {
        "trivia_on": False,
        "log_channel": 2**62,
        "daily_time": "18:30",
        "timezone": "Europe/London",
        "ceiling": 0,
        "relaxed": True,
        "paused_trivia_until": until,
    }
    changed = await guilds.change(GUILD, ADMIN, NOW, **changes)
    assert changed == guilds.get(GUILD)
    again = (await reopened(database)).get(GUILD)
    assert again == changed
    assert again.paused_trivia_until == until
    await guilds.change(GUILD, ADMIN, NOW, paused_trivia_until=None, log_channel=None)
    again = (await reopened(database)).get(GUILD)
    assert again.paused_trivia_until is None
    assert again.log_channel is None


async def test_servers_do_not_mix(guilds: GuildService) -> None:
    await guilds.change(GUILD, ADMIN, NOW, relaxed=True)
    assert not guilds.get(GUILD + 1).relaxed
    assert [item.guild_id for item in guilds.all()] == [GUILD]


async def test_the_history_tells_who_changed_what_newest_first(guilds: GuildService) -> None:
    until = NOW + timedelta(hours=1)
    await guilds.change(GUILD, ADMIN, NOW, relaxed=True)
    await guilds.change(GUILD, ADMIN + 1, NOW + timedelta(seconds=1), paused_trivia_until=until)
    await guilds.change(GUILD + 1, ADMIN, NOW, relaxed=True)
    history = await guilds.history(GUILD)
    assert [(item.user_id, item.key, item.value) for item in history] == [
        (ADMIN + 1, "paused_trivia_until", until),
        (ADMIN, "relaxed", True),
    ]
    assert len(await guilds.history(GUILD, limit=1)) == 1


async def test_what_is_set_to_what_it_was_is_no_change(guilds: GuildService) -> None:
    await guilds.change(GUILD, ADMIN, NOW, relaxed=False, ceiling=2)
    await guilds.change(GUILD, ADMIN, NOW, ceiling=2)
    assert [item.key for item in await guilds.history(GUILD)] == ["ceiling"]


async def test_listeners_hear_of_changes(guilds: GuildService) -> None:
    heard: list[GuildSettings] = []
    guilds.listeners.append(heard.append)
    await guilds.change(GUILD, ADMIN, NOW, relaxed=True)
    await guilds.change(GUILD, ADMIN, NOW, relaxed=True)
    assert heard == [guilds.get(GUILD)]


async def test_changes_at_the_same_time_are_all_kept(
    guilds: GuildService, database: Database
) -> None:
    await asyncio.gather(
        guilds.change(GUILD, ADMIN, NOW, relaxed=True),
        guilds.change(GUILD, ADMIN, NOW, ceiling=1),
        guilds.change(GUILD, ADMIN, NOW, timezone="Europe/London"),
    )
    kept = guilds.get(GUILD)
    assert (kept.relaxed, kept.ceiling, kept.timezone) == (True, 1, "Europe/London")
    assert (await reopened(database)).get(GUILD) == kept


async def test_a_name_that_is_no_setting_is_a_defect_and_changes_nothing(
    guilds: GuildService,
) -> None:
    with pytest.raises(TypeError):
        await guilds.change(GUILD, ADMIN, NOW, relaxed=True, tea="black")
    assert not guilds.get(GUILD).relaxed
    assert await guilds.history(GUILD) == []


async def test_settings_of_another_version_are_left_in_place(
    guilds: GuildService, database: Database
) -> None:
    async with database.transaction() as connection:
        await connection.execute(
            "INSERT INTO guild_settings (guild_id, key, value) VALUES (10, 'tea', '\"black\"')"
        )
        await connection.execute(
            "INSERT INTO setting_changes (change_id, guild_id, user_id, key, value, changed_at)"
            " VALUES (1, 10, 20, 'tea', '\"black\"', 0)"
        )
    assert (await reopened(database)).get(GUILD) == GuildSettings(GUILD)
    assert [(item.key, item.value) for item in await guilds.history(GUILD)] == [("tea", "black")]


# --- pauses ---------------------------------------------------------------------------------------


async def test_a_pause_ends_by_itself(guilds: GuildService) -> None:
    now = NOW.replace(microsecond=987_654)
    until = await guilds.pause(GUILD, ADMIN, Feature.TRIVIA, timedelta(hours=1), now)
    assert until == NOW + timedelta(hours=1)
    settings = guilds.get(GUILD)
    assert settings.paused_until(Feature.TRIVIA, until - timedelta(seconds=1)) == until
    assert not settings.is_active(Feature.TRIVIA, NOW)
    assert settings.is_on(Feature.TRIVIA)
    assert settings.is_active(Feature.TRIVIA, until)
    assert settings.is_active(Feature.NEWS, NOW), "the others go on"


async def test_a_second_pause_takes_the_place_of_the_first(guilds: GuildService) -> None:
    await guilds.pause(GUILD, ADMIN, Feature.TRIVIA, timedelta(hours=9), NOW)
    until = await guilds.pause(GUILD, ADMIN, Feature.TRIVIA, timedelta(hours=1), NOW)
    assert guilds.get(GUILD).paused_until(Feature.TRIVIA, NOW) == until


async def test_resuming_ends_a_pause_and_only_a_pause(guilds: GuildService) -> None:
    with pytest.raises(UserError, match="not_paused"):
        await guilds.resume(GUILD, ADMIN, Feature.TRIVIA, NOW)
    until = await guilds.pause(GUILD, ADMIN, Feature.TRIVIA, timedelta(hours=1), NOW)
    with pytest.raises(UserError, match="not_paused"):
        await guilds.resume(GUILD, ADMIN, Feature.TRIVIA, until)
    await guilds.resume(GUILD, ADMIN, Feature.TRIVIA, NOW)
    assert guilds.get(GUILD).is_active(Feature.TRIVIA, NOW)


async def test_what_is_off_cannot_be_paused(guilds: GuildService) -> None:
    with pytest.raises(UserError, match=r"pause\.off"):
        await guilds.pause(GUILD, ADMIN, Feature.MODERATION, timedelta(hours=1), NOW)
