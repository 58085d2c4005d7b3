"""What a pack says about whom and what news are of, ready to be found in texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from discord_bot.news.judging.text import Phrasebook, phrase

if TYPE_CHECKING:
    from discord_bot.pack_files import Character, NewsTitle, Person
    from discord_bot.packs import Pack


class Role(StrEnum):
    """What a name is of. The values stand in for names where rules look at a text."""

    SHOW = "SHOW"
    BOOK = "BOOK"
    PERSON = "PERSON"
    MAKER = "MAKER"
    CHARACTER = "CHARACTER"
    WORK = "WORK"
    """Another work of those who make the show."""


TITLES = frozenset({Role.SHOW, Role.BOOK})
PEOPLE = frozenset({Role.PERSON, Role.MAKER})


@dataclass(frozen=True, slots=True)
class Name:
    """What a phrase names.

    A ``part`` of a name, such as a first name, counts only where the text is of the show anyway; an
    ``ambiguous`` title only in company. ``pair`` is a title made of characters' names. ``season``
    is the one that the name alone gives away, or for a title the one whose story it tells.
    """

    role: Role
    id: str
    part: bool = False
    ambiguous: bool = False
    pair: bool = False
    guest: bool = False
    season: int | None = None


class Around(StrEnum):
    """What words beside a title say of it."""

    COMPANY = "company"
    AGAINST = "against"


@dataclass(frozen=True, slots=True)
class Release:
    """A season or film, and the day it came out, where it has."""

    number: int
    released: date | None


@dataclass(frozen=True, slots=True)
class Beat:
    """The show as a reporter on its beat knows it.

    ``first_words`` are those without one of which no text is of the show or its people.
    """

    title: str
    names: Phrasebook[Name]
    around: Phrasebook[Around]
    giveaways: Phrasebook[int]
    releases: tuple[Release, ...]
    anchors: tuple[str, ...]

    @classmethod
    def from_pack(cls, pack: Pack) -> Beat:
        """What the pack knows; without ``news.toml``, titles, people and characters alone."""
        news = pack.news
        names = dict(reversed(list(_names(pack))))
        around = {
            **{phrase(text): Around.COMPANY for text in news.company},
            **{phrase(text): Around.AGAINST for text in news.against},
        }
        return cls(
            title=pack.show.title,
            names=Phrasebook(names.items()),
            around=Phrasebook(around.items()),
            giveaways=Phrasebook(
                (phrase(text), giveaway.season)
                for giveaway in news.giveaways
                for text in giveaway.words
            ),
            releases=tuple(
                Release(season.number, season.released if season.status == "released" else None)
                for season in sorted(pack.show.seasons, key=lambda season: season.number)
            ),
            anchors=_anchors(names.items()),
        )

    @property
    def first_season(self) -> int:
        """The number of the first season."""
        return self.releases[0].number if self.releases else 1

    def latest(self, day: date | None) -> int:
        """The last season that was out on a day, or at all where no day is known."""
        out = [
            release.number
            for release in self.releases
            if release.released is not None and (day is None or release.released <= day)
        ]
        return max(out, default=self.first_season)


def _anchors(names: Iterable[tuple[tuple[str, ...], Name]]) -> tuple[str, ...]:
    """The longest word of each title and of each whole name, as far as it tells enough.

    An ambiguous title of a book needs its author beside it, who is an anchor.
    """
    found = {
        max(words, key=len)
        for words, name in names
        if not name.part and name.role is not Role.WORK
        if name.pair or not (name.ambiguous and name.role is Role.BOOK)
    }
    return tuple(sorted(found))


def _names(pack: Pack) -> Iterator[tuple[tuple[str, ...], Name]]:
    """Every phrase with what it names; of two with the same phrase the first counts."""
    news, cast = pack.news, pack.cast
    parts = frozenset(
        word for entry in cast.characters for text in (entry.name, *entry.aliases)
        for word in phrase(text)
    )  # fmt: skip
    yield phrase(pack.show.title), Name(Role.SHOW, pack.show.title)
    for title in news.titles:
        yield from _title(title, parts)
    for season in pack.show.seasons:
        if not any(sign.isdigit() for sign in season.title):
            yield phrase(season.title), Name(Role.SHOW, season.title, season=season.number)
    spoils = _spoils(pack)
    for person in cast.people:
        role = Role.MAKER if person.role == "author" else Role.PERSON
        guest = person.id in news.guests
        yield from _called(person, Name(role, person.id, guest=guest, season=spoils.get(person.id)))
    for character in cast.characters:
        yield from _called(character, Name(Role.CHARACTER, character.id, season=character.spoils))
    for text in news.elsewhere:
        yield phrase(text), Name(Role.WORK, text)


def _title(title: NewsTitle, parts: frozenset[str]) -> Iterator[tuple[tuple[str, ...], Name]]:
    role = Role.BOOK if title.medium == "book" else Role.SHOW
    for text in (title.name, *title.aliases):
        words = phrase(text)
        pair = title.ambiguous and all(word in parts or word == "and" for word in words)
        yield (
            words,
            Name(role, title.name, ambiguous=title.ambiguous, pair=pair, season=title.season),
        )


def _called(entry: Person | Character, name: Name) -> Iterator[tuple[tuple[str, ...], Name]]:
    part = Name(name.role, name.id, part=True, guest=name.guest, season=name.season)
    for text in (entry.name, *entry.aliases):
        words = phrase(text)
        yield words, part if len(words) == 1 else name
        if len(words) > 1 and name.role in PEOPLE:
            # A genitive of languages that write no apostrophe, and of hurried headlines.
            yield (*words[:-1], f"{words[-1]}s"), name


def _spoils(pack: Pack) -> dict[str, int]:
    """Of each actor, what their mildest part gives away."""
    found: dict[str, int] = {}
    for character in pack.cast.characters:
        if character.actor is not None:
            known = found.get(character.actor, character.spoils)
            found[character.actor] = min(known, character.spoils)
    return found
