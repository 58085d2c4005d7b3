"""Numbers in headlines: seasons, volumes, episodes, dates, and how many of anything."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ONES = "zero one two three four five six seven eight nine ten eleven twelve".split()
_ORDINALS = {
    number: words.split()
    for number, words in enumerate(
        (
            "first erste ersten erster primera primer premiere premier prima primo",
            "second zweite zweiten zweiter segunda segundo deuxieme seconda secondo",
            "third dritte dritten dritter tercera tercer troisieme terza terzo terceira terceiro",
            "fourth vierte vierten vierter cuarta cuarto quatrieme quarta quarto",
            "fifth funfte funften funfter quinta quinto cinquieme",
            "sixth sechste sechsten sechster sexta sexto sixieme sesta sesto",
            "seventh siebte siebten siebter septima septimo septieme settima settimo",
            "eighth achte achten achter octava octavo huitieme ottava ottavo",
            "ninth neunte neunten neunter novena noveno neuvieme nona nono",
            "tenth zehnte zehnten zehnter decima decimo dixieme",
        ),
        start=1,
    )
}
_MONTHS = {
    name: month
    for month, names in enumerate(
        (
            "january jan januar enero janvier gennaio janeiro",
            "february feb februar febrero fevrier febbraio fevereiro",
            "march marz mars marzo marco",
            "april apr abril avril aprile",
            "may mai mayo maggio maio",
            "june jun juni junio juin giugno junho",
            "july jul juli julio juillet luglio julho",
            "august aug agosto aout",
            "september sept sep septiembre septembre settembre setembro",
            "october oct oktober octubre octobre ottobre outubro",
            "november nov noviembre novembre novembro",
            "december dec dezember diciembre decembre dicembre dezembro",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTHS_THAT_ARE_WORDS = {"may", "march", "mars", "mai", "marco"}
_WORD_NUMBERS = {
    **{word: number for number, word in enumerate(_ONES)},
    **{word: number for number, words in _ORDINALS.items() for word in words},
}
_MORE = {
    "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
    "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
    "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100, "dozen": 12, "double": 2,
    "twice": 2, "triple": 3, "pair": 2,
}  # fmt: skip
_CARDINAL = rf"(?:\d{{1,2}}|{'|'.join(_ONES[1:])})"
_ORDINAL = (
    r"(?:\d{1,2}(?:st|nd|rd|th)|"
    + "|".join(word for words in _ORDINALS.values() for word in words)
    + ")"
)
_SEASON = r"(?:seasons?|series|staffeln?|saisons?|temporadas?|stagion[ei])"
_VOLUME = r"(?:volumes?|vols?|books?|band|tomes?|tomos?|volumen|parts?)"
_PRINTED = r"(?:volume|vol|book|graphic novel|novel|comic|band|tome|tomo|volumen|instal?lment)"
_LAST = r"(?:final|last|letzte[nr]?|ultim[ao]|derni[eè]re?)"
_LIST = rf"({_CARDINAL})(?: (?:and|to|y|und|et) ({_CARDINAL}))?\b(?! (?:million|hours|countries))"
_SEASONS = (
    re.compile(rf"\b{_SEASON} {_LIST}"),
    re.compile(r"\bs0?(\d{1,2})(?:e\d{1,2})?\b"),
    re.compile(rf"\b({_ORDINAL})(?: and {_LAST})?(?: \w+)? (?:{_SEASON}|run|outing|chapter)\b"),
    re.compile(r"\b(\d{1,2}) (?:staffel|temporada|stagione)\b"),
)
_VOLUMES = (
    re.compile(rf"\b{_VOLUME} {_LIST}"),
    re.compile(rf"\b({_ORDINAL})(?: and {_LAST})?(?: \w+){{0,2}}? {_PRINTED}\b"),
)
_EPISODES = (
    re.compile(rf"\b(?:episodes?|folge|capitulo) ({_CARDINAL})\b"),
    re.compile(r"\bs\d{1,2}e0?(\d{1,2})\b"),
    re.compile(rf"\b({_ORDINAL})(?: \w+)? episode\b"),
)
_FINAL = re.compile(
    rf"\b{_LAST}(?: \w+){{0,2}}? (?:{_SEASON}|{_PRINTED}|{_VOLUME}|chapter)\b|"
    r"\bwill be (?:the|its) (?:last|final)\b"
)
_YEAR = re.compile(r"\b((?:19|20)\d\d)\b")
_MONTH = "(" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + ")"
_DAY = r"(\d{1,2})(?:st|nd|rd|th)?"
_DAYS = (
    re.compile(rf"\b{_MONTH} {_DAY}\b"),
    re.compile(rf"\b{_DAY} (?:of |de |di )?{_MONTH}\b"),
)
_MONTH_ALONE = re.compile(
    rf"\b(?:in|this|next|until|by|on|gets|for|an?|sets|im|en|mid|late|early) {_MONTH}\b|"
    rf"\b{_MONTH}\b"
)
_AMOUNT = re.compile(
    rf"\b(\d+(?:\.\d+)?|{'|'.join((*_ONES[2:], *_MORE))})(k|m|bn)?"
    r"(?: (thousand|million|millionen|millones|billion))?\b"
)
_COUNTS = re.compile(r"\d+(?:\.\d+)?(?:st|nd|rd|th|k|m|bn)?|s\d{1,2}(?:e\d{1,2})?")
_SCALE = {
    "k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "millionen": 1e6, "millones": 1e6,
    "bn": 1e9, "billion": 1e9,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Numbers:
    """What the numbers of a headline count; ``is_final`` where it speaks of the last one.

    ``days`` are month and day as ``10-3``; ``amounts`` is every number that is none of the rest.
    """

    seasons: frozenset[str]
    volumes: frozenset[str]
    episodes: frozenset[str]
    years: frozenset[str]
    months: frozenset[str]
    days: frozenset[str]
    amounts: frozenset[str]
    is_final: bool


def numbers_in(folded: str) -> Numbers:
    """The numbers of a folded headline. What one pattern has read, no later one reads again."""
    text = folded
    seasons, episodes = set(), set()
    for pattern in _EPISODES:
        episodes |= _values(pattern, text)
    for pattern in _SEASONS:
        seasons |= _values(pattern, text)
        text = pattern.sub(" _ ", text)
    volumes = set()
    for pattern in _VOLUMES:
        volumes |= _values(pattern, text)
        text = pattern.sub(" _ ", text)
    for pattern in _EPISODES:
        text = pattern.sub(" _ ", text)
    is_final = _FINAL.search(folded) is not None
    days, months, text = _dates(text)
    years = frozenset(_YEAR.findall(text))
    amounts = {_amount(match) for match in _AMOUNT.finditer(_YEAR.sub(" ", text))}
    return Numbers(
        frozenset(seasons), frozenset(volumes), frozenset(episodes), years,
        frozenset(months), frozenset(days), frozenset(amounts), is_final,
    )  # fmt: skip


def is_number(word: str) -> bool:
    """Whether a folded word only counts: ``4``, ``fourth``, ``s4``, ``30m``, ``s2e5``."""
    return word in _WORD_NUMBERS or _COUNTS.fullmatch(word) is not None


def _values(pattern: re.Pattern[str], text: str) -> set[str]:
    found = set()
    for match in pattern.finditer(text):
        found |= {_number(word) for word in match.groups() if word}
    return found


def _number(word: str) -> str:
    known = _WORD_NUMBERS.get(word)
    return str(known) if known is not None else str(int(re.sub(r"\D", "", word)))


def _dates(text: str) -> tuple[set[str], set[str], str]:
    days: set[str] = set()
    months: set[str] = set()
    for pattern, month_first in zip(_DAYS, (True, False), strict=True):
        for match in pattern.finditer(text):
            month, day = match.groups() if month_first else reversed(match.groups())
            days.add(f"{_MONTHS[month]}-{int(day)}")
            months.add(str(_MONTHS[month]))
        text = pattern.sub(" _ ", text)
    for match in _MONTH_ALONE.finditer(text):
        month = match[1] or match[2]
        if match[1] or month not in _MONTHS_THAT_ARE_WORDS:
            months.add(str(_MONTHS[month]))
    return days, months, text


def _amount(match: re.Match[str]) -> str:
    word, letter, scale = match.groups()
    value = float(_WORD_NUMBERS.get(word) or _MORE.get(word) or word)
    value *= _SCALE.get(letter or "", 1) * _SCALE.get(scale or "", 1)
    return f"{value:.10g}"
