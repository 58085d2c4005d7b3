"""The command line as an admin uses it: in a process of its own, in a pipe."""

from __future__ import annotations

import asyncio
import json
import os
import pty
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import termios
import time
import tomllib
from functools import partial
from pathlib import Path

import discord
import pytest

from tests.command_line import call
from tests.loopback_discord import LoopbackDiscord

ROOT = Path(__file__).resolve().parents[1]
TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.abcdef.abcdefghijklmnopqrstuvwxyz0"  # of 123456789012345678


def environment(**changes: str) -> dict[str, str]:
    # Compiled code is kept: without it each of these many starts takes twice as long.
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPATH": str(ROOT), **changes}


def refused(result: subprocess.CompletedProcess[str]) -> str:
    assert result.returncode == 1, result.stderr
    assert "Traceback" not in result.stderr
    sentence = result.stderr.strip()
    assert len(sentence.splitlines()) == 1, sentence
    return sentence


def test_version_and_help(tmp_path: Path) -> None:
    assert call(tmp_path, "--version").stdout.startswith("fanbot ")
    assert "Connect to Discord" in call(tmp_path, "-h").stdout


def test_help_waits_for_nothing_heavy(tmp_path: Path) -> None:
    code = "import sys, discord_bot.cli; print(*sorted(sys.modules))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"discord", "pydantic", "aiosqlite", "PIL", "simcord", "yaml"} & set(loaded)


def test_wrong_usage_exits_with_two(tmp_path: Path) -> None:
    assert call(tmp_path, "nonsense").returncode == 2
    assert call(tmp_path, "check", "--nonsense").returncode == 2
    assert call(tmp_path, "trivia", "import").returncode == 2


def test_check_says_what_is_there_in_plain_lines(tmp_path: Path) -> None:
    result = call(tmp_path, "check")
    assert result.returncode == 0, result.stderr
    assert "\x1b" not in result.stdout
    lines = result.stdout.splitlines()
    assert any(line.startswith("ok    pack: ") for line in lines)
    assert any("will be made at the first start" in line for line in lines)
    assert any("send messages" in line for line in lines)
    assert not list(tmp_path.iterdir()), "checking makes nothing"


def test_check_names_file_key_and_mend_of_a_broken_pack(tmp_path: Path) -> None:
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack/show.toml").write_text('title = "A show"\nacent = "#112233"\n')
    result = call(tmp_path, "check", "--pack", "pack")
    assert result.returncode == 1
    assert "show.toml" in result.stdout
    assert "acent" in result.stdout
    assert "accent" in result.stdout, "it says what was meant"
    sentence = refused(call(tmp_path, "run", FANBOT_PACK="./pack", DISCORD_TOKEN=TOKEN))
    assert "show.toml" in sentence


def test_a_token_of_the_wrong_shape_is_refused_and_never_repeated(tmp_path: Path) -> None:
    sentence = refused(call(tmp_path, "run", DISCORD_TOKEN="not-a-token"))
    assert "DISCORD_TOKEN" in sentence
    assert "not-a-token" not in sentence


