"""Texts without what people type differently: case, accents, punctuation and spacing."""

from __future__ import annotations

import re
import unicodedata

_LETTERS = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ħ": "h",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
    }
)
"""Letters that carry what looks like an accent, but that Unicode does not take apart."""
_ACCENTS = re.compile(
    r"[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f]"
)
"""Marks over Latin, Greek and Cyrillic letters, and variation selectors. Marks of other scripts are
vowels and consonants, and stay."""
_APOSTROPHES = re.compile(r"(?<=\w)['’ʼ`´](?=\w)")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_DECIMAL = re.compile(r"(?<=\d)[.,](?=\d)")
_MINUS = re.compile(r"(?<!\w)[-\u2212](?=\d)")
_SHARP = re.compile(r"(?<=[^\W\d_])#")
_APART = re.compile(r"[^a-z0-9.]|(?<![0-9])\.|\.(?![0-9])")
"""What parts words, in a text of ASCII: most are, and fold much faster by themselves."""
_SYMBOLS = (("&", " and "), ("+", " plus "), ("%", " percent "))


def fold(text: str) -> str:
    """The words of ``text`` in small letters without accents, parted by single spaces.

    ``&``, ``+``, ``%`` and the sharp of ``C#`` become words, and so does a minus before a digit. A
    point or comma between digits becomes a point, and digits of every script become 0 to 9. A text
    of nothing but symbols stays as it is, so that an emoji can be an answer.
    """
    plain = _unaccented(text)
    plain = _APOSTROPHES.sub("", plain)
    plain = _DECIMAL.sub(".", _THOUSANDS.sub("", plain))
    plain = _SHARP.sub(" sharp ", _MINUS.sub(" minus ", plain))
    for symbol, word in _SYMBOLS:
        plain = plain.replace(symbol, word)
    if plain.isascii():
        spaced = _APART.sub(" ", plain)
    else:
        spaced = "".join(
            character if _in_word(plain, place) else " " for place, character in enumerate(plain)
        )
    words = " ".join(spaced.split())
    return unicodedata.normalize("NFC", words) or _symbols(text)


def _symbols(text: str) -> str:
    shown = (
        " " if unicodedata.category(character)[0] == "C" else character
        for character in _unaccented(text)
    )
    return " ".join("".join(shown).split())


def slug(text: str) -> str:
    """``text`` as an id: small letters and digits of ASCII with single hyphens, or nothing."""
    return "-".join(re.findall(r"[a-z0-9]+", fold(text)))


def _unaccented(text: str) -> str:
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    letters = unicodedata.normalize("NFKD", decomposed).translate(_LETTERS)
    return "".join(
        str(unicodedata.decimal(character, character))
        for character in _ACCENTS.sub("", letters)
        if unicodedata.category(character) != "Cf"
    )


def _in_word(text: str, place: int) -> bool:
    character = text[place]
    if character == ".":
        around = text[place - 1 : place] + text[place + 1 : place + 2]
        return len(around) == 2 and around.isdigit()  # noqa: PLR2004 - one on either side
    return unicodedata.category(character)[0] in "LNM"
