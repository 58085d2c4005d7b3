"""Names and texts that strangers chose, made fit to be drawn and read.

Discord lets a member be called almost anything: invisible characters, marks piled up to cover the
lines above, controls that turn the reading direction around. Whatever comes in, what goes out is
one line of visible text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

MAX_CHARACTERS = 300
"""Longer texts are cut: four times a display name, and as long as a question may be."""
MAX_MARKS = 3
"""Combining marks kept on one letter. Vietnamese and vocalised Hebrew need three."""

NARROW_SPACE = "\u202f"
_JOINERS = "\u200c\u200d"
_ZERO_WIDTH_JOINER = "\u200d"
_VARIATION_SELECTORS = "\ufe0e\ufe0f"
_BLANKS = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and symbols that show nothing: Hangul fillers, Khmer inherent vowels, blank Braille."""
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_REGIONAL_INDICATORS = range(0x1F1E6, 0x1F200)
_MARKDOWN = re.compile(r"([!-/:-@\[-`{-~])")


def clean(text: str) -> str:
    """``text`` as one line of visible characters; empty where nothing visible is left."""
    kept: list[str] = []
    marks = 0
    for character in unicodedata.normalize("NFC", text[:MAX_CHARACTERS]):
        category = unicodedata.category(character)
        if character in _JOINERS:
            if kept and kept[-1] != " " and kept[-1] not in _JOINERS:
                kept.append(character)
        elif character == NARROW_SPACE and kept and kept[-1].isdigit():
            kept.append(character)
        elif category.startswith("Z") or character in "\t\n\r\v\f" or character in _BLANKS:
            _append_space(kept)
        elif category.startswith("M"):
            marks += 1
            if kept and kept[-1] != " " and marks <= MAX_MARKS:
                kept.append(character)
        elif not category.startswith("C"):
            marks = 0
            kept.append(character)
    return unicodedata.normalize("NFC", "".join(kept)).strip(" " + NARROW_SPACE + _JOINERS)


def _append_space(kept: list[str]) -> None:
    while kept and kept[-1] in _JOINERS:
        kept.pop()
    if kept and kept[-1] != " ":
        kept.append(" ")


def clusters(text: str) -> list[str]:
    """``text`` in the pieces that a reader sees as one character.

    A simple form of Unicode's grapheme clusters: marks, joined emoji, skin tones and flags stay
    together, and that is all that cutting and choosing a font need.
    """
    pieces: list[str] = []
    for character in text:
        if pieces and _extends(pieces[-1], character):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def _extends(piece: str, character: str) -> bool:
    code = ord(character)
    if character in _JOINERS or character in _VARIATION_SELECTORS or code in _SKIN_TONES:
        return True
    if unicodedata.category(character).startswith("M"):
        return True
    if piece.endswith(_ZERO_WIDTH_JOINER):
        return True
    return code in _REGIONAL_INDICATORS and len(piece) == 1 and ord(piece) in _REGIONAL_INDICATORS


def is_emoji(piece: str) -> bool:
    """Whether a cluster is better drawn by an emoji font."""
    return "\ufe0f" in piece or any(ord(character) >= 0x1F000 for character in piece)  # noqa: PLR2004 - where the pictographs begin


def reads_right_to_left(text: str) -> bool:
    """The base direction of ``text``: that of its first strong character (UAX 9, rule P2)."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in {"R", "AL"}:
            return True
        if direction == "L":
            return False
    return False


def initials(name: str) -> str:
    """One or two characters that stand for ``name`` on an avatar; empty for an empty name."""
    words = [letters for word in clean(name).split() if (letters := list(_letters(word)))]
    if not words:
        return "".join(clusters(clean(name))[:1])
    first = words[0][0].upper()
    if len(words) == 1 or not words[-1][0].isascii() or not first.isascii():
        return first
    return first + words[-1][0].upper()


def _letters(word: str) -> Iterator[str]:
    return (piece for piece in clusters(word) if piece[0].isalnum())


def escape_markdown(text: str) -> str:
    """``text`` with a backslash before all ASCII punctuation, which Discord then shows as it is."""
    return _MARKDOWN.sub(r"\\\1", text)


def group_digits(number: int) -> str:
    """``12 345``: groups of three with a narrow space, which no language misreads."""
    return f"{number:,}".replace(",", NARROW_SPACE).replace("-", "\u2212")


def percentage(share: float) -> str:
    """A share 0…1 as whole per cent."""
    return f"{round(share * 100)}%"


def signed(number: float) -> str:
    """A number with two decimals and a true minus: ``0.31``, ``−0.12``; never ``−0.00``."""
    return f"{round(number, 2) + 0.0:.2f}".replace("-", "\u2212")
