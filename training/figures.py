"""Put the figures of the models into their card: ``python -m training.figures --development FILE``.

Reads the shares that training wrote into ``first.json``, counts the messages kept aside that they
are shares of, and writes both as a table with Wilson's 95 % intervals into the card.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from discord_bot.moderation.evaluation import Share
from discord_bot.moderation.model import BREACHES, Label
from discord_bot.packs import data_directory
from training.data import Example, development_examples, digest, fold_of, own_examples

MODELS = data_directory() / "models"
BEGIN, END = "<!-- figures: written by training/figures.py -->", "<!-- end of figures -->"
_ASIDE = 0
_HARM = ("explicit", "obfuscated", "implicit")
STAGES = {"first": "first stage alone", "second": "both stages"}


def main() -> None:
    """Write the table, or say why it would not be true."""
    parser = argparse.ArgumentParser(prog="python -m training.figures", description=__doc__)
    parser.add_argument("--development", type=Path, required=True)
    ours = own_examples() + development_examples(parser.parse_args().development)
    facts = json.loads((MODELS / "first.json").read_text(encoding="utf-8"))
    if facts["data"] != digest(ours):
        raise SystemExit(
            "the models were trained on other messages: train anew, or go back to them"
        )
    aside = [example for example in ours if fold_of(example.theme) == _ASIDE]
    lines = "\n".join(table(aside, facts["figures"]))
    card = MODELS / "README.md"
    before, _, rest = card.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    card.write_text(f"{before}{BEGIN}\n{lines}\n{END}{after}", encoding="utf-8")
    print(lines)


def table(aside: Iterable[Example], figures: Mapping[str, Mapping[str, float]]) -> Iterator[str]:
    """The lines of a Markdown table: of what, how many there are, and the share at each stage."""
    counts = _counts(aside)
    yield f"| on themes kept aside | messages | {' | '.join(STAGES.values())} |"
    yield "| --- | ---: | --- | --- |"
    for name, key in _rows(counts):
        shares = [_share(figures[stage], key, counts) for stage in STAGES]
        total = str(counts[key]) if key != "label_right" else "of those found"
        yield f"| {name} | {total} | {' | '.join(map(_written, shares))} |"


def _counts(aside: Iterable[Example]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for example in aside:
        is_breach = example.label != Label.OK
        counts[example.group] += 1
        counts["found" if is_breach else "false_alarms"] += 1
        if is_breach:
            counts[f"label {example.label}"] += 1
    return counts


def _rows(counts: Counter[str]) -> Iterator[tuple[str, str]]:
    """What each row says, and the key of its figure."""
    yield "**breaches found**", "found"
    for group in _HARM:
        yield f"… {group}", group
    for label in BREACHES:
        yield f"… {label}", f"label {label}"
    yield "label right", "label_right"
    yield "**false alarms on what is ok**", "false_alarms"
    fine = set(counts) - {"found", "false_alarms", *_HARM}
    for group in sorted(group for group in fine if not group.startswith("label ")):
        yield f"… {group}", group


def _share(figures: Mapping[str, float], key: str, counts: Counter[str]) -> Share:
    """A share as hits of a total: of the found ones for ``label_right``, else of all."""
    total = counts[key]
    if key == "label_right":
        total = round(figures["found"] * counts["found"])
    return Share(round(figures.get(key, 0.0) * total), total)


def _written(share: Share) -> str:
    if share.value is None or share.interval is None:
        return "–"
    low, high = share.interval
    return f"{share.value:.1%} ({low:.0%} to {high:.0%})"


if __name__ == "__main__":
    main()
