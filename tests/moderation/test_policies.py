"""A server's policy: kept, in the history, and whole though two change it at once."""

from __future__ import annotations

import asyncio

import pytest

from discord_bot.moderation.model import BREACHES, Label
from discord_bot.moderation.policy import (
    Action,
    ChannelMode,
    Escalation,
    Rule,
    ServerPolicy,
    Strictness,
)
from tests.moderation.house import CHANNEL, GUILD, MODERATOR, House, reopened


async def test_everything_survives_a_restart(house: House) -> None:
    chosen = ServerPolicy(
        enforced=frozenset({Label.OUTING, Label.HARASSMENT}),
        rules={Label.OUTING: Rule(Strictness.STRICT, Action.NONE, Action.HOLD)},
        channel_rules={CHANNEL: {Label.OUTING: Rule(Strictness.LENIENT)}},
        exempt_roles=frozenset({2**62, 7}),
        channels={CHANNEL: ChannelMode.LOG_ONLY},
        webhooks=True,
        profiles=True,
        escalation=Escalation(4, 14, 120),
        time_out_minutes=15,
        warning_days=30,
        evidence_days=60,
    )
    values = {name: getattr(chosen, name) for name in ServerPolicy.__slots__}
    await house.moderation.policies.change(GUILD, MODERATOR, house.now, **values)
    again = await reopened(house)
    assert again.moderation.policy(GUILD) == chosen
    assert again.moderation.policy(GUILD + 1) == ServerPolicy()
    again.moderation.close()


async def test_who_changed_what_is_in_the_servers_history(house: House) -> None:
    policies = house.moderation.policies
    await policies.enforce(GUILD, MODERATOR, Label.OUTING, house.now, enforced=True)
    await policies.enforce(GUILD, MODERATOR, Label.OUTING, house.now, enforced=True)
    newest, before = await house.guilds.history(GUILD)
    assert (newest.key, newest.value, newest.user_id) == (
        "moderation.enforced",
        ["outing"],
        MODERATOR,
    )
    assert before.key == "moderation_on"


async def test_two_moderators_who_switch_labels_at_once_both_get_their_way(house: House) -> None:
    await asyncio.gather(
        *(
            house.moderation.policies.enforce(GUILD, MODERATOR, label, house.now, enforced=True)
            for label in BREACHES
        )
    )
    assert house.moderation.policy(GUILD).enforced == frozenset(BREACHES)
    assert (await reopened(house)).moderation.policy(GUILD).enforced == frozenset(BREACHES)


async def test_rules_and_modes_go_back_to_the_usual(house: House) -> None:
    policies = house.moderation.policies
    rule = Rule(Strictness.LENIENT)
    for channel_id in (None, CHANNEL):
        await policies.set_rule(
            GUILD, MODERATOR, Label.OUTING, rule, house.now, channel_id=channel_id
        )
    await policies.set_channel(GUILD, MODERATOR, CHANNEL, ChannelMode.OFF, house.now)
    assert house.moderation.policy(GUILD).rules == {Label.OUTING: rule}
    assert house.moderation.policy(GUILD).channel_rules == {CHANNEL: {Label.OUTING: rule}}
    for channel_id in (None, CHANNEL):
        await policies.set_rule(
            GUILD, MODERATOR, Label.OUTING, None, house.now, channel_id=channel_id
        )
    await policies.set_channel(GUILD, MODERATOR, CHANNEL, None, house.now)
    assert house.moderation.policy(GUILD) == ServerPolicy()


async def test_a_name_that_is_no_field_is_a_defect(house: House) -> None:
    with pytest.raises(TypeError):
        await house.moderation.policies.change(GUILD, MODERATOR, house.now, enforce=True)


async def test_fields_of_a_newer_version_are_left_in_place(house: House) -> None:
    async with house.database.transaction() as connection:
        await connection.execute(
            "INSERT INTO moderation_policies (guild_id, key, value) VALUES (:guild, 'mood', '1')",
            {"guild": GUILD},
        )
    again = await reopened(house)
    assert again.moderation.policy(GUILD) == ServerPolicy()
    await again.enforce(Label.OUTING)
    async with house.database.reading() as connection:
        rows = await connection.fetch_all("SELECT key FROM moderation_policies ORDER BY key")
    assert [row["key"] for row in rows] == ["enforced", "mood"]
    again.moderation.close()
