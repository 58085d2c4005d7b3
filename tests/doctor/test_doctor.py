"""``fanbot doctor`` finds what is wrong with a bot, and names the mend.

Each test plants one fault into a bot that is well otherwise.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import discord
import pytest
from aiohttp import web
from typer.testing import CliRunner

from discord_bot.bot import permissions_for
from discord_bot.checks import Level
from discord_bot.cli import app
from discord_bot.doctor.machine import check_clock, check_disk, check_log
from discord_bot.evidence import bring_over
from discord_bot.guilds import Feature, GuildService, GuildSettings
from discord_bot.sealing import Seal, new_key
from discord_bot.storage.database import open_database
from discord_bot.storage.migrate import MIGRATIONS, load_migrations, migrate
from tests.loopback_discord import APPLICATION_ID, USER, LoopbackDiscord, answer_json

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.abcdef.abcdefghijklmnopqrstuvwxyz0"
NOW = datetime(2026, 5, 1, tzinfo=UTC)
GUILD, LOG, NEWS = 901, 77, 78
CONTENT = 1 << 18
"""The application's flag for Message Content: https://docs.discord.com/developers/resources/application"""
PACKS = Path(__file__).resolve().parents[1] / "packs"


def one_server(rights: discord.Permissions, *, closed: int = 0) -> list[web.RouteDef]:
    """Discord's answers on one server in which the bot has ``rights``.

    In the channel numbered ``closed`` nobody may write.
    """

    def gives(value: object) -> object:
        async def answer(_: web.Request) -> web.Response:
            return answer_json(value)

        return answer

    everyone = {"id": str(GUILD), "name": "@everyone", "permissions": "0", "position": 0}
    role = {"id": "5", "name": "fanbot", "permissions": str(rights.value), "position": 1}
    common = {"color": 0, "hoist": False, "managed": False, "mentionable": False, "flags": 0}
    colours = {"colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None}}
    server = {
        "id": str(GUILD),
        "name": "Truham",
        "owner_id": "1",
        "roles": [everyone | common | colours, role | common | colours],
        "emojis": [],
        "stickers": [],
        "features": [],
        "verification_level": 0,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw_level": 0,
        "premium_tier": 0,
        "preferred_locale": "en-US",
        "system_channel_flags": 0,
        "afk_timeout": 300,
        "premium_progress_bar_enabled": False,
    }
    brief = {"id": str(GUILD), "name": "Truham", "icon": None, "features": [], "owner": False}
    me = {"user": USER, "roles": ["5"], "joined_at": "2026-01-01T00:00:00+00:00", "flags": 0}
    silence = {"id": str(GUILD), "type": 0, "allow": "0", "deny": str(1 << 11)}
    channels = [
        {
            "id": str(number),
            "type": 0,
            "name": f"c{number}",
            "position": 0,
            "guild_id": str(GUILD),
            "parent_id": None,
            "nsfw": False,
            "permission_overwrites": [silence] if number == closed else [],
        }
        for number in (LOG, NEWS)
    ]
    return [
        web.get("/users/@me/guilds", gives([brief])),
        web.get(f"/guilds/{GUILD}", gives(server)),
        web.get(f"/guilds/{GUILD}/channels", gives(channels)),
        web.get(
            f"/guilds/{GUILD}/members/{APPLICATION_ID}",
            gives(me | {"deaf": False, "mute": False}),
        ),
    ]


WELL = one_server(permissions_for(GuildSettings(GUILD)))


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with the settings of a bot that is well."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    monkeypatch.setenv("FANBOT_MONITORING", f"127.0.0.1:{port}")
    return tmp_path


async def make_database(place: Path, **chosen: object) -> Path:
    path = place / "fanbot.db"
    async with open_database(str(path)) as database:
        await migrate(database, now=NOW)
        if chosen:
            guilds = await GuildService.open(database, iter(range(1, 99)).__next__)
            await guilds.change(GUILD, 1, NOW, **chosen)
    return path


async def examined(*options: str) -> tuple[int, dict[str, list[tuple[str, str]]]]:
    """The exit code, and what was found: level and text by name."""
    result = await asyncio.to_thread(CliRunner().invoke, app, ["doctor", "--json", *options])
    assert result.exit_code in {0, 1}, result.output
    assert TOKEN not in result.output
    told = json.loads(result.stdout)
    found: dict[str, list[tuple[str, str]]] = {}
    for check in told["checks"]:
        found.setdefault(check["name"], []).append((check["level"], check["text"]))
    assert (told["level"] == "fail") is (result.exit_code == 1)
    return result.exit_code, found


def has(found: dict[str, list[tuple[str, str]]], name: str, level: str, mend: str) -> bool:
    return any(told == level and mend in text for told, text in found.get(name, []))


async def test_a_bot_that_is_well_has_nothing_to_mend(place: Path) -> None:
    await make_database(place, log_channel=LOG, news_channel=NEWS)
    async with LoopbackDiscord(flags=CONTENT, routes=WELL):
        code, found = await examined()
    assert code == 0
    assert {level for checks in found.values() for level, _ in checks} == {"ok"}, found
    assert {"token", "pack", "database", "disk", "feeds", "clock", "gateway"} <= found.keys()


# --- settings -----------------------------------------------------------------------------------


async def test_no_token(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISCORD_TOKEN")
    assert has((await examined())[1], "token", "warn", "set it in .env")


async def test_a_token_that_was_cut(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "abc")
    code, found = await examined()
    assert code == 1
    assert has(found, "settings", "fail", "copy it again from the Bot page")


async def test_a_name_that_is_no_setting(place: Path) -> None:
    (place / ".env").write_text("FANBOT_LOGLEVEL=DEBUG\n")
    assert has((await examined("--offline"))[1], "settings", "warn", "FANBOT_LOG_LEVEL")


async def test_a_pack_with_a_mistake(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(PACKS / "tiny", place / "pack")
    show = place / "pack/show.toml"
    show.write_text(show.read_text().replace("title", "titel", 1))
    monkeypatch.setenv("FANBOT_PACK", str(place / "pack"))
    code, found = await examined("--offline")
    assert code == 1
    assert has(found, "pack", "fail", "titel")


async def test_a_program_at_the_monitoring_port(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner = web.AppRunner(web.Application(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    monkeypatch.setenv("FANBOT_MONITORING", f"127.0.0.1:{runner.addresses[0][1]}")
    found = (await examined("--offline"))[1]
    await runner.cleanup()
    assert has(found, "monitoring", "fail", "choose another port")


# --- data ---------------------------------------------------------------------------------------


async def test_a_damaged_database(place: Path) -> None:
    path = await make_database(place)
    whole = bytearray(path.read_bytes())
    whole[4096:12288] = b"\xff" * 8192
    path.write_bytes(whole)
    code, found = await examined("--offline")
    assert code == 1
    assert has(found, "database", "fail", "restore")


async def test_a_database_that_is_behind(place: Path, tmp_path: Path) -> None:
    first = tmp_path / "first"
    first.mkdir()
    shutil.copy(MIGRATIONS / "0001_initial.sql", first)
    async with open_database(str(place / "fanbot.db")) as database:
        await migrate(database, now=NOW, directory=first)
    code, found = await examined("--offline")
    assert code == 0
    assert has(found, "database", "warn", "brings it up to date")


async def test_a_database_of_a_newer_bot(place: Path) -> None:
    path = await make_database(place)
    async with open_database(str(path)) as database, database.transaction() as connection:
        await connection.execute(
            "INSERT INTO schema_migrations (version, name, checksum, applied_at)"
            " VALUES (:version, 'later', :checksum, 0)",
            {"version": len(load_migrations()) + 1, "checksum": "x"},
        )
    code, found = await examined("--offline")
    assert code == 1
    assert has(found, "database", "fail", "newer")


async def test_a_feed_that_fails(place: Path) -> None:
    path = await make_database(place)
    async with open_database(str(path)) as database, database.transaction() as connection:
        await connection.execute(
            "INSERT INTO news_feeds (feed_id, address, url, name, tier, schedule, next_at,"
            " failing_at, problem) VALUES (1, 'a', 'a', 'The Paper', 'other', '{}', 0, 5,"
            " 'The server says that the feed is gone for good (410).')"
        )
    assert has((await examined("--offline"))[1], "feed", "warn", "The Paper: The server says")


async def test_evidence_as_plain_text_under_a_key_and_without_it(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = await make_database(place)
    assert has((await examined("--offline"))[1], "evidence", "ok", "plain text")
    key = new_key()
    async with open_database(str(path)) as database, database.transaction() as connection:
        await connection.execute(
            "INSERT INTO moderation_cases (case_id, guild_id, number, state, version, label,"
            " confidence, stage, rules, kind, action, would, user_id, messages, opened_at, last_at)"
            " VALUES (1, 1, 1, 'open', 0, 'ok', 0, 'rules', '[]', 'message', 'log', 'log', 1, 0, 0,"
            " 0)"
        )
        await connection.execute(
            "INSERT INTO moderation_case_steps (step_id, case_id, guild_id, kind, note, taken_at)"
            " VALUES (1, 1, 1, 'upheld', 'a note', 0)"
        )
    monkeypatch.setenv("FANBOT_EVIDENCE_KEYS", key)
    code, found = await examined("--offline")
    assert code == 0
    assert has(found, "evidence", "warn", "fanbot db encrypt")
    async with open_database(str(path), seal=Seal([key])) as database:
        await bring_over(database, Seal([key]), lambda _done, _total, _what: None)
    assert has((await examined("--offline"))[1], "evidence", "ok", "encrypted with the key")
    for wrong in ("", new_key()):
        monkeypatch.setenv("FANBOT_EVIDENCE_KEYS", wrong)
        code, found = await examined("--offline")
        assert code == 1
        assert has(found, "evidence", "fail", "FANBOT_EVIDENCE_KEYS")
    monkeypatch.setenv("FANBOT_EVIDENCE_KEYS", "hunter2hunter2")
    code, found = await examined("--offline")
    assert code == 1
    assert has(found, "settings", "fail", "fanbot db keygen")
    assert "hunter2" not in str(found)


@pytest.mark.parametrize(
    ("free", "level"),
    [(50_000_000_000, Level.OK), (900_000_000, Level.WARN), (1_000_000, Level.FAIL)],
)
def test_a_disk_that_fills(free: int, level: Level) -> None:
    found = check_disk(Path("/data"), free)
    assert found.level is level
    assert level is Level.OK or "free some space" in found.text


def test_a_log_that_is_never_cut() -> None:
    found = check_log(200_000_000)
    assert found is not None
    assert (found.level, "restart the bot" in found.text) == (Level.WARN, True)


# --- Discord ------------------------------------------------------------------------------------


@pytest.mark.parametrize("minutes", [-5, 5])
def test_a_clock_that_is_wrong(minutes: int) -> None:
    found = check_clock(timedelta(minutes=minutes))
    assert found.level is Level.FAIL
    assert "NTP" in found.text


async def test_a_token_that_was_reset(place: Path) -> None:
    async with LoopbackDiscord(knows_token=False):
        code, found = await examined()
    assert code == 1
    assert has(found, "token", "fail", "copy it again")


async def test_a_network_without_discord(place: Path) -> None:
    async with LoopbackDiscord():
        gone = discord.http.Route.BASE
    usual, discord.http.Route.BASE = discord.http.Route.BASE, gone
    try:
        code, found = await examined()
    finally:
        discord.http.Route.BASE = usual
    assert code == 1
    assert has(found, "discord", "fail", "check the network")


async def test_an_intent_that_was_not_granted(place: Path) -> None:
    async with LoopbackDiscord(routes=WELL):
        code, found = await examined()
    assert code == 1
    assert has(found, "message content", "fail", "switch on Message Content Intent")


async def test_a_bot_that_was_restarted_all_day(place: Path) -> None:
    async with LoopbackDiscord(flags=CONTENT, starts_left=3, routes=WELL):
        assert has((await examined())[1], "gateway", "warn", "find what restarts it")


async def test_a_bot_that_nobody_invited(place: Path) -> None:
    async def none(_: web.Request) -> web.Response:
        return answer_json([])

    async with LoopbackDiscord(flags=CONTENT, routes=[web.get("/users/@me/guilds", none)]):
        assert has((await examined())[1], "servers", "warn", "fanbot invite")


async def test_a_permission_that_a_feature_needs(place: Path) -> None:
    await make_database(place, moderation_on=True)
    without = permissions_for(GuildSettings(GUILD))
    without.update(manage_messages=False)
    async with LoopbackDiscord(flags=CONTENT, routes=one_server(without)):
        code, found = await examined()
    assert code == 1
    assert has(found, f"server {GUILD}", "fail", "manage messages")
    assert not GuildSettings(GUILD).is_on(Feature.MODERATION), "else this test shows nothing"


async def test_a_channel_that_is_closed_and_one_that_is_gone(place: Path) -> None:
    await make_database(place, log_channel=LOG, news_channel=4711)
    rights = permissions_for(GuildSettings(GUILD))
    async with LoopbackDiscord(flags=CONTENT, routes=one_server(rights, closed=LOG)):
        code, found = await examined()
    assert code == 1
    assert has(found, f"server {GUILD}", "fail", f"{LOG} does not let it send messages")
    assert has(found, f"server {GUILD}", "fail", "4711 is gone or hidden")


async def test_servers_that_were_not_looked_at_are_told(place: Path) -> None:
    async with LoopbackDiscord(flags=CONTENT, routes=WELL):
        assert has((await examined("--guilds", "0"))[1], "servers", "warn", "--guilds 1 looks")
