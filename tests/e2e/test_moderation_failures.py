"""When the filter itself fails: messages stay, moderators know, and nothing is forgotten."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from discord_bot.moderation.cases import CaseState, Outcome
from discord_bot.moderation.model import Post
from discord_bot.moderation.policy import Action, MessageKind, Place
from tests.disks import failing
from tests.e2e.conftest import World
from tests.e2e.moderating import Beat, open_beat, read

MINUTE = 61


@pytest.fixture
async def beat(tmp_path: Path) -> AsyncIterator[Beat]:
    """A server with everything enforced, and a judge whose verdicts hang on a word."""
    async with open_beat(tmp_path / "fanbot.db") as opened:
        yield opened


@pytest.fixture(autouse=True)
def world(beat: Beat) -> World:
    return beat.world


async def test_messages_stay_moderators_are_told_once_and_the_rest_is_made_up_for(
    beat: Beat, world: World
) -> None:
    beat.judge.is_down = True
    await world.alice.send(world.lounge, "you clown")
    await world.bob.send(world.lounge, "hello")
    await world.env.advance_time(MINUTE)
    assert beat.texts(world.lounge) == ["you clown", "hello"]
    assert [text[:2] for text in beat.texts(world.log)] == ["⚠️"]
    beat.judge.is_down = False
    await world.env.advance_time(MINUTE)
    assert beat.texts(world.lounge) == ["hello"]
    assert len(beat.letters(world.alice)) == 1
    told = beat.texts(world.log)
    assert len(told) == 2
    assert "2 messages that came meanwhile" in told[1]
    await world.env.advance_time(MINUTE)
    assert len(beat.texts(world.log)) == 2
    beat.judge.is_down = True
    await world.bob.send(world.lounge, "hello again")
    assert len(beat.texts(world.log)) == 3, "it failed anew"


async def test_a_database_that_can_not_be_written_costs_no_message_and_no_breach(
    beat: Beat, world: World
) -> None:
    async with failing(world.services.database):
        await world.alice.send(world.lounge, "you clown")
        await world.alice.send(world.lounge, "what a clown")
        await world.bob.send(world.lounge, "hello")
        await world.env.advance_time(2 * MINUTE)
        assert beat.texts(world.lounge) == ["you clown", "what a clown", "hello"]
        assert [text[:2] for text in beat.texts(world.log)] == ["⚠️"]
    world.faults.found.clear()  # who runs the bot is told, each time
    await world.env.advance_time(MINUTE)
    assert beat.texts(world.lounge) == ["hello"]
    cases = [await beat.case(number) for number in (1, 2)]
    assert [case.messages[0].text for case in cases] == ["you clown", "what a clown"]
    told = beat.texts(world.log)
    assert len(told) == 2
    assert "2 messages that came meanwhile" in told[1]
    await world.env.advance_time(MINUTE)
    assert len(beat.texts(world.log)) == 2


async def test_discord_that_does_not_say_who_wrote_something_is_asked_again(
    beat: Beat, world: World
) -> None:
    role = world.guild.create_role("Poets")
    await beat.choose(exempt_roles=frozenset({role.id}))
    said = await world.alice.send(world.lounge, "you star")
    world.env.inject_error("GET", "/guilds/*/members/*", status=500, times=None)
    await world.alice.edit(said, "you clown")
    assert beat.texts(world.lounge) == ["you clown"]
    world.env.backend.faults.clear()
    await world.env.advance_time(MINUTE)
    assert beat.texts(world.lounge) == []


async def test_what_was_missed_is_looked_at_after_a_restart(beat: Beat, world: World) -> None:
    beat.judge.is_down = True
    await world.alice.send(world.lounge, "you clown")
    beat.judge.is_down = False
    await world.restart()
    await world.env.settle()
    assert beat.texts(world.lounge) == []
    assert "1 message that came meanwhile" in beat.texts(world.log)[-1]


async def test_what_was_deleted_or_edited_meanwhile_is_taken_as_it_is(
    beat: Beat, world: World
) -> None:
    beat.judge.is_down = True
    gone = await world.alice.send(world.lounge, "you clown")
    changed = await world.alice.send(world.lounge, "such a clown")
    await world.alice.delete(gone)
    await world.alice.edit(changed, "such a star")
    beat.judge.is_down = False
    await world.env.advance_time(MINUTE)
    assert beat.texts(world.lounge) == ["such a star"]
    assert await beat.has_no_case()


async def test_exempt_members_are_so_afterwards_too(beat: Beat, world: World) -> None:
    role = world.guild.create_role("Poets")
    poet = world.guild.add_member(world.env.create_user("poet"), roles=[role])
    beat.judge.is_down = True
    await poet.send(world.lounge, "you clown")
    await beat.choose(exempt_roles=frozenset({role.id}))
    beat.judge.is_down = False
    await world.env.advance_time(MINUTE)
    assert beat.texts(world.lounge) == ["you clown"]


async def test_one_message_that_can_never_be_judged_does_not_block_the_rest(
    beat: Beat, world: World
) -> None:
    await world.alice.send(world.lounge, "broken")
    beat.judge.is_down = True
    await world.alice.send(world.lounge, "you clown")
    beat.judge.is_down = False
    await world.env.advance_time(MINUTE)
    assert beat.texts(world.lounge) == ["broken"]
    assert len(beat.texts(world.log)) == 1
    await world.env.advance_time(15 * MINUTE)
    await world.bob.send(world.lounge, "hello")
    await world.env.advance_time(MINUTE)
    assert "1 message could not be read" in beat.texts(world.log)[-1]
    assert not await world.services.moderation.backlog()


async def test_a_title_that_could_not_be_judged_is_looked_at_when_it_can(
    beat: Beat, world: World
) -> None:
    backend = world.env.backend
    beat.judge.is_down = True
    thread = backend.create_thread(world.lounge.id, "ode to a clown", world.alice.id)
    kind = backend.create_thread(world.lounge.id, "ode to a star", world.bob.id)
    await world.env.settle()
    assert [text[:2] for text in beat.texts(world.log)] == ["⚠️"]
    beat.judge.is_down = False
    await world.env.advance_time(MINUTE)
    assert backend.get_channel(thread.id).name == "(title set aside)"
    assert backend.get_channel(kind.id).name == "ode to a star"
    assert len(beat.letters(world.alice)) == 1
    assert "2 messages that came meanwhile" in beat.texts(world.log)[-1]


async def test_a_forums_post_is_looked_at_with_its_title_and_each_makes_one_case(
    beat: Beat, world: World
) -> None:
    await beat.act(Action.LOG)
    forum = world.guild.create_forum_channel("ideas")
    beat.judge.is_down = True
    thread = world.env.backend.create_thread(forum.id, "ode to a clown", world.alice.id)
    await world.env.settle()
    beat.judge.is_down = False
    await world.env.advance_time(MINUTE)
    world.env.backend.edit_channel(thread.id, {"name": "ode to a star"})
    beat.judge.is_down = True
    world.env.backend.edit_channel(thread.id, {"name": "ode to a clown"})
    await world.env.settle()
    beat.judge.is_down = False
    await world.env.advance_time(MINUTE)
    assert [item.text for item in (await beat.case()).messages] == ["ode to a clown"]


async def test_a_nickname_that_could_not_be_judged_is_looked_at_when_it_can(
    beat: Beat, world: World
) -> None:
    await beat.choose(profiles=True)
    nora = world.guild.add_member(world.env.create_user("nora"), nick="such a clown")
    beat.judge.is_down = True
    await nora.send(world.lounge, "hello")
    assert [text[:2] for text in beat.texts(world.log)] == ["⚠️"]
    beat.judge.is_down = False
    await world.env.advance_time(MINUTE)
    assert not world.env.backend.get_member(world.guild.id, nora.id).nick
    assert beat.texts(world.lounge) == ["hello"]
    assert "1 message that came meanwhile" in beat.texts(world.log)[-1]


async def test_a_nickname_alone_that_can_not_be_judged_is_told_and_looked_at_with_the_next_message(
    beat: Beat, world: World
) -> None:
    await beat.choose(profiles=True)
    nora = world.guild.add_member(world.env.create_user("nora"), nick="so broken")
    await nora.send(world.lounge, "hello")
    assert [text[:2] for text in beat.texts(world.log)] == ["⚠️"]
    heard = len(beat.judge.heard)
    await nora.send(world.lounge, "hello again")
    assert [post.text for post in beat.judge.heard[heard:]] == ["hello again", "so broken"]


async def test_a_channel_that_is_gone_is_not_waited_for(beat: Beat, world: World) -> None:
    beat.judge.is_down = True
    await world.alice.send(world.trivia, "you clown")
    world.env.backend.delete_channel(world.trivia.id)
    beat.judge.is_down = False
    await world.env.advance_time(MINUTE)
    assert not await world.services.moderation.backlog()


async def test_discord_failing_is_written_down_and_the_bot_goes_on(
    beat: Beat, world: World
) -> None:
    world.env.inject_error("DELETE", "/channels/*/messages/*", status=400, times=1)
    await world.alice.send(world.lounge, "you clown")
    message = (await beat.case()).messages[0]
    assert (message.outcome, message.detail) == ("failed", "failed")
    await world.bob.send(world.lounge, "i guess he is")
    assert beat.texts(world.lounge) == ["you clown"]


async def test_a_log_that_can_not_be_written_stops_nothing(beat: Beat, world: World) -> None:
    world.env.inject_error(
        "POST", f"/channels/{world.log.id}/messages", status=403, code=50013, times=None
    )
    beat.judge.is_down = True
    await world.alice.send(world.lounge, "you clown")
    beat.judge.is_down = False
    await world.env.advance_time(MINUTE)
    assert beat.texts(world.lounge) == []


async def test_old_cases_are_closed_by_themselves(beat: Beat, world: World) -> None:
    long_ago = world.env.now() - timedelta(days=30)
    place = Place(world.guild.id, world.lounge.id, world.alice.id, kind=MessageKind.REPORT)
    await world.services.moderation.review(Post("you clown"), place, long_ago)
    await world.env.advance_time(24 * 3600 + 1)
    assert (await beat.case()).state is CaseState.EXPIRED


async def expired(beat: Beat, text: str, action: Action) -> None:
    """A member wrote something a month ago, and nobody has decided on it."""
    world, moderation = beat.world, beat.world.services.moderation
    await beat.act(action)
    long_ago = world.env.now() - timedelta(days=30)
    place = Place(world.guild.id, world.lounge.id, world.alice.id, message_id=5)
    decision = await moderation.review(Post(text), place, long_ago)
    assert decision.message is not None
    await moderation.record(decision.message.id, Outcome.DONE, None, long_ago)
    await world.env.advance_time(24 * 3600 + 1)
    assert (await beat.case()).state is CaseState.EXPIRED


async def test_who_waited_in_vain_is_told_with_their_words_and_can_appeal(
    beat: Beat, world: World
) -> None:
    await expired(beat, "you *clown*", Action.HOLD)
    (letter,) = beat.letters(world.alice)
    assert "closed now and counts for nothing" in letter.content
    assert r"> you \*clown\*" in letter.content
    form = await world.alice.user.click(letter, label="This is wrong")
    await world.alice.user.submit_modal(form, {"text": "It was about a circus."})
    card = next(message for message in world.log.history() if "Case 1" in read(message))
    assert "closed without a decision" in read(card).lower()
    assert "It was about a circus." in read(card)


async def test_long_words_come_back_as_a_file(beat: Beat, world: World) -> None:
    text = "you clown " * 190
    await expired(beat, text, Action.HOLD)
    (letter,) = beat.letters(world.alice)
    assert [file.filename for file in letter.attachments] == ["your-words.txt"]
    assert "clown" not in letter.content


async def test_whose_words_were_removed_at_once_has_been_told_then(
    beat: Beat, world: World
) -> None:
    await expired(beat, "you clown", Action.REMOVE)
    assert not beat.letters(world.alice)
