"""What authors are told in private, and what they can do there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import discord
import pytest
import simcord

from discord_bot.moderation.cases import Outcome, StepKind
from discord_bot.moderation.model import Label
from discord_bot.moderation.policy import Action, Rule
from discord_bot.sharding import Shards
from tests.e2e.conftest import World, told
from tests.e2e.moderating import Beat, open_beat, read
from tests.e2e.reading import answer


@pytest.fixture
async def beat(tmp_path: Path) -> AsyncIterator[Beat]:
    """A server with everything enforced, and a judge whose verdicts hang on a word."""
    async with open_beat(tmp_path / "fanbot.db") as opened:
        yield opened


@pytest.fixture(autouse=True)
def world(beat: Beat) -> World:
    return beat.world


async def nudged(beat: Beat, text: str = "i guess he is <@5> *really*") -> discord.Message:
    """Alice was nudged; her letter."""
    await beat.world.alice.send(beat.world.lounge, text)
    return beat.letters(beat.world.alice)[-1]


async def reworded(beat: Beat, letter: discord.Message, text: str) -> simcord.InteractionResult:
    """Alice changes her words."""
    asked = await beat.world.alice.user.click(letter, label="Edit and repost")
    return await beat.world.alice.user.submit_modal(asked, {"text": text})


def prefilled(asked: simcord.InteractionResult) -> str:
    assert asked.modal is not None
    return str(asked.modal["components"][0]["component"]["value"])


async def test_the_letter_says_which_words_why_the_rule_and_gives_the_text_back(
    beat: Beat, world: World
) -> None:
    text = read(await nudged(beat))
    assert "was set aside" in text
    assert "It rests on: “guess”" in text
    assert "reads like a guess at a real person's private life" in text
    assert "nobody guesses or asks" in text
    assert r"> i guess he is <@5> \*really\*" in text
    assert world.lounge.mention in text
    assert beat.texts(world.lounge) == []
    assert "alice" not in str(beat.texts(world.lounge))


async def test_edited_words_appear_under_the_authors_name(beat: Beat, world: World) -> None:
    letter = await nudged(beat)
    asked = await world.alice.user.click(letter, label="Edit and repost")
    assert prefilled(asked) == "i guess he is <@5> *really*"
    result = await world.alice.user.submit_modal(asked, {"text": "he is a great actor @everyone"})
    assert f"It is in {world.lounge.mention} now" in told(result)
    message = world.lounge.history()[-1]
    assert message.content == "he is a great actor @everyone"
    assert message.author.name == "alice"
    assert not message.mention_everyone
    case = await beat.case()
    assert (case.steps[-1].kind, case.steps[-1].outcome) == (StepKind.REWORDED, Outcome.DONE)
    assert not case.held


@pytest.mark.parametrize("in_a_thread", [False, True])
async def test_a_letter_works_in_the_process_that_gets_direct_messages(
    beat: Beat, world: World, *, in_a_thread: bool
) -> None:
    """Discord sends what is pressed there to shard 0, and another process serves the server."""
    place = world.lounge
    if in_a_thread:
        world.env.backend.create_thread(place.id, "he is a star", world.alice.id)
        await world.env.settle()
        (place,) = place.threads
    await world.alice.send(place, "i guess he is")
    letter = beat.letters(world.alice)[-1]
    state = world.bot._connection
    server = state._guilds.pop(world.guild.id)
    world.bot.services.guilds.shards = Shards(4, ((world.guild.id >> 22) % 4 ^ 1,))
    try:
        result = await reworded(beat, letter, "he is a great actor")
    finally:
        state._guilds[world.guild.id] = server
    assert f"It is in {place.mention} now" in told(result)
    # simcord shows what a webhook says in a thread in the channel above.
    assert beat.texts(world.lounge)[-1] == "he is a great actor"


async def test_a_server_is_named_in_the_process_that_gets_direct_messages(
    beat: Beat, world: World
) -> None:
    letter = await nudged(beat)
    state = world.bot._connection
    server = state._guilds.pop(world.guild.id)
    world.bot.services.guilds.shards = Shards(4, ((world.guild.id >> 22) % 4 ^ 1,))
    try:
        result = await world.alice.user.click(letter, label="Why?")
    finally:
        state._guilds[world.guild.id] = server
    assert "Case 1 in Truham Lounge" in told(result)
    assert "no longer in" not in told(result)


async def test_words_are_posted_once_only(beat: Beat, world: World) -> None:
    letter = await nudged(beat)
    two = [await world.alice.user.click(letter, label="Edit and repost") for _ in range(2)]
    for asked in two:
        result = await world.alice.user.submit_modal(asked, {"text": "he is a great actor"})
    assert "nothing to give back" in told(result)
    again = await world.alice.user.click(letter, label="Edit and repost")
    assert "nothing to give back" in told(again)
    assert beat.texts(world.lounge) == ["he is a great actor"]


async def test_a_stop_before_the_new_words_stood_leaves_the_old_ones_to_their_author(
    beat: Beat, world: World
) -> None:
    letter = await nudged(beat)
    await world.services.moderation.cases.reworded(
        world.guild.id, 1, world.alice.id, world.env.now()
    )
    await world.restart()
    await world.env.settle()
    (step,) = [step for step in (await beat.case()).steps if step.kind is StepKind.REWORDED]
    assert step.outcome is Outcome.FAILED
    result = await reworded(beat, letter, "he is a great actor")
    assert f"It is in {world.lounge.mention} now" in told(result)
    assert beat.texts(world.lounge) == ["he is a great actor"]


async def test_words_that_are_a_breach_still_are_explained_and_kept_for_the_next_try(
    beat: Beat, world: World
) -> None:
    letter = await nudged(beat)
    refused = await reworded(beat, letter, "my best guess: he is")
    text = read(answer(refused).message)
    assert "not posted yet" in text
    assert "“guess”" in text
    assert beat.texts(world.lounge) == []
    asked = await world.alice.user.click(answer(refused).message, label="Edit and repost")
    assert prefilled(asked) == "my best guess: he is"
    await world.alice.user.submit_modal(asked, {"text": "he is lovely"})
    assert beat.texts(world.lounge) == ["he is lovely"]
    assert (await beat.case()).count == 1


async def test_what_may_stand_and_be_logged_is_logged_after_rewording_too(
    beat: Beat, world: World
) -> None:
    letter = await nudged(beat)
    await reworded(beat, letter, "hmm is he")  # speculation, and the judge is not sure
    assert beat.texts(world.lounge) == ["hmm is he"]
    nudge, logged = await beat.case(1), await beat.case(2)
    assert [case.messages[0].action for case in (nudge, logged)] == [Action.NUDGE, Action.LOG]
    assert logged.messages[0].message_id == world.lounge.history()[-1].id


async def test_each_letter_gives_back_its_own_message(beat: Beat, world: World) -> None:
    first = await nudged(beat, "guess one")
    second = await nudged(beat, "guess two")
    assert prefilled(await world.alice.user.click(first, label="Edit and repost")) == "guess one"
    assert prefilled(await world.alice.user.click(second, label="Edit and repost")) == "guess two"
    await reworded(beat, first, "one")
    await reworded(beat, second, "two")
    assert beat.texts(world.lounge) == ["one", "two"]


@pytest.mark.parametrize(
    ("text", "why"),
    [("  ", "nothing to post"), ("see https://elsewhere.example/x", "links that were in")],
)
async def test_what_can_not_be_posted_is_refused(
    beat: Beat, world: World, text: str, why: str
) -> None:
    letter = await nudged(beat, "guess: https://here.example")
    assert why in told(await reworded(beat, letter, text))
    await reworded(beat, letter, "look: https://here.example")
    assert beat.texts(world.lounge) == ["look: https://here.example"]


async def test_who_may_not_write_there_does_not_by_the_bot_either(beat: Beat, world: World) -> None:
    letter = await nudged(beat)
    asked = await world.alice.user.click(letter, label="Edit and repost")
    until = (world.env.now() + timedelta(hours=1)).isoformat()
    world.env.backend.edit_member(world.guild.id, world.alice.id, {"timed_out_until": until})
    refused = await world.alice.user.submit_modal(asked, {"text": "hello"})
    assert "You can't write in that channel" in told(refused)
    await world.env.advance_time(3601)
    assert "now" in told(await reworded(beat, letter, "hello"))


async def test_who_left_has_nowhere_to_post(beat: Beat, world: World) -> None:
    letter = await nudged(beat)
    asked = await world.alice.user.click(letter, label="Edit and repost")
    world.env.backend.remove_member(world.guild.id, world.alice.id)
    refused = await world.alice.user.submit_modal(asked, {"text": "hello"})
    assert "nowhere to post" in told(refused)


async def test_a_post_that_discord_refuses_stays_held(beat: Beat, world: World) -> None:
    letter = await nudged(beat)
    beat.forbid("manage_webhooks")
    refused = await reworded(beat, letter, "hello")
    assert "*Manage Webhooks*" in told(refused)
    assert (await beat.case()).held
    assert prefilled(await world.alice.user.click(letter, label="Edit and repost")) == "hello"


async def test_words_wait_while_the_filter_fails(beat: Beat, world: World) -> None:
    letter = await nudged(beat)
    beat.judge.is_down = True
    assert "try again in a few minutes" in told(await reworded(beat, letter, "hello"))
    beat.judge.is_down = False
    await reworded(beat, letter, "hello")
    assert beat.texts(world.lounge) == ["hello"]


async def test_why_tells_more_after_a_restart_too(beat: Beat, world: World) -> None:
    letter = await nudged(beat)
    await world.restart()
    result = await world.alice.user.click(letter, label="Why?")
    text = told(result)
    assert result.ephemeral
    assert "Case 1 in Truham Lounge" in text
    assert "quite sure" in text
    assert "never about who you are" in text
    assert "No moderator has decided on it yet" in text
    assert "30 days" in text


async def test_long_words_come_back_as_a_file(beat: Beat, world: World) -> None:
    long = "guess " + "*" * 1900
    letter = await nudged(beat, long)
    assert (await letter.attachments[0].read()).decode() == long
    asked = await world.alice.user.click(letter, label="Edit and repost")
    await world.alice.user.submit_modal(asked, {"text": "word " * 700})
    pieces = beat.texts(world.lounge)
    assert len(pieces) == 2
    assert all(len(piece) <= 2000 for piece in pieces)
    assert " ".join(pieces).split() == ["word"] * 700


# --- who takes no direct messages -----------------------------------------------------------------


async def test_closed_letters_leave_a_reply_that_names_nobody_and_goes(
    beat: Beat, world: World
) -> None:
    beat.close_letters(world.alice)
    await world.alice.send(world.lounge, "i guess he is")
    reply = world.lounge.history()[-1]
    assert "alice" not in reply.content
    assert str(world.alice.id) not in reply.content
    assert "guess" not in reply.content
    stranger = await world.bob.click(reply, label="See it privately")
    assert "not about a message of yours" in told(stranger)
    seen = await world.alice.click(reply, label="See it privately")
    assert seen.ephemeral
    assert "> i guess he is" in read(answer(seen).message)
    asked = await world.alice.click(answer(seen).message, label="Edit and repost")
    await world.alice.submit_modal(asked, {"text": "he is lovely"})
    await world.env.advance_time(121)
    assert beat.texts(world.lounge) == ["he is lovely"]


@pytest.mark.parametrize(
    ("action", "said"),
    [
        (Action.NUDGE, "was set aside"),
        (Action.HOLD, "waits until a moderator"),
        (Action.REMOVE, "was taken down"),
        (Action.TIME_OUT, "was taken down"),
    ],
)
async def test_whatever_was_done_can_be_seen_by_its_author_alone(
    beat: Beat, world: World, action: Action, said: str
) -> None:
    await beat.act(action)
    beat.close_letters(world.alice)
    await world.alice.send(world.lounge, "you clown")
    until = world.env.now() + timedelta(minutes=60)
    reply = world.lounge.history()[-1]
    assert "alice" not in reply.content
    assert "clown" not in reply.content
    stranger = await world.bob.click(reply, label="See it privately")
    assert "not about a message of yours" in told(stranger)
    await world.env.advance_time(60)
    seen = await world.alice.click(reply, label="See it privately")
    assert seen.ephemeral
    letter = answer(seen).message
    text = read(letter)
    assert said in text
    assert "> you clown" in text
    assert (f"<t:{int(until.timestamp())}:R>" in text) is (action is Action.TIME_OUT)
    why = await world.alice.click(letter, label="Why?")
    assert "Case 1 in Truham Lounge" in told(why)
    await world.env.advance_time(121)
    assert beat.texts(world.lounge) == []


async def test_a_stop_leaves_no_reply_standing(beat: Beat, world: World) -> None:
    beat.close_letters(world.alice)
    await world.alice.send(world.lounge, "i guess he is")
    assert len(beat.texts(world.lounge)) == 1
    await world.bot.unload_extension("cogs.moderation")
    assert beat.texts(world.lounge) == []
    await world.bot.load_extension("cogs.moderation")


async def test_a_moderator_who_takes_the_reply_down_first_is_no_fault(
    beat: Beat, world: World
) -> None:
    beat.close_letters(world.alice)
    await world.alice.send(world.lounge, "i guess he is")
    await world.moderator.delete(world.lounge.history()[-1])
    await world.env.advance_time(121)
    assert beat.texts(world.lounge) == []


# --- titles and nicknames -------------------------------------------------------------------------


async def test_a_title_is_given_back_with_other_words(beat: Beat, world: World) -> None:
    backend = world.env.backend
    thread = backend.create_thread(world.lounge.id, "guess who he kisses", world.alice.id)
    await world.env.settle()
    letter = beat.letters(world.alice)[-1]
    assert "Your title" in read(letter)
    await reworded(beat, letter, "who will he kiss in season 3")
    assert backend.get_channel(thread.id).name == "who will he kiss in season 3"


async def test_a_nickname_is_given_back_with_other_words(beat: Beat, world: World) -> None:
    rule = Rule(unsure=Action.NUDGE, sure=Action.NUDGE)
    await beat.choose(profiles=True, rules={Label.HARASSMENT: rule})
    nora = world.guild.add_member(world.env.create_user("nora"), nick="clown hater")
    await nora.send(world.lounge, "hello")
    asked = await nora.user.click(beat.letters(nora)[-1], label="Edit and repost")
    await nora.user.submit_modal(asked, {"text": "nora the kind"})
    assert world.env.backend.get_member(world.guild.id, nora.id).nick == "nora the kind"


async def test_what_a_member_wanted_forgotten_is_not_offered_again(
    beat: Beat, world: World
) -> None:
    letter = await nudged(beat)
    await world.services.privacy.forget(world.alice.id)
    world.bot.dispatch("member_forgotten", world.alice.id)
    refused = await world.alice.user.click(letter, label="Edit and repost")
    assert told(refused)
    assert beat.texts(world.lounge) == []
