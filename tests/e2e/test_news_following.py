"""Following: from a moderator's command to posts in a channel."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import discord
import pytest

from discord_bot.news.model import Kind, Topic
from discord_bot.news.subscriptions import Rhythm, Style, Subscription
from discord_bot.news.windows import Quiet
from tests.e2e.conftest import told
from tests.e2e.newsdesk import Desk, answer_of, ids, open_desk
from tests.e2e.reading import shown_text


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_desk(tmp_path / "fanbot.db") as opened:
        yield opened


def only(desk: Desk) -> Subscription:
    """The one subscription that there is."""
    (found,) = desk.world.services.news.follow.list(desk.world.guild.id)
    return found


async def test_what_is_followed_is_posted_once_and_grows(desk: Desk) -> None:
    desk.publish("/a", "An old trailer")
    await desk.env.advance_time(3600)
    followed = await desk.follow("/a")
    assert "From now on I follow" in shown_text(answer_of(followed))
    await desk.pass_time()
    assert desk.titles() == ["An old trailer"], "the newest comes as a preview"
    link = desk.publish("/a", "A new trailer")
    desk.publish("/a", "The weather tomorrow")
    desk.publish("/a", "A film with one of the cast")
    await desk.pass_time()
    assert desk.titles() == ["An old trailer", "A new trailer"]

    other = desk.world.guild.create_text_channel("elsewhere")
    await desk.follow("/b", channel=other)
    desk.publish("/b", "A new trailer")
    await desk.pass_time()
    newest = desk.posts()[-1]
    assert newest.embeds[0].url == link
    assert "Also reported by [b]" in (newest.embeds[0].description or "")
    assert desk.titles() == ["An old trailer", "A new trailer"], "the post grew; there is no second"


async def test_a_page_offers_its_feeds_and_a_preview_asks_first(desk: Desk) -> None:
    desk.publish("/tv", "A finale and a rumour")
    desk.press.pages["/site"] = (
        '<link rel="alternate" href="/tv" title="Television">'
        '<link rel="alternate" href="/all" title="Everything">'
    )
    asked = await desk.world.moderator.slash(
        desk.world.log, "news follow", what=f"{desk.press.url}/site", channel=desk.channel
    )
    pick = next(item for item in ids(answer_of(asked)) if item.startswith("news:begin_pick"))
    shown = await desk.world.moderator.select(answer_of(asked), ["0"], custom_id=pick)
    text = shown_text(answer_of(shown))
    assert "Is this what you want to follow: tv?" in text
    assert "A finale and a rumour" in text
    assert "perhaps about somebody's private life" in text
    assert not desk.world.services.news.follow.list(desk.world.guild.id), "nothing is followed yet"
    await desk.press_button(shown, "news:begin:")
    assert only(desk).url == f"{desk.press.url}/tv"


async def test_of_several_feeds_another_can_be_chosen_where_one_fails(desk: Desk) -> None:
    desk.publish("/tv", "A trailer")
    desk.press.pages["/site"] = (
        '<link rel="alternate" href="/gone" title="Gone">'
        '<link rel="alternate" href="/tv" title="Television">'
    )
    asked = await desk.world.moderator.slash(
        desk.world.log, "news follow", what=f"{desk.press.url}/site", channel=desk.channel
    )
    pick = next(item for item in ids(answer_of(asked)) if item.startswith("news:begin_pick"))
    refused = await desk.world.moderator.select(answer_of(asked), ["0"], custom_id=pick)
    assert "There is nothing at this address" in told(refused)
    shown = await desk.world.moderator.select(answer_of(asked), ["1"], custom_id=pick)
    assert "Is this what you want to follow: tv?" in shown_text(answer_of(shown))


async def test_a_preview_from_before_a_restart_says_so(desk: Desk) -> None:
    desk.press.feeds["/a"] = []
    asked = await desk.world.moderator.slash(
        desk.world.log, "news follow", what=f"{desk.press.url}/a"
    )
    await desk.world.restart()
    assert "That preview is over" in told(await desk.press_button(asked, "news:begin:"))


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("{url}/nowhere", "There is nothing at this address"),
        ("{url}/page", "is a page and no feed"),
        ("http://127.0.0.2/feed", "not on the public internet"),
        ("ftp://example.org/feed", "Give the address as a browser shows it"),
    ],
)
async def test_what_cannot_be_followed_is_refused_with_the_mend(
    desk: Desk, address: str, why: str
) -> None:
    desk.press.pages["/page"] = "<p>Hello</p>"
    what = address.format(url=desk.press.url)
    asked = await desk.world.moderator.slash(desk.world.log, "news follow", what=what)
    assert why in told(asked)


async def test_where_and_whom_is_checked_when_it_is_followed(desk: Desk) -> None:
    world, moderator = desk.world, desk.world.moderator
    everyone, bot = world.guild.default_role, world.guild.roles["TestBot"]
    shut = world.guild.create_text_channel(
        "shut", overwrites={bot: discord.PermissionOverwrite(embed_links=False)}
    )
    unseen = world.guild.create_text_channel(
        "unseen",
        overwrites={
            everyone: discord.PermissionOverwrite(view_channel=False),
            bot: discord.PermissionOverwrite(view_channel=True),
        },
    )
    quiet = world.guild.create_role("quiet", mentionable=False)

    async def follow(**options: object) -> str:
        return told(await moderator.slash(world.log, "news follow", what="show", **options))

    assert "add me and allow: *Embed Links*" in await follow(channel=shut)
    await world.services.guilds.change(
        world.guild.id, world.admin.id, world.env.now(), news_channel=unseen.id
    )
    assert "can't see that channel" in await follow()
    await world.services.guilds.change(
        world.guild.id, world.admin.id, world.env.now(), news_channel=None
    )
    assert "with the option *channel*" in await follow()
    await world.services.guilds.change(
        world.guild.id, world.admin.id, world.env.now(), news_channel=desk.channel.id
    )
    assert "mention @everyone can" in await follow(role=everyone)
    assert "can't be mentioned by everyone" in await follow(role=quiet)
    assert "no kind of news called “gossip”" in await follow(kinds="Trailer, gossip")
    assert "“late” as quiet hours" in await follow(quiet="late")
    assert not world.services.news.follow.list(world.guild.id)
    assert "news list" not in world.alice.available_commands(world.log), "hidden from members"


async def test_every_option_can_be_typed_and_is_offered(desk: Desk) -> None:
    world, moderator = desk.world, desk.world.moderator
    fans = world.guild.create_role("fans", mentionable=True)
    followed = await desk.follow(
        kinds="Trailer, book",
        words="nick, charlie",
        without="recap",
        role=fans,
        style="compact",
        when="weekly",
        at="9:30",
        day="sunday",
        quiet="22:00-7:00",
    )
    options = only(desk).options
    assert options.kinds == {Kind.TRAILER, Kind.BOOK}
    assert (options.words_in, options.words_out) == (("nick", "charlie"), ("recap",))
    assert (options.role_id, options.style) == (fans.id, Style.COMPACT)
    assert (options.rhythm, options.at, options.weekday) == (Rhythm.WEEKLY, "09:30", 6)
    assert options.quiet == Quiet("22:00", "07:00")
    assert "every Sunday at 09:30 (UTC)" in shown_text(answer_of(followed))

    async def offered(option: str, typed: str, command: str = "news follow") -> list[str]:
        found = await moderator.autocomplete(world.log, command, option, typed)
        return [str(choice["value"]) for choice in found]

    assert (await offered("what", ""))[0] == "show"
    assert await offered("what", "deadline") == ["source:deadline"]
    assert await offered("what", "example.org/feed") == ["example.org/feed"]
    assert await offered("kinds", "Trailer, int") == ["Trailer, Interview"]
    assert await offered("subscription", "a →", "news edit") == ["1"]
    assert await offered("subscription", "", "news resume") == []


async def test_the_panel_changes_everything_and_outlives_a_restart(desk: Desk) -> None:
    panel = answer_of(await desk.follow())
    world, moderator = desk.world, desk.world.moderator
    other = world.guild.create_text_channel("other")
    fans = world.guild.create_role("fans", mentionable=True)
    await desk.world.restart()

    async def choose(what: str, chosen: list[object]) -> None:
        await moderator.select(panel, chosen, custom_id=f"news:{what}:1")

    await choose("set_channel", [other])
    await choose("set_kinds", ["trailer", "award"])
    await choose("set_rhythm", ["daily"])
    await choose("set_style", ["compact"])
    await choose("set_role", [fans])
    await choose("set_ceiling", ["2"])
    await moderator.click(panel, custom_id="news:flip_elsewhere:1:on")
    await moderator.click(panel, custom_id="news:flip_crosspost:1:on")
    for what, lines in (
        ("ask_words", {"words_in": "kit, joe", "words_out": ""}),
        ("ask_time", {"at": "7:15", "weekday": "1"}),
        ("ask_quiet", {"quiet": "23:00-6:00"}),
    ):
        asked = await moderator.click(panel, custom_id=f"news:{what}:1")
        await moderator.submit_modal(asked, lines)
    chosen = only(desk)
    options = chosen.options
    assert chosen.channel_id == other.id
    assert options.kinds == {Kind.TRAILER, Kind.AWARD}
    assert (options.rhythm, options.at, options.weekday) == (Rhythm.DAILY, "07:15", 0)
    assert (options.style, options.role_id, options.ceiling) == (Style.COMPACT, fans.id, 2)
    assert options.topics == {Topic.SHOW, Topic.CAST_ELSEWHERE}
    assert options.crosspost
    assert options.words_in == ("kit", "joe")
    assert options.quiet == Quiet("23:00", "06:00")
    assert "Only announcement channels can be published" in shown_text(panel)

    await moderator.click(panel, custom_id="news:sub_pause:1")
    assert only(desk).paused_at is not None
    await moderator.click(panel, custom_id="news:sub_resume:1")
    assert only(desk).paused_at is None
    tested = await moderator.click(panel, custom_id="news:sub_test:1")
    assert "no story yet that it would take" in told(tested)
    await moderator.click(panel, custom_id="news:sub_unfollow:1")
    assert "**1 · a** is followed no longer" in shown_text(panel)


async def test_the_list_is_paused_resumed_and_ended_by_name_or_number(desk: Desk) -> None:
    world, moderator = desk.world, desk.world.moderator
    await desk.follow("/first")
    await desk.follow("/second")
    listed = answer_of(await moderator.slash(world.log, "news list"))
    assert "**2** second" in shown_text(listed)
    await moderator.select(listed, ["2"], custom_id="news:open:0")
    assert "### 2 · second" in shown_text(listed)
    for command, which, says in (
        ("pause", "second", "**2 · second** rests"),
        ("resume", "2", "**2 · second** goes on"),
        ("unfollow", "first", "**1 · first** is followed no longer"),
        ("edit", "first", "There is no first among"),
    ):
        result = await moderator.slash(world.log, f"news {command}", subscription=which)
        assert says in told(result)


async def test_a_list_of_feeds_goes_out_and_comes_in(desk: Desk) -> None:
    world, moderator = desk.world, desk.world.moderator
    await desk.follow("/first")
    exported = await moderator.slash(world.log, "news export")
    message = answer_of(exported)
    assert message.attachments[0].filename == "news.opml"
    outlines = "".join(
        f'<outline type="rss" text="{name}" xmlUrl="{desk.press.url}{path}"/>'
        for name, path in (("First", "/first"), ("Third", "/third"))
    )
    file = ("feeds.opml", f'<opml version="2.0"><body>{outlines}</body></opml>'.encode())
    result = await moderator.slash(world.log, "news import", file=file, channel=desk.channel)
    assert "1 feed of the list is followed from now on" in told(result)
    assert "1 was followed there already" in told(result)
    names = [item.name for item in world.services.news.follow.list(world.guild.id)]
    assert names == ["first", "Third"]


async def test_what_holds_for_all_is_chosen_in_a_panel(desk: Desk) -> None:
    world, moderator = desk.world, desk.world.moderator
    other = world.guild.create_text_channel("rumours")
    panel = answer_of(await moderator.slash(world.log, "news policy"))
    await moderator.select(panel, ["2"], custom_id="news:policy_hourly:0")
    await moderator.select(panel, [other], custom_id="news:policy_channel:2")
    await moderator.click(panel, custom_id="news:policy_hold:2:on")
    await moderator.click(panel, custom_id="news:policy_ping:0:off")
    assert "At most **2 posts** an hour" in shown_text(panel)
    assert re.search(rf"Posted in <#{other.id}>. Never pings. A moderator", shown_text(panel))
    await desk.follow()
    history = await world.admin.slash(world.log, "settings history")
    text = shown_text(answer_of(history))
    assert "set **Followed** to 1: a" in text
    assert f"Other sources: Posted in <#{other.id}>. Never pings. A moderator" in text
    await desk.pass_time(5)
    desk.publish("/a", "An award")
    await desk.pass_time()
    assert not desk.posts(other)
    asked = desk.posts(world.log)[-1]
    assert "you look at what comes from such sources" in "\n".join(desk.texts(asked))
    await desk.press_button(asked, "news:post:")
    await desk.pass_time(1)
    assert desk.titles(other) == ["An award"]
