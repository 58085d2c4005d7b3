"""The documentation as a site: whole, closed in itself, and strict about what leads nowhere."""

from __future__ import annotations

import ast
import functools
import http.server
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from playwright.async_api import async_playwright, expect

from tests.e2e.browsing import ARGUMENTS, CHROMIUM

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
MKDOCS = ROOT / ".venv-docs/bin/mkdocs"

needs_mkdocs = pytest.mark.skipif(not MKDOCS.exists(), reason="make docs installs mkdocs")


CALL = r'await (?:shoot\(page|ask\(demo, page), "([\w-]+)"'
"""How ``docs/make_pictures.py`` makes a picture, with its name."""


class _Reader(yaml.SafeLoader):
    """Reads ``mkdocs.yml``, whose names of Python objects are nothing here."""


_Reader.add_multi_constructor("tag:yaml.org,2002:python/", lambda *_: None)


def pages_of_the_menu() -> list[str]:
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    waiting, found = [yaml.load(text, _Reader)["nav"]], []  # it is a SafeLoader
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            found.append(item)
        else:
            waiting += item.values() if isinstance(item, dict) else item
    return found


def from_elsewhere() -> dict[str, str]:
    """What the hook brings in from outside docs/, read without importing mkdocs."""
    tree = ast.parse((DOCS / "site_hooks.py").read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "ELSEWHERE":
            return ast.literal_eval(node.value)
    raise AssertionError("docs/site_hooks.py names ELSEWHERE")


def test_every_page_is_in_the_menu_once() -> None:
    written = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")}
    brought = {uri for uri in from_elsewhere().values() if uri.endswith(".md")}
    assert sorted(pages_of_the_menu()) == sorted(written | brought)


def test_every_picture_is_made_by_the_script_and_shown_somewhere() -> None:
    script = (DOCS / "make_pictures.py").read_text(encoding="utf-8")
    made = {f"{name}.png" for name in re.findall(CALL, script)}
    there = {path.name for path in (DOCS / "pictures").iterdir()}
    texts = [path.read_text(encoding="utf-8") for path in [ROOT / "README.md", *DOCS.rglob("*.md")]]
    shown = {name for text in texts for name in re.findall(r"pictures/([\w-]+\.png)\)", text)}
    assert made == there
    assert shown == there


def test_every_picture_says_in_words_what_it_shows() -> None:
    for path in [ROOT / "README.md", *DOCS.rglob("*.md")]:
        for words in re.findall(r"!\[([^\]]*)\]\(", path.read_text(encoding="utf-8")):
            assert len(words) > 5, path


def build(folder: Path, into: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(MKDOCS), "build", "--strict", "--site-dir", str(into)],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "NO_MKDOCS_2_WARNING": "1", "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site, built strictly and served on loopback."""
    site = tmp_path_factory.mktemp("site") / "site"
    built = build(ROOT, site)
    assert built.returncode == 0, built.stderr

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    handler = functools.partial(Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@needs_mkdocs
@pytest.mark.slow
@pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium")
async def test_whoever_reads_asks_nobody_outside_sees_diagrams_and_finds_words(
    address: str,
) -> None:
    asked: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = await browser.new_page()
        page.on("request", lambda request: asked.append(request.url))
        await page.goto(f"{address}/architecture.html")
        drawn = page.locator("div.mermaid")
        fences = (DOCS / "architecture.md").read_text(encoding="utf-8").count("```mermaid")
        await expect(drawn).to_have_count(fences)
        await expect(drawn.first).to_be_visible()
        await page.goto(f"{address}/index.html")
        await page.locator("input[name=query]").fill("appeal")
        await expect(page.locator(".md-search-result__item").first).to_be_visible()
        await browser.close()
    assert [url for url in asked if not url.startswith((f"{address}/", "data:", "blob:"))] == []


@needs_mkdocs
@pytest.mark.slow
def test_what_leads_nowhere_is_refused_by_name(tmp_path: Path) -> None:
    shutil.copytree(DOCS, tmp_path / "docs", ignore=shutil.ignore_patterns("__pycache__"))
    for place in ["mkdocs.yml", *from_elsewhere()]:
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / place, tmp_path / place)
    with (tmp_path / "docs/trivia.md").open("a", encoding="utf-8") as page:
        page.write("\n[a](nowhere.md) [b](news.md#no-such-heading) [c](../cogs/admin/cog.py)\n")
    (tmp_path / "docs/forgotten.md").write_text("# Forgotten\n", encoding="utf-8")
    built = build(tmp_path, tmp_path / "site")
    assert built.returncode != 0
    for name in ("nowhere.md", "#no-such-heading", "cogs/admin/cog.py", "forgotten.md"):
        assert name in built.stderr, name
