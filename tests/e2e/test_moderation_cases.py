"""Cards, their buttons, the queue and members' standing, as moderators use them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import discord
import pytest
import simcord
from simcord.backend.models import Interaction
from simcord.backend.serializers import message_payload
from simcord.components import walk_components
from simcord.interactions import base_payload

from cogs.moderation import board
from discord_bot.moderation.cases import CaseState, Outcome, StepKind
from discord_bot.moderation.model import Label
from discord_bot.moderation.policy import Action, Escalation
from discord_bot.sharding import Shards
from tests.e2e.conftest import World, told
from tests.e2e.moderating import Beat, open_beat, read
from tests.e2e.reading import answer, component, custom_ids, shown_text


@pytest.fixture
async def beat(tmp_path: Path) -> AsyncIterator[Beat]:
    """A server with everything enforced, and a judge whose verdicts hang on a word."""
    async with open_beat(tmp_path / "fanbot.db") as opened:
        yield opened


@pytest.fixture(autouse=True)
def world(beat: Beat) -> World:
    return beat.world


@pytest.fixture
def sheriff(world: World) -> simcord.MemberActor:
    """A moderator who may let members pause."""
    allowed = discord.Permissions(manage_messages=True, moderate_members=True)
    role = world.guild.create_role("Sheriffs", permissions=allowed)
    return world.guild.add_member(world.env.create_user("shira"), roles=[role])


def last(world: World) -> discord.Message:
    """The newest message in the log."""
    message = world.log.last_message
    assert message is not None
    return message


def is_disabled(card: discord.Message, label: str) -> bool:
    def walk(items: object) -> bool | None:
        for item in items:  # type: ignore[attr-defined]
            if getattr(item, "label", None) == label:
                return bool(item.disabled)
            found = walk(getattr(item, "children", ()))
            if found is not None:
                return found
        return None

    found = walk(card.components)
    assert found is not None
    return found


def timed_out_until(world: World, member: simcord.MemberActor) -> datetime | None:
    text = world.env.backend.get_member(world.guild.id, member.id).timed_out_until
    return None if text is None else datetime.fromisoformat(text)


# --- the card -------------------------------------------------------------------------------------


async def test_a_card_tells_what_why_who_where_and_what_was_done(beat: Beat, world: World) -> None:
    await world.alice.send(world.lounge, "he is a clown <@&5> *wow*\nand that is that")
    text = read(last(world))
    assert "Case 1: attacking a person" in text
    assert "95 % sure" in text
    assert r"> he is a **__clown__** <@&5> \*wow\*" in text
    assert "> and that is that" in text
    assert "It reads like an attack on somebody." in text
    assert "no insults, threats" in text
    assert world.alice.mention in text
    assert world.lounge.mention in text
    assert f"/{world.guild.id}/{world.lounge.id}/" in text
    assert "**Done**: taken down." in text
    assert "opened" in text
    assert "Kit Connor" not in text, "a card says nothing of people, but quotes what was written"
    case = await beat.case()
    assert case.card_message_id == last(world).id
    assert is_disabled(last(world), "Restore") is False
    assert is_disabled(last(world), "Uphold") is False


async def test_in_watch_mode_a_card_tells_what_would_have_been_done(
    beat: Beat, world: World
) -> None:
    await beat.choose(enforced=frozenset())
    await world.alice.send(world.lounge, "you clown")
    text = read(last(world))
    assert "this rule is not enforced. It would have been taken down." in text
    assert is_disabled(last(world), "Restore")


async def test_a_card_says_what_discord_refused(beat: Beat, world: World) -> None:
    beat.forbid("manage_messages")
    await world.alice.send(world.lounge, "you clown")
    cards = [read(message) for message in world.log.history() if "Case 1" in read(message)]
    assert len(cards) == 1
    assert "**Refused**: it should have been taken down." in cards[0]
    assert "*Manage Messages*" in cards[0]


async def test_repeats_renew_the_same_card(beat: Beat, world: World) -> None:
    for number in range(5):
        await world.alice.send(world.lounge, f"you clown, {number} times")
    assert len(world.log.history()) == 1
    text = read(last(world))
    assert "5 times" in text
    assert text.count("> you") == 3
    assert "2 more messages in between" in text


async def test_without_a_log_the_queue_has_the_case(beat: Beat, world: World) -> None:
    guilds, now = world.services.guilds, world.env.now()
    await guilds.change(world.guild.id, world.admin.id, now, log_channel=None)
    await world.alice.send(world.lounge, "you clown")
    assert (await beat.case()).card_message_id is None
    shown = await world.moderator.slash(world.log, "case queue")
    assert shown.ephemeral
    assert "attacking a person" in shown_text(answer(shown))


async def test_a_log_that_refuses_loses_nothing_and_a_deleted_card_comes_again(
    beat: Beat, world: World
) -> None:
    beat.env.inject_error(
        "POST", f"/channels/{world.log.id}/messages", status=403, code=50013, message="Missing"
    )
    await world.alice.send(world.lounge, "you clown")
    assert (await beat.case()).card_message_id is None
    await world.alice.send(world.lounge, "you clown")
    first = last(world)
    world.env.backend.delete_message(world.log.id, first.id)
    await world.alice.send(world.lounge, "you clown")
    assert last(world).id != first.id
    assert "3 times" in read(last(world))


# --- each button ----------------------------------------------------------------------------------


async def test_uphold(beat: Beat, world: World) -> None:
    await world.alice.send(world.lounge, "you clown")
    await world.moderator.click(last(world), label="Uphold")
    card = last(world)
    assert f"{world.moderator.mention} upheld it" in read(card)
    assert "**Upheld**" in read(card)
    assert is_disabled(card, "Uphold")
    assert (await beat.case()).state is CaseState.UPHELD
    assert len(beat.letters(world.alice)) == 1, "the author knows already"


async def test_overrule_gives_back_tells_the_author_and_learns(beat: Beat, world: World) -> None:
    await world.alice.send(world.lounge, "what a lovely clown")
    await world.moderator.click(last(world), label="Overrule")
    assert beat.texts(world.lounge) == ["what a lovely clown"]
    assert "your message was fine" in read(beat.letters(world.alice)[-1])
    assert "Given back" in read(last(world))
    assert "overruled it" in read(last(world))
    await world.bob.send(world.lounge, "What a lovely CLOWN!")
    assert len(beat.texts(world.lounge)) == 2


async def test_warn_asks_for_words_and_sends_them_with_the_rule(beat: Beat, world: World) -> None:
    await world.alice.send(world.lounge, "you clown")
    form = await world.moderator.click(last(world), label="Warn")
    await world.moderator.submit_modal(form, {"text": "Please be *kind*."})
    letter = beat.letters(world.alice)[-1]
    assert r"> Please be \*kind\*." in letter.content
    assert "no insults, threats" in letter.content
    assert "Truham Lounge" in letter.content
    assert set(world.buttons(letter)) == {"Why?", "This is wrong"}
    text = read(last(world))
    assert "warned its author: “Please be" in text
    assert is_disabled(last(world), "Warn")
    standing = await world.services.moderation.cases.standing(
        world.guild.id, world.alice.id, world.env.now()
    )
    assert [warning.case_number for warning in standing.warnings] == [1]


async def test_a_warning_that_cannot_be_sent_is_told_and_stands_in_appeal(
    beat: Beat, world: World
) -> None:
    await beat.act(Action.LOG)
    await world.alice.send(world.lounge, "you clown")
    beat.close_letters(world.alice)
    form = await world.moderator.click(last(world), label="Warn")
    result = await world.moderator.submit_modal(form, {})
    assert f"could not write to {world.alice.mention}" in told(result)
    shown = await world.alice.slash(world.lounge, "appeal")
    assert "A moderator looked at it and agreed" in shown_text(answer(shown))


async def test_time_out_asks_how_long_and_restore_lifts_it(
    beat: Beat, world: World, sheriff: simcord.MemberActor
) -> None:
    await world.alice.send(world.lounge, "you clown")
    form = await sheriff.click(last(world), label="Time out")
    await sheriff.submit_modal(form, {"minutes": ["1440"]})
    assert timed_out_until(world, world.alice) == world.env.now() + timedelta(days=1)
    assert f"let {world.alice.mention} pause for 1 day" in read(last(world))
    assert "lets you pause" in beat.letters(world.alice)[-1].content
    await sheriff.click(last(world), label="Restore")
    assert timed_out_until(world, world.alice) is None
    assert beat.texts(world.lounge) == ["you clown"]
    assert "took back what was done" in read(last(world))
    assert "has undone what case 1 led to" in beat.letters(world.alice)[-1].content
    case = await beat.case()
    assert case.state is CaseState.UPHELD
    assert (case.steps[-1].kind, case.steps[-1].outcome) == (StepKind.RESTORED, Outcome.DONE)


async def test_restore_that_discord_refuses_says_so_and_can_be_tried_again(
    beat: Beat, world: World
) -> None:
    await world.alice.send(world.lounge, "you clown")
    card = last(world)
    beat.forbid("manage_webhooks")
    result = await world.moderator.click(card, label="Restore")
    assert "*Manage Webhooks*" in told(result)
    assert beat.texts(world.lounge) == []
    assert (await beat.case()).held
    now = next(message for message in world.log.history() if message.id == card.id)
    assert not is_disabled(now, "Restore")
    assert "not done: I need the permission *Manage Webhooks*" in read(now)


async def test_upholding_one_too_many_makes_its_author_pause(beat: Beat, world: World) -> None:
    await beat.choose(escalation=Escalation(count=1, days=30, minutes=30))
    await world.alice.send(world.lounge, "you clown")
    await world.moderator.click(last(world), label="Uphold")
    assert timed_out_until(world, world.alice) == world.env.now() + timedelta(minutes=30)
    assert "several messages of yours" in beat.letters(world.alice)[-1].content


# --- who may --------------------------------------------------------------------------------------


@pytest.mark.parametrize("label", ["Uphold", "Overrule", "Warn", "Time out", "Restore"])
async def test_members_can_press_nothing(beat: Beat, world: World, label: str) -> None:
    await world.alice.send(world.lounge, "you clown")
    refused = await world.bob.click(last(world), label=label)
    assert "moderators" in told(refused)
    assert (await beat.case()).state is CaseState.OPEN


async def test_a_time_out_needs_discords_permission_of_both(
    beat: Beat, world: World, sheriff: simcord.MemberActor
) -> None:
    await world.alice.send(world.lounge, "you clown")
    card = last(world)
    refused = await world.moderator.click(card, label="Time out")
    assert "you need Discord's permission *Timeout Members*" in told(refused)
    beat.forbid("moderate_members")
    refused = await sheriff.click(card, label="Time out")
    assert "I need the permission *Timeout Members*" in told(refused)
    assert timed_out_until(world, world.alice) is None


async def test_nobody_lets_pause_whose_role_is_not_below_theirs(
    beat: Beat, world: World, sheriff: simcord.MemberActor
) -> None:
    colleague = world.guild.add_member(world.env.create_user("saul"))
    role = next(role for name, role in world.guild.roles.items() if name == "Sheriffs")
    world.env.backend.add_member_role(world.guild.id, colleague.id, role.id)
    await colleague.send(world.lounge, "you clown")
    refused = await sheriff.click(last(world), label="Time out")
    assert "highest role" in told(refused)


async def test_nobody_decides_on_their_own_message_but_who_administrates(
    beat: Beat, world: World
) -> None:
    await world.moderator.send(world.lounge, "you clown")
    refused = await world.moderator.click(last(world), label="Overrule")
    assert "message of yours" in told(refused)
    assert (await beat.case()).state is CaseState.OPEN
    await world.env.advance_time(900)
    await world.admin.send(world.lounge, "what a clown")
    await world.admin.click(last(world), label="Overrule")
    assert (await beat.case(2)).state is CaseState.OVERRULED


async def test_commands_are_hidden_from_members(world: World) -> None:
    assert not [
        name for name in world.alice.available_commands(world.lounge) if name.startswith("case")
    ]
    assert "case queue" in world.moderator.available_commands(world.lounge)


# --- races and restarts ---------------------------------------------------------------------------


def press(world: World, who: simcord.MemberActor, card: discord.Message, what: str) -> Interaction:
    """Press a button without waiting for what comes of it, as two people do at once."""
    backend = world.env.backend
    stored = backend.get_message(card.channel.id, card.id)
    buttons = [item for item in walk_components(stored.components) if item.get("custom_id")]
    custom_id = next(item["custom_id"] for item in buttons if f":{what}:" in item["custom_id"])
    record, payload = base_payload(
        backend,
        type=3,
        channel_id=card.channel.id,
        guild_id=world.guild.id,
        user_id=who.id,
        data={"custom_id": custom_id, "component_type": 2},
    )
    payload["message"] = dict(message_payload(backend, stored))
    record.source_message_id = stored.id
    backend.emit("INTERACTION_CREATE", payload)
    return record


async def test_two_moderators_at_once_decide_once(beat: Beat, world: World) -> None:
    await world.alice.send(world.lounge, "you clown")
    card = last(world)
    pressed = [press(world, world.moderator, card, "uphold")]
    pressed.append(press(world, world.admin, card, "overrule"))
    await world.env.settle()
    results = [simcord.InteractionResult(world.env, record) for record in pressed]
    said = [told(result) for result in results if "already" in told(result)]
    case = await beat.case()
    decided = [step for step in case.steps if step.kind in {StepKind.UPHELD, StepKind.OVERRULED}]
    assert len(decided) == 1
    assert len(said) == 1
    assert f"<@{decided[0].user_id}>" in said[0]


async def test_an_outdated_copy_is_refused_and_renewed(beat: Beat, world: World) -> None:
    await world.alice.send(world.lounge, "you clown")
    copy = answer(await world.admin.slash(world.log, "case view", number=1))
    await world.moderator.click(last(world), label="Uphold")
    stale = await world.admin.click(copy, label="Overrule")
    assert f"{world.moderator.mention} has upheld case 1 already" in told(stale)
    assert "**Upheld**" in shown_text(copy)
    await world.admin.click(copy, label="Overrule")
    assert (await beat.case()).state is CaseState.OVERRULED
    assert "**Overruled**" in shown_text(copy)
    assert "**Overruled**" in read(last(world))


async def test_a_dialog_of_an_outdated_card_is_not_opened(beat: Beat, world: World) -> None:
    await world.alice.send(world.lounge, "you clown")
    copy = answer(await world.admin.slash(world.log, "case view", number=1))
    await world.moderator.click(last(world), label="Uphold")
    refused = await world.admin.click(copy, label="Warn")
    assert refused.modal is None
    assert "already" in told(refused)
    assert "**Upheld**" in shown_text(copy)


async def test_buttons_of_an_old_card_work_after_a_restart(beat: Beat, world: World) -> None:
    await world.alice.send(world.lounge, "you clown")
    card = last(world)
    queue = answer(await world.moderator.slash(world.log, "case queue"))
    await world.restart()
    await world.moderator.click(card, label="Overrule")
    assert beat.texts(world.lounge) == ["you clown"]
    assert "overruled it" in read(last(world))
    open_id = next(item for item in custom_ids(queue) if item.startswith("queue:open"))
    shown = await world.moderator.select(queue, ["1"], custom_id=open_id)
    assert "Case 1" in shown_text(answer(shown))


async def test_a_card_that_a_stop_left_out_is_posted_after_the_start(
    beat: Beat, world: World
) -> None:
    beat.env.inject_error(
        "POST", f"/channels/{world.log.id}/messages", status=500, code=0, message="Oops", times=9
    )
    await world.alice.send(world.lounge, "you clown")
    assert (await beat.case()).card_message_id is None
    beat.env.backend.faults.clear()
    await world.restart()
    await world.env.settle()
    assert "Case 1" in read(last(world))


# --- the queue and members ------------------------------------------------------------------------


def pressable(shown: simcord.ResponseMessage, what: str) -> str:
    return next(item for item in custom_ids(shown) if item.startswith(f"queue:{what}:"))


async def fill(beat: Beat, count: int) -> None:
    await beat.act(Action.LOG)
    await beat.act(Action.LOG, Label.SPECULATION)
    for number in range(count):
        member = beat.world.alice if number % 2 else beat.world.bob
        await member.send(
            beat.world.lounge, f"{number} you clown" if number % 3 else f"{number} guess"
        )
        await beat.env.advance_time(900)


async def test_the_queue_has_pages(beat: Beat, world: World) -> None:
    await fill(beat, 12)
    queue = answer(await world.moderator.slash(world.log, "case queue"))
    assert "12 cases" in shown_text(queue)
    assert "Page 1 of 2" in shown_text(queue)
    assert "**12**" in shown_text(queue)
    await world.moderator.click(queue, label="Older ▶")
    assert "Page 2 of 2" in shown_text(queue)
    assert "**2**" in shown_text(queue)
    assert component(queue, pressable(queue, "next"))["disabled"]
    await world.moderator.click(queue, label="◀ Newer")
    assert "Page 1 of 2" in shown_text(queue)


async def test_the_queue_is_filtered_by_label_state_and_member(beat: Beat, world: World) -> None:
    await fill(beat, 4)
    cases, now = world.services.moderation.cases, world.env.now()
    await cases.uphold(world.guild.id, 2, world.moderator.id, now)
    queue = answer(await world.moderator.slash(world.log, "case queue", about="speculation"))
    assert "2 cases" in shown_text(queue)
    await world.moderator.select(queue, ["any"], custom_id=pressable(queue, "label"))
    assert "3 cases" in shown_text(queue)
    await world.moderator.select(queue, [world.alice], custom_id=pressable(queue, "author"))
    assert "1 case\n" in shown_text(queue)
    await world.moderator.select(queue, ["any"], custom_id=pressable(queue, "state"))
    assert "2 cases" in shown_text(queue)
    await world.moderator.select(queue, [], custom_id=pressable(queue, "author"))
    assert "4 cases" in shown_text(queue)
    await world.moderator.select(queue, ["appealed"], custom_id=pressable(queue, "state"))
    assert "Nothing here" in shown_text(queue)


async def test_a_case_opened_from_the_queue_can_be_decided(beat: Beat, world: World) -> None:
    await fill(beat, 2)
    queue = answer(await world.moderator.slash(world.log, "case queue"))
    shown = await world.moderator.select(queue, ["2"], custom_id=pressable(queue, "open"))
    copy = answer(shown)
    assert shown.followups[-1].ephemeral
    await world.moderator.click(copy, label="Uphold")
    assert "**Upheld**" in shown_text(copy)
    await world.moderator.click(queue, label="Renew")
    assert "1 case\n" in shown_text(queue)


async def test_a_number_that_is_not_there(beat: Beat, world: World) -> None:
    refused = await world.moderator.slash(world.log, "case view", number=9)
    assert "There is no case 9" in told(refused)


async def test_words_leave_the_card_when_their_time_is_over(beat: Beat, world: World) -> None:
    await world.alice.send(world.lounge, "you clown")
    await world.moderator.click(last(world), label="Uphold")
    await world.services.moderation.tidy(world.env.now() + timedelta(days=182))
    world.bot.dispatch("evidence_deleted")  # as the daily clock does
    await beat.until(lambda: "The words were deleted" in read(last(world)))
    assert (await beat.case()).messages[0].text is None
    assert "clown" not in read(last(world))


async def test_a_card_that_was_changed_while_it_was_brought_up_to_date_shows_the_newest(
    beat: Beat, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two processes may do that at once: one of a button in a direct message, one of the server."""
    await world.alice.send(world.lounge, "you clown")
    edit, overtaken = board._edit, False

    async def late(*what: Any) -> Outcome:
        nonlocal overtaken
        if not overtaken:
            overtaken = True
            await world.services.moderation.cases.overrule(
                world.guild.id, 1, world.moderator.id, world.env.now()
            )
            await board.show(world.bot, 1, world.guild.id)
        return await edit(*what)

    monkeypatch.setattr(board, "_edit", late)
    await board.show(world.bot, 1, world.guild.id)
    assert overtaken
    assert is_disabled(last(world), "Overrule")
    assert not is_disabled(last(world), "Uphold")


