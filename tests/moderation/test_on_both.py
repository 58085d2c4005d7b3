"""Both databases keep the same: a case from breach to appeal, learning, figures and forgetting."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from discord_bot.moderation.cases import CaseFilter, CaseState, Outcome
from discord_bot.moderation.model import Label
from discord_bot.moderation.policy import Escalation
from discord_bot.privacy import PrivacyService
from discord_bot.storage.database import open_database
from discord_bot.storage.migrate import migrate
from tests.moderation.house import ALICE, BOB, COLLEAGUE, GUILD, MODERATOR, NOW, House, open_house
from tests.moderation.house import reopened as reopen
from tests.storage.conftest import (  # noqa: F401 - fixtures
    address,
    postgres_address,
    postgres_server,
    sqlite_address,
)


@pytest.fixture
async def house(address: str) -> AsyncIterator[House]:  # noqa: F811
    async with open_database(address) as database:
        await migrate(database, now=NOW)
        opened = await open_house(database)
        yield opened
        opened.moderation.close()


async def test_a_case_from_breach_to_forgetting(house: House) -> None:
    cases, appeals = house.moderation.cases, house.moderation.appeals
    await house.enforce()
    await house.moderation.policies.change(
        GUILD, MODERATOR, house.now, escalation=Escalation(1, 30, 10)
    )
    first = await house.taken_down(ALICE, "just a guess, friends")
    assert (await house.says(ALICE, "Just a guess, frends")).count == 2
    assert [case.number for case in await cases.unfinished(house.now)] == [1]
    await cases.attach_card(first.case_id or 0, 5, 6)
    page = await cases.queue(GUILD, CaseFilter(label=Label.SPECULATION, author_id=ALICE))
    assert (page.total, page.cases[0].card_message_id) == (1, 6)

    upheld = await cases.warn(GUILD, 1, MODERATOR, house.now)
    (pause,) = upheld.time_outs
    await cases.record_step(pause.step_id, Outcome.DONE, None, house.now)
    assert len((await cases.standing(GUILD, ALICE, house.now)).warnings) == 1
    appeal = await appeals.appeal(GUILD, 1, ALICE, "it was a quiz", house.now)
    assert (await cases.queue(GUILD, CaseFilter(state=None, appealed=True))).total == 1
    answered = await appeals.answer(GUILD, appeal.id, COLLEAGUE, "yes", house.now, granted=True)
    assert answered.handled is not None
    assert answered.handled.lift == (ALICE,)
    assert [item.text for item in answered.handled.restore] == ["just a guess, friends"]
    back = {answered.handled.restore[0].id: 77}
    await cases.record_step(answered.handled.step.id, Outcome.DONE, None, house.now, posted=back)
    standing = await cases.standing_as(GUILD, 77)
    assert standing is not None
    assert standing.author_id == ALICE
    found = await cases.of_message(GUILD, 77)
    assert found == await cases.to_show(GUILD, 1) == await cases.get(GUILD, 1)

    again = await reopen(house)
    assert (await again.says(BOB, "Just a guess, friends!")).learned
    case = await again.moderation.cases.get(GUILD, 1)
    assert (case.state, case.held, case.timed_out) == (CaseState.OVERRULED, (), ())
    assert (await again.moderation.cases.standing(GUILD, ALICE, house.now)).warnings == ()
    (share,) = await again.moderation.figures.rule_shares(GUILD)
    assert share.overruled_share == 1.0
    assert (await again.moderation.figures.trial(GUILD, house.now)).since == NOW
    assert len([row async for row in again.moderation.figures.export(GUILD, b"s")]) == 1
    again.wait(days=200)
    await again.moderation.tidy(again.now)
    assert (await again.moderation.cases.get(GUILD, 1)).messages[0].text is None
    privacy = PrivacyService(again.database, [again.moderation.forget])
    exported = await privacy.export(ALICE)
    assert {table: len(rows) for table, rows in exported.items()} == {
        "moderation_cases": 1,
        "moderation_messages": 2,
        "moderation_case_steps": 2,
        "moderation_warnings": 1,
        "moderation_appeals": 1,
        "moderation_examples": 2,
    }
    assert await privacy.forget(ALICE) == 9
    assert await privacy.export(ALICE) == {}
    assert (await again.moderation.cases.get(GUILD, 1)).messages == ()
    again.moderation.close()
