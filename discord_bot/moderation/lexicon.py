"""Classes of words, as bits: what the rules and the classifier know of a word by itself."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import reduce
from operator import or_
from pathlib import Path

from discord_bot.errors import ConfigurationError
from discord_bot.moderation.normalize import fold

BUILT_IN = (
    "many",
    "mention",
    "everyone_ping",
    "link",
    "emoji",
    "number",
    "stop",
    "comma",
    "quote_mark",
    "bar",
    "echo",
    "actor",
    "maybe_name",
    "character",
    "given_name",
    "he_real",
    "he_character",
    "he_group",
    "real",
    "public_identity",
    "single_letter",
    "piece",
)
"""Classes that no list of words makes: markup, names of the pack, and what entities add."""

SENSITIVE = (
    "orientation",
    "gender_identity",
    "gay_plural",
    "religion",
    "race",
    "slur_gay",
    "slur_trans",
    "slur_race",
    "slur_disability",
    "slur_woman",
    "strong_insult",
    "person_plural",
    "bait",
    "disability",
    "gaydar",
    "migrant",
)
"""The classes whose words are recognised in disguise."""
_ALSO_SENSITIVE = """
kill yourself kys die dating sexuality come out closet girlfriend girlfriends boyfriend boyfriends
people disgusting diseased greedy hate loathe despise women woman attention seeking hurt choke
bleach mental pathetic nobody likes unalive faggy gays groomer filth vermin fake fucking fuck shut
voice colours straight
hate murder rape suicide cancer parasites subhuman cheat vermin animals stfu racist paedo pedo nonce
secretly immigrant immigrants
"""


class Lexicon:
    """Words and their classes. A class is a bit, so that a word's classes are one number."""

    def __init__(self) -> None:
        self._bits: dict[str, int] = {}
        self._names: list[str] = []
        self._masks: dict[str, int] = {}
        for name in BUILT_IN:
            self.bit(name)

    def bit(self, name: str) -> int:
        """The bit of a class, made when it is new."""
        if name not in self._bits:
            self._bits[name] = 1 << len(self._bits)
            self._names.append(name)
        return self._bits[name]

    def has(self, name: str) -> bool:
        """Whether there is such a class."""
        return name in self._bits

    def mask(self, word: str) -> int:
        """The classes of a word, 0 for none."""
        return self._masks.get(word, 0)

    def add(self, name: str, words: Iterable[str]) -> None:
        """Put words into a class."""
        bit = self.bit(name)
        for word in words:
            self._masks[word] = self._masks.get(word, 0) | bit

    def literal(self, word: str) -> int:
        """The bit of a single word that a rule names."""
        name = f"={word}"
        if name not in self._bits:
            self.add(name, [word])
        return self._bits[name]

    def words(self, *names: str) -> set[str]:
        """All words of some classes."""
        wanted = 0
        for name in names:
            wanted |= self._bits[name]
        return {word for word, mask in self._masks.items() if mask & wanted}

    def words_of(self, mask: int) -> set[str]:
        """All words that have a class in ``mask``."""
        return {word for word, own in self._masks.items() if own & mask}

    def sizes(self, masks: Collection[int]) -> dict[int, int]:
        """How many words have a class in each of ``masks``.

        All of them at once, from which words each class has: to go through the words for each of
        the rules' thousand masks took half a second of every start.
        """
        words: dict[int, int] = {}
        for place, mask in enumerate(self._masks.values()):
            for bit in single_bits(mask):
                words[bit] = words.get(bit, 0) | 1 << place
        return {
            mask: reduce(or_, (words.get(bit, 0) for bit in single_bits(mask)), 0).bit_count()
            for mask in masks
        }

    def all_words(self) -> set[str]:
        """Every word of any class."""
        return set(self._masks)

    def sensitive(self) -> set[str]:
        """The words that are recognised in disguise."""
        return self.words(*SENSITIVE) | set(_ALSO_SENSITIVE.split())

    def names_of(self, mask: int) -> list[str]:
        """The classes in a mask, in the order in which they were made; words of rules are none."""
        names = (self._names[bit.bit_length() - 1] for bit in single_bits(mask))
        return [name for name in names if name[0] != "="]


def single_bits(mask: int) -> Iterator[int]:
    """The bits that are set in ``mask``, each as a number of its own, the lowest first."""
    while mask:
        lowest = mask & -mask
        yield lowest
        mask ^= lowest


def load_english(folder: Path) -> Lexicon:
    """The lexicon of English alone. Raises ``ConfigurationError`` where it can't be read."""
    lexicon = Lexicon()
    for name, words in _read(folder / "en.toml").items():
        lexicon.add(name, words)
    return lexicon


def load_lexicon(folder: Path) -> Lexicon:
    """The lexicon of the files in ``folder``: English first, then the other languages.

    A word that English knows keeps its English classes only ("son" is no verb).
    Raises ``ConfigurationError`` naming the file that can't be read.
    """
    lexicon = load_english(folder)
    english = lexicon.all_words()
    for path in sorted(folder.glob("*.toml")):
        if path.stem == "en":
            continue
        for name, words in _read(path).items():
            if not lexicon.has(name):
                raise ConfigurationError(
                    f'{path.name}: English has no class "{name}"; mend its name.'
                )
            same = lexicon.bit(name)
            lexicon.add(name, [w for w in words if w not in english or lexicon.mask(w) & same])
    return lexicon


def _read(path: Path) -> Mapping[str, list[str]]:
    try:
        tree = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"{path}: can't be read ({error}); restore the file.") from None
    classes = {}
    for name, words in tree.items():
        if not isinstance(words, str):
            raise ConfigurationError(f"{path.name}: {name} must be words in quotes.")
        classes[name] = [_as_read(word) for word in words.split()]
    return classes


def _as_read(word: str) -> str:
    """A listed word as the tokens of a message have it: folded, emoji without their joiners."""
    return fold(word).replace("\u00ad", "") if word.isascii() or word[0].isalpha() else word[0]
