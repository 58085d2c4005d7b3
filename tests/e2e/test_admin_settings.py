"""/settings: the same choices by typing, for those who prefer it and for screen readers."""

from __future__ import annotations

import discord
import pytest
import simcord

from discord_bot.guilds import GuildSettings
from discord_bot.moderation.model import BREACHES, Label
from discord_bot.moderation.policy import Action, ChannelMode, Escalation, Rule, Strictness
from tests.e2e.conftest import World, told
from tests.e2e.reading import answer, shown_text


def chosen(world: World) -> GuildSettings:
    return world.services.guilds.get(world.guild.id)


async def said(world: World, command: str, **options: object) -> str:
    result = await world.admin.slash(world.lounge, f"settings {command}", **options)
    assert answer(result).ephemeral
    return told(result)


async def test_every_setting_can_be_typed(world: World) -> None:
    carers = world.guild.create_role("Carers")
    assert "**Trivia** is now off" in await said(world, "feature", feature="trivia", on=False)
    assert world.log.mention in await said(world, "channel", what="log_channel", channel=world.log)
    text = await said(world, "daily", channel=world.trivia, time="18.30")
    assert world.trivia.mention in text
    assert "18:30" in text
    assert "up to Season 1" in await said(world, "spoilers", season=1)
    assert "English" in await said(world, "language", language="en")
    assert "Europe/London" in await said(world, "timezone", zone="london")
    assert carers.mention in await said(world, "moderator-role", role=carers)
    assert "**Relaxed games** is now on" in await said(world, "relaxed", on=True)
    assert "is now on" in await said(world, "solo-boards", on=True)
    assert chosen(world) == GuildSettings(
        world.guild.id,
        trivia_on=False,
        log_channel=world.log.id,
        daily_channel=world.trivia.id,
        daily_time="18:30",
        ceiling=1,
        timezone="Europe/London",
        moderator_role=carers.id,
        relaxed=True,
        solo_on_boards=True,
    )
    shown = shown_text(answer(await world.admin.slash(world.lounge, "settings show")))
    for part in ("**Trivia**: off", world.log.mention, "18:30", "up to Season 1", carers.mention):
        assert part in shown


async def test_what_is_left_out_of_a_choice_is_unset(world: World) -> None:
    await said(world, "channel", what="log_channel", channel=world.log)
    assert "not set" in await said(world, "channel", what="log_channel")
    assert chosen(world).log_channel is None
    await said(world, "moderator-role", role=world.guild.create_role("Carers"))
    assert "not set" in await said(world, "moderator-role")
    assert chosen(world).moderator_role is None


async def test_the_daily_posts_channel_and_time_are_changed_apart_and_switched_off(
    world: World,
) -> None:
    assert "needs a channel first" in await said(world, "daily", time="18:00")
    assert "Choose a time too" in await said(world, "daily", channel=world.trivia)
    await said(world, "daily", time="18:00")
    await said(world, "daily", channel=world.lounge)
    assert (chosen(world).daily_channel, chosen(world).daily_time) == (world.lounge.id, "18:00")
    await said(world, "daily", off=True)
    assert (chosen(world).daily_channel, chosen(world).daily_time) == (None, None)


@pytest.mark.parametrize(
    ("command", "options", "why"),
    [
        ("daily", {"time": "25:00"}, "“25:00”"),
        ("spoilers", {"season": 77}, "season 77"),
        ("language", {"language": "tlh"}, "“tlh”"),
        ("timezone", {"zone": "Springfield"}, "“Springfield”"),
    ],
)
async def test_what_does_not_hold_is_refused_with_the_reason(
    world: World, command: str, options: dict[str, object], why: str
) -> None:
    if command == "daily":
        options = {**options, "channel": world.trivia}
    assert why in await said(world, command, **options)
    assert chosen(world) == GuildSettings(world.guild.id)


async def test_everybodys_role_is_refused(world: World) -> None:
    text = await said(world, "moderator-role", role=world.guild.default_role)
    assert "everybody would be a moderator" in text


async def offered(world: World, command: str, option: str, typed: str) -> list[object]:
    choices = await world.admin.autocomplete(world.lounge, f"settings {command}", option, typed)
    return [choice["value"] for choice in choices]


async def test_suggestions_come_as_one_types(world: World) -> None:
    assert "Europe/London" in await offered(world, "timezone", "zone", "")
    assert await offered(world, "timezone", "zone", "new yo") == ["America/New_York"]
    assert await offered(world, "timezone", "zone", "truham") == []
    assert len(await offered(world, "timezone", "zone", "a")) == 25
    assert await offered(world, "daily", "time", "18") == ["18:00"]
    assert await offered(world, "language", "language", "engl") == ["en"]
    seasons = await world.admin.autocomplete(world.lounge, "settings spoilers", "season", "")
    assert seasons[0] == {"name": "Nothing seen yet", "value": 0}
    assert {"name": "Season 2", "value": 2} in seasons


