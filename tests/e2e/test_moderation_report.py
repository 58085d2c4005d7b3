"""How the filter does in a server: a picture, the rules, and a file for those who look closer."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import simcord
from PIL import Image

from tests.e2e.conftest import told
from tests.e2e.moderating import Beat, open_beat
from tests.e2e.reading import answer


@pytest.fixture
async def beat(tmp_path: Path) -> AsyncIterator[Beat]:
    async with open_beat(tmp_path / "fanbot.db") as opened:
        yield opened


@pytest.fixture(autouse=True)
async def cases(beat: Beat) -> None:
    """Two cases, one of them overruled an hour later."""
    world = beat.world
    await world.alice.send(world.lounge, f"you clown <@{world.bob.id}>")
    await world.bob.send(world.lounge, "i guess so")
    await beat.env.advance_time(3600)
    deciding = world.services.moderation.cases
    await deciding.overrule(world.guild.id, 1, world.moderator.id, beat.env.now())


async def asked(beat: Beat, command: str, **options: object) -> simcord.ResponseMessage:
    world = beat.world
    return answer(await world.moderator.slash(world.lounge, f"moderation {command}", **options))


async def test_the_weeks_come_as_a_picture_with_the_rules_in_words(beat: Beat) -> None:
    shown = await asked(beat, "report")
    assert shown.ephemeral
    (file,) = shown.attachments
    image = Image.open(io.BytesIO(await file.read()))
    assert image.width == 1100
    assert "2 cases" in (file.description or "")
    assert "Overruled, of those you decided on: 100%" in (file.description or "")
    assert "Median time to a decision: 1 hour" in (file.description or "")
    lines = shown.content.splitlines()
    assert "says-clown" in lines[1], "the most overruled comes first"
    assert "1 × fired, 1 decided, 1 overruled (100 %)" in lines[1]
    assert "0 decided, 0 overruled (–)" in lines[2]


async def test_how_far_back_is_chosen(beat: Beat) -> None:
    (file,) = (await asked(beat, "report", weeks=1)).attachments
    assert "this week" in (file.description or "")


async def test_the_export_has_every_case_and_nobodys_number(beat: Beat) -> None:
    world = beat.world
    shown = await asked(beat, "export")
    assert shown.ephemeral
    (file,) = shown.attachments
    content = (await file.read()).decode()
    rows = [json.loads(line) for line in content.splitlines()]
    assert [row["case"] for row in rows] == [1, 2]
    assert rows[0]["state"] == "overruled"
    assert rows[0]["messages"][0]["text"].startswith("you clown")
    for person in (world.alice, world.bob, world.moderator):
        assert str(person.id) not in content
    again = (await (await asked(beat, "export")).attachments[0].read()).decode()
    assert again != content, "two files can't be joined"


async def test_a_server_without_cases(beat: Beat) -> None:
    async with beat.world.services.database.transaction() as connection:
        for table in ("moderation_case_steps", "moderation_messages", "moderation_cases"):
            await connection.execute(f"DELETE FROM {table}")
    assert "nothing to export" in (await asked(beat, "export")).content
    shown = await asked(beat, "report")
    assert "No cases in these weeks" in (shown.attachments[0].description or "")
    assert "No rule has had a part" in shown.content


async def test_members_may_not_ask(beat: Beat) -> None:
    world = beat.world
    names = world.alice.available_commands(world.lounge)
    assert not [name for name in names if name.startswith("moderation")]
    assert told(await world.moderator.slash(world.lounge, "moderation export"))
