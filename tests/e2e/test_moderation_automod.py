"""Slurs that never appear at all: a rule of Discord's own AutoMod."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import discord
import pytest
from simcord.backend.models import Overwrite
from simcord.enums import OverwriteType

from discord_bot.moderation.cases import Outcome
from discord_bot.moderation.model import Label
from discord_bot.moderation.policy import Action, ChannelMode, MessageKind
from tests.disks import failing
from tests.e2e.conftest import told
from tests.e2e.moderating import Beat, open_beat, read

SLUR = "oh you muzrat"


@pytest.fixture
async def beat(tmp_path: Path) -> AsyncIterator[Beat]:
    async with open_beat(tmp_path / "fanbot.db") as opened:
        allow(opened, manage_guild=True)
        yield opened


@pytest.fixture(autouse=True)
def world(beat: Beat) -> Any:
    return beat.world


def allow(beat: Beat, **permissions: bool) -> None:
    """Give permissions to the bot's role, in the whole server."""
    backend, guild_id = beat.env.backend, beat.world.guild.id
    role = next(role for name, role in beat.world.guild.roles.items() if name == "TestBot")
    allowed = discord.Permissions(backend.get_role(guild_id, role.id).permissions)
    allowed.update(**permissions)
    backend.edit_role(guild_id, role.id, {"permissions": allowed.value})


def rules(beat: Beat) -> list[Any]:
    return list(beat.env.backend.get_guild(beat.world.guild.id).auto_mod_rules.values())


async def automod(beat: Beat, what: str) -> str:
    world = beat.world
    return told(await world.admin.slash(world.lounge, f"moderation automod {what}"))


def edit(beat: Beat, **changes: object) -> None:
    """Somebody changes the rule in the server's settings."""
    (rule,) = rules(beat)
    beat.env.backend.edit_auto_mod_rule(beat.world.guild.id, rule.id, changes)


async def test_what_the_rule_stops_never_appears_and_becomes_a_case(beat: Beat) -> None:
    world = beat.world
    assert "There is no rule of mine" in await automod(beat, "status")
    assert "Done: **Respectful discussion: slurs**" in await automod(beat, "sync")
    await world.alice.send(world.lounge, SLUR)
    await beat.env.settle()
    assert SLUR not in beat.texts(world.lounge)
    case = await beat.case()
    assert case.kind is MessageKind.AUTOMOD
    assert case.label is Label.IDENTITY_ATTACK
    assert case.action is Action.REMOVE
    assert case.messages[0].outcome is Outcome.DONE
    assert case.messages[0].text == SLUR
    assert case.author_id == world.alice.id
    cards = [read(message) for message in world.log.history()]
    assert sum("Case 1" in text for text in cards) == 1
    await world.alice.send(world.lounge, "i am a dyke and happy")
    assert "i am a dyke and happy" in beat.texts(world.lounge)


async def test_what_it_stops_while_nothing_can_be_judged_is_a_case_all_the_same(
    beat: Beat,
) -> None:
    await automod(beat, "sync")
    beat.judge.is_down = True
    await beat.world.alice.send(beat.world.lounge, SLUR)
    await beat.env.settle()
    case = await beat.case()
    assert (case.kind, case.label) == (MessageKind.AUTOMOD, Label.IDENTITY_ATTACK)
    assert case.messages[0].text == SLUR


async def test_what_it_stops_while_no_case_can_be_written_becomes_one_later(beat: Beat) -> None:
    world = beat.world
    await automod(beat, "sync")
    async with failing(world.services.database):
        await world.alice.send(world.lounge, SLUR)
        await world.bob.send(world.lounge, SLUR)
        await beat.env.advance_time(61)
        assert [text[:2] for text in beat.texts(world.log)] == ["⚠️"]
    world.faults.found.clear()  # who runs the bot is told
    await beat.env.advance_time(61)
    assert [item.author_id for item in (await beat.case()).messages] == [
        world.alice.id,
        world.bob.id,
    ]
    assert any("Case 1" in read(message) for message in world.log.history())
    assert "2 messages that came meanwhile" in beat.texts(world.log)[-1]


