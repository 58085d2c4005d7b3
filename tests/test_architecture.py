"""Which files never import what, and why; and other rules of the house that code can hold to."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from discord_bot.bot import cog_packages

ROOT = Path(__file__).resolve().parents[1]
MAX_LINES = 400

# Files under LEFT (but not the exceptions) never import RIGHT, because WHY.
RULES = [
    (
        "discord_bot",
        ("bot.py", "demo/"),
        ("discord",),
        "the core decides and is tested without Discord; the cogs translate",
    ),
    ("discord_bot", ("bot.py",), ("cogs",), "dependencies point inwards; the bot discovers cogs"),
    ("discord_bot", ("demo/",), ("simcord",), "the simulated server is an optional extra"),
    (
        "discord_bot/storage",
        (),
        ("discord_bot.trivia", "discord_bot.guilds", "discord_bot.services", "discord_bot.packs"),
        "storage knows no feature",
    ),
    (
        "discord_bot/pictures",
        (),
        ("discord_bot.trivia", "discord_bot.storage", "discord_bot.services"),
        "pictures are drawn from values alone",
    ),
    *(
        (
            f"discord_bot/trivia/{name}.py",
            (),
            ("discord_bot.storage", "asyncio", "discord_bot.services"),
            "rules are functions from values to values",
        )
        for name in ("model", "game", "scoring", "grading", "bank", "daily", "statistics")
    ),
    ("cogs", (), ("discord_bot.storage", "sqlite3"), "cogs ask services and write no SQL"),
    ("cogs/trivia", (), ("cogs.admin",), "one feature never leans on another"),
    ("cogs/admin", (), ("cogs.trivia",), "one feature never leans on another"),
    ("tests", (), ("unittest.mock",), "the real thing serves: simcord, SQLite, HTTP on loopback"),
]


def python_files(place: str) -> list[Path]:
    path = ROOT / place
    return [path] if path.is_file() else sorted(path.rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize(("left", "exceptions", "right", "why"), RULES)
def test_imports_point_the_right_way(
    left: str, exceptions: tuple[str, ...], right: tuple[str, ...], why: str
) -> None:
    files = python_files(left)
    assert files, f"{left} holds no code any more: take its rule out"
    for path in files:
        name = path.relative_to(ROOT / left).as_posix() if path.is_relative_to(ROOT / left) else ""
        if any(name.startswith(exception) for exception in exceptions):
            continue
        wrong = {
            module
            for module in imports(path)
            for forbidden in right
            if module == forbidden or module.startswith(f"{forbidden}.")
        }
        assert not wrong, f"{path.relative_to(ROOT)} imports {wrong}, but {why}"


def test_the_rule_would_notice(tmp_path: Path) -> None:
    sample = tmp_path / "sample.py"
    sample.write_text("from discord import ui\nimport discord_bot.packs\n", encoding="utf-8")
    assert set(imports(sample)) == {"discord", "discord.ui", "discord_bot.packs"}


def test_only_settings_read_the_environment() -> None:
    for place in ("discord_bot", "cogs"):
        for path in python_files(place):
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"\benviron\b|\bgetenv\b", text), path


@pytest.mark.parametrize("place", ["discord_bot", "cogs"])
def test_modules_are_short_enough_to_read(place: str) -> None:
    long = {
        path.relative_to(ROOT).as_posix(): count
        for path in python_files(place)
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > MAX_LINES
    }
    assert not long, f"find the noun that is hiding in: {long}"


@pytest.mark.parametrize("name", cog_packages())
def test_every_cog_can_be_set_up_and_says_what_it_needs(name: str) -> None:
    package = import_module(name)
    assert callable(package.setup)
    assert hasattr(package, "PERMISSIONS")
    assert hasattr(package, "FEATURE")


def test_broad_excepts_stand_at_the_two_borders_only() -> None:
    found = {
        path.relative_to(ROOT).as_posix()
        for place in ("discord_bot", "cogs")
        for path in python_files(place)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ExceptHandler)
        and (
            node.type is None
            or (isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"})
        )
        and not any(isinstance(child, ast.Raise) for child in node.body)
    }
    assert found <= {
        "cogs/_components.py",  # the command tree's counterpart for buttons and dialogs
        "cogs/trivia/cog.py",  # the body of the clock's loop
        "discord_bot/demo/clock.py",  # the body of the demo's
    }, found
