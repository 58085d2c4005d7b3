"""Who does what behind the scenes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from discord_bot.pack_files import Difficulty, Person
from discord_bot.packs import Pack
from discord_bot.trivia.generators.recipes import Option, Recipe
from discord_bot.trivia.generators.tables import sourced

CATEGORY = "making"


def recipes(pack: Pack) -> Iterator[Recipe]:
    """Who has a job, and which job somebody has.

    Jobs that several people share are neither asked about nor offered: those who hold them often
    hold others too, of which the table does not tell.
    """
    workers = [
        (person, person.job)
        for person in pack.cast.people
        if person.role == "crew" and person.job is not None and sourced(person)
    ]
    held = Counter(job.casefold() for _, job in workers)
    sole = [(person, job) for person, job in workers if held[job.casefold()] == 1]
    for person, job in sole:
        others = [(other, theirs) for other, theirs in sole if other.id != person.id]
        names = [Option(other.name, 0, _apart(job, theirs)) for other, theirs in others]
        jobs = [Option(theirs, 0, _apart(job, theirs)) for _, theirs in others]
        yield _recipe(person, job, "crew", person.name, names, person.aliases)
        yield _recipe(person, job, "job", job, jobs, None)


def _apart(job: str, other: str) -> int:
    """Jobs that begin with the same word are taken for each other first: two directors."""
    first, second = (text.casefold().split(maxsplit=1)[0] for text in (job, other))
    return int(first != second)


def _recipe(
    person: Person,
    job: str,
    kind: str,
    answer: str,
    options: list[Option],
    aliases: tuple[str, ...] | None,
) -> Recipe:
    """``aliases`` are other ways to type the answer, or None where typing makes no sense."""
    return Recipe(
        id=f"{kind}-{person.id}",
        kind=kind,
        answer=answer,
        options=options,
        difficulty=Difficulty.HARD,
        season=0,
        category=CATEGORY,
        source=person.source,
        values={"person": person.name, "job": job},
        aliases=aliases or (),
        typed=aliases is not None,
    )
