"""Texts with a sign in place of each name, so that rules need not know any show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from discord_bot.news.clustering.common import is_common
from discord_bot.news.judging.beat import PEOPLE, TITLES, Around, Beat, Name, Role
from discord_bot.news.judging.text import PAUSE, STOP, Hit, Text, read

_BOOK_WORDS = frozenset(
    "book books novel novels novella novellas paperback hardback hardcover edition reissue reissued"
    " comic comics volume illustrated publisher roman novelle libro novela livre livro".split()
)

_SIGNS = re.compile("[\u00a0\u00ab\u00bb\u2010-\u2027\u20ac\u00a3]")
"""Signs of other alphabets' texts that are no letters, with which an English one may be written."""
_NOVELLA = frozenset(
    "novella novellas edition paperback hardback hardcover reissue reissued".split()
)
"""Words beside which a title made of characters' names is the book, and not the two of them."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A text with signs for names.

    ``text`` has them between words, stops and commas, all parted by single spaces; ``line`` is the
    same without stops and commas.
    """

    text: str
    line: str
    names: tuple[Name, ...]
    words: frozenset[str]
    around: frozenset[Around]
    giveaways: tuple[int, ...]

    def has(self, *roles: Role) -> bool:
        """Whether a name of one of the roles stands in it."""
        return any(name.role in roles for name in self.names)

    def ids(self, role: Role) -> frozenset[str]:
        """Who or what of that role stands in it."""
        return frozenset(name.id for name in self.names if name.role is role)


_SAYS = re.compile(
    r"(?:SHOW )?(?:star |stars |actor |writer |creator |author )?"
    r"(?:PERSON|MAKER)(?: and (?:PERSON|MAKER))? /"
)
_FIRST_PERSON = frozenset({"i", "im", "ive", "me", "my"})
_QUOTE = re.compile(r"[^:]{3,60}:\s*['‘\"“«„]")


def begins_with_speaker(title: Marked) -> bool:
    """Whether a title begins with somebody and a colon, which is how headlines report speech."""
    return _SAYS.match(title.text) is not None


def quotes_somebody(title: Marked, raw: str) -> bool:
    """Whether a title is somebody's name and what they said, in quotes; ``raw`` is as written."""
    return begins_with_speaker(title) and _QUOTE.match(raw) is not None


def speaks_of_self(title: Marked, raw: str) -> bool:
    """Whether a title is what somebody says, in quotes or as *I*."""
    return quotes_somebody(title, raw) or (
        begins_with_speaker(title) and not title.words.isdisjoint(_FIRST_PERSON)
    )


def mark(title: str, summary: str, beat: Beat) -> tuple[Marked, Marked] | None:
    """Both texts of an entry, or None where nothing and nobody of the show is named in them."""
    low = f"{title} {summary}".casefold()
    if _SIGNS.sub("", low).isascii() and not any(word in low for word in beat.anchors):
        return None
    texts = read(title), read(summary)
    hits = [list(beat.names.find(text.words)) for text in texts]
    certain = [hit.value for found in hits for hit in found if _is_certain(hit.value)]
    words = frozenset(texts[0].words) | frozenset(texts[1].words)
    around = [frozenset(hit.value for hit in beat.around.find(text.words)) for text in texts]
    found = [hit.value for each in hits for hit in each]
    known = Around.COMPANY in around[0] | around[1]
    is_ours = (known and any(_may_be_ours(name) for name in found)) or (
        any(name.role in PEOPLE for name in certain)
        and any(name.role is Role.CHARACTER and not name.part for name in found)
    )
    company = _Company(
        anchored=bool(certain) or is_ours,
        titled=is_ours or any(name.role in TITLES for name in certain),
        maker=any(name.role is Role.MAKER for name in certain),
        known=known or any(name.role in PEOPLE for name in certain),
        bookish=bool(words & _BOOK_WORDS),
        novella=bool(words & _NOVELLA),
    )
    one, other = (
        _marked(text, found, company, nearby, beat)
        for text, found, nearby in zip(texts, hits, around, strict=True)
    )
    return (one, other) if one.names or other.names else None


@dataclass(frozen=True, slots=True)
class _Company:
    """What else both texts name."""

    anchored: bool
    titled: bool
    maker: bool
    known: bool
    bookish: bool
    novella: bool

    def admits(self, name: Name) -> bool:
        if name.part:
            return self.anchored
        if not name.ambiguous:
            return not name.guest or self.titled
        if name.role is Role.BOOK:
            return self.maker or (self.titled and self.bookish)
        return self.known


def _may_be_ours(name: Name) -> bool:
    """Whether a name is the show's in company: an ambiguous title, a character's whole name."""
    return name.role is Role.SHOW or name.pair or (name.role is Role.CHARACTER and not name.part)


def _is_certain(name: Name) -> bool:
    return not name.part and not name.ambiguous and name.role in TITLES | PEOPLE


def _marked(
    text: Text,
    hits: list[Hit[Name]],
    company: _Company,
    around: frozenset[Around],
    beat: Beat,
) -> Marked:
    words = list(text.words)
    names: list[Name] = []
    for hit in reversed(hits):
        name = hit.value
        if name.pair and not company.novella and company.anchored:
            pair = _pair(words[hit.start : hit.end], name)
            words[hit.start : hit.end] = [word for word, _ in pair]
            names += [found for _, found in pair if found is not None]
        elif company.admits(name) and (not name.part or _stands_alone(text, hit)):
            words[hit.start : hit.end] = [name.role.value]
            names.append(name)
    return Marked(
        text=" ".join(words),
        line=" ".join(word for word in words if word not in {STOP, PAUSE}),
        names=tuple(reversed(names)),
        words=frozenset(words),
        around=around,
        giveaways=tuple(hit.value for hit in beat.giveaways.find(text.words)),
    )


def _pair(words: list[str], name: Name) -> list[tuple[str, Name | None]]:
    """A title made of characters' names, as those characters."""
    return [
        (word, None)
        if word == "and"
        else (Role.CHARACTER.value, Name(Role.CHARACTER, f"{name.id}:{word}"))
        for word in words
    ]


def _stands_alone(text: Text, hit: Hit[Name]) -> bool:
    """Whether a single name is written as one and is no part of somebody else's."""
    return text.capital[hit.start] and not any(
        text.capital[place] and not is_common(text.words[place]) for place in _beside(text, hit)
    )


def _beside(text: Text, hit: Hit[Name]) -> Iterator[int]:
    for place in (hit.start - 1, hit.end):
        if 0 <= place < len(text.words) and re.match(r"[^\W\d_]", text.words[place]):
            yield place
