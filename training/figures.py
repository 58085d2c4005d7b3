"""Put the figures of the models into their card: ``python -m training.figures``.

Reads the counts that training wrote into ``first.json``, and writes them as tables of shares with
Wilson's 95 % intervals into the card.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from discord_bot.moderation.evaluation import Share
from discord_bot.moderation.model import BREACHES
from discord_bot.packs import data_directory

MODELS = data_directory() / "models"
BEGIN, END = "<!-- figures: written by training/figures.py -->", "<!-- end of figures -->"
_HARM = ("explicit", "obfuscated", "implicit")
STRANGERS = {"first_strangers": "first stage alone", "second_strangers": "both stages"}
UNSEEN = {"first_unseen": "first stage alone", "second": "both stages"}

Counts = Mapping[str, Sequence[int]]
"""How many were flagged and of how many, by group and label."""


def main() -> None:
    """Write the tables."""
    figures = json.loads((MODELS / "first.json").read_text(encoding="utf-8"))["figures"]
    lines = [
        *table("by writers who knew the policy alone", STRANGERS, figures),
        "",
        *table("a fifth of all themes", UNSEEN, figures),
    ]
    card = MODELS / "README.md"
    before, _, rest = card.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    text = "\n".join(lines)
    card.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")
    print(text)


def table(of: str, stages: Mapping[str, str], figures: Mapping[str, Counts]) -> Iterator[str]:
    """The lines of a Markdown table: of what, how many there are, and the share at each stage."""
    counts = figures[next(iter(stages))]
    yield f"| {of} | messages | {' | '.join(stages.values())} |"
    yield f"| --- | ---: | {' | '.join('---' for _ in stages)} |"
    for name, key in _rows(counts):
        shares = [_written(Share(*figures[stage].get(key, (0, 0)))) for stage in stages]
        total = "of those found" if key == "label_right" else str(counts[key][1])
        yield f"| {name} | {total} | {' | '.join(shares)} |"


def _rows(counts: Counts) -> Iterator[tuple[str, str]]:
    """What each row says, and the key of its figure."""
    yield "**breaches found**", "found"
    for group in _HARM:
        yield f"… {group}", group
    for label in BREACHES:
        yield f"… {label}", f"label {label}"
    yield "label right", "label_right"
    yield "**false alarms on what is ok**", "false_alarms"
    fine = set(counts) - {"found", "false_alarms", "label_right", *_HARM}
    for group in sorted(group for group in fine if not group.startswith("label ")):
        yield f"… {group}", group


def _written(share: Share) -> str:
    if share.value is None or share.interval is None:
        return "–"
    low, high = share.interval
    return f"{share.value:.1%} ({low:.0%} to {high:.0%})"


if __name__ == "__main__":
    main()