async def test_the_rule_exempts_what_moderation_leaves_alone(beat: Beat) -> None:
    world = beat.world
    await beat.choose(channels={world.trivia.id: ChannelMode.LOG_ONLY}, exempt_roles=frozenset({5}))
    await automod(beat, "sync")
    (rule,) = rules(beat)
    assert rule.exempt_channels == [world.trivia.id]
    await beat.choose(channels={})
    await beat.choose(channels={world.log.id: ChannelMode.OFF})
    assert "are not exempt" in await automod(beat, "status")
    await automod(beat, "sync")
    (rule,) = rules(beat)
    assert set(rule.exempt_channels) == {world.trivia.id, world.log.id}, "nothing is taken away"


async def test_channels_of_support_are_exempt_by_their_names_unless_a_server_chose(
    beat: Beat,
) -> None:
    support, vent = (beat.world.guild.create_text_channel(name) for name in ("support", "vent"))
    await beat.choose(channels={vent.id: ChannelMode.NORMAL})
    await automod(beat, "sync")
    (rule,) = rules(beat)
    assert rule.exempt_channels == [support.id]


async def test_a_rule_that_somebody_edited_is_mended(beat: Beat) -> None:
    world = beat.world
    await automod(beat, "sync")
    (rule,) = rules(beat)
    words = {**rule.trigger_metadata, "keyword_filter": ["muffin"], "allow_list": ["wog baby"]}
    edit(beat, trigger_metadata=words, enabled=False)
    await beat.env.advance_time(1)
    assert any("was changed" in text for text in beat.texts(world.log)), "moderators are told"
    edit(beat, enabled=False)
    await beat.env.advance_time(1)
    assert sum("was changed" in text for text in beat.texts(world.log)) == 1, "and once"
    status = await automod(beat, "status")
    assert "It is switched off" in status
    assert "Its words are others" in status
    assert "as it should be again" in await automod(beat, "sync")
    (mended,) = rules(beat)
    assert mended.id == rule.id
    assert mended.enabled
    assert "muzrat" in mended.trigger_metadata["keyword_filter"]
    assert mended.trigger_metadata["allow_list"] == ["wog baby"], "what was allowed stays"
    assert "nothing to mend" in await automod(beat, "sync")
    assert "words and" in await automod(beat, "status")


async def test_a_rule_that_somebody_deleted_is_made_again(beat: Beat) -> None:
    world = beat.world
    await automod(beat, "sync")
    (rule,) = rules(beat)
    beat.env.backend.delete_auto_mod_rule(world.guild.id, rule.id)
    await beat.env.advance_time(1)
    assert any("has deleted my rule" in text for text in beat.texts(world.log))
    await world.restart()
    assert "has deleted my rule" in await automod(beat, "status")
    assert "Done" in await automod(beat, "sync")
    assert len(rules(beat)) == 1


async def test_a_rule_that_vanished_unseen_is_told_after_a_restart_and_once(beat: Beat) -> None:
    world = beat.world
    await automod(beat, "sync")
    beat.env.backend.get_guild(world.guild.id).auto_mod_rules.clear()
    await world.restart()
    await beat.env.settle()
    await world.restart()
    await beat.env.settle()
    assert sum("has deleted my rule" in text for text in beat.texts(world.log)) == 1


async def test_a_rule_that_vanished_unseen_is_told_within_a_day(beat: Beat) -> None:
    await automod(beat, "sync")
    beat.env.backend.get_guild(beat.world.guild.id).auto_mod_rules.clear()
    await beat.env.advance_time(24 * 3600 + 1)
    assert sum("has deleted my rule" in text for text in beat.texts(beat.world.log)) == 1


async def test_what_is_mended_and_changed_again_is_told_again(beat: Beat) -> None:
    world = beat.world
    await automod(beat, "sync")
    for enabled in (False, True, False):
        edit(beat, enabled=enabled)
        await beat.env.advance_time(1)
    assert sum("was changed" in text for text in beat.texts(world.log)) == 2


