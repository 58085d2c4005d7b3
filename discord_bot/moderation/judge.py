"""The judge: a post in, a verdict out."""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from math import exp
from operator import or_
from typing import Protocol

from discord_bot.moderation.classifier import Classifier
from discord_bot.moderation.entities import Reader, Reading
from discord_bot.moderation.lexicon import Lexicon
from discord_bot.moderation.matching import Pattern, Sentence, compile_pattern
from discord_bot.moderation.model import (
    LABELS,
    OK_VERDICT,
    Label,
    Post,
    Reason,
    Span,
    Stage,
    Verdict,
)
from discord_bot.moderation.prefilter import Prefilter
from discord_bot.moderation.rules import MACROS, Rule
from discord_bot.moderation.transformer import EncoderText, encoder_text

_NOTEWORTHY = 0.2
"""Below this confidence nobody is shown a reason, so none is worked out."""

_HANDFUL = 100
"""Words that are worked out in a row, in one to two milliseconds."""

UNSURE = (0.2, 0.98)
"""Between these confidences the first stage asks the second. On messages kept aside, asking from
0.15 found 3 breaches in 1,000 more at as many false alarms, and asked a quarter more often."""

BRIEF = 16
"""Words (and signs between them) up to which a rule may settle that a message is fine."""
SETTLED = 0.7
"""The confidence in a breach that a rule settles: a moderator's look, and no more by itself."""
_UNSPOKEN = ("emoji", "number", "stop", "comma", "quote_mark", "bar", "question")
"""Classes of what is no word; an emoji that stands for one has another class besides."""


class RuleSet:
    """Rules compiled for a lexicon, and found in a message."""

    def __init__(self, rules: Sequence[Rule], lexicon: Lexicon) -> None:
        self.rules = tuple(rules)
        compiled = [
            (place, compile_pattern(expand(text), lexicon))
            for place, rule in enumerate(self.rules)
            for text in rule.patterns
        ]
        sizes = lexicon.sizes({need for _, pattern in compiled for need in pattern.needs})
        groups: dict[int, list[tuple[int, Pattern]]] = {}
        for place, pattern in compiled:
            rarest = min(pattern.needs, key=sizes.__getitem__)
            groups.setdefault(rarest, []).append((place, pattern))
        self.patterns = [candidate for group in groups.values() for candidate in group]
        """The patterns, each after its rule's place. The first that fits is a rule's evidence."""
        self._prefilter = Prefilter([pattern for _, pattern in self.patterns])
        self._stop = lexicon.bit("stop")
        self._unspoken = sum({lexicon.bit(name) for name in _UNSPOKEN})

    def is_settled(self, reading: Reading, found: Mapping[int, tuple[int, int]]) -> bool:
        """Whether a rule alone says that a message is fine; ``found`` are rules that fire.

        Of a long message it has only read a part.
        """
        return self.pardon(reading, found) is not None

    def pardon(self, reading: Reading, found: Mapping[int, tuple[int, int]]) -> Rule | None:
        """The rule that says alone that a message is fine, if there is one."""
        if not found or len(reading.words) > BRIEF:
            return None
        rules = {place: self.rules[place] for place in found}
        against = {rule.id for rule in rules.values() if rule.label is not Label.OK}
        for place, rule in rules.items():
            if (
                rule.settles
                and rule.label is Label.OK
                and against <= set(rule.despite)
                and (not rule.whole or self._says_no_more(reading, *found[place]))
            ):
                return rule
        return None

    def at_least(self, found: Collection[int], likely: list[float]) -> list[float]:
        """``likely``, or more where a rule settles a breach and none speaks against it."""
        rule = self.charge(found, likely)
        if rule is None:
            return likely
        certain = [0.0] * len(likely)
        certain[0], certain[LABELS.index(rule.label)] = 1 - SETTLED, SETTLED
        return certain

    def charge(self, found: Collection[int], likely: Sequence[float]) -> Rule | None:
        """The rule that settles a breach which is less ``likely`` than rules make it, if any."""
        if not found or likely[0] <= 1 - SETTLED:
            return None
        rules = [self.rules[place] for place in found]
        against = {rule.id for rule in rules if rule.label is Label.OK}
        for rule in rules:
            if rule.settles and rule.label is not Label.OK and against <= set(rule.despite):
                return rule
        return None

    def _says_no_more(self, reading: Reading, first: int, last: int) -> bool:
        """Whether nothing but signs stands around a match."""
        masks = reading.masks
        return all(
            masks[place] & self._unspoken for place in (*range(first), *range(last + 1, len(masks)))
        )

    def find(self, reading: Reading) -> dict[int, tuple[int, int]]:
        """The places of the rules that fire, each with the first and last word of its match."""
        found: dict[int, tuple[int, int]] = {}
        likely = self._prefilter.likely(reading.words)
        if likely:
            candidates = [self.patterns[place] for place in likely]
            asked = reduce(or_, [pattern.classes for _, pattern in candidates])
            sentence = Sentence(reading.masks, self._stop, asked)
            for place, pattern in candidates:
                if place not in found:
                    match = sentence.find(pattern)
                    if match is not None:
                        found[place] = match
        return found


