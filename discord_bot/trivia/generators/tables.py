"""The rows of a pack's tables that questions about characters may rest on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from discord_bot.pack_files import Character, Confidence, Difficulty, Person, Season
from discord_bot.packs import Pack
from discord_bot.trivia.generators.recipes import Option
from discord_bot.wording import Texts

CAST, CHARACTERS = "cast", "characters"
"""The categories of these questions."""

LEVEL = {
    "main": Difficulty.EASY,
    "supporting": Difficulty.MEDIUM,
    "guest": Difficulty.HARD,
}
"""How hard it is to know something of a character, by prominence."""


@dataclass(frozen=True, slots=True)
class Part:
    """A character and who plays it."""

    character: Character
    actor: Person


@dataclass(frozen=True, slots=True)
class CastTables:
    """Characters and parts. What is known from memory alone counts for principal parts only.

    Animals are left out: they are no wrong answers for people, and few enough to be asked about
    by hand.
    """

    characters: tuple[Character, ...]
    parts: tuple[Part, ...]
    seasons: tuple[Season, ...]
    groups: dict[str, str]
    texts: Texts
    roles: Mapping[str, tuple[Character, ...]]
    """The parts of each actor by the actor's id."""

    @classmethod
    def of(cls, pack: Pack) -> CastTables:
        """The usable rows of a pack."""
        people = {person.id: person for person in pack.cast.people}
        characters = [item for item in pack.cast.characters if not item.animal]
        cast = (
            Part(character, people[character.actor])
            for character in characters
            if character.actor is not None
        )
        parts = tuple(part for part in cast if _beyond_dispute(part))
        roles: dict[str, tuple[Character, ...]] = {}
        for part in parts:
            roles[part.actor.id] = (*roles.get(part.actor.id, ()), part.character)
        return cls(
            characters=tuple(item for item in characters if sourced(item)),
            parts=parts,
            seasons=pack.show.seasons,
            groups=dict(pack.cast.groups),
            texts=pack.wording.texts(),
            roles=roles,
        )

    def played_by(self, actor: Person) -> tuple[Character, ...]:
        """All parts of an actor."""
        return self.roles.get(actor.id, ())

    def others(self, character: Character) -> list[Person]:
        """The actors who do not play a character."""
        players = {part.actor.id for part in self.parts if part.character.id == character.id}
        return [actor for actor in self.actors() if actor.id not in players]

    def actor_of(self, character: Character) -> Person | None:
        """Who plays a character, where that may be told."""
        actors = (part.actor for part in self.parts if part.character.id == character.id)
        return next(actors, None)

    def actors(self) -> tuple[Person, ...]:
        """Everyone who has a part."""
        return tuple({part.actor.id: part.actor for part in self.parts}.values())

    def season_title(self, number: int | None) -> str | None:
        """What a season is called, or None where the show has no such season."""
        return next((season.title for season in self.seasons if season.number == number), None)

    def actor_options(self, near: Character, actors: Iterable[Person]) -> list[Option]:
        """Actors as wrong answers; one with several parts spoils as the first of them does."""
        found = []
        for actor in actors:
            played = self.played_by(actor)
            spoils = min(character.spoils for character in played)
            found.append(Option(actor.name, spoils, min(apart(near, item) for item in played)))
        return found


def character_options(near: Character, others: Iterable[Character]) -> list[Option]:
    """Characters as wrong answers, those most like ``near`` first."""
    return [Option(item.name, item.spoils, apart(near, item)) for item in others]


def apart(one: Character, other: Character) -> int:
    """How implausible it is to take one for the other: prominence first, then where and when."""
    return (
        2 * (one.prominence != other.prominence)
        + (one.group != other.group)
        + (one.first_season != other.first_season)
    )


def sourced(row: Character | Person) -> bool:
    """Whether a source tells the row."""
    return row.confidence is not Confidence.MEMORY


def _beyond_dispute(part: Part) -> bool:
    """Whether a part may be asked about: a source has it, or it is a principal one."""
    if part.character.prominence == "main":
        return True
    return sourced(part.character) and sourced(part.actor)
