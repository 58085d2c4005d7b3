"""Words as the judge knows them: classes, names and what the classifier sees of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain

from discord_bot.moderation.lexicon import Lexicon
from discord_bot.moderation.normalize import IGNORED, tokens_of
from discord_bot.moderation.spelling import Speller

_HANDLE = 2
"""Letters from which "@" with what is no word in disguise is somebody's name, written by hand."""
_CACHE_LIMIT = 40_000
"""Words remembered before the memory is emptied; mentions and typos make new ones for ever."""
_LONGEST_CHUNK = 40
"""Longer pieces of text between two spaces hardly come again; they are not remembered."""
_MOST_DISGUISED = 500
"""Characters of a message's words with digits or signs in them that are read as disguises. To find
what such a word hides takes microseconds a letter; a wall of them would hold everybody up."""
_DISGUISED = re.compile(r"[a-z][0-9@$*+#_\u00ad]|[0-9@$*+#_!\u00ad][a-z]")

HASH_PRIME = 16777619

BEGINS_NAME = "=<name>"
"""The class of words that begin a whole name. Like a rule's own words, no model sees it."""


@dataclass(frozen=True, slots=True)
class Person:
    """A real person of the pack. ``identities`` are words they said publicly of themselves."""

    name: str
    identities: frozenset[str] = frozenset()


STRANGER = Person("")
"""Somebody real whom the pack does not know."""


@dataclass(frozen=True, slots=True)
class Part:
    """A character of the pack. ``actor`` is who plays it, as far as the pack knows."""

    name: str
    actor: Person = STRANGER


@dataclass(frozen=True, slots=True)
class Names:
    """The pack's names, folded: real people and characters, and which are words too.

    ``people`` and ``characters`` go from a name of one word to who that is. ``whole`` has names of
    several words by their first: the others, and who that is, the longest first.
    """

    people: dict[str, Person] = field(default_factory=dict)
    characters: dict[str, Part] = field(default_factory=dict)
    ambiguous: frozenset[str] = frozenset()
    whole: dict[str, tuple[tuple[tuple[str, ...], Person | Part], ...]] = field(
        default_factory=dict
    )


class Word:
    """A word as the judge knows it. ``feature`` is what the classifier sees instead of a name.

    ``who`` is the person or character of the pack that it means, a pronoun's too. ``parts`` are the
    words that it is made of, if it is several; ``row`` is where the classifier keeps what it has
    worked out for the word, -1 for nowhere.
    """

    __slots__ = ("_variants", "feature", "key", "mask", "parts", "row", "text", "who")

    def __init__(self, text: str, mask: int, feature: str) -> None:
        self.text = text
        self.mask = mask
        self.feature = feature
        self.key = stable_hash(feature)
        self.row = -1
        self.who: Person | Part | None = None
        self.parts: tuple[Word, ...] = ()
        self._variants: dict[tuple[int, str, str | None], Word] = {}

    def variant(self, mask: int, feature: str, who: Person | Part | None = None) -> Word:
        """The word with what its neighbours tell of it; remembered, so that it is made once."""
        key = (mask, feature, who.name if who else None)
        known = self._variants.get(key)
        if known is None:
            known = Word(self.text, mask, feature)
            known.who = who or self.who
            self._variants[key] = known
        return known


def hash_state(text: str) -> int:
    """The state of FNV-1a, 32 bits, after ``text``; more bytes can be added to it."""
    value = 2166136261
    for byte in text.encode("utf-8", "surrogatepass"):
        value = ((value ^ byte) * HASH_PRIME) & 0xFFFFFFFF
    return value


def stable_hash(text: str) -> int:
    """A 31-bit hash that is the same in every process and version (FNV-1a, 32 bits, halved)."""
    return hash_state(text) >> 1


