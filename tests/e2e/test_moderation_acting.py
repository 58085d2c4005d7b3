"""What becomes of what members write, as everybody sees it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

import pytest
import simcord
from simcord.backend.models import Poll, PollAnswer

from cogs.moderation.acting import Acting
from cogs.moderation.cog import Filter
from discord_bot.errors import StorageError
from discord_bot.moderation.cases import Outcome, StepKind
from discord_bot.moderation.model import Post
from discord_bot.moderation.policy import Action, ChannelMode, Escalation, MessageKind, Place
from tests.e2e.conftest import World
from tests.e2e.moderating import Beat, open_beat, read


@pytest.fixture
async def beat(tmp_path: Path) -> AsyncIterator[Beat]:
    """A server with everything enforced, and a judge whose verdicts hang on a word."""
    async with open_beat(tmp_path / "fanbot.db") as opened:
        yield opened


@pytest.fixture(autouse=True)
def world(beat: Beat) -> World:
    return beat.world


def timed_out_until(world: World, member: simcord.MemberActor) -> datetime | None:
    text = world.env.backend.get_member(world.guild.id, member.id).timed_out_until
    return None if text is None else datetime.fromisoformat(text)


# --- what is heard --------------------------------------------------------------------------------


async def test_ordinary_talk_stays_and_leaves_no_trace(beat: Beat, world: World) -> None:
    await world.alice.send(world.lounge, "I came out to my mum today")
    assert beat.texts(world.lounge) == ["I came out to my mum today"]
    assert await beat.has_no_case()
    assert not world.env.http_requests[-1].path.startswith(f"/channels/{world.lounge.id}")


async def test_who_only_watches_sees_a_case_and_touches_nothing(beat: Beat, world: World) -> None:
    await beat.choose(enforced=frozenset())
    await world.alice.send(world.lounge, "you clown")
    assert beat.texts(world.lounge) == ["you clown"]
    assert not beat.letters(world.alice)
    case = await beat.case()
    assert (case.action, case.would) == (Action.LOG, Action.REMOVE)


@pytest.mark.parametrize("state", ["off", "paused", "channel off"])
async def test_where_nobody_watches_nothing_is_judged(beat: Beat, world: World, state: str) -> None:
    guilds, now = world.services.guilds, world.env.now()
    if state == "off":
        await guilds.change(world.guild.id, world.admin.id, now, moderation_on=False)
    elif state == "paused":
        until = now + timedelta(hours=1)
        await guilds.change(world.guild.id, world.admin.id, now, paused_moderation_until=until)
    else:
        await beat.choose(channels={world.lounge.id: ChannelMode.OFF})
    await world.alice.send(world.lounge, "you clown")
    assert await beat.has_no_case()


async def test_an_edited_message_is_looked_at_again(beat: Beat, world: World) -> None:
    message = await world.alice.send(world.lounge, "you are lovely")
    await world.alice.edit(message, "you are a clown")
    assert beat.texts(world.lounge) == []
    assert (await beat.case()).kind is MessageKind.EDIT


async def test_bots_and_webhooks_are_left_alone_unless_a_server_wants_it(
    beat: Beat, world: World
) -> None:
    robot = world.guild.add_member(world.env.create_user("robot", bot=True))
    webhook = world.guild.create_webhook(world.lounge, "herald")
    await robot.send(world.lounge, "you clown")
    await webhook.send("you clown")
    assert len(beat.texts(world.lounge)) == 2
    await beat.choose(webhooks=True)
    await webhook.send("what a clown")
    assert beat.texts(world.lounge) == ["you clown", "you clown"]


async def test_exempt_roles_are_left_alone(beat: Beat, world: World) -> None:
    role = world.guild.create_role("Poets")
    poet = world.guild.add_member(world.env.create_user("poet"), roles=[role])
    await beat.choose(exempt_roles=frozenset({role.id}))
    await poet.send(world.lounge, "you clown")
    assert beat.texts(world.lounge) == ["you clown"]


async def test_polls_and_alt_texts_are_read(beat: Beat, world: World) -> None:
    backend = world.env.backend
    answers = [PollAnswer(1, "a clown"), PollAnswer(2, "a star")]
    ends = (world.env.now() + timedelta(days=1)).isoformat()
    backend.create_message(
        world.lounge.id, world.alice.id, poll=Poll("What is Bob?", answers, ends)
    )
    files = backend.store_attachments(world.lounge.id, [("bob.png", b"picture")])
    files[0]["description"] = "bob, the clown"
    backend.create_message(world.lounge.id, world.alice.id, "look", attachments=files)
    await world.env.settle()
    assert beat.texts(world.lounge) == []
    first, second = await beat.case(1), await beat.case(2)
    assert first.kind is MessageKind.POLL
    assert [message.text for message in (*first.messages, *second.messages)] == [
        "What is Bob?\na clown\na star",
        "look\nbob, the clown",
    ]
    assert "attach them anew" in read(beat.letters(world.alice)[-1])


async def test_what_is_forwarded_is_read(beat: Beat, world: World) -> None:
    await beat.choose(channels={world.trivia.id: ChannelMode.OFF})
    message = await world.alice.send(world.trivia, "you clown")
    await world.bob.forward(message, world.lounge)
    assert not world.lounge.history()
    assert (await beat.case()).author_id == world.bob.id


async def test_messages_in_threads_and_their_titles(beat: Beat, world: World) -> None:
    backend = world.env.backend
    thread = backend.create_thread(world.lounge.id, "bob is a clown", world.alice.id)
    await world.env.settle()
    assert backend.get_channel(thread.id).name == "(title set aside)"
    case = await beat.case()
    assert case.kind is MessageKind.THREAD_TITLE
    assert case.messages[0].parent_id == world.lounge.id
    backend.edit_channel(thread.id, {"name": "bob is a star"})
    await world.env.settle()
    assert backend.get_channel(thread.id).name == "bob is a star"
    inside = next(item for item in world.lounge.threads if item.id == thread.id)
    await world.bob.send(inside, "i guess he is")
    assert beat.texts(inside) == []
    assert (await beat.case(2)).messages[0].channel_id == thread.id


async def test_a_forum_post_and_its_title(beat: Beat, world: World) -> None:
    """Both go and both come back: the title to the post, the words into it."""
    backend = world.env.backend
    forum = world.guild.create_forum_channel("theories")
    thread = backend.create_thread(forum.id, "bob is a clown", world.alice.id)
    backend.create_message(thread.id, world.alice.id, "i guess he is")
    await world.env.settle()
    post = next(item for item in forum.threads if item.id == thread.id)
    assert backend.get_channel(thread.id).name == "(title set aside)"
    assert beat.texts(post) == []
    title, words = await beat.case(1), await beat.case(2)
    assert (title.kind, words.kind) == (MessageKind.THREAD_TITLE, MessageKind.MESSAGE)
    assert words.messages[0].parent_id == forum.id
    said = "\n".join(read(letter) for letter in beat.letters(world.alice))
    assert "> bob is a clown" in said
    assert "> i guess he is" in said
    service = world.services.moderation.cases
    handled = await service.overrule(world.guild.id, 1, world.moderator.id, world.env.now())
    await acting(world).carry_out(handled)
    assert backend.get_channel(thread.id).name == "bob is a clown"


async def test_titles_of_exempt_members_stay(beat: Beat, world: World) -> None:
    role = world.guild.create_role("Poets")
    poet = world.guild.add_member(world.env.create_user("poet"), roles=[role])
    await beat.choose(exempt_roles=frozenset({role.id}))
    thread = world.env.backend.create_thread(world.lounge.id, "ode to a clown", poet.id)
    await world.env.settle()
    assert world.env.backend.get_channel(thread.id).name == "ode to a clown"


async def test_nicknames_are_looked_at_once_where_a_server_wants_it(
    beat: Beat, world: World
) -> None:
    named = world.guild.add_member(world.env.create_user("nora"), nick="clown hater")
    await named.send(world.lounge, "hello")
    assert await beat.has_no_case()
    await beat.choose(profiles=True)
    await named.send(world.lounge, "hello")
    member = world.env.backend.get_member(world.guild.id, named.id)
    assert not member.nick
    case = await beat.case()
    assert (case.kind, case.messages[0].outcome) == (MessageKind.NICKNAME, Outcome.DONE)
    assert beat.texts(world.lounge) == ["hello", "hello"]


async def test_a_nickname_that_is_only_logged_makes_one_case(beat: Beat, world: World) -> None:
    await beat.choose(profiles=True, enforced=frozenset())
    named = world.guild.add_member(world.env.create_user("nora"), nick="clown hater")
    await named.send(world.lounge, "hello")
    await world.restart()
    await world.env.advance_time(3600)
    await named.send(world.lounge, "hello")
    assert (await beat.case()).count == 1
    assert len(await world.services.moderation.cases.of_member(world.guild.id, named.id)) == 1


async def named(beat: Beat, nickname: str = "clown hater") -> simcord.MemberActor:
    """Somebody with a nickname, where a server wants those looked at."""
    await beat.choose(profiles=True)
    world = beat.world
    return world.guild.add_member(world.env.create_user("nora"), nick=nickname)


def nick(world: World, member: simcord.MemberActor, new: str | None = None) -> str | None:
    """Somebody's nickname, after they set a new one, if any."""
    if new is not None:
        world.env.backend.edit_member(world.guild.id, member.id, {"nick": new})
    return world.env.backend.get_member(world.guild.id, member.id).nick


