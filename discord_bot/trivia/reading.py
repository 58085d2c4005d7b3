"""What a typed text says: its words, and the keys by which two texts say the same."""

from __future__ import annotations

import re
from dataclasses import dataclass

from discord_bot.folding import fold
from discord_bot.trivia.spellings import ordinal

_ARTICLES = frozenset({"a", "an", "the"})

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_NTH = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth"
    " fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
_MONTHS = (
    "january february march april may june july august september october november december"
).split()
_NUMBERS = {word: value for value, word in enumerate(_UNITS)}
_DECADES = {word: 10 * value for value, word in enumerate(_TENS, start=2)}
_ORDINALS = {word: ordinal(value) for value, word in enumerate(_NTH, start=1)}
_MONTH_NUMBERS = {
    name: number
    for number, month in enumerate(_MONTHS, start=1)
    for name in (month, month[:3], *(("sept",) if month == "september" else ()))
}
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?")
_YEAR = re.compile(r"\d{4}")
_ISO_DAY = re.compile(r"(\d{4}) (\d{1,2}) (\d{1,2})")
_BETWEEN_DIGITS = re.compile(r"(?<=\d) (?=\d)")


@dataclass(frozen=True, slots=True)
class Reading:
    """A text in its plainest words; two texts that share a key say the same.

    Keys have no spaces, so that ``Hyde Corrin`` is ``HydeCorrin``, but between digits, so that the
    22nd of 4 is not the 2nd of 24.
    """

    words: tuple[str, ...]
    keys: frozenset[str]

    @property
    def text(self) -> str:
        """The words as one key."""
        return squash(self.words)

    def says(self, other: Reading) -> bool:
        """Whether both say the same."""
        return not self.keys.isdisjoint(other.keys)


def read(text: str) -> Reading:
    """The reading of a text; it has no keys where the text says nothing.

    Number words are their digits, a date is the same in any order of its parts, and an article in
    front does not count.
    """
    folded = fold(text)
    words = tuple(folded.split())
    plain = _without_article(_numbers(words))
    keys = {squash(words), squash(_numbers(words)), squash(_without_article(words)), squash(plain)}
    day = _date(plain, folded)
    if day is not None:
        keys.add(day)
    return Reading(plain, frozenset(key for key in keys if key))


def squash(words: tuple[str, ...]) -> str:
    """Words without the spaces between them, but those between digits."""
    joined = _BETWEEN_DIGITS.sub("\x00", " ".join(words))
    return joined.replace(" ", "").replace("\x00", " ")


def _without_article(words: tuple[str, ...]) -> tuple[str, ...]:
    return words[1:] if len(words) > 1 and words[0] in _ARTICLES else words


def _numbers(words: tuple[str, ...]) -> tuple[str, ...]:
    """Number words as digits: ``twenty two`` is 22, ``first`` is 1st."""
    found: list[str] = []
    skip = False
    for place, word in enumerate(words):
        if skip:
            skip = False
            continue
        following = words[place + 1] if place + 1 < len(words) else ""
        if word in _DECADES:
            unit = _NUMBERS.get(following, 0)
            skip = 0 < unit < 10  # noqa: PLR2004 - twenty-two, and not twenty-twelve
            found.append(str(_DECADES[word] + (unit if skip else 0)))
        else:
            found.append(str(_NUMBERS.get(word, _ORDINALS.get(word, word))))
    return tuple(found)


def _date(words: tuple[str, ...], folded: str) -> str | None:
    """A key for a date with a month's name, or in the order of year, month and day."""
    iso = _ISO_DAY.fullmatch(folded)
    if iso is not None:
        return f"date {int(iso[1])}-{int(iso[2])}-{int(iso[3])}"
    rest = [word for word in words if word not in {"of", "the"}]
    months = [_MONTH_NUMBERS[word] for word in rest if word in _MONTH_NUMBERS]
    years = [word for word in rest if _YEAR.fullmatch(word)]
    days = [match[1] for word in rest if (match := _DAY.fullmatch(word))]
    if len(months) != 1 or len(years) > 1 or len(days) != 1:
        return None
    if len(rest) != len(months) + len(years) + len(days):
        return None
    year = int(years[0]) if years else 0
    return f"date {year}-{months[0]}-{int(days[0])}"