class Vocabulary(dict[str, Word]):
    """From a folded token to its ``Word``, worked out once for each token."""

    def __init__(self, lexicon: Lexicon, speller: Speller, names: Names) -> None:
        super().__init__()
        self._lexicon = lexicon
        self._speller = speller
        self._names = names
        self._bits = {name: lexicon.bit(name) for name in ("many", "stop", "comma", "quote_mark")}
        self._letter = lexicon.bit("single_letter")
        self._piece = lexicon.bit("piece")
        self._begins = lexicon.bit(BEGINS_NAME)
        self.gone = Word("", self._bits["many"], "")

    def __missing__(self, token: str) -> Word:
        if len(self) > _CACHE_LIMIT:
            self.clear()
        word = self._make(token)
        self[token] = word
        return word

    def _make(self, token: str) -> Word:
        special = self._special(token)
        if special is not None:
            return special
        readings = (token,) if token in self._names.people else self._speller.read(token)
        if token[0] == "@" and len(token) > _HANDLE and not all(map(self._speller.knows, readings)):
            bits = self._lexicon.bit("mention") | self._lexicon.bit("real")
            return Word(token, bits, "<mention>")
        if len(readings) == 1:
            return self._plain(readings[0], len(token) == 1)
        return self.made_of(token, readings)

    def made_of(self, token: str, readings: Iterable[str]) -> Word:
        """A token that stands for the words ``readings``."""
        word = Word(token, self._bits["many"], token)
        word.parts = tuple(self._plain(reading, single=False) for reading in readings)
        return word

    def as_written(self, token: str) -> Word:
        """The word that ``token`` is if nobody looks for what it may hide; it is not remembered."""
        written = token.replace(IGNORED, "")
        return self._special(token) or self._plain(written, len(written) == 1)

    def hidden(self, token: str, pieces: Sequence[str], gap: str) -> Word | None:
        """The word that ``pieces`` hide with ``gap`` between them; ``token`` is its first."""
        found = self._speller.hidden(pieces, gap)
        return self.made_of(token, (found,)) if found else None

    def spelt_out(self, token: str, pieces: Sequence[str]) -> Word | None:
        """The word that ``pieces`` are letter by letter, as ``d.o.g``; ``token`` is its first.

        Of two letters only what is a word by itself: "w/o" is none.
        """
        whole = "".join(pieces)
        if len(whole) != len(pieces) or not any(map(str.isalpha, whole)):
            return None
        readings = self._speller.read(whole)
        if len(pieces) == 2 and not all(map(self._speller.knows, readings)):  # noqa: PLR2004
            return None
        return self.made_of(token, readings)

    def _plain(self, text: str, single: bool) -> Word:
        word = self._by_itself(text, single)
        if text in self._names.whole:
            word.mask |= self._begins
        return word

    def _by_itself(self, text: str, single: bool) -> Word:
        mask = self._lexicon.mask(text)
        names = self._names
        if text in names.people:
            bits = self._lexicon.bit("actor") | self._lexicon.bit("real")
            if text in names.ambiguous:
                word = Word(text, mask | self._lexicon.bit("maybe_name"), text)
            else:
                word = Word(text, self._lexicon.literal(text) | bits, "<actor>")
            word.who = names.people[text]
            return word
        if text in names.characters:
            kept = mask & ~self._lexicon.bit("given_name")
            word = Word(text, kept | self._lexicon.bit("character"), "<character>")
            word.who = names.characters[text]
            return word
        if mask & self._lexicon.bit("given_name"):
            return Word(text, mask | self._lexicon.bit("real"), "<name>")
        if mask & self._lexicon.bit("person_noun"):
            mask |= self._lexicon.bit("real")
        if single and text.isalnum() and text not in ("i", "a", "u", "x"):
            mask |= self._letter
        if not mask and self._speller.may_be_piece(text):
            mask = self._piece
        if not mask and (text[:1].isdigit() or text[1:2].isdigit()) and not text[:1].isalpha():
            return Word(text, self._lexicon.bit("number"), "<number>")
        return Word(text, mask, text)

    def _special(self, token: str) -> Word | None:  # noqa: PLR0911
        """Markup, punctuation and emoji."""
        lexicon = self._lexicon
        first = token[0]
        if first == "<" and len(token) > 3:  # noqa: PLR2004 - "<" alone is punctuation
            if token[1] == "@" and token[2] != "&":
                return Word(token, lexicon.bit("mention") | lexicon.bit("real"), "<mention>")
            if ":" in token and token[1] in ":a":
                name = token.split(":")[1]
                return Word(token, lexicon.mask(name) | lexicon.bit("emoji"), f":{name}:")
            return Word(token, lexicon.bit("link"), "<place>")
        if token.startswith(("http://", "https://")):
            return Word(token, lexicon.bit("link"), "<link>")
        if token in ("@everyone", "@here"):
            return Word(token, lexicon.bit("everyone_ping"), token)
        if token == "||":  # noqa: S105
            return Word(token, lexicon.bit("bar"), token)
        if first.isalnum() or (first in "@$*!+" and token[1:2].isalnum()):
            return None
        if first.isascii():
            return self._punctuation(token)
        return Word(token, lexicon.mask(token) | lexicon.bit("emoji"), token)

    def _punctuation(self, token: str) -> Word:
        mask = self._lexicon.mask(token)
        if any(sign in token for sign in ".!?;\n"):
            mask |= self._bits["stop"]
        elif '"' in token:
            mask |= self._bits["quote_mark"]
        elif any(sign in token for sign in ",:()-~"):
            mask |= self._bits["comma"]
        kind = "?" if "?" in token else "\n" if "\n" in token else token[:2]
        return Word(token, mask, kind)


