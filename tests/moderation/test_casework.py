"""Moderators' steps: each once, in an audit trail, undone as easily as done, never two at once."""

from __future__ import annotations

import asyncio

import pytest

from discord_bot.errors import UserError
from discord_bot.moderation.appeals import AppealState
from discord_bot.moderation.cases import BY_MODERATORS, CaseFilter, CaseState, Outcome, StepKind
from discord_bot.moderation.model import Label, Post
from discord_bot.moderation.policy import Action, Escalation, Place
from discord_bot.packs import load_pack
from discord_bot.privacy import PrivacyService
from tests.moderation.house import (
    ALICE,
    BOB,
    CAROL,
    CHANNEL,
    COLLEAGUE,
    GUILD,
    MODERATOR,
    House,
    reopened,
)


async def test_of_two_moderators_at_once_the_second_is_told_who_and_what(house: House) -> None:
    decision = await house.says(ALICE, "a guess")
    assert decision.case is not None
    cases, version = house.moderation.cases, decision.case.version
    results = await asyncio.gather(
        cases.uphold(GUILD, 1, MODERATOR, house.now, version=version),
        cases.overrule(GUILD, 1, COLLEAGUE, house.now, version=version),
        return_exceptions=True,
    )
    errors = [item for item in results if isinstance(item, UserError)]
    assert len(errors) == 1
    case = await cases.get(GUILD, 1)
    assert case.decision is not None
    assert errors[0].key == f"moderation.case.already.{case.state}"
    assert errors[0].values == {"number": 1, "who": f"<@{case.decision.user_id}>"}
    decisions = [step for step in case.steps if step.kind in {"upheld", "overruled"}]
    assert (len(decisions), case.version) == (1, 1)


async def test_the_same_step_twice_is_refused_even_without_a_version(house: House) -> None:
    await house.upheld(ALICE, "a guess")
    with pytest.raises(UserError, match=r"moderation\.case\.already\.upheld"):
        await house.moderation.cases.uphold(GUILD, 1, COLLEAGUE, house.now)


async def test_a_moderator_may_think_again(house: House) -> None:
    cases = house.moderation.cases
    await house.upheld(ALICE, "a guess")
    overruled = await cases.overrule(GUILD, 1, MODERATOR, house.now, version=1)
    assert overruled.case.state is CaseState.OVERRULED
    assert (await house.says(ALICE, "a guess")).learned
    house.wait(minutes=20)
    again = await cases.uphold(GUILD, 1, MODERATOR, house.now, version=2)
    assert again.case.state is CaseState.UPHELD
    assert not (await house.says(ALICE, "a guess")).learned


async def test_an_unknown_number_is_said_so(house: House) -> None:
    with pytest.raises(UserError, match=r"moderation\.refused\.unknown_case"):
        await house.moderation.cases.uphold(GUILD, 3, MODERATOR, house.now)


async def test_overruling_gives_back_lifts_and_teaches_and_survives_a_restart(
    house: House,
) -> None:
    await house.enforce()
    cases = house.moderation.cases
    await house.taken_down(ALICE, "what a clown, I love this scene")
    await house.taken_down(BOB, "what a clown, I love this scene!")
    paused = await cases.time_out(GUILD, 1, MODERATOR, house.now, minutes=30)
    assert {item.user_id for item in paused.time_outs} == {ALICE, BOB}
    for time_out in paused.time_outs:
        assert time_out.span.total_seconds() == 1800
        await cases.record_step(time_out.step_id, Outcome.DONE, None, house.now)
    handled = await cases.overrule(GUILD, 1, COLLEAGUE, house.now, note="banter")
    assert [item.author_id for item in handled.restore] == [ALICE, BOB]
    assert handled.lift == (ALICE, BOB)
    assert handled.step.is_pending
    case = await cases.record_step(handled.step.id, Outcome.DONE, None, house.now)
    assert (case.held, case.timed_out, case.pending_steps) == ((), (), ())
    assert case.steps[-1].note == "banter"
    again = await reopened(house)
    decision = await again.says(CAROL, "What a clown!! I love this scene")
    assert (decision.learned, decision.action, decision.case) == (True, Action.NONE, None)
    assert decision.verdict.reasons[-1].key == "learned"
    again.moderation.close()


