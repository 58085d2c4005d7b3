"""A bot that is busy for some rounds of virtual hours: nothing piles up, and what does is named."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bench import soak
from bench.soaking.figures import part
from bench.soaking.gauges import Sample, grows, growth, look
from cogs.moderation.hearing import Conversations
from discord_bot.moderation.policy import Place

SMALL = replace(soak.QUICK, quiet=3600.0)
FIGURES = {
    "memory_mb": 100.0,
    "simulation_mb": 1.0,
    "memory_of_children_mb": 60.0,
    "python_blocks": 500_000,
    "tasks": 10,
    "threads": 8,
    "files_and_sockets": 20,
    "sqlite_connections": 3,
}


def rounds(**changes: list[float]) -> list[Sample]:
    """Eight looks, in which everything is as it was but for ``changes``."""
    return [
        Sample(FIGURES | {name: values[number] for name, values in changes.items()})
        for number in range(8)
    ]


# --- the whole ----------------------------------------------------------------------------------


@pytest.mark.slow
async def test_nothing_piles_up_in_a_busy_bot() -> None:
    found = await soak.soak(SMALL)
    # A first picture takes more memory than 5 %; the full run judges that.
    assert set(found["grew"]) <= {"memory_mb"}
    assert found["errors"]["count"] == 0, found["errors"]["first"]
    for what in ("messages", "breaches", "games", "answers", "dailies", "stories", "reconnects"):
        assert found["done"].get(what, 0) > 0, f"no {what}: else it would show little"


# --- what is seen ---------------------------------------------------------------------------------


async def test_what_is_kept_shows_wherever_it_is_kept(tmp_path: Path) -> None:
    before = look()
    held = Conversations()
    now = datetime(2026, 1, 1, tzinfo=UTC)
    for channel in range(20):
        place = Place(guild_id=1, channel_id=channel, author_id=2, message_id=channel + 1)
        held.note(place, "hello", now)
    waiting = [asyncio.create_task(asyncio.sleep(60)) for _ in range(3)]
    with (tmp_path / "file").open("w"), closing(sqlite3.connect(tmp_path / "db")):
        after = look()
    for task in waiting:
        task.cancel()

    def more(kind: str, name: str) -> float:
        return getattr(after, kind)[name] - getattr(before, kind)[name]

    assert more("containers", "discord_bot.moderation.conversation.Recent._channels") == 20
    assert more("containers", "discord_bot.moderation.conversation.Recent._channels, inside") == 20
    assert more("instances", "cogs.moderation.hearing._Said") == 20
    assert more("figures", "tasks") == 3
    assert more("figures", "files_and_sockets") >= 2
    assert more("figures", "sqlite_connections") == 1


# --- what is called growing -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "is_growing"),
    [
        ([3, 3, 3, 3, 3, 3], False),
        ([3, 4, 5, 6, 7, 8], True),
        ([3, 3, 3, 3, 4, 4], True),
        ([3, 9, 0, 4, 9, 1], False),  # fills and empties
        ([3, 3, 9, 9, 3, 3], False),  # was needed for a while
        ([9, 3, 3, 4, 4, 4], False),
    ],
)
def test_growing_is_to_go_up_and_stay_up(values: list[float], *, is_growing: bool) -> None:
    assert grows(values) is is_growing


def test_memory_is_judged_by_a_line_that_one_bad_look_does_not_move() -> None:
    steady = [100.0 + number for number in range(11)]
    assert growth(steady) == pytest.approx(0.10)
    assert growth([*steady[:5], 400.0, *steady[6:]]) == pytest.approx(0.10, abs=0.02)
    assert growth([100.0] * 11) == 0


@pytest.mark.parametrize(
    ("changes", "grew"),
    [
        ({}, []),
        ({"memory_mb": [50, 90, 100, 100, 101, 101, 102, 102]}, []),
        ({"memory_mb": [50, 90, 100, 102, 104, 106, 108, 110]}, ["memory_mb"]),
        ({"tasks": [8, 9, 10, 10, 10, 10, 10, 10]}, []),
        ({"tasks": [8, 9, 10, 10, 10, 11, 11, 11]}, ["tasks"]),
        ({"sqlite_connections": [3, 3, 3, 3, 4, 4, 5, 5]}, ["sqlite_connections"]),
    ],
)
def test_the_verdict_leaves_the_warm_up_out(
    changes: dict[str, list[float]], grew: list[str]
) -> None:
    assert soak.verdict(rounds(**changes))["grew"] == grew


def test_a_bounded_memory_may_fill_and_nothing_may_pass_its_bound() -> None:
    name, unknown = "discord_bot.trivia.statistics.QuestionStatistics._tallies", "cogs.new.Cog._all"
    most, _ = soak.BOUNDED["discord_bot.trivia.statistics."]

    def filled(last: int) -> list[Sample]:
        step = last // 8
        counts = [Counter({name: step * number, unknown: 9}) for number in range(1, 9)]
        return [Sample(FIGURES, held) for held in counts]

    fine = soak.verdict(filled(most))
    assert fine["grew"] == []
    assert name in fine["filling_up"]
    assert soak.verdict(filled(most * 2))["grew"] == [name]
    piling = [Sample(FIGURES, Counter({unknown: 10 * number})) for number in range(8)]
    assert soak.verdict(piling)["piling_up"] == {unknown: [20, 70]}


# --- the report -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"memory_mb": [50, 90, 100, 101, 101, 101, 101, 102], "tasks": [8, *[9] * 7]},
            ["1.2 % more | met", "nothing | met"],
        ),
        (
            {"memory_mb": [50, 90, 100, 102, 104, 106, 108, 110], "tasks": [*[8] * 6, 9, 9]},
            ["9.9 % more | **falls short**", "tasks of the event loop | **falls short**"],
        ),
    ],
)
def test_the_report_marks_what_grew(changes: dict[str, list[float]], told: list[str]) -> None:
    ran = {"rounds": 8, "servers": 1, "busy_hours": 0.5, "both_stages": False}
    ran |= {"virtual_until": "2026-01-02T01:00+00:00", "done": {"games": 8}}
    figures = {**soak.verdict(rounds(**changes)), **ran, "errors": {"count": 2, "first": []}}
    rows = [" | ".join(goal.row) for goal in part(figures).goals]
    for wanted, row in zip([*told, "2 | **falls short**"], rows, strict=True):
        assert row.endswith(wanted)
