"""Who a message is about: names, members, groups, the speaker, and pronouns bound to them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import reduce
from operator import or_

from discord_bot.moderation.lexicon import Lexicon
from discord_bot.moderation.model import Target, TargetKind
from discord_bot.moderation.naming import Naming
from discord_bot.moderation.normalize import IGNORED, Normalized, normalize, token_spans
from discord_bot.moderation.playing import Playing
from discord_bot.moderation.reading import Reading
from discord_bot.moderation.spelling import Speller
from discord_bot.moderation.tongues import Tongues
from discord_bot.moderation.vocabulary import Chunks, Names, Part, Person, Vocabulary, Word

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


class Reader:
    """Reads messages: tokens, words, classes, who is who."""

    def __init__(self, lexicon: Lexicon, speller: Speller, names: Names) -> None:
        self._speller = speller
        self._lexicon = lexicon
        bit = lexicon.bit
        self._letter = bit("single_letter")
        self._many = bit("many")
        self._piece = bit("piece")
        self._actor, self._real = bit("actor"), bit("real")
        self._character = bit("character")
        self._pronoun = bit("he") | bit("she") | bit("they")
        self._anchor = self._real | self._character
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
        self._naming, self._playing = Naming(lexicon, names), Playing(lexicon)
        # Without any of these, a message is read word by word, and that is all.
        telling = "single_letter many piece he she they actor"
        self._telling = reduce(or_, map(bit, telling.split())) | self._naming.telling
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
        if reading.union & self._naming.telling:
            self._naming.find(reading, text)
        if reading.union & self._character:
            self._playing.find(reading)
        if reading.union & self._pronoun:
            self._bind(reading, context)
            if reading.union & self._protected and reading.union & self._stop:
                self._bind_to_group(reading)
        if reading.union & (self._actor | self._he_real) and reading.union & self._identity:
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
        reading.replace(words)

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
        reading.replace(words)

    def _join_pieces(self, reading: Reading) -> None:
        """``les bian`` as one word, where one piece is none by itself and both make one."""
        words, masks = reading.words, reading.masks
        runs: list[tuple[int, int, Word]] = []
        for place in range(len(words) - 1):
            if (masks[place] | masks[place + 1]) & self._piece:
                if runs and runs[-1][1] == place:
                    continue
                whole = self._speller.together((words[place].text, words[place + 1].text))
                if whole:
                    runs.append((place, place + 1, self.vocabulary[whole]))
        if runs:
            reading.merge(runs)

    # --- who is who -------------------------------------------------------------------------------

    def _bind(self, reading: Reading, context: Iterable[str]) -> None:
        """Bind he, she and they: to the nearest name before, else the first after, else context."""
        if not reading.union & self._anchor:
            self._bind_by_context(reading, context)
            return
        early: list[int] = []
        kind = 0
        who: Person | Part | None = None
        for place, mask in enumerate(reading.masks):
            if mask & self._anchor:
                if mask & self._real and mask & self._named:
                    kind, who = self._he_real, reading.words[place].who
                elif mask & self._character:
                    kind, who = self._he_character, reading.words[place].who
                if kind and early:
                    self._mark(reading, early, kind, who)
                    early.clear()
            if mask & self._pronoun:
                if kind:
                    self._mark(reading, (place,), kind, who)
                else:
                    early.append(place)

    def _bind_by_context(self, reading: Reading, context: Iterable[str]) -> None:
        found = self._named_in(context)
        if found is None:
            return
        reading.goes_on, kind, who = found
        actor = self._playing.actor_of(reading, who)
        if actor is not None:
            kind, who = self._he_real, actor
        pronouns = [place for place, mask in enumerate(reading.masks) if mask & self._pronoun]
        self._mark(reading, pronouns, kind, who)

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

    def _named_in(self, context: Iterable[str]) -> tuple[str, int, Person | Part | None] | None:
        """By which text before a pronoun is bound, how, and who that is."""
        # Not remembered: it would keep whole messages of people who ask to be forgotten.
        for text in context:
            for word in reversed(self.read(text).words):
                if word.mask & self._real:
                    return text, self._he_real, word.who
                if word.mask & self._character:
                    return text, self._he_character, word.who
        return None

    @staticmethod
    def _mark(
        reading: Reading, places: Iterable[int], kind: int, who: Person | Part | None = None
    ) -> None:
        for place in places:
            word = reading.words[place]
            mask = reading.masks[place] | kind
            reading.words[place] = word.variant(mask, word.feature, who)
            reading.masks[place] = mask
        reading.union |= kind

    def _publicly_said(self, reading: Reading) -> None:
        """Identity words that everybody named said of themselves are no guess."""
        people = [word.who for word in reading.words if isinstance(word.who, Person)]
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
                who = reading.words[place].who
                return Target(kind, (who.name or None) if who else None)
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
            (bit("i") | bit("i_am") | bit("we"), TargetKind.SPEAKER),
        )


__all__ = ["Reader", "Reading"]
