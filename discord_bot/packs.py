"""Packs: a folder of text files about one show, read and checked as a whole."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from discord_bot import pack_rules, pack_wording
from discord_bot.errors import PackError
from discord_bot.pack_files import (
    CalendarFile,
    CastFile,
    CategoriesFile,
    Category,
    ModerationFile,
    NewsFile,
    PacksFile,
    QuestionsFile,
    ShowFile,
)
from discord_bot.pack_reading import PackProblem, PackReader, did_you_mean
from discord_bot.pack_rules import CALENDAR, CAST, CATEGORIES, MODERATION, NEWS, SHOW, Contents
from discord_bot.pack_schemas import write_schemas
from discord_bot.trivia.model import Question
from discord_bot.wording import Wording

__all__ = [
    "Pack",
    "PackProblem",
    "check_pack",
    "data_directory",
    "find_pack",
    "load_pack",
    "write_schemas",
]

_PACKS = "packs.toml"
_TRIVIA = "trivia"


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything the bot knows about a show, and every text it says.

    ``questions`` are those written by hand. ``categories`` are the pack's, followed by those of the
    default pack that it does not have, so that questions made from the tables find theirs.
    """

    name: str
    path: Path
    show: ShowFile
    cast: CastFile
    calendar: CalendarFile
    moderation: ModerationFile
    news: NewsFile
    categories: Mapping[str, Category]
    questions: tuple[Question, ...]
    wording: Wording


def data_directory() -> Path:
    """The bundled data: inside the package in a wheel, beside it in a source tree."""
    package = Path(__file__).resolve().parent
    inside = package / "data"
    return inside if inside.is_dir() else package.parent / "data"


def load_pack(path_or_name: Path | str | None = None) -> Pack:
    """The pack of that folder or name; the default one for None.

    A value with a path separator, or that is an existing folder, is a path; anything else is the
    name of a bundled pack. Raises ``PackError`` with the first problem, and how many more.
    """
    folder = find_pack(path_or_name)
    pack, problems = _read(folder)
    if pack is not None and not problems:
        return pack
    more = len(problems) - 1
    command = f"fanbot check --pack {folder}"
    rest = f" ({more} more; list them all with: {command})" if more else ""
    raise PackError(f"{folder.name}/{problems[0]}{rest}.")


def check_pack(path_or_name: Path | str | None = None) -> list[PackProblem]:
    """Everything that is wrong in a pack, in the order of its files; empty for a good one.

    Raises ``PackError`` where there is no such pack at all.
    """
    return _read(find_pack(path_or_name))[1]


def find_pack(path_or_name: Path | str | None = None) -> Path:
    """The folder of a pack. Raises ``PackError`` where there is none."""
    if path_or_name is None:
        return data_directory() / _default_name()
    text = os.fspath(path_or_name)
    if re.search(r"[/\\]", text) or Path(text).is_dir():
        folder = Path(text)
        if not folder.is_dir():
            raise PackError(f"There is no folder {text}; give the path of a pack's folder.")
        return folder.resolve()
    bundled = sorted(show.parent.name for show in data_directory().glob(f"*/{SHOW}"))
    if text not in bundled:
        hint = did_you_mean(text, bundled) or f"; there are: {', '.join(bundled)}"
        raise PackError(f'There is no pack called "{text}"{hint}.')
    return data_directory() / text


def _default_name() -> str:
    reader = PackReader(data_directory())
    packs = reader.model(_PACKS, PacksFile)
    if packs is None or reader.problems:
        problem = reader.problems[0] if reader.problems else f"{_PACKS}: is missing"
        raise PackError(f"{problem}.")
    return packs.default


def _read(folder: Path) -> tuple[Pack | None, list[PackProblem]]:
    reader = PackReader(folder)
    _check_file_names(reader)
    show = reader.model(SHOW, ShowFile)
    if show is None and not reader.exists(SHOW):
        reader.report(SHOW, "", 'is missing; make it with one line: title = "the name of the show"')
    contents = Contents(
        show=show or ShowFile(title=folder.name or "show"),
        cast=reader.model(CAST, CastFile) or CastFile(),
        calendar=reader.model(CALENDAR, CalendarFile) or CalendarFile(),
        moderation=reader.model(MODERATION, ModerationFile) or ModerationFile(),
        news=reader.model(NEWS, NewsFile) or NewsFile(),
        categories=(reader.model(CATEGORIES, CategoriesFile) or CategoriesFile()).categories,
        questions=_read_questions(reader),
    )
    pack_rules.check_contents(reader, contents)
    default = data_directory() / _default_name()
    wording = _read_wording(reader, contents.show, None if _same(folder, default) else default)
    if reader.problems:
        return None, reader.problems
    questions = tuple(
        Question.from_entry(entry)
        for file in contents.questions.values()
        for entry in file.question
    )
    pack = Pack(
        name=folder.name,
        path=folder,
        show=contents.show,
        cast=contents.cast,
        calendar=contents.calendar,
        moderation=contents.moderation,
        news=contents.news,
        categories=_own_first(contents.categories, default),
        questions=questions,
        wording=wording,
    )
    return pack, []


def _same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()


def _own_first(own: Mapping[str, Category], default: Path) -> dict[str, Category]:
    shipped = PackReader(default).model(CATEGORIES, CategoriesFile) or CategoriesFile()
    return {**own, **{key: item for key, item in shipped.categories.items() if key not in own}}


def _read_questions(reader: PackReader) -> dict[str, QuestionsFile]:
    """The question files in the order of their names; a broken one has what could be read of it."""
    found = {}
    for path in sorted((reader.folder / _TRIVIA).glob("*.toml")):
        file = f"{_TRIVIA}/{path.name}"
        if file != CATEGORIES and not path.name.startswith("."):
            found[file] = reader.model(file, QuestionsFile) or QuestionsFile()
    return found


def _check_file_names(reader: PackReader) -> None:
    known = (SHOW, CAST, CALENDAR, MODERATION, NEWS)
    for path in sorted(reader.folder.glob("*.toml")):
        if path.name in known or path.name.startswith((".", "wording")):
            continue
        hint = did_you_mean(path.name, (*known, "wording.toml"))
        reader.report(
            path.name, "", f"is not a file that packs have{hint or '; questions go into trivia/'}"
        )


def _read_wording(reader: PackReader, show: ShowFile, default: Path | None) -> Wording:
    own = pack_wording.read_entries(reader)
    shipped = None
    if default is not None:
        beside = PackReader(default)
        shipped = pack_wording.read_entries(beside)
        if beside.problems:
            raise PackError(f"{default.name}/{beside.problems[0]}.")
    pack_wording.check_entries(reader, own, shipped)
    return pack_wording.build(own, shipped, show)
