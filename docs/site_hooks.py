"""What ``mkdocs.yml`` adds to mkdocs: pages from beside the code, and diagrams drawn from here.

``data/README.md`` and its like stand where people who change these folders look for them. They
become pages of the site, too, and links from one place to the other hold on both.
"""

from __future__ import annotations

import logging
import posixpath
import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

ROOT = Path(__file__).resolve().parents[1]
ELSEWHERE = {
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "builders/contributing.md",
    "LICENSE": "assets/LICENSE.txt",
    "SECURITY.md": "admins/report-a-weakness.md",
    "bench/README.md": "builders/benchmarks.md",
    "bench/REPORT.md": "builders/figures.md",
    "cogs/README.md": "builders/which-files.md",
    "data/README.md": "builders/packs.md",
    "data/models/README.md": "builders/models.md",
    "deploy/fanbot.service": "assets/fanbot.service.txt",
    "deploy/grafana.json": "assets/grafana.json",
    "deploy/prometheus-rules.yaml": "assets/prometheus-rules.yaml",
    "training/README.md": "builders/training.md",
}
"""Files outside ``docs/`` by their place in the repository, and where the site has them."""

HERE = "docs/"
README = {"README.md": "index.md"}
"""The README is for whoever meets the repository; the site has a front page of its own."""
LINK = re.compile(r"(?<=\]\()(?![a-z]+:|#|/)([^)#\s]+)")
"""The target of a Markdown link to a file, without its anchor."""
FENCE = re.compile(r"^(```.*?^```)", re.MULTILINE | re.DOTALL)
MERMAID = "assets/mermaid/mermaid.tiny.js"

log = logging.getLogger("mkdocs.hooks.fanbot")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the files from outside ``docs/``."""
    for place, uri in ELSEWHERE.items():
        files.append(File.generated(config, uri, abs_src_path=str(ROOT / place)))
    return files


def on_page_markdown(markdown: str, page: Page, **_: object) -> str:
    """Turn links between places in the repository into links between pages of the site."""
    places = {uri: place for place, uri in ELSEWHERE.items()}
    uri = page.file.src_uri
    folder = posixpath.dirname(places.get(uri, HERE + uri))

    def moved(link: re.Match[str]) -> str:
        place = posixpath.normpath(posixpath.join(folder, link[1]))
        target = _page_of(place)
        if target is None:
            log.warning("%s links to %s, which is no part of the site", uri, place)
            return link[1]
        return posixpath.relpath(target, posixpath.dirname(uri) or ".")

    pieces = FENCE.split(markdown)
    pieces[::2] = [LINK.sub(moved, piece) for piece in pieces[::2]]
    return "".join(pieces)


def _page_of(place: str) -> str | None:
    if place.startswith(HERE):
        return place.removeprefix(HERE)
    return (ELSEWHERE | README).get(place)


def on_post_page(output: str, page: Page, **_: object) -> str:
    """Load the drawing of diagrams where there are some: the theme would fetch it from outside."""
    if 'class="mermaid"' not in output:
        return output
    script = f'<script src="{get_relative_url(MERMAID, page.url)}"></script>'
    first = output.index("<script", output.index("<body"))
    return output[:first] + script + output[first:]
