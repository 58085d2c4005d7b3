"""Where the bot tells how it is, as an admin writes it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from http.client import HTTPConnection

PATIENCE = 10.0
"""Seconds in which a running bot has to say how it is."""
OFF = "off"
_HIGHEST_PORT = 65535


@dataclass(frozen=True, slots=True)
class MonitoringAddress:
    """A host and a port to listen at; port 0 takes any free one."""

    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> MonitoringAddress | None:
        """``host:port`` or ``[v6]:port``; None for ``off``. Raises ``ValueError`` with the mend."""
        if text.strip().lower() == OFF:
            return None
        host, colon, port = text.strip().rpartition(":")
        if not colon or not host or not port.isdecimal() or int(port) > _HIGHEST_PORT:
            raise ValueError(f"is host:port, such as 127.0.0.1:9464, or {OFF}")
        return cls(host.strip("[]"), int(port))

    @property
    def reachable(self) -> str:
        """The host to ask a bot that listens here: one that listens everywhere is on loopback."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Told:
    """What a running bot says of itself."""

    status: str
    problems: tuple[str, ...]
    is_up: bool


def ask(address: MonitoringAddress) -> Told:
    """Ask the bot that listens there how it is; blocks.

    Raises ``ConnectionRefusedError`` where nothing listens, ``OSError``, ``HTTPException`` or
    ``ValueError`` where something else does.
    """
    connection = HTTPConnection(address.reachable, address.port, timeout=PATIENCE)
    try:
        connection.request("GET", "/health")
        answer = connection.getresponse()
        told = json.loads(answer.read(100_000))
    finally:
        connection.close()
    if not isinstance(told, dict) or not isinstance(told.get("problems"), list):
        raise ValueError("this is no fanbot")  # noqa: TRY004 - what it sent is no value of ours
    problems = tuple(map(str, told["problems"]))
    return Told(str(told.get("status")), problems, answer.status == 200)  # noqa: PLR2004
