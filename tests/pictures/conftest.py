from __future__ import annotations

import pytest

from discord_bot.pictures.fonts import FontBook


@pytest.fixture(scope="session")
def fonts():
    """The shipped fonts alone, so that the tests see the same on every machine."""
    return FontBook(())
