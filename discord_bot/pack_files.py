"""The shapes of a pack's files: what an editor may write, checked key by key.

These models are the border between text that people edit and the core; JSON Schema files for
editors are generated from them (``fanbot check --write-schemas DIR``). ``spoils`` and ``season``
always mean the earliest season whose viewers are not spoiled: 0 spoils nothing.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
ShortText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]
Url = Annotated[str, StringConstraints(pattern=r"^https?://\S+$", max_length=500)]
ClockTime = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Source = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")]
SeasonNumber = Annotated[int, Field(ge=0, le=99)]


class Confidence(StrEnum):
    """How well a fact is known: by several sources, by one, or by common knowledge alone."""

    CORROBORATED = "corroborated"
    QUOTED = "quoted"
    MEMORY = "memory"


class Difficulty(StrEnum):
    """How hard a question is for a regular viewer."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Emblem(_Entry):
    """The symbols that stand for a right, a wrong and a missed answer in a shared result."""

    name: ShortText = "mark"
    correct: ShortText = "🟩"
    wrong: ShortText = "🟥"
    unanswered: ShortText = "⬜"


class Season(_Entry):
    """A season, or a film that continues the story."""

    number: Annotated[int, Field(ge=1, le=99)]
    title: ShortText
    released: dt.date | None = None
    status: Literal["released", "announced"] = "released"
    source: Source


class Episode(_Entry):
    """One episode of a season."""

    season: Annotated[int, Field(ge=1, le=99)]
    number: Annotated[int, Field(ge=1, le=999)]
    title: ShortText
    released: dt.date | None = None
    source: Source


class SpoilerRules(_Entry):
    """Where a new server's spoiler ceiling stands."""

    default_ceiling: SeasonNumber
    note: Line = "Nothing beyond the chosen season is shown."


class ShowFile(_Entry):
    """``show.toml``: the show itself."""

    title: ShortText
    description: Line = "A show and the people who love it."
    accent: Colour = "#5865f2"
    emblem: Emblem = Emblem()
    seasons: tuple[Season, ...] = ()
    episodes: tuple[Episode, ...] = ()
    spoilers: SpoilerRules = SpoilerRules(default_ceiling=0)


class Statement(_Entry):
    """What a person has publicly said of themselves, with its source; never asked about.

    ``identities`` are the words that may be repeated of them, as reporting what they said.
    """

    text: Line
    identities: tuple[ShortText, ...] = ()
    date: dt.date | None = None
    source: Url


class Person(_Entry):
    """A real person: cast, crew or author."""

    id: Identifier
    name: ShortText
    aliases: tuple[ShortText, ...] = ()
    role: Literal["actor", "crew", "author"]
    job: ShortText | None = None
    source: Source
    confidence: Confidence = Confidence.CORROBORATED
    statements: tuple[Statement, ...] = ()


class Character(_Entry):
    """A fictional character, and who plays the part."""

    id: Identifier
    name: ShortText
    aliases: tuple[ShortText, ...] = ()
    actor: Identifier | None = None
    seasons: tuple[Annotated[int, Field(ge=1, le=99)], ...] = ()
    first_season: Annotated[int, Field(ge=1, le=99)] | None = None
    prominence: Literal["main", "supporting", "guest"] = "supporting"
    group: ShortText = "other"
    spoils: SeasonNumber
    source: Source
    confidence: Confidence = Confidence.CORROBORATED
    animal: bool = False


class CastFile(_Entry):
    """``cast.toml``: people and characters.

    ``groups`` words a group of characters so that it can follow "who is": only groups that stand
    here are asked about, and nobody may belong to two of them.
    """

    groups: dict[ShortText, ShortText] = {}
    people: tuple[Person, ...] = ()
    characters: tuple[Character, ...] = ()


class ModerationFile(_Entry):
    """``moderation.toml``: how members call the people of ``cast.toml``, for the filter.

    ``nicknames`` go from the id of a person or character to names in small letters;
    ``also_words`` are names that are words as well, and need a look at their neighbours.
    """

    nicknames: dict[Identifier, tuple[ShortText, ...]] = {}
    also_words: tuple[ShortText, ...] = ()


class NewsSource(_Entry):
    """A feed that servers can follow by name. ``note`` says what it is good for."""

    key: Identifier
    name: ShortText
    url: Url
    tier: Literal["official", "trade", "other"]
    language: Language = "en"
    note: Line | None = None


class NewsTitle(_Entry):
    """A work of the show's own: the series, the film that ends it, a book of it.

    A title that is ``ambiguous`` counts only in company. ``season`` is the one whose story it
    tells, so that its plot gives that season away.
    """

    name: ShortText
    aliases: tuple[ShortText, ...] = ()
    medium: Literal["screen", "book"] = "screen"
    ambiguous: bool = False
    season: Annotated[int, Field(ge=1, le=99)] | None = None


