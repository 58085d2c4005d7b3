"""Where the bot tells how it is, as an admin writes it."""

from __future__ import annotations

from dataclasses import dataclass

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
