"""A demo's beginning and end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from discord_bot.demo import open_demo
from discord_bot.demo.world import MEMBER, MODERATOR
from discord_bot.errors import ConfigurationError

pytestmark = pytest.mark.slow  # each opens a demo

ROOT = Path(__file__).parents[2]


async def test_server_is_set_up(demo):
    chosen = demo.services.guilds.get(demo.guild.id)
    assert chosen.daily_channel == demo.channels["trivia"].id
    assert chosen.news_channel == demo.channels["season-news"].id
    assert chosen.log_channel == demo.channels["mod-log"].id
    assert chosen.daily_time is not None


async def test_commands_can_be_used(demo):
    async with demo.turn:
        assert "trivia play" in demo.members[MEMBER].available_commands(demo.channels["lounge"])


async def test_state_is_gone_at_the_end_unless_a_database_is_named(settings):
    async with open_demo(settings) as demo:
        temporary = Path(demo.services.settings.database)
        assert temporary.exists()
    assert not temporary.parent.exists()


async def test_a_kept_database_fits_the_next_run(settings, tmp_path):
    """Ids are the same, the past is not told twice, and the new Discord learns the commands."""
    path = str(tmp_path / "kept.db")

    async def look() -> tuple[object, ...]:
        async with open_demo(settings, database=path) as demo, demo.turn:
            changes = await demo.services.guilds.history(demo.guild.id)
            commands = demo.members[MEMBER].available_commands(demo.channels["trivia"])
            return demo.guild.id, demo.members[MEMBER].id, changes, commands

    first, second = await look(), await look()
    assert first == second
    assert len(first[3]) > 1


async def test_a_port_that_is_taken_is_refused_in_one_sentence(settings):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ConfigurationError, match=f"port {port}.*--port"):
            async with open_demo(settings, port=port):
                pass


async def test_without_its_packages_it_says_how_to_get_them(settings, monkeypatch):
    monkeypatch.setitem(sys.modules, "simcord", None)
    with pytest.raises(ConfigurationError) as caught:
        async with open_demo(settings):
            pass
    assert str(caught.value) == "The demo needs the extra packages: pip install 'fanbot[demo]'"


async def test_address_leads_to_a_channel_as_somebody(demo):
    ids = f"{demo.channels['mod-log'].id}/{demo.members[MODERATOR].id}"
    assert demo.address("mod-log", MODERATOR) == f"{demo.url}/{ids}"


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stops_cleanly_within_three_seconds(number, tmp_path):
    program = (
        "import asyncio; from discord_bot.demo import run_demo\n"
        "from discord_bot.settings import Settings\n"
        "asyncio.run(run_demo(Settings(), announce=lambda url: print(url, flush=True)))\n"
    )
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": path}
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("http://127.0.0.1:")
        started = time.monotonic()
        process.send_signal(number)
        process.send_signal(number)  # an impatient second Ctrl-C changes nothing
        _, errors = process.communicate(timeout=10)
        assert process.returncode == 0, errors
        assert time.monotonic() - started < 3
        assert "Traceback" not in errors
    assert list(tmp_path.iterdir()) == []
