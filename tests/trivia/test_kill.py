"""kill -9 at any moment: no answer is lost or counted twice, and play goes on."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TINY = ROOT / "tests" / "packs" / "tiny"
KILLS = 6


def run_until_killed(database: Path, rng: random.Random) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.trivia.hammer", str(database), str(TINY)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "ready\n"
        time.sleep(rng.uniform(0.2, 0.9))
        assert process.poll() is None, "it must still be playing"
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def one(connection: sqlite3.Connection, sql: str) -> int:
    return int(connection.execute(sql).fetchone()[0])


@pytest.mark.slow
def test_killed_at_any_moment_no_score_is_lost_or_counted_twice(tmp_path: Path) -> None:
    database, rng = tmp_path / "killed.db", random.Random(20260301)
    closed_before = 0
    for _ in range(KILLS):
        run_until_killed(database, rng)
        connection = sqlite3.connect(database)
        try:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            lost = one(
                connection,
                "SELECT COUNT(*) FROM trivia_answers a JOIN trivia_rounds r USING (round_id)"
                " LEFT JOIN trivia_points p ON p.source = 'round' AND p.source_id = r.round_id"
                " AND p.user_id = a.user_id WHERE r.closed_at IS NOT NULL AND p.user_id IS NULL",
            )
            early = one(
                connection,
                "SELECT COUNT(*) FROM trivia_points p JOIN trivia_rounds r"
                " ON r.round_id = p.source_id WHERE r.closed_at IS NULL",
            )
            # The statistics are counted in the same transaction as the points, and without names.
            uneven = one(
                connection,
                "SELECT ABS((SELECT COUNT(*) FROM trivia_points)"
                " - (SELECT COALESCE(SUM(answered), 0) FROM trivia_question_stats))",
            )
            open_twice = one(
                connection,
                "SELECT COUNT(*) FROM (SELECT channel_id FROM trivia_games WHERE ended_at IS NULL"
                " GROUP BY channel_id HAVING COUNT(*) > 1)",
            )
            assert (lost, early, uneven, open_twice) == (0, 0, 0, 0)
            closed = one(connection, "SELECT COUNT(*) FROM trivia_rounds WHERE closed_at NOT NULL")
            assert closed > closed_before, "play goes on after each kill"
            closed_before = closed
        finally:
            connection.close()
