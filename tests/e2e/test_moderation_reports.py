"""What can be asked of a single message: a report, why it was touched, and a dry run."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import discord
import pytest
import simcord

from discord_bot.moderation.cases import CaseState, StepKind
from discord_bot.moderation.model import Label
from discord_bot.moderation.policy import Action, MessageKind
from tests.e2e.conftest import World, told
from tests.e2e.moderating import Beat, open_beat, read
from tests.e2e.reading import answer, shown_text

REPORT, WHY, CHECK = "Report to moderators", "Why was this touched?", "Check this message"


@pytest.fixture
async def beat(tmp_path: Path) -> AsyncIterator[Beat]:
    """A server with everything enforced, and a judge whose verdicts hang on a word."""
    async with open_beat(tmp_path / "fanbot.db") as opened:
        yield opened


@pytest.fixture(autouse=True)
def world(beat: Beat) -> World:
    return beat.world


async def reported(
    world: World, member: simcord.MemberActor, message: discord.Message, note: str = ""
) -> simcord.InteractionResult:
    form = await member.context_menu(world.lounge, REPORT, message)
    return await member.submit_modal(form, {"text": note} if note else {})


# --- reports --------------------------------------------------------------------------------------


async def test_a_report_is_a_case_with_a_card_and_the_author_never_learns_of_it(
    beat: Beat, world: World
) -> None:
    message = await world.alice.send(world.lounge, "nobody asked you")
    result = await reported(world, world.bob, message, "she is *mean* to me")
    assert "is not told who reported it" in told(result)
    assert result.ephemeral
    card = world.log.last_message
    assert card is not None
    text = read(card)
    assert "Case 1: reported by a member" in text
    assert r"reported it: “she is \*mean\* to me”" in text
    assert world.bob.mention in text
    assert "a member asks you to look" in text
    assert (await beat.case()).kind is MessageKind.REPORT
    assert beat.texts(world.lounge) == ["nobody asked you"]
    assert not beat.letters(world.alice)
    listed = await world.alice.slash(world.lounge, "appeal")
    assert "Nothing of yours was touched" in shown_text(answer(listed))
    why = await world.alice.context_menu(world.lounge, WHY, message)
    assert "Nothing was done" in told(why)


async def test_not_even_when_moderators_agree(beat: Beat, world: World) -> None:
    message = await world.alice.send(world.lounge, "nobody asked you")
    await reported(world, world.bob, message)
    card = world.log.last_message
    assert card is not None
    form = await world.moderator.click(card, label="Warn")
    await world.moderator.submit_modal(form, {})
    assert (await beat.case()).state is CaseState.UPHELD
    listed = await world.alice.slash(world.lounge, "appeal")
    shown = [shown_text(answer(listed)), read(beat.letters(world.alice)[-1])]
    shown.append(told(await world.alice.slash(world.lounge, "appeal", case=1)))
    for text in shown:
        assert "report" not in text.lower()
        assert world.bob.mention not in text
    assert "looked at by a moderator" in shown[0]


async def test_a_message_that_has_a_case_gets_the_report_added(beat: Beat, world: World) -> None:
    await beat.act(Action.LOG)
    message = await world.alice.send(world.lounge, "you clown")
    await reported(world, world.bob, message)
    case = await beat.case()
    assert [step.kind for step in case.steps if step.user_id] == [StepKind.REPORTED]
    assert len(world.log.history()) == 1
    card = world.log.last_message
    assert card is not None
    assert f"{world.bob.mention} reported it" in read(card)


async def test_nobody_reports_twice_or_themselves_or_an_app(beat: Beat, world: World) -> None:
    message = await world.alice.send(world.lounge, "nobody asked you")
    await reported(world, world.bob, message)
    assert "reported this message already" in told(await reported(world, world.bob, message))
    own = await world.alice.context_menu(world.lounge, REPORT, message)
    assert "your own message" in told(own)
    robot = world.guild.add_member(world.env.create_user("robot", bot=True))
    beep = await robot.send(world.lounge, "beep")
    assert "by an app" in told(await world.bob.context_menu(world.lounge, REPORT, beep))


async def test_a_picture_can_be_reported(beat: Beat, world: World) -> None:
    backend = world.env.backend
    files = backend.store_attachments(world.lounge.id, [("mean.png", b"picture")])
    sent = backend.create_message(world.lounge.id, world.alice.id, "", attachments=files)
    await world.env.settle()
    message = world.lounge.last_message
    assert message is not None
    assert message.id == sent.id
    await reported(world, world.bob, message, "that is me")
    card = world.log.last_message
    assert card is not None
    assert "It has no words" in read(card)
    await world.moderator.click(card, label="Uphold")
    assert (await beat.case()).state is CaseState.UPHELD
    checked = await world.moderator.context_menu(world.lounge, CHECK, message)
    assert "no words" in told(checked)


async def test_reports_have_a_cooldown(beat: Beat, world: World) -> None:
    results = []
    for number in range(6):
        message = await world.alice.send(world.lounge, f"{number}, you know")
        results.append(told(await reported(world, world.bob, message)))
    assert "Thank you" in results[4]
    assert "Thank you" not in results[5]


async def test_where_moderation_is_off_reports_go_to_people(beat: Beat, world: World) -> None:
    guilds, now = world.services.guilds, world.env.now()
    await guilds.change(world.guild.id, world.admin.id, now, moderation_on=False)
    message = await world.alice.send(world.lounge, "nobody asked you")
    refused = await world.bob.context_menu(world.lounge, REPORT, message)
    assert "write to a moderator directly" in told(refused)


async def test_where_the_judge_fails_a_report_is_not_lost_in_silence(
    beat: Beat, world: World
) -> None:
    message = await world.alice.send(world.lounge, "nobody asked you")
    form = await world.bob.context_menu(world.lounge, REPORT, message)
    beat.judge.is_down = True
    refused = await world.bob.submit_modal(form, {})
    assert "try again in a few minutes" in told(refused)


# --- why ------------------------------------------------------------------------------------------


async def test_moderators_see_the_case_of_any_message(beat: Beat, world: World) -> None:
    await beat.act(Action.LOG)
    message = await world.alice.send(world.lounge, "you clown")
    shown = await world.moderator.context_menu(world.lounge, WHY, message)
    assert shown.ephemeral
    assert "Case 1" in shown_text(answer(shown))
    await world.moderator.click(answer(shown), label="Uphold")
    assert (await beat.case()).state is CaseState.UPHELD
    other = await world.alice.send(world.lounge, "lunch?")
    assert "no case" in told(await world.moderator.context_menu(world.lounge, WHY, other))


async def test_members_ask_of_their_own_messages_alone(beat: Beat, world: World) -> None:
    await beat.act(Action.LOG)
    message = await world.alice.send(world.lounge, "you clown")
    assert "Only its author" in told(await world.bob.context_menu(world.lounge, WHY, message))
    assert "Nothing was done" in told(await world.alice.context_menu(world.lounge, WHY, message))


async def test_a_message_that_was_given_back_tells_why_it_was_away(
    beat: Beat, world: World
) -> None:
    await world.alice.send(world.lounge, "what a lovely clown")
    card = world.log.last_message
    assert card is not None
    await world.moderator.click(card, label="Restore")
    back = world.lounge.last_message
    assert back is not None
    assert back.webhook_id is not None
    told_why = await world.alice.context_menu(world.lounge, WHY, back)
    assert "It reads like an attack on somebody." in told(told_why)
    refused = await world.bob.context_menu(world.lounge, WHY, back)
    assert "Only its author" in told(refused)


async def test_what_was_given_back_is_its_authors_and_not_the_webhooks(
    beat: Beat, world: World
) -> None:
    await world.alice.send(world.lounge, "what a lovely clown")
    card = world.log.last_message
    assert card is not None
    await world.moderator.click(card, label="Overrule")
    back = world.lounge.last_message
    assert back is not None
    refused = await world.alice.context_menu(world.lounge, REPORT, back)
    assert "your own" in told(refused)
    await reported(world, world.bob, back, "still mean")
    case = await beat.case(2)
    assert (case.kind, case.authors) == (MessageKind.REPORT, (world.alice.id,))
    assert case.messages[0].message_id == back.id


async def test_edited_and_reposted_words_are_their_authors(beat: Beat, world: World) -> None:
    await beat.act(Action.NUDGE)
    await world.alice.send(world.lounge, "what a lovely clown")
    letter = beat.letters(world.alice)[-1]
    asked = await world.alice.user.click(letter, label="Edit and repost")
    await world.alice.user.submit_modal(asked, {"text": "what a lovely scene"})
    back = world.lounge.last_message
    assert back is not None
    told_why = await world.alice.context_menu(world.lounge, WHY, back)
    assert "It reads like an attack on somebody." in told(told_why)
    refused = await world.bob.context_menu(world.lounge, WHY, back)
    assert "Only its author" in told(refused)
    for reporter in (world.bob, world.moderator):
        await reported(world, reporter, back, "")
    case = await beat.case(2)
    assert (case.authors, case.count) == ((world.alice.id,), 1)
    assert case.messages[0].text == "what a lovely scene"
    again = await world.alice.context_menu(world.lounge, WHY, back)
    assert "It reads like an attack on somebody." in told(again), "not that it was reported"


# --- dry run --------------------------------------------------------------------------------------


async def test_a_dry_run_tells_the_verdict_and_writes_nothing(beat: Beat, world: World) -> None:
    guilds, now = world.services.guilds, world.env.now()
    await guilds.change(world.guild.id, world.admin.id, now, moderation_on=False)
    message = await world.alice.send(world.lounge, "you *clown*")
    await guilds.change(world.guild.id, world.admin.id, now, moderation_on=True)
    shown = await world.moderator.context_menu(world.lounge, CHECK, message)
    assert shown.ephemeral
    text = shown_text(answer(shown))
    assert r"> you \***__clown__**\*" in text
    assert "**attacking a person** (95 % sure)" in text
    assert "It reads like an attack on somebody." in text
    assert "If it were written now, it would be taken down." in text
    assert await beat.has_no_case()
    assert beat.texts(world.lounge) == ["you *clown*"]
    await beat.enforce(Label.SPECULATION)
    shown = await world.moderator.context_menu(world.lounge, CHECK, message)
    assert "it would be noted" in shown_text(answer(shown))


async def test_a_dry_run_knows_who_is_left_alone(beat: Beat, world: World) -> None:
    role = world.guild.create_role("Poets")
    poet = world.guild.add_member(world.env.create_user("poet"), roles=[role])
    await beat.choose(exempt_roles=frozenset({role.id}))
    message = await poet.send(world.lounge, "you clown")
    shown = await world.moderator.context_menu(world.lounge, CHECK, message)
    assert "It would not be looked at" in shown_text(answer(shown))
    assert "**attacking a person** (95 % sure)" in shown_text(answer(shown))


async def test_a_dry_run_of_what_is_fine(beat: Beat, world: World) -> None:
    message = await world.alice.send(world.lounge, "I came out to my mum today")
    shown = await world.moderator.context_menu(world.lounge, CHECK, message)
    assert "It would be left alone." in shown_text(answer(shown))


async def test_a_dry_run_knows_what_moderators_taught(beat: Beat, world: World) -> None:
    await world.alice.send(world.lounge, "what a lovely clown")
    card = world.log.last_message
    assert card is not None
    await world.moderator.click(card, label="Overrule")
    message = await world.bob.send(world.lounge, "What a lovely clown!")
    shown = await world.moderator.context_menu(world.lounge, CHECK, message)
    assert "called a message like this one fine" in shown_text(answer(shown))
    assert "It would be left alone." in shown_text(answer(shown))


async def test_members_have_no_dry_run(beat: Beat, world: World) -> None:
    message = await world.alice.send(world.lounge, "hello")
    with pytest.raises(simcord.SetupError):
        await world.alice.context_menu(world.lounge, CHECK, message)
