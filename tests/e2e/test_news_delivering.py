"""Delivering: every kind of channel, what goes wrong there, and how it is mended."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import cast

import discord
import pytest
import simcord

from cogs.news.cog import News
from cogs.news.sender import LOOKED_THROUGH, DiscordSender
from discord_bot.news.posts import NoticeKind, Origin, Post, PostKind
from discord_bot.news.sending import SendError, Trouble
from tests.e2e.conftest import told
from tests.e2e.newsdesk import Desk, answer_of, ids, open_desk
from tests.e2e.reading import components, shown_text


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_desk(tmp_path / "fanbot.db") as opened:
        yield opened


async def begun(desk: Desk, **options: object) -> None:
    """A feed is followed and was read for the first time."""
    await desk.follow(**options)
    await desk.pass_time(1)


def last_notice(desk: Desk) -> str:
    """What moderators were told last."""
    return "\n".join(desk.texts(desk.posts(desk.world.log)[-1]))


async def test_a_forum_gets_a_thread_for_each_story_and_a_thread_gets_posts(desk: Desk) -> None:
    forum = desk.world.guild.create_forum_channel("stories")
    await begun(desk, channel=forum)
    desk.publish("/a", "A **trailer** @everyone")
    await desk.pass_time()
    (thread,) = forum.threads
    assert thread.name == "A **trailer** @everyone", "names of threads have no markup"
    (first,) = desk.posts(thread)
    assert first.embeds[0].title == "A \\*\\*trailer\\*\\* @\u200beveryone"

    await begun(desk, path="/b", channel=thread)
    desk.publish("/b", "Another one")
    await desk.pass_time()
    assert desk.titles(thread)[1:] == ["Another one"]


async def test_an_announcement_is_published(desk: Desk) -> None:
    channel = desk.world.guild.create_news_channel("announcements")
    await begun(desk, channel=channel)
    panel = answer_of(
        await desk.world.moderator.slash(desk.world.log, "news edit", subscription="1")
    )
    await desk.press_button(panel, "news:flip_crosspost:1:on")
    desk.publish("/a", "A trailer")
    await desk.pass_time()
    (message,) = desk.posts(channel)
    published = f"/channels/{channel.id}/messages/{message.id}/crosspost"
    assert [entry.path for entry in desk.env.http_requests].count(published) == 1


async def test_a_role_is_pinged_and_nobody_else(desk: Desk) -> None:
    fans = desk.world.guild.create_role("fans", mentionable=True)
    await desk.world.services.news.policies.set_tier(
        desk.world.guild.id,
        desk.world.admin.id,
        *_loud(),
        desk.env.now(),
    )
    await begun(desk, role=fans, style="compact")
    desk.publish("/a", f"Look @everyone <@{desk.world.alice.id}>", content_text="x")
    await desk.pass_time()
    (message,) = desk.posts()
    assert message.content.startswith(f"<@&{fans.id}>\n📰 **Look @\u200beveryone")
    assert [role.id for role in message.role_mentions] == [fans.id]
    assert not message.mentions
    assert not message.mention_everyone
    assert message.flags.suppress_embeds


def _loud() -> tuple[object, object]:
    from discord_bot.news.model import Tier
    from discord_bot.news.policies import TierPolicy

    return Tier.OTHER, TierPolicy(ping=True)


async def test_what_gives_too_much_away_is_behind_a_bar(desk: Desk) -> None:
    await begun(desk)
    desk.publish("/a", "The finale ends well", image="https://example.org/kiss.png")
    await desk.pass_time()
    (message,) = desk.posts()
    embed = message.embeds[0]
    assert embed.title == "News on season 4"
    assert (embed.description or "").startswith("|| The finale ends well ||\n|| <https://")
    assert embed.image.url is None


async def test_a_daily_digest_comes_at_its_time_as_one_post(desk: Desk) -> None:
    await begun(desk, when="daily", at="18:00")
    desk.publish("/a", "A trailer")
    desk.publish("/a", "An award")
    await desk.pass_time(120)
    assert not desk.posts()
    now = desk.env.now()
    evening = now.replace(hour=18, minute=0, second=0)
    await desk.pass_time((evening - now).total_seconds() / 60 + 1)
    (message,) = desk.posts()
    assert message.embeds[0].title == "a: 2 stories"
    assert "**A trailer**" in (message.embeds[0].description or "")
    assert "**An award**" in (message.embeds[0].description or "")


async def test_why_a_post_is_there_is_told_to_everyone_and_more_to_moderators(desk: Desk) -> None:
    await begun(desk)
    link = desk.publish("/a", "A trailer")
    await desk.pass_time()
    await desk.world.restart()
    (message,) = desk.posts()
    member = await desk.press_button(message, "news:why:", desk.world.alice)
    assert "Source: **a** (another source) · kind: Trailer" in told(member)
    moderator = await desk.press_button(message, "news:why:")
    assert "- it says a" in shown_text(answer_of(moderator))
    assert "**1** a → " in shown_text(answer_of(moderator))
    asked = await desk.world.moderator.slash(
        desk.world.log, "news why", link=f"{link}?utm_source=x"
    )
    assert "✅ posted" in shown_text(answer_of(asked))
    asked = await desk.world.moderator.slash(
        desk.world.log, "news why", link="https://example.org/unheard"
    )
    assert "I know nothing of that link" in told(asked)
    listed = await desk.world.moderator.slash(desk.world.log, "news history")
    assert "**A trailer**" in shown_text(answer_of(listed))


# --- what goes wrong ------------------------------------------------------------------------------


async def test_a_deleted_channel_is_parked_and_another_takes_over(desk: Desk) -> None:
    await begun(desk)
    desk.env.backend.delete_channel(desk.channel.id)
    desk.publish("/a", "A trailer")
    await desk.pass_time()
    desk.publish("/a", "An award")
    await desk.pass_time()
    assert "no longer exists" in last_notice(desk)
    notices = [item for item in desk.posts(desk.world.log) if "🅿️" in "".join(desk.texts(item))]
    assert len(notices) == 1, "told once"
    other = desk.world.guild.create_text_channel("other")
    move = next(item for item in ids(notices[0]) if item.startswith("news:move:"))
    await desk.world.moderator.select(notices[0], [other], custom_id=move)
    await desk.pass_time(1)
    assert desk.titles(other) == ["A trailer", "An award"]
    assert "News go to" in last_notice(desk)


def allow(desk: Desk, *, embeds: bool) -> None:
    """Give the bot and everybody else leave to embed links, or take it."""
    roles = desk.world.guild.roles
    for role_id in (desk.world.guild.id, roles["TestBot"].id):
        allowed = discord.Permissions(
            desk.env.backend.get_role(desk.world.guild.id, role_id).permissions
        )
        allowed.update(embed_links=embeds)
        desk.env.backend.edit_role(desk.world.guild.id, role_id, {"permissions": allowed.value})


async def test_a_permission_that_comes_back_opens_the_channel_by_itself(desk: Desk) -> None:
    await begun(desk)
    desk.env.inject_error(
        "POST", f"/channels/{desk.channel.id}/messages", status=403, code=50013, times=None
    )
    allow(desk, embeds=False)
    desk.publish("/a", "A trailer")
    await desk.pass_time()
    notice = desk.posts(desk.world.log)[-1]
    assert "Missing there: *Embed Links*" in last_notice(desk)
    refused = await desk.press_button(notice, "news:replay:")
    assert "add me and allow: *Embed Links*" in told(refused)
    status = answer_of(await desk.world.moderator.slash(desk.world.log, "news status"))
    assert "closed since" in shown_text(status)
    labels = [str(item.get("label")) for item in components(status) if item.get("custom_id")]
    assert labels[:2] == ["Replay · #news", "Discard · #news"]
    desk.env.backend.faults.clear()
    allow(desk, embeds=True)
    await desk.pass_time(1)
    assert desk.titles() == ["A trailer"]


async def test_a_role_that_the_bot_is_given_opens_the_channel(desk: Desk) -> None:
    await begun(desk)
    path = f"/channels/{desk.channel.id}/messages"
    desk.env.inject_error("POST", path, status=403, code=50013, times=None)
    desk.publish("/a", "A trailer")
    await desk.pass_time()
    assert "I may not post in" in last_notice(desk)
    desk.env.backend.faults.clear()
    guild = desk.world.bot.get_guild(desk.world.guild.id)
    assert guild is not None
    # The simulation leaves this event out where the bot does not ask for those of all members.
    for member_id, titles in ((desk.world.alice.id, []), (guild.me.id, ["A trailer"])):
        member = guild.get_member(member_id) or await guild.fetch_member(member_id)
        await cast("News", desk.world.bot.get_cog("News")).on_member_update(member, member)
        await desk.pass_time(1)
        assert desk.titles() == titles


async def test_discord_failing_for_a_while_loses_nothing(desk: Desk) -> None:
    await begun(desk)
    desk.env.inject_error(
        "POST", f"/channels/{desk.channel.id}/messages", status=400, code=20028, times=3
    )
    desk.publish("/a", "A trailer")
    desk.publish("/a", "An award")
    await desk.pass_time(90)
    assert desk.titles() == ["A trailer", "An award"]


async def test_what_discord_refuses_as_a_card_comes_as_a_line(desk: Desk) -> None:
    await begun(desk)
    desk.env.inject_error(
        "POST",
        f"/channels/{desk.channel.id}/messages",
        status=400,
        code=50035,
        message="Invalid Form Body",
    )
    desk.publish("/a", "A trailer", image="https://example.org/broken")
    await desk.pass_time()
    (message,) = desk.posts()
    assert message.content.startswith("🎬 **A trailer**")


async def test_what_discord_never_takes_is_told_and_tried_again_on_demand(desk: Desk) -> None:
    await begun(desk, style="compact")
    desk.env.inject_error(
        "POST", f"/channels/{desk.channel.id}/messages", status=400, code=50035, message="No"
    )
    desk.publish("/a", "A trailer")
    await desk.pass_time()
    assert "Discord would not take a post" in last_notice(desk)
    await desk.press_button(desk.posts(desk.world.log)[-1], "news:retry:")
    await desk.pass_time(1)
    assert len(desk.posts()) == 1
    assert "1 post is being tried again." in last_notice(desk)


async def test_a_feed_that_fails_is_told_once_and_once_that_it_is_back(desk: Desk) -> None:
    await begun(desk)
    desk.press.statuses["/a"] = 404
    await desk.pass_time(60 * 12)
    assert "a can't be read" in last_notice(desk)
    assert "There is nothing at this address" in last_notice(desk)
    shown = await desk.press_button(desk.posts(desk.world.log)[-1], "news:status:")
    assert "🔴 **a**" in shown_text(answer_of(shown))
    told_so_far = len(desk.posts(desk.world.log))
    desk.press.statuses.clear()
    await desk.pass_time(60 * 26)
    assert "a can be read again" in last_notice(desk)
    assert len(desk.posts(desk.world.log)) == told_so_far + 1


async def test_a_server_that_sends_the_bot_away_is_left_alone(desk: Desk) -> None:
    await begun(desk)
    desk.env.backend.remove_guild(desk.world.guild.id)
    await desk.env.advance_time(1)
    (found,) = desk.world.services.news.follow.list(desk.world.guild.id)
    assert found.paused_at is not None


# --- the sender itself ----------------------------------------------------------------------------


async def posted(desk: Desk, channel: simcord.ChannelHandle) -> Post:
    """A post as the outbox has it, of a story that is posted already."""
    items = await desk.world.services.news.records.history(desk.world.guild.id)
    item = items[0]
    return Post(
        id=item.delivery_id,
        kind=PostKind.STORY,
        origin=Origin.NEWS,
        guild_id=desk.world.guild.id,
        channel_id=channel.id,
        stories=(item.story,),
        message_id=item.message_id,
        uncertain_since=desk.env.now() - timedelta(hours=3),
    )


@pytest.mark.parametrize("kind", ["text", "forum"])
async def test_a_post_is_known_again_by_its_mark(desk: Desk, kind: str) -> None:
    channel = desk.channel if kind == "text" else desk.world.guild.create_forum_channel("stories")
    await begun(desk, channel=channel)
    desk.publish("/a", "A trailer")
    await desk.pass_time()
    sender = DiscordSender(desk.world.bot)
    post = await posted(desk, channel)
    found = await sender.find(post)
    assert found is not None
    assert found.message_id == post.message_id
    assert await sender.find(replace(post, id=post.id + 1)) is None
    since = desk.env.now() + timedelta(minutes=1)
    assert await sender.find(replace(post, uncertain_since=since)) is None


@pytest.mark.slow
async def test_a_post_is_known_again_behind_much_talk(desk: Desk) -> None:
    await begun(desk)
    desk.publish("/a", "A trailer")
    await desk.pass_time()
    tried_at = desk.posts(desk.channel)[-1].created_at
    post = replace(
        await posted(desk, desk.channel), uncertain_since=tried_at - timedelta(minutes=2)
    )
    await desk.pass_time(30)
    talk = desk.world.bot.get_partial_messageable(desk.channel.id)
    for _ in range(LOOKED_THROUGH + 5):
        await talk.send("and then?")
    sender = DiscordSender(desk.world.bot)
    found = await sender.find(post)
    assert found is not None
    assert found.message_id == post.message_id
    assert await sender.find(replace(post, id=post.id + 1)) is None


@pytest.mark.parametrize(
    ("status", "code", "trouble"),
    [
        (403, 50013, Trouble.FORBIDDEN),
        (404, 10003, Trouble.GONE),
        (404, 10008, Trouble.MESSAGE_GONE),
        (400, 50035, Trouble.REJECTED),
        (400, 30046, Trouble.RATE_LIMITED),
        (401, 0, Trouble.FORBIDDEN),
    ],
)
async def test_each_answer_of_discord_is_told_as_what_it_means(
    desk: Desk, status: int, code: int, trouble: Trouble
) -> None:
    await begun(desk)
    desk.publish("/a", "A trailer")
    await desk.pass_time()
    post = await posted(desk, desk.channel)
    desk.env.inject_error(
        "*", f"/channels/{desk.channel.id}/*", status=status, code=code, message="Because"
    )
    with pytest.raises(SendError) as raised:
        await DiscordSender(desk.world.bot).edit(post)
    assert raised.value.trouble is trouble
    assert raised.value.detail.startswith(f"HTTP {status}")


def test_every_notice_has_words(desk: Desk) -> None:
    texts = desk.world.services.pack.wording.texts("en")
    for kind in NoticeKind:
        if kind is not NoticeKind.HELD:
            assert texts.find(f"news.notice.{kind}") or texts.find(f"news.notice.{kind}.any")
