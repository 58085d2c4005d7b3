"""Which season a title and its summary give away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from discord_bot.news.clustering.numbers import numbers_in
from discord_bot.news.judging.beat import PEOPLE, TITLES, Beat, Role
from discord_bot.news.judging.marking import Marked
from discord_bot.news.judging.text import joined
from discord_bot.news.model import Kind

_FREE = re.compile(
    joined(r"""
        \b(?:spoiler free|no spoilers|without spoilers|free of spoilers|spoilerfrei|sin spoilers|
        sans spoiler)\b
    """)
)
_RETOLD = re.compile(
    joined(r"""
        \b(?:recap\w*|ende erklart|explicamos el final|final explicado|explicacion del final|
        fin expliquee|finale spiegato|ending explained|finale explained|explained the ending|
        (?:full of|contains?|beware|warning|major|following) spoilers|spoilers (?:ahead|follow|
        below)|what happens (?:to|in|at) (?:CHARACTER|the end)|what happened (?:to|between|
        with) CHARACTER|post credits?)\b
    """)
)
_PLOT = joined(r"""
    dies|death of|dead|killed|is killed|break(?:s)? up|breakup|split up|splits? with|kiss(?:es)?|
    ha(?:ve|ving|s) sex|sex for the first time|lose their virginity|spend the night|com(?:es?|
    ing) out to|came out to|self harm\w*|self harms|relaps\w*|hospitali[sz]ed|in(?:to)? hospital|
    in (?:the |a )?clinic|in treatment|inpatient|suicid\w*|proposes?|gets? (?:engaged|married|
    together)|get together|marr(?:y|ies)|wedding|cheats? on|leaves? (?:for|him|her|town|school)|
    left behind|long distance|(?:go|goes|heads?|leaves?|packs?|moves?) (?:\w+ )?(?:off )?(?:to|
    for) (?:university|uni|college)|says? i love you|i love you|reunites? with (?:his|her|their)|
    finds? out (?:that|about)|diagnos\w*|eating disorder|assault\w*|outed|runs? away|
    moves? in with|turns? down|dumps?|se besan|stirbt|trennen sich|muere|meurt|morre
""")
_HAPPENS = re.compile(
    joined(rf"""
        CHARACTER\b[^/]{{0,80}}?\b(?:{_PLOT})\b|\b(?:{_PLOT})\b[^/]{{0,60}}?CHARACTER|\b(?:they|
        two|couple|pair|best friends|he|she)\b[^/]{{0,40}}?\b(?:{_PLOT})\b
    """)
)
_ASKS = re.compile(r"^(?:do|does|did|will|are|is|can|could|should|would) CHARACTER\b")
_PREMISE = re.compile(
    joined(r"""
        \b(?:follows|tells the story|tells of|is about|centres? on|centers? on|revolves around|
        based on)\b
    """)
)
_PAST = re.compile(
    joined(r"""
        \b(?:before|ahead of|prior to|until|by the time|in time for|while (?:we|you) wait for|
        unlike|ready for) (?:\w+ )?(?:SHOW )?(?:the )?(?:\w+ )?(?:season|series|staffel|saison|
        temporada)(?: \w+)?\b
    """)
)
"""A season that is only what comes after the one that is told of."""
_SHORT = re.compile(r"\bs0?(\d)(?: ?e\d{1,2})?\b")


@dataclass(frozen=True, slots=True)
class Spoiler:
    """The season that is given away, and a clause on what does."""

    season: int
    why: str


def spoiler_of(
    title: Marked, summary: Marked, kind: Kind, beat: Beat, day: date | None
) -> Spoiler | None:
    """What an entry of the show gives away, None for nothing. ``day`` is when it was published."""
    both = f"{title.text} / {summary.text}"
    if _FREE.search(both):
        return None
    found = [
        *_by_names(title, summary, kind, beat),
        *_by_plot(title, summary, both, beat, day),
    ]
    return max(found, key=lambda spoiler: spoiler.season, default=None)


def _by_names(title: Marked, summary: Marked, kind: Kind, beat: Beat) -> Iterator[Spoiler]:
    """Characters who come in after the first season, and actors whose only parts are such."""
    for name in (*title.names, *summary.names):
        if name.season is None or name.season <= beat.first_season:
            continue
        if name.role is Role.CHARACTER:
            yield Spoiler(name.season, "it names a character who comes in then")
        elif name.role in PEOPLE and kind is Kind.CASTING:
            yield Spoiler(name.season, "it tells who comes in then")


def _by_plot(
    title: Marked, summary: Marked, both: str, beat: Beat, day: date | None
) -> Iterator[Spoiler]:
    retold = _RETOLD.search(both)
    happens = any(_HAPPENS.search(told) for marked in (title, summary) if (told := _told(marked)))
    given = (*title.giveaways, *summary.giveaways)
    if retold is None and not happens and not given:
        return
    named = _seasons(title, beat) or _seasons(summary, beat)
    if named:
        yield Spoiler(max(named), "it tells what happens in the season that it names")
    elif given:
        yield Spoiler(max(given), "it tells what happens")
    else:
        yield Spoiler(beat.latest(day), "it tells what happens, in no season that it names")


def _told(marked: Marked) -> str:
    """A text without what only asks, and without what tells the premise that everybody knows."""
    clauses = marked.text.split(" / ")
    return " / ".join(
        clause for clause in clauses if not (_ASKS.search(clause) or _PREMISE.search(clause))
    )


def _seasons(marked: Marked, beat: Beat) -> frozenset[int]:
    """The seasons of the show that a text names, by number or by title."""
    line = _PAST.sub(" ", marked.line)
    numbers = {int(text) for text in numbers_in(line).seasons}
    numbers |= {int(text) for text in _SHORT.findall(line)}
    known = {release.number for release in beat.releases}
    titled = {name.season for name in marked.names if name.role in TITLES and name.season}
    return frozenset((numbers & known) | titled)
