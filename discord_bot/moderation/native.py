"""What of the lexicon goes into a keyword rule of Discord's own AutoMod, and how a rule drifted.

Such a rule sees words and no sentences: it stops a quotation as well as an attack. So only words go
into it that are slurs whatever stands around them, and none that people use of themselves. They are
English: a slur of one language is too often an everyday word of another.
Limits: https://discord.com/developers/docs/resources/auto-moderation.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from discord_bot.moderation.lexicon import Lexicon
from discord_bot.moderation.policy import ChannelMode, ServerPolicy

RULES = 6
"""Keyword rules that a server can have."""
KEYWORDS, KEYWORD_LENGTH = 1000, 60
PATTERNS, PATTERN_LENGTH = 10, 260
ALLOWED = 100
"""Entries of a rule's list of what is let through. It is the server's own, and left as it is."""
EXEMPT_ROLES, EXEMPT_CHANNELS = 20, 50
DISGUISED_FROM = 5
"""Shorter words in disguise are too often something else."""

_SLURS = ("slur_gay", "slur_trans", "slur_race", "slur_disability")
_LEFT_OUT = (
    "slur_ambiguous",
    "reclaimable",
    "orientation",
    "gender_identity",
    "religion",
    "race",
    "disability",
)
"""Classes of words that only a reader can tell: ambiguous, reclaimed, or what somebody is."""
_ALSO_LEFT_OUT = frozenset({
    "autist", "autists", "chinaman", "chink", "chinks", "fagot", "fagots", "fucktard",
    "golliwog", "heeb", "heshe", "jap", "japs", "kaffir", "kike", "ladyboy", "ladyboys",
    "lezbo", "lezzer", "lezzers", "libtard", "maricon", "maricones", "midget", "midgets",
    "negroes", "polack", "redskin", "retard", "retardation", "retards", "schizo", "sodomite",
    "sodomites", "spastic", "spastics", "spazzes", "sperg", "spergs", "spick", "squaw", "tard",
    "tards", "trender", "trenders", "troid", "troon", "windowlicker", "zip",
})  # fmt: skip
"""Plants, towns, songs, ailments, first names, delays in French; what some call themselves."""
_REACH = 3
"""Reclaimed words of so many letters take what begins with them along: those inflect freely."""
_DISGUISES = {
    "a": "[a@4]",
    "e": "[e3]",
    "i": "[i1!|]",
    "o": "[o0]",
    "s": "[s$5]",
    "t": "[t7]",
}


@dataclass(frozen=True, slots=True)
class NativeRule:
    """The part of a keyword rule that the bot looks after.

    ``roles`` and ``channels`` are let through: those whom the server exempts, and the channels
    where it enforces nothing. ``alert_channel`` is where Discord shows what it stopped.
    """

    keywords: tuple[str, ...]
    patterns: tuple[str, ...]
    roles: frozenset[int] = frozenset()
    channels: frozenset[int] = frozenset()
    alert_channel: int | None = None
    blocks: bool = True
    enabled: bool = True


class Drift(StrEnum):
    """How a rule differs from what it should be."""

    DISABLED = "disabled"
    WORDS = "words"
    ACTIONS = "actions"
    EXEMPT = "exempt"


def slurs(lexicon: Lexicon) -> tuple[str, ...]:
    """The words that are slurs whatever stands around them, in alphabetical order.

    ``lexicon`` is that of English alone. Raises ``ValueError`` for more words than a rule holds.
    """
    left_out = lexicon.words(*(name for name in _LEFT_OUT if lexicon.has(name))) | _ALSO_LEFT_OUT
    reclaimed = tuple(word for word in lexicon.words("reclaimable") if len(word) >= _REACH)
    found = {
        word
        for word in lexicon.words(*_SLURS)
        if not {word, word.removesuffix("s"), word.removesuffix("es")} & left_out
        and not word.startswith(reclaimed)
    }
    if len(found) > KEYWORDS or any(len(word) > KEYWORD_LENGTH for word in found):
        raise ValueError(f"{len(found)} words don't fit into a rule of {KEYWORDS}")
    return tuple(sorted(found))


def patterns(words: Iterable[str]) -> tuple[str, ...]:
    """Patterns for the same words with letters as digits and signs: plain classes, no look-around.

    As many words as fit into Discord's limits, the longest first: short ones collide more.
    """
    disguised = [
        "".join(_DISGUISES.get(letter, letter) for letter in word)
        for word in sorted(words, key=lambda word: (-len(word), word))
        if len(word) >= DISGUISED_FROM and word.isascii() and word.isalpha()
    ]
    packed: list[list[str]] = []
    for piece in disguised:
        if packed and len(_pattern([*packed[-1], piece])) <= PATTERN_LENGTH:
            packed[-1].append(piece)
        elif len(packed) < PATTERNS:
            packed.append([piece])
    return tuple(_pattern(pieces) for pieces in packed)


def _pattern(pieces: list[str]) -> str:
    # A word may begin with a sign, before which there is no boundary of words.
    return rf"(?i)(?:^|\s|\b)(?:{'|'.join(pieces)})\b"


def plan(lexicon: Lexicon, policy: ServerPolicy, alert_channel: int | None) -> NativeRule:
    """The rule for a server; ``left_out`` counts what exceeds Discord's limits of exemptions."""
    words = slurs(lexicon)
    calm = sorted(_calm(policy))
    return NativeRule(
        keywords=words,
        patterns=patterns(words),
        roles=frozenset(sorted(policy.exempt_roles)[:EXEMPT_ROLES]),
        channels=frozenset(calm[:EXEMPT_CHANNELS]),
        alert_channel=alert_channel,
    )


