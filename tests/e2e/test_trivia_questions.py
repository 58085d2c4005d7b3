"""Servers' own questions: suggested, looked at, decided, asked, reported, retired."""

from __future__ import annotations

import json

import discord
import simcord

from tests.e2e.conftest import World, told

FORM = {
    "prompt": "Which colour is the bot's leaf?",
    "answers": "Green\nThe green one",
    "distractors": "Blue\nRed\nYellow",
    "explanation": "It is a leaf.",
    "source": "https://example.org/leaf",
}


async def suggest(
    world: World, member: simcord.MemberActor, **changes: str
) -> simcord.InteractionResult:
    shown = await member.slash(
        world.trivia, "trivia suggest", category="making", difficulty="easy", season=0
    )
    return await member.submit_modal(shown, {**FORM, **changes})


def last_card(world: World) -> discord.Message:
    message = world.log.last_message
    assert message is not None
    return message


async def log_to_channel(world: World) -> None:
    await world.services.guilds.change(
        world.guild.id, world.admin.id, world.env.now(), log_channel=world.log.id
    )


async def test_a_suggestion_is_approved_and_its_author_told_and_credited(world: World) -> None:
    await log_to_channel(world)
    sent = await suggest(world, world.alice)
    assert "moderators look at it" in told(sent)
    card = last_card(world)
    assert "Which colour" in (card.embeds[0].description or "")
    assert not world.services.questions.active(world.guild.id)

    refused = await world.bob.click(card, label="Approve")
    assert "moderators" in told(refused)
    await world.moderator.click(card, label="Approve")
    (question,) = world.services.questions.active(world.guild.id)
    assert question.aliases == ("The green one",)
    assert world.services.questions.author(world.guild.id, question.id) == world.alice.id
    letters = world.env.backend  # the direct message is in the author's own channel
    assert letters is not None
    message = world.alice.user.dm_channel.last_message
    assert message is not None
    assert "Your question is in" in message.content


async def test_a_rejection_tells_the_author_why(world: World) -> None:
    await log_to_channel(world)
    await suggest(world, world.alice)
    form = await world.moderator.click(last_card(world), label="Reject")
    await world.moderator.submit_modal(form, {"reason": "We have one like it."})
    message = world.alice.user.dm_channel.last_message
    assert message is not None
    assert "We have one like it." in message.content
    assert not world.services.questions.active(world.guild.id)


async def test_two_moderators_do_not_decide_twice(world: World) -> None:
    await log_to_channel(world)
    await suggest(world, world.alice)
    card = last_card(world)
    custom_id = world.buttons(card)["Approve"].custom_id
    assert custom_id is not None
    await world.moderator.click(card, label="Approve")
    (question,) = world.services.questions.active(world.guild.id)
    review = await world.admin.slash(world.log, "questions review")
    assert "Nothing waits" in told(review)
    assert question.prompt == FORM["prompt"]


async def test_a_draft_that_does_not_hold_is_refused_with_the_mend(world: World) -> None:
    few = await suggest(world, world.alice, distractors="Blue")
    assert "three to five wrong answers" in told(few)
    both = await suggest(world, world.alice, distractors="Blue\nRed\ngreen")
    assert "stands among the right and the wrong" in told(both)


async def test_a_question_above_the_servers_ceiling_is_refused(world: World) -> None:
    await world.services.guilds.change(world.guild.id, world.admin.id, world.env.now(), ceiling=1)
    shown = await world.alice.slash(
        world.trivia, "trivia suggest", category="making", difficulty="easy", season=2
    )
    refused = await world.alice.submit_modal(shown, FORM)
    assert "up to season 1" in told(refused)


async def test_a_moderator_sees_a_preview_edits_it_and_approves(world: World) -> None:
    shown = await world.moderator.slash(
        world.log, "questions add", category="making", difficulty="hard", season=0
    )
    preview = await world.moderator.submit_modal(shown, FORM)
    assert preview.ephemeral
    assert preview.response is not None
    form = await world.moderator.click(preview.response, label="Edit")
    changed = await world.moderator.submit_modal(form, {**FORM, "prompt": "What colour is it?"})
    assert changed.response is not None
    await world.moderator.click(changed.response, label="Approve")
    (question,) = world.services.questions.active(world.guild.id)
    assert question.prompt == "What colour is it?"
    retired = await world.moderator.slash(world.log, "questions retire", question=question.id)
    assert "Retired" in told(retired)
    assert not world.services.questions.active(world.guild.id)


async def test_members_may_not_use_the_moderators_commands(world: World) -> None:
    assert "questions review" not in world.alice.available_commands(world.trivia)


async def test_three_reports_make_a_question_rest_until_it_was_looked_at(world: World) -> None:
    question = world.services.bank.all()[0]
    for member in (world.alice, world.bob, world.admin):
        answer = await member.slash(
            world.trivia, "trivia report", reason="wrong", question=question.id
        )
    assert "rests" in told(answer)
    assert question.id in world.services.questions.resting(world.guild.id)
    shown = await world.moderator.slash(world.log, "questions reported")
    assert shown.response is not None or shown.followups
    resolved = await world.moderator.slash(world.log, "questions resolve", question=question.id)
    assert "asked again" in told(resolved)
    assert not world.services.questions.resting(world.guild.id)


async def test_one_member_reporting_thrice_is_one_report(world: World) -> None:
    question = world.services.bank.all()[0]
    for _ in range(3):
        answer = await world.alice.slash(
            world.trivia, "trivia report", reason="typo", question=question.id
        )
    assert "1 member" in told(answer)


async def test_questions_survive_a_restart_and_are_asked(world: World) -> None:
    shown = await world.moderator.slash(
        world.log, "questions add", category="making", difficulty="hard", season=0
    )
    preview = await world.moderator.submit_modal(shown, FORM)
    assert preview.response is not None
    await world.restart()
    await world.moderator.click(preview.response, label="Approve")
    own = world.services.questions.active(world.guild.id)
    assert [question.prompt for question in own] == [FORM["prompt"]]


async def test_questions_travel_as_a_file(world: World) -> None:
    content = json.dumps(
        [
            {
                "category": "making",
                "type": "multiple",
                "difficulty": "easy",
                "question": "What is &quot;tea&quot;?",
                "correct_answer": "A drink",
                "incorrect_answers": ["A hat", "A boat", "A song"],
            },
            {"question": "", "correct_answer": "nothing"},
        ]
    ).encode()
    file = ("questions.json", content)
    result = await world.moderator.slash(world.log, "questions import", file=file)
    assert "1 question is in" in told(result)
    assert "1 was skipped" in told(result)
    (question,) = world.services.questions.active(world.guild.id)
    assert question.prompt == 'What is "tea"?'
    exported = await world.moderator.slash(world.log, "questions export")
    answer = next(a for a in (*exported.followups, exported.response) if a and a.attachments)
    assert b"What is" in await answer.attachments[0].read()
