"""Whether a typed answer is right: kind to slips, and never taking one name for another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import process
from rapidfuzz.distance import OSA

from discord_bot.folding import fold
from discord_bot.packs import Pack
from discord_bot.trivia.model import Question
from discord_bot.trivia.reading import Reading, read

MAX_LENGTH = 200
"""Longer texts are talk and no answer; the longest answer has 80 characters."""
ONE_SLIP, TWO_SLIPS = 6, 11
"""Letters from which a word may have one slip, and two: short words are too near to each other
("Tara", "Tao"), and of long ones people know the sound better than the spelling."""
_TITLES = frozenset(("mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "dame", "coach"))
"""Words before a name that are no first names: nobody is called by them alone."""


class Reason(StrEnum):
    """Why a typed answer is right or wrong."""

    EXACT = "exact"
    """It says the answer, or one of its aliases."""
    NAME = "name"
    """It is another name of the same person, character or episode."""
    SLIP = "slip"
    """It is the answer but for a slip in a long word."""
    EMPTY = "empty"
    TOO_LONG = "too_long"
    OTHER = "other"
    """It is somebody else's name or a wrong choice, or as near to one."""
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Graded:
    """A verdict and why."""

    correct: bool
    reason: Reason


@dataclass(frozen=True, slots=True)
class Name:
    """Something that is known by a name: ``person`` says whether parts of it may stand for it."""

    name: str
    aliases: tuple[str, ...] = ()
    person: bool = True

    def forms(self) -> Iterable[str]:
        """Everything it may be called: name, aliases, initials, first name and surname."""
        yield from (self.name, *self.aliases)
        words = fold(self.name).split()
        if not self.person or len(words) < 2:  # noqa: PLR2004 - a single word has no parts
            return
        if words[0] not in _TITLES:
            yield words[0]
            yield " ".join([words[0][0], *words[1:]])
            yield " ".join([*(word[0] for word in words[:-1]), words[-1]])
        yield words[-1]


class NameBook:
    """All names of a pack, so that none is taken for another."""

    def __init__(self, names: Iterable[Name]) -> None:
        self._names = tuple(names)
        self._readings: dict[int, tuple[Reading, ...]] = {}
        self._owners: dict[str, set[int]] = {}
        self._called: dict[str, set[int]] = {}
        for index, name in enumerate(self._names):
            readings = tuple(read(form) for form in dict.fromkeys(name.forms()))
            self._readings[index] = readings
            for reading in readings:
                for key in reading.keys:
                    self._owners.setdefault(key, set()).add(index)
            for key in read(name.name).keys:
                self._called.setdefault(key, set()).add(index)
        self._keys = tuple(self._owners)

    @classmethod
    def from_pack(cls, pack: Pack) -> NameBook:
        """The names of a pack's people, characters and episodes."""
        people = [Name(person.name, person.aliases) for person in pack.cast.people]
        characters = [Name(item.name, item.aliases) for item in pack.cast.characters]
        episodes = [Name(episode.title, person=False) for episode in pack.show.episodes]
        return cls([*people, *characters, *episodes])

    def called(self, answer: Reading) -> frozenset[int]:
        """Whose full name an answer is."""
        return frozenset().union(*(self._called.get(key, ()) for key in answer.keys))

    def owners(self, typed: Reading) -> frozenset[int]:
        """Everyone who may be called so."""
        return frozenset().union(*(self._owners.get(key, ()) for key in typed.keys))

    def readings(self, index: int) -> tuple[Reading, ...]:
        """What one of them may be called."""
        return self._readings[index]

    def near(self, typed: str, slips: int) -> Iterator[tuple[str, frozenset[int]]]:
        """What anybody may be called that is at most so many slips away, and who."""
        found = process.extract(
            typed, self._keys, scorer=OSA.distance, score_cutoff=slips, limit=None
        )
        for key, _, _ in found:
            yield key, frozenset(self._owners[key])


