"""Who only shares a first name with somebody of the pack: "Harry Styles" is somebody else."""

from __future__ import annotations

NO_SURNAMES = frozenset(
    "i season series episode scene book comic volume potter fury brown bucket solo carraway wilde"
    " and or the with is was please just my your".split()
)
"""What may follow a first name with a capital, and makes nobody real of it: other fiction, and
words of titles."""

_WELL_KNOWN = """
amanda: gorman holden seyfried
ben: affleck barnes platt shapiro stiller whishaw
bradley: cooper whitford
charles: dickens leclerc
charlie: chaplin d'amelio hunnam puth sheen xcx
christian: bale louboutin siriano
david: attenborough beckham bowie tennant
diane: keaton kruger sawyer
elle: fanning macpherson
evan: peters
harry: kane maguire styles
hayley: kiyoko
henry: cavill golding
imogen: heap poots
isaac: asimov newton
jack: antonoff dorsey harlow lowden nicholson whitehall
james: acaster blunt cameron charles corden franco marsden mcavoy
jane: austen fonda goodall
jenny: slate
joe: biden keery rogan
jonathan: groff
joseph: quinn
kit: harington
michael: cera fassbender jackson jordan phelps sheen
naomi: ackie campbell osaka watts
nathan: fielder
nicholas: braun galitzine hoult
nick: cannon jonas kyrgios offerman
oliver: stark
olivia: rodrigo
sam: fender smith
sarah: paulson silverman
sebastian: stan vettel
stephen: colbert hawking
tara: reid
tom: daley felton hanks hardy hiddleston holland
tori: amos
victoria: beckham justice pedretti
will: poulter smith
william: shakespeare
"""
"""People in the news by their first names: surnames that hardly follow such a name as words, and
need no capitals therefore."""
SURNAMES = {
    first: frozenset(surnames.split())
    for first, surnames in (line.split(":") for line in _WELL_KNOWN.strip().splitlines())
}
_AFTER_VERB = frozenset("his her their my the it".split())
"""What follows where "styles" is a verb."""


def is_well_known(first: str, surname: str, following: str) -> bool:
    """Whether a first name and a surname, folded, are somebody in the news, however written."""
    return surname in SURNAMES.get(first, ()) and following not in _AFTER_VERB


def is_full_name(text: str, first: tuple[int, int], last: tuple[int, int]) -> bool:
    """Whether two words beside each other are a first name and a surname, by their capitals.

    ``first`` and ``last`` are the words' places in ``text``. A small letter must follow: where
    every word has a capital, as in a title, it says nothing.
    """
    surname = text[last[0] : last[1]]
    after = text[last[1] :].split(maxsplit=1)
    return (
        text[first[1] : last[0]] == " "
        and text[first[0]].isupper()
        and surname.isalpha()
        and surname.istitle()
        and surname.lower() not in NO_SURNAMES
        and bool(after)
        and after[0][:1].islower()
    )