_GAP = re.compile(r"[-./|~:,]\Z|\|\|\Z")
_PIECE = re.compile(r"[a-z0-9@$!*]+\Z")


class _Share:
    """How much of a long text is still to be read as disguises."""

    def __init__(self) -> None:
        self._left = _MOST_DISGUISED
        self._read: set[str] = set()

    def allows(self, piece: str) -> bool:
        """Whether ``piece`` is read as what it hides, if there can be anything hidden."""
        if piece.isalpha() or piece in self._read or not _DISGUISED.search(piece):
            return True
        if len(piece) > self._left:
            return False
        self._left -= len(piece)
        self._read.add(piece)
        return True


class Chunks(dict[str, tuple[Word, ...]]):
    """From the text between two spaces to its words: no token has a space in it.

    Most chunks of a chat have come before, and finding them is faster than taking them apart.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__()
        self._vocabulary = vocabulary

    def words_of(self, folded: str) -> list[Word]:
        """The words of a text.

        Of words with digits or signs in them, those that make up the first 500 characters are
        read as what they hide, each counted once, and the others as they are written.
        """
        chunks = folded.split(" ")
        if len(folded) <= _MOST_DISGUISED:
            return list(chain.from_iterable(map(self.__getitem__, chunks)))
        words: list[Word] = []
        share = _Share()
        known, as_written = self._vocabulary, self._vocabulary.as_written
        for chunk in chunks:
            if len(chunk) <= _LONGEST_CHUNK and share.allows(chunk):
                words += self[chunk]
            else:
                tokens = tokens_of(chunk)
                words += [known[one] if share.allows(one) else as_written(one) for one in tokens]
        return words

    def _uncovered(self, tokens: list[str], words: tuple[Word, ...]) -> tuple[Word, ...]:
        """``les/bian`` and ``g.y`` as what they hide; the words after the first are ``gone``."""
        found = list(words)
        start = 0
        while start < len(tokens) - 2:
            end = start + 1
            while (
                end + 1 < len(tokens)
                and _GAP.match(tokens[end])
                and _PIECE.match(tokens[end - 1])
                and _PIECE.match(tokens[end + 1])
            ):
                end += 2
            pieces = tokens[start:end:2]
            if len(pieces) > 1:
                hidden = self._vocabulary.hidden(tokens[start], pieces, tokens[start + 1])
                hidden = hidden or self._vocabulary.spelt_out(tokens[start], pieces)
                if hidden:
                    gone = [self._vocabulary.gone] * (end - start - 1)
                    found[start:end] = [hidden, *gone]
            start = end
        return tuple(found)

    def __missing__(self, chunk: str) -> tuple[Word, ...]:
        tokens = tokens_of(chunk)
        words = tuple(map(self._vocabulary.__getitem__, tokens))
        if len(tokens) > 2 and len(chunk) <= _LONGEST_CHUNK:  # noqa: PLR2004 - a sign between two
            words = self._uncovered(tokens, words)
        if len(chunk) <= _LONGEST_CHUNK:
            if len(self) >= _CACHE_LIMIT:
                self.clear()
            self[chunk] = words
        return words