async def test_a_message_that_could_not_be_given_back_is_held_still(house: House) -> None:
    await house.enforce()
    cases = house.moderation.cases
    await house.taken_down(ALICE, "what a clown")
    await house.taken_down(ALICE, "what a clown!")
    handled = await cases.restore(GUILD, 1, MODERATOR, house.now)
    assert await cases.held(GUILD, 1) == (), "claimed: nobody else gives it back meanwhile"
    with pytest.raises(UserError, match="nothing_to_restore"):
        await cases.restore(GUILD, 1, COLLEAGUE, house.now)
    first, second = handled.restore
    await cases.record_step(
        handled.step.id, Outcome.FAILED, "503", house.now, still_down=[second.id]
    )
    assert [item.id for item in await cases.held(GUILD, 1)] == [second.id]
    again = await cases.restore(GUILD, 1, MODERATOR, house.now)
    assert [item.id for item in again.restore] == [second.id]
    case = await cases.record_step(again.step.id, Outcome.DONE, None, house.now)
    assert case.state is CaseState.OPEN, "restoring says nothing on who was right"
    assert first.restored_at is None
    assert all(item.restored_at for item in case.messages)


async def test_what_was_never_taken_down_needs_no_restoring(house: House) -> None:
    await house.says(ALICE, "a guess")
    handled = await house.moderation.cases.overrule(GUILD, 1, MODERATOR, house.now)
    assert (handled.restore, handled.lift) == ((), ())
    assert handled.step.outcome is Outcome.DONE
    with pytest.raises(UserError, match="nothing_to_restore"):
        await house.moderation.cases.restore(GUILD, 1, MODERATOR, house.now)


async def test_a_crash_between_a_step_and_its_act_leaves_a_trace(house: House) -> None:
    await house.says(ALICE, "what a clown")
    handled = await house.moderation.cases.time_out(GUILD, 1, MODERATOR, house.now)
    await house.moderation.cases.attach_card(handled.case.id, 1, 2)
    (case,) = await house.moderation.cases.unfinished(house.now)
    (step,) = case.pending_steps
    assert (step.kind, step.about_id, step.minutes) == (StepKind.TIMED_OUT, ALICE, 60)


async def test_a_refused_time_out_can_be_tried_again(house: House) -> None:
    cases = house.moderation.cases
    await house.says(ALICE, "what a clown")
    handled = await cases.time_out(GUILD, 1, MODERATOR, house.now)
    with pytest.raises(UserError, match=r"already\.timed_out"):
        await cases.time_out(GUILD, 1, COLLEAGUE, house.now)
    case = await cases.record_step(handled.step.id, Outcome.REFUSED, "50013", house.now)
    assert case.timed_out == ()
    assert (await cases.time_out(GUILD, 1, MODERATOR, house.now)).time_outs


async def test_a_pause_that_is_over_is_nothing_to_lift(house: House) -> None:
    cases = house.moderation.cases
    await house.says(ALICE, "what a clown")
    paused = await cases.time_out(GUILD, 1, MODERATOR, house.now, minutes=30)
    await cases.record_step(paused.step.id, Outcome.DONE, None, house.now)
    house.wait(minutes=31)
    with pytest.raises(UserError, match="nothing_to_restore"):
        await cases.restore(GUILD, 1, MODERATOR, house.now)
    handled = await cases.overrule(GUILD, 1, MODERATOR, house.now)
    assert handled.lift == ()
    assert handled.step.outcome is Outcome.DONE


async def test_warnings_count_until_they_age_or_are_taken_back(house: House) -> None:
    cases = house.moderation.cases
    await house.says(ALICE, "a guess")
    warned = await cases.warn(GUILD, 1, MODERATOR, house.now)
    assert (warned.warned, warned.case.state) == ((ALICE,), CaseState.UPHELD)
    with pytest.raises(UserError, match=r"already\.warned"):
        await cases.warn(GUILD, 1, COLLEAGUE, house.now)
    await house.says(ALICE, "what a clown")
    await cases.warn(GUILD, 2, MODERATOR, house.now)
    standing = await cases.standing(GUILD, ALICE, house.now)
    assert [item.case_number for item in standing.warnings] == [1, 2]
    assert (standing.upheld, standing.escalate) == (2, None)
    await cases.overrule(GUILD, 2, MODERATOR, house.now)
    standing = await cases.standing(GUILD, ALICE, house.now)
    assert ([item.case_number for item in standing.warnings], standing.upheld) == ([1], 1)
    house.wait(days=91)
    standing = await cases.standing(GUILD, ALICE, house.now)
    assert (standing.warnings, standing.upheld) == ((), 0)