def expand(pattern: str) -> str:
    """A pattern with the short names of ``MACROS`` written out."""
    steps = []
    for step in pattern.split():
        optional = "?" if step.startswith("?") and len(step) > 1 else ""
        names = step[len(optional) :].split("|")
        for _ in range(2):
            names = [part for name in names for part in MACROS.get(name, name).split("|")]
        steps.append(optional + "|".join(dict.fromkeys(names)))
    return " ".join(steps)


@dataclass(frozen=True, slots=True)
class Trace:
    """What the first stage saw.

    Words are as written, as read, and their classes; rules are an id, a label and the words it
    found; ``likely`` is the probability of each label. ``settled_by`` is the rule that has the last
    word whatever is likely; ``is_bare`` tells that nothing is said, which is always fine.
    """

    words: tuple[tuple[str, str, tuple[str, ...]], ...]
    rules: tuple[tuple[str, Label, str], ...]
    likely: tuple[float, ...]
    settled_by: Rule | None
    is_bare: bool


@dataclass(frozen=True, slots=True)
class SecondTrace:
    """What the second stage makes of a post: how ``likely`` each label is, and who settled it."""

    likely: tuple[float, ...]
    settled_by: Rule | None


class SecondStage(Protocol):
    """A slower and wiser judge of what the first stage is unsure of."""

    def scores(self, text: EncoderText, first: Sequence[float]) -> list[float]:
        """Scores of both stages together, given the first's; their softmax is calibrated."""
        ...


