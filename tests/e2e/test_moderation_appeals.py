"""What members say against a case, what moderators answer, and how it comes back to them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import discord
import pytest
import simcord

from discord_bot.moderation.appeals import Appeal, AppealState
from discord_bot.moderation.cases import CaseState
from discord_bot.moderation.policy import Action
from tests.e2e.conftest import World, told
from tests.e2e.moderating import Beat, open_beat, read
from tests.e2e.reading import answer, custom_ids, shown_text


@pytest.fixture
async def beat(tmp_path: Path) -> AsyncIterator[Beat]:
    """A server with everything enforced, and a judge whose verdicts hang on a word."""
    async with open_beat(tmp_path / "fanbot.db") as opened:
        yield opened


@pytest.fixture(autouse=True)
def world(beat: Beat) -> World:
    return beat.world


async def touched(beat: Beat, text: str = "what a lovely clown") -> discord.Message:
    """A message of Alice's was taken down; her letter about it."""
    await beat.world.alice.send(beat.world.lounge, text)
    return beat.letters(beat.world.alice)[-1]


async def appealed(beat: Beat, text: str = "It is about *my* costume") -> simcord.InteractionResult:
    """Alice appeals by the button in her letter."""
    form = await beat.world.alice.user.click(await touched(beat), label="This is wrong")
    return await beat.world.alice.user.submit_modal(form, {"text": text})


WAITS = "and waits for an answer"


def in_log(world: World, text: str) -> discord.Message:
    """The newest message of the log with a text in it."""
    found = [message for message in world.log.history() if text in read(message)]
    assert found, [read(message) for message in world.log.history()]
    return found[-1]


async def appeal_of(beat: Beat, number: int = 1) -> Appeal:
    (found,) = await beat.world.services.moderation.appeals.of_case(beat.world.guild.id, number)
    return found


async def answered(
    beat: Beat, message: discord.Message, label: str, text: str = ""
) -> simcord.InteractionResult:
    form = await beat.world.moderator.click(message, label=label)
    return await beat.world.moderator.submit_modal(form, {"text": text} if text else {})


# --- appealing ------------------------------------------------------------------------------------


async def test_an_appeal_from_a_letter_reaches_moderators_by_card_notice_and_queue(
    beat: Beat, world: World
) -> None:
    result = await appealed(beat)
    assert "answer you in private" in told(result)
    assert "</appeal:" in told(result)
    card = in_log(world, WAITS)
    assert r"It is about \*my\* costume" in read(card)
    assert f"{world.alice.mention} appealed" in read(card)
    notice = in_log(world, "appeals against case 1")
    assert "costume" not in notice.content
    (way,) = world.buttons(notice).values()
    assert (way.url or "").endswith(f"{card.channel.id}/{card.id}")
    queue = await world.moderator.slash(world.log, "case queue", state="appealed")
    assert "**appeal waits**" in shown_text(answer(queue))


async def test_an_appeal_is_granted_and_everything_undone(beat: Beat, world: World) -> None:
    await appealed(beat)
    result = await answered(beat, in_log(world, WAITS), "Grant the appeal", "Enjoy!")
    assert f"{world.alice.mention} has your answer" in told(result)
    assert beat.texts(world.lounge) == ["what a lovely clown"]
    letter = beat.letters(world.alice)[-1].content
    assert "was granted" in letter
    assert "> Enjoy!" in letter
    assert len(beat.letters(world.alice)) == 2, "one letter about the answer, and no second"
    assert (await beat.case()).state is CaseState.OVERRULED
    card = in_log(world, "**Overruled**")
    assert f"{world.moderator.mention} granted it" in read(card)
    assert "The answer: Enjoy!" in read(card)
    assert "mod:grant" not in str(card.components)


