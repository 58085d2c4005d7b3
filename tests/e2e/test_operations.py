"""What the figures show of what people do."""

from __future__ import annotations

from tests.e2e.conftest import World


async def test_commands_are_counted_by_how_they_ended(world: World) -> None:
    await world.alice.slash(world.lounge, "help")
    await world.alice.slash(world.lounge, "trivia stop")
    figures = (await world.services.operations.figures()).decode()
    assert 'fanbot_command_seconds_count{command="help",outcome="ok"} 1.0' in figures
    assert 'fanbot_command_seconds_count{command="trivia stop",outcome="refused"} 1.0' in figures
    assert "fanbot_guilds 1.0" in figures


async def test_moderators_hear_once_that_a_feature_stopped_and_once_that_it_is_back(
    world: World,
) -> None:
    guilds, database = world.services.guilds, world.services.database
    await guilds.change(world.guild.id, world.admin.id, world.env.now(), log_channel=world.log.id)
    async with database.transaction() as connection:
        await connection.execute("ALTER TABLE trivia_games RENAME TO away")
    await guilds.change(world.guild.id, world.admin.id, world.env.now(), relaxed=True)  # wakes it
    for _ in range(4):
        await world.env.advance_time(10)
    told = [message.content for message in world.log.history()]
    assert len(told) == 1
    assert "**Trivia** does not work" in told[0]
    assert "trivia" in world.services.operations.watch.failing
    assert not await world.services.moderation.backlog(), "the others go on"

    async with database.transaction() as connection:
        await connection.execute("ALTER TABLE away RENAME TO trivia_games")
    for _ in range(4):
        await world.env.advance_time(10)
    assert [message.content for message in world.log.history()][1:] == [
        "✅ **Trivia** works again."
    ]
    world.faults.found.clear()
