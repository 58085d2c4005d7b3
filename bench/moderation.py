"""The filter beside word lists and a profanity model: time a message, and what each finds.

``python -m bench.moderation [--json FILE] [--quick]``. Peers that are not installed are left out
and named. Times are of one message at a time, as a bot calls: after a warm-up with other messages,
each is timed once, and known to the judge only as far as its words are. The second stage
is timed on those of them that the first passes on; how many of ordinary chat those are is told of
``everyday.txt``, which no model has learnt from, for of what it has learnt a model is surer. Two
floors stand below them: to scan for the
same words with Aho-Corasick, and what discord.py itself takes to make a message of an event and
start its handler. What is found is counted on messages that the measured models had not seen, by
writers who knew the policy alone; the filter's own figures there are those that training wrote into
``data/models/first.json``, for the models that ship have seen these messages meanwhile.
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
from collections.abc import Callable, Iterable, Sequence
from importlib.metadata import version
from itertools import chain, pairwise
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

import numpy as np

from bench.common import ordinary_talk, write
from discord_bot.moderation.judge import Judge
from discord_bot.moderation.lexicon import load_lexicon
from discord_bot.moderation.loading import load_judge
from discord_bot.moderation.model import Label, Post, Verdict
from discord_bot.packs import data_directory, load_pack
from training.data import STRANGERS, Example, fold_of, own_examples

HARSH = (
    "slur_gay", "slur_trans", "slur_race", "slur_disability", "slur_woman", "insult",
    "strong_insult", "degrading", "dehumanising", "profanity",
)  # fmt: skip
ROUNDS, QUICK_ROUNDS = 5, 2
MESSAGES, QUICK_MESSAGES = 2_000, 300
"""Of each round, and of the warm-up before them."""
ROUND_SECONDS = 1.0
"""A round of a slow peer is of fewer messages, so that it takes about so long."""
QUICK_ASIDE = 100
MODELS = data_directory() / "models"
EVERYDAY = Path(__file__).parent / "everyday.txt"
Flags = Callable[[str], bool]
Item = TypeVar("Item")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    write(measure(quick=options.quick), options.json)


def measure(*, quick: bool) -> dict[str, Any]:
    size, count = (QUICK_MESSAGES, QUICK_ROUNDS) if quick else (MESSAGES, ROUNDS)
    chat = list(dict.fromkeys(ordinary_talk()))[: size * (count + 1)]
    warm, *rounds = in_pieces(chat, size)
    aside = unseen_examples()
    if quick:
        random.Random(1).shuffle(aside)
        aside = aside[:QUICK_ASIDE]
    results: dict[str, Any] = {
        "messages": size,
        "rounds": len(rounds),
        "aside": len(aside),
        "rows": {},
    }
    rows = results["rows"]
    before = _memory()
    judge = load_judge(load_pack(), second=False)
    judge.warm_up()  # as the bot does once it is connected
    for text in chat[:50]:
        judge.first(Post(text))
    results["first_stage_mb"] = round(_memory() - before, 1)

    def first(text: str) -> object:
        return judge.first(Post(text))

    rows["fanbot, first stage"] = speed(first, warm, rounds) | own_figures("first", aside)
    rows["… the last round's messages again"] = speed(first, rounds[-1], rounds[-1:])
    posts = [Post(text, previous=said) for said, text in zip(_before(chat), chat, strict=True)]
    # Another judge, to whom these messages are new again.
    judge = load_judge(load_pack(), second=False)
    warm_posts, *post_rounds = in_pieces(posts, size)
    rows["… with what was said before"] = speed(judge.first, warm_posts, post_rounds)
    words = harsh_words()
    results["words"] = len(words)
    for name, flags in {**peers(words), **floors(words)}.items():
        rows[name] = speed(flags, warm, rounds) | quality(flags, aside)
    rows["floor: discord.py's event to handler"] = asyncio.run(dispatching(warm, rounds))
    before = _memory()
    both = load_judge(load_pack())
    if both.has_second:
        both.check(Post("they seem rather secretive about it"))
        results["second_stage_mb"] = round(_memory() - before, 1)
        rows["fanbot, both stages"] = speed(lambda text: both.check(Post(text)), warm, rounds)
        rows["fanbot, both stages"] |= own_figures("second", aside)
        both = load_judge(load_pack())
        warming, *asked = [passed_on(both, piece) for piece in (warm, *rounds)]
        rows["… second stage alone, of what reaches it"] = speed(
            lambda passed: both.second(*passed), warming, asked
        )
        results["passed_on"] = [sum(map(len, asked)), sum(map(len, rounds))]
        everyday = everyday_talk()
        results["everyday"] = {
            "passed_on": [len(passed_on(both, everyday)), len(everyday)],
            "flagged": quality(
                lambda text: both.check(Post(text)).is_breach,
                [Example(text, Label.OK, "ordinary", EVERYDAY.stem) for text in everyday],
            )["false_alarms"],
        }
    return results


def in_pieces(items: Sequence[Item], size: int) -> list[Sequence[Item]]:
    """The items in their order, ``size`` at a time."""
    return [items[start : start + size] for start in range(0, len(items), size)]


def passed_on(judge: Judge, texts: Iterable[str]) -> list[tuple[Post, Verdict]]:
    """Those of the messages that the first stage asks the second about, with what it says."""
    judged = [(post, judge.first(post)) for post in map(Post, texts)]
    return [(post, verdict) for post, verdict in judged if judge.is_unsure(verdict)]


def everyday_talk() -> list[str]:
    """The messages of a chat in which nothing is amiss, as they follow each other."""
    return EVERYDAY.read_text(encoding="utf-8").splitlines()


def unseen_examples() -> list[Example]:
    """What the shipped figures are of: by writers who knew the policy alone, kept from training."""
    seen = json.loads((MODELS / "encoder.json").read_text(encoding="utf-8"))["themes"]
    return [
        example
        for example in own_examples()
        if example.theme.startswith(STRANGERS)
        and fold_of(example.theme) == 0
        and example.theme not in seen
    ]


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


def speed(
    flags: Callable[[Item], object], warm: Sequence[Item], rounds: Sequence[Sequence[Item]]
) -> dict[str, Any]:
    """Messages a second and percentiles in microseconds; after ``warm``, each item is timed once.

    Of the processor's time: what else the machine does is no matter of theirs.
    """
    few = warm[:20]
    began = time.perf_counter()
    for item in few:
        flags(item)
    most = max(100, int(ROUND_SECONDS * len(few) / (time.perf_counter() - began)))
    for item in warm[:most]:
        flags(item)
    taken = []
    for items in rounds:
        times = []
        for item in items[:most]:
            began = time.process_time()
            flags(item)
            times.append(time.process_time() - began)
        taken.append(times)
    return _summed_up(taken)


def _summed_up(rounds: Iterable[list[float]]) -> dict[str, Any]:
    """The median round with the slowest and the fastest, and percentiles of all messages."""
    taken = [times for times in rounds if times]
    if not taken:
        return {"messages_per_second": None, "p50_us": None, "p99_us": None, "of": 0}
    rates = sorted(len(times) / sum(times) for times in taken)
    whole = list(chain.from_iterable(taken))
    return {
        "messages_per_second": round(median(rates)),
        "of_rounds": [round(rates[0]), round(rates[-1])],
        "p50_us": round(float(np.percentile(whole, 50)) * 1e6, 1),
        "p99_us": round(float(np.percentile(whole, 99)) * 1e6, 1),
        "of": len(whole),
    }


async def dispatching(warm: Sequence[str], rounds: Sequence[Sequence[str]]) -> dict[str, Any]:
    """What discord.py takes from an event's data to the end of a handler that does nothing."""
    import discord

    from bench.gateway import guild, talk

    class Empty(discord.Client):
        async def on_message(self, message: discord.Message) -> None:
            pass

    taken: list[list[float]] = []
    async with Empty(intents=discord.Intents.none(), max_messages=None) as bot:
        await bot._async_setup_hook()  # noqa: SLF001 - what login begins with, without a Discord
        state = bot._connection  # noqa: SLF001 - there is no public door
        state._add_guild_from_data(guild(0, 100))  # type: ignore[arg-type]  # noqa: SLF001
        for seed, texts in enumerate((warm, *rounds)):
            times = []
            for data in talk(texts, len(texts), guilds=1, seed=seed):
                began = time.process_time()
                state.parse_message_create(data)  # type: ignore[arg-type]
                await asyncio.sleep(0)
                times.append(time.process_time() - began)
            taken.append(times)
    return _summed_up(taken[1:])