class Judge:
    """Judges posts. Holds no state but remembered words, which threads take turns at."""

    def __init__(
        self,
        reader: Reader,
        rules: RuleSet,
        classifier: Classifier,
        temperature: float,
        second: SecondStage | None = None,
        common: Sequence[str] = (),
    ) -> None:
        self._common = list(common)
        self._reader = reader
        self._rules = rules
        self._classifier = classifier
        self._temperature = temperature
        self._second = second
        self._turn = threading.Lock()
        self._bare = reader.bits(*_UNSPOKEN)

    def warm_up(self) -> None:
        """Work out beforehand what the words that are ``common`` weigh, once; it takes 0.3 s.

        Otherwise that is done for each word when it first comes, and a new judge is half as fast.
        Run it off the event loop: between handfuls of words, messages are judged.
        """
        while self._common:
            some = self._common[-_HANDFUL:]
            with self._turn:
                self._classifier.learn(self._reader.words(some))
            del self._common[-_HANDFUL:]

    def first(self, post: Post) -> Verdict:
        """The first stage's verdict: rules and the small classifier, in tens of microseconds."""
        with self._turn:
            reading = self._read(post)
            if self._is_bare(reading):
                return OK_VERDICT
            found = self._rules.find(reading)
            scores = self._classifier.scores(reading, list(found))
            likely = probabilities(scores.tolist(), self._temperature)
            if self._rules.pardon(reading, found) is not None:
                return Verdict(confidence=min(UNSURE[0], 1.0 - likely[0]))
            return self._verdict(reading, found, self._rules.at_least(found, likely))

    @property
    def has_second(self) -> bool:
        """Whether a second stage is there to be asked."""
        return self._second is not None

    def is_unsure(self, verdict: Verdict) -> bool:
        """Whether the second stage should look at what the first is not sure of."""
        return self._second is not None and UNSURE[0] < verdict.confidence < UNSURE[1]

    def second(self, post: Post, verdict: Verdict) -> Verdict:
        """The second stage's verdict, milliseconds later; run it off the event loop."""
        if self._second is None:
            return verdict
        weighed = self._weigh(self._second, post)
        if weighed is None:
            return OK_VERDICT
        reading, found, likely = weighed
        with self._turn:
            verdict = self._verdict(reading, found, self._rules.at_least(found, likely))
        return verdict._replace(stage=Stage.SECOND)

    def _weigh(
        self, second: SecondStage, post: Post
    ) -> tuple[Reading, dict[int, tuple[int, int]], list[float]] | None:
        """How a post is read, its rules, and how likely both stages find each label.

        None where nothing is said.
        """
        with self._turn:
            reading = self._read(post)
            if self._is_bare(reading):
                return None
            found = self._rules.find(reading)
            first = self._classifier.scores(reading, list(found)).tolist()
            text = encoder_text(self._reader, post, reading)
        # Milliseconds, in which the event loop's thread must not have to wait.
        return reading, found, probabilities(second.scores(text, first), 1.0)

    def check(self, post: Post, *, first_only: bool = False) -> Verdict:
        """Both stages in a row, for whoever has the time."""
        verdict = self.first(post)
        if first_only or not self.is_unsure(verdict):
            return verdict
        return self.second(post, verdict)

    def trace(self, post: Post) -> Trace:
        """What the first stage sees, for an explanation."""
        reading = self._read(post)
        found = self._rules.find(reading)
        words = []
        for place, word in enumerate(reading.words):
            start, end = reading.span(place, place)
            classes = self._reader.classes(reading.masks[place])
            words.append((post.text[start:end], word.feature, tuple(classes)))
        rules = []
        for place, match in sorted(found.items()):
            start, end = reading.span(*match)
            rule = self._rules.rules[place]
            rules.append((rule.id, rule.label, post.text[start:end]))
        likely = [1.0, *([0.0] * len(LABELS[1:]))]
        if reading.words:
            scores = self._classifier.scores(reading, list(found))
            likely = probabilities(scores.tolist(), self._temperature)
        settled_by = self._rules.pardon(reading, found) or self._rules.charge(found, likely)
        is_bare = self._is_bare(reading)
        return Trace(tuple(words), tuple(rules), tuple(likely), settled_by, is_bare)

    def trace_second(self, post: Post) -> SecondTrace | None:
        """What the second stage says, for an explanation; None where it has nothing to read."""
        weighed = None if self._second is None else self._weigh(self._second, post)
        if weighed is None:
            return None
        _, found, likely = weighed
        return SecondTrace(tuple(likely), self._rules.charge(found, likely))

    def _is_bare(self, reading: Reading) -> bool:
        """Whether nothing is said: no word, and no emoji that stands for one."""
        if reading.union & ~self._bare:
            return False
        return not any(word.text[0].isalpha() for word in reading.words)

    def _read(self, post: Post) -> Reading:
        context = (*reversed(post.previous),)
        if post.reply_to:
            context = (post.reply_to, *context)
        return self._reader.read(post.text, context)

    def _verdict(
        self,
        reading: Reading,
        found: dict[int, tuple[int, int]],
        likely: list[float],
    ) -> Verdict:
        confidence = 1.0 - likely[0]
        if confidence < _NOTEWORTHY:
            return Verdict(confidence=confidence)
        leading = LABELS[likely.index(max(likely[1:]), 1)]
        rules = self._rules.rules
        ids = tuple(rules[place].id for place in sorted(found))
        telling = [place for place in sorted(found) if rules[place].label is leading]
        evidence = self._evidence(reading, [found[place] for place in telling])
        first, last = found[telling[0]] if telling else (0, len(reading.words) - 1)
        reasons = tuple(Reason(rules[place].id.replace("-", "_")) for place in telling[:3]) or (
            Reason(f"like_{leading.value}"),
        )
        return Verdict(
            leading=leading,
            confidence=confidence,
            target=self._reader.target(reading, first, last),
            evidence=evidence,
            reasons=reasons,
            rules=ids,
            stage=Stage.RULES if telling else Stage.FIRST,
        )

    @staticmethod
    def _evidence(reading: Reading, matches: list[tuple[int, int]]) -> tuple[Span, ...]:
        """The matched words, overlapping pieces as one; without any, the whole text."""
        spans = sorted(reading.span(*match) for match in matches)
        if not spans:
            spans = [reading.span(0, len(reading.words) - 1)]
        merged: list[Span] = []
        for start, end in spans:
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        return tuple(merged)


def probabilities(scores: Sequence[float], temperature: float) -> list[float]:
    """The scores as probabilities, softened by the temperature that calibration found."""
    top = max(scores)
    raised = [exp((score - top) / temperature) for score in scores]
    total = sum(raised)
    return [value / total for value in raised]


__all__ = ["Judge", "Label", "RuleSet", "expand", "probabilities"]
