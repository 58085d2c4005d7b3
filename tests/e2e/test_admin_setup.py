"""The panel of /setup: a server is set up by clicking."""

from __future__ import annotations

import discord
import pytest
import simcord

from cogs.admin.panel import Page
from discord_bot.guilds import GuildSettings
from tests.e2e.conftest import World, WorldMaker, told
from tests.e2e.reading import answer, component, components, custom_ids, defaults, shown_text

PAGES = [str(page) for page in Page]


def chosen(world: World) -> GuildSettings:
    return world.services.guilds.get(world.guild.id)


async def opened(world: World, page: str = Page.FEATURES) -> simcord.ResponseMessage:
    panel = answer(await world.admin.slash(world.lounge, "setup"))
    assert panel.ephemeral
    if page != Page.FEATURES:
        await world.admin.click(panel, custom_id=f"setup:page:{page}")
    return panel


async def test_the_panel_shows_what_is_set_in_plain_words(world: World) -> None:
    panel = await opened(world)
    assert "**Trivia**: on" in shown_text(panel)
    assert "**News**: on" in shown_text(panel)
    for page in PAGES[1:]:
        await world.admin.click(panel, custom_id=f"setup:page:{page}")
    await world.admin.click(panel, custom_id="setup:page:viewing")
    text = shown_text(panel)
    assert "**Spoilers**: up to Season 3" in text
    assert "**Language**: English" in text
    assert "**Time zone**: UTC" in text


@pytest.mark.parametrize("page", PAGES)
async def test_every_page_is_within_discords_limits(world: World, page: str) -> None:
    now = world.env.now()
    await world.services.guilds.change(
        world.guild.id,
        world.admin.id,
        now,
        daily_channel=1,
        log_channel=2,
        moderator_role=3,
        daily_time="18:30",
        timezone="America/Argentina/Buenos_Aires",
    )
    panel = await opened(world, page)
    assert component(panel, f"setup:page:{page}")["disabled"]
    assert len(list(components(panel))) <= 40
    assert len(shown_text(panel)) <= 4000


async def test_a_feature_is_switched_off_and_on(world: World) -> None:
    panel = await opened(world)
    await world.admin.click(panel, custom_id="setup:trivia_on:off")
    assert not chosen(world).trivia_on
    assert "**Trivia**: off" in shown_text(panel)
    refused = await world.alice.slash(world.trivia, "trivia play")
    assert "switched off" in told(refused)
    await world.admin.click(panel, custom_id="setup:trivia_on:on")
    assert chosen(world).trivia_on


async def test_an_outdated_panel_does_what_its_button_says(world: World) -> None:
    """Two panels: the second is pressed after the first, and nothing flips back."""
    first, second = await opened(world), await opened(world)
    await world.admin.click(first, custom_id="setup:trivia_on:off")
    await world.admin.click(second, custom_id="setup:trivia_on:off")
    assert not chosen(world).trivia_on


async def test_channels_and_the_time_of_the_daily_post(world: World) -> None:
    panel = await opened(world, "channels")
    await world.admin.select(panel, [world.lounge], custom_id="setup:news_channel")
    assert chosen(world).news_channel == world.lounge.id
    await world.admin.select(panel, [world.trivia], custom_id="setup:daily_channel")
    assert chosen(world).daily_channel == world.trivia.id
    assert "Choose a time too" in shown_text(panel)
    await world.admin.select(panel, ["18:00"], custom_id="setup:daily_time")
    assert chosen(world).daily_time == "18:00"
    assert defaults(panel, "setup:daily_time") == ["18:00"]
    assert defaults(panel, "setup:daily_channel") == [str(world.trivia.id)]
    assert "Choose a time too" not in shown_text(panel)
    await world.admin.select(panel, ["none"], custom_id="setup:daily_time")
    assert chosen(world).daily_time is None
    await world.admin.select(panel, [], custom_id="setup:daily_channel")
    assert chosen(world).daily_channel is None


