"""Keeps the cards of cases in the moderators' log, and posts there what concerns a case."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import discord
from discord import ui

from cogs.moderation.card import Shown, card
from discord_bot.errors import UserError
from discord_bot.moderation.cases import Case, CaseState

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

log = logging.getLogger(__name__)

_CANT_EDIT = 50005
"""Discord's code for a message of somebody else; a card that an older bot account has posted."""


async def load(bot: FanBot, guild_id: int, number: int) -> Shown:
    """A case with what its card shows. Raises ``UserError`` where there is none."""
    moderation = bot.services.moderation
    case = await moderation.cases.get(guild_id, number)
    return Shown(case, tuple(await moderation.appeals.of_case(guild_id, number)))


async def show(bot: FanBot, number: int, guild_id: int) -> None:
    """Post the card of a case in the server's log, or bring it up to date where it stands.

    Where no log is chosen, or Discord refuses, nothing is lost: the queue shows every case. A card
    that somebody deleted comes again only while its case is open.
    """
    try:
        shown = await load(bot, guild_id, number)
    except UserError:
        return  # nothing of it is left
    view = card(bot.texts(guild_id), shown)
    case = shown.case
    if case.card_message_id is not None and await _edit(bot, case, view):
        return
    if case.card_message_id is None or case.state is CaseState.OPEN:
        await _post(bot, case, view)


async def _edit(bot: FanBot, case: Case, view: ui.LayoutView) -> bool:
    """Bring a card up to date; False where it is not there any more."""
    assert case.card_channel_id is not None, "it is written down with the message"
    assert case.card_message_id is not None, "show has asked"
    channel = bot.get_partial_messageable(case.card_channel_id, guild_id=case.guild_id)
    try:
        await channel.get_partial_message(case.card_message_id).edit(
            view=view, allowed_mentions=discord.AllowedMentions.none()
        )
    except discord.NotFound:
        return False
    except discord.HTTPException as error:
        _log(case, case.card_channel_id, error)
        return error.code != _CANT_EDIT
    return True


async def _post(bot: FanBot, case: Case, view: ui.LayoutView) -> None:
    channel_id = bot.services.guilds.get(case.guild_id).log_channel
    if channel_id is None:
        return
    channel = bot.get_partial_messageable(channel_id, guild_id=case.guild_id)
    try:
        # With the nonce Discord drops a repeat, should the bot stop before the card is noted.
        posted = await channel.send(
            view=view,
            nonce=f"card{case.id}"[:25],
            allowed_mentions=discord.AllowedMentions.none(),
        )
    except discord.HTTPException as error:
        _log(case, channel_id, error)
        return
    await bot.services.moderation.cases.attach_card(case.id, channel_id, posted.id)


async def announce(bot: FanBot, case: Case, view: ui.LayoutView, nonce: int) -> None:
    """Post something about a case that a moderator should not miss, where there is a log."""
    channel_id = bot.services.guilds.get(case.guild_id).log_channel
    if channel_id is None:
        return
    channel = bot.get_partial_messageable(channel_id, guild_id=case.guild_id)
    try:
        await channel.send(
            view=view,
            nonce=f"note{nonce}"[:25],
            allowed_mentions=discord.AllowedMentions.none(),
        )
    except discord.HTTPException as error:
        _log(case, channel_id, error)


def card_link(case: Case) -> str | None:
    """Where a case's card stands, or None."""
    if case.card_message_id is None:
        return None
    place = f"{case.guild_id}/{case.card_channel_id}/{case.card_message_id}"
    return f"https://discord.com/channels/{place}"


def _log(case: Case, channel_id: int, error: discord.HTTPException) -> None:
    log.warning(
        "a case could not be shown in the log",
        extra={
            "guild_id": case.guild_id,
            "channel_id": channel_id,
            "status": error.status,
            "code": error.code,
        },
    )
