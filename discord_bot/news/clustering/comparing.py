"""Whether two headlines tell one story: what speaks against it first, then how much for it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from rapidfuzz import fuzz

from discord_bot.news.clustering.awards import are_same_body
from discord_bot.news.clustering.events import PERSONAL, Event
from discord_bot.news.clustering.slots import Slots, awards_disagree, disagree
from discord_bot.news.clustering.words import FAINT

SURE = 0.8
"""From here on two headlines are taken for one story. A false merge loses a story, a missed one
only repeats it; at this line the development set has fewer than one false merge in a hundred."""
SURE_OF_ONE_SOURCE = 0.95
"""The same for two pieces of one source on one day, which seldom tells a story twice."""
OBJECT = "season, volume or film"
EPISODE = "episode"
ALIKE = 0.6
"""From this share of common words on the wording itself is the reason."""
_SAME_QUOTE = 75
_FAINT_WEIGHT = 0.3


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
    total = sum(weight * value for weight, value in zip(_WEIGHTS.values(), features, strict=True))
    return Likeness(1 / (1 + math.exp(-total)), features[0])


def shared(one: Slots, other: Slots) -> str:
    """What two headlines agree in, for moderators."""
    named = [
        *sorted(one.events & other.events),
        *(f"season {number}" for number in sorted(one.numbers.seasons & other.numbers.seasons)),
        *(f"volume {number}" for number in sorted(one.numbers.volumes & other.numbers.volumes)),
        *(["the film"] if one.film and other.film else []),
        *sorted(one.people & other.people),
        *sorted(one.awards & other.awards),
    ]
    return ", ".join(named) or ", ".join(sorted(one.words & other.words)[:4])


def features_of(one: Slots, other: Slots) -> tuple[float, ...]:
    """What speaks for one story, in the order of the weights."""
    words, least = _overlap(one.words, other.words)
    events, people = one.events & other.events, one.people & other.people
    mine, yours = one.objects, other.objects
    names = one.names & other.names
    personal = bool(PERSONAL & events)
    return (
        words,
        least,
        bool(events),
        bool(one.events) != bool(other.events),
        bool(events) and one.events == other.events,
        bool(mine & yours),
        bool(mine) != bool(yours),
        bool(people),
        bool(one.people) != bool(other.people),
        personal and bool(one.people) != bool(other.people),
        bool(one.characters & other.characters),
        any(are_same_body(a, b) for a in one.awards for b in other.awards),
        bool(one.awards) != bool(other.awards),
        bool(names),
        bool(one.names) != bool(other.names),
        disagree(one.names, other.names),
        bool(one.names - other.names) and bool(other.names - one.names),
        bool(one.numbers.amounts & other.numbers.amounts),
        bool(_days(one) & _days(other)),
        _quotes(one, other) is True,
        1.0,
    )


_WEIGHTS = {
    "share of words": 3.0,
    "share of the shorter one's words": 2.6,
    "an event in common": 1.5,
    "an event on one side": -0.4,
    "equal events": 0.5,
    "an object in common": 2.2,
    "an object on one side": -0.2,
    "a person in common": 1.0,
    "a person on one side": -0.9,
    "a person on one side of what happens to people": -1.5,
    "a character in common": 2.0,
    "an award in common": 0.3,
    "an award on one side": -0.5,
    "a name in common": -0.3,
    "a name on one side": -1.0,
    "names on both sides, and none in common": -2.0,
    "names of their own on both sides": -0.2,
    "an amount in common": 0.9,
    "a day or month in common": 1.6,
    "a quotation in common": 1.0,
    "always": -3.4,
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
    return len(words) - faint + faint * _FAINT_WEIGHT


def _answers_differ(one: Slots, other: Slots) -> bool:
    """Whether one says no and the other yes; who leaves does "not return"."""
    return one.is_denied != other.is_denied and Event.LEAVES not in one.events & other.events


_CONFLICTS: tuple[tuple[str, Callable[[Slots, Slots], bool]], ...] = (
    ("what happened", lambda one, other: disagree(one.events, other.events)),
    ("kind of piece", lambda one, other: one.forms != other.forms),
    (OBJECT, lambda one, other: disagree(one.objects, other.objects)),
    ("person", lambda one, other: disagree(one.people, other.people)),
    ("award", lambda one, other: awards_disagree(one.awards, other.awards)),
    ("yes or no", _answers_differ),
    (EPISODE, lambda one, other: disagree(one.numbers.episodes, other.numbers.episodes)),
    (OBJECT, lambda one, other: disagree(one.numbers.seasons, other.numbers.seasons)),
    (OBJECT, lambda one, other: disagree(one.numbers.volumes, other.numbers.volumes)),
    ("year", lambda one, other: disagree(one.numbers.years, other.numbers.years)),
    ("day", lambda one, other: disagree(one.numbers.days, other.numbers.days)),
    ("month", lambda one, other: disagree(one.numbers.months, other.numbers.months)),
    ("number", lambda one, other: disagree(one.numbers.amounts, other.numbers.amounts)),
    ("quotation", lambda one, other: _quotes(one, other) is False),
)
"""Names of what may differ, for moderators, the frequent and quick ones first."""
