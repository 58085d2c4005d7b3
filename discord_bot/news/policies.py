"""What a server chose for all its news: how much a channel takes, and how near a source must be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from discord_bot.chosen import Policies, PolicyFields
from discord_bot.news.model import Tier

HISTORY = "news."
"""What the names of a policy's fields begin with in a server's history of settings."""


@dataclass(frozen=True, slots=True)
class TierPolicy:
    """What is done with stories of one tier of sources.

    ``channel_id`` is where they go in place of the subscription's channel. ``hold``: a moderator
    looks at each before it goes.
    """

    channel_id: int | None = None
    ping: bool = True
    hold: bool = False


@dataclass(frozen=True, slots=True)
class NewsPolicy:
    """What holds for all subscriptions of a server. More than ``posts_an_hour`` become a digest."""

    posts_an_hour: int = 6
    tiers: Mapping[Tier, TierPolicy] = field(default_factory=dict)

    def tier(self, tier: Tier) -> TierPolicy:
        """What is done with a tier: as chosen, else posted, and without a ping from afar."""
        return self.tiers.get(tier) or TierPolicy(ping=tier is not Tier.OTHER)


FIELDS = PolicyFields(NewsPolicy, "news_policies", HISTORY)


class NewsPolicyService(Policies[NewsPolicy]):
    """Policies from memory; every change goes to the database first, and into the history."""

    async def set_tier(
        self, guild_id: int, user_id: int, tier: Tier, policy: TierPolicy, now: datetime
    ) -> NewsPolicy:
        """Set what is done with one tier."""
        async with self._changing:
            tiers = {**self.get(guild_id).tiers, tier: policy}
            return await self._change(guild_id, user_id, now, {"tiers": tiers})
