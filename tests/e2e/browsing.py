"""What tests do in a real browser on the demo's page."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import FrameLocator, Locator, Page

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]

IN_A_BROWSER = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium"),
]


def room(page: Page) -> FrameLocator:
    """The channel that the page shows."""
    return page.frame_locator("#room iframe:not(.away)")


def message(page: Page, text: str) -> Locator:
    """The newest message with ``text`` in it."""
    return room(page).locator(".channel-message", has_text=text).last