async def test_words_of_who_is_forgotten_leave_cards_in_servers_of_other_processes_too(
    beat: Beat, world: World
) -> None:
    await world.alice.send(world.lounge, "you clown")
    await world.services.privacy.forget(world.alice.id)
    world.services.guilds.shards = elsewhere = Shards(4, ((world.guild.id >> 22) % 4 ^ 1,))
    world.services.moderation.cases._shards = elsewhere
    world.bot.dispatch("member_forgotten", world.alice.id)
    await beat.until(lambda: "clown" not in read(last(world)))


async def test_who_waits_for_a_moderator_is_told_that_a_message_stays_down(
    beat: Beat, world: World
) -> None:
    await world.alice.send(world.lounge, "meh")
    assert "waits until a moderator" in read(beat.letters(world.alice)[-1])
    await world.moderator.click(last(world), label="Uphold")
    assert "it stays down" in beat.letters(world.alice)[-1].content


async def test_how_a_member_stands(beat: Beat, world: World) -> None:
    shown = await world.moderator.slash(world.log, "case member", member=world.alice)
    assert "No warning counts" in shown_text(answer(shown))
    await world.alice.send(world.lounge, "you clown")
    form = await world.moderator.click(last(world), label="Warn")
    await world.moderator.submit_modal(form, {})
    shown = await world.moderator.slash(world.log, "case member", member=world.alice)
    text = shown_text(answer(shown))
    assert f"Case 1: warned by {world.moderator.mention}" in text
    assert "**1** upheld case in the last 30 days" in text
    assert shown.ephemeral
    everything = answer(shown)
    await world.moderator.click(everything, label="All cases of this member")
    assert "1 case\n" in shown_text(everything)


async def test_the_newest_open_cases_are_offered(beat: Beat, world: World) -> None:
    await world.alice.send(world.lounge, "you clown")
    offered = await world.moderator.autocomplete(world.log, "case view", "number", "1")
    assert [choice["name"] for choice in offered] == ["1: attacking a person"]


async def test_a_case_whose_author_was_forgotten_shows_what_is_left(
    beat: Beat, world: World
) -> None:
    await world.alice.send(world.lounge, "you clown")
    assert "clown" in read(last(world))
    kept = await world.alice.slash(world.lounge, "privacy")
    await world.alice.click(answer(kept), label="Delete…")
    await world.alice.click(answer(kept), label="Yes, delete it")
    assert "Its author has deleted their data." in read(last(world))
    assert "clown" not in read(last(world))
    shown = await world.moderator.slash(world.log, "case view", number=1)
    text = shown_text(answer(shown))
    assert "Its author has deleted their data." in text
    assert "clown" not in text
    assert component(answer(shown), next(i for i in custom_ids(answer(shown)) if ":warn:" in i))[
        "disabled"
    ]