@pytest.mark.parametrize("restarted", [False, True])
async def test_a_nickname_that_was_taken_back_is_so_again_when_it_is_set_again(
    beat: Beat, world: World, *, restarted: bool
) -> None:
    nora = await named(beat)
    await nora.send(world.lounge, "hello")
    assert not nick(world, nora)
    if restarted:
        await world.restart()
    assert nick(world, nora, "clown hater")
    await world.env.settle()
    await nora.send(world.lounge, "hello again")
    assert not nick(world, nora)


async def test_a_nickname_that_was_only_logged_is_taken_back_once_that_is_chosen(
    beat: Beat, world: World
) -> None:
    nora = await named(beat)
    await beat.choose(enforced=frozenset())
    await nora.send(world.lounge, "hello")
    await beat.enforce()
    await world.restart()
    await nora.send(world.lounge, "hello again")
    assert not nick(world, nora)


@pytest.mark.parametrize("overruled", [True, False])
async def test_a_nickname_that_moderators_gave_back_stays(
    beat: Beat, world: World, *, overruled: bool
) -> None:
    nora = await named(beat)
    await nora.send(world.lounge, "hello")
    service = world.services.moderation.cases
    step = service.overrule if overruled else service.restore
    handled = await step(world.guild.id, 1, world.moderator.id, world.env.now())
    await acting(world).carry_out(handled)
    await world.env.settle()
    assert nick(world, nora) == "clown hater"
    await nora.send(world.lounge, "hello again")
    await world.restart()
    await nora.send(world.lounge, "and again")
    assert nick(world, nora) == "clown hater"


