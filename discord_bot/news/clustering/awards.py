"""Award bodies that headlines of film, television and books name, and how they are written."""

from __future__ import annotations

import re

_BODIES = {
    "emmy/children": r"childrens?(?: and| &)? family(?: creative arts)? emmys?|"
    r"family emmys?|childrens emmys?",
    "emmy/international": r"international emmys?",
    "emmy/primetime": r"primetime emmys?",
    "emmy/daytime": r"daytime emmys?",
    "emmy": r"emmys?",
    "bafta/craft": r"baftas? (?:tv |television )?craft|craft baftas?",
    "bafta/games": r"bafta games?",
    "bafta/film": r"bafta film",
    "bafta/children": r"childrens? baftas?|bafta childrens?",
    "bafta": r"baftas?",
    "glaad": r"glaad",
    "nta": r"national television awards?|ntas?",
    "rts": r"rts|royal television society",
    "dorian": r"dorians?(?: tv)?(?= award)|dorians",
    "golden globes": r"golden globes?",
    "oscars": r"oscars?|academy awards?",
    "grammys": r"grammys?",
    "brits": r"brit awards?|the brits",
    "tonys": r"tonys?(?= awards?)|tonys",
    "oliviers": r"oliviers?(?= awards?)|oliviers",
    "whatsonstage": r"whatsonstage",
    "sag": r"sag awards?|screen actors guild",
    "spirit": r"(?:independent )?spirit awards?",
    "gotham": r"gothams?",
    "peabody": r"peabodys?|peabodies",
    "critics choice": r"critics choice",
    "peoples choice": r"peoples choice",
    "kids choice": r"kids choice",
    "teen choice": r"teen choice",
    "mtv": r"mtv(?: \w+){0,3} awards?",
    "bifa": r"bifas?|british independent film",
    "broadcast": r"broadcast (?:digital )?awards?",
    "banff": r"banff|rockie awards?",
    "rose d'or": r"rose dor",
    "webby": r"webbys?",
    "hugo": r"hugos?(?= awards?)|hugos",
    "nebula": r"nebula awards?",
    "eisner": r"eisners?",
    "harvey": r"harvey awards?",
    "ringo": r"ringo awards?",
    "goodreads": r"goodreads(?: choice)?",
    "british book": r"british book awards?|nibbies",
    "waterstones": r"waterstones (?:childrens )?book (?:prize|of the year)",
    "yoto": r"yoto|carnegie",
    "inkpot": r"inkpots?",
    "attitude": r"attitude awards?",
    "gay times": r"gay times honours?",
    "diversity in media": r"diversity in media",
    "tv choice": r"tv choice",
    "time 100": r"time ?100",
    "forbes": r"30 under 30",
    "empire": r"empire awards?",
    "saturn": r"saturn awards?",
    "cesar": r"cesars?(?= awards?)",
    "goya": r"goyas?",
    "evening standard": r"evening standard theatre",
    "edinburgh": r"edinburgh tv awards?",
    "lambda": r"lambda|lammys?",
    "booker": r"booker",
}
_PATTERNS = {body: re.compile(rf"\b(?:{words})\b") for body, words in _BODIES.items()}


_ANY = re.compile(r"\b(?:" + "|".join(_BODIES.values()) + r")\b")


def award_words(folded: str) -> frozenset[str]:
    """The words by which a folded headline names award bodies."""
    return frozenset(word for match in _ANY.finditer(folded) for word in match[0].split())


def awards_in(folded: str) -> frozenset[str]:
    """The bodies that a folded headline names; a part (``emmy/children``) hides its whole."""
    if _ANY.search(folded) is None:
        return frozenset()
    found = {body for body, words in _PATTERNS.items() if words.search(folded)}
    whole = {body.partition("/")[0] for body in found if "/" in body}
    return frozenset(found - whole)


def are_same_body(one: str, other: str) -> bool:
    """Whether two names may be of one body: the same, or a whole and its part."""
    return one == other or one.startswith(f"{other}/") or other.startswith(f"{one}/")
