"""A server that the bot was removed from, and one that took it back."""

from __future__ import annotations

from datetime import timedelta

from discord_bot.housekeeping.service import GRACE
from tests.e2e.conftest import World


async def removed(world: World) -> None:
    """As Discord tells it."""
    world.bot.dispatch("guild_remove", world.bot.get_guild(world.guild.id))
    await world.env.settle()


async def test_settings_outlive_a_kick_by_thirty_days(world: World) -> None:
    services = world.services
    await services.guilds.change(world.guild.id, world.admin.id, world.env.now(), language="fr")
    await removed(world)
    now = world.env.now()
    await services.housekeeping.tidy(now + GRACE - timedelta(hours=1))
    assert services.guilds.get(world.guild.id).language == "fr"
    await services.housekeeping.tidy(now + GRACE)
    assert services.guilds.get(world.guild.id).language == "en"
    assert await services.guilds.history(world.guild.id) == []


async def test_an_invitation_stops_the_clock(world: World) -> None:
    services = world.services
    await services.guilds.change(world.guild.id, world.admin.id, world.env.now(), language="fr")
    await removed(world)
    world.bot.dispatch("guild_join", world.bot.get_guild(world.guild.id))
    await world.env.settle()
    await services.housekeeping.tidy(world.env.now() + 2 * GRACE)
    assert services.guilds.get(world.guild.id).language == "fr"
