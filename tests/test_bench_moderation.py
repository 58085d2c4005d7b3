"""The filter's measurement: what is timed is new, and the second stage has goals of its own."""

from __future__ import annotations

from typing import Any

import pytest

from bench import report
from bench.moderation import everyday_talk, in_pieces, quality, speed
from training.data import Example, own_examples


def test_each_message_is_timed_once_after_a_warm_up_with_others() -> None:
    met: list[int] = []
    warm, *rounds = in_pieces(range(120), 40)
    figures = speed(met.append, warm, rounds)
    timed = met[-80:]
    assert timed == [*range(40, 120)]
    assert set(met[:-80]) == set(range(40))
    slowest, fastest = figures["of_rounds"]
    assert slowest <= figures["messages_per_second"] <= fastest
    assert figures["of"] == 80


def test_where_nothing_reaches_the_second_stage_nothing_is_told_of_it() -> None:
    assert speed(len, [], [[], []])["of"] == 0


def test_what_tells_of_everyday_chat_is_not_trained_on() -> None:
    def is_long(text: str) -> bool:
        return len(text.split()) > 4  # "good luck!!" is said everywhere

    learnt = {example.text.lower() for example in own_examples()}
    assert not learnt & {text.lower() for text in everyday_talk() if is_long(text)}


def test_what_a_peer_finds_is_counted_by_kind() -> None:
    said = [("clown", "harassment", "explicit"), ("hi clown", "ok", "self"), ("hi", "ok", "self")]
    found = quality(lambda text: "clown" in text, [Example(*row, "theme") for row in said])
    assert found == {"found": [1, 1], "false_alarms": [1, 2], "of_oneself": [1, 2]}


@pytest.fixture
def figures() -> dict[str, Any]:
    def row(rate: int, p99_us: float, **more: Any) -> dict[str, Any]:
        return {
            "messages_per_second": rate,
            "of_rounds": [rate - 10, rate + 10],
            "p50_us": p99_us / 3,
            "p99_us": p99_us,
            "of": 10_000,
            **more,
        }

    return {
        "messages": 2_000,
        "rounds": 5,
        "aside": 5_184,
        "words": 635,
        "first_stage_mb": 7.0,
        "second_stage_mb": 90.0,
        "passed_on": [450, 10_000],
        "everyday": {"passed_on": [18, 200], "flagged": [1, 200]},
        "rows": {
            "fanbot, first stage": row(13_000, 250, found=[1684, 2542], false_alarms=[138, 2642]),
            "compiled word list": row(9_500, 280, found=[300, 2542], false_alarms=[450, 2642]),
            "fanbot, both stages": row(9_000, 2_700),
            "… second stage alone, of what reaches it": row(420, 4_200),
        },
    }


def told(part: report.Part) -> dict[str, tuple[str | None, bool]]:
    return {goal.what: (goal.measured, goal.is_met) for goal in part.goals}


def test_the_second_stage_is_held_to_its_own_goals(figures: dict[str, Any]) -> None:
    goals = told(report.moderation(figures))
    assert goals["Filter, first stage"] == ("13,000 messages/s", False)
    assert goals["Filter, second stage"] == ("420 messages/s", True)
    assert goals["Filter, second stage, p99"] == ("4.2 ms", True)
    assert goals["Filter, ordinary chat that reaches it"] == ("9 %", True)
    figures["everyday"]["passed_on"] = [22, 200]
    assert not told(report.moderation(figures))["Filter, ordinary chat that reaches it"][1]


def test_without_the_second_stage_the_first_is_told_alone(figures: dict[str, Any]) -> None:
    for name in [name for name in figures["rows"] if "stages" in name or "second" in name]:
        del figures["rows"][name]
    del figures["passed_on"], figures["everyday"], figures["second_stage_mb"]
    part = report.moderation(figures)
    assert not [goal for goal in part.goals if "second" in goal.what]
    assert "second stage" not in "\n".join(part.lines)


def test_what_is_found_is_told_with_intervals_and_speed_with_its_range(
    figures: dict[str, Any],
) -> None:
    lines = "\n".join(report.moderation(figures).lines)
    assert "13,000 (12,990 to 13,010)" in lines
    assert "66.2 % (64 to 68)" in lines