async def test_what_was_chosen_since_is_not_overwritten_by_giving_back(
    beat: Beat, world: World
) -> None:
    backend = world.env.backend
    nora = await named(beat)
    await nora.send(world.lounge, "hello")
    thread = backend.create_thread(world.lounge.id, "bob is a clown", world.alice.id)
    await world.env.settle()
    assert nick(world, nora, "nora the kind")
    backend.edit_channel(thread.id, {"name": "bob is a star"})
    await world.env.settle()
    service = world.services.moderation.cases
    for number in (1, 2):
        handled = await service.overrule(
            world.guild.id, number, world.moderator.id, world.env.now()
        )
        case = await acting(world).carry_out(handled)
        assert (case.steps[-1].outcome, case.steps[-1].detail) == (Outcome.GONE, "edited")
        assert not case.held
    assert nick(world, nora) == "nora the kind"
    assert backend.get_channel(thread.id).name == "bob is a star"


async def test_a_title_is_given_back_though_the_server_speaks_another_language_by_now(
    beat: Beat, world: World
) -> None:
    backend = world.env.backend
    thread = backend.create_thread(world.lounge.id, "bob is a clown", world.alice.id)
    await world.env.settle()
    guilds, now = world.services.guilds, world.env.now()
    await guilds.change(world.guild.id, world.admin.id, now, language="de")
    service = world.services.moderation.cases
    handled = await service.overrule(world.guild.id, 1, world.moderator.id, now)
    await acting(world).carry_out(handled)
    assert backend.get_channel(thread.id).name == "bob is a clown"


