"""The judge of a pack: lexicon, the pack's names, rules and models put together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from discord_bot.errors import ConfigurationError
from discord_bot.moderation.classifier import Classifier, load_weights
from discord_bot.moderation.entities import Reader, fold_name
from discord_bot.moderation.judge import Judge, RuleSet
from discord_bot.moderation.lexicon import Lexicon, load_lexicon
from discord_bot.moderation.mixing import TransformerStage
from discord_bot.moderation.rules import RULES
from discord_bot.moderation.spelling import Speller
from discord_bot.moderation.vocabulary import Names, Person
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
    words = {*lexicon.all_words(), *known, *people}
    speller = Speller(words, lexicon.sensitive() | {name for name in people if len(name) > 2})  # noqa: PLR2004 - "bo" is too short to be disguised
    return Reader(lexicon, speller, names)


def read_words(folder: Path) -> list[str]:
    """The words that training met often enough to be no typo."""
    try:
        return (folder / WORDS).read_text(encoding="utf-8").split()
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"{folder / WORDS}: can't be read ({error}).") from None


def names_of(pack: Pack) -> Names:
    """What members call the pack's people and characters, folded."""
    nicknames = pack.moderation.nicknames
    people: dict[str, Person] = {}
    for entry in pack.cast.people:
        said = {word for statement in entry.statements for word in statement.identities}
        person = Person(entry.name, frozenset(fold_name(" ".join(said))))
        for word in _called(entry, nicknames.get(entry.id, ())):
            people.setdefault(word, person)
    characters: dict[str, str] = {}
    for character in pack.cast.characters:
        for word in _called(character, nicknames.get(character.id, ())):
            if word not in people:
                characters.setdefault(word, character.name)
    return Names(people, characters, frozenset(pack.moderation.also_words))


def _called(entry: PackPerson | Character, nicknames: Collection[str]) -> Iterator[str]:
    """First name, one-word aliases and nicknames."""
    first = fold_name(entry.name)[0]
    if first not in _TITLES and (
        isinstance(entry, Character) or entry.role in _KNOWN_BY_FIRST_NAME
    ):
        yield first
    for name in (*entry.aliases, *nicknames):
        words = [word for word in fold_name(name) if word not in _TITLES]
        if len(words) == 1:
            yield words[0]