async def test_an_exact_time_is_typed(world: World) -> None:
    panel = await opened(world, "channels")
    asked = await world.admin.click(panel, custom_id="setup:ask:time")
    await world.admin.submit_modal(asked, {"line": "7.45"})
    assert chosen(world).daily_time == "07:45"
    assert "07:45" in shown_text(panel)
    asked = await world.admin.click(panel, custom_id="setup:ask:time")
    refused = await world.admin.submit_modal(asked, {"line": "in the evening"})
    assert "“in the evening”" in told(refused)
    assert chosen(world).daily_time == "07:45"


async def test_spoilers_language_and_time_zone(world: World) -> None:
    panel = await opened(world, "viewing")
    await world.admin.select(panel, ["0"], custom_id="setup:ceiling")
    assert chosen(world).ceiling == 0
    assert "nobody here has seen it yet" in shown_text(panel)
    await world.admin.select(panel, ["2"], custom_id="setup:ceiling")
    assert "up to Season 2" in shown_text(panel)
    await world.admin.select(panel, ["en"], custom_id="setup:language")
    assert chosen(world).language == "en"
    await world.admin.select(panel, ["Asia/Kolkata"], custom_id="setup:timezone")
    assert chosen(world).timezone == "Asia/Kolkata"
    assert "It is 05:30 there now" in shown_text(panel)


async def test_a_time_zone_that_is_not_in_the_menu_is_typed(world: World) -> None:
    panel = await opened(world, "viewing")
    asked = await world.admin.click(panel, custom_id="setup:ask:zone")
    await world.admin.submit_modal(asked, {"line": "reykjavik"})
    assert chosen(world).timezone == "Atlantic/Reykjavik"
    assert defaults(panel, "setup:timezone") == ["Atlantic/Reykjavik"]
    asked = await world.admin.click(panel, custom_id="setup:ask:zone")
    refused = await world.admin.submit_modal(asked, {"line": "Truham"})
    assert "“Truham”" in told(refused)
    assert chosen(world).timezone == "Atlantic/Reykjavik"


async def test_the_moderators_role_and_the_ways_of_playing(world: World) -> None:
    panel = await opened(world, "people")
    carers = world.guild.create_role("Carers")
    await world.admin.select(panel, [carers], custom_id="setup:moderator_role")
    assert chosen(world).moderator_role == carers.id
    await world.admin.click(panel, custom_id="setup:relaxed:on")
    await world.admin.click(panel, custom_id="setup:solo_on_boards:on")
    assert chosen(world).relaxed
    assert chosen(world).solo_on_boards
    await world.admin.select(panel, [], custom_id="setup:moderator_role")
    assert chosen(world).moderator_role is None


async def test_everybodys_role_is_refused(world: World) -> None:
    panel = await opened(world, "people")
    refused = await world.admin.select(
        panel, [world.guild.default_role], custom_id="setup:moderator_role"
    )
    assert "everybody would be a moderator" in told(refused)
    assert chosen(world).moderator_role is None


async def test_a_channel_where_the_bot_may_not_post_is_warned_of(world: World) -> None:
    denied = discord.PermissionOverwrite(send_messages=False, embed_links=False)
    assert world.bot.user is not None
    quiet = world.guild.create_text_channel("quiet", overwrites={world.bot.user: denied})
    panel = await opened(world, "channels")
    await world.admin.select(panel, [quiet], custom_id="setup:daily_channel")
    assert f"I can't post in {quiet.mention} yet" in shown_text(panel)
    assert "*Send Messages*" in shown_text(panel)
    assert "*View Channel*" not in shown_text(panel)


async def test_a_log_that_everyone_can_read_is_warned_of(world: World) -> None:
    panel = await opened(world, "channels")
    await world.admin.select(panel, [world.lounge], custom_id="setup:log_channel")
    assert f"Everyone can read {world.lounge.mention}" in shown_text(panel)
    assert world.bot.user is not None
    hidden = world.guild.create_text_channel(
        "staff",
        overwrites={
            world.guild.default_role: discord.PermissionOverwrite(view_channel=False),
            world.bot.user: discord.PermissionOverwrite(view_channel=True),
        },
    )
    await world.admin.select(panel, [hidden], custom_id="setup:log_channel")
    assert "⚠️" not in shown_text(panel)