async def test_the_rule_follows_what_is_chosen_for_moderation(beat: Beat) -> None:
    world = beat.world
    await automod(beat, "sync")
    await beat.choose(channels={world.lounge.id: ChannelMode.LOG_ONLY})
    await beat.env.settle()
    await world.alice.send(world.lounge, SLUR)
    assert SLUR in beat.texts(world.lounge)
    assert not beat.texts(world.log), "there is nothing for anybody to do"
    await world.services.guilds.change(
        world.guild.id, world.admin.id, beat.env.now(), log_channel=world.trivia.id
    )
    await beat.env.settle()
    (rule,) = rules(beat)
    alerts = [action["metadata"].get("channel_id") for action in rule.actions]
    assert str(world.trivia.id) in map(str, alerts)


async def test_what_somebody_changed_is_not_overwritten_by_a_choice(beat: Beat) -> None:
    world = beat.world
    await automod(beat, "sync")
    edit(beat, enabled=False)
    await beat.choose(channels={world.lounge.id: ChannelMode.LOG_ONLY})
    await beat.env.settle()
    (rule,) = rules(beat)
    assert not rule.enabled
    assert sum("was changed" in text for text in beat.texts(world.log)) == 1


async def test_a_choice_that_the_rule_can_not_follow_is_told_with_the_mend(beat: Beat) -> None:
    world = beat.world
    await automod(beat, "sync")
    beat.forbid("manage_guild")
    await beat.choose(channels={world.lounge.id: ChannelMode.LOG_ONLY})
    await beat.env.settle()
    (text,) = beat.texts(world.log)
    assert "I could not follow" in text
    assert "*Manage Server*" in text


async def test_discord_that_is_away_is_asked_again(beat: Beat) -> None:
    world = beat.world
    await automod(beat, "sync")
    path = f"/guilds/{world.guild.id}/auto-moderation/rules"
    beat.env.inject_error("GET", path, status=503, times=None)
    await beat.choose(channels={world.lounge.id: ChannelMode.LOG_ONLY})
    await beat.env.settle()
    beat.env.backend.faults.clear()
    await beat.env.advance_time(301)
    (rule,) = rules(beat)
    assert rule.exempt_channels == [world.lounge.id]


async def overrule(beat: Beat) -> Any:
    """A moderator overrules the newest case; returns what they are told."""
    world = beat.world
    card = next(item for item in reversed(world.log.history()) if "Case 1" in read(item))
    return await world.admin.click(card, label="Overrule")


async def test_what_moderators_overrule_is_let_through_at_their_wish(beat: Beat) -> None:
    world = beat.world
    await automod(beat, "sync")
    await world.alice.send(world.lounge, SLUR)
    await beat.env.settle()
    result = await overrule(beat)
    case = await beat.case()
    assert case.held, "AutoMod stopped it again, so that it is not called given back"
    assert case.steps[-1].detail == "automod"
    assert await beat.world.services.moderation.cases.of_member(world.guild.id, world.alice.id) == [
        replace(case, steps=())
    ], "and that made no other case"
    offer = result.followups[-1]
    assert f"“{SLUR}”" in offer.content
    answer = await world.admin.click(offer, label="Let these words through")
    await beat.env.advance_time(1)
    assert "lets" in told(answer)
    (rule,) = rules(beat)
    assert rule.trigger_metadata["allow_list"] == [SLUR]
    assert not any("was changed" in text for text in beat.texts(world.log))


async def test_only_who_manages_the_server_may_let_words_through(beat: Beat) -> None:
    world = beat.world
    await automod(beat, "sync")
    await world.alice.send(world.lounge, SLUR)
    await beat.env.settle()
    card = next(item for item in reversed(world.log.history()) if "Case 1" in read(item))
    result = await world.moderator.click(card, label="Overrule")
    await world.moderator.click(result.followups[-1], label="Let these words through")
    (rule,) = rules(beat)
    assert not rule.trigger_metadata.get("allow_list")


