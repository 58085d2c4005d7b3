"""Put the figures of the models where they are told: ``python -m training.figures``.

Reads the counts that training wrote into ``first.json``, and writes them as tables of shares with
Wilson's 95 % intervals into the models' card, and a short one into the filter's documentation.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from discord_bot.moderation.evaluation import Share
from discord_bot.moderation.model import BREACHES
from discord_bot.packs import data_directory

TENTHS = 10
"""Of which ``training.report.calibration`` counts how much is in each."""

MODELS = data_directory() / "models"
CARD = MODELS / "README.md"
DOCUMENTATION = Path(__file__).parents[1] / "docs" / "moderation.md"
BEGIN, END = "<!-- figures: written by training/figures.py -->", "<!-- end of figures -->"
_HARM = ("explicit", "obfuscated", "implicit")
STRANGERS = {"first_strangers": "first stage alone", "second_strangers": "both stages"}
UNSEEN = {"first_unseen": "first stage alone", "second": "both stages"}
_IN_SHORT = {
    "found": "**breaches found**",
    "explicit": "… said outright",
    "obfuscated": "… in disguise",
    "implicit": "… as a hint",
    "label_right": "the right rule named",
    "false_alarms": "**false alarms on what is fine**",
    "self": "… on people speaking of themselves",
    "character": "… on talk of characters",
    "counter": "… on answering back",
}

Counts = Mapping[str, Sequence[int]]
"""How many were flagged and of how many, by group and label."""


def main() -> None:
    """Write the tables."""
    for path, text in written().items():
        path.write_text(text, encoding="utf-8")
        print(path, text.partition(BEGIN)[2].partition(END)[0], sep="\n")


def written() -> dict[Path, str]:
    """The documents with the tables of the figures that are there, by their paths."""
    facts = json.loads((MODELS / "first.json").read_text(encoding="utf-8"))
    figures = facts["figures"]
    of_strangers = "by writers who knew the policy alone"
    counts = figures[next(iter(STRANGERS))]
    rows = [(name, key) for key, name in _IN_SHORT.items()]
    card = [
        *table(of_strangers, STRANGERS, figures, _rows(counts)),
        "",
        *table("a fifth of all themes", UNSEEN, figures, _rows(figures[next(iter(UNSEEN))])),
        "",
        *reliability(facts["calibration"]),
    ]
    short = table(of_strangers, STRANGERS, figures, rows)
    return {CARD: _with(CARD, card), DOCUMENTATION: _with(DOCUMENTATION, short)}


def _with(path: Path, lines: Iterable[str]) -> str:
    """The document's text with ``lines`` between the marks."""
    before, begins, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    _, ends, after = rest.partition(END)
    if not (begins and ends):
        raise ValueError(f"{path} does not say where figures begin and end: {BEGIN} … {END}")
    return "\n".join([before + BEGIN, *lines, END + after])


def table(
    of: str,
    stages: Mapping[str, str],
    figures: Mapping[str, Counts],
    rows: Iterable[tuple[str, str]],
) -> Iterator[str]:
    """The lines of a Markdown table: of what, how many there are, and the share at each stage.

    ``rows`` are what each says, and the key of its figure.
    """
    counts = figures[next(iter(stages))]
    yield f"| {of} | messages | {' | '.join(stages.values())} |"
    yield f"| --- | ---: | {' | '.join('---' for _ in stages)} |"
    for name, key in rows:
        shares = [_written(Share(*figures[stage].get(key, (0, 0)))) for stage in stages]
        total = "of those found" if key == "label_right" else str(counts.get(key, (0, 0))[1])
        yield f"| {name} | {total} | {' | '.join(shares)} |"


def reliability(bins: Mapping[str, Sequence[Sequence[float]]]) -> Iterator[str]:
    """The lines of a table of what confidences in a breach were worth, by stage and tenths."""
    yield "| confidence | first stage alone: breaches | of | both stages: breaches | of |"
    yield "| --- | --- | ---: | --- | ---: |"
    by_tenth = [{int(row[0] * TENTHS): row for row in bins[stage]} for stage in ("first", "second")]
    for tenth in range(TENTHS):
        cells = []
        for rows in by_tenth:
            _, breaches, total = rows.get(tenth, (0, 0, 0))
            cells += [_written(Share(int(breaches), int(total))), str(int(total))]
        low = 100 // TENTHS * tenth
        yield f"| {low}% to {low + 100 // TENTHS}% | {' | '.join(cells)} |"


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