async def test_what_was_deleted_since_is_warned_of(world: World) -> None:
    await world.services.guilds.change(
        world.guild.id, world.admin.id, world.env.now(), log_channel=404, moderator_role=404
    )
    assert "The channel that was chosen no longer exists" in shown_text(
        await opened(world, "channels")
    )
    assert "The role that was chosen no longer exists" in shown_text(await opened(world, "people"))


async def test_members_do_not_see_the_command(world: World) -> None:
    for member in (world.alice, world.moderator):
        assert "setup" not in member.available_commands(world.lounge)
        with pytest.raises(simcord.SetupError):
            await member.slash(world.lounge, "setup")


async def test_whoever_lost_the_right_is_refused_by_an_open_panel(world: World) -> None:
    managers = world.guild.create_role(
        "Managers", permissions=discord.Permissions(manage_guild=True)
    )
    manager = world.guild.add_member(world.env.create_user("max"), roles=[managers])
    panel = answer(await manager.slash(world.lounge, "setup"))
    world.env.backend.edit_role(world.guild.id, managers.id, {"permissions": 0})
    for custom_id in ("setup:trivia_on:off", "setup:page:channels"):
        refused = await manager.click(panel, custom_id=custom_id)
        assert "may manage this server" in told(refused)
    assert chosen(world).trivia_on


async def test_the_command_is_refused_where_a_server_shows_it_to_everyone(world: World) -> None:
    setup = world.bot.command_ids["setup"]
    world.guild.set_command_permissions(setup, {world.guild.default_role: True})
    refused = await world.alice.slash(world.lounge, "setup")
    assert "may manage this server" in told(refused)


async def test_the_panel_works_after_a_restart(world: World) -> None:
    panel = await opened(world, "channels")
    await world.admin.select(panel, [world.trivia], custom_id="setup:daily_channel")
    await world.restart()
    assert chosen(world).daily_channel == world.trivia.id
    await world.admin.select(panel, ["09:00"], custom_id="setup:daily_time")
    assert chosen(world).daily_time == "09:00"
    await world.admin.select(panel, [world.log], custom_id="setup:log_channel")
    assert chosen(world).log_channel == world.log.id
    await world.admin.click(panel, custom_id="setup:page:people")
    await world.admin.click(panel, custom_id="setup:relaxed:on")
    assert chosen(world).relaxed
    assert "**Relaxed games**: on" in shown_text(panel)


async def test_settings_survive_in_the_database(make_world: WorldMaker) -> None:
    async with make_world() as world:
        panel = await opened(world, "viewing")
        await world.admin.select(panel, ["1"], custom_id="setup:ceiling")
        guild_id = world.guild.id
    async with make_world() as again:
        assert again.services.guilds.get(guild_id).ceiling == 1


async def test_without_reading_messages_the_panel_says_so(make_world: WorldMaker) -> None:
    async with make_world(message_content=False) as world:
        panel = await opened(world)
        assert "I run without reading messages" in shown_text(panel)
        assert "automod:ask" in custom_ids(panel)


async def test_a_panel_left_open_for_hours_still_works(world: World) -> None:
    """Discord lets an answer be edited for 15 minutes; each click gives new ones."""
    panel = await opened(world, "people")
    await world.env.advance_time(3 * 3600)
    await world.admin.click(panel, custom_id="setup:relaxed:on")
    assert chosen(world).relaxed
    assert "**Relaxed games**: on" in shown_text(panel)


async def test_turning_pages_waits_for_no_disk(world: World) -> None:
    panel = await opened(world)
    async with world.services.database.transaction():
        await world.admin.click(panel, custom_id="setup:page:viewing")
        assert "Time zone" in shown_text(panel)
