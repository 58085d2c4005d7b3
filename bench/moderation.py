"""The filter beside word lists and a profanity model: time a message, and what each finds.

``python -m bench.moderation [--json FILE]``. Peers that are not installed are left out and named:
``pip install -r bench/requirements.txt``. Times are of one message at a time, as a bot calls, each
message new to the judge's memory of words only as far as its words are. What is found is counted on
the themes kept aside from training; the filter's own figures there are those that training wrote
into ``data/models/first.json``, for the models that ship have seen these messages meanwhile.
"""

from __future__ import annotations

import argparse
import importlib
import json
import platform
import re
import resource
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from discord_bot.moderation.lexicon import load_lexicon
from discord_bot.moderation.loading import load_judge
from discord_bot.moderation.model import Post
from discord_bot.packs import data_directory, load_pack
from training.data import Example, fold_of, own_examples

ORDINARY = {"ordinary", "affection", "self"}
HARSH = (
    "slur_gay", "slur_trans", "slur_race", "slur_disability", "slur_woman", "insult",
    "strong_insult", "degrading", "dehumanising", "profanity",
)  # fmt: skip
ROUNDS = 5
Flags = Callable[[str], bool]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    examples = own_examples()
    chat = [example.text for example in examples if example.group in ORDINARY]
    aside = [example for example in examples if fold_of(example.theme) == 0]
    before = _memory()
    judge = load_judge(load_pack(), second=False)
    ours = {"fanbot, first stage": lambda text: judge.first(Post(text)).is_breach}
    for text in chat[:50]:
        judge.first(Post(text))
    print(f"memory added by the first stage: {_memory() - before:.0f} MB")
    print(platform.python_version(), platform.processor() or platform.machine())
    results = []
    for name, flags in {**ours, **peers()}.items():
        result = {"name": name, **speed(flags, chat), **quality(flags, aside)}
        if name in ours:
            result |= _own_figures()
        results.append(result)
        print(result)
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


def peers() -> dict[str, Flags]:
    found: dict[str, Flags] = {"compiled word list": word_list()}
    try:
        predict = importlib.import_module("profanity_check").predict
        found["alt-profanity-check"] = lambda text: bool(predict([text])[0])
    except ImportError as error:
        print(f"left out: alt-profanity-check ({error})")
    try:
        profanity = importlib.import_module("better_profanity").profanity
        profanity.load_censor_words()
        found["better-profanity"] = profanity.contains_profanity
    except ImportError as error:
        print(f"left out: better-profanity ({error})")
    return found


def word_list() -> Flags:
    """One regular expression of all harsh words that the filter knows, too."""
    lexicon = load_lexicon(data_directory() / "lexicon")
    words = {word for name in HARSH for word in lexicon.words_of(lexicon.bit(name))}
    longest_first = sorted(words, key=len, reverse=True)
    pattern = re.compile(
        r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)", re.IGNORECASE
    )
    print(f"word list: {len(words)} words")
    return lambda text: pattern.search(text) is not None


def speed(flags: Flags, texts: list[str]) -> dict[str, float]:
    """Messages a second and percentiles in microseconds; the best of some rounds for the mean."""
    few = texts[:2000]
    for text in few[:100]:
        flags(text)
    best = float("inf")
    times: list[float] = []
    for _ in range(ROUNDS):
        each = []
        for text in few:
            began = time.perf_counter()
            flags(text)
            each.append(time.perf_counter() - began)
        if sum(each) < best:
            best, times = sum(each), each
    return {
        "messages_per_second": round(len(few) / best),
        "p50_us": round(float(np.percentile(times, 50)) * 1e6, 1),
        "p99_us": round(float(np.percentile(times, 99)) * 1e6, 1),
    }


def quality(flags: Flags, examples: list[Example]) -> dict[str, float]:
    breaches = [flags(example.text) for example in examples if example.label != "ok"]
    fine = [flags(example.text) for example in examples if example.label == "ok"]
    oneself = [flags(example.text) for example in examples if example.group == "self"]
    return {
        "found": round(float(np.mean(breaches)), 3),
        "false_alarms": round(float(np.mean(fine)), 3),
        "of_oneself": round(float(np.mean(oneself)), 3),
    }


def _own_figures() -> dict[str, float]:
    facts = json.loads((data_directory() / "models" / "first.json").read_text(encoding="utf-8"))
    figures = facts["figures"]["first"]
    names = {"found": "found", "false_alarms": "false_alarms", "of_oneself": "self"}
    counts = {name: figures[key] for name, key in names.items()}
    return {name: round(hits / total, 3) for name, (hits, total) in counts.items()}


def _memory() -> float:
    """The most memory held so far, in MB (Linux counts in KB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