def quality(flags: Flags, examples: Sequence[Example]) -> dict[str, Any]:
    """How many were flagged and of how many."""
    flagged = [(example, flags(example.text)) for example in examples]

    def count(those: Callable[[Example], bool]) -> list[int]:
        given = [hit for example, hit in flagged if those(example)]
        return [sum(given), len(given)]

    return {
        "found": count(lambda example: example.label != Label.OK),
        "false_alarms": count(lambda example: example.label == Label.OK),
        "of_oneself": count(lambda example: example.group == "self"),
    }


def own_figures(stage: str, examples: Sequence[Example]) -> dict[str, Any]:
    """What training wrote down of ``examples``, with which the measured models had not learnt."""
    facts = json.loads((MODELS / "first.json").read_text(encoding="utf-8"))
    figures = facts["figures"][f"{stage}_strangers"]
    breaches = sum(example.label != Label.OK for example in examples)
    there = [breaches, len(examples) - breaches]
    if there != [figures["found"][1], figures["false_alarms"][1]]:
        print(f"left out: what fanbot finds ({stage} stage), for it was measured on others")
        return {}
    names = {"found": "found", "false_alarms": "false_alarms", "of_oneself": "self"}
    return {name: figures[key] for name, key in names.items()}


def _memory() -> float:
    """What this process holds, in MB."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().partition("VmRSS:")[2].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
