"""Four processes on one PostgreSQL, two of them killed at random: nothing is lost or told twice.

``bench/cluster.py`` does the same with 2,000 servers.
"""

from __future__ import annotations

import pytest

from tests.cluster.network import Campaign, Plan
from tests.storage.conftest import postgres_address, postgres_server  # noqa: F401 - fixtures


@pytest.mark.slow
async def test_every_story_comes_once_and_no_score_is_lost_whoever_is_killed(
    postgres_address: str,  # noqa: F811
) -> None:
    plan = Plan(guilds=24, feeds=6, stories=24, kills=6, seed=20261126)
    async with Campaign.open(postgres_address, plan) as campaign:
        await campaign.run()
        result = await campaign.result()
    assert result.problems == []
    assert result.posts == result.expected
    assert result.answers > 0
    assert result.killed == 6
