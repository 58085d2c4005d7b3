"""What is written while the bot hears nothing: it is read afterwards, and dealt with quietly."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import discord
import pytest

from discord_bot.guilds import Feature
from discord_bot.moderation.policy import ChannelMode
from tests.e2e.conftest import World
from tests.e2e.moderating import Beat, open_beat

MINUTE = 61


@pytest.fixture
async def beat(tmp_path: Path) -> AsyncIterator[Beat]:
    """A server with everything enforced, and a judge whose verdicts hang on a word."""
    async with open_beat(tmp_path / "fanbot.db") as opened:
        await opened.env.advance_time(MINUTE)  # the server and the policy are of an earlier moment
        yield opened


@pytest.fixture(autouse=True)
def world(beat: Beat) -> World:
    return beat.world


async def away(world: World) -> None:
    """The gateway goes away."""
    await world.env.advance_time(1)  # what just happened has a moment of its own
    await world.bot.shards[0].disconnect()
    await world.env.settle()


async def back(world: World) -> None:
    """It is there again with a new session, and the bot has some time."""
    await world.bot.shards[0].reconnect()
    await world.env.advance_time(5)
    await world.env.advance_time(MINUTE)


async def test_a_new_session_begins_with_what_was_missed(beat: Beat, world: World) -> None:
    await away(world)
    await world.alice.send(world.lounge, "you clown")
    await world.bob.send(world.lounge, "hello")
    await world.alice.send(world.trivia, "i guess he is")
    await back(world)
    assert beat.texts(world.lounge) == ["hello"]
    assert beat.texts(world.trivia) == []
    assert [(await beat.case(number)).number for number in (1, 2)] == [1, 2]
    assert len(beat.letters(world.alice)) == 2
    assert beat.texts(world.log) == [], "cards say all there is to say"


async def test_threads_that_were_opened_meanwhile_are_read_with_their_titles(
    beat: Beat, world: World
) -> None:
    await away(world)
    thread = world.env.backend.create_thread(world.lounge.id, "bob is a clown", world.alice.id)
    await back(world)
    assert world.env.backend.get_channel(thread.id).name == "(title set aside)"


async def test_who_only_watches_sees_it_and_touches_nothing(beat: Beat, world: World) -> None:
    await beat.choose(enforced=frozenset())
    await away(world)
    await world.alice.send(world.lounge, "you clown")
    await back(world)
    assert beat.texts(world.lounge) == ["you clown"]
    assert (await beat.case()).messages[0].text == "you clown"


async def test_what_was_heard_before_is_no_case_again(beat: Beat, world: World) -> None:
    await beat.choose(enforced=frozenset())
    await world.alice.send(world.lounge, "you clown")
    await away(world)
    await world.env.advance_time(5)
    await back(world)
    assert len((await beat.case()).messages) == 1
    with pytest.raises(Exception, match="unknown_case"):
        await beat.case(2)


async def test_a_session_that_goes_on_asks_discord_for_nothing(beat: Beat, world: World) -> None:
    await world.bob.send(world.lounge, "hello")
    await world.env.settle()
    world.bot.dispatch("shard_disconnect", 0)
    await world.env.settle()
    world.bot.dispatch("shard_resumed", 0)
    await world.env.advance_time(MINUTE)
    assert not asked_for_history(world)


def asked_for_history(world: World) -> list[object]:
    return [
        entry
        for entry in world.env.backend.transcript
        if entry[0] == "HTTP" and "GET" in str(entry) and "/messages" in str(entry)
    ]


async def test_a_start_looks_at_what_was_written_since_the_last_run(
    beat: Beat, world: World
) -> None:
    await away(world)
    await world.alice.send(world.lounge, "you clown")
    await world.env.advance_time(3600)
    await world.restart()
    await world.env.advance_time(5)
    await world.env.advance_time(MINUTE)
    assert beat.texts(world.lounge) == []
    assert len(beat.letters(world.alice)) == 1
    await world.restart()
    await world.env.advance_time(MINUTE)
    assert len(beat.letters(world.alice)) == 1


async def test_who_takes_no_letters_is_not_called_upon_in_the_channel_hours_later(
    beat: Beat, world: World
) -> None:
    beat.close_letters(world.alice)
    await away(world)
    await world.alice.send(world.lounge, "you clown")
    await world.env.advance_time(3600)
    await back(world)
    assert beat.texts(world.lounge) == []
    posts = f"POST /channels/{world.lounge.id}/messages"
    assert posts not in world.env.transcript()
    assert (await beat.case()).messages[0].outcome == "done"


async def test_what_was_written_during_a_pause_stays(beat: Beat, world: World) -> None:
    guilds, now = world.services.guilds, world.env.now()
    await guilds.pause(
        world.guild.id, world.admin.id, Feature.MODERATION, timedelta(minutes=30), now
    )
    await away(world)
    await world.alice.send(world.lounge, "you clown")
    await world.env.advance_time(3600)
    await world.alice.send(world.lounge, "what a clown")
    await back(world)
    assert beat.texts(world.lounge) == ["you clown"]


async def test_exempt_channels_are_not_read(beat: Beat, world: World) -> None:
    await world.services.moderation.policies.set_channel(
        world.guild.id, world.admin.id, world.lounge.id, ChannelMode.OFF, world.env.now()
    )
    await away(world)
    await world.alice.send(world.lounge, "you clown")
    await back(world)
    assert beat.texts(world.lounge) == ["you clown"]
    assert not asked_for_history(world)


async def test_moderators_are_told_where_not_all_was_looked_at(
    beat: Beat, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Each bot that is opened loads its extensions anew: the module as this one has it.
    monkeypatch.setattr(sys.modules["cogs.moderation.absence"], "MESSAGES", 3)
    await away(world)
    for text in ("you clown", "one", "two", "what a clown"):
        await world.alice.send(world.lounge, text)
    await world.env.advance_time(30 * 3600)
    await world.alice.send(world.trivia, "such a clown")
    await back(world)
    assert beat.texts(world.lounge) == ["you clown", "one", "two", "what a clown"], "a day ago"
    assert beat.texts(world.trivia) == []
    (told,) = beat.texts(world.log)
    assert "24 hours" in told
    await away(world)
    for text in ("you clown", "three", "four", "what a clown"):
        await world.alice.send(world.trivia, text)
    await back(world)
    assert beat.texts(world.trivia) == ["you clown", "three", "four"]
    assert world.trivia.mention in beat.texts(world.log)[-1]
    assert len(beat.texts(world.log)) == 2


async def test_where_history_can_not_be_read_moderators_are_told(beat: Beat, world: World) -> None:
    beat.forbid("read_message_history")
    everyone = world.env.backend.get_role(world.guild.id, world.guild.id)
    allowed = discord.Permissions(everyone.permissions)
    allowed.read_message_history = False
    world.env.backend.edit_role(world.guild.id, everyone.id, {"permissions": allowed.value})
    await away(world)
    await world.alice.send(world.lounge, "you clown")
    await back(world)
    assert beat.texts(world.lounge) == ["you clown"]
    (told,) = beat.texts(world.log)
    assert world.lounge.mention in told


async def test_a_discord_that_is_still_unwell_is_asked_again(beat: Beat, world: World) -> None:
    await away(world)
    await world.alice.send(world.lounge, "you clown")
    world.env.inject_error("GET", "/channels/*/messages", status=503, times=None)
    await back(world)
    assert beat.texts(world.lounge) == ["you clown"]
    world.env.backend.faults.clear()
    await world.env.advance_time(MINUTE)
    assert beat.texts(world.lounge) == []
    assert beat.texts(world.log) == []
