"""The list of commands as Discord has it."""

from __future__ import annotations

import discord

from tests.e2e.conftest import World, WorldMaker


def syncs(world: World) -> int:
    return sum(
        request.method == "PUT" and request.path.endswith("/commands")
        for request in world.env.http_requests
    )


async def test_commands_are_sent_once_and_again_only_when_they_changed(world: World) -> None:
    assert syncs(world) == 1
    await world.restart()
    assert syncs(world) == 1
    assert "</trivia play:" in world.bot.mention("trivia play"), "their ids are remembered"
    await world.bot.facts.forget("command_tree:global")
    await world.restart()
    assert syncs(world) == 2


async def test_in_development_commands_go_to_one_server_alone(make_world: WorldMaker) -> None:
    async with make_world() as world:
        guild_id = world.guild.id
    async with make_world(dev_guild=guild_id) as world:
        paths = [request.path for request in world.env.http_requests if request.method == "PUT"]
        assert paths == [f"/applications/{world.bot.application_id}/guilds/{guild_id}/commands"]


async def test_discord_hides_moderators_and_admins_commands_from_members(world: World) -> None:
    def roots(member: object) -> set[str]:
        available = member.available_commands(world.trivia)  # type: ignore[attr-defined]
        return {name.split()[0] for name in available}

    assert roots(world.alice) == {
        "trivia",
        "countdown",
        "season",
        "appeal",
        "help",
        "about",
        "privacy",
    }
    assert {"questions", "case", "calendar", "pause", "resume"} <= roots(world.moderator)
    assert not {"setup", "settings"} & roots(world.moderator)
    assert {"setup", "settings", "questions"} <= roots(world.admin)


async def test_every_option_is_offered_in_small_letters(world: World) -> None:
    def choices(options: list[dict[str, object]]) -> list[str]:
        found = []
        for option in options:
            found += [str(choice["name"]) for choice in option.get("choices", [])]  # type: ignore[attr-defined]
            found += choices(option.get("options", []))  # type: ignore[arg-type]
        return found

    for command in world.bot.tree.get_commands(type=discord.AppCommandType.chat_input):
        payload = command.to_dict(world.bot.tree)
        for name in choices(payload.get("options", [])):  # type: ignore[arg-type]
            assert name == name.lower(), (command.name, name)
