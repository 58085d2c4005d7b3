"""Two hours of a busy bot, compressed: does memory stay flat, and does nothing pile up?

``python -m bench.soak [--json FILE] [--quick]``: the real bot on simcord's Discord, with SQLite on
disk and feeds over HTTP, in virtual time. Rounds of five minutes, in which everything happens that
people do (``soaking/traffic.py``), lie hours apart, so that all that runs by the clock runs many
times: reminders, dailies, housekeeping, backups, the reading of feeds. After each round the process
is looked at, at rest (``soaking/gauges.py``). The first rounds are warm-up; over the others memory
may grow by ``MOST_GROWTH``, and no count may. What grows is named, and then the exit code is 1.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bench.common import ordinary_talk, run
from bench.soaking.gauges import LOOKED_INTO, Sample, grows, growth, look
from bench.soaking.town import Town, open_town
from bench.soaking.traffic import Size, Traffic
from discord_bot.moderation.model import Post

MOST_GROWTH = 0.05
MEMORY = ("memory_mb", "memory_of_children_mb", "python_blocks")
COUNTS = ("tasks", "threads", "files_and_sockets", "sqlite_connections")
WARM_UP = 0.25
"""The share of rounds that is warm-up."""
SLACK = 5
"""How far a container or a class must be above where it was to count as growing."""
SEED = 20261127


@dataclass(frozen=True)
class Soak:
    """How long, and how much. ``texts`` are as many different ones as are written."""

    rounds: int = 24
    houses: int = 2
    busy: float = 300.0
    quiet: float = 3 * 3600.0
    texts: int = 3_000
    second: bool = find_spec("onnxruntime") is not None
    traffic: Size = field(default_factory=Size)


FULL = Soak()
QUICK = Soak(
    rounds=8,
    houses=1,
    texts=200,
    second=False,
    traffic=Size(
        messages=10, breaches=2, questions=2, dailies=1, commands=3, presses=3, arrivals=1
    ),
)


async def soak(size: Soak, plant: Callable[[Town], None] | None = None) -> dict[str, Any]:
    """Run one; ``plant`` may put something into the town before. Returns all figures."""
    from training.data import own_examples

    rng = random.Random(SEED)
    talk = ordinary_talk()[: size.texts]
    breaches = rng.sample(
        [item.text for item in own_examples() if item.label != "ok"], size.texts // 4
    )
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "samples.jsonl"
        opening = open_town(
            Path(folder), houses=size.houses, second=size.second, rng=random.Random(SEED)
        )
        async with opening as town:
            if plant is not None:
                plant(town)
            await settle_down(town, [*talk, *breaches])
            traffic = Traffic(town, rng, size.traffic, talk, breaches)
            for number in range(size.rounds):
                await traffic.round(size.busy)
                await town.env.advance_time(size.quiet)
                town.forget()
                await asyncio.sleep(0)
                sample = look(town.env.backend)
                sample.write(book)
                seconds = time.monotonic() - began
                print(f"{seconds:.0f} s, round {number + 1}: {sample.figures}", file=sys.stderr)
                del sample
            ended = town.env.now()
            errors = {"count": town.faults.count, "first": town.faults.first}
        samples = Sample.read(book)
    return verdict(samples) | {
        "rounds": size.rounds,
        "servers": size.houses,
        "busy_hours": round(size.rounds * size.busy / 3600, 2),
        "virtual_until": ended.isoformat(timespec="minutes"),
        "real_seconds": round(time.monotonic() - began),
        "both_stages": size.second,
        "done": dict(sorted(traffic.done.items())),
        "errors": errors,
    }


async def settle_down(town: Town, texts: list[str]) -> None:
    """Bring to its height at once what would take days to get there, and stays there.

    The filter reads what will be written, since its memory of words is bounded, and full after days
    of talk; and the pool of threads gets all that it may have.
    """
    for text in texts:
        town.services.judge.first(Post(text))
    most = min(32, (os.cpu_count() or 1) + 4)
    await asyncio.gather(*(asyncio.to_thread(time.sleep, 0.1) for _ in range(most)))


# --- what it came to ----------------------------------------------------------------------------


def verdict(samples: list[Sample]) -> dict[str, Any]:
    """What grew after the warm-up, and how everything went."""
    judged = samples[round(len(samples) * WARM_UP) :]
    series = {name: [sample.figures[name] for sample in samples] for name in samples[0].figures}
    after = {name: values[-len(judged) :] for name, values in series.items()}
    shares = {name: round(growth(after[name]), 4) for name in MEMORY}
    grew = [name for name, share in shares.items() if share > MOST_GROWTH]
    grew += [name for name in COUNTS if grows(after[name])]
    named = growing([sample.containers + sample.instances for sample in judged])
    bounded = {name: why for name, ends in named.items() if (why := bound_of(name, ends[1]))}
    piling = {name: ends for name, ends in named.items() if name not in bounded}
    return {
        "warm_up_rounds": len(samples) - len(judged),
        "growth": shares,
        "series": series,
        "grew": [*grew, *piling],
        "piling_up": piling,
        "filling_up": {name: [*named[name], why] for name, why in bounded.items()},
    }


def growing(counts: list[Counter[str]]) -> dict[str, list[int]]:
    """What grew, with the first and last count; of classes those of the bot and its libraries."""
    found = {}
    for name in sorted(set().union(*counts)):
        values = [float(count[name]) for count in counts]
        if name.partition(".")[0] in LOOKED_INTO and grows(values, SLACK):
            found[name] = [int(values[0]), int(values[-1])]
    return found


_DAYS_OF_TALK = "remembered words, emptied at 20,000"
_HEADLINES = "headlines of 183 days, 20,000 at most"
BOUNDED: dict[str, tuple[int, str]] = {
    "cogs._members.DisplayNames._names": (2_000, "the names last met"),
    "cogs.moderation.hearing.Conversations._said": (20_000, "the last words in each channel"),
    "cogs.moderation.hearing.Nicknames._seen": (5_000, "the nicknames last looked at"),
    "cogs.moderation.hearing._Said": (20_000, "the last words in each channel"),
    "cogs.moderation.report.Reporting._weights": (200, "the weights of rules"),
    "discord.channel.DMChannel": (130, "discord.py keeps 128 channels of direct messages"),
    "discord.state.AutoShardedConnectionState._private_channels": (130, "those channels"),
    "discord.user.": (260, "the two ends of those channels"),
    "discord_bot.moderation.classifier.Classifier._coarse_of": (10_000, "kinds of words"),
    "discord_bot.moderation.classifier.Classifier._placed": (20_000, _DAYS_OF_TALK),
    "discord_bot.moderation.entities.Reader": (20_000, _DAYS_OF_TALK),
    "discord_bot.moderation.learning.": (20_000, "texts that moderators ruled on"),
    "discord_bot.moderation.lexicon.Lexicon": (10_000, "words of the lexicon, names of the pack"),
    "discord_bot.moderation.normalize._TABLE": (5_000, "characters met"),
    "discord_bot.moderation.prefilter.": (10_000, "words and kinds of words last met"),
    "discord_bot.moderation.vocabulary.": (45_000, _DAYS_OF_TALK),
    "discord_bot.news.clustering.": (100_000, _HEADLINES),
    "discord_bot.pictures.fonts.": (200, "the sizes of letters in pictures"),
    "discord_bot.recent.": (2_000, "the interactions last met"),
    "discord_bot.trivia.statistics.": (2_000, "a tally for each question"),
    "sqlite3.Statement": (400, "128 prepared statements for each connection"),
}
"""What may grow in these hours, up to how many, and what it is; by the beginning of its name."""


def bound_of(name: str, count: int) -> str | None:
    """What that is which grew and may; None where it may not, or is past its bound."""
    return next(
        (
            f"{why}, at most {most:,}"
            for beginning, (most, why) in BOUNDED.items()
            if name.startswith(beginning) and count <= most
        ),
        None,
    )


def main() -> int:
    outcome: list[dict[str, Any]] = []

    async def measure(size: Soak) -> dict[str, Any]:
        outcome.append(await soak(size))
        return outcome[0]

    run(__doc__, measure, quick=QUICK, full=FULL)
    found = outcome[0]
    for name in found["grew"]:
        print(f"grew: {name} {found['piling_up'].get(name, '')}", file=sys.stderr)
    for text in found["errors"]["first"]:
        print(f"an error was logged: {text}", file=sys.stderr)
    return bool(found["grew"] or found["errors"]["count"])


if __name__ == "__main__":
    sys.exit(main())
