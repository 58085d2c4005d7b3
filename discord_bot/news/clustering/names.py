"""The names that tell stories of one show apart, from its pack."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from discord_bot.folding import fold

if TYPE_CHECKING:
    from discord_bot.packs import Pack

_MAKER = "author"


@dataclass(frozen=True, slots=True)
class Names:
    """Folded spellings of who and what the news of a show is about.

    ``people`` and ``characters`` go from a spelling to an id; a spelling that several share is
    nobody's, and so is one that only a character's surname shares. ``films`` are titles that the
    pack gives a season that is no season but a film. ``makers`` are the ids of those whom a
    headline may call the creator or the author.
    """

    titles: tuple[str, ...] = ()
    films: tuple[str, ...] = ()
    people: Mapping[str, str] = field(default_factory=dict)
    characters: Mapping[str, str] = field(default_factory=dict)
    makers: frozenset[str] = frozenset()

    @classmethod
    def from_pack(
        cls, pack: Pack, titles: Iterable[str] = (), people: Iterable[tuple[str, str]] = ()
    ) -> Names:
        """The names of a pack, with further titles, and further people as pairs (id, spelling)."""
        cast = pack.cast
        of_people = [
            (person.id, spelling)
            for person in cast.people
            for spelling in (person.name, *person.aliases)
        ]
        of_characters = [
            (character.id, spelling)
            for character in cast.characters
            if not character.animal
            for spelling in (character.name, *character.aliases)
        ]
        first = [person.id for person in cast.people if person.role == _MAKER][:1]
        return cls(
            titles=_folded([pack.show.title, *titles]),
            films=_folded(
                season.title for season in pack.show.seasons if _is_named(season.title or "")
            ),
            people=_unshared([*of_people, *people]),
            characters=_unshared(of_characters),
            makers=frozenset(first),
        )


def _is_named(title: str) -> bool:
    return bool(title) and not any(character.isdigit() for character in title)


def _folded(texts: Iterable[str | None]) -> tuple[str, ...]:
    """Folded, each once, the longest first, so that the longest is found first."""
    return tuple(
        sorted({fold(text) for text in texts if text}, key=lambda text: (-len(text), text))
    )


def _unshared(spellings: Iterable[tuple[str, str]]) -> dict[str, str]:
    owners: dict[str, set[str]] = {}
    for owner, spelling in spellings:
        owners.setdefault(fold(spelling), set()).add(owner)
    return {spelling: min(ids) for spelling, ids in owners.items() if len(ids) == 1 and spelling}
