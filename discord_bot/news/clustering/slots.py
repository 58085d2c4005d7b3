"""What a headline is about, taken apart: who, which season or book, which award, what happened."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from discord_bot.folding import fold
from discord_bot.news.clustering.awards import are_same_body, award_words, awards_in
from discord_bot.news.clustering.common import is_common
from discord_bot.news.clustering.events import NOT, Event, Form, events_in, forms_in
from discord_bot.news.clustering.names import Names
from discord_bot.news.clustering.numbers import Numbers, is_number, numbers_in
from discord_bot.news.clustering.words import STOP, Token, tokens_of

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
_MAKER = re.compile(
    r"\bshow (?:creator|author|writer|artist)\b|\b(?:creator|author) of show\b|"
    r"^(?:creator|author)\b(?= (?:says|on|teases|reveals))"
)
_LONGEST_NAME = 4
_SHORT = 3
_ENOUGH_WORDS = 4
_NEARLY_ALL = 0.85


@dataclass(frozen=True, slots=True)
class Slots:
    """What must agree in two headlines of one story, as far as both name it.

    ``makers`` are those who made the show: they are named with much of its news, and therefore are
    none of the ``people``. ``names`` are capitalised words that no list knows: new people, titles,
    places. ``perhaps`` are those that may have their capital for another reason: the first word, or
    all of them have one. ``names_show`` says whether the show is named, ``film`` whether its film
    is. ``is_denied`` turns the events round. ``words`` are the meanings of what is left beside the
    show, its people and numbers. ``objects`` are ``s3``, ``v6`` or ``film``.
    """

    events: frozenset[Event]
    forms: frozenset[Form]
    numbers: Numbers
    film: bool
    people: frozenset[str]
    makers: frozenset[str]
    characters: frozenset[str]
    awards: frozenset[str]
    names: frozenset[str]
    perhaps: frozenset[str]
    quotes: tuple[str, ...]
    is_denied: bool
    names_show: bool
    words: frozenset[str]
    objects: frozenset[str]

    @property
    def everybody(self) -> frozenset[str]:
        """The people, those who made the show among them."""
        return self.people | self.makers

    @property
    def is_elsewhere(self) -> bool:
        """Whether nothing of the show is named, and something else may be."""
        return not (self.names_show or self.people or self.makers or self.characters or self.film)

    @property
    def all_names(self) -> frozenset[str]:
        """Whatever may be the name of somebody or something that no list knows."""
        return self.names | self.perhaps


def slots_of(title: str, summary: str, names: Names) -> Slots:
    """The slots of a headline. The summary only lends what the title leaves open."""
    title = without_outlet(title)
    slots = slots_of_tokens(title, tokens_of(title), names)
    if not summary or (slots.objects and slots.events and slots.people):
        return slots
    return _with_lent(slots, slots_of_tokens(summary, tokens_of(summary), names))


def _with_lent(slots: Slots, summary: Slots) -> Slots:
    """A headline with what its summary alone names: one thing, one event, or one person.

    Where a summary names several, most are background.
    """
    lends_object = not slots.objects and len(summary.objects) == 1
    lends_people = not slots.people and not slots.names and len(summary.people) == 1
    lends_events = not slots.events and len(summary.events) == 1
    numbers = slots.numbers
    if lends_object:
        lent = summary.numbers
        numbers = replace(numbers, seasons=lent.seasons, volumes=lent.volumes)
    return replace(
        slots,
        numbers=numbers,
        objects=summary.objects if lends_object else slots.objects,
        film=summary.film if lends_object else slots.film,
        people=summary.people if lends_people else slots.people,
        events=summary.events if lends_events else slots.events,
        awards=slots.awards or summary.awards,
    )


def slots_of_tokens(title: str, tokens: tuple[Token, ...], names: Names) -> Slots:
    """The slots of a headline whose words are known already."""
    folded = fold(_POSSESSIVE.sub("", title))
    has_film_title = any(f" {film} " in f" {folded} " for film in names.films)
    plain = folded
    for known in (*names.films, *names.titles):
        folded = f" {folded} ".replace(f" {known} ", " show ").strip()
    people, used = _people(tokens, names.people)
    characters, used = _people(tokens, names.characters, used)
    used |= _places(tokens, award_words(folded))
    makers = people & names.makers
    if names.makers and _MAKER.search(folded):
        makers = names.makers
    events = events_in(folded)
    numbers = numbers_in(folded)
    unknown, first = _unknown(tokens, names, used)
    tells = not _is_title_case(tokens)
    may_be_film = folded != plain or not unknown | first
    is_film = has_film_title or (may_be_film and _FILM.search(folded) is not None)
    return Slots(
        events=events,
        forms=forms_in(folded),
        numbers=numbers,
        film=is_film,
        people=people - names.makers,
        makers=makers,
        characters=characters,
        awards=awards_in(folded),
        names=unknown if tells else frozenset(),
        perhaps=first if tells else unknown | first,
        quotes=quotes_in(title, names),
        names_show=folded != plain,
        is_denied=NOT.search(folded) is not None,
        words=_left(tokens, names, used),
        objects=_objects(numbers, is_film=is_film),
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
    return token.is_capital and not word.isdigit() and not is_common(word)


def _unknown(
    tokens: tuple[Token, ...], names: Names, used: frozenset[int]
) -> tuple[frozenset[str], frozenset[str]]:
    """The names that nobody listed, and those among them that only begin a sentence."""
    titles = {word for title in (*names.titles, *names.films) for word in title.split()}
    found = [
        token
        for place, token in enumerate(tokens)
        if place not in used
        and token.text not in titles
        and _is_name(token)
        and not is_number(token.text)
    ]
    sure = frozenset(token.text for token in found if not token.is_first)
    return sure, frozenset(token.text for token in found if token.is_first) - sure


def _is_title_case(tokens: tuple[Token, ...]) -> bool:
    """Whether the headline begins nearly all its words with a capital, so that none tells."""
    words = [
        token.is_capital
        for token in tokens
        if not token.is_first and len(token.text) > _SHORT and token.text not in STOP
    ]
    return len(words) >= _ENOUGH_WORDS and sum(words) >= _NEARLY_ALL * len(words)


def _objects(numbers: Numbers, *, is_film: bool) -> frozenset[str]:
    seasons = (f"s{number}" for number in numbers.seasons)
    volumes = (f"v{number}" for number in numbers.volumes)
    return frozenset({*seasons, *volumes, *(["film"] if is_film else [])})


def _places(tokens: tuple[Token, ...], words: frozenset[str]) -> frozenset[int]:
    return frozenset(place for place, token in enumerate(tokens) if token.text in words)


def _left(tokens: tuple[Token, ...], names: Names, used: frozenset[int]) -> frozenset[str]:
    titles = {word for title in (*names.titles, *names.films) for word in title.split()}
    return frozenset(
        token.meaning
        for place, token in enumerate(tokens)
        if place not in used
        and token.text not in STOP
        and token.text not in titles
        and not is_number(token.text)
    )


def disagree(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether both name something and nothing is named by both."""
    return bool(one) and bool(other) and not one & other


def awards_disagree(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether both name an award body and none is the other's."""
    return bool(one) and bool(other) and not any(are_same_body(a, b) for a in one for b in other)
