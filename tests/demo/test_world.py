"""The simulated server, without a bot."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import discord
import pytest
import simcord

from discord_bot.demo.world import ADMIN, CHANNELS, CHATTER, MEMBER, MODERATOR, PEOPLE, build_world

NOW = datetime(2026, 11, 20, 17, 30, tzinfo=UTC)


@pytest.fixture
def world():
    return build_world(_env(), "A Show", NOW)


def _env() -> simcord.Env:
    return simcord.Env(discord.Client(intents=discord.Intents.default()))


def test_is_named_after_the_show_and_has_its_channels(world):
    assert world.guild.name == "A Show"
    assert list(world.channels) == list(CHANNELS) == list(world.guild.channels)


def test_clock_stands_at_the_given_time(world):
    assert world.env.now() == NOW


def test_clock_stays_at_the_epoch_when_the_wall_clock_is_set_before_it():
    env = _env()
    epoch = env.now()
    build_world(env, "A Show", epoch - timedelta(days=400))
    assert env.now() == epoch


def test_everyone_sees_the_channels_but_only_staff_the_mod_log(world):
    viewers = {place.channel.name: place.viewers for place in world.places()}
    everyone = {member.id for member in world.members.values()}
    staff = {world.members[MODERATOR].id, world.members[ADMIN].id}
    assert viewers.pop("mod-log").keys() == staff
    assert all(allowed.keys() == everyone for allowed in viewers.values())


def test_talk_has_its_own_times_in_the_past(world):
    for name in CHANNELS:
        said = world.channels[name].history()
        ago = [round((NOW - message.created_at) / timedelta(minutes=1)) for message in said]
        assert ago == [line.minutes for line in CHATTER if line.channel == name]


def test_ids_are_the_same_in_every_run_whenever_it_is(world):
    later = build_world(_env(), "A Show", NOW + timedelta(days=3, seconds=7))
    for mine, theirs in zip(_ids(world), _ids(later), strict=True):
        assert mine == theirs


def _ids(world) -> list[int]:
    roles = [role.id for role in world.guild.roles.values()]
    people = [member.id for member in world.members.values()]
    channels = [channel.id for channel in world.channels.values()]
    backend = world.env.backend
    return [backend.application_id, backend.bot_user.id, world.guild.id, *roles, *people, *channels]


def test_threads_and_direct_messages_become_places(world):
    def kinds() -> list[str]:
        return [place.kind for place in world.places()]

    assert set(kinds()) == {"channel"}
    thread = world.env.backend.create_thread(
        world.channels["trivia"].id, "A game", world.members[MEMBER].id
    )
    direct = world.members[MEMBER].user.dm_channel
    assert kinds() == ["channel", "channel", "thread", "channel", "channel", "direct"]
    found = {place.channel.id: place for place in world.places()}
    assert found[thread.id].viewers.keys() == {member.id for member in world.members.values()}
    assert found[direct.id].viewers.keys() == {world.members[MEMBER].id}


def test_latest_message_leaves_out_what_others_alone_can_see(world):
    channel = world.channels["lounge"].id
    before = world.latest_message(channel)
    secret = world.env.backend.create_message(
        channel,
        world.env.backend.bot_user.id,
        "for you alone",
        flags=1 << 6,
        interaction_metadata={"user": {"id": str(world.members[MEMBER].id)}},
    )
    assert world.latest_message(channel) == before
    assert world.latest_message(channel, world.members[ADMIN].id) == before
    assert world.latest_message(channel, world.members[MEMBER].id) == secret.id


def test_there_is_one_of_each_role_first():
    assert [person.username for person in PEOPLE[:3]] == [MEMBER, MODERATOR, ADMIN]
