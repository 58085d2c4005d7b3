"""Who a message is about: names, members, groups, the speaker, and pronouns bound to them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from discord_bot.moderation.lexicon import Lexicon
from discord_bot.moderation.model import Target, TargetKind
from discord_bot.moderation.normalize import Normalized, fold, normalize, token_spans
from discord_bot.moderation.spelling import Speller
from discord_bot.moderation.vocabulary import Names, Vocabulary, Word

_RUN = re.compile(
    r"(?<![a-z0-9@$'<&#/])[a-z0-9@$!](?![a-z0-9@$'])"
    r"(?:[ .\-_*~]{1,2}[a-z0-9@$!](?![a-z0-9@$'])){1,60}"
)
"""Single letters with the same kind of gap between them: ``g a y``, ``k.y.s``."""
_MANY_SINGLES = 2
_AFTER_WILL = frozenset(
    [
        "he",
        "she",
        "they",
        "we",
        "you",
        "i",
        "it",
        "there",
        "the",
        "this",
        "that",
        "a",
        "be",
        "not",
        "never",
        "have",
        "always",
        "probably",
        "definitely",
        "still",
        "make",
        "get",
        "go",
        "do",
        "come",
        "take",
        "give",
    ]
)
"""What follows the verb "will" and not the name, in a message without capitals."""
_BEFORE_NAME = frozenset(
    [
        "is",
        "and",
        "&",
        "x",
        "with",
        "of",
        "about",
        "at",
        "like",
        "love",
        "does",
        "did",
        "has",
        "was",
        "hey",
        "hi",
        "that",
        "for",
        "on",
        "when",
        "if",
        "actually",
        "poor",
        "oh",
        "omg",
        "lol",
        "by",
        "think",
        "from",
        "between",
    ]
)


@dataclass(slots=True)
class Reading:
    """A message as words with classes; ``masks`` have what the words around them tell.

    ``spans`` are worked out on demand, since most messages need no evidence.
    """

    normalized: Normalized
    words: list[Word]
    masks: list[int]
    union: int
    places: list[tuple[int, int]] | None = None

    def span(self, first: int, last: int) -> tuple[int, int]:
        """The piece of the author's text from one word to another, both included."""
        if self.places is None:
            self.places = token_spans(self.normalized)
        return self.places[first][0], self.places[last][1]


