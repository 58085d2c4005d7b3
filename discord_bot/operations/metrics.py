"""What the bot counts of itself, by the names that Prometheus' own conventions ask for.

Labels name commands, kinds and outcomes: never a server, a member or a word, of which there are too
many for Prometheus and none that concern whoever runs the bot.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from time import perf_counter

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from discord_bot.operations.state import Backlog, Gateway

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4

_SHORT = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0)
_LONG = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 30.0)
"""Seconds. Three are what Discord gives a command for its first answer."""


class _StateGauges:
    """How the bot is, as it was when somebody last asked."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.gateway_up = Gauge(
            "fanbot_gateway_up", "Whether Discord is connected: 1 or 0.", registry=registry
        )
        self.latency = Gauge(
            "fanbot_gateway_latency_seconds",
            "Between a heartbeat and Discord's answer.",
            ["shard"],
            registry=registry,
        )
        self.shards = Gauge(
            "fanbot_shard_up",
            "Whether a shard of this process is connected: 1 or 0.",
            ["shard"],
            registry=registry,
        )
        self.guilds = Gauge("fanbot_guilds", "Servers the bot is in.", registry=registry)
        self.features = Gauge(
            "fanbot_feature_up", "Whether a feature works: 1 or 0.", ["feature"], registry=registry
        )
        self.waiting = Gauge(
            "fanbot_waiting", "How many of a thing wait for somebody.", ["what"], registry=registry
        )
        self.feeds = Gauge("fanbot_feeds", "Feeds by how they are.", ["state"], registry=registry)
        self.outbox_age = Gauge(
            "fanbot_outbox_age_seconds",
            "How long the oldest news that is due has been waiting for Discord.",
            registry=registry,
        )

    def update(
        self, gateway: Gateway, backlog: Backlog | None, features: Mapping[str, bool]
    ) -> None:
        """Set all of them; without a backlog those of the database stay."""
        self.gateway_up.set(gateway.is_ready)
        self.guilds.set(gateway.guilds)
        for number, is_up in gateway.shards.items():
            self.shards.labels(str(number)).set(is_up)
        for shard, latency in gateway.latencies.items():
            self.latency.labels(str(shard)).set(float("nan") if latency is None else latency)
        for feature, works in features.items():
            self.features.labels(feature).set(works)
        if backlog is None:
            return
        waiting = ("cases", "appeals", "missed", "held", "outbox", "parked")
        for what in waiting:
            self.waiting.labels(what).set(getattr(backlog, what))
        self.feeds.labels("well").set(backlog.feeds_well)
        self.feeds.labels("failing").set(backlog.feeds_failing)
        self.outbox_age.set(backlog.outbox_age.total_seconds())


class Metrics:
    """Counters, gauges and histograms of one process, in a registry of their own."""

    def __init__(self, version: str) -> None:
        self.registry = registry = CollectorRegistry()
        about = Gauge("fanbot_info", "Which fanbot this is.", ["version"], registry=registry)
        about.labels(version).set(1)
        ProcessCollector(registry=registry)
        self._commands = Histogram(
            "fanbot_command_seconds",
            "Time from a command's arrival to its end, by outcome: ok, refused or failed.",
            ["command", "outcome"],
            buckets=_LONG,
            registry=registry,
        )
        self._events = Counter(
            "fanbot_gateway_events", "What Discord sent.", ["event"], registry=registry
        )
        self._verdicts = Counter(
            "fanbot_verdicts",
            "Messages that were judged, by label and by what was decided.",
            ["label", "action"],
            registry=registry,
        )
        self._database = Histogram(
            "fanbot_database_seconds",
            "Time in a block of statements, waiting for its turn included, by kind and outcome.",
            ["kind", "outcome"],
            buckets=_SHORT,
            registry=registry,
        )
        self._state = _StateGauges(registry)
        # To look a counter up by its labels costs more than to count, and each message does so.
        self._event = cache(self._events.labels)
        self._verdict = cache(self._verdicts.labels)

    def command(self, name: str, outcome: str, seconds: float) -> None:
        """A command came to its end."""
        self._commands.labels(name, outcome).observe(seconds)

    def event(self, name: str) -> None:
        """Discord sent something."""
        self._event(name).inc()

    def verdict(self, label: str, action: str) -> None:
        """A message was judged."""
        self._verdict(label, action).inc()

    @contextmanager
    def database(self, kind: str) -> Iterator[None]:
        """Time a block of statements."""
        began, outcome = perf_counter(), "failed"
        try:
            yield
            outcome = "ok"
        finally:
            self._database.labels(kind, outcome).observe(perf_counter() - began)

    def update(
        self, gateway: Gateway, backlog: Backlog | None, features: Mapping[str, bool]
    ) -> None:
        """Set everything that is looked up only when somebody asks."""
        self._state.update(gateway, backlog, features)

    def exposition(self) -> bytes:
        """Everything in Prometheus' text format, of ``CONTENT_TYPE``."""
        return generate_latest(self.registry)
