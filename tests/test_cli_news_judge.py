"""``fanbot news judge`` as other programs call it: in a process of its own, through pipes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.test_cli import environment

KEYS = ["about_show", "kind", "gossip", "spoiler_season", "story_id", "why"]


def judged(
    directory: Path, rows: list[object], *options: str
) -> tuple[list[dict[str, Any]], str, int]:
    """What comes back of rows, texts as they are: the answers, standard error, the exit code."""
    given = "".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows)
    done = subprocess.run(
        [sys.executable, "-m", "discord_bot", "news", "judge", *options],
        cwd=directory,
        env=environment(),
        input=given.encode(),
        capture_output=True,
        timeout=120,
        check=False,
    )
    answers = [json.loads(line) for line in done.stdout.decode().splitlines()]
    return answers, done.stderr.decode(), done.returncode


@pytest.mark.slow
def test_each_line_is_answered_in_order_and_bad_ones_in_their_place(tmp_path: Path) -> None:
    answers, told, code = judged(
        tmp_path,
        [
            {
                "title": "Heartstopper renewed for season 4",
                "summary": "Netflix has ordered more.",
                "link": "https://deadline.com/2024/10/heartstopper-renewed-123456/?utm_source=x",
                "published": "2024-10-20T09:00:00+01:00",
            },
            {"title": "Netflix renews Heartstopper for a fourth season", "summary": None},
            "not json",
            {"summary": "no title"},
            {"title": "Kit Connor joins a war film", "published": "next week"},
            {"title": "Who is Kit Connor dating? Insiders claim to know"},
            {"title": "Heartstopper season 2 ending explained", "summary": "", "link": "https://["},
            {
                "title": "'Heartstopper' lives on",
                "link": "https://deadline.com/2024/10/heartstopper-renewed-123456/amp/",
                "published": "2024-10-20T12:00:00Z",
            },
            "",
        ],
    )
    assert code == 1
    assert [line.split(":")[0] for line in told.splitlines()] == [
        f"line {number}" for number in (3, 4, 5, 9)
    ]
    renewal, again, broken, untitled, untimed, gossip, ending, amp, empty = answers
    for answer in (renewal, again, gossip, ending, amp):
        assert list(answer) == KEYS
    assert (renewal["about_show"], renewal["kind"]) == (True, "renewal")
    assert renewal["story_id"] == again["story_id"] == amp["story_id"]
    assert len({renewal["story_id"], gossip["story_id"], ending["story_id"]}) == 3
    assert gossip["gossip"]
    assert not gossip["about_show"]
    assert (ending["spoiler_season"], renewal["spoiler_season"]) == (2, None)
    assert "is not JSON" in broken["error"]
    assert 'has no "title"' in untitled["error"]
    assert "published" in untimed["error"]
    assert "is not JSON" in empty["error"]


@pytest.mark.slow
def test_another_pack_is_asked_of_its_own_show(tmp_path: Path) -> None:
    tiny = Path(__file__).parent / "packs" / "tiny"
    answers, told, code = judged(
        tmp_path, [{"title": "Lantern Street gets a third series"}], "--pack", str(tiny)
    )
    assert (code, told) == (0, "")
    assert answers[0]["about_show"]
    assert any("Lantern Street" in clause for clause in answers[0]["why"])