async def test_an_appeal_is_declined_with_a_reason(beat: Beat, world: World) -> None:
    await appealed(beat)
    card = in_log(world, WAITS)
    form = await world.moderator.click(card, label="Decline the appeal")
    with pytest.raises(simcord.SetupError, match="text"):
        await world.moderator.submit_modal(form, {})
    await world.moderator.submit_modal(form, {"text": "It named *Bob*."})
    assert r"> It named \*Bob\*." in beat.letters(world.alice)[-1].content
    assert "the decision stays" in beat.letters(world.alice)[-1].content
    assert beat.texts(world.lounge) == []
    assert (await beat.case()).state is CaseState.UPHELD
    assert "declined it" in read(in_log(world, "**Upheld**"))


async def test_an_answer_to_who_takes_no_messages_waits_in_appeal(beat: Beat, world: World) -> None:
    await appealed(beat)
    beat.close_letters(world.alice)
    result = await answered(beat, in_log(world, WAITS), "Decline the appeal", "It named Bob.")
    assert "takes no direct messages" in told(result)
    shown = answer(await world.alice.slash(world.lounge, "appeal"))
    assert "the decision stays" in shown_text(shown)
    assert "It named Bob." in shown_text(shown)


async def test_overruling_a_case_grants_its_appeal(beat: Beat, world: World) -> None:
    await appealed(beat)
    await world.moderator.click(in_log(world, WAITS), label="Overrule")
    assert (await appeal_of(beat)).state is AppealState.GRANTED
    assert "was granted" in beat.letters(world.alice)[-1].content
    assert len(beat.letters(world.alice)) == 2
    assert "mod:decline" not in str(in_log(world, "Case 1").components)


async def test_the_second_moderator_is_told_who_answered(beat: Beat, world: World) -> None:
    await appealed(beat)
    card = in_log(world, WAITS)
    mine = await world.moderator.click(card, label="Grant the appeal")
    theirs = await world.admin.click(card, label="Decline the appeal")
    await world.admin.submit_modal(theirs, {"text": "No."})
    late = await world.moderator.submit_modal(mine, {})
    assert f"{world.admin.mention} has declined this appeal" in told(late)
    assert (await appeal_of(beat)).state is AppealState.DECLINED
    assert "declined it" in read(in_log(world, "Case 1"))


async def test_members_answer_no_appeals(beat: Beat, world: World) -> None:
    await appealed(beat)
    for member in (world.alice, world.bob):
        refused = await member.click(in_log(world, "Case 1"), label="Grant the appeal")
        assert "moderators" in told(refused)
    assert (await appeal_of(beat)).state is AppealState.WAITING


async def test_nobody_answers_an_appeal_of_their_own(beat: Beat, world: World) -> None:
    await world.moderator.send(world.lounge, "you clown")
    letter = beat.letters(world.moderator)[-1]
    form = await world.moderator.user.click(letter, label="This is wrong")
    await world.moderator.user.submit_modal(form, {"text": "I am a moderator"})
    refused = await world.moderator.click(in_log(world, "Case 1"), label="Grant the appeal")
    assert "message of yours" in told(refused)


async def test_an_appeal_is_made_once_and_not_against_what_was_overruled(
    beat: Beat, world: World
) -> None:
    await appealed(beat)
    again = await world.alice.user.click(beat.letters(world.alice)[-1], label="This is wrong")
    assert "appealed against case 1 already" in told(again)
    await world.env.advance_time(900)
    letter = await touched(beat, "you clown")
    await world.moderator.click(in_log(world, "Case 2"), label="Overrule")
    over = await world.alice.user.click(letter, label="This is wrong")
    assert "in your favour already" in told(over)


async def test_buttons_work_after_a_restart(beat: Beat, world: World) -> None:
    letter = await touched(beat)
    await world.restart()
    form = await world.alice.user.click(letter, label="This is wrong")
    await world.alice.user.submit_modal(form, {"text": "It is about my costume"})
    card = in_log(world, WAITS)
    await world.restart()
    await answered(beat, card, "Grant the appeal")
    assert beat.texts(world.lounge) == ["what a lovely clown"]