# --- what is done ---------------------------------------------------------------------------------


async def test_removed_with_a_word_in_private_and_none_in_public(beat: Beat, world: World) -> None:
    await world.alice.send(world.lounge, "you *clown*")
    assert beat.texts(world.lounge) == []
    text = read(beat.letters(world.alice)[-1])
    assert "was taken down" in text
    assert r"> you \*clown\*" in text
    assert "Edit and repost" not in text
    case = await beat.case()
    assert (case.action, case.messages[0].outcome) == (Action.REMOVE, Outcome.DONE)
    assert [step.kind for step in case.steps] == [StepKind.OPENED, StepKind.ACTED]


async def test_held_and_given_back_by_a_moderator_under_the_authors_name(
    beat: Beat, world: World
) -> None:
    nora = world.guild.add_member(world.env.create_user("nora"), nick="Nora of discord")
    await nora.send(world.lounge, "meh @everyone <@1>")
    assert beat.texts(world.lounge) == []
    assert "waits until a moderator" in read(beat.letters(nora)[-1])
    handled = await world.services.moderation.cases.overrule(
        world.guild.id, 1, world.moderator.id, world.env.now()
    )
    await acting(world).carry_out(handled)
    message = world.lounge.history()[-1]
    assert message.content == "meh @everyone <@1>"
    assert message.webhook_id is not None
    assert message.author.name.replace("\u200b", "") == "Nora of discord"
    assert not message.mention_everyone
    case = await beat.case()
    assert case.steps[-1].outcome is Outcome.DONE
    assert not case.held


def acting(world: World) -> Acting:
    return cast("Filter", world.bot.get_cog("Filter")).acting


async def test_what_is_given_back_is_not_judged_again(beat: Beat, world: World) -> None:
    await beat.choose(webhooks=True)
    await world.alice.send(world.lounge, "you clown")
    service = world.services.moderation.cases
    handled = await service.restore(world.guild.id, 1, world.moderator.id, world.env.now())
    await acting(world).carry_out(handled)
    assert beat.texts(world.lounge) == ["you clown"]


async def test_a_time_out_by_rule_and_its_undoing(beat: Beat, world: World) -> None:
    await beat.act(Action.TIME_OUT)
    await world.alice.send(world.lounge, "you clown")
    until = timed_out_until(world, world.alice)
    assert until == world.env.now() + timedelta(minutes=60)
    assert f"<t:{int(until.timestamp())}:R>" in read(beat.letters(world.alice)[-1])
    handled = await world.services.moderation.cases.overrule(
        world.guild.id, 1, world.moderator.id, world.env.now()
    )
    assert handled.lift == (world.alice.id,)
    await acting(world).carry_out(handled)
    assert timed_out_until(world, world.alice) is None
    assert beat.texts(world.lounge) == ["you clown"]


async def test_a_longer_pause_by_somebody_else_stays(beat: Beat, world: World) -> None:
    week = (world.env.now() + timedelta(days=7)).isoformat()
    world.env.backend.edit_member(world.guild.id, world.alice.id, {"timed_out_until": week})
    await beat.act(Action.TIME_OUT)
    # A paused member can't write; what they wrote before may be looked at late.
    world.env.backend.create_message(world.lounge.id, world.alice.id, "you clown")
    await world.env.settle()
    assert timed_out_until(world, world.alice) == datetime.fromisoformat(week)


