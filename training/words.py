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
_DISGUISED = 0.15
"""A theme with signs in the words of more messages than this spells its other words oddly, too."""
_SIGNS = re.compile(r"[a-z][0-9@$*!.][a-z]", re.IGNORECASE)
_DROPPED = re.compile(r"[^aeiouy]{3,}\Z")
"""Short forms have no vowels, as disguises do; what is none is written often."""
_STRETCHED = re.compile(r"(.)\1\1")


def known_words(examples: list[Example], public: Path | None) -> list[str]:
    """Words of two messages of ours, or of five public ones, in order.

    Themes of disguises and typing errors are not asked: what they write is to be read as a word.
    """
    counts: Counter[str] = Counter()
    odd = _disguised_themes(examples)
    for example in examples:
        if example.theme not in odd:
            counts.update(set(normalize(example.text).tokens))
    common = {
        word for word, count in counts.items() if count > (_OFTEN if _DROPPED.match(word) else 1)
    }
    if public is not None:
        common |= {word for word, count in public_words(public).items() if count >= _OFTEN}
    # With "'s" a name would be a word of its own; those that are no names are in the lexicon.
    return sorted(
        word
        for word in common
        if _WORD.match(word)
        and len(word) > 1
        and not word.endswith("'s")
        and not _STRETCHED.search(word)
    )


def _disguised_themes(examples: list[Example]) -> set[str]:
    messages = Counter(example.theme for example in examples)
    signed = Counter(example.theme for example in examples if _SIGNS.search(example.text))
    return {
        theme
        for theme, count in signed.items()
        if messages[theme] > 1 and count > _DISGUISED * messages[theme]
    }
