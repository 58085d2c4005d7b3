"""Which words are meant as they stand: what is not among them may be a typo or a disguise."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from discord_bot.moderation.normalize import normalize
from training.data import Example, public_words

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?\Z")
_OFTEN = 5
"""In tweets, a word of fewer messages may be a typo."""


def known_words(examples: list[Example], public: Path | None) -> list[str]:
    """Words of two messages of ours, or of five public ones, in order."""
    counts: Counter[str] = Counter()
    for example in examples:
        counts.update(set(normalize(example.text).tokens))
    common = {word for word, count in counts.items() if count > 1}
    if public is not None:
        common |= {word for word, count in public_words(public).items() if count >= _OFTEN}
    # With "'s" a name would be a word of its own; those that are no names are in the lexicon.
    return sorted(
        word for word in common if _WORD.match(word) and len(word) > 1 and not word.endswith("'s")
    )
