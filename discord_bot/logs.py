"""Logs: lines for people on a terminal, JSON lines elsewhere; ids and never words or secrets."""

from __future__ import annotations

import json
import logging
import re
import sys
from datetime import UTC, datetime
from typing import Literal, TextIO

from rich.console import Console
from rich.logging import RichHandler

_TOKEN = re.compile(r"\b[\w-]{20,}\.[\w-]{5,}\.[\w-]{20,}", re.ASCII)
"""Whatever has the shape of a bot token."""
_PASSWORD = re.compile(r"(://[^\s:/@]{0,100}:)[^\s@/]{1,200}@")
"""The password in an address such as postgresql://user:password@host/name."""
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
#: Voice is never used, and simcord's import tries a client without intents: both only confuse.
_NOISE = re.compile(r"PyNaCl is not installed|davey is not installed")


def redact(text: str) -> str:
    """``text`` without anything that has the shape of a token or a password in an address."""
    return _PASSWORD.sub(r"\1***@", _TOKEN.sub("[token]", text))


def _extras(record: logging.LogRecord) -> dict[str, object]:
    return {name: value for name, value in vars(record).items() if name not in _STANDARD}


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, message, the extras, and the traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as a line of JSON, secrets taken out."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **_extras(record),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return redact(json.dumps(line, ensure_ascii=False, default=str))


class TextFormatter(logging.Formatter):
    """A line for people: message, extras as ``name=value``, and the traceback under it."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as text, secrets taken out."""
        extras = " ".join(f"{name}={value}" for name, value in _extras(record).items())
        text = f"{record.name}: {record.getMessage()}" + (f"  {extras}" if extras else "")
        if record.exc_info:
            text += f"\n{self.formatException(record.exc_info)}"
        return redact(text)


def _without_noise(record: logging.LogRecord) -> bool:
    return _NOISE.search(record.getMessage()) is None


def set_up(
    level: str, form: Literal["auto", "text", "json"], stream: TextIO | None = None
) -> logging.Handler:
    """Send every log line to ``stream`` (standard error), replacing what handled them before."""
    target = stream or sys.stderr
    as_json = form == "json" or (form == "auto" and not target.isatty())
    handler: logging.Handler
    if as_json:
        handler = logging.StreamHandler(target)
        handler.setFormatter(JsonFormatter())
    else:
        console = Console(file=target, soft_wrap=True)
        handler = RichHandler(console=console, show_path=False, markup=False, rich_tracebacks=False)
        handler.setFormatter(TextFormatter())
    handler.addFilter(_without_noise)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # discord.py tells of every reconnect and request at INFO; what matters comes as a warning.
    logging.getLogger("discord").setLevel(max(logging.WARNING, logging.getLevelName(level)))
    return handler