async def test_the_history_tells_who_changed_what(world: World) -> None:
    empty = shown_text(answer(await world.admin.slash(world.lounge, "settings history")))
    assert "Nobody has changed a setting yet" in empty
    await said(world, "relaxed", on=True)
    await said(world, "relaxed", on=True)
    await said(world, "timezone", zone="berlin")
    await world.admin.slash(world.lounge, "pause", feature="trivia")
    text = shown_text(answer(await world.admin.slash(world.lounge, "settings history")))
    lines = [line for line in text.splitlines() if world.admin.mention in line]
    assert len(lines) == 3, "what is set to what it was is no change"
    assert "**Pause of trivia** to <t:" in lines[0]
    assert "**Time zone** to Europe/Berlin" in lines[1]
    assert "**Relaxed games** to on" in lines[2]


async def test_the_history_tells_of_moderation_in_plain_words(world: World) -> None:
    policies, guild_id = world.services.moderation.policies, world.guild.id
    changes: dict[str, object] = {
        "enforced": frozenset({Label.OUTING}),
        "rules": {Label.OUTING: Rule(Strictness.STRICT, Action.HOLD, Action.TIME_OUT)},
        "channel_rules": {world.trivia.id: {Label.HARASSMENT: Rule()}},
        "exempt_roles": frozenset({5, 6}),
        "channels": {world.lounge.id: ChannelMode.LOG_ONLY},
        "escalation": Escalation(count=2, days=7, minutes=90),
        "profiles": True,
        "warning_days": 30,
    }
    now = world.env.now()
    await policies.change(guild_id, world.admin.id, now, **changes)
    text = shown_text(answer(await world.admin.slash(world.lounge, "settings history")))
    for said_so in (
        "enforces** to pressing somebody to come out, or telling for them",
        "strict; not quite sure: hold it until you decide; sure: take it down and let its author",
        f"<#{world.trivia.id}>: attacking a person (standard",
        "<@&5>, <@&6>",
        f"<#{world.lounge.id}>: only noted",
        "2 upheld cases within 7 days: pause for 90 minutes",
        "**Nicknames are checked** to on",
        "**Days that a warning counts** to 30",
    ):
        assert said_so in text
    assert "{" not in text
    await policies.change(guild_id, world.admin.id, now, escalation=None, enforced=frozenset())
    text = shown_text(answer(await world.admin.slash(world.lounge, "settings history")))
    assert "never by itself" in text
    assert "nothing: I only watch" in text


async def test_a_long_history_is_within_discords_limits(world: World) -> None:
    policies, guild_id = world.services.moderation.policies, world.guild.id
    for count in range(1, 21):
        rules = {channel: dict.fromkeys(BREACHES, Rule()) for channel in range(count)}
        now = world.env.now()
        await policies.change(guild_id, world.admin.id, now, channel_rules=rules)
    shown = answer(await world.admin.slash(world.lounge, "settings history"))
    assert shown_text(shown).endswith("…")
    assert len(shown_text(shown)) < 4200


async def test_the_history_no_longer_names_who_asked_to_be_forgotten(world: World) -> None:
    await said(world, "relaxed", on=True)
    await world.services.privacy.forget(world.admin.id)
    text = shown_text(answer(await world.admin.slash(world.lounge, "settings history")))
    assert "somebody set **Relaxed games** to on" in text
    assert str(world.admin.id) not in text


async def test_only_those_who_manage_the_server_may(world: World) -> None:
    for member in (world.alice, world.moderator):
        assert not [name for name in member.available_commands(world.lounge) if "setti" in name]
        with pytest.raises(simcord.SetupError):
            await member.slash(world.lounge, "settings show")
    settings = world.bot.command_ids["settings"]
    world.guild.set_command_permissions(settings, {world.guild.default_role: True})
    refused = await world.moderator.slash(world.lounge, "settings relaxed", on=True)
    assert "may manage this server" in told(refused)
    assert not chosen(world).relaxed


async def test_a_server_manager_needs_no_administrators_rights(world: World) -> None:
    managers = world.guild.create_role(
        "Managers", permissions=discord.Permissions(manage_guild=True)
    )
    manager = world.guild.add_member(world.env.create_user("max"), roles=[managers])
    await manager.slash(world.lounge, "settings relaxed", on=True)
    assert chosen(world).relaxed


async def test_the_moderators_role_makes_moderators(world: World) -> None:
    carers = world.guild.create_role("Carers")
    carer = world.guild.add_member(world.env.create_user("cas"), roles=[carers])
    pause = world.bot.command_ids["pause"]
    world.guild.set_command_permissions(pause, {carers: True})
    assert "for this server's moderators" in told(
        await carer.slash(world.lounge, "pause", feature="trivia")
    )
    await said(world, "moderator-role", role=carers)
    assert "is paused until" in told(await carer.slash(world.lounge, "pause", feature="trivia"))
