"""Who a message is about: names, members, groups, the speaker, and pronouns bound to them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_

from discord_bot.moderation.lexicon import Lexicon
from discord_bot.moderation.model import Target, TargetKind
from discord_bot.moderation.namesakes import is_full_name
from discord_bot.moderation.normalize import IGNORED, Normalized, fold, normalize, token_spans
from discord_bot.moderation.spelling import Speller
from discord_bot.moderation.tongues import Tongues
from discord_bot.moderation.vocabulary import Chunks, Names, Vocabulary, Word

_RUN = re.compile(
    r"(?<![a-z0-9@$'<&#/\u00ad])\u00ad*([a-z0-9@$!](?!\u00ad*[a-z0-9@$'])"
    r"(?:\u00ad*[ .\-_*~/|\n](?:\u00ad*[ .\-_*~/|\n])?\u00ad*"
    r"[a-z0-9@$!](?!\u00ad*[a-z0-9@$'])){1,60})"
)
"""Single letters with the same kind of gap between them: ``g a y``, ``k.y.s``, a letter a line.
What is not seen may stand anywhere in the gap."""
_BETWEEN = re.compile(r"[ .\-_*~/|\n]")
_BETWEEN_TWICE = re.compile(r"[ .\-_*~/|\n]{2}")
_MANY_SINGLES = 2
_SINGLE_WORDS = "iu"
"""Letters that are words."""
_AFTER_WILL = frozenset(
    "he she they we you i it there the this that a be not never have always probably definitely"
    " still make get go do come take give".split()
)
"""What follows the verb "will" and not the name, in a message without capitals."""
_BEFORE_NAME = frozenset(
    "is and & x with of about at like love does did has was hey hi that for on when if actually"
    " poor oh omg lol by think from between".split()
)
"""What comes right before the name and not the verb."""
_AFTER_NAME = frozenset("'s is x gao and has was plays doesn't doesnt".split())
"""What follows the name and not the verb."""
_BEFORE_LAST_WILL = frozenset("i you they we he she it people fans that".split())
"""What comes before the verb where it ends a clause: "if you will"."""


@dataclass(slots=True)
class Reading:
    """A message as words with classes, which have what the words around them tell.

    ``masks`` are those of the words; ``union`` has every class of theirs. ``places`` are where
    tokens stand in the text, worked out on demand, since most messages need no evidence;
    ``sources`` tell for each word the first and last token that it is of, unless all are one each.
    """

    normalized: Normalized
    words: list[Word]
    masks: list[int]
    union: int
    places: list[tuple[int, int]] | None = None
    sources: list[tuple[int, int]] | None = None

    def span(self, first: int, last: int) -> tuple[int, int]:
        """The piece of the author's text from one word to another, both included."""
        if self.places is None:
            self.places = token_spans(self.normalized)
        if self.sources is not None:
            first, last = self.sources[first][0], self.sources[last][1]
        return self.places[first][0], self.places[last][1]


