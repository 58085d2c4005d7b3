"""What holds for every test: no settings of whoever runs them, and no way out of this machine."""

from __future__ import annotations

import os
import socket
import sys
from ipaddress import ip_address

import pytest
from hypothesis import settings

# Cores are shared with a browser and a database server, so that a slow example says nothing.
settings.register_profile("fanbot", deadline=None)
settings.load_profile("fanbot")


def pytest_configure(config: pytest.Config) -> None:
    """Forget a token and settings in the environment: a test must never act for a real bot."""
    for name in list(os.environ):
        if name == "DISCORD_TOKEN" or name.startswith("FANBOT_"):
            del os.environ[name]
    sys.addaudithook(_only_this_machine)


def _only_this_machine(event: str, arguments: tuple[object, ...]) -> None:
    """Refuse every connection that is not to loopback or to a socket in the file system.

    An audit hook sees what any library does, and cannot be taken away again.
    """
    if event != "socket.connect":
        return
    connection, address = arguments
    assert isinstance(connection, socket.socket)
    if connection.family not in {socket.AF_INET, socket.AF_INET6}:
        return
    assert isinstance(address, tuple)
    host = str(address[0])
    if host != "localhost" and not ip_address(host.partition("%")[0]).is_loopback:
        raise RuntimeError(f"a test tried to reach {host}; the real thing here runs on loopback")
