"""All measurements, one after another, and a report of them.

``python -m bench [--quick] [NAME …]``: each of ``BENCHES`` in a process of its own, its figures to
``bench/raw/<name>.json``, then ``bench/REPORT.md`` of all figures that are there. One that fails
is named, and the others go on; the exit code tells. Those of ``LONG`` are taken only when they are
named. ``--quick`` tries everything in little, and writes to ``build/bench``, so that figures
that say little replace none. ``--report`` measures nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from bench import report

ROOT = Path(__file__).resolve().parents[1]
BENCHES = {
    "moderation": "the filter beside word lists and models",
    "message_path": "the whole way of a message",
    "profiles": "where a message's time goes",
    "trivia_clicks": "clicks in 200 games",
    "storage": "short transactions",
    "feeds_parse": "reading feeds",
    "news_cycle": "a round over 1,000 feeds",
    "news_clustering": "news sorted into stories",
    "starting": "from start to ready",
    "idle_memory": "what an idle bot holds",
    "soak": "two busy hours",
}
LONG = frozenset({"soak"})
"""Too long to be taken with the others each time."""
PATIENCE, LONG_PATIENCE = 900, 3600
"""Seconds after which a measurement is given up."""
PACKAGES = ("discord.py", "aiohttp", "numpy", "onnxruntime", "orjson", "aiosqlite", "feedparser")


def machine() -> dict[str, Any]:
    """What the figures are of."""
    cpu = next(
        (
            line.partition(":")[2].strip()
            for line in _lines("/proc/cpuinfo")
            if line.startswith("model name")
        ),
        "unknown processor",
    )
    total = next((line for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), "")
    return {
        "processor": cpu,
        "cores": os.cpu_count(),
        "memory_gb": round(int(total.split()[1]) / 2**20) if total else None,
        "system": f"{os.uname().sysname} {os.uname().release}",
        "python": sys.version.split()[0],
        "packages": {name: _version(name) for name in PACKAGES},
        "commit": _commit(),
    }


def _lines(path: str) -> list[str]:
    return Path(path).read_text().splitlines() if Path(path).exists() else []


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _commit() -> str | None:
    try:
        command = ["git", "rev-parse", "--short", "HEAD"]
        return subprocess.run(
            command, cwd=ROOT, check=True, capture_output=True, text=True
        ).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return None


def run(name: str, raw: Path, *, quick: bool) -> bool:
    """Take one measurement; returns whether it came to its end, and found nothing amiss.

    One that finds something says so by its exit code, too; its figures are kept all the same.
    """
    with tempfile.TemporaryDirectory() as folder:
        return _run(name, raw / f"{name}.json", Path(folder) / "taken.json", quick=quick)


def _run(name: str, path: Path, taken: Path, *, quick: bool) -> bool:
    command = [sys.executable, "-m", f"bench.{name}", "--json", str(taken)]
    patience = LONG_PATIENCE if name in LONG else PATIENCE
    load, began = os.getloadavg()[0], time.monotonic()
    print(f"{name}: {BENCHES[name]} … ", end="", flush=True)
    try:
        done = subprocess.run(
            command + ["--quick"] * quick,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=patience,
            check=False,
        )
    except subprocess.TimeoutExpired:
        print(f"given up after {patience} s")
        return False
    seconds = time.monotonic() - began
    if done.returncode:
        print(f"failed after {seconds:.0f} s:\n{done.stderr[-3000:]}")
        if not taken.exists():
            return False
    else:
        print(f"{seconds:.0f} s")
    figures = json.loads(taken.read_text(encoding="utf-8"))
    conditions = {
        "at": datetime.now(UTC).isoformat(timespec="minutes"),
        "seconds": round(seconds),
        "load_before": round(load, 1),
        "load_after": round(os.getloadavg()[0], 1),
        "quick": quick,
        **machine(),
    }
    text = json.dumps({"conditions": conditions, "figures": figures}, indent=1, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")
    return not done.returncode


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *BENCHES], metavar="NAME")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--report", action="store_true")
    options = parser.parse_args()
    folder = ROOT / "build" / "bench" if options.quick else ROOT / "bench"
    raw = folder / "raw"
    raw.mkdir(parents=True, exist_ok=True)
    names = (
        [] if options.report else options.names or [name for name in BENCHES if name not in LONG]
    )
    failed = [name for name in names if not run(name, raw, quick=options.quick)]
    (folder / "REPORT.md").write_text(report.write(raw), encoding="utf-8")
    print(f"{folder / 'REPORT.md'} is written")
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
