"""Every text that the code asks for is in the wording file, and every text there is asked for."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from discord_bot.packs import load_pack

ROOT = Path(__file__).resolve().parents[1]
TEXTS = load_pack().wording.texts("en").entries
CALLS = {"texts", "UserError", "_texts", "text", "say"}


def strings(tree: ast.AST) -> Iterator[str]:
    """Every string in the code; what an f-string fills in becomes ``*``."""
    inside = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in node.values
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else "*" for part in node.values
            )
        elif (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in inside
        ):
            yield node.value


def in_code() -> set[str]:
    return {
        text
        for place in ("discord_bot", "cogs")
        for path in sorted((ROOT / place).rglob("*.py"))
        for text in strings(ast.parse(path.read_text(encoding="utf-8")))
    }


def keys_asked_for() -> set[str]:
    """What the code asks for by a whole key: the argument of ``texts(…)`` or ``UserError(…)``."""
    found = set()
    for place in ("discord_bot", "cogs"):
        for path in sorted((ROOT / place).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.Call) or not node.args:
                    continue
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                key = node.args[0]
                if name in CALLS and isinstance(key, ast.Constant) and isinstance(key.value, str):
                    found.add(key.value)
    return {key for key in found if re.fullmatch(r"[a-z_]+(\.[a-z0-9_]+)+", key)}


def test_every_text_that_the_code_asks_for_is_there() -> None:
    missing = {
        key
        for key in keys_asked_for()
        if key not in TEXTS and not any(f"{key}.{form}" in TEXTS for form in ("one", "other"))
    }
    assert not missing


def test_every_text_that_is_there_is_asked_for() -> None:
    """A key counts as asked for when a string of the code is it or ends it; ``*`` is anything."""
    patterns = [
        re.compile(rf"(?:.*\.)?{re.escape(text).replace(re.escape('*'), '.+')}(?:\.(?:one|other))?")
        for text in in_code()
        if re.fullmatch(r"[a-z0-9_.*-]+", text) and text.strip("*.")
    ]
    unused = {
        key
        for key in TEXTS
        if not key.startswith(("trivia.generated.", "commands."))
        and not any(pattern.fullmatch(key) for pattern in patterns)
    }
    assert not unused


def test_what_discord_shows_in_small_places_fits() -> None:
    for key, text in TEXTS.items():
        if key.startswith("trivia.form."):
            assert len(text) <= 45, key  # a label of a dialog, and its title
        assert len(text) <= 2000, key
