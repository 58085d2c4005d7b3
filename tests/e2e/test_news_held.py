"""Held stories: moderators are asked, and the first of them decides."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import discord
import pytest

from tests.e2e.conftest import told
from tests.e2e.newsdesk import Desk, answer_of, ids, open_desk
from tests.e2e.reading import shown_text


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_desk(tmp_path / "fanbot.db") as opened:
        await opened.follow()
        await opened.pass_time(1)
        yield opened


async def asked(desk: Desk, title: str = "A rumour about an actor") -> discord.Message:
    """The card with which moderators are asked."""
    desk.publish("/a", title)
    await desk.pass_time()
    return desk.posts(desk.world.log)[-1]


async def test_gossip_waits_for_a_moderator_who_sees_why(desk: Desk) -> None:
    card = await asked(desk)
    text = "\n".join(desk.texts(card))
    assert "may be about somebody's private life" in text
    assert "- it says a" in text
    assert not desk.posts()
    refused = await desk.press_button(card, "news:post:", desk.world.alice)
    assert "for this server's moderators" in told(refused)

    await desk.world.restart()
    await desk.press_button(card, "news:post:")
    await desk.pass_time(1)
    assert desk.titles() == ["A rumour about an actor"]
    shown = desk.posts(desk.world.log)[-1]
    assert f"Posted by <@{desk.world.moderator.id}>" in "\n".join(desk.texts(shown))


async def test_of_two_moderators_the_first_decides(desk: Desk) -> None:
    card = await asked(desk)
    await desk.world.services.news.held.decide(
        desk.world.guild.id,
        (await desk.world.services.news.held.queue(desk.world.guild.id))[0].story.id,
        desk.world.admin.id,
        _skip(),
        desk.env.now(),
    )
    second = await desk.press_button(card, "news:post:")
    assert "Another moderator has decided" in told(second)
    shown = desk.posts(desk.world.log)[-1]
    assert f"Skipped by <@{desk.world.admin.id}>" in "\n".join(desk.texts(shown))
    await desk.pass_time(1)
    assert not desk.posts()


def _skip() -> object:
    from discord_bot.news.holding import HeldDecision

    return HeldDecision.SKIP


async def test_without_preview_it_is_a_line(desk: Desk) -> None:
    card = await asked(desk)
    await desk.press_button(card, "news:post_plain:")
    await desk.pass_time(1)
    (message,) = desk.posts()
    assert message.content.startswith("📰 **A rumour about an actor**")
    assert message.flags.suppress_embeds
    assert not message.embeds


async def test_the_queue_pages_and_decides_and_the_cards_in_the_log_follow(desk: Desk) -> None:
    for number in range(4):
        await asked(desk, f"A rumour number {number}")
    queue = answer_of(await desk.world.moderator.slash(desk.world.log, "news held"))
    assert "4 stories wait for a moderator" in shown_text(queue)
    assert "number 2" in shown_text(queue)
    assert "number 3" not in shown_text(queue)
    held_for = shown_text(queue).count("- gossip: it is a rumour")
    assert held_for == 3, "what a story is held for goes before what else was made of it"
    offered = await desk.world.moderator.autocomplete(
        desk.world.log, "news why", "link", "number 2"
    )
    assert [choice["name"] for choice in offered] == ["A rumour number 2"]
    asked_why = await desk.world.moderator.slash(
        desk.world.log, "news why", link=offered[0]["value"]
    )
    assert "Held for a moderator" in shown_text(answer_of(asked_why))
    await desk.press_button(queue, "news:queue:1:next")
    assert "number 3" in shown_text(queue)
    await desk.press_button(queue, "news:queue:0:back")
    await desk.press_button(queue, "news:queue_skip:")
    assert "It is skipped." in shown_text(queue)
    assert "3 stories wait for a moderator" in shown_text(queue)
    first = next(
        message
        for message in desk.posts(desk.world.log)
        if "number 0" in "".join(desk.texts(message))
    )
    assert "Skipped by" in "\n".join(desk.texts(first))
    buttons = [custom_id for custom_id in ids(first) if custom_id.startswith("news:")]
    assert buttons, "they are shown, and refuse"
    await desk.press_button(queue, "news:queue_post:")
    await desk.pass_time(1)
    assert desk.titles() == ["A rumour number 1"]