class Giveaway(_Entry):
    """Words that tell what happens in a season, where the text names none."""

    season: Annotated[int, Field(ge=1, le=99)]
    words: Annotated[tuple[ShortText, ...], Field(min_length=1)]


class NewsFile(_Entry):
    """``news.toml``: where news come from, and how to tell whether they are of the show.

    ``company`` are words that show an ambiguous title to be ours, ``against`` words that show it to
    be something else. ``elsewhere`` are other works of those who make the show. ``guests`` are the
    ids of people so busy elsewhere that they count only together with the show.
    """

    sources: tuple[NewsSource, ...] = ()
    titles: tuple[NewsTitle, ...] = ()
    company: tuple[ShortText, ...] = ()
    against: tuple[ShortText, ...] = ()
    elsewhere: tuple[ShortText, ...] = ()
    guests: tuple[Identifier, ...] = ()
    giveaways: tuple[Giveaway, ...] = ()


class CalendarEvent(_Entry):
    """A dated event, or one that is announced without an exact date.

    ``time`` and ``zone`` are the hour where it is known, by the clocks of that place; ``season`` is
    the season that it is about.
    """

    id: Identifier
    title: Line
    date: dt.date | None = None
    time: ClockTime | None = None
    zone: ShortText | None = None
    announced: bool = False
    kind: Literal["release", "announcement", "filming", "award", "book", "event"]
    season: Annotated[int, Field(ge=1, le=99)] | None = None
    spoils: SeasonNumber = 0
    source: Source

    @field_validator("zone")
    @classmethod
    def _zone_exists(cls, zone: str | None) -> str | None:
        try:
            return zone if zone is None else ZoneInfo(zone).key
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(
                'is not a time zone; write it like "Europe/London": a continent and a large city'
            ) from None

    @model_validator(mode="after")
    def _date_or_announced(self) -> Self:
        if (self.date is None) != self.announced:
            raise ValueError("give either a date or announced = true, not both and not neither")
        if (self.time is None) != (self.zone is None):
            raise ValueError('give time = "HH:MM" and its zone together, or leave out both')
        if self.time is not None and self.date is None:
            raise ValueError("has a time and no date; leave out time and zone")
        if self.date is not None and self.time is not None and self.zone is not None:
            local = dt.datetime.combine(self.date, dt.time.fromisoformat(self.time))
            moment = local.replace(tzinfo=ZoneInfo(self.zone)).astimezone(dt.UTC)
            if moment.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None) != local:
                raise ValueError(
                    f"clocks in {self.zone} skip {self.time} on {self.date}; look at the source"
                )
        return self


class CalendarFile(_Entry):
    """``calendar.toml``: when things happened or will."""

    events: tuple[CalendarEvent, ...] = ()


class Category(_Entry):
    """How a category of questions is called."""

    name: ShortText
    emoji: ShortText | None = None


class CategoriesFile(_Entry):
    """``trivia/categories.toml``: the categories that questions name."""

    categories: dict[Identifier, Category] = {}


class QuestionEntry(_Entry):
    """One trivia question as written in a file.

    Three to five distractors make it a multiple-choice question; with none it is asked only in
    typed mode. ``typed = false`` keeps it out of typed mode, where it makes no sense without its
    choices.
    """

    id: Identifier
    prompt: Line
    answer: ShortText
    aliases: tuple[ShortText, ...] = ()
    distractors: Annotated[tuple[ShortText, ...], Field(max_length=5)] = ()
    difficulty: Difficulty = Difficulty.MEDIUM
    season: SeasonNumber = 0
    category: Identifier
    explanation: Annotated[str, StringConstraints(strip_whitespace=True, max_length=400)] = ""
    source: Source
    typed: bool = True

    @model_validator(mode="after")
    def _answers_are_distinct(self) -> Self:
        if 0 < len(self.distractors) < 3:  # noqa: PLR2004 - four buttons are the least that is fun
            raise ValueError("give three to five distractors, or none for a typed-only question")
        if not self.typed and not self.distractors:
            raise ValueError("a question that is not typed needs three to five distractors")
        right = {text.casefold() for text in (self.answer, *self.aliases)}
        wrong = [text.casefold() for text in self.distractors]
        for text in wrong:
            if text in right:
                raise ValueError(f"the distractor {text!r} is also given as a right answer")
        if len(set(wrong)) != len(wrong):
            raise ValueError("the same distractor stands twice")
        return self


class QuestionsFile(_Entry):
    """``trivia/<name>.toml``: questions."""

    question: tuple[QuestionEntry, ...] = ()


class PacksFile(_Entry):
    """``packs.toml`` beside the packs: which of them is used when no setting names one."""

    default: Identifier
