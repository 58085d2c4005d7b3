"""The documentation says what is there, and what is there is documented."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from discord import app_commands
from discord.ext import commands
from typer.main import get_command

from discord_bot.bot import cog_packages
from discord_bot.cli import app
from discord_bot.settings import Settings, load_settings

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def slash_commands() -> set[str]:
    """Every command of every cog, by its whole name."""
    found: set[str] = set()
    for package in cog_packages():
        folder = ROOT / package.replace(".", "/")
        for path in sorted(folder.glob("*.py")):
            module = import_module(f"{package}.{path.stem}" if path.stem != "__init__" else package)
            for value in vars(module).values():
                if (
                    isinstance(value, type)
                    and issubclass(value, commands.Cog)
                    and value.__module__ == module.__name__
                ):
                    found |= _of(value.__cog_app_commands__)
    return found


def _of(listed: list[app_commands.Command | app_commands.Group]) -> set[str]:  # type: ignore[type-arg]
    found: set[str] = set()
    for command in listed:
        if isinstance(command, app_commands.Group):
            found |= {
                child.qualified_name
                for child in command.walk_commands()
                if not isinstance(child, app_commands.Group)
            }
        else:
            found.add(command.qualified_name)
    return found


def test_the_readme_lists_every_slash_command_and_no_other() -> None:
    rows = set(re.findall(r"^\| `/([a-z -]+)`", README, re.MULTILINE))
    assert rows == slash_commands()


def test_every_setting_is_in_the_example_and_every_example_is_a_setting() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    written = set(re.findall(r"^([A-Z_]+)=", text, re.MULTILINE))
    fields = {
        "DISCORD_TOKEN" if name == "discord_token" else f"FANBOT_{name.upper()}"
        for name in Settings.model_fields
    }
    assert written == fields


def test_an_untouched_copy_of_the_example_changes_nothing() -> None:
    assert load_settings(ROOT / ".env.example") == load_settings(None)


def verbs(command: object, name: str) -> list[tuple[str, str | None]]:
    children = getattr(command, "commands", None)
    if children is None:
        return [(name, getattr(command, "help", None))]
    return [pair for key, child in children.items() for pair in verbs(child, f"{name} {key}")]


CLI = verbs(get_command(app), "fanbot")


@pytest.mark.parametrize(("name", "text"), CLI)
def test_every_verb_of_the_command_line_has_help_and_a_line_in_the_readme(
    name: str, text: str | None
) -> None:
    assert text
    assert f"`{name}" in README


PAGES = [ROOT / "README.md", ROOT / "data/README.md", *sorted((ROOT / "docs").rglob("*.md"))]
ADDRESSES = {"health", "metrics"}
"""What begins with a slash and is no command: where the running bot is asked."""


def _beginnings(name: str) -> list[str]:
    words = name.split()
    return [" ".join(words[:count]) for count in range(1, len(words) + 1)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_pages_name_only_commands_that_there_are(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    slash, walked = slash_commands(), {"rewatch"}  # of docs/builders/add-a-cog.md
    groups = {part for name in slash for part in _beginnings(name)}
    for typed in re.findall(r"`/([a-z][a-z -]*)(?![a-z./])", text):
        known = slash & set(_beginnings(typed)) or typed.strip() in groups | ADDRESSES | walked
        assert known, f"/{typed}"
    verbs_there = {part for name, _ in CLI for part in _beginnings(name)}
    for typed in re.findall(r"(?:`|\$ |bin/|\| )(fanbot [a-z]+(?: [a-z]+)?)", text):
        assert _beginnings(typed)[1] in verbs_there, typed


@pytest.mark.parametrize("arguments", [[], ["db"], ["trivia"], *[n.split()[1:] for n, _ in CLI]])
def test_dash_h_works_everywhere(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert get_command(app)([*arguments, "-h"], standalone_mode=False) == 0
    assert "Usage" in capsys.readouterr().out


SETTINGS_OF_INSTALLERS = re.compile(
    r"^\s*(--)?(extra-)?(index-url|find-links|trusted-host)|\"resolved\": *\"http|^registry *=",
    re.MULTILINE,
)
#: In two halves each, or this file would name them.
REGISTRIES = tuple(
    "".join(halves)
    for halves in (
        ("pypi", ".org"),
        ("python", "hosted.org"),
        ("registry.npm", "js.org"),
        ("deb.debian", ".org"),
        ("/opt/", "pypi"),
    )
)


def texts() -> Iterator[tuple[Path, str]]:
    """Every text file of the repository; what git ignores lies in folders with a dot, mostly."""
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [
            name
            for name in folders
            if name not in {"__pycache__", "build", "dist", "site"}
            and (not name.startswith(".") or name == ".ci")
        ]
        for name in files:
            path = Path(folder, name)
            data = path.read_bytes()
            if b"\0" not in data and name != ".env":
                yield path, data.decode("utf-8", "replace")


def test_no_file_names_a_package_registry() -> None:
    for path, text in texts():
        assert not SETTINGS_OF_INSTALLERS.search(text), path
        assert not [name for name in REGISTRIES if name in text], path


def test_the_changelog_knows_the_version() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "## [Unreleased]" in text
    releases = re.findall(r"^## \[(\d\S*)\] - \d{4}-\d\d-\d\d$", text, re.MULTILINE)
    assert releases[0] == project["version"], "the newest release comes first"


def test_what_ci_runs_is_what_the_readme_names() -> None:
    assert re.search(r"^Run all tests with `make test`", README, re.MULTILINE)
    assert os.access(ROOT / ".ci/run", os.X_OK)


def test_links_between_documents_lead_somewhere() -> None:
    documents = [ROOT / "README.md", ROOT / "data/README.md", ROOT / "cogs/README.md"]
    for document in [*documents, *sorted((ROOT / "docs").rglob("*.md"))]:
        text = document.read_text(encoding="utf-8")
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", text):
            assert (document.parent / target).exists(), f"{document.name} links to {target}"


def test_every_test_that_the_security_page_names_is_there() -> None:
    page = (ROOT / "docs/security.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", page)
    assert len(named) > 20
    for file, name in named:
        path = ROOT / file
        assert path.exists(), file
        assert not name or f"def {name}(" in path.read_text(encoding="utf-8"), f"{file}::{name}"
