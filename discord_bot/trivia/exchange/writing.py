"""Putting imported questions into a pack's folder, and making the folder where there is none."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import tomli_w

from discord_bot.errors import PackError
from discord_bot.folding import slug
from discord_bot.pack_files import CategoriesFile, Category, QuestionEntry, QuestionsFile, ShowFile
from discord_bot.pack_reading import PackReader
from discord_bot.pack_rules import CATEGORIES, SHOW
from discord_bot.trivia.exchange.exporting import to_toml
from discord_bot.trivia.exchange.importing import Target

_MARK = "# Imported from"
_TRIVIA = "trivia"


def target_of(pack_dir: Path, file_stem: str) -> Target:
    """What is in a pack already, but for the file that importing ``file_stem`` again replaces.

    A folder that is not there yet has nothing in it. Raises ``PackError`` where a file of the pack
    cannot be read.
    """
    if not pack_dir.exists():
        return Target()
    reader = PackReader(pack_dir)
    show = reader.model(SHOW, ShowFile)
    categories = reader.model(CATEGORIES, CategoriesFile) or CategoriesFile()
    own = _path(pack_dir, file_stem)
    entries: list[QuestionEntry] = []
    for path in sorted((pack_dir / _TRIVIA).glob("*.toml")):
        if path != own and f"{_TRIVIA}/{path.name}" != CATEGORIES:
            found = reader.model(f"{_TRIVIA}/{path.name}", QuestionsFile)
            entries.extend(found.question if found is not None else ())
    if reader.problems:
        raise PackError(f"{pack_dir.name}/{reader.problems[0]}; mend it before importing.")
    seasons = [season.number for season in show.seasons] if show is not None else []
    return Target(tuple(entries), categories.categories, max(seasons, default=None))


def write_questions(
    entries: Iterable[QuestionEntry],
    pack_dir: Path,
    file_stem: str,
    *,
    categories: Mapping[str, Category] | None = None,
    origin: str | None = None,
) -> Path:
    """Write ``trivia/<stem>.toml`` and return its path.

    ``origin`` is the imported file's name (else the stem): importing it again replaces what it gave
    before, and no other file. Categories that the pack lacks are added to its categories, named as
    in ``categories``. A folder that is no pack yet becomes one. Raises ``PackError`` where a file
    of that name came from elsewhere, or a file cannot be written.
    """
    kept = list(entries)
    path = _path(pack_dir, file_stem)
    mark = f'{_MARK} "{_plain(origin or file_stem)}".'
    try:
        _refuse_foreign(path, mark)
        path.parent.mkdir(parents=True, exist_ok=True)
        _make_show(pack_dir)
        _add_categories(pack_dir, kept, categories or {})
        _write(path, f"{mark} Importing it again replaces this file.\n\n{to_toml(kept)}")
    except OSError as error:
        raise PackError(
            f"{error.filename or path} cannot be written ({error.strerror}); look at its"
            " permissions."
        ) from None
    return path


def _plain(name: str) -> str:
    return " ".join(name.split())


def _path(pack_dir: Path, file_stem: str) -> Path:
    stem = slug(file_stem) or "imported"
    if f"{_TRIVIA}/{stem}.toml" == CATEGORIES:
        stem = f"{stem}-questions"
    return pack_dir / _TRIVIA / f"{stem}.toml"


def _refuse_foreign(path: Path, mark: str) -> None:
    """Raise ``PackError`` where the file exists and was not written by importing the same file."""
    if not path.exists():
        return
    with path.open(encoding="utf-8", errors="replace") as stream:
        first = stream.readline()
    if not first.startswith(mark):
        raise PackError(
            f"{path} exists and was not made by importing that file; rename one of the two."
        )


def _make_show(pack_dir: Path) -> None:
    path = pack_dir / SHOW
    if not path.exists():
        title = pack_dir.resolve().name.replace("-", " ").replace("_", " ").strip().title()
        _write(path, tomli_w.dumps({"title": title[:80] or "My show"}))


def _add_categories(
    pack_dir: Path, entries: Iterable[QuestionEntry], names: Mapping[str, Category]
) -> None:
    """Append categories that are missing, and leave what is there as it is, remarks included."""
    path = pack_dir / CATEGORIES
    reader = PackReader(pack_dir)
    there = (reader.model(CATEGORIES, CategoriesFile) or CategoriesFile()).categories
    if reader.problems:
        raise PackError(f"{pack_dir.name}/{reader.problems[0]}; mend it before importing.")
    wanted = dict.fromkeys(entry.category for entry in entries)
    missing = {key: names.get(key) or _named(key) for key in wanted if key not in there}
    if not missing:
        return
    before = path.read_text(encoding="utf-8-sig").rstrip() + "\n\n" if path.exists() else ""
    added = tomli_w.dumps(
        {"categories": {key: item.model_dump(exclude_none=True) for key, item in missing.items()}}
    )
    _write(path, before + added)


def _named(key: str) -> Category:
    return Category(name=key.replace("-", " ").capitalize())


def _write(path: Path, text: str) -> None:
    """Write a whole file or nothing: a reader never meets half of it."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", suffix=".new", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
