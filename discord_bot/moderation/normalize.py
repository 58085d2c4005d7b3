"""Texts as the judge reads them: one spelling for what people write in many, letter for letter.

``fold`` keeps the length of a text, so that every place in the folded text is the same place in the
author's own, and evidence needs no map back. What can't keep its length (``str8``, ``g a y``) is
read later, a word at a time, by ``discord_bot.moderation.spelling``.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from discord_bot.moderation.lookalikes import LOOKALIKES

IGNORED = "\u00ad"
"""Stands for what is not seen: combining marks, zero-width characters and variation selectors."""

_LOOKALIKES = {
    "а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "у": "y", "х": "x", "і": "i", "ї": "i",
    "ѕ": "s", "ј": "j", "һ": "h", "ԁ": "d", "ԛ": "q", "ԝ": "w", "к": "k", "м": "m", "н": "h",
    "т": "t", "в": "b", "г": "r", "п": "n", "ё": "e", "α": "a", "ε": "e", "ι": "i", "κ": "k",
    "ν": "v", "ο": "o", "ρ": "p", "τ": "t", "υ": "u", "χ": "x", "β": "b", "γ": "y", "η": "n",
    "σ": "o", "ω": "w", "ℓ": "l", "ı": "i", "ɑ": "a", "ɡ": "g", "ɩ": "i", "ɪ": "i", "ʏ": "y",
    "ʀ": "r", "ɴ": "n", "ʙ": "b", "ɢ": "g", "ʜ": "h", "ʟ": "l", "ᴀ": "a", "ᴄ": "c", "ᴅ": "d",
    "ᴇ": "e", "ᴊ": "j", "ᴋ": "k", "ᴍ": "m", "ᴏ": "o", "ᴘ": "p", "ᴛ": "t", "ᴜ": "u", "ᴠ": "v",
    "ᴡ": "w", "ᴢ": "z", "ꜰ": "f", "ꜱ": "s", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h",
    "ŧ": "t", "ƒ": "f", "æ": "a", "œ": "o", "þ": "p", "ß": "s", "¡": "!", "¥": "y", "€": "e",
    "£": "l", "¢": "c", "₦": "n", "₩": "w", "₿": "b", "®": "r", "©": "c", "’": "'", "‘": "'",
    "ʼ": "'", "`": "`", "´": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‹": "'",
    "›": "'", "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "…": ".", "·": ".", "•": ".",
    "¿": "?", "？": "?", "！": "!", "　": " ", "\u00a0": " ", "¹": "1", "²": "2", "³": "3",
}  # fmt: skip
"""Letters of other alphabets, symbols and typographic signs for the one they are read as.
After Unicode's table of confusables (UTS #39): what is often met; the rest is in ``LOOKALIKES``."""
for _sign, _letter in LOOKALIKES.items():
    # A small letter of Greek, Cyrillic or Armenian looks different from its capital.
    if _sign.islower() or not "\u0370" <= _sign <= "\u058f":
        _LOOKALIKES.setdefault(_sign.lower()[:1], _letter)

_FRAMED = (0x1F130, 0x1F150, 0x1F170, 0x1F1E6)
"""Where letters in squares, in circles and of flags begin, 26 each."""


def _one(character: str) -> str:
    """The one character that ``character`` is read as; ``IGNORED`` where it is not seen."""
    code = ord(character)
    if _FRAMED[0] <= code < _FRAMED[-1] + 26:
        for first in _FRAMED:
            if first <= code < first + 26:
                return chr(ord("a") + code - first)
    lowered = character.lower()[:1]
    alike = LOOKALIKES.get(character) or _LOOKALIKES.get(lowered)
    if alike:
        return alike
    category = unicodedata.category(character)
    if category in ("Mn", "Me", "Cf") or character in "\ufe0f\ufe0e":
        return IGNORED
    if category == "Nd":
        return str(unicodedata.digit(character))
    # Of a letter in brackets, the letter.
    signs = unicodedata.normalize("NFKD", lowered)
    if signs == lowered:
        return lowered
    plain = next(filter(str.isalnum, signs), signs[:1]).lower()
    plain = _LOOKALIKES.get(plain, plain)
    return plain if plain and unicodedata.category(plain) not in ("Mn", "Cf") else lowered


class _FoldTable(dict[int, str]):
    """A translation table that works out each character once."""

    def __missing__(self, code: int) -> str:
        folded = _one(chr(code))
        self[code] = folded
        return folded


