"""Questions made from a pack's tables: who plays whom, what came when, what belongs where."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from discord_bot.packs import Pack
from discord_bot.trivia.generators import appearances, crew, dates, episodes, groups, parts
from discord_bot.trivia.generators.recipes import Recipe, write
from discord_bot.trivia.model import Question

_TABLES: tuple[Callable[[Pack], Iterator[Recipe]], ...] = (
    parts.recipes,
    appearances.recipes,
    groups.recipes,
    crew.recipes,
    episodes.recipes,
    dates.recipes,
)


def generate(pack: Pack) -> tuple[Question, ...]:
    """Every question that the pack's tables give, in a stable order.

    The same tables give the same questions, on every machine and in every run; ids keep their
    meaning when rows are added.
    """
    texts = pack.wording.texts()
    recipes = (recipe for table in _TABLES for recipe in table(pack))
    written = (write(recipe, texts) for recipe in recipes)
    return tuple(question for question in written if question is not None)