class Reader:
    """Reads messages: tokens, words, classes, who is who."""

    def __init__(self, lexicon: Lexicon, speller: Speller, names: Names) -> None:
        self._speller = speller
        self._lexicon = lexicon
        bit = lexicon.bit
        self._letter = bit("single_letter")
        self._many = bit("many")
        self._maybe = bit("maybe_name")
        self._actor, self._real = bit("actor"), bit("real")
        self._character = bit("character")
        self._pronoun = bit("he") | bit("she") | bit("they")
        self._anchor = self._real | self._character
        self._he_real, self._he_character = bit("he_real"), bit("he_character")
        self._named = bit("actor") | bit("mention") | bit("given_name") | bit("person_noun")
        self._identity = bit("orientation") | bit("gender_identity")
        self._of_identity = self._identity | bit("queer_orientation") | bit("straight")
        self._public = bit("public_identity")
        self._in_show, self._real_life = bit("in_show"), bit("real_life")
        self.vocabulary = Vocabulary(lexicon, speller, names)

    def read(self, text: str, context: Iterable[str] = ()) -> Reading:
        """The words of ``text``; pronouns without a name in it are bound by ``context``."""
        normalized = normalize(text)
        words = list(map(self.vocabulary.__getitem__, normalized.tokens))
        masks = [word.mask for word in words]
        union = 0
        for mask in masks:
            union |= mask
        reading = Reading(normalized, words, masks, union)
        if union & self._letter:
            self._join_letters(reading)
        if reading.union & self._many:
            self._take_apart(reading)
        if reading.union & self._maybe:
            self._decide_names(reading, text)
        if reading.union & self._pronoun:
            self._bind(reading, context)
        if reading.union & self._actor and reading.union & self._identity:
            self._publicly_said(reading)
        return reading

    def bits(self, *names: str) -> int:
        """The classes of these names as one mask."""
        return sum({self._lexicon.bit(name) for name in names})

    def classes(self, mask: int) -> list[str]:
        """The names of the classes in a mask."""
        return self._lexicon.names_of(mask)

    # --- letters apart ------------------------------------------------------------------------------  # noqa: E501

    def _join_letters(self, reading: Reading) -> None:
        """``g a y`` as one word, where the letters make one that is known."""
        normalized = reading.normalized
        runs = []
        for match in _RUN.finditer(normalized.text):
            joined = self._joined(match[0])
            if joined:
                runs.append((match.start(), match.end(), joined))
        if not runs:
            return
        words: list[Word] = []
        places: list[tuple[int, int]] = []
        for token, span in zip(normalized.tokens, token_spans(normalized), strict=True):
            while runs and span[0] >= runs[0][1]:
                runs.pop(0)
            if runs and runs[0][0] <= span[0] < runs[0][1]:
                start, end, joined = runs[0]
                if span[0] == start:
                    for piece in joined:
                        words.append(self.vocabulary[piece])
                        places.append((start, end))
                continue
            words.append(self.vocabulary[token])
            places.append(span)
        self._replace(reading, words, places)

    def _joined(self, run: str) -> tuple[str, ...]:
        letters = re.sub(r"[ .\-_*~]", "", run)
        least = 2 if len(letters) == _MANY_SINGLES else 3
        if len(letters) == _MANY_SINGLES and letters != "bi":
            return ()
        gaps = re.split(r"[ .\-_*~]{2}", run)
        pieces: list[str] = []
        for gap in gaps:
            whole = re.sub(r"[ .\-_*~]", "", gap)
            for piece in self._speller.read(whole):
                pieces.append(piece)  # noqa: PERF402
        known = all(self._speller.knows(piece) for piece in pieces)
        long_enough = any(len(piece) >= least for piece in pieces)
        return tuple(pieces) if known and long_enough else ()

    def _take_apart(self, reading: Reading) -> None:
        words: list[Word] = []
        places: list[tuple[int, int]] = []
        spans = reading.places or token_spans(reading.normalized)
        for word, span in zip(reading.words, spans, strict=True):
            for part in word.parts or (word,):
                words.append(part)
                places.append(span)
        self._replace(reading, words, places)

    @staticmethod
    def _replace(reading: Reading, words: list[Word], places: list[tuple[int, int]]) -> None:
        reading.words = words
        reading.places = places
        reading.masks = [word.mask for word in words]
        reading.union = 0
        for mask in reading.masks:
            reading.union |= mask

    # --- who is who -----------------------------------------------------------------------------------  # noqa: E501

    def _decide_names(self, reading: Reading, text: str) -> None:
        """Whether "will" is William: by its capital where there is one, by its neighbours else."""
        words = reading.words
        for place, mask in enumerate(reading.masks):
            if mask & self._maybe and self._is_name(reading, place, text):
                person = words[place].person
                named = Word(words[place].text, self._actor | self._real, "<actor>")
                named.person = person
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
        if before in _BEFORE_NAME or after in (
            "'s",
            "is",
            "x",
            "gao",
            "and",
            "has",
            "was",
            "plays",
            "doesn't",
            "doesnt",
        ):
            return True
        if not after or not after[0].isalnum():
            # "looking at you, will", but not "if you will"
            return before not in (
                "i",
                "you",
                "they",
                "we",
                "he",
                "she",
                "it",
                "people",
                "fans",
                "that",
            )
        return capital

    def _bind(self, reading: Reading, context: Iterable[str]) -> None:
        """Bind he, she and they to the nearest name before them, else the first after, else context."""  # noqa: E501
        if not reading.union & self._anchor:
            kind = self._kind_of_context(context)
            if kind:
                self._mark(reading, [kind] * len(reading.masks))
            return
        kinds: list[int] = []
        current = 0
        for mask in reading.masks:
            if mask & self._real and mask & self._named:
                current = self._he_real
            elif mask & self._character:
                current = self._he_character
            kinds.append(current)
        if kinds[0] == 0:
            first = next((kind for kind in kinds if kind), 0)
            kinds = [kind or first for kind in kinds]
        self._mark(reading, kinds)

    def _kind_of_context(self, context: Iterable[str]) -> int:
        for text in context:
            for token in reversed(normalize(text).tokens):
                mask = self.vocabulary[token].mask
                if mask & self._real:
                    return self._he_real
                if mask & self._character:
                    return self._he_character
        return 0

    def _mark(self, reading: Reading, kinds: Sequence[int]) -> None:
        for place, mask in enumerate(reading.masks):
            if mask & self._pronoun and kinds[place]:
                reading.masks[place] = mask | kinds[place]
                reading.union |= kinds[place]

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
                reading.masks[place] = mask & ~self._of_identity | self._public
                word = reading.words[place]
                reading.words[place] = Word(word.text, self._public, "<public>")
                reading.union |= self._public
        reading.union = 0
        for mask in reading.masks:
            reading.union |= mask

    # --- the target -------------------------------------------------------------------------------------  # noqa: E501

    def target(self, reading: Reading, first: int, last: int) -> Target | None:
        """Who the words from ``first`` to ``last`` are about: in them, else in the whole message."""  # noqa: E501
        return self._target_in(reading, range(first, last + 1)) or self._target_in(
            reading, range(len(reading.words))
        )

    def _target_in(self, reading: Reading, places: range) -> Target | None:
        lexicon = self._lexicon
        kinds = (
            (lexicon.bit("actor"), TargetKind.PERSON),
            (lexicon.bit("mention"), TargetKind.MEMBER),
            (
                lexicon.bit("given_name") | lexicon.bit("person_noun") | self._he_real,
                TargetKind.PERSON,
            ),
            (self._character | self._he_character, TargetKind.CHARACTER),
            (lexicon.bit("you") | lexicon.bit("you_are"), TargetKind.MEMBER),
            (
                lexicon.bit("gay_plural") | lexicon.bit("person_plural") | lexicon.bit("people"),
                TargetKind.GROUP,
            ),
            (self._identity | lexicon.bit("race") | lexicon.bit("religion"), TargetKind.GROUP),
        )
        for bits, kind in kinds:
            for place in places:
                if place < len(reading.masks) and reading.masks[place] & bits:
                    person = reading.words[place].person
                    return Target(kind, person.name if person else None)
        return None


def fold_name(name: str) -> list[str]:
    """The words of a name as tokens have them."""
    return [word for word in re.split(r"[^a-z0-9']+", fold(name)) if word]