class Reader:
    """Reads messages: tokens, words, classes, who is who."""

    def __init__(self, lexicon: Lexicon, speller: Speller, names: Names) -> None:
        self._speller = speller
        self._lexicon = lexicon
        bit = lexicon.bit
        self._letter = bit("single_letter")
        self._many = bit("many")
        self._piece = bit("piece")
        self._maybe = bit("maybe_name")
        self._actor, self._real = bit("actor"), bit("real")
        self._character = bit("character")
        self._pronoun = bit("he") | bit("she") | bit("they")
        self._anchor = self._real | self._character
        self._full_names = {
            word: frozenset(fold_name(whole)) for word, whole in names.characters.items()
        }
        self._he_real, self._he_character = bit("he_real"), bit("he_character")
        self._he_group, self._stop = bit("he_group"), bit("stop")
        protected = (
            "orientation gender_identity race religion migrant disability gay_plural"
            " person_plural flag"
        )
        self._protected = reduce(or_, map(bit, protected.split()))
        self._named = bit("actor") | bit("mention") | bit("given_name") | bit("person_noun")
        self._identity = bit("orientation") | bit("gender_identity")
        self._of_identity = self._identity | bit("queer_orientation") | bit("straight")
        self._public = bit("public_identity")
        self._in_show, self._real_life = bit("in_show"), bit("real_life")
        # Without any of these, a message is read word by word, and that is all.
        telling = "single_letter many piece maybe_name he she they character actor"
        self._telling = reduce(or_, map(bit, telling.split()))
        self.vocabulary = Vocabulary(lexicon, speller, names)
        self._chunks = Chunks(self.vocabulary)
        self._kinds, self._tongues = self._target_kinds(), Tongues(lexicon)

    def read(self, text: str, context: Iterable[str] = ()) -> Reading:
        """The words of ``text``; pronouns without a name in it are bound by ``context``."""
        normalized = normalize(text)
        words = self._words(normalized)
        masks = [word.mask for word in words]
        union = reduce(or_, masks, 0)
        reading = Reading(normalized, words, masks, union)
        if union & self._tongues.foreign:
            self._tongues.settle(reading, text)
        if reading.union & self._telling:
            self._look_around(reading, text, context)
        return reading

    def _look_around(self, reading: Reading, text: str, context: Iterable[str]) -> None:
        """What words are together, and what they tell of each other."""
        if reading.union & self._letter:
            self._join_letters(reading)
        if reading.union & self._many:
            self._take_apart(reading)
        if reading.union & self._piece:
            self._join_pieces(reading)
        if reading.union & self._maybe:
            self._decide_names(reading, text)
        if reading.union & self._character:
            self._part_namesakes(reading, text)
        if reading.union & self._pronoun:
            self._bind(reading, context)
            if reading.union & self._protected and reading.union & self._stop:
                self._bind_to_group(reading)
        if reading.union & self._actor and reading.union & self._identity:
            self._publicly_said(reading)

    def bits(self, *names: str) -> int:
        """The classes of these names as one mask."""
        return sum({self._lexicon.bit(name) for name in names})

    def classes(self, mask: int) -> list[str]:
        """The names of the classes in a mask."""
        return self._lexicon.names_of(mask)

    def words(self, texts: Iterable[str]) -> list[Word]:
        """Words by themselves, without neighbours that could tell anything of them."""
        return [word for text in texts for word in self._chunks[text]]

    def _words(self, normalized: Normalized) -> list[Word]:
        return self._chunks.words_of(normalized.text)

    # --- letters apart ----------------------------------------------------------------------------

    def _join_letters(self, reading: Reading) -> None:
        """``g a y`` as one word, where the letters make one that is known."""
        normalized = reading.normalized
        runs = []
        for match in _RUN.finditer(normalized.text):
            joined = self._joined(match[1].replace(IGNORED, ""))
            if joined:
                runs.append((*match.span(1), joined))
        if not runs:
            return
        words: list[Word] = []
        places: list[tuple[int, int]] = []
        for whole, span in zip(reading.words, token_spans(normalized), strict=True):
            while runs and span[0] >= runs[0][1]:
                runs.pop(0)
            if runs and runs[0][0] <= span[0] < runs[0][1]:
                start, end, joined = runs[0]
                if span[0] == start:
                    for piece in joined:
                        words.append(self.vocabulary[piece])
                        places.append((start, end))
                continue
            words.append(whole)
            places.append(span)
        reading.places = places
        self._replace(reading, words)

    def _joined(self, run: str) -> tuple[str, ...]:
        letters = _BETWEEN.sub("", run)
        least = 2 if len(letters) == _MANY_SINGLES else 3
        if len(letters) == _MANY_SINGLES and letters != "bi":
            return ()
        gaps = _BETWEEN_TWICE.split(run)
        if all(len(gap) == 1 for gap in gaps):
            gaps = [run]
        pieces = [piece for gap in gaps for piece in self._speller.read(_BETWEEN.sub("", gap))]
        known = all(self._speller.knows(piece) for piece in pieces)
        if len(gaps) > 1:
            # Wider gaps tell where words end, so that a name among them needs not be known.
            known = any(self._speller.matters(piece) for piece in pieces)
        if not known and len(gaps) == 1 and letters[0] in _SINGLE_WORDS:
            # "i h a t e": the first letter is a word, and the others are one.
            pieces = [letters[0], *self._speller.read(letters[1:])]
            known = len(pieces) == 2 and self._speller.matters(pieces[1])  # noqa: PLR2004
        long_enough = any(len(piece) >= least for piece in pieces)
        return tuple(pieces) if known and long_enough else ()

    def _take_apart(self, reading: Reading) -> None:
        words: list[Word] = []
        sources: list[tuple[int, int]] = []
        for place, word in enumerate(reading.words):
            if word is self.vocabulary.gone:
                sources[-1] = (sources[-1][0], place)
                continue
            for part in word.parts or (word,):
                words.append(part)
                sources.append((place, place))
        reading.sources = sources
        self._replace(reading, words)

    def _join_pieces(self, reading: Reading) -> None:
        """``les bian`` as one word, where one piece is none by itself and both make one."""
        words, masks = reading.words, reading.masks
        joined = {}
        for place in range(len(words) - 1):
            if (masks[place] | masks[place + 1]) & self._piece and place - 1 not in joined:
                whole = self._speller.together((words[place].text, words[place + 1].text))
                if whole:
                    joined[place] = self.vocabulary[whole]
        if not joined:
            return
        sources = reading.sources or [(place, place) for place in range(len(words))]
        kept = [place for place in range(len(words)) if place - 1 not in joined]
        reading.sources = [
            (sources[place][0], sources[place + (place in joined)][1]) for place in kept
        ]
        self._replace(reading, [joined.get(place, words[place]) for place in kept])

    @staticmethod
    def _replace(reading: Reading, words: list[Word]) -> None:
        reading.words = words
        reading.masks = [word.mask for word in words]
        reading.union = reduce(or_, reading.masks, 0)

    # --- who is who -------------------------------------------------------------------------------

    def _decide_names(self, reading: Reading, text: str) -> None:
        """Whether "will" is William: by its capital where there is one, by its neighbours else."""
        words = reading.words
        for place, mask in enumerate(reading.masks):
            if mask & self._maybe and self._is_name(reading, place, text):
                named = words[place].variant(self._actor | self._real, "<actor>")
                words[place] = named
                reading.masks[place] = named.mask
                reading.union |= named.mask

    def _is_name(self, reading: Reading, place: int, text: str) -> bool:
        words = reading.words
        after = words[place + 1].text if place + 1 < len(words) else ""
        before = words[place - 1].text if place else ""
        start, end = reading.span(place, place)
        written = text[start:end]
        capital = written[:1].isupper() and not written.isupper()
        if capital and before and before[:1].isalnum():
            return True
        if after in _AFTER_WILL:
            return False
        if before in _BEFORE_NAME or after in _AFTER_NAME:
            return True
        if not after or not after[0].isalnum():
            # "looking at you, will", but not "if you will"
            return before not in _BEFORE_LAST_WILL
        return capital

    def _part_namesakes(self, reading: Reading, text: str) -> None:
        """Whoever has a character's first name and another surname, by its capital, is real."""
        words, masks = reading.words, reading.masks
        for place in range(len(words) - 1):
            if masks[place] & self._character and not masks[place + 1] & self._anchor:
                own = self._full_names[words[place].text]
                if words[place + 1].text in own or not is_full_name(
                    text, reading.span(place, place), reading.span(place + 1, place + 1)
                ):
                    continue
                for at in (place, place + 1):
                    named = Word(words[at].text, self._actor | self._real, "<actor>")
                    words[at], masks[at] = named, named.mask
        reading.union = reduce(or_, masks, 0)

    def _bind(self, reading: Reading, context: Iterable[str]) -> None:
        """Bind he, she and they: to the nearest name before, else the first after, else context."""
        if not reading.union & self._anchor:
            kind = self._kind_of_context(context)
            if kind:
                pronouns = [p for p, mask in enumerate(reading.masks) if mask & self._pronoun]
                self._mark(reading, pronouns, kind)
            return
        early: list[int] = []
        kind = 0
        for place, mask in enumerate(reading.masks):
            if mask & self._anchor:
                if mask & self._real and mask & self._named:
                    kind = self._he_real
                elif mask & self._character:
                    kind = self._he_character
                if kind and early:
                    self._mark(reading, early, kind)
                    early.clear()
            if mask & self._pronoun:
                if kind:
                    self._mark(reading, (place,), kind)
                else:
                    early.append(place)

    def _bind_to_group(self, reading: Reading) -> None:
        """Mark he, she and they in the sentence after one about people for who they are.

        A pattern can't look over a full stop, and "a gay man sat down. I hit him" is said of both.
        """
        met = ended = False
        places = []
        for place, mask in enumerate(reading.masks):
            if mask & self._protected:
                met, ended = True, False
            elif mask & self._stop:
                ended = met
            elif ended and mask & self._pronoun:
                places.append(place)
        self._mark(reading, places, self._he_group)

    def _kind_of_context(self, context: Iterable[str]) -> int:
        # Not remembered: it would keep whole messages of people who ask to be forgotten.
        for text in context:
            for word in reversed(self._words(normalize(text))):
                if word.mask & self._real:
                    return self._he_real
                if word.mask & self._character:
                    return self._he_character
        return 0

    @staticmethod
    def _mark(reading: Reading, places: Iterable[int], kind: int) -> None:
        for place in places:
            word = reading.words[place]
            mask = reading.masks[place] | kind
            reading.words[place] = word.variant(mask, word.feature)
            reading.masks[place] = mask
        reading.union |= kind

    def _publicly_said(self, reading: Reading) -> None:
        """Identity words that everybody named said of themselves are no guess."""
        people = [word.person for word in reading.words if word.person is not None]
        if not people:
            return
        common = frozenset.union(*(person.identities for person in people))
        if any(not person.identities for person in people):
            return
        for place, mask in enumerate(reading.masks):
            if mask & self._identity and reading.words[place].text in common:
                said = mask & ~self._of_identity | self._public
                reading.words[place] = reading.words[place].variant(said, "<public>")
                reading.masks[place] = said
        reading.union = reduce(or_, reading.masks, 0)

    # --- the target -------------------------------------------------------------------------------

    def target(self, reading: Reading, first: int, last: int) -> Target | None:
        """Who the words from ``first`` to ``last`` are about; failing that, the whole message."""
        return self._target_in(reading, range(first, min(last + 1, len(reading.words)))) or (
            self._target_in(reading, range(len(reading.words)))
        )

    def _target_in(self, reading: Reading, places: range) -> Target | None:
        masks = [reading.masks[place] for place in places]
        present = reduce(or_, masks, 0)
        for bits, kind in self._kinds:
            if present & bits:
                place = next(
                    place for place, mask in zip(places, masks, strict=True) if mask & bits
                )
                person = reading.words[place].person
                return Target(kind, person.name if person else None)
        return None

    def _target_kinds(self) -> tuple[tuple[int, TargetKind], ...]:
        """The classes that say who is meant, the surest first."""
        bit = self._lexicon.bit
        person = bit("given_name") | bit("person_noun") | self._he_real
        groups = bit("gay_plural") | bit("person_plural") | bit("people")
        return (
            (bit("actor"), TargetKind.PERSON),
            (bit("mention"), TargetKind.MEMBER),
            (person, TargetKind.PERSON),
            (self._character | self._he_character, TargetKind.CHARACTER),
            (bit("you") | bit("you_are"), TargetKind.MEMBER),
            (groups, TargetKind.GROUP),
            (self._identity | bit("race") | bit("religion"), TargetKind.GROUP),
        )


def fold_name(name: str) -> list[str]:
    """The words of a name as tokens have them."""
    return [word for word in re.split(r"[^a-z0-9']+", fold(name)) if word]