@pytest.mark.parametrize("earlier", [True, False])
async def test_overruling_leaves_a_pause_that_somebody_else_set(
    beat: Beat, world: World, *, earlier: bool
) -> None:
    """A moderator let her pause for a week by hand, before or after the case did for an hour."""
    backend, week = world.env.backend, (world.env.now() + timedelta(days=7)).isoformat()
    await beat.act(Action.TIME_OUT)
    if earlier:
        backend.edit_member(world.guild.id, world.alice.id, {"timed_out_until": week})
    backend.create_message(world.lounge.id, world.alice.id, "you clown")
    await world.env.settle()
    if not earlier:
        backend.edit_member(world.guild.id, world.alice.id, {"timed_out_until": week})
    await world.env.settle()
    handled = await world.services.moderation.cases.overrule(
        world.guild.id, 1, world.moderator.id, world.env.now()
    )
    case = await acting(world).carry_out(handled)
    assert timed_out_until(world, world.alice) == datetime.fromisoformat(week)
    assert case.steps[-1].outcome is Outcome.DONE
    assert beat.texts(world.lounge) == ["you clown"]


async def test_escalation_lets_a_member_pause_and_counts_what_was_upheld(
    beat: Beat, world: World
) -> None:
    await beat.choose(escalation=Escalation(count=1, days=30, minutes=30))
    service = world.services.moderation.cases
    await world.alice.send(world.lounge, "you clown")
    handled = await service.uphold(world.guild.id, 1, world.moderator.id, world.env.now())
    case = await acting(world).carry_out(handled)
    assert timed_out_until(world, world.alice) == world.env.now() + timedelta(minutes=30)
    escalated = [step for step in case.steps if step.kind is StepKind.ESCALATED]
    assert [step.outcome for step in escalated] == [Outcome.DONE]


async def test_the_same_again_is_one_case_and_few_letters(beat: Beat, world: World) -> None:
    for _ in range(5):
        await world.alice.send(world.lounge, "you clown")
    case = await beat.case()
    assert case.count == 5
    assert len(beat.letters(world.alice)) == 3
    assert beat.texts(world.lounge) == []


async def test_everybody_in_a_crowd_is_told(beat: Beat, world: World) -> None:
    members = [world.join(name) for name in ("ann", "ben", "cem", "dee", "eve")]
    for member in members:
        await member.send(world.lounge, "copied: you clown")
    assert (await beat.case()).count == 5
    assert [len(beat.letters(member)) for member in members] == [1] * 5


async def test_a_member_who_is_piled_upon_gets_help_once(beat: Beat, world: World) -> None:
    for name in ("ann", "ben", "cem", "dee"):
        member = world.join(name)
        await member.send(world.lounge, f"{world.bob.mention} you clown")
    told = beat.texts(world.log)
    assert len(told) == 1
    assert f"3 members turned on {world.bob.mention}" in told[0]
    assert "Slow mode" in told[0]


async def test_what_two_people_said_before_goes_with_a_message(beat: Beat, world: World) -> None:
    await world.alice.send(world.lounge, "we were wondering about Joe")
    await world.moderator.send(world.lounge, "lunch?")
    first = await world.bob.send(world.lounge, "and?")
    await world.alice.send(world.lounge, "well", reply_to=first)
    post = beat.judge.heard[-1]
    assert post.reply_to == "and?"
    assert post.previous == ("we were wondering about Joe", "and?")


# --- what Discord does not allow ------------------------------------------------------------------


async def test_without_the_permission_the_case_says_so_and_moderators_are_told_once(
    beat: Beat, world: World
) -> None:
    beat.forbid("manage_messages")
    await world.alice.send(world.lounge, "you clown")
    await world.bob.send(world.lounge, "i guess he is")
    assert len(beat.texts(world.lounge)) == 2
    message = (await beat.case()).messages[0]
    assert (message.outcome, message.detail) == (Outcome.REFUSED, "manage_messages")
    told = beat.texts(world.log)
    assert len(told) == 1
    assert "*Manage Messages*" in told[0]
    assert not beat.letters(world.alice)


