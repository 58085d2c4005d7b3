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