_TABLE = _FoldTable()
_FOREIGN = re.compile(r"[^\x00-\x7f]+")


def fold(text: str) -> str:
    """``text`` in small plain letters, of the same length: accents, look-alikes and case are gone.

    Folding what is folded changes nothing. Takes time in proportion to the length.
    """
    if text.isascii():
        return text.lower()
    # Most of the text is ASCII all the same, and is made small much faster than looked up.
    return _FOREIGN.sub(lambda match: match[0].translate(_TABLE), text).lower()


_TOKEN = re.compile(
    r"<@!?\d{1,20}>|<@&\d{1,20}>|<#\d{1,20}>|<a?:\w{1,32}:\d{1,20}>|<t:-?\d{1,14}(?::\w)?>"
    r"|https?://[^\s<>]+"
    r"|@everyone|@here"
    r"|\(\(\(|\)\)\)|\|\|"
    r"|[@$*!+]?[a-z0-9](?:[a-z0-9'\u00ad@$!*+#_]*[a-z0-9$*])?"
    r"|[.!?;:,\"()\n&=%/>~-]+"
    r"|[^\x00-\x7f\u00ad]"
)
"""Markup, words (with the signs that stand for letters inside them), punctuation, other signs."""

_SPOILER_SIGNS = re.compile(r"(?<![a-z0-9])\|\||\|\|(?![a-z0-9])")
"""Around words; inside of one, they disguise it."""
_QUOTED = re.compile(r"^[ \t]*>(?:>>[ \t][\s\S]*|[ \t][^\n]*)", re.MULTILINE)
"""What Discord shows as quoted: a line after ``>``, everything to the end after ``>>>``."""
_QUOTE_SIGNS = re.compile(r"^[ \t]*>[> \t]*", re.MULTILINE)
_MENTION_OR_EMOJI = re.compile(r"<@!?\d{1,20}>|<a?:\w{1,32}:\d{1,20}>")
_WORD = re.compile(r"[^\W\d_](?:\u00ad*[^\W\d_])+")
_AGAIN = re.compile(r"(.)\1+")
_ASSENT = frozenset(
    _AGAIN.sub(r"\1", word)
    for word in (
        "this that same true truth agree agreed agreeing exactly facts fact real right yes yep yup"
        " yeah ya yea based preach amen word mood literally totally absolutely definitely so very"
        " such much tbh ngl fr frfr period ditto indeed correct w"
    ).split()
)
"""What is said beside a quote to make it one's own, each run of a letter as one."""


class Normalized(NamedTuple):
    """A folded text without what its author only quotes, which is blank, so that places stay."""

    text: str

    @property
    def tokens(self) -> list[str]:
        """The tokens in order."""
        return tokens_of(self.text)


def normalize(text: str) -> Normalized:
    """Fold ``text`` and blank what it quotes, and the signs of spoilers around words.

    Who quotes to say nothing, or only that it is so, says it: then just the signs of quotation are
    blank. Whoever calls a role is saying something: that is how moderators are called.
    """
    folded = fold(text)
    if "||" in folded:
        folded = _SPOILER_SIGNS.sub(_blank, folded)
    return Normalized(_without_quotes(folded, text) if ">" in folded else folded)


def _without_quotes(folded: str, text: str) -> str:
    left = _QUOTED.sub(_blank, folded)
    if left == folded or _says_something(left, text):
        return left
    return _QUOTED.sub(lambda match: _QUOTE_SIGNS.sub(_blank, match[0]), folded)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _says_something(left: str, text: str) -> bool:
    """Whether there are words of one's own in what is ``left`` of a text.

    A call of a role is; a mention, emoji (flags, too, which are folded to letters), numbers,
    single letters and bare assent are none.
    """
    words = _WORD.finditer(_MENTION_OR_EMOJI.sub(_blank, left))
    return "<@&" in left or any(
        _AGAIN.sub(r"\1", word[0].replace(IGNORED, "")) not in _ASSENT
        for word in words
        if text[word.start()].isalpha()
    )


def tokens_of(folded: str) -> list[str]:
    """Words, punctuation and other signs of a folded text, in order. None has a space in it."""
    return _TOKEN.findall(folded)


def token_spans(normalized: Normalized) -> list[tuple[int, int]]:
    """Where each token stands in the author's text; asked for only when there is evidence."""
    return [match.span() for match in _TOKEN.finditer(normalized.text)]
