"""From a fact to a question: which wording is taken, which wrong answers, and how far it spoils.

Everything is chosen by a hash of the question's id and never by a place in a list. A further row
in a pack's tables therefore leaves ids, prompts and answers as they are, and a wrong answer gives
way only to one that names the new row.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from discord_bot.folding import fold
from discord_bot.pack_files import Difficulty
from discord_bot.pack_rules import GENERATED_PREFIX
from discord_bot.trivia.model import Origin, Question
from discord_bot.wording import Texts

WORDING = "trivia.generated"
"""The table of the wording file that has the templates, one table for each kind of question."""
LEAST, MOST = 3, 5
"""Wrong answers that a multiple-choice question needs, and that are kept to draw from."""
MAX_CHOICE, MAX_PROMPT, MAX_EXPLANATION = 80, 300, 400
"""The same limits in characters as for written questions; a button holds 80."""


@dataclass(frozen=True, slots=True)
class Option:
    """A wrong answer that may be offered: the farther from the right one, the later it is taken.

    Among equally near ones a hash of ``key`` decides, or of the text where there is no key.
    """

    text: str
    spoils: int = 0
    distance: int = 0
    key: str = ""


@dataclass(frozen=True, slots=True)
class Recipe:
    """A question before its wording and its wrong answers are chosen.

    ``season`` is the earliest that prompt, answer and explanation allow; ``values`` fill both
    templates. ``explanation`` names the template in the kind's table, or is None. ``typed`` is as
    in ``Question``; with it, a recipe for which too few options are left becomes a typed-only
    question, and without it, none.
    """

    id: str
    kind: str
    answer: str
    options: Sequence[Option]
    difficulty: Difficulty
    season: int
    category: str
    source: str
    values: Mapping[str, object] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    explanation: str | None = "explanation"
    typed: bool = True


def digest(*parts: object) -> int:
    """A number that is the same for the same parts on every machine and in every run."""
    text = "\x1f".join(map(str, parts))
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest())


def write(recipe: Recipe, texts: Texts) -> Question | None:
    """The question of a recipe, or None where it would break a limit or has no wrong answers."""
    identity = GENERATED_PREFIX + recipe.id
    table = f"{WORDING}.{recipe.kind}"
    variants = texts.variants(f"{table}.prompt")
    if not variants:
        raise KeyError(f"{table}.prompt")
    key = min(variants, key=lambda variant: digest(identity, variant))
    prompt = texts(key, **recipe.values)
    explanation = (
        texts(f"{table}.{recipe.explanation}", **recipe.values) if recipe.explanation else ""
    )
    wrong = _pick(identity, recipe)
    if len(wrong) < LEAST:
        if not recipe.typed:
            return None
        wrong = ()
    too_long = (
        len(prompt) > MAX_PROMPT
        or len(recipe.answer) > MAX_CHOICE
        or len(explanation) > MAX_EXPLANATION
    )
    if too_long:
        return None
    return Question(
        id=identity,
        prompt=prompt,
        answer=recipe.answer,
        aliases=_others(recipe.answer, recipe.aliases),
        distractors=tuple(option.text for option in wrong),
        difficulty=recipe.difficulty,
        season=max([recipe.season, *(option.spoils for option in wrong)]),
        category=recipe.category,
        explanation=explanation.strip(),
        source=recipe.source,
        origin=Origin.GENERATED,
        typed=recipe.typed,
    )


def _others(answer: str, aliases: Iterable[str]) -> tuple[str, ...]:
    """The aliases less those that say the same as the answer or as one before."""
    seen = {fold(answer)}
    kept = []
    for alias in aliases:
        folded = fold(alias)
        if folded not in seen:
            kept.append(alias)
            seen.add(folded)
    return tuple(kept)


def _pick(identity: str, recipe: Recipe) -> tuple[Option, ...]:
    """The wrong answers: those that spoil no more than the answer does, near ones first.

    Options above the recipe's season are taken only to reach the least number.
    """
    taken = {fold(text) for text in (recipe.answer, *recipe.aliases)}
    ordered = sorted(
        recipe.options,
        key=lambda option: (
            max(option.spoils - recipe.season, 0),
            option.distance,
            digest(identity, option.key or option.text),
            option.text,
        ),
    )
    picked: list[Option] = []
    for option in ordered:
        enough = len(picked) >= (LEAST if option.spoils > recipe.season else MOST)
        if enough:
            break
        folded = fold(option.text)
        if folded not in taken and len(option.text) <= MAX_CHOICE:
            picked.append(option)
            taken.add(folded)
    return tuple(picked)
