"""Who belongs where: for the groups that a pack words, of which nobody is in two."""

from __future__ import annotations

from collections.abc import Iterator

from discord_bot.folding import slug
from discord_bot.pack_files import Character
from discord_bot.packs import Pack
from discord_bot.trivia.generators.recipes import Option, Recipe, digest
from discord_bot.trivia.generators.tables import (
    CAST,
    CHARACTERS,
    LEVEL,
    CastTables,
    character_options,
)


def recipes(pack: Pack) -> Iterator[Recipe]:
    """Who is in a group, who is not, and which actor plays someone in it."""
    tables = CastTables.of(pack)
    grouped = [item for item in tables.characters if item.group in tables.groups]
    yield from _in_group(tables, grouped)
    yield from _not_in_group(tables, grouped)
    yield from _actor_in_group(tables, grouped)


def _recipe(
    tables: CastTables,
    kind: str,
    identity: str,
    character: Character,
    group: str,
    answer: str,
    options: list[Option],
    *,
    category: str = CHARACTERS,
) -> Recipe:
    actor = tables.actor_of(character)
    return Recipe(
        id=f"{kind}-{identity}",
        kind=kind,
        answer=answer,
        options=options,
        difficulty=LEVEL[character.prominence],
        season=character.spoils,
        category=category,
        source=character.source,
        values={
            "character": character.name,
            "group": tables.groups[group],
            "own_group": tables.groups[character.group],
            **({"actor": actor.name} if actor else {}),
        },
        explanation="explanation_actor" if actor else "explanation",
        typed=False,
    )


def _in_group(tables: CastTables, grouped: list[Character]) -> Iterator[Recipe]:
    for character in grouped:
        others = [item for item in grouped if item.group != character.group]
        yield _recipe(
            tables,
            "in-group",
            character.id,
            character,
            character.group,
            character.name,
            character_options(character, others),
        )


def _not_in_group(tables: CastTables, grouped: list[Character]) -> Iterator[Recipe]:
    """Asks each character against one other group, chosen by hash."""
    for character in grouped:
        groups = sorted(tables.groups.keys() - {character.group})
        if not groups:
            continue
        group = min(groups, key=lambda name: digest("not-in-group", character.id, name))
        members = [item for item in grouped if item.group == group]
        yield _recipe(
            tables,
            "not-in-group",
            f"{character.id}-{slug(group) or digest(group)}",
            character,
            group,
            character.name,
            character_options(character, members),
        )


def _actor_in_group(tables: CastTables, grouped: list[Character]) -> Iterator[Recipe]:
    """Only actors all of whose parts are in worded groups are asked about or offered."""
    for character in grouped:
        actor = tables.actor_of(character)
        if actor is None:
            continue
        others = [
            other
            for other in tables.actors()
            if all(
                part.group in tables.groups and part.group != character.group
                for part in tables.played_by(other)
            )
        ]
        yield _recipe(
            tables,
            "actor-in-group",
            character.id,
            character,
            character.group,
            actor.name,
            tables.actor_options(character, others),
            category=CAST,
        )
