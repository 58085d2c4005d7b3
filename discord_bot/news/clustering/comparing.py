"""Whether two headlines tell one story: what speaks against it first, then how much for it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from rapidfuzz import fuzz

from discord_bot.news.clustering.awards import are_same_body
from discord_bot.news.clustering.common import COMMON_MEANINGS
from discord_bot.news.clustering.events import ONCE, PERSONAL, Event
from discord_bot.news.clustering.slots import Slots, awards_disagree, disagree
from discord_bot.news.clustering.words import FAINT

SURE = 0.75
"""From here on two headlines are taken for one story. A false merge loses a story, a missed one
only repeats it; at this line the development set has fewer than one false merge in a hundred."""
SURE_OF_ONE_SOURCE = 0.95
"""The same for two pieces of one source on one day, which seldom tells a story twice."""
HALF_SURE = 0.6
"""What the headlines of a story must reach on average, so that none is a bridge to another."""
OBJECT = "season, volume or film"
EPISODE = "episode"
ALIKE = 0.6
"""From this share of common words on the wording itself is the reason."""
_SAME_QUOTE = 75
_FAINT_WEIGHT = 0.3
_COMMON_WEIGHT = 0.7
_MANY = 12


@dataclass(frozen=True, slots=True)
class Likeness:
    """How sure it is that two headlines tell one story, from 0 to 1, and by what share of words."""

    score: float
    wording: float


def conflict(one: Slots, other: Slots) -> str | None:
    """What two headlines of one story could not differ in, or None."""
    return next((name for name, differ in _CONFLICTS if differ(one, other)), None)


def likeness(one: Slots, other: Slots) -> Likeness:
    """How much speaks for one story, where nothing speaks against it."""
    features = features_of(one, other)
    total = sum(weight * value for weight, value in zip(WEIGHTS.values(), features, strict=True))
    return Likeness(1 / (1 + math.exp(-total)), features[0])


def shared(one: Slots, other: Slots) -> str:
    """What two headlines agree in, for moderators."""
    named = [
        *sorted(one.events & other.events),
        *(f"season {number}" for number in sorted(one.numbers.seasons & other.numbers.seasons)),
        *(f"volume {number}" for number in sorted(one.numbers.volumes & other.numbers.volumes)),
        *(["the film"] if one.film and other.film else []),
        *sorted(one.everybody & other.everybody),
        *sorted(one.awards & other.awards),
    ]
    return ", ".join(named) or ", ".join(sorted(one.words & other.words)[:4])


def features_of(one: Slots, other: Slots) -> tuple[float, ...]:
    """What speaks for one story, in the order of the weights."""
    words, least = _overlap(one.words, other.words)
    events, people = one.events & other.events, one.people & other.people
    mine, yours = one.all_names, other.all_names
    lonely = bool(one.names - yours) + bool(other.names - mine)
    amounts = one.numbers.amounts & other.numbers.amounts
    is_person_open = bool(one.people) != bool(other.people)
    return (
        words,
        least,
        bool(events),
        bool(one.events) != bool(other.events),
        bool(events & ONCE),
        bool(one.objects & other.objects),
        bool(people),
        is_person_open,
        len(people) > 1,
        bool(people) and one.people == other.people,
        bool(one.everybody) != bool(other.everybody) and bool(events & PERSONAL),
        bool(one.makers & other.makers),
        bool(one.characters & other.characters),
        any(are_same_body(a, b) for a in one.awards for b in other.awards),
        bool(one.names) and bool(other.names) and not mine & yours,
        lonely,
        any(float(amount) > _MANY for amount in amounts),
        bool(amounts),
        bool(_days(one) & _days(other)),
        _quotes(one, other) is True,
        1.0,
    )


WEIGHTS = {
    "share of words": 2.0,
    "share of the shorter one's words": 2.1,
    "an event in common": 1.6,
    "an event on one side": -0.5,
    "an event in common that happens once": 1.9,
    "an object in common": 1.4,
    "a person in common": 0.6,
    "a person on one side": -1.5,
    "several people in common": 0.6,
    "the same people": 1.5,
    "a person on one side of what happens to people": -0.7,
    "the maker in common": 1.4,
    "a character in common": 1.3,
    "an award in common": 2.1,
    "names on both sides, and none in common": 0.1,
    "names on one side, for each side": -0.9,
    "a large amount in common": 0.9,
    "an amount in common": 0.4,
    "a day or month in common": 0.4,
    "a quotation in common": 0.1,
    "always": -3.2,
}


def _days(slots: Slots) -> frozenset[str]:
    return slots.numbers.days | slots.numbers.months


def _quotes(one: Slots, other: Slots) -> bool | None:
    """Whether they quote the same; None where one quotes nothing."""
    if not one.quotes or not other.quotes:
        return None
    return any(
        fuzz.partial_ratio(mine, yours) >= _SAME_QUOTE
        for mine in one.quotes
        for yours in other.quotes
    )


def _overlap(mine: frozenset[str], yours: frozenset[str]) -> tuple[float, float]:
    """The share of common words in both, and in the one that has fewer."""
    common, a, b = _weight(mine & yours), _weight(mine), _weight(yours)
    if not common:
        return 0.0, 0.0
    return 2 * common / (a + b), common / min(a, b)


def _weight(words: frozenset[str]) -> float:
    faint = len(words & FAINT)
    common = len(words & COMMON_MEANINGS) - len(words & _BOTH)
    rare = len(words) - faint - common
    return rare + faint * _FAINT_WEIGHT + common * _COMMON_WEIGHT


_BOTH = FAINT & COMMON_MEANINGS


def _answers_differ(one: Slots, other: Slots) -> bool:
    """Whether one says no and the other yes; who leaves does "not return"."""
    return one.is_denied != other.is_denied and Event.LEAVES not in one.events & other.events


def _are_about_others(one: Slots, other: Slots) -> bool:
    """Whether one is about the show and the other names something else, or both name other things.

    Of one person two headlines may be told in one day, if they are about two works.
    """
    mine, yours = one.all_names, other.all_names
    common = len(mine & yours)
    if one.is_elsewhere and other.is_elsewhere:
        return min(len(mine), len(yours)) - common >= max(1, common)
    if common:
        return False
    if one.is_elsewhere and mine:
        return other.names_show
    if other.is_elsewhere and yours:
        return one.names_show
    is_personal = bool(PERSONAL & one.events & other.events)
    return is_personal and bool(one.names) and bool(other.names)


def _seasons_differ(one: Slots, other: Slots) -> bool:
    """Whether one is told that there will be several seasons, and the other names one."""
    if Event.RENEWED not in one.events & other.events:
        return False
    pairs = ((one.numbers, other.numbers), (other.numbers, one.numbers))
    return any(
        len(named.seasons) == 1 and not counted.seasons and _SEVERAL & counted.amounts
        for named, counted in pairs
    )


_SEVERAL = frozenset({"2", "3"})
_CONFLICTS: tuple[tuple[str, Callable[[Slots, Slots], bool]], ...] = (
    ("what happened", lambda one, other: disagree(one.events, other.events)),
    ("kind of piece", lambda one, other: one.forms != other.forms),
    (OBJECT, lambda one, other: disagree(one.objects, other.objects)),
    ("person", lambda one, other: disagree(one.everybody, other.everybody)),
    ("what it is about", _are_about_others),
    ("award", lambda one, other: awards_disagree(one.awards, other.awards)),
    ("yes or no", _answers_differ),
    (EPISODE, lambda one, other: disagree(one.numbers.episodes, other.numbers.episodes)),
    (OBJECT, lambda one, other: disagree(one.numbers.seasons, other.numbers.seasons)),
    (OBJECT, lambda one, other: disagree(one.numbers.volumes, other.numbers.volumes)),
    ("number of seasons", _seasons_differ),
    ("year", lambda one, other: disagree(one.numbers.years, other.numbers.years)),
    ("day", lambda one, other: disagree(one.numbers.days, other.numbers.days)),
    ("month", lambda one, other: disagree(one.numbers.months, other.numbers.months)),
    ("number", lambda one, other: disagree(one.numbers.amounts, other.numbers.amounts)),
    ("quotation", lambda one, other: _quotes(one, other) is False),
)
"""Names of what may differ, for moderators, the frequent and quick ones first."""
