"""/status: moderators see how the bot is in their server, and what to do about it."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import simcord
from PIL import Image

from cogs.admin.status_words import COMMANDS
from discord_bot.guilds import Feature
from discord_bot.operations.counts import FLUSH_SECONDS
from discord_bot.operations.figures import Figure
from discord_bot.pictures import PicturesBusy
from tests.e2e.conftest import World, open_world, told
from tests.e2e.moderating import Beat, open_beat
from tests.e2e.reading import answer, components, shown_text


@pytest.fixture
async def beat(tmp_path: Path) -> AsyncIterator[Beat]:
    async with open_beat(tmp_path / "fanbot.db") as opened:
        yield opened


async def status(world: World) -> simcord.ResponseMessage:
    return answer(await world.moderator.slash(world.lounge, "status"))


async def busy_day(beat: Beat) -> None:
    """Three messages, one of them taken down and given back, one noted, and a game."""
    world = beat.world
    await world.alice.send(world.lounge, "hello there")
    await world.alice.send(world.lounge, "you clown")
    await world.bob.send(world.lounge, "hmm")
    deciding = world.services.moderation.cases
    await deciding.overrule(world.guild.id, 1, world.moderator.id, beat.env.now())
    await world.bob.slash(world.trivia, "trivia play")


async def described(shown: simcord.ResponseMessage) -> str:
    """The picture in words, the same for who sees the file and who sees the panel."""
    (file,) = shown.attachments
    gallery = next(item for item in components(shown) if item.get("type") == 12)
    assert gallery["items"][0]["description"] == file.description
    return file.description or ""


async def test_a_new_server_is_told_kindly_and_shown_no_empty_plots(world: World) -> None:
    shown = await status(world)
    assert shown.ephemeral
    assert shown.attachments == []
    text = shown_text(shown)
    assert "All is well." in text
    assert (
        "Nothing has happened here in the last days that I could draw. Play with </trivia" in text
    )
    assert "✅ **Trivia** works." in text
    assert "➖ **Moderation** is switched off here.\n-# </setup:" in text
    assert "➖ No news is followed here." in text
    assert "Copies of my data are made by whoever runs me." in text


async def test_a_week_is_a_picture_and_words_beside_it(beat: Beat) -> None:
    await busy_day(beat)
    shown = await status(beat.world)
    (file,) = shown.attachments
    image = Image.open(io.BytesIO(await file.read()))
    assert image.width == 1100
    said = (await described(shown)).splitlines()
    assert said[0] == "The last seven days"
    assert "Truham Lounge" in said[1]
    assert said[2] == "Messages checked (3): 1 Jan: 3"
    assert said[3] == "What the filter found, noted + taken down (1 + 1): 1 Jan: 1 + 1"
    assert said[4] == "Overruled by you (1 of 1): 1 Jan: 100%"
    assert said[5] == "News delivered (0): –"
    assert said[6] == "Trivia played, games + dailies (1 + 0): 1 Jan: 1 + 0"
    assert "🕒 Waiting for you: 1 open case.\n-# </case queue" in shown_text(shown)


async def test_looking_again_shows_what_happened_meanwhile(beat: Beat) -> None:
    world = beat.world
    await busy_day(beat)
    result = await world.moderator.slash(world.lounge, "status")
    await world.alice.send(world.lounge, "and hello again")
    await world.restart()
    await beat.env.advance_time(20)
    again = await world.moderator.click(answer(result), custom_id="status:again")
    shown = answer(again) if again.followups else answer(result)
    assert "Messages checked (4)" in await described(shown)
    assert len(shown.attachments) == 1


async def test_the_days_are_those_of_the_servers_clock(beat: Beat) -> None:
    world = beat.world
    await world.services.guilds.change(
        world.guild.id, world.admin.id, beat.env.now(), timezone="Pacific/Kiritimati"
    )
    await world.alice.send(world.lounge, "hello there")
    there = beat.env.now() + timedelta(hours=14)
    said = await described(await status(world))
    assert f"Messages checked (1): {there.day} {there:%b}: 1\n" in said
    assert f"to {there.day} {there:%b} (Pacific/Kiritimati)" in said


async def test_what_is_wrong_comes_with_what_to_do(beat: Beat) -> None:
    world, watch = beat.world, beat.world.services.operations.watch
    await world.moderator.slash(world.lounge, "pause", feature="news")
    beat.judge.is_down = True
    await world.alice.send(world.lounge, "hello there")
    since = int(beat.env.now().timestamp())
    for _ in range(2):
        watch.failed(Feature.TRIVIA, "Games do not go on.", beat.env.now())
    text = shown_text(await status(world))
    assert "2 things need a look. What to do stands under each." in text
    assert f"⚠️ **Trivia** has not worked since <t:{since}:f>" in text
    assert "tell whoever runs me" in text
    assert "⚠️ 1 message could not be checked when it was written.\n-# I look at them" in text
    assert "🕒 **News** is paused until" in text
    assert "Games do not go on." not in text, "that sentence is for whoever runs the bot"


async def test_a_kill_costs_a_minute_of_counts_and_an_end_costs_none(tmp_path: Path) -> None:
    async with open_beat(tmp_path / "fanbot.db") as beat:
        world = beat.world
        await world.alice.send(world.lounge, "hello there")
        await beat.env.advance_time(FLUSH_SECONDS + 1)
        await world.alice.send(world.lounge, "hello again")

        async def on_disk() -> list[int]:
            """What a bot would find that started now, after this one was killed."""
            async with world.services.database.reading() as connection:
                rows = await connection.fetch_all("SELECT total FROM daily_counts")
            return [row["total"] for row in rows]

        assert await on_disk() == [1]
        assert sum(world.services.counts.waiting.values()) == 1
    async with open_world(tmp_path / "fanbot.db") as later:
        week = await later.services.status.week(world.guild.id, later.env.now())
        assert sum(week.of(Figure.CHECKED)) == 2


async def test_while_many_pictures_are_asked_for_the_same_is_told_in_words(
    beat: Beat, monkeypatch: pytest.MonkeyPatch
) -> None:
    await busy_day(beat)

    async def busy(_picture: object) -> bytes:
        raise PicturesBusy

    monkeypatch.setattr("discord_bot.pictures.render", busy)
    shown = await status(beat.world)
    assert shown.attachments == []
    assert "Messages checked (3): 1 Jan: 3" in shown_text(shown)


async def test_every_command_that_is_named_is_there(world: World) -> None:
    known = {command.qualified_name for command in world.bot.tree.walk_commands()}
    assert set(COMMANDS.values()) <= known


async def test_members_neither_see_nor_may_use_it(world: World) -> None:
    assert "status" not in world.alice.available_commands(world.lounge)
    assert "status" in world.moderator.available_commands(world.lounge)
    world.guild.set_command_permissions(
        world.bot.command_ids["status"], {world.guild.default_role: True}
    )
    refused = await world.alice.slash(world.lounge, "status")
    assert "for this server's moderators" in told(refused)
