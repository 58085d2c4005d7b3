"""``/health`` and ``/metrics`` over HTTP, for the machine that the bot runs on."""

from __future__ import annotations

import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeAlias

from aiohttp import web

from discord_bot.errors import ConfigurationError
from discord_bot.monitoring_address import MonitoringAddress
from discord_bot.operations.metrics import CONTENT_TYPE
from discord_bot.operations.service import OperationsService
from discord_bot.operations.state import Status

_WELL = frozenset({Status.OK, Status.DEGRADED, Status.STARTING})
"""A bot that starts or half works is not made better by a restart, which 503 asks for."""

_Answer: TypeAlias = Callable[[web.Request], Awaitable[web.Response]]

_log = logging.getLogger(__name__)


@asynccontextmanager
async def serving(
    address: MonitoringAddress | None, operations: OperationsService, *, required: bool = True
) -> AsyncIterator[int]:
    """Answer for the length of a block; gives the port, 0 where nothing listens.

    Raises ``ConfigurationError`` with one sentence where the address can't be had; an address that
    is not ``required`` (nobody chose it) is gone without, and the log says so.
    """
    if address is None:
        yield 0
        return
    app = web.Application()
    app.router.add_get("/health", _health_of(operations))
    app.router.add_get("/metrics", _metrics_of(operations))
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, address.host, address.port).start()
    except OSError as error:
        await runner.cleanup()
        if required:
            raise ConfigurationError(
                f"FANBOT_MONITORING: nothing can listen at {address} ({_reason(error)}); another "
                "program may be there. Choose another port, or off."
            ) from error
        _log.warning(
            "the port for /health and /metrics is taken: set FANBOT_MONITORING",
            extra={"code": error.errno},
        )
        yield 0
        return
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


def _reason(error: OSError) -> str:
    """What the system says; asyncio's own sentence repeats the address."""
    return os.strerror(error.errno) if error.errno else "the host is not known"


def _health_of(operations: OperationsService) -> _Answer:
    async def answer(_: web.Request) -> web.Response:
        health, gateway = await operations.health(), operations.gateway()
        return web.json_response(
            {
                "status": health.status,
                "problems": list(health.problems),
                "shards": sorted(gateway.shards),
                "shard_count": gateway.shard_count,
            },
            status=200 if health.status in _WELL else 503,
        )

    return answer


def _metrics_of(operations: OperationsService) -> _Answer:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(body=await operations.figures(), headers={"Content-Type": CONTENT_TYPE})

    return answer
