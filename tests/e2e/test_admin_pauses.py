"""/pause and /resume: moderators stop a feature for a while."""

from __future__ import annotations

from datetime import timedelta

import pytest
import simcord

from discord_bot.guilds import Feature
from tests.e2e.conftest import World, told


def log_lines(world: World) -> list[str]:
    return [message.content for message in world.log.history()]


async def with_log(world: World) -> None:
    await world.services.guilds.change(
        world.guild.id, world.admin.id, world.env.now(), log_channel=world.log.id
    )


async def test_a_pause_holds_for_its_time_and_is_logged(world: World) -> None:
    await with_log(world)
    result = await world.moderator.slash(world.lounge, "pause", feature="trivia", **{"for": "30m"})
    until = int((world.env.now() + timedelta(minutes=30)).timestamp())
    assert f"<t:{until}:f>" in told(result)
    assert f"<t:{until}:R>" in told(result)
    assert result.ephemeral
    assert log_lines(world) == [
        f"⏸️ {world.moderator.mention} paused **Trivia** until <t:{until}:f>."
    ]
    assert f"paused here until <t:{until}:t>" in told(
        await world.alice.slash(world.trivia, "trivia play")
    )
    await world.env.advance_time(30 * 60 + 1)
    await world.alice.slash(world.trivia, "trivia play")
    message = world.trivia.last_message
    assert message is not None
    assert message.embeds


async def test_a_pause_lasts_an_hour_if_nothing_is_said(world: World) -> None:
    await world.moderator.slash(world.lounge, "pause", feature="trivia")
    settings = world.services.guilds.get(world.guild.id)
    assert settings.paused_until(Feature.TRIVIA, world.env.now()) == (
        world.env.now().replace(microsecond=0) + timedelta(hours=1)
    )


async def test_resuming_ends_a_pause_early(world: World) -> None:
    await with_log(world)
    await world.moderator.slash(world.lounge, "pause", feature="trivia", **{"for": "2d"})
    assert "goes on" in told(await world.moderator.slash(world.lounge, "resume", feature="trivia"))
    assert "ended the pause of **Trivia**" in log_lines(world)[-1]
    settings = world.services.guilds.get(world.guild.id)
    assert settings.is_active(Feature.TRIVIA, world.env.now())
    again = await world.moderator.slash(world.lounge, "resume", feature="trivia")
    assert "not paused" in told(again)


async def test_a_pause_survives_a_restart(world: World) -> None:
    await world.moderator.slash(world.lounge, "pause", feature="trivia")
    await world.restart()
    assert "paused" in told(await world.alice.slash(world.trivia, "trivia play"))


@pytest.mark.parametrize(
    ("length", "why"),
    [("soon", "“soon”"), ("0m", "“0m”"), ("", "“”"), ("8d", "7 days at most"), ("30", "“30”")],
)
async def test_a_length_that_does_not_hold_is_refused(world: World, length: str, why: str) -> None:
    result = await world.moderator.slash(world.lounge, "pause", feature="trivia", **{"for": length})
    assert why in told(result)
    assert world.services.guilds.get(world.guild.id).paused_trivia_until is None


async def test_lengths_are_offered(world: World) -> None:
    choices = await world.moderator.autocomplete(world.lounge, "pause", "for", "3")
    assert [choice["value"] for choice in choices] == ["30m", "3d"]


async def test_news_are_paused_as_trivia_is(world: World) -> None:
    result = await world.moderator.slash(world.lounge, "pause", feature="news")
    assert "posted when the pause ends" in told(result)
    result = await world.moderator.slash(world.lounge, "resume", feature="news")
    assert "**News** goes on" in told(result)


async def test_what_is_off_cannot_be_paused(world: World) -> None:
    await world.services.guilds.change(
        world.guild.id, world.admin.id, world.env.now(), trivia_on=False
    )
    result = await world.moderator.slash(world.lounge, "pause", feature="trivia")
    assert "switched off here already" in told(result)


async def test_a_log_that_cannot_be_written_is_told_and_the_pause_holds(world: World) -> None:
    await with_log(world)
    world.env.inject_error(
        "POST", f"/channels/{world.log.id}/messages", status=403, code=50013, message="No"
    )
    result = await world.moderator.slash(world.lounge, "pause", feature="trivia")
    assert "is paused until" in told(result)
    assert f"may not post in {world.log.mention}" in told(result)
    assert not world.services.guilds.get(world.guild.id).is_active(Feature.TRIVIA, world.env.now())


async def test_members_neither_see_nor_may_use_it(world: World) -> None:
    for command in ("pause", "resume"):
        assert command not in world.alice.available_commands(world.lounge)
        with pytest.raises(simcord.SetupError):
            await world.alice.slash(world.lounge, command, feature="trivia")
        world.guild.set_command_permissions(
            world.bot.command_ids[command], {world.guild.default_role: True}
        )
        refused = await world.alice.slash(world.lounge, command, feature="trivia")
        assert "for this server's moderators" in told(refused)
