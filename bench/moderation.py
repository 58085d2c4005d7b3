"""The filter beside word lists and a profanity model: time a message, and what each finds.

``python -m bench.moderation [--json FILE] [--quick]``. Peers that are not installed are left out
and named. Times are of one message at a time, as a bot calls, each message new to the judge's
memory of words only as far as its words are. Two floors stand below them: to scan for the same
words with Aho-Corasick, and what discord.py itself takes to make a message of an event and start
its handler. What is found is counted on a sample of the themes kept aside from training; the
filter's own figures there are those that training wrote into ``data/models/first.json``, for the
models that ship have seen these messages meanwhile.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import json
import random
import re
import resource
import time
from collections.abc import Callable, Iterable
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from bench.common import ordinary_talk, write
from discord_bot.moderation.lexicon import load_lexicon
from discord_bot.moderation.loading import load_judge
from discord_bot.moderation.model import Post
from discord_bot.packs import data_directory, load_pack
from training.data import Example, fold_of, own_examples

HARSH = (
    "slur_gay", "slur_trans", "slur_race", "slur_disability", "slur_woman", "insult",
    "strong_insult", "degrading", "dehumanising", "profanity",
)  # fmt: skip
ROUNDS, QUICK_ROUNDS = 5, 2
MESSAGES, QUICK_MESSAGES = 2_000, 300
ROUND_SECONDS = 1.0
"""A round of a slow peer is of fewer messages, so that it takes about so long."""
ASIDE, QUICK_ASIDE = 800, 100
"""How many of the messages kept aside peers are tried on."""
Flags = Callable[[str], bool]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    write(measure(quick=options.quick), options.json)


def measure(*, quick: bool) -> dict[str, Any]:
    rounds = QUICK_ROUNDS if quick else ROUNDS
    chat = ordinary_talk()[: QUICK_MESSAGES if quick else MESSAGES]
    aside = [example for example in own_examples() if fold_of(example.theme) == 0]
    random.Random(1).shuffle(aside)
    aside = aside[: QUICK_ASIDE if quick else ASIDE]
    results: dict[str, Any] = {"messages": len(chat), "aside": len(aside), "rows": {}}
    rows = results["rows"]
    before = _memory()
    judge = load_judge(load_pack(), second=False)
    for text in chat[:50]:
        judge.first(Post(text))
    results["first_stage_mb"] = round(_memory() - before, 1)
    posts = [Post(text, previous=said) for said, text in zip(_before(chat), chat, strict=True)]
    rows["fanbot, first stage"] = speed(lambda text: judge.first(Post(text)), chat, rounds)
    rows["fanbot, first stage"] |= own_figures("first")
    rows["… with what was said before"] = speed(judge.first, posts, rounds)
    words = harsh_words()
    results["words"] = len(words)
    for name, flags in {**peers(words), **floors(words)}.items():
        rows[name] = speed(flags, chat, rounds) | quality(flags, aside)
    rows["floor: discord.py's event to handler"] = asyncio.run(dispatching(chat, rounds))
    before = _memory()
    both = load_judge(load_pack())
    if both.has_second:
        both.check(Post("they seem rather secretive about it"))
        results["second_stage_mb"] = round(_memory() - before, 1)
        rows["fanbot, both stages"] = speed(lambda text: both.check(Post(text)), chat, rounds)
        rows["fanbot, both stages"] |= own_figures("second")
    return results


def _before(texts: list[str]) -> Iterable[tuple[str, ...]]:
    """The two messages before each, which the filter reads for whom a pronoun means."""
    return pairwise([texts[-1], *texts])


def peers(words: list[str]) -> dict[str, Flags]:
    found: dict[str, Flags] = {"compiled word list": word_list(words)}
    try:
        predict = importlib.import_module("profanity_check").predict
        name = f"alt-profanity-check {version('alt-profanity-check')}"
        found[name] = lambda text: bool(predict([text])[0])
    except ImportError as error:
        print(f"left out: alt-profanity-check ({error})")
    try:
        profanity = importlib.import_module("better_profanity").profanity
        profanity.load_censor_words()
        found[f"better-profanity {version('better-profanity')}"] = profanity.contains_profanity
    except ImportError as error:
        print(f"left out: better-profanity ({error})")
    return found


def harsh_words() -> list[str]:
    """All harsh words that the filter knows."""
    lexicon = load_lexicon(data_directory() / "lexicon")
    return sorted({word for name in HARSH for word in lexicon.words_of(lexicon.bit(name))})


def word_list(words: list[str]) -> Flags:
    """One regular expression of all of them."""
    longest_first = sorted(words, key=len, reverse=True)
    pattern = re.compile(
        r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)", re.IGNORECASE
    )
    return lambda text: pattern.search(text) is not None


def floors(words: list[str]) -> dict[str, Flags]:
    """The least that looking for these words can take, wherever in a word they stand."""
    try:
        ahocorasick = importlib.import_module("ahocorasick")
    except ImportError as error:
        print(f"left out: pyahocorasick ({error})")
        return {}
    automaton = ahocorasick.Automaton(ahocorasick.STORE_LENGTH)
    for word in words:
        automaton.add_word(word)
    automaton.make_automaton()
    return {
        "floor: Aho-Corasick": lambda text: next(automaton.iter(text.lower()), None) is not None
    }


def speed(flags: Callable[[Any], object], items: list[Any], rounds: int) -> dict[str, float]:
    """Messages a second and percentiles in microseconds, of the best of some rounds.

    Of the processor's time: what else the machine does is no matter of theirs.
    """
    began = time.perf_counter()
    for item in items[:20]:
        flags(item)
    each_takes = (time.perf_counter() - began) / 20
    few = items[: max(100, int(ROUND_SECONDS / each_takes))]
    best: list[float] = []
    for _ in range(rounds):
        times = []
        for item in few:
            began = time.process_time()
            flags(item)
            times.append(time.process_time() - began)
        if not best or sum(times) < sum(best):
            best = times
    return _percentiles(best)


def _percentiles(times: list[float]) -> dict[str, float]:
    return {
        "messages_per_second": round(len(times) / sum(times)),
        "p50_us": round(float(np.percentile(times, 50)) * 1e6, 1),
        "p99_us": round(float(np.percentile(times, 99)) * 1e6, 1),
        "of": len(times),
    }


async def dispatching(texts: list[str], rounds: int) -> dict[str, float]:
    """What discord.py takes from an event's data to the end of a handler that does nothing."""
    import discord

    from bench.gateway import guild, talk

    class Empty(discord.Client):
        async def on_message(self, message: discord.Message) -> None:
            pass

    best: list[float] = []
    async with Empty(intents=discord.Intents.none(), max_messages=None) as bot:
        await bot._async_setup_hook()  # noqa: SLF001 - what login begins with, without a Discord
        state = bot._connection  # noqa: SLF001 - there is no public door
        state._add_guild_from_data(guild(0, 100))  # type: ignore[arg-type]  # noqa: SLF001
        for _ in range(rounds):
            times = []
            for data in talk(texts, len(texts), guilds=1, seed=1):
                began = time.process_time()
                state.parse_message_create(data)  # type: ignore[arg-type]
                await asyncio.sleep(0)
                times.append(time.process_time() - began)
            if not best or sum(times) < sum(best):
                best = times
    return _percentiles(best)


def quality(flags: Flags, examples: list[Example]) -> dict[str, float]:
    def share(those: list[Example]) -> float:
        return round(float(np.mean([flags(example.text) for example in those])), 3)

    return {
        "found": share([example for example in examples if example.label != "ok"]),
        "false_alarms": share([example for example in examples if example.label == "ok"]),
        "of_oneself": share([example for example in examples if example.group == "self"]),
    }


def own_figures(stage: str) -> dict[str, float]:
    facts = json.loads((data_directory() / "models" / "first.json").read_text(encoding="utf-8"))
    figures = facts["figures"].get(stage)
    if figures is None:
        return {}
    names = {"found": "found", "false_alarms": "false_alarms", "of_oneself": "self"}
    counts = {name: figures[key] for name, key in names.items()}
    return {name: round(hits / total, 3) for name, (hits, total) in counts.items()}


def _memory() -> float:
    """What this process holds, in MB."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().partition("VmRSS:")[2].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
