"""The judges that these tests ask, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from discord_bot.moderation.loading import load_judge
from discord_bot.news.judging.judge import NewsJudge
from discord_bot.newsroom import news_judge
from discord_bot.packs import load_pack

TINY = Path(__file__).parents[2] / "packs" / "tiny"


@pytest.fixture(scope="session")
def judge() -> NewsJudge:
    """The shipped pack's, with the filter of messages."""
    pack = load_pack()
    return news_judge(pack, load_judge(pack, second=False))


@pytest.fixture(scope="session")
def tiny_judge() -> NewsJudge:
    """An invented show's, without the filter."""
    return news_judge(load_pack(TINY), None)