async def test_a_title_without_the_permission_is_refused(beat: Beat, world: World) -> None:
    beat.forbid("manage_threads")
    world.env.inject_error(
        "PATCH", "/channels/*", status=403, code=50013, message="Missing Permissions"
    )
    backend = world.env.backend
    thread = backend.create_thread(world.lounge.id, "bob is a clown", world.alice.id)
    await world.env.settle()
    assert backend.get_channel(thread.id).name == "bob is a clown"
    message = (await beat.case()).messages[0]
    assert (message.outcome, message.detail) == (Outcome.REFUSED, "manage_threads")
    assert "*Manage Threads and Posts*" in beat.texts(world.log)[-1]
    assert not beat.letters(world.alice)


async def test_a_nickname_without_the_permission_is_refused_and_tried_once(
    beat: Beat, world: World
) -> None:
    nora = await named(beat)
    beat.forbid("manage_nicknames")
    for text in ("hello", "hello again"):
        await nora.send(world.lounge, text)
    assert nick(world, nora) == "clown hater"
    case = await beat.case()
    assert (case.messages[0].outcome, case.count) == (Outcome.REFUSED, 1)
    assert case.messages[0].detail == "manage_nicknames"
    (told,) = beat.texts(world.log)
    assert "*Manage Nicknames*" in told
    assert not beat.letters(nora)


async def test_a_pause_that_is_not_allowed_is_refused_and_the_rest_is_done(
    beat: Beat, world: World
) -> None:
    await beat.act(Action.TIME_OUT)
    beat.forbid("moderate_members")
    await world.alice.send(world.lounge, "you clown")
    case = await beat.case()
    assert beat.texts(world.lounge) == []
    assert case.messages[0].outcome is Outcome.DONE
    assert [step.outcome for step in case.steps if step.kind is StepKind.ESCALATED] == [
        Outcome.REFUSED
    ]
    assert "*Timeout Members*" in beat.texts(world.log)[-1]


async def test_who_stands_above_the_bot_does_not_pause(beat: Beat, world: World) -> None:
    chief = world.guild.create_role("Chief")
    backend = world.env.backend
    backend.edit_role(world.guild.id, chief.id, {"position": 99})
    boss = world.guild.add_member(world.env.create_user("boss"), roles=[chief])
    await beat.act(Action.TIME_OUT)
    for text in ("you clown", "what a clown"):
        await boss.send(world.lounge, text)
    assert beat.texts(world.lounge) == []
    escalated = [step for step in (await beat.case()).steps if step.kind is StepKind.ESCALATED]
    assert {(step.outcome, step.detail) for step in escalated} == {(Outcome.REFUSED, "rank")}
    assert ["above mine" in text for text in beat.texts(world.log)] == [True]


async def test_a_webhook_that_is_not_allowed_leaves_the_message_held(
    beat: Beat, world: World
) -> None:
    await world.alice.send(world.lounge, "meh")
    beat.forbid("manage_webhooks")
    service = world.services.moderation.cases
    handled = await service.restore(world.guild.id, 1, world.moderator.id, world.env.now())
    case = await acting(world).carry_out(handled)
    assert case.steps[-1].detail == "manage_webhooks"
    assert case.held
    assert "*Manage Webhooks*" in beat.texts(world.log)[-1]


async def test_a_webhook_that_was_deleted_is_made_anew(beat: Beat, world: World) -> None:
    service = world.services.moderation.cases
    for number, text in enumerate(("meh", "what a clown"), 1):
        await world.alice.send(world.lounge, text)
        await world.env.advance_time(900)
        handled = await service.restore(world.guild.id, number, world.moderator.id, world.env.now())
        await acting(world).carry_out(handled)
        world.env.backend.webhooks.clear()
        world.env.backend.webhook_tokens.clear()
    assert beat.texts(world.lounge) == ["meh", "what a clown"]


# --- races and restarts ---------------------------------------------------------------------------


async def test_who_deletes_first_is_not_paused(beat: Beat, world: World) -> None:
    await beat.act(Action.TIME_OUT)
    world.env.inject_error(
        "DELETE", "/channels/*/messages/*", status=404, code=10008, message="Unknown Message"
    )
    await world.alice.send(world.lounge, "you clown")
    case = await beat.case()
    assert (case.messages[0].outcome, case.messages[0].detail) == (Outcome.GONE, "deleted")
    assert case.steps[-1].outcome is Outcome.GONE
    assert timed_out_until(world, world.alice) is None
    assert not beat.letters(world.alice)


