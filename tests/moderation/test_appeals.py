"""Appeals: by its author, once, answered once, and what the answer does to the case."""

from __future__ import annotations

import asyncio

import pytest

from discord_bot.errors import UserError
from discord_bot.moderation.appeals import AppealState
from discord_bot.moderation.cases import CaseState, StepKind
from discord_bot.moderation.policy import Escalation
from tests.moderation.house import ALICE, BOB, COLLEAGUE, GUILD, MODERATOR, House


async def appealed(house: House) -> int:
    await house.enforce()
    await house.taken_down(ALICE, "a guess")
    appeal = await house.moderation.appeals.appeal(GUILD, 1, ALICE, "it was a quiz", house.now)
    return appeal.id


async def test_a_member_appeals_once_and_sees_the_state(house: House) -> None:
    await appealed(house)
    appeals = house.moderation.appeals
    (mine,) = await appeals.of_member(GUILD, ALICE)
    assert (mine.state, mine.text, mine.case_number) == (AppealState.WAITING, "it was a quiz", 1)
    assert await appeals.waiting(GUILD) == [mine]
    with pytest.raises(UserError, match=r"moderation\.refused\.appealed"):
        await appeals.appeal(GUILD, 1, ALICE, "please", house.now)


async def test_only_the_author_appeals_and_not_against_what_was_overruled(house: House) -> None:
    await house.says(ALICE, "a guess")
    appeals = house.moderation.appeals
    with pytest.raises(UserError, match="not_yours"):
        await appeals.appeal(GUILD, 1, BOB, "for her", house.now)
    await house.moderation.cases.overrule(GUILD, 1, MODERATOR, house.now)
    with pytest.raises(UserError, match=r"moderation\.refused\.overruled"):
        await appeals.appeal(GUILD, 1, ALICE, "please", house.now)


async def test_granting_overrules_the_case_and_gives_the_message_back(house: House) -> None:
    appeal_id = await appealed(house)
    answered = await house.moderation.appeals.answer(
        GUILD, appeal_id, MODERATOR, "you are right", house.now, granted=True
    )
    assert (answered.appeal.state, answered.appeal.answer) == (
        AppealState.GRANTED,
        "you are right",
    )
    assert answered.handled is not None
    assert answered.handled.case.state is CaseState.OVERRULED
    assert [item.text for item in answered.handled.restore] == ["a guess"]
    assert answered.handled.answered == (), "the one that was answered is told by the answer"
    kinds = [step.kind for step in answered.handled.case.steps]
    assert kinds[-3:] == [StepKind.APPEALED, StepKind.ANSWERED, StepKind.OVERRULED]
    assert (await house.says(BOB, "a guess")).learned


async def test_declining_upholds_an_open_case_and_leaves_a_decided_one(house: House) -> None:
    appeal_id = await appealed(house)
    answered = await house.moderation.appeals.answer(
        GUILD, appeal_id, MODERATOR, None, house.now, granted=False
    )
    assert answered.appeal.state is AppealState.DECLINED
    assert answered.handled is not None
    assert answered.handled.case.state is CaseState.UPHELD

    upheld = await house.upheld(BOB, "what a clown")
    later = await house.moderation.appeals.appeal(GUILD, upheld.case.number, BOB, "no", house.now)
    declined = await house.moderation.appeals.answer(
        GUILD, later.id, MODERATOR, None, house.now, granted=False
    )
    assert declined.handled is None


async def test_declining_lets_nobody_pause(house: House) -> None:
    await house.moderation.policies.change(
        GUILD, MODERATOR, house.now, escalation=Escalation(count=1, days=10, minutes=45)
    )
    appeal_id = await appealed(house)
    answered = await house.moderation.appeals.answer(
        GUILD, appeal_id, MODERATOR, None, house.now, granted=False
    )
    assert answered.handled is not None
    assert answered.handled.time_outs == ()
    kinds = [step.kind for step in answered.handled.case.steps]
    assert StepKind.ESCALATED not in kinds


async def test_declining_leaves_a_case_that_was_closed_by_time_closed(house: House) -> None:
    await house.moderation.policies.change(
        GUILD, MODERATOR, house.now, escalation=Escalation(count=1, days=60, minutes=45)
    )
    await house.enforce()
    await house.taken_down(ALICE, "a guess")
    house.wait(days=31)
    assert [case.number for case in await house.moderation.tidy(house.now)] == [1]
    appeals = house.moderation.appeals
    appeal = await appeals.appeal(GUILD, 1, ALICE, "it was a quiz", house.now)
    answered = await appeals.answer(GUILD, appeal.id, MODERATOR, "no", house.now, granted=False)
    assert (answered.appeal.state, answered.handled) == (AppealState.DECLINED, None)
    assert (await house.moderation.cases.get(GUILD, 1)).state is CaseState.EXPIRED
    assert (await house.moderation.cases.standing(GUILD, ALICE, house.now)).upheld == 0


async def test_of_two_answers_the_second_is_told_who_was_first(house: House) -> None:
    appeal_id = await appealed(house)
    appeals = house.moderation.appeals
    results = await asyncio.gather(
        appeals.answer(GUILD, appeal_id, MODERATOR, None, house.now, granted=True),
        appeals.answer(GUILD, appeal_id, COLLEAGUE, None, house.now, granted=False),
        return_exceptions=True,
    )
    (error,) = [item for item in results if isinstance(item, UserError)]
    (mine,) = await appeals.of_case(GUILD, 1)
    assert error.key == f"moderation.case.appeal_{mine.state}"
    assert error.values["who"] == f"<@{mine.moderator_id}>"


async def test_overruling_a_case_grants_the_appeals_that_wait(house: House) -> None:
    await appealed(house)
    handled = await house.moderation.cases.overrule(GUILD, 1, MODERATOR, house.now)
    (granted,) = handled.answered
    assert (granted.user_id, granted.state) == (ALICE, AppealState.GRANTED)
    assert await house.moderation.appeals.waiting(GUILD) == []


async def test_a_case_with_a_waiting_appeal_does_not_close_by_itself(house: House) -> None:
    await appealed(house)
    house.wait(days=40)
    assert await house.moderation.tidy(house.now) == []


async def test_an_appeal_of_another_server_is_not_found(house: House) -> None:
    appeal_id = await appealed(house)
    with pytest.raises(UserError, match="unknown_appeal"):
        await house.moderation.appeals.answer(
            GUILD + 1, appeal_id, MODERATOR, None, house.now, granted=True
        )
