"""The hello in a new server, and what is said where messages are not read."""

from __future__ import annotations

import discord
import simcord
from simcord.backend import serializers

from tests.e2e.conftest import World, WorldMaker, told
from tests.e2e.reading import answer, custom_ids, shown_text


async def joined(world: World, guild: simcord.GuildHandle) -> None:
    """Discord tells of a server that is new to the bot: unlike one that is back, it says nothing
    of its being available."""
    payload = serializers.guild_create_payload(
        world.env.backend, world.env.backend.get_guild(guild.id)
    )
    payload = {key: value for key, value in payload.items() if key != "unavailable"}
    world.env.backend.emit("GUILD_CREATE", payload)
    await world.env.settle()


def contents(channel: simcord.ChannelHandle) -> list[str]:
    return [message.content for message in channel.history()]


async def test_a_new_server_is_greeted_in_its_system_channel(world: World) -> None:
    world.env.backend.edit_guild(world.guild.id, {"system_channel_id": world.lounge.id})
    await joined(world, world.guild)
    (hello,) = contents(world.lounge)
    assert f"</setup:{world.bot.command_ids['setup']}>" in hello
    assert f"</help:{world.bot.command_ids['help']}>" in hello
    assert world.services.pack.show.title in hello
    assert contents(world.trivia) == []


async def test_without_a_system_channel_it_is_the_first_that_all_can_read(world: World) -> None:
    assert world.bot.user is not None
    other = world.env.create_guild("Higgs")
    other.create_text_channel(
        "staff", overwrites={other.default_role: discord.PermissionOverwrite(view_channel=False)}
    )
    silent = discord.PermissionOverwrite(send_messages=False)
    other.create_text_channel("rules", overwrites={world.bot.user: silent})
    hall = other.create_text_channel("hall")
    other.create_text_channel("later")
    await joined(world, other)
    assert len(contents(hall)) == 1
    assert contents(other.channels["staff"]) == []
    assert contents(other.channels["later"]) == []


async def test_a_server_without_a_place_for_it_is_not_greeted(world: World) -> None:
    other = world.env.create_guild("Empty")
    await joined(world, other)
    assert other.channels == {}


async def test_a_hello_that_discord_refuses_does_no_harm(world: World) -> None:
    world.env.inject_error("POST", f"/channels/{world.trivia.id}/messages", status=403, code=50013)
    await joined(world, world.guild)
    assert contents(world.trivia) == []


async def test_a_restart_is_no_arrival(world: World) -> None:
    await world.restart()
    assert contents(world.trivia) == []


# --- without reading messages ---------------------------------------------------------------------


async def choose_log(world: World) -> None:
    await world.admin.slash(world.lounge, "settings channel", what="log_channel", channel=world.log)


async def test_the_log_is_told_once_as_soon_as_there_is_one(make_world: WorldMaker) -> None:
    async with make_world(message_content=False) as world:
        await world.moderator.slash(world.lounge, "pause", feature="trivia")
        assert contents(world.log) == []
        await choose_log(world)
        (notice,) = contents(world.log)
        assert "without reading messages" in notice
        assert "AutoMod" in notice
        await world.moderator.slash(world.lounge, "resume", feature="trivia")
        await world.restart()
        await joined(world, world.guild)
        assert [text for text in contents(world.log) if "without reading" in text] == [notice]


async def test_a_start_tells_the_logs_of_all_servers(make_world: WorldMaker) -> None:
    async with make_world(message_content=False) as world:
        await world.services.guilds.change(
            world.guild.id, world.admin.id, world.env.now(), log_channel=world.log.id
        )
        await world.restart()
        assert len(contents(world.log)) == 1


async def test_a_bot_that_reads_messages_has_nothing_to_say(world: World) -> None:
    await choose_log(world)
    await world.restart()
    assert contents(world.log) == []


async def test_a_moderators_command_is_an_occasion_where_the_first_try_failed(
    make_world: WorldMaker,
) -> None:
    async with make_world(message_content=False) as world:
        path = f"/channels/{world.log.id}/messages"
        world.env.inject_error("POST", path, status=403, code=50013, times=2)
        await choose_log(world)
        assert contents(world.log) == []
        await world.alice.slash(world.lounge, "help")
        assert contents(world.log) == []
        await world.moderator.slash(world.lounge, "help")
        assert len(contents(world.log)) == 1


async def test_the_offer_is_not_a_setting_that_somebody_changed(make_world: WorldMaker) -> None:
    async with make_world(message_content=False) as world:
        await choose_log(world)
        history = answer(await world.admin.slash(world.lounge, "settings history"))
        assert len(shown_text(history).splitlines()) == 2


# --- AutoMod --------------------------------------------------------------------------------------


def rules(world: World) -> list[object]:
    return list(world.env.backend.get_guild(world.guild.id).auto_mod_rules.values())


