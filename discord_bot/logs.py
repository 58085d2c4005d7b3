"""Logs: lines for people on a terminal, JSON lines elsewhere; ids and never words or secrets."""

from __future__ import annotations

import json
import logging
import re
import sys
from datetime import UTC, datetime
from types import TracebackType
from typing import Literal, TextIO

_TOKEN = re.compile(r"\b[\w-]{20,}\.[\w-]{5,}\.[\w-]{20,}", re.ASCII)
"""Whatever has the shape of a bot token."""
_PASSWORD = re.compile(r"(://[^\s:/@]{0,100}:)[^\s\"']{1,200}@|(\bpassword=)[^\s&\"']+")
"""The password in an address such as postgresql://user:password@host/name, or among its options.

It reaches to the last @, since a password that should have been escaped may hold one.
"""
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
#: Voice is never used, and simcord's import tries a client without intents: both only confuse.
_NOISE = re.compile(r"PyNaCl is not installed|davey is not installed")

log = logging.getLogger(__name__)


def redact(text: str) -> str:
    """``text`` without anything that has the shape of a token or a password in an address."""
    return _PASSWORD.sub(_without_password, _TOKEN.sub("[token]", text))


def _without_password(match: re.Match[str]) -> str:
    return f"{match[1]}***@" if match[1] else f"{match[2]}***"


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
            "message": redact(record.getMessage()),
            **{name: _plain(value) for name, value in _extras(record).items()},
        }
        if record.exc_info:
            line["traceback"] = redact(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


def _plain(value: object) -> object:
    """Numbers and flags as they are, anything else as text without secrets."""
    return value if isinstance(value, int | float | None) else redact(str(value))


class TextFormatter(logging.Formatter):
    """A line for people: message, extras as ``name=value``, and the traceback under it.

    ``prefix`` puts time and level before it, where nothing else shows them.
    """

    def __init__(self, *, prefix: bool) -> None:
        super().__init__()
        self._prefix = prefix

    def format(self, record: logging.LogRecord) -> str:
        """The record as text, secrets taken out."""
        extras = " ".join(f"{name}={value}" for name, value in _extras(record).items())
        text = f"{record.name}: {record.getMessage()}" + (f"  {extras}" if extras else "")
        if self._prefix:
            moment = datetime.fromtimestamp(record.created, UTC)
            text = f"{moment:%Y-%m-%d %H:%M:%S}Z {record.levelname:8} {text}"
        if record.exc_info:
            text += f"\n{self.formatException(record.exc_info)}"
        return redact(text)


def _without_noise(record: logging.LogRecord) -> bool:
    return _NOISE.search(record.getMessage()) is None


def set_up(
    level: str, form: Literal["auto", "text", "json"], stream: TextIO | None = None
) -> logging.Handler:
    """Send every log line to ``stream`` (standard error), replacing what handled them before.

    What would end the process with a traceback becomes a line as well.
    """
    handler = _handler(form, stream or sys.stderr)
    handler.addFilter(_without_noise)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
    # discord.py tells of every reconnect and request at INFO; what matters comes as a warning.
    logging.getLogger("discord").setLevel(max(logging.WARNING, logging.getLevelName(level)))
    sys.excepthook = _log_the_end
    return handler


def _handler(form: Literal["auto", "text", "json"], target: TextIO) -> logging.Handler:
    on_terminal = target.isatty()
    if form == "json" or (form == "auto" and not on_terminal):
        handler: logging.Handler = logging.StreamHandler(target)
        handler.setFormatter(JsonFormatter())
    elif on_terminal:
        from rich.console import Console
        from rich.logging import RichHandler

        handler = RichHandler(console=Console(file=target), show_path=False, markup=False)
        handler.setFormatter(TextFormatter(prefix=False))
    else:
        # rich would break the lines at a width that nobody looks at.
        handler = logging.StreamHandler(target)
        handler.setFormatter(TextFormatter(prefix=True))
    return handler


def _log_the_end(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
    else:
        log.critical("stopped by a defect", exc_info=(kind, error, trace))
