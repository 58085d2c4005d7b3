"""What users install: complete without the source tree, and with the dependencies it declares."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
import venv
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = PYPROJECT["project"]

TRANSITIVE = {
    "aiohttp": "discord.py speaks HTTP with it, and its errors reach us",
    "pydantic-core": "pydantic's errors come from it",
}
"""What is imported and not declared: a direct dependency could not exist without it."""


def plain(name: str) -> str:
    """The name of a distribution as indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def names(requirements: list[str]) -> set[str]:
    return {plain(Requirement(item).name) for item in requirements}


def closure(requirements: list[str]) -> set[str]:
    """The names of everything that ``requirements`` bring with them, here and on this Python."""
    found: set[tuple[str, str]] = set()
    waiting = [(Requirement(item), "") for item in requirements]
    while waiting:
        requirement, extra = waiting.pop()
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": extra}):
            continue
        new = {(plain(requirement.name), part) for part in ("", *requirement.extras)} - found
        found |= new
        for name, part in new:
            waiting += [(Requirement(item), part) for item in distribution(name).requires or ()]
    return {name for name, _ in found}


def imported(folder: Path) -> Iterator[tuple[str, str]]:
    """Every file with the top-level name of each module that it imports."""
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                modules = [node.module or ""]
            else:
                continue
            for module in modules:
                yield path.relative_to(ROOT).as_posix(), module.split(".")[0]


def test_everything_imported_is_declared_and_everything_declared_is_used() -> None:
    declared = names(PROJECT["dependencies"])
    extras = {
        name: extra
        for extra in ("demo", "postgres", "transformer")
        for name in names(PROJECT["optional-dependencies"][extra])
    }
    places = {
        "demo": "discord_bot/demo/",
        "postgres": tuple(
            f"discord_bot/storage/{name}" for name in ("postgres", "cluster.py", "telling.py")
        ),
        "transformer": "discord_bot/moderation/transformer.py",
    }
    distributions = packages_distributions()
    used: set[str] = set()
    for folder in ("discord_bot", "cogs"):
        for path, module in imported(ROOT / folder):
            if module in sys.stdlib_module_names or module in {"discord_bot", "cogs"}:
                continue
            name = plain(distributions[module][0])
            used.add(name)
            if name in extras:
                assert path.startswith(places[extras[name]]), f"{path} imports the optional {name}"
            else:
                assert name in declared | set(TRANSITIVE), f"{path} imports {name}, undeclared"
    data_only = {"tzdata"}  # zoneinfo finds it by itself where the system has no time zones
    assert (declared | set(extras)) - data_only <= used
    assert set(TRANSITIVE) <= used


def pins(file: str) -> dict[str, str]:
    """The text of each distribution's pin in a file: its version, marker and hashes."""
    text = (ROOT / file).read_text(encoding="utf-8")
    blocks = re.split(r"^(?=\S)", text, flags=re.MULTILINE)[1:]
    return {block.partition("==")[0]: block for block in blocks}


@pytest.mark.parametrize(
    "file",
    [
        "constraints.txt",
        "constraints-dev.txt",
        "constraints-docs.txt",
        "constraints-transformer.txt",
        "constraints-bench.txt",
    ],
)
def test_every_pin_is_a_version_with_hashes_and_nothing_else(file: str) -> None:
    pin = re.compile(
        r"[a-z0-9-]+==[\w.]+( ; [^\\\n]+)? \\\n( {4}--hash=sha256:[0-9a-f]{64}( \\)?\n)+"
    )
    for block in pins(file).values():
        assert pin.fullmatch(block), block


def test_what_both_files_pin_is_the_same() -> None:
    run, development = pins("constraints.txt"), pins("constraints-dev.txt")
    for name in run.keys() & development.keys():
        # Markers may differ: more systems need a thing when more is installed.
        assert run[name].split()[0] == development[name].split()[0]
        assert run[name].splitlines()[1:] == development[name].splitlines()[1:]


def test_every_declared_dependency_is_pinned() -> None:
    extras = PROJECT["optional-dependencies"]
    needed = names([*PROJECT["dependencies"], *extras["demo"], *extras["postgres"], "hatchling"])
    assert needed <= pins("constraints.txt").keys()
    assert names(extras["dev"]) - {"fanbot"} <= pins("constraints-dev.txt").keys()
    assert names(PYPROJECT["dependency-groups"]["docs"]) <= pins("constraints-docs.txt").keys()


@dataclass(frozen=True)
class Installed:
    """fanbot from its wheel, in an environment of its own, beside what the wheel asks for."""

    wheel: Path
    environment: Path
    directory: Path

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a program of the environment far away from the source tree."""
        kept = {"PATH": os.environ["PATH"], "HOME": str(self.directory), "LANG": "C.UTF-8"}
        return subprocess.run(
            [str(self.environment / "bin" / command[0]), *command[1:]],
            cwd=self.directory,
            env=kept,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )


def checked(*command: str | Path) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel is built from the source distribution, so that this is known to be whole, too."""
    work = tmp_path_factory.mktemp("packaging")
    checked(sys.executable, "-m", "build", "--no-isolation", "--outdir", work / "dist", ROOT)
    (wheel,) = (work / "dist").glob("*.whl")
    venv.create(work / "venv", with_pip=True)
    # Only what the wheel asks for is installed, in the pinned versions and by their hashes.
    pinned, wanted = pins("constraints.txt"), work / "wanted.txt"
    needed = sorted(closure(PROJECT["dependencies"]))
    wanted.write_text("".join(pinned[name] for name in needed), encoding="utf-8")
    pip = (work / "venv/bin/python", "-m", "pip", "--disable-pip-version-check")
    checked(*pip, "install", "--no-deps", "--require-hashes", "--requirement", wanted)
    checked(*pip, "install", "--no-deps", "--no-index", wheel)
    checked(*pip, "check")
    (work / "elsewhere").mkdir()
    return Installed(wheel, work / "venv", work / "elsewhere")


@pytest.mark.slow
def test_the_wheel_holds_the_bot_its_content_and_nothing_else(installed: Installed) -> None:
    with zipfile.ZipFile(installed.wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    expected = {
        path.relative_to(ROOT).as_posix()
        for folder in ("discord_bot", "cogs")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    } | {
        f"discord_bot/{path.relative_to(ROOT).as_posix()}"
        for path in (ROOT / "data").rglob("*")
        if path.is_file()
    }
    assert held == expected


@pytest.mark.slow
def test_the_installed_wheel_needs_no_source_tree(installed: Installed) -> None:
    version = installed.run("fanbot", "--version")
    assert version.stdout == f"fanbot {PROJECT['version']}\n", version.stderr
    found = installed.run("fanbot", "check")
    assert found.returncode == 0, found.stdout + found.stderr
    assert str(installed.environment) in found.stdout, "the pack is the wheel's own"
    assert installed.run("python", "-m", "discord_bot", "db", "migrate").returncode == 0
    assert (installed.directory / "fanbot.db").exists()


@pytest.mark.slow
def test_what_an_extra_would_bring_is_named_where_it_is_missing(installed: Installed) -> None:
    demo = installed.run("fanbot", "run")
    assert demo.returncode == 1
    assert demo.stderr == "The demo needs the extra packages: pip install 'fanbot[demo]'\n"
    database = installed.run("fanbot", "db", "status", "--db", "postgresql://127.0.0.1:1/x")
    assert database.returncode == 1
    assert "fanbot[postgres]" in database.stderr
    assert "Traceback" not in database.stderr
