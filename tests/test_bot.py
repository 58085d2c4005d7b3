"""Starting and stopping: what an admin sees when Discord refuses, and a stop that loses nothing."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from pathlib import Path

import discord
import pytest

from discord_bot.bot import FanBot, cog_packages, intents, required_permissions, run_bot
from discord_bot.errors import ConfigurationError
from discord_bot.services import Services
from discord_bot.settings import Settings
from discord_bot.storage.exclusive import exclusive
from tests.loopback_discord import LoopbackDiscord

TOKEN = "abcdefghijklmnopqrstuvwx.abcdef.abcdefghijklmnopqrstuvwxyz0"


def settings(tmp_path: Path, monitoring: str = "off") -> Settings:
    return Settings(
        _env_file=None,
        DISCORD_TOKEN=TOKEN,
        database=str(tmp_path / "bot.db"),
        monitoring=monitoring,
    )


async def test_a_wrong_token_ends_in_one_sentence_with_the_mend(tmp_path: Path) -> None:
    async with LoopbackDiscord(knows_token=False):
        with pytest.raises(ConfigurationError, match=r"refused the token: copy it again") as caught:
            await run_bot(settings(tmp_path))
    assert TOKEN not in str(caught.value)
    assert "\n" not in str(caught.value)


async def test_a_discord_out_of_reach_ends_in_one_sentence(tmp_path: Path) -> None:
    async with LoopbackDiscord():
        gone = discord.http.Route.BASE
    usual, discord.http.Route.BASE = discord.http.Route.BASE, gone
    try:
        with pytest.raises(ConfigurationError, match=r"cannot be reached .*check the network"):
            await run_bot(settings(tmp_path))
    finally:
        discord.http.Route.BASE = usual


async def test_an_intent_that_is_not_granted_ends_in_one_sentence_with_two_mends(
    tmp_path: Path,
) -> None:
    async with LoopbackDiscord(close_code=4014):
        with pytest.raises(ConfigurationError, match="Message Content") as caught:
            await run_bot(settings(tmp_path))
    assert "FANBOT_MESSAGE_CONTENT=off" in str(caught.value)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_stops_the_bot_cleanly_and_frees_the_database(
    tmp_path: Path, number: signal.Signals
) -> None:
    async with LoopbackDiscord() as server:
        running = asyncio.create_task(run_bot(settings(tmp_path)))
        await asyncio.wait_for(server.identified.wait(), 20)
        os.kill(os.getpid(), number)
        await asyncio.wait_for(running, 10)
    async with exclusive(str(tmp_path / "bot.db")):
        pass


async def test_a_running_bot_says_that_it_is_well(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"FANBOT_MONITORING": f"127.0.0.1:{port}"}
    command = [sys.executable, "-m", "discord_bot", "health"]

    async def ask() -> tuple[int, str, str]:
        asking = await asyncio.create_subprocess_exec(
            *command,
            env=environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await asking.communicate()
        return asking.returncode or 0, out.decode(), err.decode()

    code, out, err = await ask()
    assert (code, out) == (1, "")
    assert f"No bot answers at 127.0.0.1:{port}" in err
    async with LoopbackDiscord() as server:
        running = asyncio.create_task(run_bot(settings(tmp_path, f"127.0.0.1:{port}")))
        await asyncio.wait_for(server.identified.wait(), 20)
        code, out, _ = await ask()
        assert (code, out.splitlines()[0]) in {(0, "ok"), (0, "starting")}
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait_for(running, 10)


async def test_a_second_bot_on_the_same_database_is_refused(tmp_path: Path) -> None:
    async with exclusive(str(tmp_path / "bot.db")):
        with pytest.raises(ConfigurationError, match="in use by another fanbot"):
            await run_bot(settings(tmp_path))


async def test_a_part_that_fails_with_a_message_keeps_it_from_no_other(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    heard = asyncio.Event()

    async def fail() -> None:
        raise RuntimeError("the first part broke")

    async def hear() -> None:
        heard.set()

    async with Services.open(settings(tmp_path)) as services, FanBot(services) as bot:
        bot.hearers += [lambda _: fail(), lambda _: None, lambda _: hear(), lambda _: fail()]
        bot.dispatch("message", object())
        await asyncio.wait_for(heard.wait(), 5)
        await asyncio.sleep(0)
    assert caplog.text.count("Ignoring exception in") == 2


async def test_what_discord_sends_is_counted(tmp_path: Path) -> None:
    async with Services.open(settings(tmp_path)) as services, FanBot(services) as bot:
        for event in ("MESSAGE_CREATE", "MESSAGE_CREATE", "READY"):
            bot.dispatch("socket_event_type", event)
        figures = (await services.operations.figures()).decode()
    assert 'fanbot_gateway_events_total{event="MESSAGE_CREATE"} 2.0' in figures
    assert 'fanbot_gateway_events_total{event="READY"} 1.0' in figures


def test_intents_are_the_least() -> None:
    assert {name for name, on in intents(message_content=True) if on} == {
        "guilds",
        "guild_messages",
        "message_content",
        "auto_moderation_configuration",
        "auto_moderation_execution",
    }
    assert not intents(message_content=False).message_content


def test_the_invite_asks_for_what_the_cogs_declare_and_not_for_power() -> None:
    wanted = required_permissions()
    assert wanted.send_messages
    assert wanted.embed_links
    assert not wanted.administrator
    assert not wanted.ban_members
    assert wanted <= discord.Permissions.all()
    assert "cogs.trivia" in cog_packages()
    assert not any(name.split(".")[-1].startswith("_") for name in cog_packages())