async def test_enough_upheld_cases_ask_for_a_pause_once_and_overruling_undoes_it(
    house: House,
) -> None:
    cases = house.moderation.cases
    await house.moderation.policies.change(
        GUILD, MODERATOR, house.now, escalation=Escalation(count=2, days=10, minutes=45)
    )
    assert (await house.upheld(ALICE, "a guess")).time_outs == ()
    house.wait(hours=1)
    second = await house.upheld(ALICE, "what a clown")
    (pause,) = second.time_outs
    assert (pause.user_id, pause.span.total_seconds()) == (ALICE, 45 * 60)
    await cases.record_step(pause.step_id, Outcome.DONE, None, house.now)
    house.wait(minutes=30)
    assert (await house.upheld(ALICE, "my gaydar")).time_outs == (), "nobody pauses twice"
    lifted = await cases.overrule(GUILD, second.case.number, MODERATOR, house.now)
    assert lifted.lift == (ALICE,)
    standing = await cases.standing(GUILD, ALICE, house.now)
    assert standing.upheld == 2
    assert standing.escalate is not None, "the pause was taken back, the others count again"


async def test_a_pause_that_discord_refused_is_asked_for_with_the_next_breach(
    house: House,
) -> None:
    await house.enforce()
    await house.moderation.policies.change(
        GUILD, MODERATOR, house.now, escalation=Escalation(count=1, days=10, minutes=45)
    )
    handled = await house.upheld(ALICE, "a guess")
    await house.moderation.cases.record_step(
        handled.time_outs[0].step_id, Outcome.REFUSED, "50013", house.now
    )
    house.wait(hours=1)
    decision = await house.says(ALICE, "what a clown")
    assert decision.time_out is not None
    assert decision.time_out.user_id == ALICE


async def test_the_queue_has_pages_and_filters(house: House) -> None:
    cases = house.moderation.cases
    for number in range(12):
        await house.says(ALICE, f"guess number {number}")
        house.wait(minutes=11)
    await house.says(BOB, "what a clown")
    await cases.overrule(GUILD, 1, MODERATOR, house.now)
    everything = await cases.queue(GUILD, CaseFilter(state=None))
    assert (everything.total, everything.pages, len(everything.cases)) == (13, 2, 10)
    assert [case.number for case in everything.cases][:2] == [13, 12]
    last = await cases.queue(GUILD, CaseFilter(state=None), page=99)
    assert (last.page, [case.number for case in last.cases]) == (1, [3, 2, 1])
    assert (await cases.queue(GUILD, CaseFilter())).total == 12
    assert (await cases.queue(GUILD, CaseFilter(label=Label.HARASSMENT))).total == 1
    bobs = await cases.queue(GUILD, CaseFilter(author_id=BOB))
    assert bobs.cases[0].messages[0].text == "what a clown"
    assert (await cases.queue(GUILD, CaseFilter(appealed=True))).total == 0
    await house.moderation.appeals.appeal(GUILD, 13, BOB, "I meant the fish", house.now)
    assert (await cases.queue(GUILD, CaseFilter(appealed=True))).total == 1
    empty = await cases.queue(GUILD + 1, CaseFilter())
    assert (empty.cases, empty.page, empty.pages) == ((), 0, 1)


async def test_a_member_finds_their_cases_and_a_message_its_own(house: House) -> None:
    cases = house.moderation.cases
    await house.says(ALICE, "a guess", message_id=50)
    await house.says(ALICE, "what a clown", message_id=51)
    await house.says(BOB, "what a clown", message_id=52)
    assert [case.number for case in await cases.of_member(GUILD, ALICE)] == [2, 1]
    assert [case.number for case in await cases.of_member(GUILD, BOB)] == [2]
    found = await cases.of_message(GUILD, 52)
    assert found is not None
    assert found.number == 2
    assert await cases.of_message(GUILD + 1, 52) is None