async def offered(world: World) -> simcord.ResponseMessage:
    panel = answer(await world.admin.slash(world.lounge, "setup"))
    return answer(await world.admin.click(panel, custom_id="automod:ask"))


async def test_the_offer_makes_discords_rule(make_world: WorldMaker) -> None:
    async with make_world(message_content=False) as world:
        await choose_log(world)
        question = answer(await world.admin.click(world.log.history()[0], custom_id="automod:ask"))
        assert question.ephemeral
        assert world.log.mention in shown_text(question)
        assert custom_ids(question) == ["automod:slurs", "automod:slurs_and_sexual"]
        await world.restart()
        done = await world.admin.click(question, custom_id="automod:slurs")
        assert "is on" in told(done)
        (rule,) = rules(world)
        assert rule.enabled  # type: ignore[attr-defined]
        assert rule.trigger_type == 4  # type: ignore[attr-defined]
        assert rule.trigger_metadata["presets"] == [3]  # type: ignore[attr-defined]
        kinds = [action["type"] for action in rule.actions]  # type: ignore[attr-defined]
        assert kinds == [1, 2], "held back, and shown to the log"
        alert = rule.actions[1]["metadata"]  # type: ignore[attr-defined]
        assert int(alert["channel_id"]) == world.log.id


async def test_without_a_log_the_rule_holds_back_alone(make_world: WorldMaker) -> None:
    async with make_world(message_content=False) as world:
        question = await offered(world)
        await world.admin.click(question, custom_id="automod:slurs_and_sexual")
        (rule,) = rules(world)
        assert rule.trigger_metadata["presets"] == [2, 3]  # type: ignore[attr-defined]
        assert [action["type"] for action in rule.actions] == [1]  # type: ignore[attr-defined]


async def test_a_second_rule_is_refused(make_world: WorldMaker) -> None:
    async with make_world(message_content=False) as world:
        await world.admin.click(await offered(world), custom_id="automod:slurs")
        again = await world.admin.click(await offered(world), custom_id="automod:slurs")
        assert "is there already" in told(again)
        assert len(rules(world)) == 1


async def test_a_servers_own_rule_with_discords_lists_is_respected(
    make_world: WorldMaker,
) -> None:
    async with make_world(message_content=False) as world:
        world.env.backend.create_auto_mod_rule(
            world.guild.id,
            world.admin.id,
            {"name": "Ours", "event_type": 1, "trigger_type": 4, "actions": [{"type": 1}]},
        )
        refused = await world.admin.click(await offered(world), custom_id="automod:slurs")
        assert "**Ours**" in told(refused)
        assert len(rules(world)) == 1


async def test_without_manage_server_the_bot_says_what_it_needs(make_world: WorldMaker) -> None:
    async with make_world(message_content=False) as world:
        question = await offered(world)
        role = next(item for item in world.guild.roles.values() if item._role.managed)
        few = discord.Permissions(view_channel=True, send_messages=True)
        world.env.backend.edit_role(world.guild.id, role.id, {"permissions": few.value})
        refused = await world.admin.click(question, custom_id="automod:slurs")
        assert "*Manage Server*" in told(refused)
        assert rules(world) == []


async def test_what_discord_refuses_is_told_with_its_reason(make_world: WorldMaker) -> None:
    async with make_world(message_content=False) as world:
        question = await offered(world)
        world.env.inject_error(
            "POST",
            "/guilds/*/auto-moderation/rules",
            status=400,
            code=50035,
            message="Maximum number of rules reached",
        )
        refused = await world.admin.click(question, custom_id="automod:slurs")
        assert "Maximum number of rules reached" in told(refused)


async def test_only_those_who_manage_the_server_may_take_the_offer(make_world: WorldMaker) -> None:
    async with make_world(message_content=False) as world:
        await choose_log(world)
        notice = world.log.history()[0]
        for member in (world.alice, world.moderator):
            refused = await member.click(notice, custom_id="automod:ask")
            assert "may manage this server" in told(refused)
        assert rules(world) == []


async def test_an_old_offer_is_moot_once_messages_are_read(world: World) -> None:
    button = {"type": 2, "style": 2, "label": "Set up AutoMod", "custom_id": "automod:ask"}
    world.env.backend.create_message(
        world.log.id,
        world.env.backend.bot_user.id,
        "an offer of long ago",
        components=[{"type": 1, "components": [button]}],
    )
    told_now = told(await world.admin.click(world.log.history()[0], custom_id="automod:ask"))
    assert "nothing to set up" in told_now


async def test_trivia_by_buttons_works_all_the_same(make_world: WorldMaker) -> None:
    async with make_world(message_content=False) as world:
        await world.alice.slash(world.trivia, "trivia play", rounds=1)
        question = next(message for message in world.trivia.history() if message.components)
        custom_id = question.components[0].children[0].custom_id  # type: ignore[union-attr]
        assert "You chose" in told(await world.bob.click(question, custom_id=custom_id))
