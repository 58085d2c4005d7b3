"""Discord's own AutoMod: one rule with its lists of hurtful words, made on request."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import discord

from cogs._answers import NO_ANSWER, facts, why
from cogs._components import Interaction, outdated
from cogs.admin.choices import guild_of
from cogs.admin.views import button, button_view
from discord_bot.errors import UserError

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

log = logging.getLogger(__name__)

_PRESETS = {
    "slurs": discord.AutoModPresets(slurs=True),
    "slurs_and_sexual": discord.AutoModPresets(slurs=True, sexual_content=True),
}


async def ask(interaction: Interaction) -> None:
    """Explain what the rule does, and ask which of Discord's lists it shall use."""
    bot, guild = interaction.client, guild_of(interaction)
    if bot.services.settings.message_content:
        raise UserError("intent.not_needed")
    texts, channel = bot.texts(interaction), bot.services.guilds.get(guild.id).log_channel
    where = (
        texts("intent.ask_nowhere")
        if channel is None
        else texts("intent.ask_in_log", channel=f"<#{channel}>")
    )
    view = button_view(*(button(f"automod:{name}", texts(f"intent.{name}")) for name in _PRESETS))
    await interaction.response.send_message(
        texts("intent.ask", where=where), view=view, ephemeral=True
    )


async def install(interaction: Interaction, lists: str) -> None:
    """Make the rule and say so. Raises ``UserError`` where it is there or can't be made."""
    bot, guild = interaction.client, guild_of(interaction)
    if lists not in _PRESETS:
        raise outdated()
    await interaction.response.defer(ephemeral=True)
    if not guild.me.guild_permissions.manage_guild:
        raise UserError("intent.needs_manage_server")
    name = bot.texts(guild.id)("intent.rule_name")
    try:
        for rule in await guild.fetch_automod_rules():
            if rule.name == name:
                raise UserError("intent.already", name=name)
            if rule.trigger.type is discord.AutoModRuleTriggerType.keyword_preset:
                raise UserError("intent.other_preset", name=rule.name)
        await guild.create_automod_rule(
            name=name,
            event_type=discord.AutoModRuleEventType.message_send,
            trigger=discord.AutoModTrigger(presets=_PRESETS[lists]),
            actions=_actions(bot, guild),
            enabled=True,
            reason=f"Asked for by {interaction.user} ({interaction.user.id})",
        )
    except NO_ANSWER as error:
        log.warning(
            "the AutoMod rule could not be made",
            extra={"guild_id": guild.id, **facts(error)},
        )
        raise UserError("intent.refused", why=why(error)) from None
    told = bot.texts(interaction)("intent.installed", name=name)
    await interaction.edit_original_response(content=told, view=None)


def _actions(bot: FanBot, guild: discord.Guild) -> list[discord.AutoModRuleAction]:
    """Hold the message back, and show it to the moderators' log where there is one."""
    held_back = bot.texts(guild.id)("intent.block_message")[:150]
    actions = [discord.AutoModRuleAction(custom_message=held_back)]
    channel = bot.services.guilds.get(guild.id).log_channel
    if channel is not None and guild.get_channel(channel) is not None:
        actions.append(discord.AutoModRuleAction(channel_id=channel))
    return actions