async def test_an_author_rewords_once(house: House) -> None:
    await house.enforce()
    cases = house.moderation.cases
    await house.taken_down(ALICE, "a guess")
    with pytest.raises(UserError, match="not_yours"):
        await cases.reworded(GUILD, 1, BOB, house.now)
    handled = await cases.reworded(GUILD, 1, ALICE, house.now)
    with pytest.raises(UserError, match="nothing_to_restore"):
        await cases.reworded(GUILD, 1, ALICE, house.now)
    await cases.record_step(handled.step.id, Outcome.FAILED, "503", house.now)
    again = await cases.reworded(GUILD, 1, ALICE, house.now)
    case = await cases.record_step(again.step.id, Outcome.DONE, None, house.now)
    assert (case.held, case.state) == ((), CaseState.OPEN)


async def test_a_forgotten_author_leaves_a_case_without_words(house: House) -> None:
    await house.enforce()
    cases = house.moderation.cases
    decision = await house.taken_down(ALICE, "you clown of a season finale")
    await house.moderation.appeals.appeal(GUILD, 1, ALICE, "no", house.now)
    await cases.overrule(GUILD, 1, MODERATOR, house.now)
    privacy = PrivacyService(house.database, [house.moderation.forget])
    exported = await privacy.export(ALICE)
    assert exported["moderation_messages"][0]["text"] == "you clown of a season finale"
    assert {"moderation_cases", "moderation_appeals", "moderation_examples"} <= exported.keys()
    await privacy.forget(ALICE)
    case = await cases.get(GUILD, 1)
    assert (case.messages, case.author_id, case.authors) == ((), 0, ())
    assert decision.message is not None
    assert await house.moderation.record(decision.message.id, Outcome.DONE, None, house.now) is None
    assert not (await house.says(BOB, "you clown of a season finale")).learned
    with pytest.raises(UserError, match=r"moderation\.refused\.nobody"):
        await cases.warn(GUILD, 1, MODERATOR, house.now)


async def test_a_forgotten_moderator_is_not_named_to_the_second(house: House) -> None:
    await house.upheld(ALICE, "a guess")
    await PrivacyService(house.database).forget(MODERATOR)
    with pytest.raises(UserError, match=r"moderation\.case\.moved_on"):
        await house.moderation.cases.uphold(GUILD, 1, COLLEAGUE, house.now)


async def test_reports_of_harmless_texts_teach_nothing_when_overruled(house: House) -> None:
    place = Place(GUILD, CHANNEL, ALICE, message_id=5)
    await house.moderation.report(BOB, Post("good morning"), place, house.now)
    handled = await house.moderation.cases.overrule(GUILD, 1, MODERATOR, house.now)
    assert handled.case.state is CaseState.OVERRULED


def test_whatever_a_colleague_did_first_there_are_words_for_it() -> None:
    texts = load_pack().wording.texts("en")
    for kind in BY_MODERATORS:
        assert "<@5>" in texts(f"moderation.case.already.{kind}", who="<@5>", number=3)
    for state in (AppealState.GRANTED, AppealState.DECLINED):
        assert "<@5>" in texts(f"moderation.case.appeal_{state}", who="<@5>", number=3)


@pytest.mark.parametrize("days", [0, 40])
async def test_a_text_that_was_fine_once_and_upheld_later_is_not_fine_after_a_restart(
    house: House, days: int
) -> None:
    """Nor once the ruling was deleted with the words of its case."""
    fine = await house.says(ALICE, "what a clown")
    cases = house.moderation.cases
    assert fine.case_number is not None
    await cases.overrule(GUILD, fine.case_number, MODERATOR, house.now)
    assert (await house.says(BOB, "what a clown")).learned
    await cases.uphold(GUILD, fine.case_number, COLLEAGUE, house.now)
    house.wait(days=days)
    await house.moderation.tidy(house.now)
    again = await reopened(house)
    assert not (await again.says(CAROL, "What a clown!")).learned
    again.moderation.close()
