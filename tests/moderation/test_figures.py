"""What a server is shown of its filter, and its cases as a file without anybody's number."""

from __future__ import annotations

import json
from datetime import timedelta

from discord_bot.moderation.cases import CaseState
from discord_bot.moderation.model import Label, Post
from discord_bot.moderation.policy import Place
from tests.moderation.house import (
    ALICE,
    BOB,
    CHANNEL,
    GUILD,
    MODERATOR,
    NOW,
    House,
)


async def test_after_a_week_of_watching_moderators_see_what_enforcement_would_have_done(
    house: House,
) -> None:
    for author, text in ((ALICE, "a guess"), (BOB, "my guess"), (ALICE, "what a clown")):
        await house.says(author, text)
    await house.says(BOB, "hmm")  # unsure of speculation: a line in the log either way
    await house.moderation.cases.overrule(GUILD, 3, MODERATOR, house.now)
    early = await house.moderation.figures.trial(GUILD, house.now)
    assert (early.since, early.is_over) == (NOW, False)
    house.wait(days=7)
    trial = await house.moderation.figures.trial(GUILD, house.now)
    assert (trial.total, trial.total_wrong, trial.is_over) == (3, 1, True)
    assert trial.would == {Label.SPECULATION: 2, Label.HARASSMENT: 1}
    assert trial.enforced == frozenset()


async def test_the_trial_begins_when_moderation_is_switched_on_again(house: House) -> None:
    await house.says(ALICE, "a guess")
    house.wait(days=10)
    await house.guilds.change(GUILD, MODERATOR, house.now, moderation_on=False)
    await house.guilds.change(GUILD, MODERATOR, house.now, moderation_on=True)
    trial = await house.moderation.figures.trial(GUILD, house.now)
    assert (trial.since, trial.total, trial.is_over) == (house.now, 0, False)
    assert (await house.moderation.figures.trial(GUILD + 1, house.now)).since is None


async def test_weeks_and_rules(house: House) -> None:
    await house.upheld(ALICE, "a guess")
    await house.says(BOB, "what a clown")
    house.wait(minutes=20)
    await house.moderation.cases.overrule(GUILD, 2, MODERATOR, house.now)
    place = Place(GUILD, CHANNEL, ALICE, message_id=1)
    await house.moderation.report(BOB, Post("a clown, look"), place, house.now)
    *_, before, this = await house.moderation.figures.weekly(GUILD, house.now)
    assert before.decided == 0
    assert this.cases == {Label.SPECULATION: 1, Label.HARASSMENT: 1}
    assert (this.overruled_share, this.response) == (0.5, timedelta(minutes=10))
    shares = await house.moderation.figures.rule_shares(GUILD)
    assert [(item.rule, item.overruled_share) for item in shares] == [
        ("says-clown", 1.0),
        ("says-guess", 0.0),
    ]


async def test_the_export_names_nobody(house: House) -> None:
    await house.enforce()
    text = f"a guess about <@{BOB}> in https://discord.com/channels/{GUILD}/{CHANNEL}/{2**60}"
    await house.taken_down(ALICE, text)
    await house.moderation.cases.uphold(GUILD, 1, MODERATOR, house.now)
    await house.says(ALICE, "what a clown")
    rows = [row async for row in house.moderation.figures.export(GUILD, b"salt")]
    file = "\n".join(json.dumps(row) for row in rows)
    for number in (ALICE, BOB, MODERATOR, CHANNEL, GUILD):
        assert str(number) not in file
    assert [(row["case"], row["state"], row["label"]) for row in rows] == [
        (1, CaseState.UPHELD, "speculation"),
        (2, CaseState.OPEN, "harassment"),
    ]
    assert rows[0]["messages"][0]["evidence"] == ["guess"]
    assert rows[0]["messages"][0]["author"] == rows[1]["messages"][0]["author"]
    assert rows[0]["messages"][0]["text"].startswith("a guess about <@")
    other = [row async for row in house.moderation.figures.export(GUILD, b"pepper")]
    assert other[0]["messages"][0]["author"] != rows[0]["messages"][0]["author"]


async def test_a_long_export_comes_in_pieces_and_in_order(house: House) -> None:
    async with house.database.transaction() as connection:
        for number in range(1, 452):
            await connection.execute(
                "INSERT INTO moderation_cases (case_id, guild_id, number, state, version, label,"
                " confidence, stage, rules, kind, action, would, user_id, messages, opened_at,"
                " last_at) VALUES (:id, :guild, :number, 'open', 0, 'outing', 9000, 'rules',"
                " '[]', 'message', 'log', 'nudge', 1, 1, 0, 0)",
                {"id": 10**6 + number, "guild": GUILD, "number": number},
            )
    rows = [row["case"] async for row in house.moderation.figures.export(GUILD, b"salt")]
    assert rows == list(range(1, 452))