async def test_a_full_list_of_what_is_let_through_is_told(beat: Beat) -> None:
    world = beat.world
    await automod(beat, "sync")
    (rule,) = rules(beat)
    full = [f"word {number}" for number in range(100)]
    edit(beat, trigger_metadata={**rule.trigger_metadata, "allow_list": full})
    await world.alice.send(world.lounge, SLUR)
    await beat.env.settle()
    offer = (await overrule(beat)).followups[-1]
    answer = await world.admin.click(offer, label="Let these words through")
    assert "100 entries" in told(answer)


async def test_the_rule_is_removed_and_nobody_is_alarmed(beat: Beat) -> None:
    await automod(beat, "sync")
    assert "is gone" in await automod(beat, "remove")
    assert not rules(beat)
    assert not beat.texts(beat.world.log)
    assert "nothing to remove" in await automod(beat, "remove")
    assert "There is no rule of mine" in await automod(beat, "status")


async def test_what_other_rules_stop_is_theirs(beat: Beat) -> None:
    world = beat.world
    await automod(beat, "sync")
    body = {
        "name": "Ours",
        "event_type": 1,
        "trigger_type": 1,
        "trigger_metadata": {"keyword_filter": ["muffin"]},
        "actions": [{"type": 1}],
    }
    beat.env.backend.create_auto_mod_rule(world.guild.id, world.admin.id, body)
    await world.alice.send(world.lounge, "a muffin")
    await beat.env.settle()
    assert await beat.has_no_case()


async def test_a_seventh_keyword_rule_is_not_asked_for(beat: Beat) -> None:
    world = beat.world
    body = {"name": "x", "event_type": 1, "trigger_type": 1, "actions": [{"type": 1}]}
    for _ in range(6):
        beat.env.backend.create_auto_mod_rule(world.guild.id, world.admin.id, body)
    assert "6 keyword rules" in await automod(beat, "sync")
    assert len(rules(beat)) == 6


async def test_what_the_bot_needs_is_said_first(beat: Beat) -> None:
    beat.forbid("manage_guild")
    assert "*Manage Server*" in await automod(beat, "sync")
    assert not rules(beat)


async def test_access_by_the_category_alone_is_not_enough(beat: Beat) -> None:
    """Discord refuses such a channel for its alerts."""
    world, backend = beat.world, beat.env.backend
    category = world.guild.create_category("staff")
    log = world.guild.create_text_channel("alerts", category=category)
    bot = next(role for name, role in world.guild.roles.items() if name == "TestBot")
    seeing = discord.Permissions(view_channel=True, send_messages=True).value
    for channel in (category, log):
        backend.set_overwrite(channel.id, Overwrite(world.guild.id, OverwriteType.ROLE, 0, seeing))
        backend.set_overwrite(channel.id, Overwrite(bot.id, OverwriteType.ROLE, seeing, 0))
    guilds = world.services.guilds
    now = beat.env.now()
    await guilds.change(world.guild.id, world.admin.id, now, log_channel=log.id)
    assert "access of my own" in await automod(beat, "sync")
    assert not rules(beat)
    me = Overwrite(world.bot.application_id or 0, OverwriteType.MEMBER, seeing, 0)
    backend.set_overwrite(log.id, me)
    await beat.env.settle()
    assert "Done" in await automod(beat, "sync")


async def test_discords_own_refusal_is_told_with_the_mend(beat: Beat) -> None:
    beat.env.inject_error(
        "POST",
        f"/guilds/{beat.world.guild.id}/auto-moderation/rules",
        status=400,
        code=50035,
        message="INVALID_AUTO_MODERATION_CHANNEL_FLAG_ACTION_ACCESS",
    )
    assert "Discord refuses the channel for cases" in await automod(beat, "sync")


async def test_only_those_who_manage_the_server_may(beat: Beat) -> None:
    world = beat.world
    result = await world.moderator.slash(world.lounge, "moderation automod sync")
    assert "manage this server" in told(result).lower()
    assert not rules(beat)
