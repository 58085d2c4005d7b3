"""Everything that there is to train on, read once."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from discord_bot.moderation.entities import Reader
from discord_bot.moderation.judge import RuleSet
from discord_bot.moderation.lexicon import Lexicon, load_lexicon
from discord_bot.moderation.loading import make_reader, names_of
from discord_bot.moderation.model import Post
from discord_bot.moderation.rules import RULES
from discord_bot.moderation.transformer import EncoderText, encoder_input
from discord_bot.packs import data_directory, load_pack
from training.data import Example, development_examples, digest, own_examples, public_examples
from training.pool import pool_of
from training.words import known_words


@dataclass(frozen=True, slots=True)
class Sets:
    """Our labelled messages, composed sentences, public ones, and what nobody has labelled."""

    ours: list[Example]
    composed: list[Example]
    public: list[Example]
    pool: list[Example]
    words: list[str]
    lexicon: Lexicon
    reader: Reader

    def texts(self, examples: Sequence[Example]) -> list[EncoderText]:
        """What the encoder is given of each, by the code that ships."""
        return [encoder_input(self.reader, Post(e.text, reply_to=e.reply_to)) for e in examples]


def load_sets(
    development: Path, public: Path | None, seed: int, weight: float, composed: list[Example]
) -> Sets:
    """Read the sets and print what they are; ``weight`` is that of a development message."""
    own = own_examples()
    theirs = [replace(example, weight=weight) for example in development_examples(development)]
    pairs = public_examples(public, 1.0) if public else []
    random.Random(seed).shuffle(pairs)
    ours = own + theirs
    pool = pool_of(ours, public, seed)
    for name, part in (
        ("own", own),
        ("development", theirs),
        ("composed", composed),
        ("public", pairs),
    ):
        print(f"{name}: {len(part)} {digest(part)} {dict(Counter(e.label for e in part))}")
    print(f"pool: {len(pool)} without labels")
    words = known_words(ours, public)
    lexicon = load_lexicon(data_directory() / "lexicon")
    # Compiling the rules gives literal words their bits, so it comes before the reader.
    RuleSet(RULES, lexicon)
    return Sets(
        ours,
        composed,
        pairs,
        pool,
        words,
        lexicon,
        make_reader(lexicon, names_of(load_pack()), words),
    )
