"""The one error handler: what a member reads when something went wrong."""

from __future__ import annotations

import logging
import secrets
from typing import Any

import aiohttp
import discord
from discord import app_commands

from discord_bot.errors import UserError
from discord_bot.wording import Texts

log = logging.getLogger(__name__)

_OVER = frozenset({10062, 40060})
"""Unknown interaction, for it is too old; or answered already. Nobody is there to be told.

https://discord.com/developers/docs/topics/opcodes-and-status-codes
"""


async def report(interaction: discord.Interaction[Any], texts: Texts, error: Exception) -> None:
    """Tell the member what went wrong; what is our fault is logged once, with a reference."""
    if isinstance(error, discord.HTTPException) and error.code in _OVER:
        log.warning(
            "an interaction was over already",
            extra={"guild_id": interaction.guild_id, "code": error.code},
        )
        return
    if isinstance(error, UserError):
        text = texts(error.key, **error.values)
    elif isinstance(error, app_commands.CommandOnCooldown):
        text = texts("errors.cooldown", seconds=max(1, round(error.retry_after)))
    elif isinstance(error, app_commands.BotMissingPermissions):
        missing = ", ".join(item.replace("_", " ") for item in error.missing_permissions)
        text = texts("errors.bot_permissions", permissions=missing)
    elif isinstance(error, app_commands.CheckFailure):
        text = texts("errors.not_allowed")
    elif isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
        text = texts("errors.outdated_command")
    else:
        reference = secrets.token_hex(4)
        log.error(
            "interaction failed",
            exc_info=error,
            extra={
                "reference": reference,
                "guild_id": interaction.guild_id,
                "channel_id": interaction.channel_id,
                "user_id": interaction.user.id,
                "command": interaction.command and interaction.command.qualified_name,
            },
        )
        text = texts("errors.unexpected", reference=reference)
    await _tell(interaction, text)


async def _tell(interaction: discord.Interaction[Any], text: str) -> None:
    try:
        if interaction.response.is_done():
            await interaction.followup.send(text, ephemeral=True)
        else:
            await interaction.response.send_message(text, ephemeral=True)
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        # The member has gone or waited too long; there is nobody left to tell.
        why = getattr(error, "status", type(error).__name__)
        log.warning(
            "could not answer an interaction",
            extra={"guild_id": interaction.guild_id, "status": why},
        )
