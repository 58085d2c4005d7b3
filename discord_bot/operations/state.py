"""How the bot is at one moment, and whether that is well. Values to values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

OUTBOX_LATE = timedelta(minutes=15)
"""From when on news that wait for Discord are no longer a hiccup; the alert rule says the same."""


class Status(StrEnum):
    """Whether somebody has to look."""

    STARTING = "starting"
    OK = "ok"
    DEGRADED = "degraded"
    """It works, but not all of it."""
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Gateway:
    """The connection to Discord. ``latencies`` are seconds by shard, None before the first beat.

    ``shards`` are those of this process, with whether they are connected; ``shard_count`` is the
    number of all, None before Discord has told it.
    """

    is_ready: bool = False
    was_ready: bool = False
    guilds: int = 0
    latencies: Mapping[int, float | None] = field(default_factory=dict)
    shards: Mapping[int, bool] = field(default_factory=dict)
    shard_count: int | None = None


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits in the database: for moderators, for feeds, for Discord.

    ``outbox_age`` is how long the oldest post that is due has been waiting.
    """

    cases: int = 0
    appeals: int = 0
    missed: int = 0
    held: int = 0
    feeds_well: int = 0
    feeds_failing: int = 0
    outbox: int = 0
    outbox_age: timedelta = timedelta(0)
    parked: int = 0


@dataclass(frozen=True, slots=True)
class Health:
    """The answer to "is it well", with a sentence for each thing that is not."""

    status: Status
    problems: tuple[str, ...] = ()


def judge(gateway: Gateway, backlog: Backlog | None, failing: Mapping[str, str]) -> Health:
    """What a gateway, a backlog (None: the database did not answer) and failing features mean.

    ``failing`` goes from a feature's name to what is wrong with it.
    """
    problems = [f"{feature}: {what}" for feature, what in sorted(failing.items())]
    if backlog is None:
        return Health(Status.DOWN, ("The database does not answer.", *problems))
    if not gateway.is_ready:
        if not gateway.was_ready:
            return Health(Status.STARTING, ("Not connected to Discord yet.", *problems))
        return Health(Status.DOWN, (_lost(gateway), *problems))
    if backlog.outbox_age > OUTBOX_LATE:
        minutes = int(backlog.outbox_age.total_seconds() // 60)
        problems.append(f"News have been waiting for Discord for {minutes} minutes.")
    return Health(Status.DEGRADED if problems else Status.OK, tuple(problems))


def _lost(gateway: Gateway) -> str:
    """Which shards are lost, where that is not all of them."""
    lost = [str(shard) for shard, is_up in gateway.shards.items() if not is_up]
    if not lost or len(lost) == len(gateway.shards):
        return "The connection to Discord is lost."
    return f"The connection to Discord is lost in shards {', '.join(lost)}."