async def test_who_edits_first_keeps_the_message(beat: Beat, world: World) -> None:
    """The second stage looks at the first text while its author writes another."""
    beat.judge.gate.clear()
    backend = world.env.backend
    message = backend.create_message(world.lounge.id, world.alice.id, "meh")
    await beat.until(lambda: bool(beat.judge.threads))
    backend.edit_message(world.lounge.id, message.id, {"content": "sorry"})
    await beat.until(lambda: any(post.text == "sorry" for post in beat.judge.heard))
    beat.judge.gate.set()
    await world.env.settle()
    assert beat.texts(world.lounge) == ["sorry"]
    found = (await beat.case()).messages[0]
    assert (found.outcome, found.detail) == (Outcome.GONE, "edited")


async def test_a_stop_in_the_middle_is_made_good_at_the_start(beat: Beat, world: World) -> None:
    await beat.act(Action.TIME_OUT)
    stopped = await intended(beat, "you clown")
    changed = await intended(beat, "i guess he is")
    gone = await intended(beat, "clown again")
    world.env.backend.edit_message(world.lounge.id, changed, {"content": "i like him"})
    world.env.backend.delete_message(world.lounge.id, gone)
    await world.restart()
    await world.env.settle()
    assert beat.texts(world.lounge) == ["i like him"]
    outcomes = {}
    for number in (1, 2, 3):
        case = await beat.case(number)
        outcomes |= {item.message_id: item.outcome for item in case.messages}
        assert not case.pending_steps
    assert outcomes == {stopped: Outcome.DONE, changed: Outcome.GONE, gone: Outcome.GONE}
    assert timed_out_until(world, world.alice) is not None


async def intended(beat: Beat, text: str) -> int:
    """A message about which something was decided, and nothing done before the bot stopped."""
    world = beat.world
    guilds, now = world.services.guilds, world.env.now()
    await guilds.change(world.guild.id, world.admin.id, now, moderation_on=False)
    message = await world.alice.send(world.lounge, text)
    await guilds.change(world.guild.id, world.admin.id, now, moderation_on=True)
    place = Place(
        guild_id=world.guild.id,
        channel_id=world.lounge.id,
        author_id=world.alice.id,
        message_id=message.id,
    )
    await world.services.moderation.review(Post(text), place, now)
    return message.id


async def stopped_after(beat: Beat, done: int) -> None:
    """The bot stops when it has done so many of the steps in which a message is taken down."""
    world = beat.world
    service, now = world.services.moderation, world.env.now()
    case = await beat.case()
    message, pause = case.messages[0], case.pending_steps[0]
    steps = [
        lambda: service.trying(message.id, now),
        lambda: acting(world).take_down(message),
        lambda: service.record(message.id, Outcome.DONE, None, now, owed=True),
        lambda: acting(world).finish_step(case, pause),
        lambda: acting(world).nudges.tell(case, message, None),
        lambda: service.told(message.id),
    ]
    for step in steps[:done]:
        await step()


@pytest.mark.parametrize("done", range(7))
async def test_wherever_the_bot_stops_the_words_are_held_and_their_author_hears_of_it(
    beat: Beat, world: World, done: int
) -> None:
    await beat.act(Action.TIME_OUT)
    await intended(beat, "you clown")
    await stopped_after(beat, done)
    await world.env.advance_time(60)
    await world.restart()
    await world.env.settle()
    case = await beat.case()
    assert beat.texts(world.lounge) == []
    assert [item.text for item in case.held] == ["you clown"]
    assert case.messages[0].outcome is Outcome.DONE
    assert (case.owed, case.pending_steps) == ((), ())
    until = timed_out_until(world, world.alice)
    assert until is not None
    letters = [read(letter) for letter in beat.letters(world.alice)]
    # Sent right before a stop, it is sent again: Discord drops it for its nonce, simcord does not.
    assert len(letters) == (2 if done == 5 else 1)
    assert "> you clown" in letters[-1]
    if done < 5:
        assert f"<t:{int(until.timestamp())}" in letters[-1]
    await world.restart()
    await world.env.settle()
    assert len(beat.letters(world.alice)) == len(letters), "once is enough"


