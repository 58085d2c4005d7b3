"""``/health`` and ``/metrics`` as curl and Prometheus see them."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from discord_bot.errors import ConfigurationError, StorageError
from discord_bot.monitoring_address import MonitoringAddress
from discord_bot.operations.metrics import Metrics
from discord_bot.operations.server import serving
from discord_bot.operations.service import OperationsService
from discord_bot.operations.state import Gateway
from discord_bot.operations.timed import TimedDatabase
from discord_bot.operations.watch import FeatureWatch
from discord_bot.storage.database import Database, open_database
from discord_bot.storage.migrate import migrate

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
LOOPBACK = MonitoringAddress("127.0.0.1", 0)


class Broken(TimedDatabase):
    """A database whose disk is gone."""

    @asynccontextmanager
    async def reading(self):
        raise StorageError("The disk is gone.")
        yield


class Place:
    """A running server over a real database, and how to ask it."""

    def __init__(self, operations: OperationsService, database: Database, base: str) -> None:
        self.operations = operations
        self.database = database
        self._base = base

    def break_database(self) -> None:
        self.operations._database = Broken(self.database, self.operations.metrics)

    async def get(self, path: str) -> tuple[int, str]:
        async with aiohttp.ClientSession() as session, session.get(self._base + path) as answer:
            return answer.status, await answer.text()

    async def figures(self) -> dict[tuple[str, ...], float]:
        """Every sample by its name and its labels' values."""
        status, text = await self.get("/metrics")
        assert status == 200
        return {
            (sample.name, *sample.labels.values()): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }


@asynccontextmanager
async def place(tmp_path) -> AsyncIterator[Place]:
    metrics = Metrics("9.9.9")
    async with open_database(str(tmp_path / "bot.db")) as opened:
        await migrate(opened, now=NOW)
        database = TimedDatabase(opened, metrics)
        operations = OperationsService(
            database, metrics, FeatureWatch(["trivia", "news"]), lambda: NOW
        )
        operations.gateway = lambda: Gateway(
            True, True, 7, {0: 0.042, 1: None}, {0: True, 1: False}, 4
        )
        async with serving(LOOPBACK, operations) as port:
            yield Place(operations, database, f"http://127.0.0.1:{port}")


async def test_a_bot_that_is_well_says_so(tmp_path) -> None:
    async with place(tmp_path) as bot:
        well = '{"status": "ok", "problems": [], "shards": [0, 1], "shard_count": 4}'
        assert await bot.get("/health") == (200, well)
        figures = await bot.figures()
        assert (figures["fanbot_shard_up", "0"], figures["fanbot_shard_up", "1"]) == (1, 0)


async def test_half_a_bot_is_not_restarted_and_a_lost_connection_is(tmp_path) -> None:
    async with place(tmp_path) as bot:
        for _ in range(2):
            bot.operations.watch.failed("news", "the feeds can't be read.", NOW)
        status, text = await bot.get("/health")
        assert (status, "the feeds can't be read." in text) == (200, True)
        bot.operations.gateway = lambda: Gateway(was_ready=True)
        status, text = await bot.get("/health")
        assert (status, '"down"' in text) == (503, True)


async def test_a_database_that_does_not_answer_is_told_and_the_figures_go_on(tmp_path) -> None:
    async with place(tmp_path) as bot:
        bot.break_database()
        status, text = await bot.get("/health")
        assert (status, "database does not answer" in text) == (503, True)
        assert (await bot.figures())["fanbot_gateway_up",] == 1


async def test_figures(tmp_path) -> None:
    async with place(tmp_path) as bot:
        bot.operations.metrics.command("trivia play", "ok", 0.2)
        bot.operations.metrics.event("MESSAGE_CREATE")
        bot.operations.metrics.verdict("outing", "nudge")
        for _ in range(2):
            bot.operations.watch.failed("news", "stopped.", NOW)
        due = int((NOW - timedelta(minutes=20)).timestamp())
        async with bot.database.transaction() as connection:
            await connection.execute(
                "INSERT INTO news_deliveries (delivery_id, lane, guild_id, channel_id, kind,"
                " origin, state, plain, attempts, created_at, due_at)"
                " VALUES (1, 5, 6, 5, 'story', 'news', 'intended', 0, 0, :due, :due)",
                {"due": due},
            )
        found = await bot.figures()
        assert found["fanbot_info", "9.9.9"] == 1
        assert found["fanbot_guilds",] == 7
        assert found["fanbot_gateway_latency_seconds", "0"] == pytest.approx(0.042)
        assert found["fanbot_command_seconds_count", "trivia play", "ok"] == 1
        assert found["fanbot_gateway_events_total", "MESSAGE_CREATE"] == 1
        assert found["fanbot_verdicts_total", "nudge", "outing"] == 1
        assert found["fanbot_feature_up", "news"] == 0
        assert found["fanbot_feature_up", "trivia"] == 1
        assert found["fanbot_waiting", "outbox"] == 1
        assert found["fanbot_outbox_age_seconds",] == 20 * 60
        assert found["fanbot_database_seconds_count", "transaction", "ok"] == 1


async def test_a_block_that_fails_is_counted_as_such(tmp_path) -> None:
    async with place(tmp_path) as bot:
        with pytest.raises(ZeroDivisionError):
            async with bot.database.transaction():
                raise ZeroDivisionError
        assert (await bot.figures())["fanbot_database_seconds_count", "transaction", "failed"] == 1


async def test_a_port_that_is_taken(tmp_path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = MonitoringAddress("127.0.0.1", other.getsockname()[1])
        async with place(tmp_path) as bot:
            with pytest.raises(ConfigurationError, match="another program may be there"):
                async with serving(taken, bot.operations):
                    pass
            async with serving(taken, bot.operations, required=False) as port:
                assert port == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("127.0.0.1:9464", MonitoringAddress("127.0.0.1", 9464)),
        ("[::1]:80", MonitoringAddress("::1", 80)),
        ("0.0.0.0:0", MonitoringAddress("0.0.0.0", 0)),
        ("OFF", None),
    ],
)
def test_addresses(text: str, expected: MonitoringAddress | None) -> None:
    assert MonitoringAddress.parse(text) == expected
    if expected is not None:
        assert MonitoringAddress.parse(str(expected)) == expected


@pytest.mark.parametrize("text", ["9464", "localhost", ":9464", "a:b", "127.0.0.1:99999", ""])
def test_what_is_no_address_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="such as 127"):
        MonitoringAddress.parse(text)
