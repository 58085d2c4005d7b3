"""The news of the demo: they come by themselves, and one is held for moderators."""

from __future__ import annotations

import pytest

from discord_bot.demo.world import MODERATOR

pytestmark = pytest.mark.slow  # each opens a demo


async def test_news_come_over_the_minutes_and_gossip_waits(demo):
    async with demo.turn:
        for _ in range(12):
            await demo.env.advance_time(30)
        shown = demo.channels["season-news"].history()
        messages = sorted(shown, key=lambda message: message.id)
        titles = [embed.title for message in messages for embed in message.embeds]
        assert titles == [
            "Demo: Heartstopper wins the Golden Leaf of the Demo Awards",
            "Demo: Heartstopper gets a trailer that only this demo has seen",
            "News on season 3",
        ]
        trailer = messages[1].embeds[0].description
        assert "Also reported by [Demo News Wire]" in trailer
        assert messages[-1].content.startswith("📚 **Demo: the Heartstopper book club")
        held = await demo.services.news.held.queue(demo.guild.id)
        assert [item.story.source for item in held] == ["The Demo Gazette"]
        card = demo.channels["mod-log"].last_message
        assert card is not None
        await demo.members[MODERATOR].click(card, custom_id=_first_button(card))
        await demo.env.advance_time(1)
        assert not await demo.services.news.held.queue(demo.guild.id)
        newest = demo.channels["season-news"].last_message
        assert newest is not None
        assert newest.embeds[0].title.startswith("Demo: Heartstopper star secretly dating?")


async def test_nothing_is_asked_of_anybody_outside(demo):
    async with demo.turn:
        asked = await demo.members[MODERATOR].slash(
            demo.channels["mod-log"], "news follow", what="https://example.com/feed"
        )
        answers = [item for item in (asked.response, *asked.followups) if item is not None]
        assert "No server goes by the name example.com" in answers[-1].content


def _first_button(message: object) -> str:
    container = message.components[0]
    row = next(item for item in container.children if hasattr(item, "children"))
    return row.children[0].custom_id
