"""The judge of a pack: lexicon, the pack's names, rules and models put together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from discord_bot.errors import ConfigurationError
from discord_bot.moderation.classifier import Classifier, load_weights
from discord_bot.moderation.entities import Reader
from discord_bot.moderation.judge import Judge, RuleSet
from discord_bot.moderation.lexicon import Lexicon, load_lexicon
from discord_bot.moderation.mixing import TransformerStage
from discord_bot.moderation.naming import fold_name
from discord_bot.moderation.normalize import fold, tokens_of
from discord_bot.moderation.rules import RULES
from discord_bot.moderation.spelling import Speller
from discord_bot.moderation.vocabulary import STRANGER, Names, Part, Person
from discord_bot.pack_files import Character
from discord_bot.pack_files import Person as PackPerson
from discord_bot.packs import Pack, data_directory

_TITLES = frozenset({"mr", "mrs", "ms", "miss", "coach", "the", "dr", "aunt", "sir"})
_KNOWN_BY_FIRST_NAME = ("actor", "author")
"""The crew are many, and called by their whole names."""
WORDS = "words.txt"


def load_judge(pack: Pack, models: Path | None = None, *, second: bool = True) -> Judge:
    """The judge for a pack. ``second=False`` leaves the transformer out, installed or not.

    Raises ``ConfigurationError`` naming a file of the lexicon or models that can't be read.
    """
    folder = models or data_directory() / "models"
    lexicon = load_lexicon(data_directory() / "lexicon")
    rules = RuleSet(RULES, lexicon)
    known = read_words(folder)
    reader = make_reader(lexicon, names_of(pack), known)
    weights = load_weights(folder)
    classifier = Classifier(weights, lexicon, [rule.id for rule in RULES])
    stage = TransformerStage.load(folder) if second else None
    return Judge(reader, rules, classifier, weights.temperature, stage, known)


def make_reader(lexicon: Lexicon, names: Names, known: Iterable[str]) -> Reader:
    """A reader that knows the lexicon's words, the names, and ``known`` ones."""
    people = [*names.people, *names.characters]
    pieces = set(names.whole)
    for candidates in names.whole.values():
        pieces.update(word for rest, _ in candidates for word in rest)
    words = {*lexicon.all_words(), *known, *people, *pieces}
    speller = Speller(words, lexicon.sensitive() | {name for name in people if len(name) > 2})  # noqa: PLR2004 - "bo" is too short to be disguised
    return Reader(lexicon, speller, names)


def read_words(folder: Path) -> list[str]:
    """The words that training met often enough to be no typo."""
    try:
        return (folder / WORDS).read_text(encoding="utf-8").split()
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"{folder / WORDS}: can't be read ({error}).") from None


def names_of(pack: Pack) -> Names:
    """What members call the pack's people and characters, folded.

    What the pack lists for somebody goes before a first name that only begins a whole one: with
    the alias "Sam", a character is Sam, and not the actor whose whole name begins so. Whole names
    are all there, the crew's too.
    """
    nicknames = pack.moderation.nicknames
    persons = {entry.id: _person(entry) for entry in pack.cast.people}
    everybody: list[tuple[PackPerson | Character, Person | Part]] = [
        *((entry, persons[entry.id]) for entry in pack.cast.people),
        *((entry, _part(entry, persons)) for entry in pack.cast.characters),
    ]
    single: dict[str, Person | Part] = {}
    whole: dict[tuple[str, ...], Person | Part] = {}
    for entry, who in everybody:
        called = (*entry.aliases, *nicknames.get(entry.id, ()))
        for word in _listed(called):
            single.setdefault(word, who)
        for words in _whole_names((entry.name, *called)):
            whole.setdefault(words, who)
    for entry, who in everybody:
        for word in _first_name(entry):
            single.setdefault(word, who)
    return Names(
        {word: who for word, who in single.items() if isinstance(who, Person)},
        {word: who for word, who in single.items() if isinstance(who, Part)},
        frozenset(map(fold, pack.moderation.also_words)),
        _by_first_word(whole),
    )


def _person(entry: PackPerson) -> Person:
    said = {word for statement in entry.statements for word in statement.identities}
    return Person(entry.name, frozenset(fold_name(" ".join(said))))


def _part(character: Character, persons: Mapping[str, Person]) -> Part:
    return Part(character.name, persons.get(character.actor or "", STRANGER))


def _by_first_word(
    whole: Mapping[tuple[str, ...], Person | Part],
) -> dict[str, tuple[tuple[tuple[str, ...], Person | Part], ...]]:
    found: dict[str, list[tuple[tuple[str, ...], Person | Part]]] = {}
    for words in sorted(whole, key=len, reverse=True):
        found.setdefault(words[0], []).append((words[1:], whole[words]))
    return {first: tuple(names) for first, names in found.items()}


def _first_name(entry: PackPerson | Character) -> Iterator[str]:
    """The first word of a name, unless it is a title or the name of one of many of the crew."""
    first = fold_name(entry.name)[0]
    if first not in _TITLES and (
        isinstance(entry, Character) or entry.role in _KNOWN_BY_FIRST_NAME
    ):
        yield first


def _listed(called: Iterable[str]) -> Iterator[str]:
    """The names of one word, without titles. "Nick's aunt" is none."""
    for name in called:
        words = [word for word in fold_name(name) if word not in _TITLES]
        if len(words) == 1 and "'" not in words[0]:
            yield words[0]


def _whole_names(called: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """The names of several words, as a message has them, with signs between them and without."""
    for name in called:
        words = tuple(tokens_of(fold(name)))
        if len(words) > 1 and words[0] != "the" and "'" not in name:
            yield words
            yield tuple(word for word in words if word[0].isalnum())
