"""The panel of /moderation setup: from watching to acting by clicking."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import discord
import pytest
import simcord

from cogs.moderation.setup_items import Focus, Page
from discord_bot.moderation.model import BREACHES, Label
from discord_bot.moderation.policy import (
    Action,
    ChannelMode,
    Escalation,
    Rule,
    ServerPolicy,
    Strictness,
)
from tests.e2e.conftest import told
from tests.e2e.moderating import Beat, open_beat, read
from tests.e2e.reading import answer, component, components, defaults, shown_text

SERVER = Focus()
"""A page looks at the whole server and at the first rule."""


@pytest.fixture
async def beat(tmp_path: Path) -> AsyncIterator[Beat]:
    async with open_beat(tmp_path / "fanbot.db") as opened:
        await opened.choose(enforced=frozenset())
        yield opened


def policy(beat: Beat) -> ServerPolicy:
    return beat.world.services.moderation.policy(beat.world.guild.id)


async def opened(beat: Beat, page: Page = Page.WATCH) -> simcord.ResponseMessage:
    world = beat.world
    panel = answer(await world.admin.slash(world.lounge, "moderation setup"))
    assert panel.ephemeral
    if page is not Page.WATCH:
        await click(beat, panel, "page", page)
    return panel


async def click(
    beat: Beat, panel: simcord.ResponseMessage, what: str, value: str = "", focus: Focus = SERVER
) -> simcord.InteractionResult:
    return await beat.world.admin.click(panel, custom_id=focus.custom_id(what, value))


async def choose(
    beat: Beat,
    panel: simcord.ResponseMessage,
    what: str,
    chosen: list[object],
    focus: Focus = SERVER,
) -> simcord.InteractionResult:
    return await beat.world.admin.select(panel, chosen, custom_id=focus.custom_id(what))


@pytest.mark.parametrize("page", Page)
async def test_every_page_is_within_discords_limits(beat: Beat, page: Page) -> None:
    """Everything chosen, and more of it than can be named."""
    world = beat.world
    for number in range(30):
        world.guild.create_text_channel(f"support-{number}")
    rules = dict.fromkeys(BREACHES, Rule(Strictness.STRICT, Action.TIME_OUT, Action.TIME_OUT))
    await beat.choose(
        rules=rules,
        channel_rules=dict.fromkeys(range(1, 80), rules),
        channels=dict.fromkeys(range(1, 80), ChannelMode.LOG_ONLY),
        exempt_roles=frozenset(range(1, 40)),
        escalation=Escalation(count=6, days=21, minutes=100),
        warning_days=11,
        time_out_minutes=77,
        profiles=True,
        webhooks=True,
    )
    beat.forbid("manage_messages", "manage_webhooks", "moderate_members", "manage_nicknames")
    panel = await opened(beat, page)
    assert component(panel, SERVER.custom_id("page", page))["disabled"]
    assert len(list(components(panel))) <= 40
    assert len(shown_text(panel)) <= 4000


async def test_a_server_goes_from_watching_to_acting_one_rule_at_a_time(beat: Beat) -> None:
    world, cases = beat.world, beat.world.services.moderation.cases
    await beat.env.advance_time(60)
    for text in ("you clown", "such a clown", "i guess", "you are a clown, bob"):
        await world.alice.send(world.lounge, f"{text} {len(text)}")
        await beat.env.advance_time(3600)
    assert len(beat.texts(world.lounge)) == 4, "nothing is touched"
    await cases.overrule(world.guild.id, 1, world.moderator.id, beat.env.now())
    panel = await opened(beat)
    text = shown_text(panel)
    assert "would have acted on **4** messages" in text
    assert "You looked at 1 and called 1 wrong" in text
    assert "**attacking a person**: only watched\n-# would have acted on 3; you looked at 1" in text
    harassment = Focus(Label.HARASSMENT)
    await click(beat, panel, "enforce", "on", harassment)
    assert policy(beat).enforced == {Label.HARASSMENT}
    assert "**attacking a person**: enforced" in shown_text(panel)
    await world.alice.send(world.lounge, "what a clown this is")
    await beat.env.settle()
    assert "what a clown this is" not in beat.texts(world.lounge)
    await click(beat, panel, "enforce", "off", harassment)
    assert policy(beat).is_watching_only


async def test_everything_is_switched_on_and_off_again(beat: Beat) -> None:
    panel = await opened(beat)
    await click(beat, panel, "enforce_all", "on")
    assert policy(beat).enforced == set(BREACHES)
    assert component(panel, SERVER.custom_id("enforce_all", "on"))["disabled"]
    await click(beat, panel, "enforce_all", "off")
    assert policy(beat).is_watching_only


async def test_moderation_is_switched_on_from_here_too(beat: Beat) -> None:
    world = beat.world
    now = beat.env.now()
    guilds = world.services.guilds
    await guilds.change(world.guild.id, world.admin.id, now, moderation_on=False)
    panel = await opened(beat)
    assert "Moderation is switched off" in shown_text(panel)
    await click(beat, panel, "feature", "on")
    assert guilds.get(world.guild.id).moderation_on
    assert "Moderation is switched off" not in shown_text(panel)


async def test_a_rule_is_chosen_and_put_back(beat: Beat) -> None:
    panel = await opened(beat, Page.RULES)
    await choose(beat, panel, "label", [Label.OUTING.value])
    focus = Focus(Label.OUTING)
    await choose(beat, panel, "strictness", ["strict"], focus)
    await choose(beat, panel, "unsure", ["nudge"], focus)
    await choose(beat, panel, "sure", ["time_out"], focus)
    rule = Rule(Strictness.STRICT, Action.NUDGE, Action.TIME_OUT)
    assert policy(beat).rules == {Label.OUTING: rule}
    assert defaults(panel, focus.custom_id("sure")) == ["time_out"]
    assert "take it down and let its author pause" in shown_text(panel)
    await click(beat, panel, "usual", focus=focus)
    assert not policy(beat).rules


async def test_one_channel_has_rules_of_its_own(beat: Beat) -> None:
    world = beat.world
    panel = await opened(beat, Page.RULES)
    await choose(beat, panel, "scope", [world.trivia])
    focus = Focus(channel_id=world.trivia.id)
    await choose(beat, panel, "sure", ["hold"], focus)
    rule = Rule(sure=Action.HOLD)
    assert f"Rules of their own have: {world.trivia.mention}" in shown_text(panel)
    assert policy(beat).channel_rules == {world.trivia.id: {Label.SPECULATION: rule}}
    assert not policy(beat).rules
    await choose(beat, panel, "sure", ["nudge"], focus)
    assert not policy(beat).channel_rules, "the usual is no rule of its own"


async def test_channels_differ(beat: Beat) -> None:
    world = beat.world
    panel = await opened(beat, Page.PLACES)
    await choose(beat, panel, "place", [world.trivia])
    focus = Focus(channel_id=world.trivia.id)
    await choose(beat, panel, "mode", ["off"], focus)
    assert policy(beat).channels == {world.trivia.id: ChannelMode.OFF}
    assert f"{world.trivia.mention}: not looked at" in shown_text(panel)
    await choose(beat, panel, "mode", ["normal"], focus)
    assert not policy(beat).channels
    await choose(beat, panel, "log_channel", [], focus)
    assert world.services.guilds.get(world.guild.id).log_channel is None


async def test_channels_of_support_are_only_noted_in_until_somebody_chooses(beat: Beat) -> None:
    world = beat.world
    await beat.enforce()
    panel = await opened(beat, Page.PLACES)
    assert "Only noted in, by the name" not in shown_text(panel)
    support = world.guild.create_text_channel("support")
    vent = world.guild.create_text_channel("vent-room")
    world.guild.create_text_channel("inventory")
    for channel in (support, vent):
        await world.alice.send(channel, "he said: you clown")
        assert beat.texts(channel) == ["he said: you clown"]
    assert (await beat.case()).action is Action.LOG
    await choose(beat, panel, "place", [support])
    listed = f"until you choose otherwise: {support.mention}, {vent.mention}."
    assert listed in shown_text(panel)
    focus = Focus(channel_id=support.id)
    assert defaults(panel, focus.custom_id("mode")) == ["log_only"]
    await choose(beat, panel, "mode", ["normal"], focus)
    assert policy(beat).channels == {support.id: ChannelMode.NORMAL}
    assert defaults(panel, focus.custom_id("mode")) == ["normal"]
    assert f"until you choose otherwise: {vent.mention}." in shown_text(panel)
    assert f"{support.mention}: as everywhere" in shown_text(panel)
    await world.bob.send(support, "you clown")
    assert beat.texts(support) == ["he said: you clown"]


async def test_posts_in_a_forum_of_support_stay_with_their_titles(beat: Beat) -> None:
    await beat.enforce()
    world, backend = beat.world, beat.env.backend
    forum = world.guild.create_forum_channel("advice")
    thread = backend.create_thread(forum.id, "my ex called me a clown", world.alice.id)
    backend.create_message(thread.id, world.alice.id, "how he went on: you clown")
    await beat.env.settle()
    assert backend.get_channel(thread.id).name == "my ex called me a clown"
    post = next(item for item in forum.threads if item.id == thread.id)
    assert beat.texts(post) == ["how he went on: you clown"]
    assert (await beat.case()).action is Action.LOG


async def test_people(beat: Beat) -> None:
    world = beat.world
    role = world.guild.create_role("Writers")
    panel = await opened(beat, Page.PEOPLE)
    await choose(beat, panel, "exempt_roles", [role])
    assert policy(beat).exempt_roles == {role.id}
    assert defaults(panel, SERVER.custom_id("exempt_roles")) == [str(role.id)]
    await click(beat, panel, "webhooks", "on")
    await click(beat, panel, "profiles", "on")
    assert policy(beat).webhooks
    assert policy(beat).profiles


async def test_what_follows(beat: Beat) -> None:
    panel = await opened(beat, Page.AFTER)
    await choose(beat, panel, "count", ["3"])
    await choose(beat, panel, "days", ["14"])
    await choose(beat, panel, "minutes", ["1440"])
    assert policy(beat).escalation == Escalation(count=3, days=14, minutes=1440)
    assert "3 upheld cases within 14 days: pause for 1 day" in shown_text(panel)
    await choose(beat, panel, "count", ["0"])
    assert policy(beat).escalation is None
    await choose(beat, panel, "warning_days", ["30"])
    await choose(beat, panel, "time_out_minutes", ["10"])
    await choose(beat, panel, "evidence_days", ["90"])
    chosen = policy(beat)
    assert (chosen.warning_days, chosen.time_out_minutes, chosen.evidence_days) == (30, 10, 90)


async def test_what_the_bot_lacks_is_told_with_the_mend(beat: Beat) -> None:
    beat.forbid("manage_webhooks")
    await beat.choose(escalation=Escalation())
    beat.forbid("moderate_members")
    text = shown_text(await opened(beat))
    assert "I lack *Manage Webhooks*, *Timeout Members*" in text
    assert "Server Settings → Roles" in text
    calm = Rule(unsure=Action.LOG, sure=Action.LOG)
    await beat.choose(escalation=None, rules=dict.fromkeys(BREACHES, calm))
    assert "I lack" not in shown_text(await opened(beat)), "only what is needed is asked for"


async def test_a_panel_works_after_a_restart(beat: Beat) -> None:
    panel = await opened(beat)
    await beat.world.restart()
    await click(beat, panel, "enforce", "on", Focus(Label.OUTING))
    assert policy(beat).enforced == {Label.OUTING}


async def test_what_is_chosen_is_in_the_history(beat: Beat) -> None:
    world = beat.world
    await click(beat, await opened(beat), "enforce", "on", Focus(Label.OUTING))
    shown = answer(await world.admin.slash(world.lounge, "settings history"))
    line = shown_text(shown).splitlines()[1]
    assert world.admin.mention in line
    assert "What moderation enforces** to pressing somebody to come out" in line


async def test_only_those_who_manage_the_server_may(beat: Beat) -> None:
    world = beat.world
    commands = world.alice.available_commands(world.lounge)
    assert not [name for name in commands if name.startswith("moderation")]
    result = await world.moderator.slash(world.lounge, "moderation setup")
    assert "manage this server" in told(result).lower()
    assert policy(beat).is_watching_only


# --- a week of watching ---------------------------------------------------------------------------

HOUR = 3600


async def watched_for(beat: Beat, days: int) -> None:
    """Let moderation have been switched on so long ago."""
    async with beat.world.services.database.transaction() as connection:
        await connection.execute(
            "UPDATE setting_changes SET changed_at = changed_at - :seconds"
            " WHERE key = 'moderation_on'",
            {"seconds": days * 24 * HOUR},
        )


def trials(beat: Beat) -> list[discord.Message]:
    """What moderators were told of trials."""
    return [post for post in beat.world.log.history() if "week of watching" in read(post)]


async def test_after_a_week_moderators_are_told_once_and_click_to_the_panel(beat: Beat) -> None:
    world = beat.world
    await world.alice.send(world.lounge, "you clown")
    await watched_for(beat, 6)
    await beat.env.advance_time(2 * HOUR)
    assert not trials(beat)
    await watched_for(beat, 1)
    await beat.env.advance_time(2 * HOUR)
    (told_so,) = trials(beat)
    assert "I would have acted on **1** message" in read(told_so)
    assert "**attacking a person**: would have acted on 1" in read(told_so)
    assert read(told_so).count("nothing that I would have acted on") == 5
    await world.restart()
    await beat.env.advance_time(2 * HOUR)
    assert len(trials(beat)) == 1
    result = await world.admin.click(told_so, custom_id=SERVER.custom_id("open"))
    assert answer(result).ephemeral
    assert "What the filter does here" in shown_text(answer(result))
    refused = await world.moderator.click(told_so, custom_id=SERVER.custom_id("open"))
    assert "manage this server" in told(refused).lower()


async def test_a_trial_that_could_not_be_told_is_told_later(beat: Beat) -> None:
    path = f"/channels/{beat.world.log.id}/messages"
    beat.env.inject_error("POST", path, status=403, code=50013, message="No", times=1)
    await watched_for(beat, 7)
    await beat.env.advance_time(HOUR + 60)
    assert not trials(beat)
    await beat.env.advance_time(HOUR)
    assert len(trials(beat)) == 1


async def test_who_enforces_already_is_told_nothing(beat: Beat) -> None:
    await beat.enforce(Label.OUTING)
    await watched_for(beat, 8)
    await beat.env.advance_time(2 * HOUR)
    assert not trials(beat)
