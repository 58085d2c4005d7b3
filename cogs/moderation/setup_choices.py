"""What may be chosen in ``/moderation setup``; everything goes through the policy service."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import discord

from cogs._components import Interaction, number, one_of
from cogs.moderation.setup_items import Focus, Press
from discord_bot.errors import UserError
from discord_bot.moderation.model import BREACHES, Label
from discord_bot.moderation.policy import (
    DEFAULT_RULES,
    Action,
    ChannelMode,
    Escalation,
    Place,
    Rule,
    Strictness,
    is_support,
)

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

_FIELDS_OF_RULES = ("strictness", "unsure", "sure")
_NUMBERS = ("time_out_minutes", "warning_days", "evidence_days")
_FLAGS = ("webhooks", "profiles")
_OF_ESCALATION = ("count", "days", "minutes")


def guild_of(interaction: Interaction) -> discord.Guild:
    """The server of an interaction. Raises ``UserError`` where the bot has left it since."""
    if interaction.guild is None:
        raise UserError("setup.server_gone")
    return interaction.guild


class PolicyChoices:
    """Checks what somebody chose and sets it. Everything here may raise ``UserError``."""

    def __init__(self, bot: FanBot) -> None:
        self._bot = bot
        self._policies = bot.services.moderation.policies
        self._acts: Mapping[str, Callable[[Interaction, Press], Awaitable[None]]] = {
            "enforce": self._enforce,
            "enforce_all": self._enforce_all,
            "feature": self._feature,
            "log_channel": self._log_channel,
            "usual": self._usual,
            "mode": self._mode,
            "exempt_roles": self._exempt_roles,
            **dict.fromkeys(_FIELDS_OF_RULES, self._rule),
            **dict.fromkeys(_OF_ESCALATION, self._escalation),
            **dict.fromkeys(_NUMBERS, self._number),
            **dict.fromkeys(_FLAGS, self._flag),
        }

    async def choose(self, interaction: Interaction, press: Press) -> Focus:
        """Do what was pressed; returns what the page looks at from now on."""
        if press.what == "label" and press.only is not None:
            return replace(press.focus, label=one_of(Label, press.only))
        if press.what in {"scope", "place"}:
            return replace(press.focus, channel_id=number(press.only or "0"))
        act = self._acts.get(press.what)
        if act is not None:
            await act(interaction, press)
        return press.focus

    async def _change(self, interaction: Interaction, **changes: object) -> None:
        guild = guild_of(interaction)
        await self._policies.change(guild.id, interaction.user.id, self._bot.now(), **changes)

    # --- enforcement ----------------------------------------------------------------------------

    async def _enforce(self, interaction: Interaction, press: Press) -> None:
        await self._policies.enforce(
            guild_of(interaction).id,
            interaction.user.id,
            press.focus.label,
            self._bot.now(),
            enforced=press.value == "on",
        )

    async def _enforce_all(self, interaction: Interaction, press: Press) -> None:
        labels = frozenset(BREACHES) if press.value == "on" else frozenset()
        await self._change(interaction, enforced=labels)

    async def _feature(self, interaction: Interaction, press: Press) -> None:
        await self._set(interaction, moderation_on=press.value == "on")

    async def _log_channel(self, interaction: Interaction, press: Press) -> None:
        chosen = None if press.only is None else number(press.only)
        if chosen is not None and guild_of(interaction).get_channel(chosen) is None:
            raise UserError("setup.unknown_channel")
        await self._set(interaction, log_channel=chosen)

    async def _set(self, interaction: Interaction, **changes: object) -> None:
        guild, now = guild_of(interaction), self._bot.now()
        await self._bot.services.guilds.change(guild.id, interaction.user.id, now, **changes)
        self._bot.dispatch("settings_changed", guild)

    # --- rules ----------------------------------------------------------------------------------

    async def _rule(self, interaction: Interaction, press: Press) -> None:
        guild, focus, chosen = guild_of(interaction), press.focus, press.only
        if chosen is None:
            return
        policy = self._policies.get(guild.id)
        place = Place(guild.id, focus.channel_id, 0) if focus.channel_id else None
        value = one_of(Strictness if press.what == "strictness" else Action, chosen)
        rule = replace(policy.rule(focus.label, place), **{press.what: value})  # type: ignore[arg-type]
        usual = policy.rule(focus.label) if place else DEFAULT_RULES[focus.label]
        await self._set_rule(interaction, focus, None if rule == usual else rule)

    async def _usual(self, interaction: Interaction, press: Press) -> None:
        await self._set_rule(interaction, press.focus, None)

    async def _set_rule(self, interaction: Interaction, focus: Focus, rule: Rule | None) -> None:
        await self._policies.set_rule(
            guild_of(interaction).id,
            interaction.user.id,
            focus.label,
            rule,
            self._bot.now(),
            channel_id=focus.channel_id or None,
        )

    # --- places and people ----------------------------------------------------------------------

    async def _mode(self, interaction: Interaction, press: Press) -> None:
        guild = guild_of(interaction)
        channel = guild.get_channel(press.focus.channel_id)
        if press.only is None or channel is None:
            raise UserError("setup.unknown_channel")
        mode: ChannelMode | None = one_of(ChannelMode, press.only)
        if mode is ChannelMode.NORMAL and not is_support(channel.name):
            mode = None  # as it is without a choice
        await self._policies.set_channel(
            guild.id, interaction.user.id, press.focus.channel_id, mode, self._bot.now()
        )

    async def _exempt_roles(self, interaction: Interaction, press: Press) -> None:
        roles = frozenset(number(role) for role in press.chosen)
        if guild_of(interaction).default_role.id in roles:
            raise UserError("moderation.setup.refused.everyone")
        await self._change(interaction, exempt_roles=roles)

    async def _flag(self, interaction: Interaction, press: Press) -> None:
        await self._change(interaction, **{press.what: press.value == "on"})

    # --- what follows ---------------------------------------------------------------------------

    async def _number(self, interaction: Interaction, press: Press) -> None:
        if press.only is not None:
            await self._change(interaction, **{press.what: number(press.only)})

    async def _escalation(self, interaction: Interaction, press: Press) -> None:
        if press.only is None:
            return
        wanted = number(press.only)
        before = self._policies.get(guild_of(interaction).id).escalation or Escalation()
        chosen = replace(before, **{press.what: wanted}) if wanted else None
        await self._change(interaction, escalation=chosen)
