"""Headlines as words: what each one means, and how much it tells of which story it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

from discord_bot.folding import fold

_WORD = re.compile(r"[$£€#]?\w+(?:[.,:]\d+)*(?:['’ʼ][^\W\d_]+)*%?")
_POSSESSIVE = re.compile(r"(?<=\w)['’ʼ]s\b|(?<=s)['’ʼ](?=\s)", re.IGNORECASE)
_STEMMER = snowballstemmer.stemmer("english")

_SAME = """
film movie feature picture flick
creator author writer novelist cartoonist mangaka
announce reveal confirm unveil say tell share disclose state report
begin start commence underway kick
end conclude finish finale final last wrap farewell goodbye
book novel comic
actor actress star lead
photo image still picture pic shot
queer gay lgbtq lgbt lgbtqia
series season show
release premiere debut launch arrive land drop publish
join board cast sign
leave exit quit depart
win scoop bag
nominate nod shortlist nominee nomination
school college academy
kid child children teen youth young
renew renewal order greenlight commission
ban remove pull
love adore
heartbreaking heartbroken heartbreak broke
"""
"""Words that headlines use for each other, a line for each meaning; the first one stands for all.
A word that stands in two lines has the first one's meaning."""

STOP = frozenset(
    "a an the and or but of to in on at for by with from as is are was were be been being it its"
    " this that these those he she they his her their him them you your we our i my me who what"
    " when where why how which will would can could may might shall should must has have had do"
    " does did not no just so too also than then there here about after before ahead amid over"
    " into out up off down all any some more most new via per s t d ll re ve vs plus during among"
    " been get got set make made take go us uk exclusive breaking update watch see read look video"
    " first official officially finally now today soon day week month year next it's that's".split()
)
"""Words that tell nothing of which story it is."""

FAINT = frozenset(
    fold(word)
    for word in "netflix announce release star fan series series season tv drama hit cast news"
    " book film graphic romance teen coming age streamer streaming episode".split()
)
"""Meanings that most headlines of a show have."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a headline, folded, with its meaning and how it was written."""

    text: str
    meaning: str
    is_capital: bool
    is_first: bool


@lru_cache(maxsize=1 << 14)
def meaning(word: str) -> str:
    """The stem of a folded word, or that of the word that stands for all of the same meaning."""
    stem = _stem(word)
    return _MEANINGS.get(stem, stem)


def tokens_of(text: str) -> tuple[Token, ...]:
    """The words of a text in order; a possessive's ``'s`` is left out."""
    found: list[Token] = []
    begins = True
    end = 0
    plain = _POSSESSIVE.sub("", text)
    for match in _WORD.finditer(plain):
        begins = begins or re.search(r"[.!?:|–—]", plain[end : match.start()]) is not None
        is_capital = match[0].lstrip("$£€#")[:1].isupper()
        found.extend(Token(part, meaning(part), is_capital, begins) for part in _folded(match[0]))
        begins, end = False, match.end()
    return tuple(found)


@lru_cache(maxsize=1 << 14)
def _folded(word: str) -> tuple[str, ...]:
    return tuple(fold(word).split())


@lru_cache(maxsize=1 << 14)
def _stem(word: str) -> str:
    return str(_STEMMER.stemWord(word))


def _meanings() -> dict[str, str]:
    meanings: dict[str, str] = {}
    for line in _SAME.split("\n"):
        words = line.split()
        for word in words:
            meanings.setdefault(_stem(word), _stem(words[0]))
    return meanings


_MEANINGS = _meanings()
