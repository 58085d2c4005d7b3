"""Every file of a pack, damaged in every way: what is wrong is told, and nothing else is raised."""

from __future__ import annotations

import datetime as dt
import shutil
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from discord_bot import pack_wording
from discord_bot.errors import PackError
from discord_bot.pack_reading import MAX_BYTES, PackReader
from discord_bot.packs import check_pack, data_directory, load_pack
from discord_bot.trivia.bank import QuestionBank
from tests.fuzz.laboratory import budget

TINY = Path(__file__).parents[1] / "packs" / "tiny"
FILES = sorted(str(path.relative_to(TINY)) for path in TINY.rglob("*.toml"))
INSTEAD: list[Any] = [
    *(-1, 0, 2**40, 10**30, 0.5, float("nan"), float("inf"), True, "", " ", "x", "x" * 5_000),
    *(
        "{",
        "}",
        "{x}",
        "{0.__class__}",
        "\x7f",
        "é" * 90,
        "https://[",
        "25:99",
        "../../etc",
        "#12345",
    ),
    *(dt.date(1, 1, 1), dt.date(9999, 12, 31), dt.datetime(9999, 12, 31, 23), dt.time(2, 30)),  # noqa: DTZ001
    *([], [[]], [{}], {}, {"": ""}, {"x": {"x": []}}, ["x", 1], ["x"] * 500),
]


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where something stands in a document."""
    found = [path] if path else []
    if isinstance(value, dict):
        for key, inner in value.items():
            found += places(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            found += places(inner, (*path, index))
    return found


def holder(document: Any, path: tuple[Any, ...]) -> Any:
    for step in path[:-1]:
        document = document[step]
    return document


def damaged(document: dict[str, Any], path: tuple[Any, ...], how: str, value: Any) -> None:
    """Change one place of a document."""
    inside, last = holder(document, path), path[-1]
    if how == "dropped":
        del inside[last]
    elif how == "doubled" and isinstance(inside, list):
        inside.append(inside[last])
    elif how == "renamed" and isinstance(inside, dict):
        inside[f"{last}x"] = inside.pop(last)
    else:
        inside[last] = value


def broken(text: bytes, how: str, place: int, noise: bytes) -> bytes:
    """Change the bytes of a file."""
    at = place % (len(text) + 1)
    return {
        "cut": text[:at],
        "inserted": text[:at] + noise + text[at:],
        "replaced": text[:at] + noise + text[at + len(noise) :],
        "huge": text + b"# " + b"x" * MAX_BYTES,
        "zeros": b"\0" * 1_000,
        "utf-16": text.decode().encode("utf-16"),
        "latin-1": text + "# é".encode("latin-1"),
        "brackets": text + b"x = " + b"[" * 3_000,
        "twice": text + text,
    }[how]


WAYS = ("cut", "inserted", "replaced", "huge", "zeros", "utf-16", "latin-1", "brackets", "twice")


def hold_to_the_law(pack: Path, file: str, what: object) -> None:
    """A pack is good, or each of its problems says where and what to do."""
    problems = list(map(str, check_pack(pack)))
    for problem in problems:
        name = problem.split(":", 1)[0]
        assert (pack / name).exists() or name in FILES, f"{what}: {problem}"
        assert len(problem) > len(name) + 5, f"{what}: {problem}"
        assert "\n" not in problem, f"{what}: {problem}"
        assert "Traceback" not in problem, f"{what}: {problem}"
    if not problems:
        QuestionBank([*load_pack(pack).questions])
        return
    with pytest.raises(PackError) as refused:
        load_pack(pack)
    assert str(refused.value).startswith(f"{pack.name}/{problems[0]}"), what


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy to damage. The texts of the default pack, which nothing damages, are read once."""
    read, known = pack_wording.read_entries, data_directory() / "heartstopper"
    once = cache(lambda: read(PackReader(known)))
    monkeypatch.setattr(
        pack_wording,
        "read_entries",
        lambda reader: once() if reader.folder == known else read(reader),
    )
    return Path(shutil.copytree(TINY, tmp_path / "street"))


@pytest.mark.slow
@pytest.mark.parametrize("file", FILES)
def test_a_file_whose_content_is_wrong_is_told_of(pack: Path, file: str) -> None:
    whole = (pack / file).read_text()
    found = places(tomllib.loads(whole))
    hows = st.sampled_from(["dropped", "doubled", "renamed", *["other"] * 4])

    @budget(25)
    @given(st.sampled_from(found), hows, st.sampled_from(INSTEAD))
    def example(path: tuple[Any, ...], how: str, value: Any) -> None:
        document = tomllib.loads(whole)
        damaged(document, path, how, value)
        (pack / file).write_text(tomli_w.dumps(document))
        hold_to_the_law(pack, file, f"{file}: {path} {how} {value!r:.60}")

    example()


@pytest.mark.slow
@pytest.mark.parametrize("file", FILES)
def test_a_file_whose_bytes_are_wrong_is_told_of(pack: Path, file: str) -> None:
    whole = (pack / file).read_bytes()

    @budget(15)
    @given(st.sampled_from(WAYS), st.integers(0, len(whole)), st.binary(min_size=1, max_size=6))
    def example(how: str, place: int, noise: bytes) -> None:
        (pack / file).write_bytes(broken(whole, how, place, noise))
        hold_to_the_law(pack, file, f"{file}: {how} at {place}: {noise!r}")

    example()


@pytest.mark.parametrize("file", FILES)
def test_a_folder_or_a_dead_link_where_a_file_should_be_is_told_of(pack: Path, file: str) -> None:
    (pack / file).unlink()
    (pack / file).mkdir()
    hold_to_the_law(pack, file, f"{file} is a folder")
    (pack / file).rmdir()
    (pack / file).symlink_to(pack / "nowhere.toml")
    hold_to_the_law(pack, file, f"{file} is a dead link")