def test_an_env_file_is_read_and_the_environment_goes_before_it(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("FANBOT_DATABASE=from-file.db\nFANBOT_LOG_LEVEL=LOUD\n")
    assert "FANBOT_LOG_LEVEL" in refused(call(tmp_path, "check"))
    result = call(tmp_path, "check", FANBOT_LOG_LEVEL="INFO")
    assert "from-file.db" in result.stdout


def test_a_slip_in_a_settings_name_is_told_with_what_was_meant(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("FANBOT_LOG_LEVL=DEBUG\nPOSTGRES_PASSWORD=not-ours\n")
    result = call(tmp_path, "check", FANBOT_DATABSE="other.db")
    warnings = [text for text in result.stdout.splitlines() if "is no setting" in text]
    assert 'did you mean "FANBOT_DATABASE"' in warnings[0]
    assert 'did you mean "FANBOT_LOG_LEVEL"' in warnings[1]
    assert len(warnings) == 2
    assert result.returncode == 0


def on_terminal(directory: Path, *arguments: str) -> str:
    """What a terminal of 60 columns shows, colours and all."""
    shown, inside = pty.openpty()
    termios.tcsetwinsize(inside, (24, 60))
    process = subprocess.Popen(
        [sys.executable, "-m", "discord_bot", *arguments],
        cwd=directory,
        env=environment(TERM="xterm-256color", COLUMNS="60"),
        stdin=inside,
        stdout=inside,
        stderr=inside,
    )
    os.close(inside)
    text = b""
    try:
        while part := os.read(shown, 65536):
            text += part
    except OSError:  # Linux's way to say that the last process has left the terminal
        pass
    finally:
        os.close(shown)
        process.wait(timeout=30)
    return text.decode()


def test_a_terminal_gets_a_table_in_colour_that_fits(tmp_path: Path) -> None:
    text = on_terminal(tmp_path, "check").rpartition("\x1b[2K")[2]
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text)
    assert plain != text
    assert all(len(line) <= 60 for line in plain.splitlines())
    assert "send messages in threads" in " ".join(plain.split()), "nothing is cut"


def test_a_terminal_gets_a_progress_bar(tmp_path: Path) -> None:
    assert "━" in on_terminal(tmp_path, "db", "migrate")
    assert "━" in on_terminal(tmp_path, "db", "backup", "copy.db")
    assert "━" in on_terminal(tmp_path, "db", "copy", "--from", "copy.db", "--to", "moved.db")


def test_interrupting_leaves_no_traceback(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "endless.yaml")
    process = subprocess.Popen(
        [sys.executable, "-m", "discord_bot", "trivia", "import", "endless.yaml", "--into", "mine"],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # Whoever runs tests in the background has them inherit that Ctrl-C is ignored.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509
    )
    with (tmp_path / "endless.yaml").open("w"):  # both ends are open: it is reading
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Traceback" not in errors


def test_a_reader_that_has_read_enough_is_no_failure_to_speak_of(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "discord_bot", "trivia", "export"],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == ""
    process.stderr.close()
    process.wait(timeout=30)


def test_invite_asks_for_what_is_needed_and_knows_the_application(tmp_path: Path) -> None:
    assert "--application-id" in refused(call(tmp_path, "invite"))
    named = call(tmp_path, "invite", "--application-id", "42").stdout
    assert "client_id=42" in named
    assert "scope=bot+applications.commands" in named
    derived = call(tmp_path, "invite", DISCORD_TOKEN=TOKEN).stdout
    assert "client_id=123456789012345678" in derived


def test_the_life_of_a_database(tmp_path: Path) -> None:
    assert "not made yet" in call(tmp_path, "db", "status").stdout
    assert "at version" in call(tmp_path, "db", "migrate").stdout
    assert "pending: nothing" in call(tmp_path, "db", "status").stdout
    wrote = call(tmp_path, "db", "backup", "copy.db")
    assert "verified" in wrote.stdout
    assert "copy.db" in refused(call(tmp_path, "db", "backup", "copy.db"))
    restored = call(tmp_path, "db", "restore", "copy.db")
    assert "kept as" in restored.stdout
    assert restored.returncode == 0


def test_a_database_newer_than_the_code_is_refused(tmp_path: Path) -> None:
    call(tmp_path, "db", "migrate")
    with sqlite3.connect(tmp_path / "fanbot.db") as connection:
        connection.execute(
            "INSERT INTO schema_migrations (version, name, checksum, applied_at)"
            " SELECT MAX(version) + 1, 'future', 'x', 0 FROM schema_migrations"
        )
    connection.close()
    assert "newer than this fanbot" in refused(call(tmp_path, "run", DISCORD_TOKEN=TOKEN))
    assert call(tmp_path, "check").returncode == 1


def test_a_database_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    assert "folder" in refused(call(tmp_path, "run", DISCORD_TOKEN=TOKEN, FANBOT_DATABASE="folder"))
    (tmp_path / "notes.db").write_text("These are my notes, not a database." * 50)
    assert "notes.db" in refused(
        call(tmp_path, "run", DISCORD_TOKEN=TOKEN, FANBOT_DATABASE="notes.db")
    )


def test_questions_travel_from_reds_lists_into_a_pack_and_out(tmp_path: Path) -> None:
    (tmp_path / "tea.yaml").write_text(
        "AUTHOR: someone\nWhat is tea made of?:\n- leaves\n- tea leaves\nIs it hot?: 'yes'\n"
    )
    result = call(tmp_path, "trivia", "import", "tea.yaml", "--into", "mine")
    assert result.returncode == 0, result.stderr
    written = tomllib.loads((tmp_path / "mine/trivia/tea.toml").read_text())
    assert [entry["answer"] for entry in written["question"]] == ["leaves", "yes"]
    assert call(tmp_path, "check", "--pack", "mine").returncode == 0
    exported = call(tmp_path, "trivia", "export", "--pack", "mine", "--format", "csv")
    assert "What is tea made of?" in exported.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "--write-schemas", "file/schemas"),
        ("trivia", "export", "--output", "file/questions.toml"),
        ("trivia", "import", "missing.yaml", "--into", "mine"),
        ("trivia", "export", "--pack", "missing"),
        ("db", "backup"),
        ("db", "backup", "file/copy.db"),
        ("db", "restore", "missing.db"),
        ("db", "status", "--db", "mysql://x"),
        ("db", "migrate", "--db", "file/x.db"),
        ("demo", "--db", "file/x.db"),
        ("demo", "--port", "taken"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_done_is_refused_in_one_sentence(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    (tmp_path / "file").write_text("not a folder")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        result = call(tmp_path, *(port if item == "taken" else item for item in arguments))
    assert refused(result).endswith(".")


RUN_AGAINST = """
import sys, discord
discord.http.Route.BASE = sys.argv.pop(1)
from discord_bot.cli import main
main()
"""
"""The command line, with another address for Discord."""


async def bot_against(server: LoopbackDiscord, directory: Path) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", RUN_AGAINST, discord.http.Route.BASE, "run"),
        cwd=directory,
        env=environment(DISCORD_TOKEN=TOKEN, FANBOT_LOG_LEVEL="DEBUG"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


@pytest.mark.parametrize(
    ("server", "mend"),
    [
        (LoopbackDiscord(knows_token=False), "copy it again"),
        (LoopbackDiscord(close_code=4014), "Message Content Intent"),
    ],
    ids=["a wrong token", "a missing intent"],
)
async def test_what_discord_refuses_ends_with_the_mend_and_without_the_token(
    tmp_path: Path, server: LoopbackDiscord, mend: str
) -> None:
    async with server:
        process = await bot_against(server, tmp_path)
        out, errors = (part.decode() for part in await process.communicate())
    assert process.returncode == 1
    assert mend in errors.splitlines()[-1]
    assert "Traceback" not in errors
    assert TOKEN not in out + errors


async def test_a_bot_in_a_pipe_logs_json_and_stops_cleanly_when_told(tmp_path: Path) -> None:
    async with LoopbackDiscord() as server:
        process = await bot_against(server, tmp_path)
        await asyncio.wait_for(server.identified.wait(), 30)
        process.send_signal(signal.SIGTERM)
        out, errors = (part.decode() for part in await process.communicate())
    assert process.returncode == 0, errors
    assert out == ""
    assert TOKEN not in errors
    for text in errors.splitlines():
        assert {"time", "level", "logger", "message"} <= json.loads(text).keys()


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_run_without_a_token_says_so_and_starts_the_demo_which_stops_within_three_seconds(
    tmp_path: Path, number: signal.Signals
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "discord_bot", "run"],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert "No DISCORD_TOKEN" in process.stdout.readline()
        assert "http://127.0.0.1:" in process.stdout.readline()
        asked = time.monotonic()
        process.send_signal(number)
        process.wait(timeout=10)
        assert time.monotonic() - asked < 3
        assert process.returncode == 0
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()
        assert not list(tmp_path.iterdir()), "nothing is left behind"
    finally:
        process.kill()
        process.communicate()
