"""Discord tells of every interaction twice, as it may after a lost connection: nothing is doubled.

Once at once, so that both are under way side by side, and once more in the end.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import discord
import pytest

from tests.e2e.conftest import World, open_world, told
from tests.e2e.moderating import Beat, TiredJudge

FORM = {
    "prompt": "Which colour is Nick's scarf?",
    "answers": "Blue",
    "distractors": "Red\nGreen\nPink",
    "explanation": "Blue it is.",
    "source": "https://example.org/scarf",
}
AT_ONCE = ("INTERACTION_CREATE", "MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE")


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """A server to which all is told twice."""
    judge = TiredJudge()
    judge.gate.set()
    async with open_world(tmp_path / "fanbot.db", judge) as opened:
        await opened.services.guilds.change(
            opened.guild.id,
            opened.admin.id,
            opened.env.now(),
            moderation_on=True,
            log_channel=opened.log.id,
        )
        await Beat(opened, judge).enforce()
        backend = opened.env.backend
        emit = backend.emit

        def twice(event: str, payload: Mapping[str, Any]) -> None:
            emit(event, payload)
            if event in AT_ONCE:
                emit(event, payload)

        backend.emit = twice  # type: ignore[method-assign]
        yield opened
        backend.emit = emit  # type: ignore[method-assign]
        events = [entry[1:] for entry in list(backend.transcript) if entry[0] == "GATEWAY"]
        before = await counted(opened)
        for name, payload in reversed(events):
            if name in AT_ONCE:
                emit(name, payload)
        await opened.env.settle()
        assert await counted(opened) == before, "what comes once more much later"


async def counted(world: World) -> dict[str, int]:
    """How many rows there are of all that members do."""
    tables = (
        "trivia_games",
        "trivia_answers",
        "trivia_daily_answers",
        "trivia_questions",
        "trivia_reports",
        "season_events",
        "moderation_cases",
        "moderation_messages",
        "moderation_case_steps",
        "moderation_appeals",
        "setting_changes",
    )
    found = {}
    async with world.services.database.reading() as connection:
        for table in tables:
            row = await connection.fetch_one(f"SELECT COUNT(*) AS n FROM {table}")
            found[table] = int(row["n"]) if row else 0
    return found


async def first_choice(world: World) -> str:
    async with world.services.database.reading() as connection:
        row = await connection.fetch_one("SELECT round_id FROM trivia_rounds")
    assert row is not None
    return f"trivia:answer:{row['round_id']}:0"


async def test_a_game_starts_once_and_an_answer_counts_once(world: World) -> None:
    await world.alice.slash(world.trivia, "trivia play", rounds=1)
    questions = [item for item in world.trivia.history() if item.components]
    assert len(questions) == 1
    answered = await world.alice.click(questions[0], custom_id=await first_choice(world))
    assert told(answered).startswith("You chose")
    found = await counted(world)
    assert (found["trivia_games"], found["trivia_answers"]) == (1, 1)


async def test_the_daily_five_move_on_by_one(world: World) -> None:
    shown = await world.alice.slash(world.trivia, "trivia daily")
    assert shown.response is not None
    async with world.services.database.reading() as connection:
        play = await connection.fetch_one("SELECT play_id FROM trivia_dailies")
    assert play is not None
    await world.alice.click(shown.response, custom_id=f"trivia:daily1:{play['play_id']}:0")
    assert (await counted(world))["trivia_daily_answers"] == 5
    async with world.services.database.reading() as connection:
        row = await connection.fetch_one(
            "SELECT COUNT(*) AS n FROM trivia_daily_answers WHERE choice IS NOT NULL"
        )
    assert row == {"n": 1}


async def test_what_is_typed_into_a_dialog_is_taken_once(world: World) -> None:
    form = await world.alice.slash(
        world.trivia, "trivia suggest", category="making", difficulty="easy", season=0
    )
    sent = await world.alice.submit_modal(form, FORM)
    assert "moderators look at it" in told(sent)
    assert len([item for item in world.log.history() if item.components]) == 1


async def test_settings_change_once(world: World) -> None:
    before = (await counted(world))["setting_changes"]
    changed = await world.admin.slash(world.log, "settings relaxed", on=True)
    assert "on" in told(changed)
    assert (await counted(world))["setting_changes"] == before + 1


async def test_a_breach_is_one_case_and_one_letter_and_is_decided_once(world: World) -> None:
    await world.alice.send(world.lounge, "you clown")
    assert not world.lounge.history()
    found = await counted(world)
    assert (found["moderation_cases"], found["moderation_messages"]) == (1, 1)
    letters = world.alice.user.dm_channel.history()
    assert len(letters) == 1
    (card,) = [item for item in world.log.history() if item.components]
    await world.moderator.click(card, label="Overrule")
    assert [item.content for item in world.lounge.history()] == ["you clown"]
    case = await world.services.moderation.cases.get(world.guild.id, 1)
    assert len([step for step in case.steps if step.user_id == world.moderator.id]) == 1


async def test_an_edit_takes_a_breach_down(world: World) -> None:
    said = await world.alice.send(world.lounge, "hello")
    await world.alice.edit(said, "you clown")
    assert not world.lounge.history()
    assert (await counted(world))["moderation_messages"] == 1


async def test_what_a_message_said_at_first_may_come_late(world: World) -> None:
    said = await world.alice.send(world.lounge, "hello")
    await world.alice.edit(said, "you star")
    backend = world.env.backend
    (payload,) = {
        str(entry[2]["id"]): entry[2]
        for entry in backend.transcript
        if entry[0] == "GATEWAY" and entry[1] == "MESSAGE_CREATE"
    }.values()
    backend.emit("MESSAGE_CREATE", {**payload, "content": "you clown"})
    await world.env.settle()
    assert [item.content for item in world.lounge.history()] == ["you star"]


async def test_messages_are_counted_once(world: World) -> None:
    await world.alice.send(world.lounge, "hello")
    await world.bob.send(world.lounge, "hello")
    await world.env.advance_time(121)
    async with world.services.database.reading() as connection:
        row = await connection.fetch_one("SELECT SUM(total) AS n FROM daily_counts")
    assert row == {"n": 2}


async def test_a_button_that_nobody_knows_is_answered_once(world: World) -> None:
    shown = await world.alice.slash(world.trivia, "trivia play", rounds=1)
    assert shown.response is not None
    (question,) = [item for item in world.trivia.history() if item.components]
    view = discord.ui.View()
    view.add_item(discord.ui.Button(label="Old", custom_id="of:another:version"))
    channel = world.bot.get_partial_messageable(question.channel.id)
    await channel.get_partial_message(question.id).edit(view=view)
    pressed = await world.alice.click(world.trivia.history()[-1], label="Old")
    assert pressed.ephemeral
