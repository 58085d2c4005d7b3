"""What whoever runs the bot is told of how it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from discord_bot.operations.state import Backlog, Gateway, Status, judge
from discord_bot.operations.watch import FeatureWatch

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
CONNECTED = Gateway(is_ready=True, was_ready=True, guilds=3, latencies={0: 0.05})


@pytest.mark.parametrize(
    ("gateway", "backlog", "failing", "status", "problem"),
    [
        (CONNECTED, Backlog(), {}, Status.OK, None),
        (CONNECTED, Backlog(cases=900, held=3, parked=2), {}, Status.OK, None),
        (Gateway(), Backlog(), {}, Status.STARTING, "Not connected"),
        (Gateway(was_ready=True), Backlog(), {}, Status.DOWN, "is lost"),
        (CONNECTED, None, {}, Status.DOWN, "database"),
        (CONNECTED, Backlog(), {"news": "it stopped."}, Status.DEGRADED, "news: it stopped."),
        (
            CONNECTED,
            Backlog(outbox=2, outbox_age=timedelta(minutes=16)),
            {},
            Status.DEGRADED,
            "for 16 minutes",
        ),
        (CONNECTED, Backlog(outbox=2, outbox_age=timedelta(minutes=15)), {}, Status.OK, None),
    ],
)
def test_health(gateway, backlog, failing, status, problem) -> None:
    health = judge(gateway, backlog, failing)
    assert health.status is status
    if problem is None:
        assert not health.problems
    else:
        assert any(problem in sentence for sentence in health.problems)


def test_a_change_is_told_once_in_each_direction() -> None:
    watch = FeatureWatch(["trivia", "news"])
    assert not watch.works("trivia")
    assert not watch.failed("trivia", "a hiccup", NOW)
    assert not watch.failing
    assert watch.failed("trivia", "the clock stopped", NOW)
    assert not watch.failed("trivia", "the clock stopped again", NOW)
    assert watch.failing == {"trivia": "the clock stopped again"}
    assert watch.states == {"trivia": False, "news": True}
    assert watch.works("trivia")
    assert not watch.works("trivia")
    assert not watch.failing
    assert not watch.failed("trivia", "a hiccup", NOW), "only failures in a row count"


def test_a_feature_is_well_when_all_its_parts_are() -> None:
    watch = FeatureWatch(["news"])
    told = [
        watch.failed("news", problem, NOW + timedelta(minutes=number), part)
        for number, (problem, part) in enumerate(
            [("No reading.", "reading"), ("No posting.", "delivering")] * 2
        )
    ]
    assert told == [False, False, True, False]
    assert watch.failing == {"news": "No reading. No posting."}
    assert watch.since == {"news": NOW}, "the first of the failures in a row"
    assert not watch.works("news", "reading"), "the other part is still broken"
    assert watch.since == {"news": NOW + timedelta(minutes=1)}
    assert watch.works("news", "delivering")
    assert watch.states == {"news": True}
