"""What a headline is about, taken apart: who, which season or book, which award, what happened."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from discord_bot.folding import fold
from discord_bot.news.clustering.awards import are_same_body, awards_in
from discord_bot.news.clustering.common import COMMON_WORDS
from discord_bot.news.clustering.events import NOT, Event, Form, events_in, forms_in
from discord_bot.news.clustering.names import Names
from discord_bot.news.clustering.numbers import Numbers, numbers_in
from discord_bot.news.clustering.words import STOP, Token, meaning, tokens_of

_POSSESSIVE = re.compile(r"(?<=\w)['’ʼ]s\b|(?<=s)['’ʼ](?=\s)", re.IGNORECASE)
_QUOTE = re.compile(
    r"[“\"«„]([^“”\"«»„]{6,})[”\"»“]|(?:(?<=\s)|^|(?<=[:(–—-]))['‘]((?:[^'‘’]|(?<=\w)['’](?=\w))"
    r"{6,}?)['’](?=[\s,.:;!?)]|$)"
)
_TAIL = re.compile(r"\s+(?:\||[-–—•·»]|//)\s+([^|]{2,40})$")
_OUTLET = re.compile(
    r"(?i)\b(?:news|times|standard|post|mail|magazine|weekly|daily|guardian|independent|telegraph|"
    r"entertainment|reporter|variety|deadline|yahoo|msn|bbc|itv|cnn|collider|screen ?rant|tvline|"
    r"ew|indiewire|ign|cbr|vulture|metro|mirror|sun|express|hello|cosmopolitan|teen vogue|vogue|gq|"
    r"elle|nme|digital spy|radio times|pinknews|attitude|gay times|them|out|advocate|polygon|"
    r"[\w-]+\.(?:com|net|org|co\.uk|uk|de|fr))\b"
)
_FILM = re.compile(
    r"\b(?:(?:the|a|final|feature|its|heartfelt) (?:film|movie)|feature length|feature film|"
    r"(?:film|movie)(?! (?:\w+ )?scenes?| star| stars| buff))\b"
)
_MAKER = re.compile(r"\b(?:creator|author|writer and creator)\b")
_LONGEST_NAME = 4


@dataclass(frozen=True, slots=True)
class Slots:
    """What must agree in two headlines of one story, as far as both name it.

    ``names`` are meanings of capitalised words that no list knows: new people, titles, places.
    ``films`` says whether the show's film is named. ``is_denied`` turns the events round.
    """

    events: frozenset[Event]
    forms: frozenset[Form]
    numbers: Numbers
    film: bool
    people: frozenset[str]
    characters: frozenset[str]
    awards: frozenset[str]
    names: frozenset[str]
    quotes: tuple[str, ...]
    is_denied: bool


def slots_of(title: str, summary: str, names: Names) -> Slots:
    """The slots of a headline. The summary only lends what the title leaves open."""
    return slots_of_tokens(without_outlet(title), tokens_of(without_outlet(title)), names)


def slots_of_tokens(title: str, tokens: tuple[Token, ...], names: Names) -> Slots:
    """The slots of a headline whose words are known already."""
    folded = fold(_POSSESSIVE.sub("", title))
    has_film_title = any(f" {film} " in f" {folded} " for film in names.films)
    for known in (*names.films, *names.titles):
        folded = f" {folded} ".replace(f" {known} ", " show ").strip()
    people, used = _people(tokens, names.people)
    characters, used_too = _people(tokens, names.characters, used)
    if not people and names.makers and _MAKER.search(folded):
        people = names.makers
    events = events_in(folded)
    return Slots(
        events=events,
        forms=forms_in(folded),
        numbers=numbers_in(folded),
        film=has_film_title or _FILM.search(folded) is not None,
        people=people,
        characters=characters,
        awards=awards_in(folded),
        names=_unknown(tokens, names, used | used_too),
        quotes=quotes_in(title, names),
        is_denied=NOT.search(folded) is not None,
    )


def without_outlet(title: str) -> str:
    """The headline without the name of the outlet that some feeds append."""
    found = _TAIL.search(title)
    if found and _OUTLET.search(found[1]) and not events_in(fold(found[1])):
        return title[: found.start()]
    return title


def quotes_in(title: str, names: Names) -> tuple[str, ...]:
    """What a headline quotes, folded: two words at least, and not the title of the show."""
    quotes = (fold(match[1] or match[2]) for match in _QUOTE.finditer(title))
    known = {*names.titles, *names.films}
    return tuple(quote for quote in quotes if " " in quote and quote not in known)


def _people(
    tokens: tuple[Token, ...], known: object, used: frozenset[int] = frozenset()
) -> tuple[frozenset[str], frozenset[int]]:
    """The ids of the names among the words, the longest first, and the places of those words."""
    assert hasattr(known, "get")
    found: set[str] = set()
    taken = set(used)
    for length in range(_LONGEST_NAME, 0, -1):
        for start in range(len(tokens) - length + 1):
            places = range(start, start + length)
            if taken.intersection(places):
                continue
            owner = known.get(" ".join(tokens[place].text for place in places))
            if owner and (length > 1 or _stands_alone(tokens, start)):
                found.add(owner)
                taken.update(places)
    return frozenset(found), frozenset(taken)


def _stands_alone(tokens: tuple[Token, ...], place: int) -> bool:
    """Whether a single name is nobody else's first or last name: no unknown name beside it."""
    if not tokens[place].is_capital:
        return False
    beside = tokens[max(0, place - 1) : place] + tokens[place + 1 : place + 2]
    return not any(_is_name(token) and not token.is_first for token in beside)


def _is_name(token: Token) -> bool:
    word = token.text
    if not token.is_capital or word.isdigit() or word in STOP:
        return False
    return not _is_common(word)


@lru_cache(maxsize=1 << 14)
def _is_common(word: str) -> bool:
    return word in COMMON_WORDS or meaning(word) in _COMMON_MEANINGS


_COMMON_MEANINGS = frozenset(meaning(word) for word in COMMON_WORDS)


def _unknown(tokens: tuple[Token, ...], names: Names, used: frozenset[int]) -> frozenset[str]:
    titles = {word for title in (*names.titles, *names.films) for word in title.split()}
    return frozenset(
        token.text
        for place, token in enumerate(tokens)
        if place not in used
        and token.text not in titles
        and _is_name(token)
        and not awards_in(token.text)
    )


def disagree(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether both name something and nothing is named by both."""
    return bool(one) and bool(other) and not one & other


def awards_disagree(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether both name an award body and none is the other's."""
    return bool(one) and bool(other) and not any(are_same_body(a, b) for a in one for b in other)