async def test_a_note_that_could_not_be_written_after_the_act_loses_no_words(
    beat: Beat, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: object, **__: object) -> None:
        raise StorageError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(world.services.moderation, "record", fails)
        await world.alice.send(world.lounge, "you clown")
    assert beat.texts(world.lounge) == []
    assert not (await beat.case()).held
    await world.restart()
    await world.env.settle()
    assert [item.text for item in (await beat.case()).held] == ["you clown"]
    assert len(beat.letters(world.alice)) == 1


async def test_who_deletes_before_the_bot_tries_is_neither_paused_nor_written_to(
    beat: Beat, world: World
) -> None:
    await beat.act(Action.TIME_OUT)
    gone = await intended(beat, "you clown")
    world.env.backend.delete_message(world.lounge.id, gone)
    await world.restart()
    await world.env.settle()
    case = await beat.case()
    assert (case.messages[0].outcome, case.messages[0].detail) == (Outcome.GONE, "deleted")
    assert case.steps[1].outcome is Outcome.GONE
    assert timed_out_until(world, world.alice) is None
    assert not beat.letters(world.alice)


async def test_what_was_given_back_before_its_author_was_told_needs_no_letter(
    beat: Beat, world: World
) -> None:
    await beat.act(Action.TIME_OUT)
    await intended(beat, "you clown")
    await stopped_after(beat, 4)
    await world.services.moderation.cases.restore(
        world.guild.id, 1, world.moderator.id, world.env.now()
    )
    await world.restart()
    await world.env.settle()
    assert beat.texts(world.lounge) == ["you clown"]
    assert not any("taken down" in read(letter) for letter in beat.letters(world.alice))
    assert not (await beat.case()).owed


@pytest.mark.parametrize("is_tried", [True, False])
async def test_a_nickname_that_is_gone_after_a_stop_was_taken_by_whoever_was_about_to(
    beat: Beat, world: World, is_tried: bool
) -> None:
    await beat.choose(profiles=True)
    place = Place(world.guild.id, world.lounge.id, world.alice.id, kind=MessageKind.NICKNAME)
    service, now = world.services.moderation, world.env.now()
    decision = await service.review(Post("such a clown"), place, now)
    assert decision.message is not None
    if is_tried:
        await service.trying(decision.message.id, now)
    await world.restart()
    await world.env.settle()
    found = (await beat.case()).messages[0].outcome
    assert found is (Outcome.DONE if is_tried else Outcome.GONE)
    assert len(beat.letters(world.alice)) == is_tried


@pytest.mark.parametrize("stood", [True, False])
async def test_what_was_to_be_given_back_stands_once_after_a_stop(
    beat: Beat, world: World, stood: bool
) -> None:
    """The bot stopped before it wrote down how it went: right after the post, or before it."""
    await beat.act(Action.TIME_OUT)
    await world.alice.send(world.lounge, "you clown")
    await world.env.advance_time(60)
    service = world.services.moderation.cases
    handled = await service.restore(world.guild.id, 1, world.moderator.id, world.env.now())
    if stood:
        await acting(world).give_back(handled.restore[0])
    await world.restart()
    await world.env.settle()
    assert beat.texts(world.lounge) == ["you clown"]
    assert timed_out_until(world, world.alice) is None
    case = await beat.case()
    assert case.steps[-1].outcome is Outcome.DONE
    assert case.messages[0].restored_as == world.lounge.history()[-1].id


async def test_a_pause_that_is_over_by_the_start_is_not_set(beat: Beat, world: World) -> None:
    await beat.act(Action.TIME_OUT)
    await intended(beat, "you clown")
    await world.env.advance_time(2 * 3600)
    await world.restart()
    await world.env.settle()
    assert timed_out_until(world, world.alice) is None
    escalated = [step for step in (await beat.case()).steps if step.kind is StepKind.ESCALATED]
    assert [(step.outcome, step.detail) for step in escalated] == [(Outcome.GONE, "over")]
