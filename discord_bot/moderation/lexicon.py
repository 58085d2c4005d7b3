"""Classes of words, as bits: what the rules and the classifier know of a word by itself."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True)
class Tongue:
    """How a language is known in a message, and what words of others are in it.

    ``tells`` are words by which it is known; ``here`` has the classes that a word has in it,
    in place of those that it has elsewhere; ``charged`` are all words that its file gives classes.
    """

    tells: tuple[str, ...] = ()
    here: tuple[tuple[str, tuple[str, ...]], ...] = ()
    charged: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Read:
    """A file of the lexicon: words by class, and the language's own tables."""

    classes: dict[str, list[str]] = field(default_factory=dict)
    tongue: Tongue = field(default_factory=Tongue)


class Lexicon:
    """Words and their classes. A class is a bit, so that a word's classes are one number."""

    def __init__(self) -> None:
        self._bits: dict[str, int] = {}
        self._names: list[str] = []
        self._masks: dict[str, int] = {}
        self.tongues: dict[str, Tongue] = {}
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
    read = _read(folder / "en.toml")
    for name, words in read.classes.items():
        lexicon.add(name, words)
    lexicon.tongues["en"] = read.tongue
    return lexicon


def load_lexicon(folder: Path) -> Lexicon:
    """The lexicon of the files in ``folder``: English first, then the other languages.

    A word that English knows keeps its English classes only ("son" is no verb), but for what
    ``[here]`` of a language says of it in a message of that language.
    Raises ``ConfigurationError`` naming the file that can't be read.
    """
    lexicon = load_english(folder)
    english = lexicon.all_words()
    for path in sorted(folder.glob("*.toml")):
        if path.stem == "en":
            continue
        read = _read(path)
        for name, words in read.classes.items():
            _must_be_known(lexicon, name, path)
            same = lexicon.bit(name)
            lexicon.add(name, [w for w in words if w not in english or lexicon.mask(w) & same])
        for _, names in read.tongue.here:
            for name in names:
                _must_be_known(lexicon, name, path)
        lexicon.tongues[path.stem] = read.tongue
    for language, tongue in lexicon.tongues.items():
        lexicon.add(told_by(language), tongue.tells)
    return lexicon


def told_by(language: str) -> str:
    """The class of words that tell a language. It is none that the classifier sees."""
    return f"={language}="


def _must_be_known(lexicon: Lexicon, name: str, path: Path) -> None:
    if not lexicon.has(name):
        raise ConfigurationError(f'{path.name}: English has no class "{name}"; mend its name.')


def _read(path: Path) -> _Read:
    try:
        tree = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"{path}: can't be read ({error}); restore the file.") from None
    tables = {name: tree.pop(name, {}) for name in ("tongue", "here")}
    classes = _lists(tree, path)
    tongue, here = (_lists(table, path) for table in tables.values())
    return _Read(
        classes,
        Tongue(
            tuple(tongue.get("tells", ())),
            tuple((_as_read(word), tuple(names)) for word, names in here.items()),
            frozenset(word for words in classes.values() for word in words),
        ),
    )


def _lists(table: object, path: Path) -> dict[str, list[str]]:
    """A table of words in quotes as lists of words. Raises ``ConfigurationError``."""
    found = {}
    for name, words in table.items() if isinstance(table, dict) else [("a table", None)]:
        if not isinstance(words, str):
            raise ConfigurationError(f"{path.name}: {name} must be words in quotes.")
        found[name] = [_as_read(word) for word in words.split()]
    return found


def _as_read(word: str) -> str:
    """A listed word as the tokens of a message have it: folded, emoji without their joiners."""
    return fold(word).replace("\u00ad", "") if word.isascii() or word[0].isalpha() else word[0]