async def test_without_a_log_appeals_wait_in_the_queue(beat: Beat, world: World) -> None:
    guilds, now = world.services.guilds, world.env.now()
    await guilds.change(world.guild.id, world.admin.id, now, log_channel=None)
    await appealed(beat)
    queue = answer(await world.moderator.slash(world.log, "case queue", state="appealed"))
    opening = next(item for item in custom_ids(queue) if item.startswith("queue:open:"))
    copy = answer(await world.moderator.select(queue, ["1"], custom_id=opening))
    form = await world.moderator.click(copy, label="Grant the appeal")
    await world.moderator.submit_modal(form, {})
    assert "**Overruled**" in shown_text(copy)
    assert beat.texts(world.lounge) == ["what a lovely clown"]


# --- /appeal --------------------------------------------------------------------------------------


async def test_the_list_shows_ones_own_cases_alone_with_their_state(
    beat: Beat, world: World
) -> None:
    await touched(beat)
    await world.bob.send(world.lounge, "i guess he is")
    shown = await world.alice.slash(world.lounge, "appeal")
    assert shown.ephemeral
    text = shown_text(answer(shown))
    assert "attacking a person" in text
    assert "what a lovely **__clown__**" in text
    assert "No moderator has decided" in text
    assert "guess" not in text
    nothing = await world.admin.slash(world.lounge, "appeal")
    assert "Nothing of yours was touched" in shown_text(answer(nothing))


async def test_from_the_list_to_the_reasons_to_an_appeal_within_one_command(
    beat: Beat, world: World
) -> None:
    await touched(beat)
    listed = answer(await world.alice.slash(world.lounge, "appeal"))
    why = await world.alice.select(listed, ["1"], custom_id=custom_ids(listed)[0])
    assert "It reads like an attack on somebody." in told(why)
    assert "no insults, threats" in told(why)
    form = await world.alice.click(answer(why), label="This is wrong")
    await world.alice.submit_modal(form, {"text": "It is about my costume"})
    assert (await appeal_of(beat)).text == "It is about my costume"
    again = await world.alice.slash(world.lounge, "appeal", case=1)
    assert "a moderator will answer" in told(again)
    assert "mod:appeal" not in " ".join(custom_ids(answer(again)))


async def test_the_case_of_somebody_else_is_not_shown(beat: Beat, world: World) -> None:
    await touched(beat)
    refused = await world.bob.slash(world.lounge, "appeal", case=1)
    assert "not about a message of yours" in told(refused)


async def test_what_was_only_noted_is_not_told(beat: Beat, world: World) -> None:
    await beat.act(Action.LOG)
    await world.alice.send(world.lounge, "you clown")
    shown = await world.alice.slash(world.lounge, "appeal")
    assert "Nothing of yours was touched" in shown_text(answer(shown))
    refused = await world.alice.slash(world.lounge, "appeal", case=1)
    assert "not about a message of yours" in told(refused)


async def test_a_warned_member_reads_why_and_appeals_from_the_warning(
    beat: Beat, world: World
) -> None:
    await beat.act(Action.LOG)
    await world.alice.send(world.lounge, "you clown")
    form = await world.moderator.click(in_log(world, "Case 1"), label="Warn")
    await world.moderator.submit_modal(form, {})
    letter = beat.letters(world.alice)[-1]
    why = await world.alice.user.click(letter, label="Why?")
    assert "It rests on: “clown”" in told(why)
    form = await world.alice.user.click(letter, label="This is wrong")
    await world.alice.user.submit_modal(form, {"text": "It was a quotation"})
    await answered(beat, in_log(world, WAITS), "Grant the appeal")
    standing = await world.services.moderation.cases.standing(
        world.guild.id, world.alice.id, world.env.now()
    )
    assert not standing.warnings
    shown = await world.alice.slash(world.lounge, "appeal")
    assert "it was granted" in shown_text(answer(shown))
