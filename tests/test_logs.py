"""Logs hold ids and never secrets, as lines for people or for machines."""

from __future__ import annotations

import io
import json
import logging
import re
import sys
from collections.abc import Iterator

import pytest

from discord_bot import logs

TOKEN = "abcdefghijklmnopqrstuvwx.abcdef.abcdefghijklmnopqrstuvwxyz0"


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root, discord = logging.getLogger(), logging.getLogger("discord")
    handlers, level, discords_level = list(root.handlers), root.level, discord.level
    hook = sys.excepthook
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    discord.setLevel(discords_level)
    logging.captureWarnings(capture=False)
    sys.excepthook = hook


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_elsewhere_than_on_a_terminal_each_line_is_json_with_its_ids() -> None:
    stream = io.StringIO()
    logs.set_up("INFO", "auto", stream)
    logging.getLogger("cogs.trivia").warning("game ended", extra={"guild_id": 7, "game_id": 8})
    (line,) = lines(stream)
    assert line["message"] == "game ended"
    assert (line["guild_id"], line["game_id"]) == (7, 8)
    assert line["level"] == "WARNING"
    assert str(line["time"]).endswith("+00:00")


@pytest.mark.parametrize("form", ["json", "text"])
def test_a_token_never_appears_not_even_inside_an_exception(form: str) -> None:
    stream = io.StringIO()
    logs.set_up("INFO", form, stream)  # type: ignore[arg-type]
    try:
        raise RuntimeError(f"could not log in with {TOKEN}")
    except RuntimeError:
        logging.getLogger("bot").exception("failed with %s", TOKEN, extra={"token": TOKEN})
    assert TOKEN not in stream.getvalue()
    assert "[token]" in stream.getvalue()
    assert "RuntimeError" in stream.getvalue()


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://fan:s3cret@db.example/fanbot",
        "postgresql://fan:s3cret!@[::1]:5432/fanbot?sslmode=require",
        "postgres://fan:odd/s3cret@with:all#of@it@db.example/fanbot",
        "postgresql://:s3cret@/fanbot?host=/run/postgresql",
        "postgresql://db.example/fanbot?user=fan&password=s3cret&sslmode=require",
    ],
)
@pytest.mark.parametrize("form", ["json", "text"])
def test_a_database_password_never_appears_wherever_it_stands(address: str, form: str) -> None:
    stream = io.StringIO()
    logs.set_up("INFO", form, stream)  # type: ignore[arg-type]
    log = logging.getLogger("storage")
    log.error("cannot reach %s now", address, extra={"place": address, "tried": [address, 1]})
    try:
        raise OSError(f"no route to '{address}'")
    except OSError:
        log.exception("gone")
    assert "s3cret" not in stream.getvalue()
    assert "***" in stream.getvalue()
    assert " now" in stream.getvalue(), "no more is taken out than the address"
    if form == "json":
        assert len(lines(stream)) == 2


def test_text_in_a_pipe_is_one_unbroken_line_with_its_time() -> None:
    stream = io.StringIO()
    logs.set_up("INFO", "text", stream)
    logging.getLogger("cogs").warning("a long line " * 20, extra={"guild_id": 7})
    (line,) = stream.getvalue().splitlines()
    assert re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ WARNING  cogs: a long line", line)
    assert line.endswith("guild_id=7")


def test_what_ends_the_process_is_a_line_too_without_secrets() -> None:
    stream = io.StringIO()
    logs.set_up("INFO", "json", stream)
    error = RuntimeError(f"fell over {TOKEN}")
    sys.excepthook(RuntimeError, error, None)
    (line,) = lines(stream)
    assert line["level"] == "CRITICAL"
    assert "fell over [token]" in str(line["traceback"])


def test_ordinary_text_is_left_alone() -> None:
    text = "a.b.c at https://example.org/path: 3 games in discord_bot.trivia.service"
    assert logs.redact(text) == text


def test_what_only_confuses_is_left_out_and_discords_chatter_too() -> None:
    stream = io.StringIO()
    logs.set_up("INFO", "json", stream)
    logging.getLogger("discord.client").warning(
        "PyNaCl is not installed, voice will NOT be supported"
    )
    logging.getLogger("discord.gateway").info("Shard ID 0 has connected")
    logging.getLogger("discord.gateway").error("Shard ID 0 is gone")
    assert [line["message"] for line in lines(stream)] == ["Shard ID 0 is gone"]