@dataclass(frozen=True, slots=True)
class _Key:
    """What a question takes for right and wrong, apart from the typed text."""

    explicit: tuple[Reading, ...]
    named: tuple[Reading, ...]
    own: frozenset[int]
    wrong: tuple[Reading, ...]


def grade(text: str, question: Question, names: NameBook) -> Graded:
    """Whether ``text`` answers ``question``.

    Right is what says the answer or an alias, a name that only the one asked for has, and what
    differs from these by a slip in a long word. Wrong is whatever equals, or is as near to,
    another name of ``names`` or one of the question's wrong choices. Numbers take no slip. Never
    raises, whatever the text.
    """
    if len(text) > MAX_LENGTH:
        return Graded(False, Reason.TOO_LONG)
    typed = read(text)
    if not typed.keys:
        return Graded(False, Reason.EMPTY)
    key = _answer_key(question, names)
    if any(typed.says(reading) for reading in key.explicit):
        return Graded(True, Reason.EXACT)
    if any(typed.says(reading) for reading in key.wrong) or names.owners(typed) - key.own:
        return Graded(False, Reason.OTHER)
    if any(typed.says(reading) for reading in key.named):
        return Graded(True, Reason.NAME)
    return _grade_slips(typed, key, names)


def _answer_key(question: Question, names: NameBook) -> _Key:
    explicit = tuple(read(form) for form in (question.answer, *question.aliases))
    own = names.called(explicit[0])
    prompt = f" {fold(question.prompt)} "
    named = tuple(
        reading
        for index in own
        for reading in names.readings(index)
        if not names.owners(reading) - own and f" {' '.join(reading.words)} " not in prompt
    )
    wrong = tuple(read(text) for text in question.distractors)
    return _Key(explicit, named, own, wrong)


def _grade_slips(typed: Reading, key: _Key, names: NameBook) -> Graded:
    slips = [
        found
        for reading in (*key.explicit, *key.named)
        if (found := _slips(reading.words, typed.text)) is not None
    ]
    if not slips:
        return Graded(False, Reason.WRONG)
    least = min(slips)
    right = {text for reading in (*key.explicit, *key.named) for text in reading.keys}
    wrong = (text for reading in key.wrong for text in reading.keys)
    rivals = [text for text in wrong if OSA.distance(typed.text, text) <= least]
    rivals += [text for text, owners in names.near(typed.text, least) if owners - key.own]
    if set(rivals) - right:
        return Graded(False, Reason.OTHER)
    return Graded(True, Reason.SLIP)


def _slips(words: tuple[str, ...], typed: str) -> int | None:
    """How many slips make ``words`` into ``typed``, or None where a word would have too many.

    ``typed`` is without spaces, so that one left out or put in is no slip.
    """
    reached: dict[int, int] = {0: 0}
    before = ""
    for word in words:
        piece = f" {word}" if before[-1:].isdigit() and word[0].isdigit() else word
        before = word
        allowed = _allowed(word)
        following: dict[int, int] = {}
        for start, slips in reached.items():
            for length in range(len(piece) - allowed, len(piece) + allowed + 1):
                found = _piece_slips(typed[start : start + length], piece, allowed)
                if found is not None and start + length <= len(typed):
                    end = start + length
                    following[end] = min(slips + found, following.get(end, slips + found))
        reached = following
    return reached.get(len(typed))


def _allowed(word: str) -> int:
    """The slips that a word may have."""
    if any(character.isdigit() for character in word) or len(word) < ONE_SLIP:
        return 0
    return 1 if len(word) < TWO_SLIPS else 2


def _piece_slips(typed: str, piece: str, allowed: int) -> int | None:
    if typed == piece:
        return 0
    if any(character.isdigit() for character in typed):
        return None
    distance = OSA.distance(typed, piece, score_cutoff=allowed)
    return distance if distance <= allowed else None