def _calm(policy: ServerPolicy) -> list[int]:
    """Channels in which nothing is taken down; members quote there what was said to them."""
    return [channel for channel, mode in policy.channels.items() if mode is not ChannelMode.NORMAL]


def left_out(policy: ServerPolicy) -> int:
    """How many exemptions are more than Discord takes; the rule is enforced there, too."""
    roles = max(0, len(policy.exempt_roles) - EXEMPT_ROLES)
    return roles + max(0, len(_calm(policy)) - EXEMPT_CHANNELS)


def drift(planned: NativeRule, there: NativeRule) -> frozenset[Drift]:
    """How the rule that is there differs. More exemptions than planned are the server's own."""
    checks = {
        Drift.DISABLED: there.enabled,
        Drift.WORDS: set(planned.keywords) == set(there.keywords)
        and set(planned.patterns) == set(there.patterns),
        Drift.ACTIONS: there.blocks and there.alert_channel == planned.alert_channel,
        Drift.EXEMPT: planned.roles <= there.roles and planned.channels <= there.channels,
    }
    return frozenset(kind for kind, is_right in checks.items() if not is_right)


def fingerprint(rule: NativeRule) -> str:
    """A short text that two rules have in common if nothing about them differs.

    By it is known whether a rule stands as it was written last, or somebody has changed it since.
    """
    parts = [
        *(sorted(part) for part in (rule.keywords, rule.patterns)),
        *(sorted(part) for part in (rule.roles, rule.channels)),
        rule.alert_channel,
        rule.blocks,
        rule.enabled,
    ]
    return hashlib.blake2b(json.dumps(parts).encode(), digest_size=16).hexdigest()


def stopped(text: str, rule: NativeRule) -> tuple[str, ...]:
    """The parts of a text that a rule stops, as entries of the list of what it lets through.

    Each is a whole line where that fits into an entry, else as many words around what is stopped as
    do: the shorter an entry, the more it lets through besides.
    """
    words = "|".join(re.escape(word) for word in sorted(rule.keywords, key=len, reverse=True))
    plain = [rf"(?i)\b(?:{words})\b"] if words else []
    finders = [re.compile(pattern) for pattern in (*plain, *rule.patterns)]
    found: list[str] = []
    for line in text.splitlines():
        spans = [match.span() for finder in finders for match in finder.finditer(line)]
        if spans and len(line.strip()) <= KEYWORD_LENGTH:
            found.append(line.strip())
        else:
            found += [_around(line, span) for span in sorted(spans)]
    return tuple(dict.fromkeys(found))


def _around(line: str, span: tuple[int, int]) -> str:
    """The words at ``span`` with those beside it, by turns before and after, while they fit."""
    words = [match.span() for match in re.finditer(r"\S+", line)]
    inside = [
        number for number, word in enumerate(words) if word[1] > span[0] and word[0] < span[1]
    ]
    first, last = inside[0], inside[-1]
    grows = True
    while grows:
        grows = False
        for before, after in ((1, 0), (0, 1)):
            begin, end = first - before, last + after
            fits = begin >= 0 and end < len(words)
            if fits and words[end][1] - words[begin][0] <= KEYWORD_LENGTH:
                first, last, grows = begin, end, True
    return line[words[first][0] : words[last][1]][:KEYWORD_LENGTH]
