"""Who plays whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from discord_bot.pack_files import Character
from discord_bot.packs import Pack
from discord_bot.trivia.generators.recipes import WORDING, Option, Recipe, digest
from discord_bot.trivia.generators.tables import (
    CAST,
    LEVEL,
    CastTables,
    Part,
    apart,
    character_options,
    sourced,
)


def recipes(pack: Pack) -> Iterator[Recipe]:
    """Who plays a character, which part an actor plays, and which pair of the two is right."""
    tables = CastTables.of(pack)
    yield from _who_plays(tables)
    yield from _which_part(tables)
    yield from _right_pair(tables)


def _first_seen(tables: CastTables, character: Character) -> str | None:
    """The title of a character's first season, where telling it spoils no more than the part."""
    first = character.first_season
    if first is None or first > max(character.spoils, 1) or not sourced(character):
        return None
    return tables.season_title(first)


def _recipe(
    tables: CastTables,
    part: Part,
    kind: str,
    identity: str,
    answer: str,
    options: Sequence[Option],
    *,
    aliases: tuple[str, ...] = (),
    typed: bool = True,
) -> Recipe:
    season = _first_seen(tables, part.character)
    names = {"actor": part.actor.name, "character": part.character.name}
    return Recipe(
        id=f"{kind}-{identity}",
        kind=kind,
        answer=answer,
        aliases=aliases,
        options=options,
        difficulty=LEVEL[part.character.prominence],
        season=part.character.spoils,
        category=CAST,
        source=part.character.source,
        values=names if season is None else {**names, "season": season},
        explanation="explanation" if season is None else "explanation_season",
        typed=typed,
    )


def _who_plays(tables: CastTables) -> Iterator[Recipe]:
    for part in tables.parts:
        near = part.character
        options = tables.actor_options(near, tables.others(near))
        actor = part.actor
        yield _recipe(tables, part, "plays", near.id, actor.name, options, aliases=actor.aliases)


def _which_part(tables: CastTables) -> Iterator[Recipe]:
    """Asks for the part that spoils least; an actor's other parts are right as well if typed."""
    for actor in tables.actors():
        played = sorted(tables.played_by(actor), key=lambda item: (item.spoils, item.id))
        answer = played[0]
        others = [part.character for part in tables.parts if part.actor.id != actor.id]
        names = [name for item in played for name in (item.name, *item.aliases)]
        yield _recipe(
            tables,
            Part(answer, actor),
            "part",
            actor.id,
            answer.name,
            character_options(answer, others),
            aliases=tuple(names[1:]),
        )


def _right_pair(tables: CastTables) -> Iterator[Recipe]:
    choice = f"{WORDING}.pair.choice"
    characters = {part.character.id: part.character for part in tables.parts}
    actors = {
        own: tables.actor_options(character, tables.others(character))
        for own, character in characters.items()
    }
    for part in tables.parts:
        options = []
        for other in (item.character for item in tables.parts if item is not part):
            actor = _wrong_actor(actors[other.id], part, other)
            if actor is not None:
                text = tables.texts(choice, actor=actor.text, character=other.name)
                spoils = max(actor.spoils, other.spoils)
                distance = apart(part.character, other)
                options.append(Option(text, spoils, distance, other.id))
        answer = tables.texts(choice, actor=part.actor.name, character=part.character.name)
        yield _recipe(tables, part, "pair", part.character.id, answer, options, typed=False)


def _wrong_actor(actors: Iterable[Option], asked: Part, character: Character) -> Option | None:
    """Somebody of ``actors``, who do not play ``character``; the same one in the same question."""
    return min(
        actors,
        key=lambda option: (
            max(option.spoils - asked.character.spoils, 0),
            option.distance,
            digest("pair", asked.character.id, character.id, option.text),
        ),
        default=None,
    )
