"""What must hold between the entries of a pack's files, and what to do where it does not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from discord_bot.folding import fold
from discord_bot.pack_files import (
    CalendarFile,
    CastFile,
    Category,
    Character,
    ModerationFile,
    NewsFile,
    Person,
    QuestionsFile,
    ShowFile,
)
from discord_bot.pack_reading import PackReader, did_you_mean

GENERATED_PREFIX = "gen-"
"""Ids of questions that are made from the tables begin with this, and no written one's does."""

SHOW, CAST, CALENDAR = "show.toml", "cast.toml", "calendar.toml"
MODERATION, NEWS = "moderation.toml", "news.toml"
CATEGORIES = "trivia/categories.toml"


class _Named(Protocol):
    @property
    def id(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Contents:
    """The files of a pack as read; what could not be read is as if it were empty."""

    show: ShowFile
    cast: CastFile
    calendar: CalendarFile
    moderation: ModerationFile
    news: NewsFile
    categories: Mapping[str, Category]
    questions: Mapping[str, QuestionsFile]

    @property
    def last_season(self) -> int | None:
        """The highest season number, or None where the show has no seasons yet."""
        return max((season.number for season in self.show.seasons), default=None)


def check_contents(reader: PackReader, contents: Contents) -> None:
    """Report everything that does not fit together."""
    _check_show(reader, contents)
    _check_people(reader, contents.cast)
    _check_characters(reader, contents)
    _unique(reader, CALENDAR, "events", contents.calendar.events)
    for event in contents.calendar.events:
        key = f'events "{event.id}"'
        _season_exists(reader, CALENDAR, f"{key} spoils", event.spoils, contents)
        _season_exists(reader, CALENDAR, f"{key} season", event.season or 0, contents)
    _check_news(reader, contents)
    _check_questions(reader, contents)


def _check_news(reader: PackReader, contents: Contents) -> None:
    """One source for each key and address, one owner for each title, and people that there are."""
    news = contents.news
    keys: set[str] = set()
    urls: dict[str, str] = {}
    for source in news.sources:
        if source.key in keys:
            reader.report(
                NEWS, f'sources "{source.name}" key', "stands twice; rename the newer one"
            )
        keys.add(source.key)
        if (first := urls.setdefault(source.url, source.name)) != source.name:
            reader.report(
                NEWS,
                f'sources "{source.name}" url',
                f'is that of "{first}" too; correct one of them',
            )
    _check_titles(reader, contents)
    ids = {person.id for person in contents.cast.people}
    for guest in news.guests:
        if guest not in ids and not reader.broken(CAST):
            hint = did_you_mean(guest, ids) or f"; add them to [[people]] of {CAST}"
            reader.report(NEWS, "guests", f'nobody has the id "{guest}"{hint}')


def _check_titles(reader: PackReader, contents: Contents) -> None:
    owners: dict[str, str] = {}
    for title in contents.news.titles:
        key = f'titles "{title.name}"'
        for text in (title.name, *title.aliases):
            if (owner := owners.setdefault(fold(text), title.name)) != title.name:
                reader.report(
                    NEWS,
                    f"{key} aliases",
                    f'"{text}" is also a name of "{owner}"; keep one of them',
                )
        if title.season is not None:
            _season_exists(reader, NEWS, f"{key} season", title.season, contents)
    for text in contents.news.elsewhere:
        if fold(text) in owners:
            reader.report(
                NEWS, "elsewhere", f'"{text}" is one of [[titles]] as well; keep one of them'
            )
    for place, giveaway in enumerate(contents.news.giveaways, 1):
        _season_exists(reader, NEWS, f"giveaways no. {place} season", giveaway.season, contents)


def _check_show(reader: PackReader, contents: Contents) -> None:
    numbers = [season.number for season in contents.show.seasons]
    for number in sorted({number for number in numbers if numbers.count(number) > 1}):
        reader.report(SHOW, "seasons", f"season {number} stands twice; remove one of the two")
    complete = not reader.broken(SHOW)
    seen: set[tuple[int, int]] = set()
    for episode in contents.show.episodes:
        key = f'episodes "{episode.title}"'
        place = (episode.season, episode.number)
        if place in seen:
            reader.report(
                SHOW,
                f"{key} number",
                f"season {place[0]} has an episode {place[1]} already; correct one of the two",
            )
        seen.add(place)
        if complete and episode.season not in numbers:
            reader.report(
                SHOW, f"{key} season", f"there is no season {episode.season} in [[seasons]]; add it"
            )
    ceiling = contents.show.spoilers.default_ceiling
    _season_exists(reader, SHOW, "spoilers default_ceiling", ceiling, contents)


def _season_exists(
    reader: PackReader, file: str, key: str, season: int, contents: Contents
) -> None:
    last = contents.last_season
    if last is not None and season > last and not reader.broken(SHOW):
        reader.report(
            file, key, f"{season} is above the last season, {last}; lower it or add the season"
        )


def _unique(reader: PackReader, file: str, table: str, entries: Iterable[_Named]) -> None:
    seen: set[str] = set()
    for entry in entries:
        if entry.id in seen:
            reader.report(file, f'{table} "{entry.id}" id', "stands twice; rename the newer one")
        seen.add(entry.id)


def _unambiguous(
    reader: PackReader, table: str, entries: Iterable[Person] | Iterable[Character]
) -> None:
    owners: dict[str, str] = {}
    for entry in entries:
        for text in (entry.name, *entry.aliases):
            owner = owners.setdefault(fold(text), entry.id)
            if owner != entry.id:
                reader.report(
                    CAST,
                    f'{table} "{entry.id}" aliases',
                    f'"{text}" is also a name of "{owner}"; leave it out of both, or write names in'
                    " full",
                )


def _check_people(reader: PackReader, cast: CastFile) -> None:
    _unique(reader, CAST, "people", cast.people)
    _unambiguous(reader, "people", cast.people)
    for person in cast.people:
        if person.role == "crew" and person.job is None:
            reader.report(
                CAST,
                f'people "{person.id}" job',
                'is missing; say what this member of the crew does, such as "director of season 1"',
            )


def _check_characters(reader: PackReader, contents: Contents) -> None:
    cast = contents.cast
    _unique(reader, CAST, "characters", cast.characters)
    _unambiguous(reader, "characters", cast.characters)
    groups = {character.group for character in cast.characters}
    if not reader.broken(CAST):
        for name in cast.groups:
            if name not in groups:
                hint = did_you_mean(name, groups) or "; correct it or leave it out"
                reader.report(CAST, f"groups {name}", f"is the group of no character{hint}")
    for character in cast.characters:
        _check_actor(reader, cast, character)
        _check_seasons(reader, contents, character)


def _check_actor(reader: PackReader, cast: CastFile, character: Character) -> None:
    roles = {person.id: person.role for person in cast.people}
    if character.actor is None or roles.get(character.actor) == "actor":
        return
    key = f'characters "{character.id}" actor'
    if character.actor in roles:
        reader.report(
            CAST, key, f'"{character.actor}" is not an actor; set that person\'s role to "actor"'
        )
    elif not any(problem.key.startswith("people") for problem in reader.problems):
        hint = did_you_mean(character.actor, roles) or "; add them to [[people]]"
        reader.report(CAST, key, f'nobody in [[people]] has the id "{character.actor}"{hint}')


def _check_seasons(reader: PackReader, contents: Contents, character: Character) -> None:
    key = f'characters "{character.id}"'
    _season_exists(reader, CAST, f"{key} spoils", character.spoils, contents)
    for season in character.seasons:
        _season_exists(reader, CAST, f"{key} seasons", season, contents)
    first = character.first_season
    if first is None:
        return
    _season_exists(reader, CAST, f"{key} first_season", first, contents)
    if character.seasons and min(character.seasons) != first:
        reader.report(
            CAST,
            f"{key} first_season",
            f"is {first}, but seasons begin with {min(character.seasons)}; make them agree",
        )


def _check_questions(reader: PackReader, contents: Contents) -> None:
    places: dict[str, str] = {}
    for file, content in contents.questions.items():
        for entry in content.question:
            key = f'question "{entry.id}"'
            if entry.id in places:
                reader.report(
                    file,
                    f"{key} id",
                    f"stands in {places[entry.id]} already; rename the newer one",
                )
            places.setdefault(entry.id, file)
            if entry.id.startswith(GENERATED_PREFIX):
                reader.report(
                    file,
                    f"{key} id",
                    f'begins with "{GENERATED_PREFIX}", which is kept for questions made from the'
                    " tables; rename it",
                )
            if entry.category not in contents.categories and not reader.broken(CATEGORIES):
                hint = did_you_mean(entry.category, contents.categories)
                reader.report(
                    file,
                    f"{key} category",
                    f'"{entry.category}" is not in {CATEGORIES}{hint or "; add it there"}',
                )
            _season_exists(reader, file, f"{key} season", entry.season, contents)
