"""When characters come in, and who is missing from a season."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from discord_bot.pack_files import Character, Difficulty, Person
from discord_bot.packs import Pack
from discord_bot.trivia.generators.recipes import Option, Recipe
from discord_bot.trivia.generators.tables import (
    CAST,
    CHARACTERS,
    LEVEL,
    CastTables,
    character_options,
    sourced,
)
from discord_bot.trivia.spellings import season_spellings


def recipes(pack: Pack) -> Iterator[Recipe]:
    """First seasons, by character and by actor, and absences."""
    tables = CastTables.of(pack)
    yield from _first_season(tables)
    yield from _first_in(tables)
    yield from _actor_first_in(tables)
    yield from _absent(tables)


def _recipe(
    tables: CastTables,
    kind: str,
    identity: str,
    character: Character,
    season: int,
    answer: str,
    options: list[Option],
    *,
    category: str = CHARACTERS,
    aliases: tuple[str, ...] = (),
    typed: bool = False,
) -> Recipe:
    actor = tables.actor_of(character)
    names = {"character": character.name, "season": tables.season_title(season)}
    return Recipe(
        id=f"{kind}-{identity}",
        kind=kind,
        answer=answer,
        aliases=aliases,
        options=options,
        difficulty=Difficulty.MEDIUM,
        season=max(character.spoils, season),
        category=category,
        source=character.source,
        values=names if actor is None else {**names, "actor": actor.name},
        explanation="explanation" if actor is None else "explanation_actor",
        typed=typed,
    )


def _first_season(tables: CastTables) -> Iterator[Recipe]:
    """In which season a character comes in; of the main ones everybody knows.

    Asked where two seasons at least may be the answer.
    """
    for character in tables.characters:
        first = character.first_season
        title = tables.season_title(first)
        if first is None or title is None or character.prominence == "main":
            continue
        options = [
            Option(season.title, 0, abs(season.number - first))
            for season in tables.seasons
            if season.number != first
        ]
        recipe = _recipe(
            tables,
            "first-season",
            character.id,
            character,
            first,
            title,
            options,
            aliases=season_spellings(first),
            typed=True,
        )
        others = sorted(season.number for season in tables.seasons if season.number != first)
        yield replace(recipe, season=max([recipe.season, *others[:1]]))


def _first_in(tables: CastTables) -> Iterator[Recipe]:
    """Which of several characters comes in in a given season."""
    dated = [item for item in tables.characters if item.first_season is not None]
    for character in dated:
        first = character.first_season
        if first is None or tables.season_title(first) is None:
            continue
        others = [item for item in dated if item.first_season != first]
        options = character_options(character, others)
        recipe = _recipe(
            tables, "first-in", character.id, character, first, character.name, options
        )
        yield replace(recipe, difficulty=LEVEL[character.prominence])


def _debut(tables: CastTables, actor: Person) -> Character | None:
    """The part in which an actor is seen first, or None where one of the parts is not dated."""
    played = tables.played_by(actor)
    dated = [item for item in played if item.first_season is not None and sourced(item)]
    if len(dated) < len(played):
        return None
    return min(dated, key=lambda item: (item.first_season or 0, item.spoils, item.id))


def _actor_first_in(tables: CastTables) -> Iterator[Recipe]:
    """Which of several actors comes in in a given season."""
    found = ((actor, _debut(tables, actor)) for actor in tables.actors())
    debuts = [(actor, character) for actor, character in found if character is not None]
    for actor, character in debuts:
        first = character.first_season
        if first is None or tables.season_title(first) is None:
            continue
        others = [other for other, part in debuts if part.first_season != first]
        yield _recipe(
            tables,
            "actor-first-in",
            actor.id,
            character,
            first,
            actor.name,
            tables.actor_options(character, others),
            category=CAST,
        )


def _absent(tables: CastTables) -> Iterator[Recipe]:
    """Who is not seen in a season, of those whose seasons are all known."""
    charted = [item for item in tables.characters if item.seasons]
    released = {season.number for season in tables.seasons if season.status == "released"}
    for character in charted:
        for season in sorted(released - set(character.seasons)):
            others = [item for item in charted if season in item.seasons]
            options = character_options(character, others)
            yield _recipe(
                tables,
                "not-in",
                f"{season}-{character.id}",
                character,
                season,
                character.name,
                options,
            )
