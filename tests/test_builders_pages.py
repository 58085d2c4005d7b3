"""What the pages for builders have people write works as it stands there."""

from __future__ import annotations

import ast
import re
from importlib import import_module
from pathlib import Path

from discord_bot.checks import Level, check_pack
from discord_bot.moderation.judge import RuleSet
from discord_bot.moderation.lexicon import load_lexicon
from discord_bot.moderation.loading import make_reader, names_of, read_words
from discord_bot.moderation.model import Label
from discord_bot.moderation.rules import Rule
from discord_bot.packs import data_directory, load_pack
from tests.moderation.rule_tables import Row

PAGES = Path(__file__).resolve().parents[1] / "docs/builders"


def blocks(page: str, language: str) -> list[str]:
    text = (PAGES / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def test_the_pack_of_the_page_is_a_pack(tmp_path: Path) -> None:
    files = dict(
        zip(("show", "cast", "calendar", "news"), blocks("add-a-pack.md", "toml"), strict=True)
    )
    for name, text in files.items():
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
        found = check_pack(tmp_path)
        assert [check.text for check in found if check.level is not Level.OK] == [], name
    assert load_pack(tmp_path).news.sources


def test_the_cog_of_the_page_uses_what_there_is() -> None:
    texts = blocks("add-a-cog.md", "python")
    assert len(texts) == 5
    for text in texts:
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ImportFrom) and "rewatch" not in (node.module or ""):
                module = import_module(node.module or "")
                assert all(hasattr(module, alias.name) for alias in node.names), node.module


def test_the_rule_of_the_page_finds_what_it_is_for_and_leaves_its_mirror() -> None:
    rule_text, row_text = blocks("add-a-rule.md", "python")
    (rule,) = eval(f"({rule_text.strip()})", {"Rule": Rule, "_LABEL": Label.GATEKEEPING})
    (row,) = eval(f"{{{row_text}}}", {"Row": Row}).values()
    lexicon = load_lexicon(data_directory() / "lexicon")
    rules = RuleSet((rule,), lexicon)
    reader = make_reader(lexicon, names_of(load_pack()), read_words(data_directory() / "models"))
    for text in (*row.catches, rule.catches):
        assert rules.find(reader.read(text)), text
    for text in (*row.leaves, rule.leaves):
        assert not rules.find(reader.read(text)), text
